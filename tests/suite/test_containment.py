"""Whatever an implementation does, it becomes an observation, and the next case knows nothing of it."""

from __future__ import annotations

import asyncio
import io
import json
import sys

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.adapters import Adapter, InProcess, UnsupportedError, adapt, observe
from imagegen_conformance.cases import Request
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.json_value import dumps
from imagegen_conformance.runner import run

PAYLOAD = {"type": "image_generation", "tool_configs": {"a": {"b": [1]}}}
PARSE = Request("parse", PAYLOAD)
TEXT = Request("parse-text", json.dumps(PAYLOAD))
VALIDATE = Request("validate", PAYLOAD)


class Own(Exception):  # noqa: N818 - an exception of somebody else
    pass


class OwnBase(BaseException):
    pass


class ValidationError(Exception):
    """Of a library that has an exception of this name and nothing in common with ValueError."""


class Mute(ValueError):  # noqa: N818 - an exception of somebody else
    def __str__(self) -> str:
        raise RuntimeError("no words")


class Deadly(ValueError):  # noqa: N818 - an exception of somebody else
    def __str__(self) -> str:
        raise SystemExit(0)


class MuteCrash(RuntimeError):  # noqa: N818 - an exception of somebody else
    __str__ = Mute.__str__
    __repr__ = Mute.__str__


class Trap(ValueError):  # noqa: N818 - an exception of somebody else
    @property
    def errors(self) -> object:
        raise OwnBase


def pydantic_error() -> Exception:
    try:
        pydantic.TypeAdapter(int).validate_python("x")
    except pydantic.ValidationError as error:
        return error
    raise AssertionError


def raising(error: BaseException):
    def implementation(payload: object) -> object:
        raise error

    return adapt(implementation)


REFUSALS = [ValueError("no"), TypeError(), KeyError("size"), AttributeError(), UnicodeError(), ValidationError("no"), Mute(), Deadly(), pydantic_error()]  # fmt: skip
CRASHES = [
    RuntimeError("boom"), RecursionError(), MemoryError(), SystemExit(0), SystemExit(1), GeneratorExit(), StopIteration(), AssertionError(),
    IndexError(), OSError(), NotImplementedError(), ZeroDivisionError(), asyncio.CancelledError(), Own(), OwnBase(), MuteCrash(), Trap(), EOFError(),
]  # fmt: skip


@pytest.mark.parametrize("request_", [PARSE, TEXT, VALIDATE], ids=["parse", "parse-text", "validate"])
class TestExceptions:
    @pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
    def test_that_refuse(self, request_: Request, error: BaseException) -> None:
        observation = observe(raising(error), request_)
        assert observation["outcome"] == "rejected"
        assert observation["message"].startswith(type(error).__name__)

    @pytest.mark.parametrize("error", CRASHES, ids=lambda error: type(error).__name__)
    def test_that_crash(self, request_: Request, error: BaseException) -> None:
        observation = observe(raising(error), request_)
        assert observation["outcome"] == "error"
        assert observation["message"]

    def test_of_the_user_end_the_run(self, request_: Request) -> None:
        with pytest.raises(KeyboardInterrupt):
            observe(raising(KeyboardInterrupt()), request_)

    def test_of_an_adapter_say_that_it_is_unsupported(self, request_: Request) -> None:
        observation = observe(raising(UnsupportedError("not here")), request_)
        assert observation == {"outcome": "unsupported", "message": "not here"}


def test_a_message_is_one_short_line() -> None:
    message = observe(raising(ValueError("a\n\tb\r\n" + "x" * 10**6)), PARSE)["message"]
    assert message.startswith("ValueError: a b x")
    assert message.endswith("…")
    assert len(message) == 400


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\x1b[2J", "é"])
def test_a_message_of_any_characters_can_be_written(text: str) -> None:
    assert dumps(observe(raising(ValueError(text)), PARSE)).isascii()


def endless(depth: int = 0) -> object:
    return {"a": endless(depth + 1)}


def ring(payload: object) -> object:
    again: list[object] = []
    again.append(again)
    return again


class Hostile(dict):  # type: ignore[type-arg]
    def items(self):
        raise OwnBase


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
        lambda payload: Hostile({"given": payload}),
        ring,
    ],
)
@pytest.mark.parametrize("request_", [PARSE, TEXT], ids=["parse", "parse-text"])
def test_what_is_no_json_is_an_error(implementation, request_: Request) -> None:
    observation = observe(adapt(implementation), request_)
    assert observation["outcome"] == "error"
    assert dumps(observation)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(False, "rejected"), (True, "accepted"), (None, "accepted"), (0, "error"), ("", "error"), (["wrong"], "error")],
)
def test_an_answer_is_none_or_a_boolean(answer: object, outcome: str) -> None:
    class Mine:
        def validate(self, payload: object) -> object:
            return answer

    assert observe(adapt(Mine()), VALIDATE)["outcome"] == outcome


class TestReasons:
    def observe(self, errors: object):
        class Refused(ValueError):  # noqa: N818 - an exception of somebody else
            pass

        refused = Refused("no")
        refused.errors = errors  # type: ignore[attr-defined]
        return observe(raising(refused), VALIDATE)

    def reason(self, path: object, rule: object = "size.type", **more: object) -> object:
        return type("Reason", (), {"path": path, "rule": rule, **more})()

    def test_are_read_off_the_exception(self) -> None:
        found = self.observe((self.reason("/size", message="no"), self.reason("", "type.required")))
        assert found["reasons"] == [
            {"path": "/size", "rule": "size.type", "message": "no"},
            {"path": "", "rule": "type.required", "message": ""},
        ]

    @pytest.mark.parametrize("errors", [None, "x", 5, {}, [], [5], ["/size"], [("/size", "size.type")], dict])
    def test_of_another_shape_are_none(self, errors: object) -> None:
        assert "reasons" not in self.observe(errors)

    @pytest.mark.parametrize("path", ["size", "/a~2", "a/b", 1, None])
    def test_at_no_pointer_are_none(self, path: object) -> None:
        assert "reasons" not in self.observe([self.reason(path)])

    @pytest.mark.parametrize(
        "told",
        [5, "x", {"path": "/a", "rule": "b"}, [5], [("/a", "b")], [{}], [{"path": "/a"}], [{"path": 1, "rule": "b"}], [{"path": "a", "rule": "b"}],
         [{"path": "/a", "rule": "b", "colour": "c"}], [object()]],
    )  # fmt: skip
    def test_that_an_adapter_tells_wrongly_are_its_error(self, told: object) -> None:
        class Mine(Adapter):
            def parse(self, payload: object) -> object:
                raise ValueError

            def reasons(self, error: BaseException) -> list[dict[str, str]]:
                return told  # type: ignore[return-value]

        assert observe(Mine(), VALIDATE)["outcome"] == "error"

    def test_none_told_is_fine(self) -> None:
        class Mine(Adapter):
            def parse(self, payload: object) -> object:
                raise ValueError

            def reasons(self, error: BaseException) -> list[dict[str, str]]:
                return None  # type: ignore[return-value]

        assert observe(Mine(), VALIDATE) == {"outcome": "rejected", "message": "ValueError"}


def spoil(value: object) -> None:
    """Change everything that can be changed in place."""
    for item in list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        spoil(item)
    if isinstance(value, (dict, list)):
        value.clear()


def test_changing_what_was_given_changes_no_later_case(small: Corpus) -> None:
    before = dumps([case.request for case in small.cases])
    seen: list[str] = []

    def spoiler(payload: object) -> object:
        seen.append(dumps(payload))
        spoil(payload)
        return payload

    adapter = adapt(spoiler)
    for _ in range(2):
        list(run(small.cases, InProcess(adapter, ("wire", "schema"))))
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]
    assert dumps([case.request for case in small.cases]) == before


def test_changing_what_was_given_back_changes_no_observation(small: Corpus) -> None:
    kept: list[object] = []

    def keeper(payload: object) -> object:
        for earlier in kept:
            spoil(earlier)
        kept.append(payload)
        return payload

    results = list(run([case for case in small.cases if case.request.operation == "parse"], InProcess(adapt(keeper))))
    for earlier in kept:
        spoil(earlier)
    assert [result.observation["output"] for result in results] == [result.case.request.content for result in results]
    assert {result.verdict.result for result in results} == {"pass"}


def test_scripts_cannot_change_the_corpus(small: Corpus) -> None:
    before = dumps(small.case("model/items/pop").request)

    class Greedy:
        def __init__(self, *args: object, **keywords: object) -> None:
            for arg in args:
                spoil(arg)

        def as_dict(self) -> object:
            return {}

        def pop(self, *args: object) -> object:
            return list(args)

    for _ in range(2):
        (result,) = run([small.case("model/items/pop")], InProcess(adapt(Greedy)))
        assert result.observation["steps"] == [{"returned": ["quality"]}] * 2
    assert dumps(small.case("model/items/pop").request) == before


def test_the_implementation_sees_requests_and_no_answers(shipped: Corpus) -> None:
    seen: list[object] = []

    class Nosy(Adapter):
        levels = ("wire", "model", "schema")

        def parse(self, payload: object) -> object:
            seen.append(payload)
            return payload

        def parse_text(self, text: str) -> object:
            seen.append(text)
            return None

        def construct(self, *args: object, **keywords: object) -> object:
            seen.append([args, keywords])
            raise ValueError

    wanted = [case for case in shipped.cases if case.level in Nosy.levels]
    list(run(wanted, InProcess(Nosy())))
    assert len(seen) == len(wanted)
    for case, given_ in zip(wanted, seen, strict=True):
        construct = case.request.content["construct"] if case.request.operation == "call" else None
        told = (
            [construct.get("args", []), construct.get("keywords", {})]
            if construct is not None
            else case.request.content
        )
        assert dumps(given_) == dumps(told)
        text = dumps(given_)
        assert case.id not in text
        assert case.requirement.id not in text


def test_replacing_the_streams_is_undone_by_nobody_but_hurts_no_case(small: Corpus, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)

    def vandal(payload: object) -> object:
        sys.stdout.write("hello")
        sys.stdout = io.StringIO()
        return payload

    results = list(run(small.cases, InProcess(adapt(vandal))))
    assert len(results) == len(small.cases)


ANYTHING = st.recursive(
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


@given(ANYTHING)
def test_whatever_is_given_back_is_observed_and_written(value: object) -> None:
    observation = observe(adapt(lambda payload: value), PARSE)
    assert observation["outcome"] in {"accepted", "error"}
    assert json.loads(dumps(observation)) == observation


@given(ANYTHING)
def test_whatever_a_step_gives_is_observed_and_written(value: object) -> None:
    class Tool:
        def as_dict(self) -> object:
            return value

    script = {
        "construct": {},
        "steps": [{"call": "as_dict"}, {"call": "as_dict", "as": "kept"}, {"call": "read", "on": "kept"}],
    }
    observation = observe(adapt(Tool), Request("call", script))
    assert observation["outcome"] == "called"
    assert len(observation["steps"]) == 3
    assert json.loads(dumps(observation)) == observation
