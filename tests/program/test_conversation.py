"""The state machine of a conversation, without a process: whatever way its bytes come in pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.cases import Answer, Case, Reason, Request, Requirement, Script
from imagegen_conformance.judge import judge
from imagegen_conformance.observation import Observation
from imagegen_conformance.program.conversation import Asked, Conversation
from imagegen_conformance.program.messages import FaultError, longest

INTRODUCTION = {"protocol": 1, "name": "n", "version": None, "language": "L", "levels": ["wire"], "features": []}
PIECES = st.lists(st.integers(1, 40), max_size=60)


def answer(line: bytes, **other: Any) -> bytes:
    request = json.loads(line)
    if request["op"] == "hello":
        told: dict[str, Any] = INTRODUCTION
    elif request["op"] == "bye":
        told = {"outcome": "bye"}
    else:
        told = {"outcome": "accepted", "output": request.get("payload")}
    return json.dumps({"seq": request["seq"], **told, **other}).encode() + b"\n"


def feed(conversation: Conversation, content: bytes, sizes: list[int]) -> None:
    """In pieces of these sizes, and the rest at once."""
    start = 0
    for size in sizes:
        conversation.feed(content[start : start + size])
        start += size
    conversation.feed(content[start:])


def begun() -> Conversation:
    conversation = Conversation("2.3")
    conversation.feed(answer(conversation.fence()))
    return conversation


def asked(conversation: Conversation, *numbers: int) -> list[bytes]:
    return [conversation.ask(Asked(number, Request("parse", number))) for number in numbers]


def settled(conversation: Conversation) -> dict[int, Observation]:
    return dict(conversation.settled)


@given(st.lists(st.booleans(), max_size=30), PIECES)
def test_what_is_answered_is_settled_by_the_next_fence_and_not_before(fences: list[bool], sizes: list[int]) -> None:
    conversation = begun()
    lines: list[bytes] = []
    fenced: list[int] = []
    for number, fence in enumerate(fences):
        lines += asked(conversation, number)
        if fence:
            lines.append(conversation.fence())
            fenced = list(range(number + 1))
    feed(conversation, b"".join(map(answer, lines)), sizes)
    assert settled(conversation) == {number: {"outcome": "accepted", "output": number} for number in fenced}
    assert [one.number for one in conversation.unsettled] == list(range(len(fenced), len(fences)))
    assert not conversation.waits


@given(st.integers(1, 12), st.data())
def test_a_fault_unsettles_all_since_the_last_fence(count: int, data: st.DataObject) -> None:
    conversation = begun()
    lines = asked(conversation, *range(count))
    lines.append(conversation.fence())
    wrong = data.draw(st.integers(0, count))
    content = b"".join(map(answer, lines[:wrong])) + data.draw(
        st.sampled_from(
            [b"garbage\n", b"\n", b"[]\n", b"\xff\n", answer(lines[wrong], seq=10**6), answer(lines[0], seq=0)]
        )
    )
    with pytest.raises(FaultError):
        feed(conversation, content, data.draw(PIECES))
    assert settled(conversation) == {}
    assert [one.number for one in conversation.unsettled] == list(range(count))


@given(st.binary(max_size=200), PIECES)
def test_nothing_but_a_fault_comes_of_rubbish(content: bytes, sizes: list[int]) -> None:
    conversation = begun()
    asked(conversation, 1)
    try:
        feed(conversation, content, sizes)
    except FaultError as problem:
        fault = str(problem)
    else:
        fault = ""
    assert "\n" not in fault
    assert settled(conversation) == {}


RULE = Requirement("some.rule", "wire", "must", "It holds.", (), "2.3")
EXPECTED = (
    Answer(accepted=True, rejected=True, outputs=({},)),
    Answer(accepted=False, rejected=True, reasons=(Reason("", "r"),)),
    Answer(accepted=True, rejected=False, warnings=()),
)
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = ("outcome", "output", "warnings", "reasons", "message", "steps", "returned")
VALUES = ANSWERS | st.sampled_from(["accepted", "rejected", "called", "unsupported", "error"])


@given(
    st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=4),
    st.sampled_from(["parse", "parse-text", "validate", "call"]),
    st.sets(st.sampled_from(["validate", "call", "reasons", "warnings"])),
)
def test_any_answer_is_an_observation_that_can_be_judged(told, operation: Any, features) -> None:
    levels = ["wire", "model"] if "call" in features else ["wire"]
    features = features - {"warnings"} if "validate" not in features else features
    conversation = Conversation("2.3")
    conversation.feed(answer(conversation.fence(), levels=levels, features=sorted(features)))
    content = {"construct": {}, "steps": [{"call": "clear"}]} if operation == "call" else "text"
    request = json.loads(conversation.ask(Asked(0, Request(operation, content))))
    conversation.feed(json.dumps({"seq": request["seq"], **told}).encode() + b"\n")
    fence = answer(conversation.fence(), levels=levels, features=sorted(features))
    conversation.feed(fence)
    observation = settled(conversation)[0]
    assert observation["outcome"] in {"accepted", "rejected", "called", "unsupported", "error"}
    assert observation.keys() <= {"outcome", "output", "warnings", "reasons", "message", "steps"}
    if observation["outcome"] != "error":
        assert observation["outcome"] == told["outcome"]
    for expected in EXPECTED if operation != "call" else [Script(({},))]:
        judge(Case("a", "a", "raw", "wire", "must", RULE, "", Request(operation, content), expected), observation)


class TestWhatIsNotAnnounced:
    @pytest.mark.parametrize("features", [[], ["validate"]])
    def test_without_validate_it_is_asked_by_parse(self, features: list[str]) -> None:
        conversation = Conversation("2.3")
        conversation.feed(answer(conversation.fence(), features=features))
        line = json.loads(conversation.ask(Asked(0, Request("validate", {}))))
        assert line["op"] == ("validate" if features else "parse")

    def test_without_warnings_none_are_told(self) -> None:
        table: list[tuple[list[str], dict[str, Any]]] = [
            (["validate"], {}),
            (["validate", "warnings"], {"warnings": []}),
        ]
        for features, told in table:
            conversation = Conversation("2.3")
            conversation.feed(answer(conversation.fence(), features=features))
            conversation.feed(answer(conversation.ask(Asked(0, Request("validate", {})))))
            conversation.feed(answer(conversation.fence(), features=features))
            assert settled(conversation) == {0: {"outcome": "accepted", **told}}


def test_a_line_may_be_as_long_as_it_may_be() -> None:
    conversation = begun()
    (line,) = asked(conversation, 1)
    most = longest(len(line))
    plain = answer(line)
    conversation.feed(plain[:-1] + b" " * (most - len(plain) + 1) + b"\n")
    assert [one.number for one in conversation.unsettled] == [1]
    conversation = begun()
    (line,) = asked(conversation, 1)
    with pytest.raises(FaultError, match="a line of more than"):
        conversation.feed(plain[:-1] + b" " * (most - len(plain) + 2) + b"\n")
    with pytest.raises(FaultError, match="a line of more than"):
        begun().feed(b" " * (longest(0) + 1))
