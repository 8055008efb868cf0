"""The failures that a case can have. An expected failure of another kind, or at another place, can never occur."""

from __future__ import annotations

import re

from imagegen_conformance.corpus.cases import Case, ExpectedSteps
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.judging.verdict import Failure

__all__ = ["can_fail_at", "possible_failures"]
ANY_CASE: frozenset[Failure] = frozenset(
    {"wrongly-not-applicable", "variant-mismatch", "modified-input", "flaky", "error", "unsupported"}
)
OF_CALL_SEQUENCES: frozenset[Failure] = ANY_CASE.union(("wrongly-rejected", "wrong-step"))
WITH_PLACE_IN_PAYLOAD: frozenset[Failure] = frozenset({"wrong-output", "wrong-reason", "wrong-warnings"})


def possible_failures(case: Case) -> frozenset[Failure]:
    """Return the kinds of failure that a case can have."""
    expected = case.expected
    if isinstance(expected, ExpectedSteps):
        return OF_CALL_SEQUENCES
    conditions: dict[Failure, bool] = {
        "wrongly-rejected": not expected.rejected,
        "wrongly-accepted": not expected.accepted,
        "wrong-output": expected.accepted and expected.outputs is not None,
        "wrong-reason": expected.rejected and bool(expected.reasons),
        "wrong-warnings": expected.accepted and expected.warnings is not None,
    }
    return ANY_CASE.union(failure for failure, is_possible in conditions.items() if is_possible)


def can_fail_at(case: Case, failure: Failure, pointer: str) -> bool:
    """Return whether a failure of a case, of a kind that it can have, can be at a place."""
    if failure in WITH_PLACE_IN_PAYLOAD:
        return True
    if failure not in {"wrong-step", "error"} or not isinstance(case.expected, ExpectedSteps):
        return False
    tokens = parse_pointer(pointer)
    if len(tokens) != 2 or tokens[0] != "steps" or re.fullmatch("0|[1-9][0-9]*", tokens[1]) is None:
        return False
    # An implementation that performs too many steps fails with an error at a step that the case does not have.
    return failure == "error" or int(tokens[1]) < len(case.expected.steps)
