"""What survives mutation of the source is known, with a reason; `make mutation` finds out whether it is true."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

KNOWN = json.loads((Path(__file__).parents[1] / "mutation" / "survivors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("target", ["reference", "judge"])
def test_every_survivor_is_counted_and_has_a_reason(target: str) -> None:
    known = KNOWN[target]
    assert known["survived"] == sum(entry["count"] for entry in known["survivors"])
    assert known["killed"] + known["survived"] == known["mutants"] > 900
    for entry in known["survivors"]:
        assert entry.keys() <= {"in", "line", "changed", "reason", "count"}
        assert entry["count"] > 0, entry
        assert entry["reason"].endswith("."), entry
        assert entry["in"].startswith(("imagegen_reference.", "imagegen_conformance.")), entry
