"""The rules that errors of a validator stand for."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.oracles.schema_errors import finding_of, resolve_location


@pytest.mark.parametrize(
    ("path", "location", "finding"),
    [
        ([], ["type"], ("", "payload.type")),
        ([], ["required"], ("/type", "type.required")),
        (["quality"], ["properties", "quality", "enum"], ("/quality", "quality.value")),
        (["type"], ["properties", "type", "const"], ("/type", "type.value")),
        (["partial_images"], ["properties", "partial_images", "minimum"], ("/partial_images", "partial_images.range")),
        (["partial_images"], ["properties", "partial_images", "maximum"], ("/partial_images", "partial_images.range")),
        (["size"], ["properties", "size", "type"], ("/size", "size.type")),
        (["size"], ["$defs", "size.grammar", "pattern"], ("/size", "size.grammar")),
        (["a"], ["$defs", "a.model:gpt-image-1.5", "not"], ("/a", "a.model")),
        (
            ["svg", "reasoning", "effort"],
            ["$defs", "svg", "enum"],
            ("/svg/reasoning/effort", "svg.reasoning.effort.value"),
        ),
        (["svg", "reasoning"], ["$defs", "svg", "type"], ("/svg/reasoning", "svg.reasoning.type")),
        (["input_image_mask"], ["$defs", "input_image_mask", "type"], ("/input_image_mask", "input_image_mask.type")),
        (["tool_configs", "a"], ["$defs", "tool_config", "type"], ("/tool_configs/a", "tool_configs.member.type")),
        (
            ["tool_configs", "a", "pin"],
            ["$defs", "tool_config", "properties", "pin", "type"],
            ("/tool_configs/a/pin", "tool_configs.pin.type"),
        ),
        (
            ["tool_configs", "a/b~"],
            ["$defs", "tool_config", "type"],
            ("/tool_configs/a~1b~0", "tool_configs.member.type"),
        ),
        (["a/b~"], ["$defs", "size.grammar", "pattern"], ("/a~1b~0", "size.grammar")),
    ],
)
def test_path_and_location_determine_the_finding(path, location, finding) -> None:
    assert finding_of(path, location, of_null=False) == Finding(*finding)


@pytest.mark.parametrize(
    ("path", "rule"), [(["quality"], "null.refused"), (["type"], "type.value"), ([], "payload.type")]
)
def test_null_breaks_the_rule_about_null_except_in_type(path, rule: str) -> None:
    assert finding_of(path, ["properties", "quality", "enum"], of_null=True).rule == rule


def test_location_is_counted_from_the_last_reference() -> None:
    schema = {
        "properties": {"a": {"$ref": "#/$defs/outer"}, "b": {"type": "string"}},
        "$defs": {"outer": {"items": {"$ref": "#/$defs/inner"}}, "inner": {"enum": [1]}},
    }
    assert resolve_location(schema, ["properties", "b", "type"]) == ["properties", "b", "type"]
    assert resolve_location(schema, ["properties", "a", "items"]) == ["$defs", "outer", "items"]
    assert resolve_location(schema, ["properties", "a", "items", "enum"]) == ["$defs", "inner", "enum"]


def test_reference_to_a_definition_with_slash_and_tilde_is_followed() -> None:
    schema = {"properties": {"a": {"$ref": "#/$defs/b~1c~0"}}, "$defs": {"b/c~": {"type": "string"}}}
    assert resolve_location(schema, ["properties", "a", "type"]) == ["$defs", "b/c~", "type"]
