"""The report of a search for generated cases."""

from __future__ import annotations

import json
from collections.abc import Sequence

from imagegen_conformance.corpus.repetitions import with_repetitions
from imagegen_conformance.generation.search import GeneratedFailure, Search
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.sources import ReportedSources

__all__ = ["describe_generated_failure", "describe_search"]


def describe_search(search: Search, draw_count: int, seed: int, failures: Sequence[GeneratedFailure]) -> str:
    """Return the conclusion of a search, in one line.

    Args:
        search: The search, which has ended.
        draw_count: The number of draws of each kind.
        seed: The seed.
        failures: The failures, at most one of each kind.
    """
    draws = f"{draw_count} {'draw' if draw_count == 1 else 'draws'}"
    summary = f"{draws} each of {', '.join(search.kinds)}; seed {seed}"
    known = [f"{', '.join(search.avoided)} avoided"] * bool(search.avoided)
    if search.known_count:
        noun = "failure has a known cause" if search.known_count == 1 else "failures have known causes"
        known.append(f"{search.known_count} {noun}")
    if failures:
        conclusion = f"{' and '.join(failure.kind for failure in failures)} fail"
    else:
        conclusion = "none fails in a new way" if known else "none fails"
    return "; ".join([f"{summary}: {conclusion}", *known])


def describe_generated_failure(failure: GeneratedFailure, rerun_command: str, sources: ReportedSources) -> str:
    """Return the description of a failure, followed by the data of the case, which can be added to a case file.

    Args:
        failure: The failure.
        rerun_command: The command that runs the search again.
        sources: The choice of the sources that are shown.
    """
    note = "\n  note      the case failed in an earlier search and was tried first" * failure.replayed
    description = describe_failure(failure.result, rerun_command, sources)
    return f"{description}{note}\n  data      {json.dumps(with_repetitions(failure.data))}"
