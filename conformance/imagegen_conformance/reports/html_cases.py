"""The requirements and the cases of a report as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.html_text import Markup, code, element, isolated, joined, prose
from imagegen_conformance.reports.layout import verb
from imagegen_conformance.reports.run_report import DETAILED, DISPOSITION_LABELS, RequirementReport, RunReport
from imagegen_conformance.results.recorded_run import RecordedCase
from imagegen_conformance.results.tally import Disposition

__all__ = ["MAX_DETAILED_CASES", "DetailedCases", "requirement_section"]

MAX_DETAILED_CASES = 1500  # a page with so many details and 20,000 ids has about 3 MB
MAX_OPEN_CASES = 5  # a page with few failures shows all of them opened
NOTE = "The script of this page lists the ids. The JSON report has them, too."


class DetailedCases(NamedTuple):
    """The choice of the cases whose details are on a page.

    Attributes:
        report: The report of the run.
        per_requirement: The maximum number of cases with details per requirement.
        opened: Whether the details are opened at first.
    """

    report: RunReport
    per_requirement: int
    opened: bool

    @classmethod
    def choose(cls, report: RunReport, max_cases: int = MAX_DETAILED_CASES) -> DetailedCases:
        """Return the choice: as many cases of each requirement as possible, but not more than `max_cases` in all."""
        numbers = sorted(sum(item.counts.get(name, 0) for name in DETAILED) for item in report.requirements)
        remaining, limit = max_cases, max(numbers, default=0)
        for index, number in enumerate(numbers):
            share = remaining // (len(numbers) - index)
            if number > share:
                limit = share
                break
            remaining -= number
        return cls(report, limit, opened=sum(numbers) <= MAX_OPEN_CASES)

    def of(self, item: RequirementReport) -> list[RecordedCase]:
        """Return the cases of a requirement that have details."""
        return item.with_disposition(*DETAILED)[: self.per_requirement]

    def others(self, item: RequirementReport) -> Mapping[Disposition, list[RecordedCase]]:
        """Return the other cases of a requirement by their disposition."""
        detailed = {case.result.case.id for case in self.of(item)}
        groups: dict[Disposition, list[RecordedCase]] = {name: [] for name in DISPOSITION_LABELS}
        for case in item.cases:
            if case.result.case.id not in detailed:
                groups[case.disposition].append(case)
        return {name: cases for name, cases in groups.items() if cases}

    def other_ids(self, item: RequirementReport) -> dict[str, Json]:
        """Return the ids of these cases; those of blocked cases by the ids of the cases that block them."""
        return {
            name: _by_blocking_case(cases) if name == "blocked" else [case.result.case.id for case in cases]
            for name, cases in self.others(item).items()
        }


def requirement_section(item: RequirementReport, cases: DetailedCases) -> Markup:
    """Return a requirement with its cases."""
    requirement, detailed = item.requirement, cases.of(item)
    return element(
        "section",
        element("h3", code(requirement.id)),
        element("p", item.summary, class_="summary"),
        element("p", prose(requirement.statement), class_="statement"),
        element("p", f"{requirement.level}, {requirement.strength}. ", *_sources(item), class_="quiet sources"),
        *(_case(cases, case) for case in detailed),
        *_others(cases.others(item), len(detailed)),
        class_="requirement",
        id=f"requirement={requirement.id}",
        data_requirement=requirement.id,
        data_level=requirement.level,
    )


def _sources(item: RequirementReport) -> Iterator[Markup]:
    if item.sources:
        yield Markup("Source: " if len(item.sources) == 1 else "Sources: ")
    for index, source in enumerate(item.sources):
        yield Markup("; ") if index else Markup()
        yield (
            isolated(source.text)
            if source.address is None
            else element("a", isolated(source.text), href=source.address, rel="noreferrer")
        )


def _case(cases: DetailedCases, case: RecordedCase) -> Markup:
    """Return the details of a case. The id of the link stands inside, so that browsers open the element for it."""
    details = cases.report.details(case)
    fields = joined(*(_field(label, value) for label, value in details.fields()))
    return element(
        "details",
        element(
            "summary",
            element(
                "span", DISPOSITION_LABELS[case.disposition], class_="disposition", data_disposition=case.disposition
            ),
            " ",
            code(details.case_id),
            " ",
            element("span", isolated(details.cause), class_="cause"),
            *_reason(details.reason),
        ),
        element(
            "div",
            element("p", prose(details.description), f" ({details.strength})"),
            element("dl", fields),
            class_="body",
            id=f"case={details.case_id}",
        ),
        class_="case",
        open=cases.opened,
        data_case=details.case_id,
        data_result=case.disposition,
    )


def _reason(reason: str) -> Iterator[str]:
    """Yield the reason of a listed case for its line: it must not need a click."""
    if reason:
        yield " "
        yield element("span", "listed: ", isolated(reason), class_="reason")


def _field(label: str, value: str) -> Markup:
    if label == "rationale":
        return joined(element("dt", label), element("dd", prose(value)))
    if label == "listed":
        return joined(element("dt", label), element("dd", isolated(value)))
    return joined(element("dt", label), element("dd", element("pre", value), class_=label))


def _others(groups: Mapping[Disposition, Sequence[RecordedCase]], detailed: int) -> Iterator[Markup]:
    """Yield an element for the ids of the cases of each disposition; the script fills it when it is opened."""
    for name, cases in groups.items():
        more = "more " if name in DETAILED and detailed else ""
        yield element(
            "details",
            element("summary", f"{len(cases)} {more}{_label(name, len(cases))}"),
            element("p", NOTE, class_="quiet"),
            class_="others",
            data_result=name,
        )


def _label(name: Disposition, number: int) -> str:
    """Return the words for a number of cases with a disposition."""
    noun = "case" if number == 1 else "cases"
    if name in {"pass", "fail"}:
        return f"{noun} {verb(number, DISPOSITION_LABELS[name])}"
    if name in DETAILED:
        return DISPOSITION_LABELS[name] if number == 1 else f"{DISPOSITION_LABELS[name]}s"
    return f"{noun} {DISPOSITION_LABELS[name]}"


def _by_blocking_case(cases: Sequence[RecordedCase]) -> dict[str, Json]:
    groups: dict[str, Json] = {}
    for case in cases:
        groups.setdefault(case.blocked_by or "", []).append(case.result.case.id)
    return groups
