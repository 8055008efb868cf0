from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import conditions


@pytest.mark.parametrize(
    ("condition", "fulfilling", "others"),
    [
        (conditions.always, [{}, {"a": 1}], []),
        (conditions.is_empty, [{}], [{"a": 1}]),
        (conditions.lacks_type, [{}, {"a": 1}], [{"type": None}]),
        (conditions.has_only("type"), [{"type": 1}], [{}, {"type": 1, "a": 1}, {"a": 1}]),
        (conditions.has_only("type", "a"), [{"a": 1, "type": 1}], [{"type": 1}, {"type": 1, "a": 1, "b": 1}]),
        (conditions.has_integral_float, [{"a": 80.0}, {"a": 1, "b": -0.0}], [{}, {"a": 80}, {"a": 0.5}, {"a": "1.0"}]),
        (conditions.has_any("a", "b"), [{"b": None, "c": 1}], [{}, {"c": 1}]),
        (conditions.has_unknown_key, [{"hue": 1}], [{}, {"type": 1, "quality": 1}]),
        (conditions.has_many_fields, [dict.fromkeys(range(13))], [dict.fromkeys(range(12))]),
        (conditions.type_is_not_first, [{}, {"a": 1, "type": 1}], [{"type": 1}, {"type": 1, "a": 1}]),
        (conditions.type_follows_other_key, [{"a": 1}, {"a": 1, "type": 1}], [{}, {"type": 1, "a": 1}]),
        (conditions.has_keys_in_order, [{"a": 1, "b": 1, "c": 1}], [{"a": 1, "b": 1}, {"b": 1, "a": 1, "c": 1}]),
        (conditions.field_is("a", 1), [{"a": 1}], [{}, {"a": 1.0}, {"a": True}, {"b": 1}]),
        (conditions.field_is("a", None), [{"a": None}], [{}, {"a": 0}]),
        (conditions.field_is_other_than("a", ("x", "y")), [{"a": "z"}, {"a": []}, {"a": None}], [{}, {"a": "x"}]),
        (conditions.has_field_without("a", 1, "b"), [{"a": 1}], [{}, {"a": 2}, {"a": 1, "b": None}]),
        (conditions.has_field_without("a", None, "b"), [{"a": 1}, {"a": None}], [{}, {"b": 1}, {"a": 1, "b": 1}]),
        (conditions.field_precedes("a", "b"), [{"a": 1, "c": 1, "b": 1}], [{}, {"a": 1}, {"b": 1, "a": 1}]),
        (conditions.has_size_of(["m", "n"]), [{"size": None, "model": "n"}], [{}, {"size": 1}, {"model": "m"}, {"size": 1, "model": "x"}]),
        (conditions.field_is_container("a", "b"), [{"a": []}, {"b": {}}], [{}, {"a": 1}, {"c": []}]),
        (conditions.mask_lacks_file_id, [{"input_image_mask": {"image_url": "u"}}], [{}, {"input_image_mask": {"file_id": "f"}}, {"input_image_mask": 1}]),
        (conditions.mask_begins_with_file_id, [{"input_image_mask": {"file_id": "f", "image_url": "u"}}], [{}, {"input_image_mask": {"image_url": "u", "file_id": "f"}}, {"input_image_mask": {"file_id": "f"}}]),
        (conditions.is_compressed_png, [{"output_format": "png", "output_compression": 100}], [{"output_format": "png"}, {"output_format": "png", "output_compression": 101}, {"output_format": "png", "output_compression": True}, {"output_format": "jpeg", "output_compression": 1}]),
        (conditions.mask_has_both, [{"input_image_mask": {"file_id": "f", "image_url": "u"}}], [{}, {"input_image_mask": {"file_id": "f"}}, {"input_image_mask": None}]),
        (conditions.is_transparent_without_format, [{"background": "transparent"}], [{}, {"background": "opaque"}, {"background": "transparent", "output_format": None}]),
        (conditions.is_compressed_without_format, [{"output_compression": 0}, {"output_compression": 100}], [{}, {"output_compression": 101}, {"output_compression": True}, {"output_compression": 9, "output_format": "png"}]),
        (conditions.is_gpt_image_2_with_null_fidelity, [{"model": "gpt-image-2-x", "input_fidelity": None}], [{"model": "gpt-image-2"}, {"model": "m", "input_fidelity": None}, {"input_fidelity": None}]),
        (conditions.has_null, [{"a": None}], [{}, {"a": 0}, {"a": [None]}]),
        (conditions.has_array, [{"a": []}], [{}, {"a": {}}]),
        (conditions.has_int_from(10), [{"a": 10}, {"a": -10}], [{}, {"a": 9}, {"a": 10.5}]),
        (conditions.has_empty_string, [{"a": ""}], [{}, {"a": []}, {"a": "b"}]),
        (conditions.has_long_string, [{"a": "b" * 1001}], [{}, {"a": "b" * 1000}, {"a": [1] * 1001}]),
        (conditions.has_non_ascii_string, [{"a": "\u00e9"}], [{}, {"a": "e"}, {"a": ["\u00e9"]}]),
        (conditions.has_lone_surrogate, [{"a": "\ud800"}, {"\udfff": 1}], [{}, {"a": "\U0001f600"}]),
    ],
)  # fmt: skip
def test_condition_on_a_payload(condition, fulfilling, others):
    for payload in fulfilling:
        assert condition(payload), payload
    for payload in others:
        assert not condition(payload), payload


@pytest.mark.parametrize(
    ("condition", "fulfilling", "others"),
    [
        (conditions.is_documented_key, ["type", "quality"], ["hue", ""]),
        (conditions.is_plain_name, ["search", "a"], ["", "a b", "Search", "é", "0", "pin", "type"]),
        (conditions.is_public_key, ["a", "a_", ""], ["_a", "$a"]),
        (conditions.is_ordinary_key, ["a", "_a", "__a__"], ["__proto__", "constructor", "__class__", "__dict__"]),
    ],
)
def test_condition_on_a_key(condition, fulfilling, others):
    assert all(map(condition, fulfilling))
    assert not any(map(condition, others))
