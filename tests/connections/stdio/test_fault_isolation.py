"""Fault isolation without a process."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.connections.stdio.fault_isolation import FaultIsolation
from imagegen_conformance.connections.stdio.pipeline import PendingRequest
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import REPEATED, Observation

FAILURE = "it ended with exit code 1 without a response"


def accepted(number: int) -> tuple[int, Observation]:
    return number, {"outcome": "accepted", "output": number}


def isolation_of(*numbers: int, suspect: int) -> FaultIsolation:
    unconfirmed = [PendingRequest(number, Request("parse", number)) for number in numbers]
    return FaultIsolation(unconfirmed, suspect, FAILURE)


def test_isolation_is_complete_after_every_request_was_repeated():
    isolation = isolation_of(4, 5, 6, suspect=5)
    assert not isolation.is_complete
    isolation.add([accepted(4)])
    isolation.add([])
    assert not isolation.is_complete
    isolation.add([accepted(5), accepted(6)])
    assert isolation.is_complete


@pytest.mark.parametrize("suspect", [4, 5, 6])
def test_suspect_is_inconsistent_if_no_request_fails_again(suspect: int):
    isolation = isolation_of(4, 5, 6, suspect=suspect)
    for number in (4, 5, 6):
        isolation.add([accepted(number)])
    expected: dict[int, Any] = dict(map(accepted, (4, 5, 6)))
    expected[suspect] = {
        "outcome": "inconsistent",
        "variation": REPEATED,
        "baseline": {"outcome": "error", "message": FAILURE},
        "variant": expected[suspect],
    }
    assert isolation.finish() == list(expected.items())


def test_request_of_the_suspect_is_known():
    assert isolation_of(4, 5, suspect=5).suspect_request == Request("parse", 5)
    assert FaultIsolation([PendingRequest(4, Request("parse", 4))], None, FAILURE).suspect_request is None


@pytest.mark.parametrize("suspect", [4, 5, 6])
def test_request_that_fails_again_is_the_culprit_and_not_the_suspect(suspect: int):
    isolation = isolation_of(4, 5, 6, suspect=suspect)
    isolation.add([accepted(4)])
    results = isolation.finish((5, "it did not respond within 1 s"))
    assert results == [accepted(4), (5, {"outcome": "error", "message": "it did not respond within 1 s"})]


def test_single_unconfirmed_request_is_the_culprit_without_repetition():
    isolation = isolation_of(5, suspect=5)
    assert isolation.finish((5, FAILURE)) == [(5, {"outcome": "error", "message": FAILURE})]


def test_isolation_keeps_the_unconfirmed_requests_when_the_list_changes():
    unconfirmed = [PendingRequest(0, Request("parse", 0)), PendingRequest(1, Request("parse", 1))]
    isolation = FaultIsolation(unconfirmed, 0, FAILURE)
    unconfirmed.clear()
    assert [pending.number for pending in isolation.unconfirmed] == [0, 1]
    assert not isolation.is_complete
