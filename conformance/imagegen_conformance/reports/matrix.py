"""The matrix: implementations in columns, requirements in rows, and the cases of a requirement below its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.case_aliases import CaseAliases
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS, Level, Requirement
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.layout import verb
from imagegen_conformance.reports.matrix_column import FAILING, MatrixColumn, State
from imagegen_conformance.reports.run_report import SourceText

__all__ = ["KIND_LABELS", "STATE_LABELS", "CellKind", "Matrix", "MatrixCase", "MatrixCell", "MatrixRow"]

CellKind: TypeAlias = Literal[
    "fail", "blocked", "partial", "pass", "unsupported", "not-claimed", "not-applicable", "outside", "stale", "missing"
]
KIND_LABELS: Mapping[CellKind, str] = {
    "pass": "every case passes",
    "fail": "at least one case fails",
    "blocked": "no case fails, but a failed prerequisite blocks some",
    "partial": "every case passes that was judged, and others were not",
    "unsupported": "the level is claimed, but the implementation does not support the cases",
    "not-claimed": "the implementation does not claim the level",
    "not-applicable": "the question cannot be asked of the implementation",
    "outside": "the requirement does not hold in the revision, or the run does not select it",
    "stale": "the evidence is of another corpus",
    "missing": "there is no evidence",
}
"""The kinds of cells, in the order of the legend."""
STATE_LABELS: Mapping[State, str] = {
    "P": "passes",
    "F": "fails",
    "L": "flaky",
    "E": "error",
    "B": "blocked",
    "U": "unsupported",
    "N": "not claimed",
    "A": "not applicable",
}
JUDGED: tuple[State, ...] = ("P", "F", "L", "E")  # states of cases that were judged
ANSWERS: tuple[State, ...] = ("P", "F", "L", "E", "B", "U")  # states that differ between implementations
ANSWER_KINDS: tuple[CellKind, ...] = ("fail", "blocked", "partial", "pass", "unsupported")
OTHER_STATES: Mapping[State, CellKind] = {
    "B": "blocked",
    "U": "unsupported",
    "N": "not-claimed",
    "A": "not-applicable",
}


class MatrixCell(NamedTuple):
    """A cell: a requirement or a level, and an implementation.

    Attributes:
        kind: The kind, for its color and its shape.
        text: The counts with what they are of, or why there are none.
        counts: The number of cases by state.
        reasons: The different reasons of the failures that are listed as expected.
        unlisted: The number of failures that are not listed.
    """

    kind: CellKind
    text: str
    counts: Mapping[State, int]
    reasons: tuple[str, ...] = ()
    unlisted: int = 0


class MatrixCase(NamedTuple):
    """A case that does not pass in every column that judges it.

    Attributes:
        id: The id.
        description: The description.
        states: Its state in each column, or None if the column has none.
    """

    id: str
    description: str
    states: tuple[State | None, ...]

    @property
    def differs(self) -> bool:
        """Whether two columns have different answers."""
        return len({state for state in self.states if state in ANSWERS}) > 1


class MatrixRow(NamedTuple):
    """A requirement.

    Attributes:
        requirement: The requirement.
        strengths: The strengths that it has in the revisions of the columns.
        sources: Its sources.
        cells: Its cell in each column.
        cases: The cases that do not pass in every column that judges them.
    """

    requirement: Requirement
    strengths: tuple[str, ...]
    sources: tuple[SourceText, ...]
    cells: tuple[MatrixCell, ...]
    cases: tuple[MatrixCase, ...]

    @property
    def is_alike(self) -> bool:
        """Whether all columns that judge it say the same."""
        kinds = {cell.kind for cell in self.cells if cell.kind in ANSWER_KINDS}
        return len(kinds) <= 1 and not any(case.differs for case in self.cases)


class Matrix:
    """The matrix.

    Attributes:
        columns: The columns.
        corpus_sha256: The checksum of the current corpus.
        renamed: The next id of each renamed source case, by its former id.
        rows: The requirements that hold in the revision of at least one column, by level.
    """

    def __init__(self, columns: Sequence[MatrixColumn], corpus: Corpus) -> None:
        """Compare the columns.

        Args:
            columns: The columns.
            corpus: The current corpus, in any revision.
        """
        self.columns = tuple(columns)
        self.corpus_sha256 = corpus.digest
        self.renamed = CaseAliases.load(corpus.root).by_source_id
        self._profiles = corpus.profiles
        self._links = SourceLinks.load(corpus.root)
        held = [item for item in corpus.definition.all_requirements.values() if self._holds(item)]
        self.rows = tuple(self._row(item) for level in LEVELS for item in held if item.level == level)

    @cached_property
    def is_judged(self) -> bool:
        """Whether at least one case of a column was judged."""
        return any(cell.counts.get(state) for row in self.rows for cell in row.cells for state in JUDGED)

    def level_cell(self, column: MatrixColumn, level: Level) -> MatrixCell:
        """Return the cell of a level in a column."""
        if column.status == "missing":
            return MatrixCell("missing", "no evidence", {})
        if column.status == "stale":
            return MatrixCell("stale", "stale", {})
        counts: Counter[State] = Counter()
        for row in self.rows:
            if row.requirement.level == level:
                counts += column.counts(row.requirement.id)
        return _judged_cell(counts) if counts else MatrixCell("not-claimed", "not claimed", {})

    def _holds(self, requirement: Requirement) -> bool:
        if requirement.exclusion is not None:
            return False
        return any(
            column.revision is not None and requirement.validity.holds_in(column.revision) for column in self.columns
        )

    def _row(self, requirement: Requirement) -> MatrixRow:
        id_ = requirement.id
        revisions = [column.revision for column in self.columns if column.revision is not None]
        found = {
            requirement.in_revision(revision).strength
            for revision in revisions
            if requirement.validity.holds_in(revision)
        }
        return MatrixRow(
            requirement,
            tuple(strength for strength in STRENGTHS if strength in found),
            tuple(SourceText(str(source), self._links.address(source)) for source in requirement.sources),
            tuple(_cell(requirement, column, self._profiles) for column in self.columns),
            tuple(_cases([column.states.get(id_, {}) for column in self.columns], self.columns)),
        )


def _cases(states: Sequence[Mapping[str, State]], columns: Sequence[MatrixColumn]) -> Iterable[MatrixCase]:
    """Yield the cases of a requirement that do not pass in every column that judges them, ordered by id."""
    ids = {id_ for by_id in states for id_, state in by_id.items() if state != "P"}
    for id_ in sorted(ids):
        description = next(text for column in columns if (text := column.descriptions.get(id_)) is not None)
        yield MatrixCase(id_, description, tuple(by_id.get(id_) for by_id in states))


def _cell(requirement: Requirement, column: MatrixColumn, profiles: Profiles) -> MatrixCell:
    if column.status == "missing":
        return MatrixCell("missing", "no evidence", {})
    if column.revision is not None and not requirement.validity.holds_in(column.revision):
        revisions = profiles.by_name[column.revision.profile].revisions
        is_in_profile = any(map(requirement.validity.holds_in, revisions))
        return MatrixCell("outside", f"not in this {'revision' if is_in_profile else 'profile'}", {})
    if column.status == "stale":
        return MatrixCell("stale", "stale", {})
    counts = column.counts(requirement.id)
    if not counts:
        return _empty_cell(requirement, column)
    failures = [column.failures[id_] for id_, state in column.states[requirement.id].items() if state in FAILING]
    reasons = dict.fromkeys(failure.reason for failure in failures if failure.reason)
    return _judged_cell(counts, tuple(reasons), sum(not failure.reason for failure in failures))


def _empty_cell(requirement: Requirement, column: MatrixColumn) -> MatrixCell:
    """Return the cell of a requirement of whose cases the run has none."""
    if requirement.level not in column.levels:
        return MatrixCell("not-claimed", "not claimed", {})
    is_available = requirement.id in column.available
    return MatrixCell("outside", "not selected" if is_available else "no cases in this revision", {})


def _judged_cell(counts: Counter[State], reasons: tuple[str, ...] = (), unlisted: int = 0) -> MatrixCell:
    failures, passes = sum(counts[state] for state in FAILING), counts["P"]
    others = [f"{counts[state]} {STATE_LABELS[state]}" for state in OTHER_STATES if counts[state]]
    if failures:
        first = f"{failures} of {counts.total()} {verb(failures, 'fails')}"
        return MatrixCell("fail", ", ".join([first, *others]), counts, reasons, unlisted)
    if passes:
        first = f"{passes} {verb(passes, 'passes')}"
        kind: CellKind = "pass" if not others else "blocked" if counts["B"] else "partial"
        return MatrixCell(kind, ", ".join([first, *others]), counts)
    kinds: list[CellKind] = [kind for state, kind in OTHER_STATES.items() if counts[state]]
    is_single = len(kinds) == 1 and kinds[0] in {"not-claimed", "not-applicable"}
    return MatrixCell(kinds[0], kinds[0].replace("-", " ") if is_single else ", ".join(others), counts)
