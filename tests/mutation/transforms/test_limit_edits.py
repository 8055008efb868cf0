from __future__ import annotations

import copy
from typing import Any

import pytest

from imagegen_conformance.mutation.transforms import limit_edits
from imagegen_reference import ValidationError
from imagegen_reference.revision import find_revision

CONTENT: Any = {
    "any_model": [
        {"kind": "format", "field": "background", "equals": "transparent", "formats": ["png", "webp"]},
        {"kind": "deprecated", "fields": ["name", "description"]},
    ],
    "families": [
        {
            "family": "a",
            "models": ["a-1", "a-2"],
            "limits": [
                {"kind": "pixels", "minimum": 10},
                {"kind": "pixels", "maximum": 100},
                {"kind": "sizes", "sizes": ["1x1", "2x2"]},
                {"kind": "auto", "legal": True},
            ],
        },
        {"family": "b", "models": ["b-1"], "limits": [{"kind": "auto", "legal": False}]},
    ],
}


def edited(edit: limit_edits.LimitsEdit) -> Any:
    content = copy.deepcopy(CONTENT)
    edit(content)
    return content


@pytest.mark.parametrize(
    ("edit", "path", "expected"),
    [
        (limit_edits.add_to_limit("a", "pixels", "maximum", -1), ("families", 0, "limits", 1, "maximum"), 99),
        (limit_edits.set_in_limit("a", {"kind": "auto"}, "legal", False), ("families", 0, "limits", 3, "legal"), False),
        (limit_edits.set_in_limit("a", {"maximum": 100}, "maximum", 1), ("families", 0, "limits", 1, "maximum"), 1),
        (limit_edits.add_size("a", "3x3"), ("families", 0, "limits", 2, "sizes"), ["1x1", "2x2", "3x3"]),
        (limit_edits.remove_size("a", "1x1"), ("families", 0, "limits", 2, "sizes"), ["2x2"]),
        (limit_edits.invert_auto("a"), ("families", 0, "limits", 3, "legal"), False),
        (limit_edits.invert_auto("b"), ("families", 1, "limits", 0, "legal"), True),
        (limit_edits.remove_model("a", "a-1"), ("families", 0, "models"), ["a-2"]),
        (limit_edits.set_in_field_limit("background", "equals", "auto"), ("any_model", 0, "equals"), "auto"),
        (limit_edits.remove_format("background", "png"), ("any_model", 0, "formats"), ["webp"]),
        (limit_edits.remove_deprecations, ("any_model",), CONTENT["any_model"][:1]),
        (limit_edits.remove_deprecated_field("name"), ("any_model", 1, "fields"), ["description"]),
        (limit_edits.add_deprecated_field("size"), ("any_model", 1, "fields"), ["name", "description", "size"]),
    ],
)
def test_edit_changes_one_place(edit, path, expected):
    content, original = edited(edit), copy.deepcopy(CONTENT)
    *parents, last = path
    changed, unchanged = content, original
    for key in parents:
        changed, unchanged = changed[key], unchanged[key]
    assert changed[last] == expected
    unchanged[last] = expected
    assert content == original


def test_family_limit_is_the_first_of_its_kind():
    assert limit_edits.family_limit(CONTENT, "a", "pixels") == {"kind": "pixels", "minimum": 10}


def test_edited_limits_do_not_change_the_shipped_limits():
    edited_limits = limit_edits.edited_limits(limit_edits.remove_model("dall-e-2", "dall-e-2"))
    assert "dall-e-2" not in edited_limits.families
    assert "dall-e-2" in limit_edits.edited_limits(lambda content: None).families
    assert "dall-e-2" in limit_edits.KNOWN_MODELS


def test_reference_checks_edited_limits():
    payload = {"type": "image_generation", "model": "dall-e-2", "size": "2x2"}
    adapter = limit_edits.with_edited_limits(limit_edits.add_size("dall-e-2", "2x2"))()
    assert adapter.validate(payload) == ()
    with pytest.raises(ValidationError):
        limit_edits.with_edited_limits(lambda content: None)().validate(payload)


def test_excluded_format_is_a_further_limit_of_the_field():
    limit = {"kind": "not-with", "field": "output_compression", "below": 100, "equals": "png"}
    content = {"any_model": [limit], "families": []}
    limit_edits.exclude_format("output_compression", "webp")(content)
    assert content["any_model"] == [limit, {**limit, "equals": "webp"}]


def test_content_has_the_limits_that_hold_in_the_revision():
    contents = [limit_edits.limits_content(find_revision(profile)) for profile in ("azure", "openai")]
    rules = [{limit["rule"] for limit in content["any_model"]} for content in contents]
    assert rules[0] - rules[1] == {"deprecated.warning"}
    assert {"frame_count.format", "svg.format"} <= rules[1] - rules[0]
    families = [{family["family"] for family in content["families"]} for content in contents]
    assert families[1] - families[0] == {"gpt-image-2.5", "gpt-image-2.6"}


def test_content_is_a_copy():
    revision = find_revision("openai")
    limit_edits.limits_content(revision)["any_model"][0]["formats"].clear()
    assert limit_edits.limits_content(revision)["any_model"][0]["formats"] == ["png", "webp"]
