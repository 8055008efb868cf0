from __future__ import annotations

import pytest

from imagegen_conformance.json_value import dumps
from imagegen_conformance.oracles import Oracle, SchemaOracle, reference_oracle

TOOL = {"type": "image_generation"}
ORACLES: dict[str, Oracle] = {"reference": reference_oracle, "schema": SchemaOracle()}


@pytest.fixture(params=ORACLES, ids=str)
def oracle(request) -> Oracle:
    return ORACLES[request.param]


@pytest.mark.parametrize(
    ("payload", "reasons"),
    [
        (TOOL, []),
        ({**TOOL, "quality": "low"}, []),
        ({**TOOL, "hue": 1}, []),
        ({}, ["type.required at /type"]),
        ([], ["payload.type at "]),
        (None, ["payload.type at "]),
        ("x", ["payload.type at "]),
        ({**TOOL, "quality": "huge"}, ["quality.value at /quality"]),
        ({**TOOL, "size": True}, ["size.type at /size"]),
        ({**TOOL, "quality": None}, ["null.refused at /quality"]),
        ({"type": None}, ["type.value at /type"]),
        ({"type": "function"}, ["type.value at /type"]),
        ({**TOOL, "output_compression": 101}, ["output_compression.range at /output_compression"]),
        ({**TOOL, "output_compression": 1.5}, ["output_compression.type at /output_compression"]),
        ({**TOOL, "output_compression": "100"}, ["output_compression.type at /output_compression"]),
        ({**TOOL, "input_image_mask": []}, ["input_image_mask.type at /input_image_mask"]),
        ({**TOOL, "input_image_mask": {"file_id": 1}}, ["input_image_mask.file_id.type at /input_image_mask/file_id"]),
        ({**TOOL, "tool_configs": {"a/b": 1}}, ["tool_configs.member.type at /tool_configs/a~1b"]),
    ],
)
def test_both_find(oracle: Oracle, payload, reasons: list[str]) -> None:
    assert [f"{reason.rule} at {reason.path}" for reason in oracle(payload)] == reasons


def test_both_find_every_broken_rule(oracle: Oracle) -> None:
    found = oracle({"quality": 1, "background": None, "partial_images": 9})
    assert len(found) == 4


def test_neither_changes_what_it_is_shown(oracle: Oracle) -> None:
    payload = {**TOOL, "tool_configs": {"a": {"pin": "x"}}, "input_image_mask": {}}
    before = dumps(payload)
    oracle(payload)
    assert dumps(payload) == before
