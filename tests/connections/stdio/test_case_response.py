"""Responses to the requests of cases: the problem of each invalid one, and the observation of each valid one."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.connections.stdio.case_response import find_case_problem, parse_case_response
from imagegen_conformance.connections.stdio.messages import CAPABILITIES, PROTOCOL_HINT
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import Observation


def parse(operation: Any, content: dict[str, Any], *capabilities: str) -> Observation:
    return parse_case_response({"seq": 1, **content}, Request(operation, None), frozenset(capabilities))


FINDING = {"path": "/size", "rule": "size.type"}


class TestCaseResponse:
    @pytest.mark.parametrize(
        ("operation", "content", "problem"),
        [
            (
                "parse",
                {},
                'has no "outcome"; known outcomes are accepted, rejected, completed, unsupported, not-applicable, error',
            ),
            ("parse", {"outcome": "ok"}, 'has the unknown outcome "ok"; known outcomes are accepted, rejected, '),
            ("parse", {"outcome": ["accepted"]}, 'has the unknown outcome ["accepted"]; known outcomes are '),
            ("parse", {"outcome": "bye"}, 'has the unknown outcome "bye"; known outcomes are '),
            ("parse", {"outcome": "accepted"}, 'has the outcome "accepted" but no "output"'),
            ("parse-text", {"outcome": "accepted"}, 'has the outcome "accepted" but no "output"'),
            (
                "parse",
                {"outcome": "accepted", "output": 1, "took": 3},
                'has the key "took", which does not belong to the outcome "accepted"',
            ),
            (
                "parse",
                {"outcome": "rejected", "output": 1},
                'has the key "output", which does not belong to the outcome "rejected"',
            ),
            (
                "parse",
                {"outcome": "accepted", "output": 1, "warnings": []},
                "has warnings, which only a response to validate can have",
            ),
            (
                "parse",
                {"outcome": "completed", "steps": []},
                'has the outcome "completed", which only a response to call can have',
            ),
            (
                "parse",
                {"outcome": "not-applicable"},
                'has the outcome "not-applicable", which only a response to validate can have',
            ),
            (
                "call",
                {"outcome": "completed", "steps": [], "modified_input": 1},
                'has 1 in "modified_input"; it must be true or false',
            ),
            (
                "validate",
                {"outcome": "not-applicable", "modified_input": True},
                'has the key "modified_input", which does not belong to the outcome "not-applicable"',
            ),
            ("parse", {"outcome": "unsupported", "message": None}, 'has the message null; "message" must be a string'),
            ("parse", {"outcome": "rejected", "message": 5}, 'has the message 5; "message" must be a string'),
            (
                "call",
                {"outcome": "accepted", "output": 1},
                'has the outcome "accepted"; a call that is carried out has the outcome "completed"',
            ),
            (
                "call",
                {"outcome": "rejected", "reasons": [FINDING]},
                "has reasons, which a response to call must not have",
            ),
            ("call", {"outcome": "completed"}, 'needs "steps", an array'),
            (
                "send",
                {"outcome": "rejected", "reasons": [FINDING]},
                "has reasons, which a response to send must not have",
            ),
            (
                "send",
                {"outcome": "accepted", "warnings": []},
                "has warnings, which only a response to validate can have",
            ),
            (
                "send",
                {"outcome": "not-applicable"},
                'has the outcome "not-applicable", which only a response to validate can have',
            ),
            (
                "send",
                {"outcome": "completed", "steps": []},
                'has the outcome "completed", which only a response to call can have',
            ),
        ],
    )
    def test_invalid_response_is_an_error(self, operation: str, content: dict[str, Any], problem: str):
        observation = parse(operation, content, *CAPABILITIES)
        assert observation["outcome"] == "error"
        assert observation["message"].startswith(f"its response {problem}")
        assert observation["message"].endswith(f". {PROTOCOL_HINT}")

    @pytest.mark.parametrize(
        ("key", "outcome", "other"), [("reasons", "rejected", "warnings"), ("warnings", "accepted", "reasons")]
    )
    def test_findings_need_their_capability(self, key: str, outcome: str, other: str):
        content = {"outcome": outcome, key: [FINDING]}
        assert parse("validate", content, "validate", key)["outcome"] == outcome
        assert parse("validate", content, "validate", other)["message"] == (
            f"its response has {key}, but the response to hello does not announce this capability. {PROTOCOL_HINT}"
        )

    @pytest.mark.parametrize(
        ("findings", "problem"),
        [
            (None, 'null in "KEY"; it must be an array'),
            ({}, '{} in "KEY"; it must be an array'),
            ([1], "an invalid finding at /KEY/0: 1 is not an object"),
            ([{}], 'an invalid finding at /KEY/0: it has no "path"'),
            ([FINDING, {"path": "/a"}], 'an invalid finding at /KEY/1: it has no "rule"'),
            ([{**FINDING, "path": 5}], "an invalid finding at /KEY/0: the path 5 is not a string"),
            ([{**FINDING, "rule": 5}], "an invalid finding at /KEY/0: the rule 5 is not a string"),
            ([{**FINDING, "message": None}], "an invalid finding at /KEY/0: the message null is not a string"),
            (
                [{**FINDING, "color": "red"}],
                'an invalid finding at /KEY/0: it has the unknown key "color"; known keys are path, rule, message',
            ),
        ],
    )
    @pytest.mark.parametrize(("key", "outcome"), [("reasons", "rejected"), ("warnings", "accepted")])
    def test_invalid_findings_are_an_error(self, findings: object, problem: str, key: str, outcome: str):
        message = parse("validate", {"outcome": outcome, key: findings}, "validate", key)["message"]
        assert message == f"its response has {problem.replace('KEY', key)}. {PROTOCOL_HINT}"

    @pytest.mark.parametrize(
        ("path", "advice"),
        [
            ("quality", 'Write "/quality".'),
            ("input_image_mask/file_id", 'Write "/input_image_mask/file_id".'),
            ("input_image_mask.file_id", 'Write "/input_image_mask/file_id".'),
            ("$.quality", 'Write "/quality".'),
            ("#/quality", 'Write "/quality".'),
            ("/a~2", 'Write a JSON Pointer (RFC 6901), such as "/quality".'),
        ],
    )
    def test_path_that_is_not_a_pointer_has_advice(self, path: str, advice: str):
        content = {"seq": 1, "outcome": "rejected", "reasons": [{"path": path, "rule": "quality.type"}]}
        problem = (
            f'its response has an invalid finding at /reasons/0: the path "{path}" is not a JSON Pointer. {advice}'
        )
        assert find_case_problem(dict(content), "validate", frozenset(CAPABILITIES)) == problem
        observation = parse_case_response(content, Request("validate", None), frozenset(CAPABILITIES))
        assert observation["message"] == f"{problem} {PROTOCOL_HINT}"

    @pytest.mark.parametrize(
        "result",
        [
            1,
            {},
            {"value": 1},
            {"returned": 1, "message": "m"},
            {"returned": 1, "raised": "missing-key"},
            {"non_json": 5},
            {"raised": "KeyError"},
            {"raised": ["missing-key"]},
            {"raised": "missing-key", "message": 5},
        ],
    )
    def test_invalid_step_result_is_an_error_with_its_place(self, result: object):
        message = parse("call", {"outcome": "completed", "steps": [{"returned": 1}, result]}, "call")["message"]
        problem = 'invalid step result at /steps/1; it has one of "returned", "non_json" and "raised".'
        assert message.startswith(f"its response has an {problem}")

    @pytest.mark.parametrize("outcome", ["unsupported", "error", "not-applicable", "rejected"])
    def test_message_is_optional(self, outcome: str):
        assert parse("validate", {"outcome": outcome}, "validate") == {"outcome": outcome}

    @pytest.mark.parametrize(
        ("operation", "content"),
        [
            ("parse", {"outcome": "accepted", "output": 1}),
            ("validate", {"outcome": "rejected"}),
            ("call", {"outcome": "completed", "steps": []}),
        ],
    )
    def test_modified_input_is_kept_if_it_is_true(self, operation: str, content: dict[str, Any]):
        assert parse(operation, {**content, "modified_input": True}) == {**content, "modified_input": True}
        assert parse(operation, {**content, "modified_input": False}) == content

    def test_response_to_validate_loses_its_output(self):
        content = {"outcome": "accepted", "output": 1}
        assert parse("validate", content, "validate") == {"outcome": "accepted"}
        assert parse("validate", content, "validate", "warnings") == {"outcome": "accepted", "warnings": []}

    @pytest.mark.parametrize("output", [{}, {"output": {"id": "resp_1"}}])
    def test_response_to_send_needs_no_output_and_loses_it(self, output: dict[str, Any]):
        assert parse("send", {"outcome": "accepted", **output}, *CAPABILITIES) == {"outcome": "accepted"}

    @pytest.mark.parametrize("outcome", ["rejected", "unsupported", "error"])
    def test_response_to_send_may_have_a_message(self, outcome: str):
        content = {"outcome": outcome, "message": "no tool_configs"}
        assert parse("send", content, *CAPABILITIES) == content

    def test_rejection_loses_empty_reasons(self):
        assert parse("parse", {"outcome": "rejected", "reasons": []}, "reasons") == {"outcome": "rejected"}
