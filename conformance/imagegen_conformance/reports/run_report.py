"""The report of a run before it has a format: its cases by requirement, and every count that a format shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.requirements import LEVELS, Level, Requirement
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.conclusion import describe_conclusion
from imagegen_conformance.reports.expiry import describe_recorded_expiry
from imagegen_conformance.reports.failure_details import FailureDetails, failure_details
from imagegen_conformance.reports.layout import count, verb
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.recorded_run import RecordedCase, RecordedRun
from imagegen_conformance.results.tally import Disposition
from imagegen_conformance.text import MAX_DIGEST_LENGTH, escape_control_characters, preview

__all__ = [
    "DETAILED",
    "DISPOSITION_LABELS",
    "RequirementReport",
    "RunReport",
    "SourceText",
    "describe_counts",
    "describe_implementation",
    "implementation_title",
]

DISPOSITION_LABELS: Mapping[Disposition, str] = {
    "fail": "fails",
    "stale": "stale expectation",
    "advisory": "advisory failure",
    "xfail": "expected failure",
    "blocked": "blocked",
    "not-applicable": "not applicable",
    "unsupported": "not claimed",
    "pass": "passes",
}
"""The words for the dispositions, in the order in which formats show them."""
DETAILED: tuple[Disposition, ...] = ("fail", "stale", "advisory", "xfail")
"""The dispositions of the cases that formats describe one by one."""
VERBS = {"fail": "fails", "pass": "passes"}
MAX_FACT_LENGTH = 200  # characters of a name or a version that an implementation states


class SourceText(NamedTuple):
    """A source of a requirement.

    Attributes:
        text: The document and the place in it.
        address: The address of the document, or None if it is not public.
    """

    text: str
    address: str | None


class RequirementReport(NamedTuple):
    """The cases of a run that check one requirement.

    Attributes:
        requirement: The requirement.
        statement: Its statement, on one line.
        sources: Its sources.
        cases: The cases in the order of judging.
        counts: The number of cases by disposition.
    """

    requirement: Requirement
    statement: str
    sources: tuple[SourceText, ...]
    cases: tuple[RecordedCase, ...]
    counts: Mapping[Disposition, int]

    def with_disposition(self, *dispositions: Disposition) -> list[RecordedCase]:
        """Return the cases with some dispositions: those of the first one first."""
        return [case for disposition in dispositions for case in self.cases if case.disposition == disposition]

    @property
    def summary(self) -> str:
        """The counts in words, such as "3 of 28 cases fail, 25 pass"."""
        return describe_counts(self.counts)


class RunReport:
    """The report of a run.

    Attributes:
        run: The run.
        requirements: The requirements that the cases check: those with failures first, then by level.
    """

    def __init__(self, run: RecordedRun) -> None:
        self.run = run
        grouped: dict[str, list[RecordedCase]] = {}
        for case in run.cases:
            grouped.setdefault(case.result.case.requirement.id, []).append(case)
        reports = [self._requirement(cases) for cases in grouped.values()]
        self.requirements: tuple[RequirementReport, ...] = tuple(sorted(reports, key=_rank))

    @cached_property
    def counts(self) -> Mapping[Disposition, int]:
        """The number of cases by disposition."""
        total: Counter[Disposition] = Counter()
        for (_, disposition), number in self.run.tally.counts.items():
            total[disposition] += number
        return total

    def level_counts(self, level: Level) -> Mapping[Disposition, int]:
        """Return the number of cases of a level by disposition."""
        counts = self.run.tally.counts
        return {name: counts[level, name] for name in DISPOSITION_LABELS if counts[level, name]}

    @property
    def levels(self) -> list[Level]:
        """The levels that have cases."""
        return [level for level in LEVELS if self.level_counts(level)]

    @property
    def conclusion(self) -> str:
        """The conclusion as a sentence."""
        return describe_conclusion(self.run.conclusion, self.run.tally, interrupted=self.run.interruption is not None)

    @property
    def interruption(self) -> str:
        """That the run ended before its last case, and why, in one line; empty if it is complete."""
        interruption = self.run.interruption
        if interruption is None:
            return ""
        reason = preview(interruption.reason, MAX_FACT_LENGTH)
        place = "" if interruption.case_id is None else f" at {preview(interruption.case_id, MAX_FACT_LENGTH)}"
        number, announced = len(self.run.cases), interruption.announced
        if number == announced:
            return f"incomplete run: it ended after its last case ({reason})"
        return f"incomplete run: {number} of {announced} cases have results ({reason}{place})"

    @property
    def stale_expectations(self) -> list[str]:
        """A line for each expected failure that did not occur as listed."""
        return [escape_control_characters(line) for line in self.run.tally.stale_expectations]

    @property
    def run_errors(self) -> list[str]:
        """A line for each error that is not the outcome of a case."""
        return [escape_control_characters(line) for line in self.run.tally.run_errors]

    @property
    def notes(self) -> list[str]:
        """A line for each fact about the implementation that has no effect on a verdict."""
        return [escape_control_characters(line) for line in self.run.footer.get("notes", [])]

    @property
    def expiring(self) -> list[str]:
        """A line for each entry of the list of expected failures that expires soon."""
        return describe_recorded_expiry(self.run)

    @property
    def title(self) -> str:
        """The name and the version of the implementation."""
        return implementation_title(self.run.identity)

    def facts(self) -> list[tuple[str, str]]:
        """Return what was tested, by what, when and how, as labeled texts of one line each."""
        run, settings = self.run, self.run.settings
        return [
            ("implementation", describe_implementation(run.identity)),
            ("profile", f"{run.corpus.revision.profile}, revision {run.corpus.revision.name}"),
            ("suite", preview(f"imagegen-conformance {run.header['suite']}", MAX_FACT_LENGTH)),
            ("corpus", str(run.header["corpus_sha256"])[:MAX_DIGEST_LENGTH]),
            ("started", preview(run.header["started"], MAX_FACT_LENGTH)),
            ("selection", _describe_selection(run)),
            (
                "settings",
                f"fail on {settings.fail_on}, variants {_switch(settings.variants)}, repeat {settings.repeat}",
            ),
        ]

    def details(self, case: RecordedCase) -> FailureDetails:
        """Return the details of a case that does not pass."""
        return failure_details(self.run, case)

    @cached_property
    def _links(self) -> SourceLinks:
        return SourceLinks.load(self.run.corpus.root)

    @cached_property
    def _sources(self) -> ReportedSources:
        return ReportedSources(self.run.corpus.profiles, self.run.corpus.revision)

    def _requirement(self, cases: Sequence[RecordedCase]) -> RequirementReport:
        requirement = cases[0].result.case.requirement
        sources = (
            SourceText(escape_control_characters(str(source)), self._links.address(source))
            for source in self._sources.of(requirement)
        )
        statement = escape_control_characters(requirement.statement)
        counts: Counter[Disposition] = Counter(case.disposition for case in cases)
        return RequirementReport(requirement, statement, tuple(sources), tuple(cases), counts)


def implementation_title(identity: Identity) -> str:
    """Return the name and the version of an implementation on one line."""
    return preview(f"{identity.name} {identity.version}" if identity.version else identity.name, MAX_FACT_LENGTH)


def describe_implementation(identity: Identity) -> str:
    """Return the name, the version, the language and the kind of adapter of an implementation on one line."""
    kind = preview(f"{identity.language}, {identity.adapter}", MAX_FACT_LENGTH)
    return f"{implementation_title(identity)} ({kind})"


def describe_counts(counts: Mapping[Disposition, int]) -> str:
    """Return counts in words, such as "3 of 28 cases fail, 25 pass"."""
    total = sum(counts.values())
    lead: Disposition = "fail" if counts.get("fail") else "pass"
    others = [text for name in DISPOSITION_LABELS if name != lead and (text := _count_text(name, counts.get(name, 0)))]
    if not counts.get(lead):
        return f"{count(total, 'case')}: {', '.join(others)}"
    first = f"{counts[lead]} of {count(total, 'case')} {verb(counts[lead], VERBS[lead])}"
    return ", ".join([first, *others])


def _count_text(disposition: Disposition, number: int) -> str:
    """Return a number of cases with what they are, or an empty string for none."""
    if not number:
        return ""
    if disposition == "pass":
        return f"{number} {verb(number, 'passes')}"
    label = DISPOSITION_LABELS[disposition]
    return count(number, label) if disposition in {"stale", "advisory", "xfail"} else f"{number} {label}"


def _rank(report: RequirementReport) -> tuple[int, int]:
    ranks = [list(DISPOSITION_LABELS).index(name) for name in DETAILED if report.counts.get(name)]
    return (min(ranks, default=len(DISPOSITION_LABELS)), LEVELS.index(report.requirement.level))


def _describe_selection(run: RecordedRun) -> str:
    filters = run.selection
    parts = [f"{name} {', '.join(values)}" for name, values in (("levels", filters.levels or run.identity.levels),)]
    named = (("select", filters.patterns), ("areas", filters.areas), ("requirements", filters.requirements))
    parts += [f"{name} {', '.join(values)}" for name, values in named if values]
    parts += ["smoke"] * filters.smoke + ([f"corpus since {filters.corpus_since}"] if filters.corpus_since else [])
    return preview("; ".join(parts), MAX_FACT_LENGTH)


def _switch(value: bool) -> str:  # noqa: FBT001 - it is the only argument
    return "on" if value else "off"
