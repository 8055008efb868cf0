from __future__ import annotations

import pytest

from imagegen_conformance.judging import observation

REASON = {"path": "/size", "rule": "size.type", "message": "wrong"}


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (observation.accepted(), {"outcome": "accepted"}),
        (observation.accepted([]), {"outcome": "accepted", "warnings": []}),
        (observation.accepted([REASON]), {"outcome": "accepted", "warnings": [REASON]}),
        (observation.rejected("no"), {"outcome": "rejected", "message": "no"}),
        (observation.rejected("no", []), {"outcome": "rejected", "message": "no"}),
        (observation.rejected("no", [REASON]), {"outcome": "rejected", "reasons": [REASON], "message": "no"}),
        (observation.completed([{"returned": 1}]), {"outcome": "completed", "steps": [{"returned": 1}]}),
        (observation.error("crashed"), {"outcome": "error", "message": "crashed"}),
        (observation.unsupported("not offered"), {"outcome": "unsupported", "message": "not offered"}),
        (
            observation.inconsistent("again", observation.accepted(), observation.rejected("no")),
            {
                "outcome": "inconsistent",
                "variation": "again",
                "baseline": {"outcome": "accepted"},
                "variant": {"outcome": "rejected", "message": "no"},
            },
        ),
    ],
)
def test_observation_has_the_keys_of_its_outcome(built, expected) -> None:
    assert built == expected
