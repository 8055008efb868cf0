"""Expected failures: the failures that the author of an implementation has listed, with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.entry_expiry import current_date
from imagegen_conformance.results.result import Result, failure_and_place

__all__ = ["ExpectedFailure", "ExpectedFailures", "undetectable_failures"]


class ExpectedFailure(NamedTuple):
    """The failure that is expected of a case.

    Attributes:
        location: The file and the place in it, for messages.
        failure: The kind of the failure.
        pointer: The place of the failure as a JSON Pointer; None for any place.
        reason: Why the case fails.
        expired: The last day on which the entry was valid, as YYYY-MM-DD, if it has passed. The failure of an expired
            entry is not expected any more.
        link: The URL of an issue or of documentation.
        expires: The last day on which the entry is valid, as YYYY-MM-DD, whether or not it has passed.
    """

    location: str
    failure: Failure
    pointer: str | None
    reason: str
    expired: str | None = None
    link: str | None = None
    expires: str | None = None

    def matches(self, result: Result) -> bool:
        """Return whether the case failed as listed, and the entry is valid."""
        return self.expired is None and self.occurred(result)

    def mismatch(self, result: Result) -> str:
        """Return how a result that does not match differs from the listed failure, and what to edit, in one line."""
        verdict = result.verdict
        if self.occurred(result):  # one line for all cases of an expired entry
            return f"{self.location}: the entry expired on {self.expired}. Fix the implementation, or set a later date."
        problem = f"{self.location}: the listed failure of {result.case.id} did not occur"
        if verdict.failure is None:
            return f"{problem}: the case passes. Delete it from the list."
        expected = failure_and_place(self.failure, self.pointer)
        actual = failure_and_place(verdict.failure, verdict.pointer)
        return f"{problem} as listed: expected {expected}, actual {actual}. Correct the entry."

    def occurred(self, result: Result) -> bool:
        """Return whether the case failed as listed, even if the entry has expired."""
        verdict = result.verdict
        return verdict.failure == self.failure and (self.pointer is None or verdict.pointer == self.pointer)


class ExpectedFailures(NamedTuple):
    """The expected failures of one file.

    Attributes:
        file: The file, if there is one.
        entries: The expected failure of each listed case, by its id.
        undetectable: The kinds of failure that the settings of the run cannot show. A listed case that passes is not
            stale if its failure is one of them.
    """

    file: Path | None = None
    entries: Mapping[str, ExpectedFailure] = MappingProxyType({})
    undetectable: frozenset[Failure] = frozenset()

    @classmethod
    def load(cls, file: Path, corpus: Corpus, today: date | None = None) -> ExpectedFailures:
        """Read and check a file of expected failures.

        Args:
            file: The file.
            corpus: The corpus that the listed cases belong to.
            today: The date on which entries may have expired; by default, the current date in UTC.

        Raises:
            UsageError: The file cannot be read.
            ExpectedFailuresError: The file or one of its entries is invalid.
        """
        from imagegen_conformance.results.expected_failures_file import ExpectedFailuresFile

        content = ExpectedFailuresFile(file, corpus, today or current_date())
        return cls(file, content.entries)


def undetectable_failures(*, variants: bool, repeat: int) -> frozenset[Failure]:
    """Return the kinds of failure that a run with these settings cannot show.

    Args:
        variants: Whether each payload was also sent in equivalent encodings.
        repeat: How often each request was sent.
    """
    failures: list[Failure] = []
    if not variants:
        failures.append("variant-mismatch")
    if repeat == 1:
        failures.append("flaky")
    return frozenset(failures)
