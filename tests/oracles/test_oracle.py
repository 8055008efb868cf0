"""The oracles report the rules that a payload breaks, with their places."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import dumps
from imagegen_conformance.oracles.oracle import Oracle, reference_oracle
from imagegen_conformance.oracles.schema_oracles import SchemaOracles

TOOL = {"type": "image_generation"}
CORPUS = Corpus.load()
PLAIN, STRICT = SchemaOracles.load(CORPUS)
SEMANTIC: dict[str, Oracle] = {"reference": reference_oracle(CORPUS.revision), "strict schema": STRICT}
ORACLES: dict[str, Oracle] = {**SEMANTIC, "plain schema": PLAIN}


@pytest.fixture(params=ORACLES, ids=str)
def oracle(request) -> Oracle:
    return ORACLES[request.param]


@pytest.mark.parametrize(
    ("payload", "findings"),
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
        ({**TOOL, "output_compression": 150.5}, ["output_compression.type at /output_compression"]),
        ({**TOOL, "output_compression": "100"}, ["output_compression.type at /output_compression"]),
        ({**TOOL, "input_image_mask": []}, ["input_image_mask.type at /input_image_mask"]),
        ({**TOOL, "input_image_mask": {"file_id": 1}}, ["input_image_mask.file_id.type at /input_image_mask/file_id"]),
    ],
)
def test_every_oracle_finds_rules_of_level_schema(oracle: Oracle, payload, findings: list[str]) -> None:
    assert [f"{finding.rule} at {finding.path}" for finding in oracle(payload)] == findings


@pytest.mark.parametrize(("name", "path"), [("a/b", "/tool_configs/a~1b"), ("a~b", "/tool_configs/a~0b")])
def test_key_with_slash_or_tilde_is_escaped(oracle: Oracle, name: str, path: str) -> None:
    assert oracle({**TOOL, "tool_configs": {name: 1}}) == [(path, "tool_configs.member.type")]
    assert oracle({**TOOL, "tool_configs": {name: {"pin": 1}}}) == [(f"{path}/pin", "tool_configs.pin.type")]


@pytest.mark.parametrize("name", SEMANTIC)
@pytest.mark.parametrize(
    ("payload", "findings"),
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
def test_only_oracles_of_level_semantic_find_rules_that_span_fields(name: str, payload, findings: list[str]) -> None:
    found = SEMANTIC[name]({**TOOL, **payload})
    assert sorted(f"{finding.rule} at {finding.path}" for finding in found) == findings
    assert PLAIN({**TOOL, **payload}) == [finding for finding in found if finding.rule == "size.type"]


def test_every_oracle_finds_every_broken_rule(oracle: Oracle) -> None:
    assert len(oracle({"quality": 1, "background": None, "partial_images": 9})) == 4


def test_oracle_does_not_change_the_payload(oracle: Oracle) -> None:
    payload = {**TOOL, "tool_configs": {"a": {"pin": "x"}}, "input_image_mask": {}}
    before = dumps(payload)
    oracle(payload)
    assert dumps(payload) == before
