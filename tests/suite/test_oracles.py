from __future__ import annotations

import pytest

from imagegen_conformance.json_value import dumps
from imagegen_conformance.oracles import Oracle, SchemaOracle, reference_oracle

TOOL = {"type": "image_generation"}
STRICT: dict[str, Oracle] = {"reference": reference_oracle, "strict schema": SchemaOracle("image_gen_tool.strict")}
PLAIN = SchemaOracle("image_gen_tool")
ORACLES: dict[str, Oracle] = {**STRICT, "schema": PLAIN}


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
def test_all_find(oracle: Oracle, payload, reasons: list[str]) -> None:
    assert [f"{reason.rule} at {reason.path}" for reason in oracle(payload)] == reasons


@pytest.mark.parametrize("strict", STRICT)
@pytest.mark.parametrize(
    ("payload", "reasons"),
    [
        ({"size": "1024X1024"}, ["size.grammar at /size"]),
        ({"size": 1024, "model": "gpt-image-2"}, ["size.type at /size"]),
        ({"size": "1024x1024\n", "model": "gpt-image-2"}, ["size.grammar at /size"]),
        ({"size": "1000x1000", "model": "gpt-image-2"}, ["size.gpt-image-2.multiple-of-16 at /size"]),
        ({"size": "4000x1000", "model": "gpt-image-2"}, ["size.gpt-image-2.edge at /size"]),
        ({"size": "640x480", "model": "gpt-image-2-2026-04-21"}, ["size.gpt-image-2.minimum at /size"]),
        ({"size": "3840x3840", "model": "gpt-image-2"}, ["size.gpt-image-2.maximum at /size"]),
        (
            {"size": "3840x16", "model": "gpt-image-2"},
            ["size.gpt-image-2.minimum at /size", "size.gpt-image-2.ratio at /size"],
        ),
        ({"size": "1000x1000", "model": "gpt-image-1.5"}, ["size.gpt-image-1 at /size"]),
        ({"size": "auto", "model": "dall-e-2"}, ["size.auto at /size"]),
        ({"size": "512x512", "model": "dall-e-3"}, ["size.dall-e-3 at /size"]),
        ({"background": "transparent", "output_format": "jpeg"}, ["background.transparent-format at /background"]),
        ({"output_compression": 99}, ["output_compression.png at /output_compression"]),
        ({"model": "gpt-image-2", "input_fidelity": "low"}, ["input_fidelity.model at /input_fidelity"]),
    ],
)
def test_those_of_level_semantic_find(strict: str, payload, reasons: list[str]) -> None:
    payload = {**TOOL, **payload}
    assert sorted(f"{reason.rule} at {reason.path}" for reason in STRICT[strict](payload)) == reasons
    assert PLAIN(payload) == [reason for reason in STRICT[strict](payload) if reason.rule == "size.type"]


def test_all_find_every_broken_rule(oracle: Oracle) -> None:
    found = oracle({"quality": 1, "background": None, "partial_images": 9})
    assert len(found) == 4


def test_none_changes_what_it_is_shown(oracle: Oracle) -> None:
    payload = {**TOOL, "tool_configs": {"a": {"pin": "x"}}, "input_image_mask": {}}
    before = dumps(payload)
    oracle(payload)
    assert dumps(payload) == before
