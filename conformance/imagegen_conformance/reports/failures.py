"""The section of a report that lists failures: some of them in detail, and the number of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.reports.failure import describe_example, describe_failure
from imagegen_conformance.reports.failure_groups import FailureGroup, SimilarFailures, group_failures
from imagegen_conformance.reports.layout import count, field, wrap
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.result import Result
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, preview

__all__ = ["FailureList", "summarize_failures"]

Label: TypeAlias = Literal["FAIL", "ADVISORY"]
MAX_EXAMPLES = 2  # with the table below them, they fit on one screen
MAX_OTHER_IDS = 2  # ids of further cases below an example
MAX_PARTS = 3  # lines for kinds of failure without an example, below the same requirement
MAX_REQUIREMENTS = 15  # requirements in the summary of one kind of failure
MIN_COMMON_MESSAGES = 10  # failures with the same message that are a sign of a common cause


class FailureList:
    """The failures of a run, grouped by requirement.

    Attributes:
        groups: The groups.
        label: The first word of each description: FAIL only for failures that make the run fail.
        rerun_command: Returns the command that runs one case only.
        sources: The choice of the sources that are shown.
        settings: The settings of the report.
    """

    def __init__(
        self,
        results: Sequence[Result],
        label: Label,
        rerun_command: Callable[[Case], str],
        sources: ReportedSources,
        settings: ReportSettings,
    ) -> None:
        self.groups = group_failures(results)
        self.label = label
        self.rerun_command = rerun_command
        self.sources = sources
        self.settings = settings

    def lines(self) -> Iterator[str]:
        """Yield every failure in full if the report is verbose, and if not, examples of the groups."""
        if self.settings.verbosity == "verbose":
            yield from self._in_full()
        else:
            yield from self._examples()

    def _in_full(self) -> Iterator[str]:
        failures = [result for group in self.groups for result in group.results]
        limit = self.settings.limit(len(failures))
        for result in failures[:limit]:
            rerun, can_validate = self.rerun_command(result.case), self.settings.can_validate
            text = describe_failure(result, rerun, self.sources, self.label, can_validate=can_validate)
            heading, *fields = text.split("\n")
            yield from (self._marked(heading), *fields, "")
        yield from self._others(group_failures(failures[limit:]), described=bool(limit))

    def _examples(self) -> Iterator[str]:
        common_message = self._common_message()
        if common_message:
            yield from wrap(common_message, hanging="  ")
            yield ""
        # One example is enough for failures that probably have one cause.
        default = 1 if common_message else MAX_EXAMPLES
        numbers = _numbers_of_examples(self.groups, self.settings.limit(default))
        for group, number in zip(self.groups, numbers, strict=False):
            yield from self._group(group, number)
            yield ""
        yield from self._others(self.groups[len(numbers) :], described=bool(numbers))

    def _common_message(self) -> str:
        """Return that most failures have the same message, if they have: one cause can violate many requirements."""
        results = [result for group in self.groups for result in group.results]
        messages = Counter(result.baseline.get("message", "") for result in results)
        message, number = messages.most_common(1)[0]
        if not message or number < MIN_COMMON_MESSAGES or 2 * number <= len(results):
            return ""
        return f"{number} of {len(results)} failures have the same message: {preview(message, MAX_MESSAGE_LENGTH)}"

    def _others(self, groups: Sequence[FailureGroup], *, described: bool) -> Iterator[str]:
        """Yield the number of the failures that are not described."""
        if not groups:
            return
        number = count(sum(group.size for group in groups), "more failure" if described else "failure")
        requirements = count(len(groups), "requirement")
        hint = "" if self.settings.verbosity == "verbose" else " (--verbose describes every failure)"
        yield self._marked(f"{self.label} {number} of {requirements}{hint}:")
        yield from _summary(groups)
        yield ""

    def _marked(self, heading: str) -> str:
        style = self.settings.style
        return style.failure(heading) if self.label == "FAIL" else style.advisory(heading)

    def _group(self, group: FailureGroup, examples: int) -> Iterator[str]:
        requirement, strengths = group.requirement, " and ".join(group.strengths)
        heading = f"{self.label} {requirement.id} [{requirement.level}, {strengths}]: {count(group.size, 'case')}"
        yield self._marked(heading)
        yield from wrap(requirement.statement, "  ")
        yield from wrap(f"Source: {self.sources.describe(requirement, 1)}", "  ", "    ")
        for part in group.parts[:examples]:
            yield from self._example(part)
        yield from _parts_without_example(group.parts[examples:])

    def _example(self, part: SimilarFailures) -> Iterator[str]:
        first, *others = part.results
        yield from wrap(f"{count(len(part.results), 'case')}: {part.summary}", "  ", "    ")
        rerun, can_validate = self.rerun_command(first.case), self.settings.can_validate
        yield from describe_example(first, rerun, "    ", can_validate=can_validate)
        if others:
            ids = ", ".join(result.case.id for result in others[:MAX_OTHER_IDS])
            further = len(others) - MAX_OTHER_IDS
            yield from field("others", f"{ids} and {further} more" if further > 0 else ids, "    ")


def _numbers_of_examples(groups: Sequence[FailureGroup], max_examples: int) -> list[int]:
    """Return the number of examples of each group. The groups behind the end of the list have none.

    A group has a second example only if every group has one.
    """
    numbers = [0] * len(groups)
    for rank in range(max((len(group.parts) for group in groups), default=0)):
        for index, group in enumerate(groups):
            if rank < len(group.parts) and sum(numbers) < max_examples:
                numbers[index] += 1
    return [number for number in numbers if number]


def _parts_without_example(parts: Sequence[SimilarFailures]) -> Iterator[str]:
    shown = parts if len(parts) <= MAX_PARTS + 1 else parts[:MAX_PARTS]
    for part in shown:
        first, *others = part.results
        example = f"for example {first.case.id}" if others else first.case.id
        yield from wrap(f"{count(len(part.results), 'case')}: {part.summary}, {example}", "  ", "    ")
    rest = parts[len(shown) :]
    if rest:
        yield f"  {count(sum(len(part.results) for part in rest), 'case')}: {len(rest)} other kinds or places"


def summarize_failures(results: Sequence[Result]) -> Iterator[str]:
    """Yield a paragraph for each kind of failure: its requirements, each with the number of failures."""
    yield from _summary(group_failures(results))


def _summary(groups: Sequence[FailureGroup]) -> Iterator[str]:
    by_kind: dict[str, Counter[str]] = {}
    for group in groups:
        for part in group.parts:
            by_kind.setdefault(part.kind, Counter())[group.requirement.id] += len(part.results)
    for kind, counts in sorted(by_kind.items(), key=lambda item: (item[0] != "error", -item[1].total())):
        requirements = [f"{id_} ({number})" for id_, number in counts.most_common(MAX_REQUIREMENTS)]
        further = len(counts) - len(requirements)
        if further:
            requirements.append(f"and {further} more")
        yield from wrap(f"{counts.total()} {kind}: {', '.join(requirements)}", "  ", "    ")
