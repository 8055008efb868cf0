"""The subjects of values beside broken rules, of integer ranges, and of operations without side effects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.authoring.criteria.criterion import Combination

Find = Callable[..., set[Combination]]
TOOL = {"type": "image_generation"}
LONG = "a" * 5000


def rejected(rule: str, path: str, **fields):
    return {
        "kind": "reject",
        "requirement": rule,
        "payload": {**TOOL, **fields},
        "reasons": [{"path": path, "rule": rule}],
        "repair": [{"op": "remove", "path": path}],
    }


def calls(payload, *steps):
    return {
        "kind": "calls",
        "requirement": "item.read",
        "construct": {"args": [{**TOOL, **payload}]},
        "steps": [*steps],
    }


class TestRejectionValues:
    def test_values_of_other_fields_are_found(self, find: Find) -> None:
        case = rejected("quality.value", "/quality", quality="ultra", moderation="low", action="edit")
        assert find("rejection-values", **case) == {
            ("quality.value", "moderation=low"),
            ("quality.value", "action=edit"),
        }

    def test_fields_of_the_rule_and_unknown_keys_do_not_count(self, find: Find) -> None:
        case = rejected("size.gpt-image-1", "/size", size="512x512", model="gpt-image-1", hue=1)
        assert find("rejection-values", **case) == set()

    def test_case_with_a_second_rule_does_not_count(self, find: Find) -> None:
        case = rejected("quality.value", "/quality", quality="ultra", moderation="high")
        case["reasons"].append({"path": "/moderation", "rule": "moderation.value"})
        assert find("rejection-values", **case) == set()

    def test_value_that_breaks_a_second_rule_is_impossible(self, find: Find, subjects) -> None:
        subject = subjects["azure"]["rejection-values"]
        find("rejection-values", **rejected("quality.value", "/quality", quality="ultra"))
        assert subject.is_possible(("quality.value", "action=edit"))
        assert not subject.is_possible(("quality.value", "quality=low"))
        assert subject.proposal(("quality.value", "action=edit"))["payload"] == {
            **TOOL,
            "quality": "ultra",
            "action": "edit",
        }


class TestIntegerRanges:
    @pytest.mark.parametrize("value", [0, 29, 100])
    def test_value_of_an_accepted_payload_is_found(self, find: Find, value: int) -> None:
        payload = {**TOOL, "output_format": "webp", "output_compression": value}
        found = find("integer-ranges", kind="accept", requirement="output_compression.range", payload=payload)
        assert found == {("output_compression", str(value))}

    def test_value_that_need_not_be_accepted_does_not_count(self, find: Find) -> None:
        payload = {**TOOL, "partial_images": 1}
        found = find(
            "integer-ranges", kind="either", requirement="partial_images.range", payload=payload, rationale="-"
        )
        assert found == set()

    def test_values_of_each_range_are_possible(self, subjects) -> None:
        subject = subjects["azure"]["integer-ranges"]
        assert subject.dimensions["field"] == ("output_compression", "partial_images")
        assert [subject.is_possible(("partial_images", str(value))) for value in (0, 3, 4)] == [True, True, False]
        assert subject.proposal(("partial_images", "2"))["payload"]["partial_images"] == 2


class TestSideEffects:
    @pytest.mark.parametrize(
        ("operation", "value", "length"),
        [
            ({"method": "text-representation"}, "short", "short"),
            ({"method": "text-representation"}, LONG, "long"),
            ({"method": "get-attribute", "args": ["model"], "returns": "short"}, "short", "short"),
            ({"method": "equals", "args": [TOOL], "returns": False}, LONG, "long"),
            ({"method": "hash-value", "raises": "invalid-arguments"}, "short", "short"),
        ],
    )
    def test_operation_before_a_read_is_found(self, find: Find, operation, value: str, length: str) -> None:
        read = {"method": "get-item", "args": ["model"], "returns": value}
        found = find("side-effects", **calls({"model": value}, operation, read))
        assert found == {(operation["method"], "string-field", length)}

    @pytest.mark.parametrize(
        "read",
        [
            {"method": "get-item", "args": ["model"]},
            {"method": "get-item", "args": ["quality"], "raises": "missing-key"},
            {"method": "length", "returns": 2},
        ],
    )
    def test_read_that_does_not_show_the_value_does_not_count(self, find: Find, read) -> None:
        assert find("side-effects", **calls({"model": "a"}, {"method": "text-representation"}, read)) == set()

    def test_read_of_a_value_that_was_replaced_does_not_count(self, find: Find) -> None:
        replace = {"method": "set-item", "args": ["model", "b"]}
        read = {"method": "get-item", "args": ["model"], "returns": "b"}
        assert find("side-effects", **calls({"model": "a"}, {"method": "text-representation"}, replace, read)) == set()

    def test_items_are_nested_values_too(self, find: Find) -> None:
        payload = {"input_image_mask": {"file_id": "file-1"}, "extra": {"text": LONG}}
        read = {"method": "as_dict", "returns": {**TOOL, **payload}}
        found = find("side-effects", **calls(payload, {"method": "truth-value", "returns": True}, read))
        assert found == {("truth-value", "input_image_mask", "short"), ("truth-value", "unknown-key", "long")}

    def test_unknown_key_has_no_attribute(self, subjects) -> None:
        subject = subjects["azure"]["side-effects"]
        assert not subject.is_possible(("get-attribute", "unknown-key", "short"))
        assert subject.is_possible(("get-attribute", "input_image_mask", "long"))
        assert subject.proposal(("equals", "string-field", "long"))["steps"][0]["method"] == "equals"
