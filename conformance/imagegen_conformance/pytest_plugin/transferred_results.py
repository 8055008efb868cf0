"""Results in the report of an item, which xdist transfers from a worker to the controller."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.jsonlib.values import Json, dumps

if TYPE_CHECKING:
    import pytest

    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.judging.observation import Observation
    from imagegen_conformance.results.result import Result

__all__ = ["OPTIONS_RUN", "TransferredResults", "attach_results", "transferred_results"]

OPTIONS_RUN = ""  # the run of the options; the run of a test class has the node id of the class


class TransferredResults(NamedTuple):
    """The results that were new in a worker when it ran an item.

    Attributes:
        run: The run that they belong to.
        header: The description of the run that the controller needs, if it does not have it.
        observations: The id of each case, its observation, and the time that it took, if it was measured.
    """

    run: str
    header: Json
    observations: list[tuple[str, Observation, float | None]]

    def judge(self, corpus: Corpus) -> list[Result]:
        """Return the results."""
        from imagegen_conformance.results.result import Result

        return [
            Result.judge(corpus.by_id[case_id], observation, seconds)
            for case_id, observation, seconds in self.observations
        ]


def attach_results(report: pytest.TestReport, run: str, results: Iterable[Result], header: Json = None) -> None:
    """Attach results to a report."""
    observations = [[result.case.id, result.observation, result.seconds] for result in results]
    # JSON text, because xdist can transfer neither integers beyond 64 bits nor lone surrogates.
    report.imagegen_results = dumps([run, header, observations])  # type: ignore[attr-defined]


def transferred_results(report: pytest.TestReport) -> TransferredResults | None:
    """Return the results that a worker attached to a report, or None if there are none."""
    text = getattr(report, "imagegen_results", None)
    return None if text is None else TransferredResults(*json.loads(text))
