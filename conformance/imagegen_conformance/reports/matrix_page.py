"""The matrix as one self-contained HTML page: the runs and the requirements as static tables, the cases as data.

Everything but the cases can be read without JavaScript. With it, rows that are alike are folded, and a requirement can
be opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.reports.html_document import asset, html_document
from imagegen_conformance.reports.html_text import Markup, code, element, isolated, joined, prose
from imagegen_conformance.reports.layout import count
from imagegen_conformance.reports.matrix import KIND_LABELS, CellKind, Matrix, MatrixCell, MatrixRow
from imagegen_conformance.reports.matrix_column import MatrixColumn
from imagegen_conformance.reports.matrix_data import matrix_data
from imagegen_conformance.text import MAX_DIGEST_LENGTH

__all__ = ["render_matrix_page"]

TITLE = "Conformance matrix"
RUN_FACTS = ("profile", "selection")  # the facts before the counts
OTHER_FACTS = ("settings", "suite", "corpus", "started")


def render_matrix_page(matrix: Matrix) -> str:
    """Return the page."""
    body = joined(
        element("h1", TITLE),
        element("p", _introduction(matrix)),
        element("p", element("a", "Runs", href="#runs"), " · ", element("a", "Requirements", href="#requirements")),
        *_notices(matrix.columns),
        element("h2", "Runs", id="runs"),
        _region("Runs", _runs(matrix)),
        element("h2", "Requirements", id="requirements"),
        element("p", "Counts are numbers of cases. The rows are grouped by level."),
        _legend(matrix),
        element("div", id="filters", class_="filters screen-only", role="search", aria_label="Filters", hidden=True),
        element("p", id="shown", class_="quiet", role="status"),
        _region("Requirements", _requirements(matrix), class_="region matrix-region"),
    )
    return html_document(TITLE, body, style=asset("matrix.css"), script=asset("matrix.js"), data=matrix_data(matrix))


def _introduction(matrix: Matrix) -> str:
    number = sum(column.status == "judged" for column in matrix.columns)
    corpus, runs = matrix.corpus_sha256[:MAX_DIGEST_LENGTH], count(len(matrix.columns), "run")
    if not number:
        return f"No run was judged with the current corpus, {corpus}."
    judged = f"{number} of {runs} {'was' if number == 1 else 'were'} judged with the current corpus, {corpus}"
    place = "Each run is judged by the profile and the revision that its column names."
    return f"{judged}, on {count(len(matrix.rows), 'requirement')}. {place}"


def _notices(columns: Sequence[MatrixColumn]) -> Iterator[Markup]:
    """Yield the notice about the runs without verdicts."""
    stale, missing = ([column for column in columns if column.status == status] for status in ("stale", "missing"))
    items = [element("li", isolated(column.name), f" is stale: {column.detail}.") for column in stale]
    items += [element("li", isolated(column.name), " has no evidence: ", isolated(column.detail)) for column in missing]
    if items:
        lead = f"{count(len(items), 'run')} without verdicts. A stale run was judged with another corpus."
        yield element("div", element("p", lead), element("ul", *items), class_="notice warn")


def _region(label: str, table: Markup, class_: str = "region") -> Markup:
    """Return a table that scrolls by itself, also with the keyboard."""
    return element("div", table, class_=class_, role="region", aria_label=f"{label}, scrollable", tabindex=0)


def _runs(matrix: Matrix) -> Markup:
    heads = ("run", "implementation", *RUN_FACTS, *LEVELS, *OTHER_FACTS)
    head = element("thead", element("tr", *(element("th", text, scope="col") for text in heads)))
    rows = (_run(matrix, column) for column in matrix.columns)
    return element("table", head, element("tbody", *rows), class_="runs")


def _run(matrix: Matrix, column: MatrixColumn) -> Markup:
    implementation = column.fact("implementation") if column.facts else column.title
    facts = [element("td", isolated(text)) for text in (implementation, *map(column.fact, RUN_FACTS))]
    levels = [_cell(matrix.level_cell(column, level)) for level in LEVELS]
    others = [element("td", isolated(column.fact(label))) for label in OTHER_FACTS]
    return element("tr", element("th", isolated(column.name), scope="row"), *facts, *levels, *others)


def _legend(matrix: Matrix) -> Markup:
    used = {cell.kind for row in matrix.rows for cell in row.cells}
    items = [
        element("li", element("span", _kind_name(kind), class_="key", data_kind=kind), f": {label}")
        for kind, label in KIND_LABELS.items()
        if kind in used
    ]
    return element(
        "details", element("summary", "What the colors and shapes mean"), element("ul", *items), class_="legend"
    )


def _kind_name(kind: CellKind) -> str:
    return "not in this run" if kind == "outside" else kind.replace("-", " ")


def _requirements(matrix: Matrix) -> Markup:
    columns = (
        element(
            "th",
            element("span", isolated(column.name), class_="name"),
            element("span", isolated(column.title), class_="quiet title"),
            element("span", isolated(_place(column)), class_="quiet"),
            scope="col",
        )
        for column in matrix.columns
    )
    head = element("thead", element("tr", element("th", "requirement", scope="col"), *columns))
    bodies = [_level(matrix, level) for level in LEVELS if any(row.requirement.level == level for row in matrix.rows)]
    return element("table", head, *bodies, class_="matrix")


def _place(column: MatrixColumn) -> str:
    """Return the profile and the revision of a column, and whether it has verdicts."""
    place = column.fact("profile").replace(", revision ", " ")
    return {"judged": place, "stale": f"{place}, stale", "missing": "no evidence"}[column.status]


def _level(matrix: Matrix, level: Level) -> Markup:
    rows = [row for row in matrix.rows if row.requirement.level == level]
    title = element("span", f"level {level}: {count(len(rows), 'requirement')}", class_="level-name")
    heading = element("th", title, colspan=len(matrix.columns) + 1, scope="rowgroup")
    return element("tbody", element("tr", heading, class_="level"), *map(_requirement, rows), data_level=level)


def _requirement(row: MatrixRow) -> Markup:
    requirement = row.requirement
    sources = [
        element("li", element("a", source.text, href=source.address) if source.address else source.text)
        for source in row.sources
    ]
    head = element(
        "th",
        code(requirement.id),
        element("span", " or ".join(row.strengths), class_="strength"),
        element("span", prose(requirement.statement), class_="statement"),
        element("details", element("summary", "sources"), element("ul", *sources)),
        scope="row",
    )
    return element("tr", head, *map(_cell, row.cells), data_requirement=requirement.id)


def _cell(cell: MatrixCell) -> Markup:
    return element("td", cell.text, *_reasons(cell), data_kind=cell.kind)


def _reasons(cell: MatrixCell) -> Iterator[Markup]:
    """Yield the reasons of the failures that are listed as expected."""
    if not cell.reasons:
        return
    items = [element("li", isolated(reason)) for reason in cell.reasons]
    if cell.unlisted:
        items.append(element("li", f"{count(cell.unlisted, 'failure')} without a reason"))
    summary = "reason" if len(cell.reasons) == 1 else f"{len(cell.reasons)} reasons"
    yield element("details", element("summary", summary), element("ul", *items))
