"""Envelopes: the place of the payload in a request body, and the bytes of the body."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.connections.http_service.envelope import MARKER, PAYLOAD, Envelope, payload_text
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import UsageError
from imagegen_conformance.jsonlib.values import dumps, loads

EXAMPLE = 'Write one, as in {"model": "gpt-4.1", "input": "$MARKER", "tools": ["$PAYLOAD"]}.'
NAMES = st.text(st.characters(blacklist_categories=["Cs"]), max_size=8).filter(lambda text: PAYLOAD not in text)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(NAMES, children, max_size=3),
    max_leaves=8,
)


@st.composite
def bodies(draw) -> Any:
    """Return a body with one placeholder of the payload, at any depth."""
    value: Any = PAYLOAD
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            before, after = draw(st.lists(VALUES, max_size=2)), draw(st.lists(VALUES, max_size=2))
            value = [*before, value, *after]
        else:
            members = list(draw(st.dictionaries(NAMES, VALUES, max_size=3)).items())
            members.insert(draw(st.integers(0, len(members))), (draw(NAMES), value))
            value = dict(members) if any(item is value for item in dict(members).values()) else {"tool": value}
    return value


def at(value: Any, place: tuple[str, ...]) -> Any:
    for token in place:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


@given(bodies(), VALUES)
def test_payload_is_at_the_place_and_its_text_is_unchanged(body: Any, payload: Any) -> None:
    envelope = Envelope.of(body)
    for text in (dumps(payload), json.dumps(payload, indent=1)):
        content = envelope.body(text, "imagegen-1a2b3c4d-1")
        assert text.encode() in content
        assert dumps(at(loads(content.decode()), envelope.place)) == dumps(payload)


def test_default_is_a_response_request_that_calls_no_tool() -> None:
    envelope = Envelope.default("gpt-5")
    assert envelope.is_response_request
    assert not envelope.is_stream_request
    assert envelope.place == ("tools", "0")
    assert json.loads(envelope.body('{"quality": 80.0}', "imagegen-1a2b3c4d-5")) == {
        "model": "gpt-5",
        "input": "imagegen-1a2b3c4d-5",
        "tools": [{"quality": 80.0}],
        "tool_choice": "none",
        "store": False,
        "max_output_tokens": 16,
    }


@pytest.mark.parametrize(
    "text", ["80.0", "1e2", "1E400", "NaN", '{"a": 1, "a": 2}', '{"quality": ', '"\\ud800"', "é", ""]
)
def test_text_of_the_payload_is_not_changed(text: str) -> None:
    envelope = Envelope.of({"tools": [PAYLOAD], "input": "x"})
    assert envelope.body(text, "m") == b'{"tools":[' + text.encode() + b'],"input":"x"}'


def test_lone_surrogate_does_not_fail() -> None:
    assert b"\xed\xa0\x80" in Envelope.of([PAYLOAD]).body('"\ud800"', "m")


def test_marker_is_replaced_in_each_string_but_not_in_the_payload() -> None:
    envelope = Envelope.of({"input": f"draw {MARKER}", "tools": [PAYLOAD], "metadata": {"id": MARKER}})
    assert envelope.has_marker
    body = json.loads(envelope.body(dumps({"model": MARKER}), "imagegen-1a2b3c4d-5"))
    assert body == {
        "input": "draw imagegen-1a2b3c4d-5",
        "tools": [{"model": MARKER}],
        "metadata": {"id": "imagegen-1a2b3c4d-5"},
    }
    assert not Envelope.of({"tools": [PAYLOAD]}).has_marker


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (PAYLOAD, ()),
        ({"definition": {"tools": [{}, PAYLOAD]}}, ("definition", "tools", "1")),
        ({"a/b": {"": PAYLOAD}}, ("a/b", "")),
        ({PAYLOAD: "a key", "text": f"a string that contains {PAYLOAD}", "tool": PAYLOAD}, ("tool",)),
    ],
)
def test_place_is_that_of_the_only_string(body: Any, place: tuple[str, ...]) -> None:
    envelope = Envelope.of(body)
    assert envelope.place == place
    assert at(json.loads(envelope.body('{"quality":"low"}', "m")), place) == {"quality": "low"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"tools": []}, 'no string of the envelope is "$PAYLOAD", which stands for the payload'),
        ({"tools": ["a $PAYLOAD"]}, 'no string of the envelope is "$PAYLOAD", which stands for the payload'),
        ([PAYLOAD, {"x": PAYLOAD}], '/1/x: 2 strings of the envelope are "$PAYLOAD", which stands for the payload'),
    ],
)
def test_envelope_has_exactly_one_placeholder(body: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Envelope.of(body)
    assert str(caught.value) == f"{message}. {EXAMPLE}"


@pytest.mark.parametrize(
    ("members", "is_requested"),
    [({"stream": True}, True), ({"stream": "true"}, False), ({"stream": 1}, False), ({}, False)],
)
def test_stream_is_requested_by_the_member_stream(members: dict[str, Any], is_requested: bool) -> None:
    assert Envelope.of({"tools": [PAYLOAD], **members}).is_stream_request is is_requested
    assert not Envelope.of(PAYLOAD).is_stream_request


class TestFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "envelope.json"

    def error(self, file: Path) -> str:
        with pytest.raises(UsageError) as caught:
            Envelope.load(file)
        return str(caught.value).removeprefix(f"{file}").lstrip(": ")

    def test_body_is_that_of_the_file(self, file: Path) -> None:
        file.write_text('{\n  "input": "$MARKER",\n  "tools": ["$PAYLOAD"], "größe": 1.50\n}\n', encoding="utf-8")
        envelope = Envelope.load(file)
        assert not envelope.is_response_request
        body = json.loads(envelope.body("{}", "m"))
        assert body == {"input": "m", "tools": [{}], "größe": 1.5}

    def test_missing_file_is_an_error(self, file: Path) -> None:
        message = "the envelope cannot be read (No such file or directory). Name a file that contains a request body."
        assert self.error(file) == message

    def test_folder_is_an_error(self, tmp_path: Path) -> None:
        assert self.error(tmp_path).startswith("the envelope cannot be read (")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "the envelope is not JSON ("),
            (b'{"tools": [$PAYLOAD]}', "the envelope is not JSON ("),
            (b'{"tools": ["$PAYLOAD"], }', "the envelope is not JSON ("),
            (b'"\xff"', "the envelope is not JSON ("),
            (b'\xef\xbb\xbf["$PAYLOAD"]', "the envelope is encoded in UTF-8 with a byte order mark. Save it in UTF-8."),
            ('["$PAYLOAD"]'.encode("utf-16"), "the envelope is encoded in UTF-16. Save it in UTF-8."),
            (b" " * (1 << 20) + b'["$PAYLOAD"]', "the envelope has more than 1 MiB. Shorten it."),
        ],
    )
    def test_file_that_is_no_envelope_is_an_error(self, file: Path, content: bytes, message: str) -> None:
        file.write_bytes(content)
        assert self.error(file).startswith(message)

    def test_invalid_json_has_an_example(self, file: Path) -> None:
        file.write_text("[")
        assert self.error(file).endswith(EXAMPLE.removeprefix("Write one, as in ").join(["Write ", ""]))

    def test_second_placeholder_has_its_place(self, file: Path) -> None:
        file.write_text('{"tools": ["$PAYLOAD", "$PAYLOAD"]}')
        assert (
            self.error(file)
            == f'/tools/1: 2 strings of the envelope are "$PAYLOAD", which stands for the payload. {EXAMPLE}'
        )


class TestPreserves:
    @pytest.mark.parametrize("text", ["1,2", '{}, {"a": 1}', "", " "])
    def test_body_that_is_json_although_the_text_is_not_does_not_preserve_it(self, text: str) -> None:
        assert Envelope.of({"tools": [PAYLOAD]}).preserves(text) is False

    @pytest.mark.parametrize("text", ["{", "}", "nul", "1]", "[1,]", '{"a": 1,}'])
    def test_body_that_is_not_json_either_preserves_the_text(self, text: str) -> None:
        assert Envelope.of({"tools": [PAYLOAD]}).preserves(text) is True

    @given(VALUES)
    def test_json_is_preserved(self, value: Any) -> None:
        assert Envelope.of({"tools": [PAYLOAD]}).preserves(dumps(value))


def test_text_of_a_request_is_that_of_the_case() -> None:
    assert payload_text(Request("parse-text", ' {"a" : 1e2} ')) == ' {"a" : 1e2} '
    assert payload_text(Request("validate", {"a": "é", "b": 1.5})) == '{"a":"\\u00e9","b":1.5}'
