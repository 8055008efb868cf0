"""The report of a run as one HTML page that needs no other file.

Summary, requirements and failures are static HTML, which can be read without JavaScript. The other cases are ids in the
data of the page: its script lists those of a requirement when a reader opens them, filters, and follows links to cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from imagegen_conformance.corpus.case_aliases import CaseAliases
from imagegen_conformance.corpus.former_cases import removed_cases
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.html_cases import DetailedCases, requirement_section
from imagegen_conformance.reports.html_document import asset, html_document
from imagegen_conformance.reports.html_text import Markup, code, element, isolated, joined
from imagegen_conformance.reports.layout import count
from imagegen_conformance.reports.run_report import DETAILED, DISPOSITION_LABELS, RequirementReport, RunReport
from imagegen_conformance.results.conclusion import ConclusionKind
from imagegen_conformance.results.tally import Disposition

__all__ = ["render_html"]

NOTICES = {ConclusionKind.CONFORMS: "good", ConclusionKind.CONFORMS_PARTLY: "good", ConclusionKind.FAILS: "bad"}


def render_html(report: RunReport) -> str:
    """Return the report. The same evidence gives the same bytes."""
    cases = DetailedCases.choose(report)
    with_failures = [item for item in report.requirements if _has_failures(item)]
    others = [item for item in report.requirements if not _has_failures(item)]
    body = joined(
        _head(report),
        _levels(report),
        *_remarks(report),
        _filters(report),
        _failures(report, with_failures, cases),
        _sections("Requirements without failures", "without-failures", others, cases) if others else "",
        _without_evidence(report),
        element("p", "No case matches the filters.", id="no-match", hidden=True),
    )
    title = f"{report.title}: conformance report"
    return html_document(title, body, style=asset("report.css"), script=asset("report.js"), data=_data(report, cases))


def _has_failures(item: RequirementReport) -> bool:
    return any(item.counts.get(name) for name in DETAILED)


def _head(report: RunReport) -> Markup:
    kind = report.run.conclusion.kind
    # An interrupted run says nothing good, but one failure is enough for a bad result.
    is_open = bool(report.interruption) and kind is not ConclusionKind.FAILS
    notice = "warn" if is_open else NOTICES.get(kind, "warn")
    facts = [element("div", element("dt", label), element("dd", isolated(value))) for label, value in report.facts()]
    interruption = report.interruption
    return element(
        "header",
        element("p", "Conformance report", class_="quiet kind"),
        element("h1", isolated(report.title)),
        element(
            "p",
            element("strong", report.conclusion),
            class_=f"notice {notice} conclusion",
        ),
        element("p", isolated(interruption), class_="notice warn") if interruption else "",
        element("dl", *facts, class_="facts"),
    )


def _levels(report: RunReport) -> Markup:
    """Return the counts of each level: the dispositions that no case has are left out."""
    names: list[Disposition] = [name for name in DISPOSITION_LABELS if report.counts[name]]
    heads = [element("th", DISPOSITION_LABELS[name], scope="col", class_="number") for name in names]
    rows = [_level_row(level, report.level_counts(level), names) for level in report.levels]
    total = sum(report.counts.values())
    table = element(
        "table",
        element("caption", f"{count(total, 'case')} by level and result"),
        element("thead", element("tr", element("th", "level", scope="col"), *heads)),
        element("tbody", *rows),
    )
    region = element("div", table, class_="scroll", role="region", tabindex=0, aria_label="Cases by level and result")
    return element("section", element("h2", "Summary", id="summary"), region, aria_labelledby="summary")


def _level_row(level: str, counts: Mapping[Disposition, int], names: Sequence[Disposition]) -> Markup:
    cells = [
        element(
            "td",
            element(
                "span",
                str(counts.get(name, 0)),
                class_="disposition" if counts.get(name) else "quiet",
                data_disposition=name,
            ),
            class_="number",
        )
        for name in names
    ]
    return element("tr", element("th", level, scope="row"), *cells)


def _remarks(report: RunReport) -> Iterator[Markup]:
    """Yield the lists of what is not the failure of a case."""
    lists = (
        ("Stale expectations", "stale-expectations", report.stale_expectations),
        ("Errors of the run", "run-errors", report.run_errors),
        ("Notes", "notes", report.notes),
    )
    for title, id_, lines in lists:
        if lines:
            items = [element("li", isolated(line)) for line in lines]
            yield element("section", element("h2", title, id=id_), element("ul", *items), aria_labelledby=id_)


def _filters(report: RunReport) -> Markup:
    """Return the form of the filters. The script shows it, because it has no effect without the script."""
    results = [(name, label) for name, label in DISPOSITION_LABELS.items() if report.counts[name]]
    fields = joined(
        _field(
            "Text", "text", element("input", type="search", id="filter-text", autocomplete="off", spellcheck="false")
        ),
        _field("Level", "level", _select("level", "all levels", [(level, level) for level in report.levels])),
        _field("Result", "result", _select("result", "all results", results)),
        element("button", "Reset the filters", type="reset", class_="reset"),
    )
    shown = element("p", id="shown", class_="quiet", role="status")
    return element(
        "section",
        element("h2", "Filters", id="filters", class_="visually-hidden"),
        element("form", fields, id="filter", role="search", aria_label="Cases of this report"),
        shown,
        id="filter-section",
        class_="filters screen-only",
        aria_labelledby="filters",
        hidden=True,
    )


def _field(label: str, name: str, control: Markup) -> Markup:
    return element("div", element("label", label, for_=f"filter-{name}"), control, class_="field")


def _select(name: str, everything: str, options: Sequence[tuple[str, str]]) -> Markup:
    items = [element("option", label, value=value) for value, label in [("", everything), *options]]
    return element("select", *items, id=f"filter-{name}", autocomplete="off")


def _failures(report: RunReport, items: Sequence[RequirementReport], cases: DetailedCases) -> Markup:
    title = "Failures and stale expectations" if report.counts["stale"] else "Failures"
    if not items:
        text = "No case fails." if report.counts["pass"] else "No case was judged."
        return element("section", element("h2", title, id="failures"), element("p", text), aria_labelledby="failures")
    return _sections(title, "failures", items, cases, _overview(title, items) if len(items) > 1 else "")


def _overview(title: str, items: Sequence[RequirementReport]) -> Markup:
    rows = [
        element(
            "tr",
            element(
                "th", element("a", code(item.requirement.id), href=f"#requirement={item.requirement.id}"), scope="row"
            ),
            element("td", item.requirement.level),
            element("td", item.summary),
            data_requirement=item.requirement.id,
        )
        for item in items
    ]
    caption = f"{count(len(items), 'requirement')} with {title[0].lower()}{title[1:]}"
    heads = [element("th", name, scope="col") for name in ("requirement", "level", "cases")]
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="overview",
    )


def _sections(title: str, id_: str, items: Sequence[RequirementReport], cases: DetailedCases, lead: str = "") -> Markup:
    sections = [requirement_section(item, cases) for item in items]
    return element("section", element("h2", title, id=id_), lead, *sections, class_="group", aria_labelledby=id_)


def _without_evidence(report: RunReport) -> Markup:
    """Return the requirements that no case of the run checks."""
    checked = {item.requirement.id for item in report.requirements}
    missing = [id_ for id_ in report.run.corpus.requirements if id_ not in checked]
    if not missing:
        return Markup()
    text = f"{count(len(missing), 'requirement')} {'has' if len(missing) == 1 else 'have'} no case in this run."
    listing = element("ul", *(element("li", code(id_)) for id_ in missing), class_="ids")
    return element(
        "section",
        element("h2", "Requirements without evidence", id="without-evidence"),
        element("details", element("summary", text), listing),
        class_="without-evidence",
        aria_labelledby="without-evidence",
    )


def _data(report: RunReport, cases: DetailedCases) -> dict[str, Json]:
    """Return the data that the script reads: the ids of the cases without details, and the former ids."""
    root = report.run.corpus.root
    return {
        "total": len(report.run.cases),
        "others": {item.requirement.id: cases.other_ids(item) for item in report.requirements},
        "renamed": dict(CaseAliases.load(root).by_source_id),
        "removed": dict(removed_cases(root)),
    }
