"""The changes of a list of expected failures as texts for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.reports.layout import count, verb
from imagegen_conformance.results.failure_acceptance import FailureAcceptance
from imagegen_conformance.results.failure_pruning import FailurePruning
from imagegen_conformance.results.result import Result, failure_and_place

__all__ = ["describe_acceptance", "describe_pruning"]

NOT_ADDED = "not added"
MAX_IDS = 20  # of results that are not added: many errors have one cause, which is to be fixed

OPTIONS = {"variant-mismatch": ("variants", "--variants"), "flaky": ("repetitions", "--repeat 3")}
"""The settings that show a failure, and the option of `run` for them."""


def describe_acceptance(acceptance: FailureAcceptance, prune: str, *, check: bool) -> Iterator[str]:
    """Yield a line for each new entry, and lines about the failures that are not added.

    Args:
        acceptance: The failures that are accepted.
        prune: The command that prunes the same list.
        check: Whether nothing is written.
    """
    for entry in acceptance.entries:
        cases = f"{count(len(entry.cases), 'case')} of {entry.requirement}"
        yield f"{'to add' if check else 'added'}: {cases}, {failure_and_place(entry.failure, entry.pointer)}"
    unstable, advisory, unselected = acceptance.unstable, acceptance.advisory, acceptance.unselected
    if unstable:
        results = count(len(unstable), "result")
        yield f"{NOT_ADDED}: {results} that can differ in the next run. Run the suite again, or select the ids:"
        shown = unstable[:MAX_IDS]
        yield from (f"  --select {result.case.id}  ({result.verdict.result})" for result in shown)
        if len(unstable) > len(shown):
            yield f"  and {len(unstable) - len(shown)} more"
    if advisory:
        failures = count(len(advisory), "advisory failure")
        yield f"{NOT_ADDED}: {failures}, without effect on the exit code. Name cases with --select to add them."
    if unselected:
        number = len(unselected)
        yield f"{NOT_ADDED}: {count(number, 'failure')} that {verb(number, 'is')} not selected"
    if acceptance.stale:
        failures = count(len(acceptance.stale), "listed failure")
        yield f"{failures} did not occur as listed. Remove the ids, then accept what fails in another way:"
        yield f"  {prune}"
    yield from _expired(acceptance.expired)


def describe_pruning(pruning: FailurePruning, accept: str, *, check: bool) -> Iterator[str]:
    """Yield a line for each id that is removed, and lines about stale ids that stay.

    Args:
        pruning: The listed failures that are removed.
        accept: The command that accepts failures in the same list.
        check: Whether nothing is written.
    """
    removed = "to remove" if check else "removed"
    yield from (f"{removed}: {result.case.id} (the case passes)" for result in pruning.passing)
    yield from (f"{removed}: {result.case.id} ({_change(pruning, result)})" for result in pruning.changed)
    if pruning.changed:
        number = len(pruning.changed)
        yield f"{count(number, 'case')} {verb(number, 'fails')} in another way. Fix the fault, or accept it afterwards:"
        yield f"  {accept}"
    yield from (
        f"kept: {result.case.id} ({_change(pruning, result)}). Run the suite again, or edit the entry."
        for result in pruning.undecided
    )
    for result in pruning.undetected:
        failure = pruning.listed[result.case.id].failure
        settings, option = OPTIONS[failure]
        reason = f"a run without {settings} cannot show {failure}"
        yield f"kept: {result.case.id} ({reason}). Run the suite with {option}, or edit the entry."
    yield from _expired(pruning.expired)


def _change(pruning: FailurePruning, result: Result) -> str:
    """Return the listed and the actual failure."""
    expected, verdict = pruning.listed[result.case.id], result.verdict
    actual = failure_and_place(verdict.failure or verdict.result, verdict.pointer)
    return f"expected {failure_and_place(expected.failure, expected.pointer)}, actual {actual}"


def _expired(results: Sequence[Result]) -> Iterator[str]:
    if results:
        failures = count(len(results), "failure")
        yield f"kept: {failures} whose entries have expired. Fix the implementation, or set a later date."
