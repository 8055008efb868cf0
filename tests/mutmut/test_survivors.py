"""The list of the mutants that survive `make mutmut`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SURVIVORS = json.loads(Path(__file__).with_name("survivors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("target", ["reference", "judge"])
def test_every_survivor_is_counted_and_has_a_reason(target: str) -> None:
    known = SURVIVORS[target]
    assert known["survived"] == sum(entry["count"] for entry in known["survivors"])
    assert known["killed"] + known["survived"] == known["mutants"] > 900
    for entry in known["survivors"]:
        assert entry.keys() <= {"function", "original", "mutated", "reason", "count"}
        assert entry["count"] > 0, entry
        assert entry["reason"].endswith("."), entry
        assert entry["function"].startswith(("imagegen_reference.", "imagegen_conformance.")), entry
