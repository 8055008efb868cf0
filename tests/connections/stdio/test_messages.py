"""Every message matches the schema: those that the suite writes, and those that the documentation shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.connections.stdio.case_response import parse_case_response
from imagegen_conformance.connections.stdio.messages import (
    CAPABILITIES,
    PROTOCOL_HINT,
    PROTOCOL_URL,
    STDERR_HINT,
    UTF_8_HINT,
    HelloResponse,
    ProtocolError,
    bye_request,
    case_request,
    describe_request,
    hello_request,
    max_response_size,
    parse_hello_response,
    parse_line,
    preview_line,
    preview_value,
)
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.resources import data_directory, load_json
from revisions import AZURE

SCHEMA = load_json(data_directory("schemas") / "protocol.schema.json")
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "protocol.md"
EXAMPLES = re.findall(r"^([→←]) (\{.*\})$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
HELLO = {"protocol": 1, "name": "n", "version": None, "language": "L", "levels": ["wire"], "capabilities": []}


def schema_of(name: str) -> Any:
    return {**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{name}"}]}


REQUEST, RESPONSE = (Draft202012Validator(schema_of(name)) for name in ("request", "response"))


class TestRequests:
    @pytest.mark.parametrize("can_validate", [True, False])
    def test_request_of_every_case_matches_the_schema(self, can_validate: bool):
        matches = jsonschema_rs.validator_for(schema_of("request")).is_valid  # fast enough for thousands of cases
        for number, case in enumerate(Corpus.load().cases):
            line = case_request(number, case.request, can_validate=can_validate)
            assert line.endswith(b"\n")
            assert line.count(b"\n") == 1
            assert line.isascii()
            message = json.loads(line)
            assert matches(message), message
            assert message["seq"] == number
            steps = {key: message.get(key) for key in ("construct", "steps")}
            assert message.get("payload", message.get("text", steps)) == case.request.content

    def test_hello_and_bye_match_the_schema(self):
        for line in (hello_request(0, AZURE), bye_request(7)):
            REQUEST.validate(json.loads(line))

    def test_payload_is_parsed_without_the_capability_validate(self):
        assert json.loads(case_request(3, Request("validate", {}), can_validate=False)) == {
            "seq": 3,
            "op": "parse",
            "payload": {},
        }

    @pytest.mark.parametrize("content", [{"payload": {"quality": "low"}}, {"payload": None}, {"text": '{"quality": '}])
    @pytest.mark.parametrize("can_validate", [True, False])
    def test_request_to_send_has_the_payload_or_the_text_and_the_input(self, content: Any, can_validate: bool):
        request = Request("send", {**content, "input": "imagegen-1a2b3c4d-7"})
        message = json.loads(case_request(3, request, can_validate=can_validate))
        assert message == {"seq": 3, "op": "send", **content, "input": "imagegen-1a2b3c4d-7"}
        REQUEST.validate(message)


class TestDocumentation:
    def test_advice_names_the_page_of_the_protocol(self):
        text = (PAGE.parents[2] / "pyproject.toml").read_text(encoding="utf-8")
        base = re.search(r'^Documentation = "(.*)"$', text, re.MULTILINE)
        assert base
        assert f"{base[1]}reference/{PAGE.stem}.html" == PROTOCOL_URL
        assert f"See {PROTOCOL_URL}." == PROTOCOL_HINT

    def test_examples_match_the_schema(self):
        for arrow, text in EXAMPLES:
            (REQUEST if arrow == "→" else RESPONSE).validate(json.loads(text))

    def test_every_message_has_an_example(self):
        names = {"→": SCHEMA["$defs"]["request"]["oneOf"], "←": SCHEMA["$defs"]["response"]["oneOf"]}
        for arrow, references in names.items():
            for reference in references:
                name = reference["$ref"].removeprefix("#/$defs/")
                matches = Draft202012Validator(schema_of(name)).is_valid
                assert any(matches(json.loads(text)) for shown, text in EXAMPLES if shown == arrow), name

    def test_examples_of_responses_are_parsed_with_their_outcome(self):
        """Each response follows its request, and the program announces every capability."""
        requests: dict[int, Any] = {}
        outcomes = set()
        for arrow, text in EXAMPLES:
            message = json.loads(text)
            if arrow == "→":
                requests[message["seq"]] = message
                continue
            request = requests[message["seq"]]
            if request["op"] in {"hello", "bye"}:
                continue
            operation: Any = "parse-text" if request["op"] == "parse" and "text" in request else request["op"]
            response = parse_line(text.encode())
            observation = parse_case_response(response, Request(operation, None), frozenset(CAPABILITIES))
            assert observation["outcome"] == message["outcome"]
            outcomes.add((request["op"], observation["outcome"]))
        assert outcomes == {
            ("parse", "accepted"),
            ("parse", "rejected"),
            ("parse", "unsupported"),
            ("parse", "error"),
            ("validate", "accepted"),
            ("validate", "rejected"),
            ("validate", "not-applicable"),
            ("call", "completed"),
            ("send", "accepted"),
            ("send", "rejected"),
        }

    def test_page_names_every_key_and_every_word_of_the_schema(self):
        page = PAGE.read_text(encoding="utf-8")

        def words(node: Any) -> set[str]:
            if isinstance(node, list):
                return {word for item in node for word in words(item)}
            if not isinstance(node, dict):
                return set()
            own = {word for word in [node.get("const"), *node.get("enum", [])] if isinstance(word, str)}
            own |= set(node["properties"]) if isinstance(node.get("properties"), dict) else set()
            return own | {word for key, item in node.items() if key != "examples" for word in words(item)}

        missing = {word for word in words(SCHEMA["$defs"]) if f"`{word}`" not in page}
        assert missing == set()


class TestLines:
    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (b"\xff", rf"not UTF-8: '\xff'. {UTF_8_HINT}"),
            (b"", f"not JSON: ''. {STDERR_HINT}"),
            (b"<html>\x1b[0m", rf"not JSON: '<html>\x1b[0m'. {STDERR_HINT}"),
            (b"[INFO] ready", f"not JSON: '[INFO] ready'. {STDERR_HINT}"),
            (b'{"seq": 0} {', f"not JSON: '{{\"seq\": 0}} {{'. {STDERR_HINT}"),
            (b"[1]", f"not a JSON object: '[1]'. {STDERR_HINT}"),
            (b"null", f"not a JSON object: 'null'. {STDERR_HINT}"),
            (b'\xef\xbb\xbf{"seq": 0}', "not JSON: '\\ufeff{\"seq\": 0}'. Write no byte order mark."),
        ],
    )
    def test_line_that_is_not_a_message_is_named_with_advice(self, line: bytes, message: str):
        with pytest.raises(ProtocolError) as caught:
            parse_line(line)
        assert str(caught.value) == f"it wrote a line that is {message}"

    @pytest.mark.parametrize("line", ["{", "[", " { ", '{"seq": 1,', '{"seq": 1', '{"seq":', '{"levels": ["wire",\r'])
    def test_beginning_of_a_value_has_advice_about_pretty_printing(self, line: str):
        with pytest.raises(ProtocolError) as caught:
            parse_line(line.encode())
        assert caught.value.problem == f"it wrote a line that is only the beginning of a JSON value: {line!r}"
        assert caught.value.hint == "A response is one line; switch off pretty-printing."

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("NaN", "JSON has no NaN."),
            ("Infinity", "JSON has no Infinity."),
            ("-Infinity", "JSON has no -Infinity."),
            ("1e400", "1e400 is outside the range of a double."),
            ("1" * 500 + "e400", "1" * 79 + "…."),
            ("[" * 100_000 + "]" * 100_000, "Its arrays or objects are nested too deeply."),
            ("1" * 5000, "It has an integer with too many digits."),
        ],
    )
    def test_value_that_json_does_not_have_is_named(self, text: str, hint: str):
        with pytest.raises(ProtocolError, match=r"^it wrote a line that is not JSON: '{") as caught:
            parse_line(b'{"seq": %s}' % text.encode())
        assert caught.value.hint == hint

    def test_advice_about_utf_8_names_both_remedies(self):
        assert UTF_8_HINT == "Encode the response as UTF-8, or escape other characters as \\u…."

    @pytest.mark.parametrize(
        ("operation", "can_validate", "text"),
        [
            ("parse", True, 'parse {"size":1}'),
            ("parse-text", True, 'parse {"size":1}'),
            ("validate", True, 'validate {"size":1}'),
            ("validate", False, 'parse {"size":1}'),
            ("call", False, 'call {"size":1}'),
        ],
    )
    def test_description_of_a_request_names_the_operation_that_is_sent(
        self, operation: Any, can_validate: bool, text: str
    ):
        assert describe_request(Request(operation, {"size": 1}), can_validate=can_validate) == text

    def test_last_of_duplicate_keys_counts(self):
        assert parse_line(b'{"seq": 1, "seq": 2}\r') == {"seq": 2}

    def test_previews_are_short(self):
        assert preview_line(b"x" * 10_000) == f"'{'x' * 79}…'"
        assert preview_line("😀".encode() * 10_000) == f"'{'😀' * 79}…'"
        assert preview_value("x" * 10_000) == f'"{"x" * 78}…'
        assert preview_value(None) == "null"

    def test_preview_of_a_deeply_nested_value_does_not_raise(self):
        value: list[Any] = []
        for _ in range(200_000):
            value = [value]
        assert preview_value(value) == "a deeply nested value"

    def test_maximum_size_of_a_response_depends_on_the_request(self):
        assert max_response_size(0) == 262_144
        assert max_response_size(100) == 263_744


class TestHelloResponse:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"protocol": 2}, "it speaks protocol 2, but this suite speaks protocol 1"),
            ({"protocol": "1"}, 'in its response to hello, "protocol" is the string "1"; it must be the number 1'),
            ({"protocol": True}, 'in its response to hello, "protocol" is true; it must be the number 1'),
            ({"protocol": None}, 'in its response to hello, "protocol" is null; it must be the number 1'),
            ({"name": ""}, 'its response to hello needs "name" and "language", each a non-empty string'),
            ({"name": None}, 'its response to hello needs "name" and "language", each a non-empty string'),
            ({"language": 3}, 'its response to hello needs "name" and "language", each a non-empty string'),
            ({"version": 3}, 'its response to hello needs "version", a string or null'),
            ({"levels": "wire"}, 'its response to hello needs "levels", an array of strings'),
            (
                {"levels": []},
                'its response to hello has no level in "levels"; known values are wire, object, schema, semantic',
            ),
            (
                {"levels": ["wires"]},
                (
                    'its response to hello has the unknown value "wires" in "levels"; '
                    "known values are wire, object, schema, semantic"
                ),
            ),
            (
                {"levels": [["wire"]]},
                (
                    'its response to hello has the unknown value ["wire"] in "levels"; '
                    "known values are wire, object, schema, semantic"
                ),
            ),
            ({"levels": ["wire", "wire"]}, 'its response to hello has "wire" more than once in "levels"'),
            (
                {"capabilities": ["reasons", "reasons"]},
                'its response to hello has "reasons" more than once in "capabilities"',
            ),
            ({"capabilities": None}, 'its response to hello needs "capabilities", an array of strings'),
            (
                {"capabilities": ["reason"]},
                (
                    'its response to hello has the unknown value "reason" in "capabilities"; '
                    "known values are validate, call, reasons, warnings, send"
                ),
            ),
            (
                {"levels": ["object"]},
                'its response to hello has "object" but not "call", the capability that "object" requires',
            ),
            (
                {"capabilities": ["warnings"]},
                'its response to hello has "warnings" but not "validate", the capability that "warnings" requires',
            ),
            *(
                (
                    changes,
                    'its response to hello needs both "profile" and "revision", each a non-empty string, or neither',
                )
                for changes in (
                    {"profile": "azure"},
                    {"revision": "2.3"},
                    {"profile": "azure", "revision": None},
                    {"profile": "", "revision": "2.3"},
                    {"profile": 1, "revision": "2.3"},
                )
            ),
            (
                {"color": "green"},
                (
                    'its response to hello has the unknown key "color"; '
                    "known keys are seq, protocol, name, version, language, levels, capabilities, "
                    "profile, revision"
                ),
            ),
        ],
    )
    def test_invalid_response_is_named(self, changes: dict[str, Any], message: str):
        with pytest.raises(ProtocolError) as caught:
            parse_hello_response({"seq": 0, **HELLO, **changes})
        assert str(caught.value) == message

    def test_missing_protocol_is_named(self):
        response = {key: value for key, value in HELLO.items() if key != "protocol"}
        with pytest.raises(ProtocolError, match=r'^its response to hello has no "protocol"; it must be the number 1$'):
            parse_hello_response({"seq": 0, **response})

    def test_missing_version_is_named(self):
        response = {key: value for key, value in HELLO.items() if key != "version"}
        with pytest.raises(ProtocolError, match=r'^its response to hello needs "version", a string or null$'):
            parse_hello_response({"seq": 0, **response})

    def test_stated_revision_is_a_part_of_the_identity(self):
        response = {"seq": 0, **HELLO, "profile": "openai", "revision": "3.46.0"}
        identity = parse_hello_response(response).identity
        assert (identity.profile, identity.revision) == ("openai", "3.46.0")
        assert identity.to_json()["profile"] == "openai"
        assert not {"profile", "revision"} & parse_hello_response({"seq": 0, **HELLO}).identity.to_json().keys()

    def test_order_of_levels_and_capabilities_has_no_meaning(self):
        first: dict[str, Any] = {"levels": ["schema", "wire"], "capabilities": ["reasons", "validate"]}
        second: dict[str, Any] = {"levels": ["wire", "schema"], "capabilities": ["validate", "reasons"]}
        hello = parse_hello_response({"seq": 0, **HELLO, **first})
        assert hello == HelloResponse("n", None, "L", ("wire", "schema"), frozenset({"reasons", "validate"}))
        assert hello == parse_hello_response({"seq": 5, **HELLO, **second})
