from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import deep_copy
from imagegen_conformance.mutation.mutant import MembersFactory, mutate_errors, mutate_output, with_members
from imagegen_conformance.mutation.payload_difference import (
    errors_differ,
    input_differs,
    output_differs,
    validated_payload_differs,
)
from imagegen_reference.model_limits import LIMITS

PAYLOAD = {"quality": "low", "output_compression": 80, "input_image_mask": {"file_id": "f"}}
CALL = Request("call", {"construct": {"args": [PAYLOAD]}, "steps": [{"method": "as_dict"}]})


def drop_quality(payload):
    payload.pop("quality", None)


def empty_mask(payload):
    payload["input_image_mask"].clear()


def store_float(payload):
    payload["output_compression"] = 80.0


def reorder(payload):
    payload["quality"] = payload.pop("quality")


def do_nothing(payload):
    pass


def set_type(payload):
    payload["type"] = "image_generation"


def crash(payload):
    raise RuntimeError


@pytest.mark.parametrize(
    ("change", "operation", "content", "expected"),
    [
        (drop_quality, "parse", PAYLOAD, True),
        (drop_quality, "parse", {"size": "auto"}, False),
        (empty_mask, "parse", PAYLOAD, True),
        (store_float, "parse", PAYLOAD, True),
        (reorder, "parse", PAYLOAD, False),
        (do_nothing, "parse", PAYLOAD, False),
        (crash, "parse", PAYLOAD, True),
        (crash, "parse", [PAYLOAD], False),
        (drop_quality, "parse-text", '{"quality": "low"}', True),
        (drop_quality, "parse-text", '{"quality"', False),
    ],
)
def test_request_differs_if_its_payload_is_changed(change, operation, content, expected):
    before = deep_copy(content)
    assert input_differs(change)(Request(operation, content)) is expected
    if isinstance(content, dict):
        assert validated_payload_differs(change)(Request("validate", content)) is expected
    assert content == before


@pytest.mark.parametrize(
    ("change", "content", "expected"),
    [
        (drop_quality, PAYLOAD, True),
        (drop_quality, {"size": "auto"}, False),
        (set_type, {"size": "auto"}, False),
        (crash, {"tool_configs": 5}, False),
        (crash, [], False),
        (crash, {}, True),
    ],
)
def test_request_differs_if_the_output_of_the_reference_is_changed(change, content, expected):
    for _ in range(2):
        assert output_differs(change)(Request("parse", content)) is expected


def test_operation_that_the_change_does_not_concern_does_not_differ():
    assert input_differs(crash)(Request("validate", PAYLOAD)) is False
    assert output_differs(crash)(Request("validate", PAYLOAD)) is False
    assert validated_payload_differs(crash)(Request("parse", PAYLOAD)) is False
    assert errors_differ(lambda payload, errors: [], lambda payload: ())(Request("parse", PAYLOAD)) is False


def test_call_sequence_differs_if_an_input_or_output_is_changed():
    for differs in (input_differs, output_differs):
        assert differs(do_nothing)(CALL) is False
        assert differs(drop_quality)(CALL) is True
    steps = [{"method": "construct", "object_args": ["tool"]}]
    of_tool = Request("call", {"construct": {"args": [PAYLOAD]}, "steps": steps})
    assert input_differs(do_nothing)(of_tool) is True
    assert output_differs(drop_quality)(of_tool) is False


@pytest.mark.parametrize(
    ("mutation", "content", "expected"),
    [
        (lambda payload, errors: errors[1:], {}, True),
        (lambda payload, errors: errors[1:], {"type": "image_generation"}, False),
        (lambda payload, errors: [*errors, ("", "quality.value", 1, "x")], {"type": "image_generation"}, True),
        (lambda payload, errors: payload["size"], {"type": "image_generation"}, True),
        (lambda payload, errors: errors[:0], 5, True),
    ],
)
def test_request_differs_if_the_errors_are_changed(mutation, content, expected):
    factory = mutate_errors(mutation)
    assert isinstance(factory, MembersFactory)
    assert factory.differs is not None
    assert factory.differs(Request("validate", content)) is expected


def test_difference_is_unknown_for_other_limits_other_members_and_changes_with_memory():
    remembering = mutate_output(do_nothing, has_memory=True)
    for factory in (mutate_errors(lambda payload, errors: errors, LIMITS), with_members(get=None), remembering):
        assert isinstance(factory, MembersFactory)
        assert factory.differs is None
