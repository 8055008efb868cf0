from __future__ import annotations

import copy
from typing import Any

import pytest

from imagegen_conformance.mutation.mutant import Payload, PayloadChange
from imagegen_conformance.mutation.transforms import payloads
from imagegen_conformance.mutation.transforms.values import to_null


def changed(change: PayloadChange, payload: Payload) -> Payload:
    change(payload)
    return payload


def doubled(value: Any) -> Any:
    return value * 2 if isinstance(value, (int, str)) else value


def is_bare(payload: Payload) -> bool:
    return payload == {}


@pytest.mark.parametrize(
    ("change", "payload", "expected"),
    [
        (payloads.drop_fields("a", "c"), {"a": 1, "b": 2}, {"b": 2}),
        (payloads.drop_fields_before_type, {"a": 1, "type": 2, "b": 3}, {"type": 2, "b": 3}),
        (payloads.drop_fields_before_type, {"a": 1}, {"a": 1}),
        (payloads.keep_keys(str.islower), {"a": 1, "B": 2}, {"a": 1}),
        (payloads.keep_values(bool), {"a": 0, "b": 1, "c": None}, {"b": 1}),
        (payloads.drop_values(0, ""), {"a": 0, "b": False, "c": "", "d": 0.0}, {"b": False, "d": 0.0}),
        (payloads.drop_values({}), {"a": {}, "b": []}, {"b": []}),
        (payloads.omit_field("a", 0, False), {"a": False, "b": 0}, {"b": 0}),
        (payloads.omit_field("a", 0), {"a": False}, {"a": False}),
        (payloads.omit_field("a", None), {}, {}),
        (payloads.set_field("a", 1), {"a": 2, "b": 3}, {"a": 1, "b": 3}),
        (payloads.set_defaults({"a": 1, "b": 2}), {"a": None}, {"a": None, "b": 2}),
        (payloads.replace_nulls({"a": 1, "b": 2}), {"a": None, "c": None}, {"a": 1, "c": None}),
        (payloads.rename_keys(str.lower), {"A": 1, "b": {"C": 2}}, {"a": 1, "b": {"C": 2}}),
        (payloads.rename_field("a", "b"), {"a": 1}, {"b": 1}),
        (payloads.rename_field("a", "b"), {}, {"b": None}),
        (payloads.change_values(doubled), {"a": 1, "b": [1]}, {"a": 2, "b": [1]}),
        (payloads.change_fields(("a", "b"), doubled), {"a": 1, "c": 1}, {"a": 2, "c": 1}),
        (payloads.change_field("a", doubled), {"a": 1, "b": 1}, {"a": 2, "b": 1}),
        (payloads.change_known(to_null), {"quality": 1, "hue": 1}, {"quality": None, "hue": 1}),
        (payloads.change_unknown(to_null), {"quality": 1, "hue": 1}, {"quality": 1, "hue": None}),
        (payloads.change_deep(doubled), {"a": [1, {"b": 2}], "c": "d"}, {"a": [2, {"b": 4}], "c": "dd"}),
        (payloads.change_strings(str.upper), {"a": ["b", {"c": "d"}, 1]}, {"a": ["B", {"c": "D"}, 1]}),
        (payloads.change_object("a", sorted), {"a": {"c": 1, "b": 2}}, {"a": ["b", "c"]}),
        (payloads.change_object("a", sorted), {"a": [2, 1], "b": {}}, {"a": [2, 1], "b": {}}),
        (payloads.change_tool_configs(len), {"tool_configs": {"x": {"pin": True}, "y": None}}, {"tool_configs": {"x": 1, "y": None}}),
        (payloads.change_tool_configs(len), {"tool_configs": []}, {"tool_configs": []}),
        (payloads.change_if(is_bare, payloads.set_field("a", 1)), {}, {"a": 1}),
        (payloads.change_if(is_bare, payloads.set_field("a", 1)), {"b": 1}, {"b": 1}),
    ],
)  # fmt: skip
def test_change_of_payload_is_made_in_place(change, payload, expected):
    assert changed(change, payload) == expected
    assert list(payload) == list(expected)


def test_deep_change_starts_with_the_inner_values():
    seen: list[Any] = []
    payload = {"a": [1, {"b": 2}]}
    payloads.change_deep(lambda value: seen.append(copy.deepcopy(value)))(payload)
    assert seen == [1, 2, {"b": None}, [None, None]]


def test_nested_values_of_the_original_stay_the_same():
    configs = {"x": {"pin": 1}}
    payload = {"tool_configs": configs}
    payloads.change_tool_configs(lambda config: {**config, "pin": 2})(payload)
    assert configs == {"x": {"pin": 1}}


def test_remembered_field_is_added_to_later_payloads_without_it():
    change = payloads.remember_field("quality")
    assert changed(change, {"size": "auto"}) == {"size": "auto"}
    assert changed(change, {"quality": "low"}) == {"quality": "low"}
    assert changed(change, {"size": "auto"}) == {"size": "auto", "quality": "low"}
    assert changed(change, {"quality": None}) == {"quality": None}
    assert changed(change, {}) == {}
    assert changed(payloads.remember_field("quality"), {}) == {}


@pytest.mark.parametrize(
    ("change_if", "exception"), [(payloads.reject_if, ValueError), (payloads.crash_if, RuntimeError)]
)
def test_exception_is_raised_only_if_the_condition_holds(change_if, exception):
    change = change_if(is_bare)
    assert changed(change, {"a": 1}) == {"a": 1}
    with pytest.raises(exception, match=r"the mutant (rejects|crashes on) this payload"):
        change({})
