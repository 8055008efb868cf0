"""Every behavior of an implementation becomes an observation, and has no effect on later cases."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from copy import copy, deepcopy
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.function import FunctionAdapter
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import REPEATED_PAYLOADS, InProcessConnection, observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import dumps
from imagegen_conformance.runner.execution import execute

PAYLOAD = {"type": "image_generation", "tool_configs": {"a": {"b": [1]}}}
PARSE = Request("parse", PAYLOAD)
TEXT = Request("parse-text", json.dumps(PAYLOAD))
VALIDATE = Request("validate", PAYLOAD)


class OtherError(Exception):
    pass


class OtherBaseException(BaseException):
    pass


class ValidationError(Exception):
    """An exception of a library that has this name and is not a ValueError."""


class UnprintableError(ValueError):
    def __str__(self) -> str:
        raise RuntimeError("no text")


class ExitingError(ValueError):
    def __str__(self) -> str:
        raise SystemExit(0)


class UnprintableCrash(RuntimeError):  # noqa: N818 - it is a crash, and not a rejection
    __str__ = UnprintableError.__str__
    __repr__ = UnprintableError.__str__


class ErrorsRaiseError(ValueError):
    @property
    def errors(self) -> object:
        raise OtherBaseException


def pydantic_error() -> Exception:
    try:
        pydantic.TypeAdapter(int).validate_python("x")
    except pydantic.ValidationError as error:
        return error
    raise AssertionError


def raising(error: BaseException) -> Adapter:
    def implementation(payload: object) -> object:
        raise error

    return adapter_for(implementation)


REJECTIONS = [
    ValueError("no"), TypeError(), UnicodeError(), ValidationError("no"), UnprintableError(), ExitingError(), pydantic_error(),
]  # fmt: skip
CRASHES = [
    RuntimeError("boom"), RecursionError(), MemoryError(), SystemExit(0), SystemExit(1), GeneratorExit(), StopIteration(), AssertionError(),
    IndexError(), OSError(), NotImplementedError(), ZeroDivisionError(), asyncio.CancelledError(), OtherError(), OtherBaseException(),
    UnprintableCrash(), ErrorsRaiseError(), EOFError(), KeyError("size"), AttributeError(),
]  # fmt: skip


@pytest.mark.parametrize("request_", [PARSE, TEXT, VALIDATE], ids=["parse", "parse-text", "validate"])
class TestExceptions:
    @pytest.mark.parametrize("error", REJECTIONS, ids=lambda error: type(error).__name__)
    def test_rejecting_exception_is_a_rejection(self, request_: Request, error: BaseException):
        observation = observe(raising(error), request_)
        assert observation["outcome"] == "rejected"
        assert observation["message"].startswith(type(error).__name__)

    @pytest.mark.parametrize("error", CRASHES, ids=lambda error: type(error).__name__)
    def test_other_exception_is_an_error(self, request_: Request, error: BaseException):
        observation = observe(raising(error), request_)
        assert observation["outcome"] == "error"
        assert observation["message"]

    def test_keyboard_interrupt_ends_the_run(self, request_: Request):
        with pytest.raises(KeyboardInterrupt):
            observe(raising(KeyboardInterrupt()), request_)

    def test_unsupported_error_makes_the_case_unsupported(self, request_: Request):
        observation = observe(raising(UnsupportedError("not here")), request_)
        assert observation == {"outcome": "unsupported", "message": "not here"}


def test_long_message_becomes_one_short_line():
    message = observe(raising(ValueError("a\n\tb\r\n" + "x" * 10**6)), PARSE)["message"]
    assert message.startswith("ValueError: a b x")
    assert message.endswith("…")
    assert len(message) == 400


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\x1b[2J", "é"])
def test_message_with_any_character_can_be_written(text: str):
    assert dumps(observe(raising(ValueError(text)), PARSE)).isascii()


def endless(depth: int = 0) -> object:
    return {"a": endless(depth + 1)}


def ring(payload: object) -> object:
    items: list[object] = []
    items.append(items)
    return items


class DictWithRaisingItems(dict):  # type: ignore[type-arg]
    def items(self):
        raise OtherBaseException


@pytest.mark.parametrize(
    "implementation",
    [
        lambda payload: {1, object()},
        lambda payload: float("nan"),
        lambda payload: {"a": [float("inf")]},
        lambda payload: object(),
        lambda payload: {b"type": "image_generation"},
        lambda payload: {1: 2},
        lambda payload: b"bytes",
        lambda payload: 10**5000,
        lambda payload: (item for item in [1]),
        lambda payload: endless(),
        lambda payload: DictWithRaisingItems({"given": payload}),
        ring,
    ],
)
@pytest.mark.parametrize("request_", [PARSE, TEXT], ids=["parse", "parse-text"])
def test_output_that_is_not_json_is_an_error(implementation, request_: Request):
    observation = observe(FunctionAdapter(implementation), request_)
    assert observation["outcome"] == "error"
    assert dumps(observation)


def test_message_names_the_place_that_is_not_json():
    message = observe(FunctionAdapter(lambda payload: {"a": [object()]}), PARSE)["message"]
    assert message.startswith("its output is not JSON: ")
    assert "/a/0" in message


def test_exception_of_serialize_is_an_error_and_not_a_rejection():
    class Mine(Adapter):
        def parse(self, payload: object) -> object:
            return payload

        def serialize(self, parsed: object) -> Any:
            raise ValueError("no")

    assert observe(Mine(), PARSE) == {
        "outcome": "error",
        "message": "the payload was accepted, but serializing it raised ValueError: no",
    }


@pytest.mark.parametrize(
    ("returned", "outcome"),
    [(False, "rejected"), (True, "accepted"), (None, "accepted"), (0, "error"), ("", "error"), ({}, "error")],
)
def test_validate_returns_none_or_a_boolean(returned: object, outcome: str):
    class Validator:
        def validate(self, payload: object) -> object:
            return returned

    assert observe(adapter_for(Validator()), VALIDATE)["outcome"] == outcome


class TestReasons:
    def observe(self, errors: object):
        class RejectedError(ValueError):
            pass

        error = RejectedError("no")
        error.errors = errors  # type: ignore[attr-defined]
        return observe(raising(error), VALIDATE)

    def reason(self, path: object, rule: object = "size.type", **attributes: object) -> object:
        return type("Reason", (), {"path": path, "rule": rule, **attributes})()

    def test_reasons_come_from_the_exception(self):
        observation = self.observe((self.reason("/size", message="no"), self.reason("", "type.required")))
        assert observation["reasons"] == [
            {"path": "/size", "rule": "size.type", "message": "no"},
            {"path": "", "rule": "type.required", "message": ""},
        ]

    @pytest.mark.parametrize("errors", [None, "x", 5, {}, [], [5], ["/size"], [("/size", "size.type")], dict])
    def test_errors_of_another_form_are_ignored(self, errors: object):
        assert "reasons" not in self.observe(errors)

    @pytest.mark.parametrize("path", ["size", "/a~2", "a/b", 1, None])
    def test_error_without_a_json_pointer_is_ignored(self, path: object):
        assert "reasons" not in self.observe([self.reason(path)])

    @pytest.mark.parametrize(
        ("reasons", "message"),
        [
            (5, "the reasons are not a list"),
            ("x", "the reasons are not a list"),
            ({"path": "/a", "rule": "b"}, "the reasons are not a list"),
            ([object()], "a reason is not JSON: "),
            ([5], "a reason is not an object with path, rule and optionally message"),
            ([("/a", "b")], "a reason is not an object with path, rule and optionally message"),
            ([{}], "a reason is not an object with path, rule and optionally message"),
            ([{"path": "/a"}], "a reason is not an object with path, rule and optionally message"),
            ([{"path": "/a", "rule": "b", "color": "c"}], "a reason is not an object with path, rule and optionally "),
            (
                [{"path": 1, "rule": "b"}],
                "a reason has a path that is not a JSON Pointer, or a rule or message that is not a string",
            ),
            (
                [{"path": "a", "rule": "b"}],
                "a reason has a path that is not a JSON Pointer, or a rule or message that is not a string",
            ),
        ],
    )
    def test_invalid_reasons_of_an_adapter_are_an_error(self, reasons: object, message: str):
        class Mine(Adapter):
            def parse(self, payload: object) -> object:
                raise ValueError

            def rejection_reasons(self, error: BaseException) -> list[dict[str, str]]:
                return reasons  # type: ignore[return-value]

        observation = observe(Mine(), VALIDATE)
        assert observation["outcome"] == "error"
        assert observation["message"].startswith(message)

    def test_adapter_can_return_none_for_no_reasons(self):
        class Mine(Adapter):
            def parse(self, payload: object) -> object:
                raise ValueError

            def rejection_reasons(self, error: BaseException) -> list[dict[str, str]]:
                return None  # type: ignore[return-value]

        assert observe(Mine(), VALIDATE) == {"outcome": "rejected", "message": "ValueError"}


def clear_recursively(value: object) -> None:
    """Change everything that can be changed in place."""
    for item in list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        clear_recursively(item)
    if isinstance(value, (dict, list)):
        value.clear()


def test_changing_the_input_has_no_effect_on_later_cases(small: Corpus):
    before = dumps([case.request for case in small.cases])
    received: list[str] = []

    def implementation(payload: object) -> object:
        received.append(dumps(payload))
        clear_recursively(payload)
        return payload

    adapter = FunctionAdapter(implementation)
    for _ in range(2):
        list(execute(small.cases, InProcessConnection(adapter, ("wire", "schema"))))
    assert received[: len(received) // 2] == received[len(received) // 2 :]
    assert dumps([case.request for case in small.cases]) == before


def test_changing_the_output_later_has_no_effect_on_observations(small: Corpus):
    outputs: list[object] = []

    def implementation(payload: object) -> object:
        for output in outputs:
            clear_recursively(output)
        outputs.append(copy(payload))
        return outputs[-1]

    cases = [case for case in small.cases if case.request.operation == "parse"]
    results = list(execute(cases, InProcessConnection(adapter_for(implementation))))
    for output in outputs:
        clear_recursively(output)
    assert [result.observation["output"] for result in results] == [result.case.request.content for result in results]
    assert {result.verdict.result for result in results} == {"pass"}


def test_repeated_payloads_are_those_of_their_cases_and_of_plain_cases(shipped: Corpus):
    payloads = [case.request.content for case in shipped.cases if case.id.startswith("payload/repeated/")]
    assert payloads == list(REPEATED_PAYLOADS)
    others = {
        case.id
        for case in shipped.cases
        if case.request.operation == "parse"
        and case.request.content in payloads
        and not case.id.startswith("payload/repeated/")
    }
    assert others <= shipped.prerequisites.ids


def test_other_outputs_are_not_emptied():
    shared = {"type": "image_generation", "size": "auto"}
    adapter = FunctionAdapter(lambda payload: shared)
    observe(adapter, Request("parse", {"type": "image_generation", "size": "auto"}))
    assert shared == {"type": "image_generation", "size": "auto"}


def test_deeply_nested_output_is_emptied():
    nested: dict[str, object] = {}
    for _ in range(5000):
        nested = {"a": nested}
    adapter = FunctionAdapter(lambda payload: {"type": "image_generation", "deep": nested})
    assert observe(adapter, Request("parse", {"type": "image_generation", "output_format": "png"}))["outcome"] in (
        "accepted",
        "error",
    )
    assert nested == {}


def test_output_of_repeated_payload_is_emptied_after_it_was_read():
    shared = {"type": "image_generation", "input_image_mask": {"file_id": "file-1"}, "tags": [[1], "a"]}
    nested = [shared["input_image_mask"], shared["tags"]]
    request = Request("parse", {"type": "image_generation", "output_format": "png"})
    adapter = FunctionAdapter(lambda payload: shared)
    observations = [observe(adapter, request) for _ in range(2)]
    assert [observation["output"] for observation in observations] == [
        {"type": "image_generation", "input_image_mask": {"file_id": "file-1"}, "tags": [[1], "a"]},
        {},
    ]
    assert nested == [{}, []]


def test_payloads_of_requests_are_items_of_the_same_dict():
    accepted_ids: set[int] = set()

    def validate(payload: dict[str, object]) -> bool:
        if id(payload) not in accepted_ids and payload["type"] != "image_generation":
            return False
        accepted_ids.add(id(payload))
        return True

    adapter = FunctionAdapter(validate)
    requests = [Request("validate", {"type": "image_generation", "size": "auto"}), Request("validate", {"type": "x"})]
    assert [observe(adapter, request)["outcome"] for request in requests] == ["accepted", "accepted"]
    assert [request.content for request in requests] == [{"type": "image_generation", "size": "auto"}, {"type": "x"}]


def test_output_that_is_the_input_is_no_modified_input():
    payload = {"type": "image_generation", "input_image_mask": {"file_id": "file-1"}}
    observation = observe(FunctionAdapter(copy), Request("parse", payload))
    assert observation == {"outcome": "accepted", "output": payload}


def test_call_sequence_cannot_change_the_corpus(small: Corpus):
    case = next(case for case in small.cases if case.id.endswith("/items/pop"))
    before = dumps(case.request)

    class Tool:
        def __init__(self, *args: object, **kwargs: object) -> None:
            for arg in args:
                clear_recursively(arg)

        def as_dict(self) -> object:
            return {}

        def pop(self, *args: object) -> object:
            return list(args)

    for _ in range(2):
        (result,) = execute([case], InProcessConnection(adapter_for(Tool)))
        assert result.observation["steps"] == [{"returned": ["quality"]}] * 2
    assert dumps(case.request) == before


def test_implementation_receives_requests_without_expected_outcomes(shipped: Corpus):
    received: list[object] = []

    class Recorder(Adapter):
        levels = ("wire", "object", "schema")

        def parse(self, payload: object) -> object:
            received.append(deepcopy(payload))
            return None

        def parse_text(self, text: str) -> object:
            received.append(text)
            return None

        def construct(self, *args: object, **kwargs: object) -> object:
            received.append([args, kwargs])
            raise ValueError

    cases = [case for case in shipped.cases if case.level in Recorder.levels]
    list(execute(cases, InProcessConnection(Recorder())))
    assert len(received) == len(cases)
    for case, content in zip(cases, received, strict=True):
        expected = case.request.content
        if case.request.operation == "call":
            construct = expected["construct"]
            expected = [construct.get("args", []), construct.get("kwargs", {})]
        text = dumps(content)
        assert text == dumps(expected)
        assert case.id not in text
        assert case.requirement.id not in text


def test_replaced_streams_fail_no_case(small: Corpus, monkeypatch):
    monkeypatch.setattr(sys, "stdout", sys.stdout)

    def implementation(payload: object) -> object:
        sys.stdout.write("hello")
        sys.stdout = io.StringIO()
        return payload

    results = list(execute(small.cases, InProcessConnection(adapter_for(implementation))))
    assert len(results) == len(small.cases)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.binary(max_size=3)
    | st.complex_numbers()
    | st.just(...),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        | st.sets(st.integers() | st.text(max_size=3), max_size=3)
    ),
)


@given(VALUES)
def test_any_output_is_an_observation_that_can_be_written(value: object):
    observation = observe(FunctionAdapter(lambda payload: value), PARSE)
    assert observation["outcome"] in {"accepted", "error"}
    assert json.loads(dumps(observation)) == observation


@given(VALUES)
def test_any_result_of_a_step_is_an_observation_that_can_be_written(value: object):
    class Tool(dict):  # type: ignore[type-arg]
        def as_dict(self) -> object:
            return value

    content = {
        "construct": {},
        "steps": [
            {"method": "as_dict"},
            {"method": "as_dict", "save_as": "kept"},
            {"method": "identity", "target": "kept"},
        ],
    }
    observation = observe(adapter_for(Tool), Request("call", content))
    assert observation["outcome"] == "completed"
    assert len(observation["steps"]) == 3
    assert json.loads(dumps(observation)) == observation
