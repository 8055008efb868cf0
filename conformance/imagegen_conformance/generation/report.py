"""The report of a search for generated cases."""

from __future__ import annotations

import json
from collections.abc import Sequence

from imagegen_conformance.generation.search import GeneratedFailure
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.sources import ReportedSources

__all__ = ["describe_generated_failure", "describe_search"]


def describe_search(kinds: Sequence[str], case_count: int, seed: int, failures: Sequence[GeneratedFailure]) -> str:
    """Return the conclusion of a search, in one line."""
    summary = f"{case_count} generated cases each of {', '.join(kinds)}; seed {seed}"
    if not failures:
        return f"{summary}: none fails"
    return f"{summary}: {' and '.join(failure.kind for failure in failures)} fail"


def describe_generated_failure(failure: GeneratedFailure, rerun_command: str, sources: ReportedSources) -> str:
    """Return the description of a failure, followed by the data of the case, which can be added to a case file.

    Args:
        failure: The failure.
        rerun_command: The command that runs the search again.
        sources: The choice of the sources that are shown.
    """
    note = "\n  note      the case failed in an earlier search and was tried first" * failure.replayed
    description = describe_failure(failure.result, rerun_command, sources)
    return f"{description}{note}\n  data      {json.dumps(failure.data)}"
