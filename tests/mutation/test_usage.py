from __future__ import annotations

import pytest

from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import with_members
from imagegen_conformance.mutation.usage import PARSE_TEXT, UsageRecorder, is_recorded, member_with_key, usage_of

PAYLOAD = {"type": "image_generation", "quality": "low"}


@pytest.fixture(scope="module")
def recorder() -> UsageRecorder:
    return UsageRecorder()


def call(*steps: Json) -> Request:
    return Request("call", {"construct": {"args": [PAYLOAD]}, "steps": list(steps)})


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("parse", PAYLOAD), {"__init__", "as_dict"}),
        (Request("validate", PAYLOAD), {"validate_payload", "validate"}),
        (Request("parse-text", '{"type": "image_generation"}'), {PARSE_TEXT, "as_dict"}),
        (call({"method": "get", "args": ["quality"]}), {"get"}),
        (call({"method": "get-item", "args": ["quality"]}), {"__getitem__"}),
        (call({"method": "get-attribute", "args": ["size"]}), {"size", "get"}),
        (call({"method": "set-attribute", "args": ["size", None]}), {"size", "__setattr__", "pop"}),
        (call({"method": "delete-attribute", "args": ["size"]}), {"size", "__delattr__"}),
        (call({"method": "get-attribute", "args": ["extra"]}), {"extra", "__getattr__"}),
        (call({"method": "length"}), {"__len__"}),
        (call({"method": "truth-value"}), {"__bool__", "__len__"}),
        (call({"method": "hash-value"}), {"__hash__"}),
        (call({"method": "text-representation"}), {"__repr__"}),
        (call({"method": "iterate"}), {"__iter__"}),
        (call({"method": "contains", "args": ["size"]}), {"__contains__"}),
        (call({"method": "not-equals", "args": [1]}), {"__ne__", "__eq__"}),
        (call({"method": "update", "object_args": ["tool"]}), {"update", "keys", "__getitem__"}),
        (call({"method": "deepcopy"}), {"__deepcopy__", "__reduce__", "__setstate__"}),
        (call({"method": "copy"}), {"copy", "__deepcopy__", "items"}),
    ],
)
def test_used_members_are_recorded(recorder, request_, expected):
    assert expected <= recorder.usage_of(request_).members


def test_methods_that_receive_a_key_are_recorded_with_it(recorder):
    steps: list[Json] = [{"method": "get", "args": ["size"]}, {"method": "pop", "kwargs": {"key": "quality"}}]
    members = recorder.usage_of(call(*steps, {"method": "contains", "args": [5]})).members
    expected = {member_with_key("get", "size"), member_with_key("pop", "quality")}
    assert {name for name in members if " " in name} == expected
    assert "__contains__" in members


def test_inputs_and_outputs_are_recorded(recorder):
    usage = recorder.usage_of(Request("parse", {"quality": "low"}))
    assert usage.inputs == ({"quality": "low"},)
    assert usage.outputs == (PAYLOAD,)
    steps: list[Json] = [{"method": "construct", "args": [{"size": "auto"}], "save_as": "other"}, {"method": "clear"}]
    usage = recorder.usage_of(call(*steps, {"method": "as_dict"}, {"method": "as_dict", "target": "other"}))
    assert usage.inputs == (PAYLOAD, {"size": "auto"})
    assert usage.outputs == ({}, {"size": "auto", "type": "image_generation"})
    assert recorder.usage_of(Request("validate", PAYLOAD))[1:] == ((), ())


def test_inputs_that_are_not_json_are_unknown(recorder):
    assert recorder.usage_of(call({"method": "construct", "object_args": ["tool"]})).inputs is None


def test_usage_of_a_case_is_recorded_once():
    request = Request("parse", {"quality": "low"})
    assert usage_of(request) is usage_of(Request("parse", request.content))


@pytest.mark.parametrize("member", ["get", "__len__", "__eq__", "as_dict", "quality", "validate_payload"])
def test_unused_members_are_not_recorded(recorder, member):
    assert member not in recorder.usage_of(call({"method": "contains", "args": ["size"]})).members


def test_recording_class_responds_as_the_reference(recorder, shipped):
    reference = with_members()()
    for case in shipped.cases:
        assert observe(recorder.adapter, case.request) == observe(reference, case.request), case.id


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("get", True),
        ("any_name", True),
        ("__eq__", True),
        ("__bool__", True),
        ("__getattr__", True),
        ("__or__", False),
        ("__new__", False),
        ("__reversed__", False),
    ],
)
def test_special_methods_that_python_looks_up_on_the_class_are_recorded_if_they_are_listed(name, expected):
    assert is_recorded(name) is expected
