"""The settings of a report: how much it contains, and how it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from imagegen_conformance.reports.style import PLAIN, Style

if TYPE_CHECKING:
    from imagegen_conformance.reports.comparison import ComparisonReport

__all__ = ["ReportSettings", "Verbosity"]

Verbosity: TypeAlias = Literal["quiet", "normal", "verbose"]


class ReportSettings(NamedTuple):
    """The settings of a report.

    Attributes:
        verbosity: Whether the report has the conclusion and the expected failures that expire soon only, examples of
            the failures, or every failure in full.
        max_failures: The number of failures that are described in detail. None for a few examples, or for all
            failures if the report is verbose.
        style: The way to mark parts of the report.
        contained: Whether exits, hangs and crashes of the implementation were contained.
        can_validate: Whether requests to validate were sent as such, and not as requests to parse.
        interruption: Why the run ended before its last case, such as "--fail-fast"; empty if it did not.
        configuration: The configuration file that was read, as the user would name it; empty if none was read.
        comparison: What changed since an earlier run, if the run is compared with one.
        revision_advice: How to judge the implementation by another revision, with places for the names of its profile
            and of itself.
    """

    verbosity: Verbosity = "normal"
    max_failures: int | None = None
    style: Style = PLAIN
    contained: bool = True
    can_validate: bool = True
    interruption: str = ""
    configuration: str = ""
    comparison: ComparisonReport | None = None
    revision_advice: str = "Add --profile {profile} --revision {revision}."

    def limit(self, default: int) -> int:
        """Return the number of failures to describe in detail, unless the user chooses it: `default`."""
        return default if self.max_failures is None else self.max_failures
