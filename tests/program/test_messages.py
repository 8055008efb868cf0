"""Every message fits the schema: those that are written, and those that the page shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.cases import Request
from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_conformance.program.messages import (
    FEATURES,
    FaultError,
    bye,
    hello,
    introduction,
    message,
    observation,
    question,
)

SCHEMA = read_json(data("schemas") / "protocol.schema.json")
PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^([→←]) (\{.*\})$", PAGE, flags=re.MULTILINE)
SAID = {"protocol": 1, "name": "n", "version": None, "language": "L", "levels": ["wire"], "features": []}


def side(name: str) -> Any:
    return {**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{name}"}]}


REQUEST, ANSWER = (Draft202012Validator(side(name)) for name in ("request", "answer"))


@pytest.mark.parametrize("validates", [True, False])
def test_requests_about_every_case_fit(validates: bool) -> None:
    fits = jsonschema_rs.validator_for(side("request")).is_valid  # there are thousands
    for number, case in enumerate(Corpus.load().cases):
        line = question(number, case.request, validates=validates)
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        assert line.isascii()
        told = json.loads(line)
        assert fits(told), told
        assert told["seq"] == number
        content = told.get("payload", told.get("text", {key: told.get(key) for key in ("construct", "steps")}))
        assert content == case.request.content


def test_hello_and_bye_fit() -> None:
    for line in (hello(0, "2.3"), bye(7)):
        REQUEST.validate(json.loads(line))


def test_the_page_shows_messages_that_fit() -> None:
    assert len(SHOWN) >= 14
    for arrow, text in SHOWN:
        (REQUEST if arrow == "→" else ANSWER).validate(json.loads(text))


def test_answers_of_the_page_are_read_as_they_are_meant() -> None:
    """Each answer after its request, as a program with every feature would give it."""
    asked: dict[int, Any] = {}
    seen = set()
    for arrow, text in SHOWN:
        told = json.loads(text)
        if arrow == "→":
            asked[told["seq"]] = told
            continue
        request = asked[told["seq"]]
        if request["op"] in {"hello", "bye"}:
            continue
        operation: Any = "parse-text" if "text" in request else request["op"]
        found = observation(message(text.encode()), Request(operation, None), frozenset(FEATURES))
        assert found["outcome"] == told["outcome"]
        seen.add((request["op"], found["outcome"]))
    assert {("parse", "accepted"), ("parse", "rejected"), ("validate", "rejected"), ("call", "called")} <= seen


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"protocol": 2}, "it speaks protocol 2, and this suite speaks 1"),
        ({"protocol": None}, "it speaks protocol None"),
        ({"name": ""}, "needs a name and a language"),
        ({"language": 3}, "needs a name and a language"),
        ({"version": 3}, "needs a version, a string or null"),
        ({"levels": "wire"}, "needs levels, an array of strings"),
        ({"levels": []}, "claims no level"),
        ({"levels": ["wires"]}, "has levels with 'wires'; there are wire, model, schema, semantic"),
        ({"levels": [["wire"]]}, "has levels with ['wire']"),
        ({"features": None}, "needs features, an array of strings"),
        ({"features": ["reason"]}, "has features with 'reason'; there are validate, call, reasons, warnings"),
        ({"levels": ["model"]}, "has model, and not the feature call"),
        ({"features": ["warnings"]}, "has warnings, and not the feature validate"),
        ({"colour": "green"}, "has 'colour', which means nothing"),
    ],
)
def test_what_a_program_says_of_itself_is_checked(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(FaultError) as caught:
        introduction({"seq": 0, **SAID, **change})
    assert problem in str(caught.value)


def test_a_version_has_to_be_said() -> None:
    with pytest.raises(FaultError, match="needs a version"):
        introduction({"seq": 0, **{key: value for key, value in SAID.items() if key != "version"}})


def test_levels_and_features_have_no_order() -> None:
    said: dict[str, Any] = {**SAID, "levels": ["schema", "wire"], "features": ["reasons", "validate"]}
    found = introduction({"seq": 0, **said})
    assert found.levels == ("wire", "schema")
    assert found == introduction({"seq": 5, **said, "levels": ["wire", "schema"], "features": ["validate", "reasons"]})
