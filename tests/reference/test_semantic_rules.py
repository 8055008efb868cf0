"""Level semantic: rejected combinations, warnings, and rules that are skipped."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imagegen_reference import ImageGenTool, InputFidelity, RuleWarning, ValidationError
from imagegen_reference.model_limits import LIMITS, read_limits
from imagegen_reference.semantic_rules import check_semantic_rules

MODELS = json.loads((Path(__file__).parents[2] / "fixtures" / "model_limits.json").read_text(encoding="utf-8"))
RULES = "size.gpt-image-2"


def validate(level: Any = "semantic", **fields: Any) -> tuple[RuleWarning, ...]:
    return ImageGenTool.validate_payload({"type": "image_generation", **fields}, level)


def broken(**fields: Any) -> list[tuple[str, str]]:
    try:
        validate(**fields)
    except ValidationError as error:
        return [(broken.path, broken.rule) for broken in error.errors]
    return []


def rules(**fields: Any) -> list[str]:
    return [rule for _, rule in broken(**fields)]


WELL_FORMED = ["1x1", "7x13", "1024x1024", "auto", "9" * 30 + "x1", "1x" + "9" * 5000]
MALFORMED = [
    *["", "x", "0x0", "01x1", "1x01", "+1x1", "1x-1", "1x1 ", " 1x1", "1x1\n", "1X1", "1x1x1", "1.0x1", "1_0x1"],
    *["1\u00d71", "\u0661x1", "\uff11x1", "AUTO", "auto\n"],
]


@pytest.mark.parametrize("model", [{}, {"model": "gpt-image-1"}, {"model": "gpt-image-2"}, {"model": "other"}])
class TestGrammar:
    @pytest.mark.parametrize("size", WELL_FORMED)
    def test_well_formed_size_is_accepted(self, model: dict[str, Any], size: str) -> None:
        assert "size.grammar" not in rules(size=size, **model)

    @pytest.mark.parametrize("size", MALFORMED)
    def test_malformed_size_is_the_only_error(self, model: dict[str, Any], size: str) -> None:
        assert broken(size=size, **model) == [("/size", "size.grammar")]


@given(st.integers(1, 300).map(lambda n: n * 16), st.integers(1, 300).map(lambda n: n * 16))
@example(1024, 640)
@example(3840, 2160)
@example(2880, 2880)
def test_sizes_of_gpt_image_2_follow_the_arithmetic(width: int, height: int) -> None:
    expected = []
    if width > 3840 or height > 3840:
        expected = ["edge"]
    else:
        expected += ["ratio"] * (width > 3 * height or height > 3 * width)
        expected += ["minimum"] * (width * height < 655_360)
        expected += ["maximum"] * (width * height > 8_294_400)
    for model in ("gpt-image-2", "gpt-image-2-2026-04-21"):
        assert rules(model=model, size=f"{width}x{height}") == [f"{RULES}.{rule}" for rule in expected]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("1000x1024", ["multiple-of-16"]),
        ("1024x1000", ["multiple-of-16"]),
        ("1000x100", ["multiple-of-16"]),  # the ratio is asked of legal edges only
        ("3841x2160", ["edge"]),
        ("1" * 5000 + "x16", ["edge"]),
    ],
)
def test_limits_of_both_edges_are_checked_after_each_edge(size: str, expected: list[str]) -> None:
    assert rules(model="gpt-image-2", size=size) == [f"{RULES}.{rule}" for rule in expected]


def test_unlisted_model_accepts_any_well_formed_size() -> None:
    for model in ("gpt-image-20", "GPT-IMAGE-2", "gpt-image-2 ", "gpt-image-2-mini", ""):
        assert rules(model=model, size="17x4000") == []
    assert rules(size="17x4000") == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"model": "dall-e-2", "size": "auto"}, [("/size", "size.auto")]),
        ({"model": "dall-e-3", "size": "256x256"}, [("/size", "size.dall-e-3")]),
        ({"model": "gpt-image-1-mini", "size": "256x256"}, [("/size", "size.gpt-image-1")]),
        ({"model": "gpt-image-2", "input_fidelity": InputFidelity.LOW}, [("/input_fidelity", "input_fidelity.model")]),
        ({"background": "transparent", "output_format": "jpeg"}, [("/background", "background.transparent-format")]),
        ({"output_compression": 99}, [("/output_compression", "output_compression.png")]),
        ({"output_compression": 0.0, "output_format": "png"}, [("/output_compression", "output_compression.png")]),
    ],
)
def test_illegal_combination_is_rejected(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(**fields) == expected
    validate("schema", **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gpt-image-2", "input_fidelity": None},
        {"model": "gpt-image-1", "input_fidelity": "high"},
        {"background": "opaque", "output_format": "jpeg"},
        {"background": "transparent"},
        {"output_compression": 100},
        {"output_compression": 0, "output_format": "jpeg"},
    ],
)
def test_legal_combination_is_accepted(fields: dict[str, Any]) -> None:
    assert validate(**fields) == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"model": 5, "size": "1000x1000"}, ["model.type"]),
        ({"model": ["gpt-image-2"], "size": "1000x1000"}, ["model.type"]),
        ({"model": "gpt-image-1", "size": 1000}, ["size.type"]),
        ({"background": "transparent", "output_format": "gif"}, ["output_format.value"]),
        ({"output_compression": 50, "output_format": None}, ["null.refused"]),
        ({"output_compression": "50", "output_format": "png"}, ["output_compression.type"]),
        ({"output_compression": -1, "output_format": "png"}, ["output_compression.range"]),
        ({"model": "gpt-image-2", "input_fidelity": "medium"}, ["input_fidelity.value"]),
    ],
)
def test_rule_is_skipped_if_a_field_is_illegal_by_itself(fields: dict[str, Any], expected: list[str]) -> None:
    assert rules(**fields) == expected


def test_errors_of_both_levels_are_in_field_order() -> None:
    fields = {"input_fidelity": "low", "size": "1x1", "quality": "x", "model": "gpt-image-2", "action": "y"}
    assert [path for path, _ in broken(**fields)] == ["/quality", "/size", "/input_fidelity", "/action"]


class TestWarnings:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"model": "gpt-image-2", "size": "2560x1440"}, []),
            ({"model": "gpt-image-2", "size": "2576x1440"}, [("/size", f"{RULES}.experimental")]),
            ({"model": "gpt-image-20", "size": "2576x1440"}, []),
            (
                {"model": "gpt-image-2", "background": "transparent"},
                [("/background", "background.transparent-preview")],
            ),
            (
                {"name": "", "tool_configs": {}},
                [("/name", "deprecated.warning"), ("/tool_configs", "deprecated.warning")],
            ),
        ],
    )
    def test_warnings_are_returned_and_do_not_reject(
        self, fields: dict[str, Any], expected: list[tuple[str, str]]
    ) -> None:
        assert [(warning.path, warning.rule) for warning in validate(**fields)] == expected
        assert validate("schema", **fields) == ()

    def test_warning_message_is_one_line(self) -> None:
        (warning,) = validate(model="gpt-image-2", size="3840x2160")
        assert warning.message == 'size is "3840x2160": sizes of more than 3,686,400 pixels are experimental'

    def test_warning_message_of_a_deprecated_field_states_it(self) -> None:
        (warning,) = validate(name="painter")
        assert warning.message == 'name is "painter": the field is deprecated'

    def test_warning_message_of_a_preview_names_the_model(self) -> None:
        (warning,) = validate(model="gpt-image-2", background="transparent")
        advice = "gpt-image-2 supports this only in preview, depending on date and backend"
        assert warning.message == f'background is "transparent": {advice}'

    def test_warnings_concern_the_stored_items(self) -> None:
        tool = ImageGenTool(model="gpt-image-2", size="3840x2160", name="painter")
        assert [warning.path for warning in tool.validate()] == ["/size", "/name"]
        assert tool.validate("schema") == ()


def test_unknown_level_raises() -> None:
    with pytest.raises(ValueError, match=r"unknown level 'wire'; expected schema or semantic"):
        validate("wire")


def test_messages_state_the_expected_value() -> None:
    with pytest.raises(ValidationError) as caught:
        validate(model="gpt-image-2", size="16x3840", input_fidelity="low", output_compression=5)
    assert str(caught.value).splitlines() == [
        f'size is "16x3840"; expected no edge longer than 3 times the other [{RULES}.ratio]',
        f'size is "16x3840"; expected at least 655,360 pixels [{RULES}.minimum]',
        "output_compression is 5; expected output_format other than png, or another value [output_compression.png]",
        'input_fidelity is "low"; expected the key omitted, because gpt-image-2 does not support it [input_fidelity.model]',
    ]


@pytest.mark.parametrize(
    ("model", "size", "expected"),
    [
        ("other", "1x", 'auto, or width and height such as "1024x1024"'),
        ("dall-e-2", "auto", "width and height, because the model has no automatic size"),
        ("dall-e-2", "1x1", 'one of "256x256", "512x512", "1024x1024"'),
        ("gpt-image-2", "1024x1025", "edges that are multiples of 16"),
        ("gpt-image-2", "4096x2048", "edges of at most 3,840"),
        ("gpt-image-2", "3840x3840", "at most 8,294,400 pixels"),
    ],
)
def test_message_of_a_size_states_the_legal_sizes(model: str, size: str, expected: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate(model=model, size=size)
    assert [error.message for error in caught.value.errors] == [f'size is "{size}"; expected {expected}']


def test_new_model_needs_only_data() -> None:
    content = copy.deepcopy(MODELS)
    content["families"][0]["models"].append("gpt-image-3")
    content["families"].append(
        {
            "family": "tiny",
            "models": ["tiny-1"],
            "limits": [
                {"kind": "edge", "minimum": 8, "maximum": 64, "rule": "tiny.edge"},
                {"kind": "pixels", "maximum": 1024, "rule": "tiny.pixels"},
                {"kind": "auto", "legal": False, "rule": "tiny.auto"},
                {
                    "kind": "feature",
                    "field": "background",
                    "equals": "opaque",
                    "support": "none",
                    "rule": "tiny.opaque",
                },
            ],
        }
    )
    limits = read_limits(content)

    def found(**fields: Any) -> list[str]:
        return [rule for _, rule, _, _ in check_semantic_rules(fields, limits=limits)[0]]

    assert found(model="gpt-image-3", size="1000x1024") == [f"{RULES}.multiple-of-16"]
    assert found(model="tiny-1", size="8x64") == []
    assert found(model="tiny-1", size="7x65") == ["tiny.edge"]
    assert found(model="tiny-1", size="64x17") == ["tiny.pixels"]
    assert found(model="tiny-1", size="auto", background="opaque") == ["tiny.auto", "tiny.opaque"]
    assert found(model="tiny-1", background="auto") == []
    assert "tiny-1" not in LIMITS.families


@pytest.mark.parametrize("digits", [1, 599, 600, 601, 1200, 1201, 5000])
def test_edges_of_any_length_are_parsed_exactly(digits: int) -> None:
    limit = {"kind": "multiple", "of": 7, "rule": "seven"}
    limits = read_limits({"any_model": [], "families": [{"family": "seven", "models": ["m"], "limits": [limit]}]})
    multiple = "7" * digits
    for edge, rules in ((multiple, []), ("8" + multiple[1:], ["seven"]), (multiple[:-1] + "8", ["seven"])):
        found, _ = check_semantic_rules({"model": "m", "size": f"{edge}x7"}, limits=limits)
        assert [rule for _, rule, _, _ in found] == rules
