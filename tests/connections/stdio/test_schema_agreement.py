"""The rules that a run enforces on responses are those of the schema, so that authors can rely on either."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from imagegen_conformance.connections.stdio.case_response import find_case_problem
from imagegen_conformance.connections.stdio.messages import (
    CAPABILITIES,
    ProtocolError,
    parse_hello_response,
)
from imagegen_conformance.resources import data_directory, load_json

SCHEMA = load_json(data_directory("schemas") / "protocol.schema.json")
OPERATIONS = ("parse", "parse-text", "validate", "call", "send")
FINDINGS = [{"path": "/size", "rule": "size.type"}, {"path": "size", "rule": "r"}, {"path": ""}, {"rule": 1}, "finding"]
RESULTS = [
    {"returned": None},
    {"non_json": "set"},
    {"raised": "missing-key", "message": "m"},
    {"raised": "KeyError"},
    {},
]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "outcome": st.sampled_from(["accepted", "rejected", "completed", "unsupported", "not-applicable", "error", "ok"]),
    "output": st.sampled_from([None, {}, 1]),
    "message": st.sampled_from(["", "message", None, 5]),
    "reasons": st.lists(st.sampled_from(FINDINGS), max_size=2),
    "warnings": st.lists(st.sampled_from(FINDINGS), max_size=2),
    "steps": st.lists(st.sampled_from(RESULTS), max_size=2),
    "modified_input": st.sampled_from([True, False, None, "yes", 1]),
    "took": st.just(3),
}
HELLO = {"protocol": 1, "name": "n", "version": None, "language": "L", "levels": ["wire"], "capabilities": []}
WORDS = st.sampled_from(["wire", "object", "validate", "call", "reasons", "warnings", "paint", 1])
HELLO_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "protocol": st.sampled_from([1, 2, True, "1", None]),
    "name": st.sampled_from(["n", "", None]),
    "version": st.sampled_from(["1", "", None, 1]),
    "language": st.sampled_from(["L", "", 5]),
    "levels": st.lists(WORDS, max_size=3),
    "capabilities": st.lists(WORDS, max_size=3),
    "color": st.just("green"),
}


def is_valid(name: str, response: dict[str, Any]) -> bool:
    return Draft202012Validator({**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{name}"}]}).is_valid(response)


@given(st.fixed_dictionaries({"seq": st.just(1), "outcome": VALUES.pop("outcome")}, optional=VALUES))
@settings(max_examples=400)
def test_response_follows_the_rules_of_some_operation_if_and_only_if_it_matches_the_schema(response: dict[str, Any]):
    capabilities = frozenset(CAPABILITIES)
    follows = any(find_case_problem(dict(response), operation, capabilities) is None for operation in OPERATIONS)
    assert follows == is_valid("response", response)


def hello_problem(response: dict[str, Any]) -> str | None:
    try:
        parse_hello_response(dict(response))
    except ProtocolError as error:
        return str(error)
    return None


@given(st.fixed_dictionaries({}, optional=HELLO_VALUES))
@settings(max_examples=400)
def test_response_to_hello_follows_the_rules_if_and_only_if_it_matches_the_schema(changes: dict[str, Any]):
    response = {"seq": 0, **HELLO, **changes}
    problem = hello_problem(response)
    # The schema cannot express that a level or a capability requires another capability.
    if problem is None or "the capability that" not in problem:
        assert (problem is None) == is_valid("hello_response", response)
