"""Responses to the requests of cases: what is wrong with a response, and the observation that it stands for."""

from __future__ import annotations

import re
from typing import Any

from imagegen_conformance.connections.stdio.messages import PROTOCOL_HINT, preview_value
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.pointer import format_pointer, is_valid
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation, error

__all__ = ["find_case_problem", "parse_case_response"]
_ERROR_NAMES = frozenset({"missing-key", "missing-attribute", "invalid-arguments", "invalid-value"})
_KEYS = {
    "accepted": frozenset({"seq", "outcome", "output", "warnings", "modified_input"}),
    "rejected": frozenset({"seq", "outcome", "message", "reasons", "modified_input"}),
    "completed": frozenset({"seq", "outcome", "steps", "modified_input"}),
    "unsupported": frozenset({"seq", "outcome", "message"}),
    "not-applicable": frozenset({"seq", "outcome", "message"}),
    "error": frozenset({"seq", "outcome", "message"}),
}
_FINDING_KEYS = frozenset({"path", "rule", "message"})
_PATH_WITHOUT_SLASH = re.compile(r"[#$]?[./]?(\w+(?:[./]\w+)*)")  # such as quality, input_image_mask.file_id, $.quality


def parse_case_response(response: dict[str, Json], request: Request, capabilities: frozenset[str]) -> Observation:
    """Return the observation of a response to a case's request; an error if it is no valid response to that request.

    The response is changed: it becomes the observation.
    """
    problem = find_case_problem(response, request.operation, capabilities)
    if problem is not None:
        return error(f"{problem.removesuffix('.')}. {PROTOCOL_HINT}")
    del response["seq"]
    if not response.get("modified_input", True):
        del response["modified_input"]
    if request.operation in {"validate", "send"} and response["outcome"] == "accepted":
        response.pop("output", None)  # of a payload that is sent, what arrives is judged
        if request.operation == "validate" and "warnings" in capabilities:
            response.setdefault("warnings", [])
    elif response["outcome"] == "rejected" and not response.get("reasons", True):
        del response["reasons"]
    observation: Any = response
    return observation  # type: ignore[no-any-return]


def find_case_problem(response: dict[str, Json], operation: str, capabilities: frozenset[str]) -> str | None:
    """Return what is wrong with a response, as a clause about "it", the program, or None if it is valid.

    The clause has a final period only if a sentence with advice follows it.
    """
    problem = _find_problem(response, operation, capabilities)
    return None if problem is None else f"its response {problem}"


def _find_problem(response: dict[str, Json], operation: str, capabilities: frozenset[str]) -> str | None:
    """Return what is wrong with a response, as a clause about it, or None if it is valid."""
    problem = _find_problem_of_keys(response)
    if problem is not None:
        return problem
    if response["outcome"] == "accepted":
        return _find_problem_if_accepted(response, operation, capabilities)
    if response["outcome"] == "completed":
        return _find_problem_if_completed(response, operation)
    return _find_problem_otherwise(response, operation, capabilities)


def _find_problem_of_keys(response: dict[str, Json]) -> str | None:
    """Return what is wrong with the outcome of a response, with its keys, or with the key that most outcomes have."""
    if "outcome" not in response:
        return f'has no "outcome"; known outcomes are {", ".join(_KEYS)}'
    outcome = response["outcome"]
    keys = _KEYS.get(outcome) if type(outcome) is str else None
    if keys is None:
        return f"has the unknown outcome {preview_value(outcome)}; known outcomes are {', '.join(_KEYS)}"
    if not response.keys() <= keys:
        unknown = preview_value(min(response.keys() - keys))
        return f'has the key {unknown}, which does not belong to the outcome "{outcome}"'
    modified = response.get("modified_input", False)
    if type(modified) is not bool:
        return f'has {preview_value(modified)} in "modified_input"; it must be true or false'
    return None


def _find_problem_otherwise(response: dict[str, Json], operation: str, capabilities: frozenset[str]) -> str | None:
    """Return what is wrong with a response whose outcome is rejected, unsupported, not-applicable or error."""
    if response["outcome"] == "not-applicable" and operation != "validate":
        return 'has the outcome "not-applicable", which only a response to validate can have'
    message = response.get("message", "")
    if type(message) is not str:
        return f'has the message {preview_value(message)}; "message" must be a string'
    if "reasons" not in response:
        return None
    if operation in {"call", "send"}:
        return f"has reasons, which a response to {operation} must not have"
    return _find_problem_of_findings(response, "reasons", capabilities)


def _find_problem_if_accepted(response: dict[str, Json], operation: str, capabilities: frozenset[str]) -> str | None:
    if operation == "call":
        return 'has the outcome "accepted"; a call that is carried out has the outcome "completed"'
    if operation not in {"validate", "send"} and "output" not in response:
        return 'has the outcome "accepted" but no "output"'
    if "warnings" not in response:
        return None
    if operation != "validate":
        return "has warnings, which only a response to validate can have"
    return _find_problem_of_findings(response, "warnings", capabilities)


def _find_problem_of_findings(response: dict[str, Json], key: str, capabilities: frozenset[str]) -> str | None:
    if key not in capabilities:
        return f"has {key}, but the response to hello does not announce this capability"
    findings = response[key]
    if type(findings) is not list:
        return f'has {preview_value(findings)} in "{key}"; it must be an array'
    for index, finding in enumerate(findings):
        problem = _find_problem_of_finding(finding)
        if problem is not None:
            return f"has an invalid finding at {format_pointer([key, index])}: {problem}"
    return None


def _find_problem_of_finding(finding: Json) -> str | None:
    if type(finding) is not dict:
        return f"{preview_value(finding)} is not an object"
    for key in ("path", "rule"):
        if key not in finding:
            return f'it has no "{key}"'
    for key, text in finding.items():
        if key not in _FINDING_KEYS:
            return f"it has the unknown key {preview_value(key)}; known keys are path, rule, message"
        if type(text) is not str:
            return f"the {key} {preview_value(text)} is not a string"
    path = finding["path"]
    if is_valid(path):
        return None
    match = _PATH_WITHOUT_SLASH.fullmatch(path)
    pointer = f"/{match[1].replace('.', '/')}" if match else "/quality"
    example = "" if match else "a JSON Pointer (RFC 6901), such as "
    return f"the path {preview_value(path)} is not a JSON Pointer. Write {example}{preview_value(pointer)}."


def _find_problem_if_completed(response: dict[str, Json], operation: str) -> str | None:
    if operation != "call":
        return 'has the outcome "completed", which only a response to call can have'
    results = response.get("steps")
    if type(results) is not list:
        return 'needs "steps", an array'
    invalid_index = next((index for index, result in enumerate(results) if not _is_step_result(result)), None)
    if invalid_index is None:
        return None
    pointer = format_pointer(["steps", invalid_index])
    return f'has an invalid step result at {pointer}; it has one of "returned", "non_json" and "raised"'


def _is_step_result(result: Json) -> bool:
    if type(result) is not dict:
        return False
    if "raised" in result:
        return (
            result.keys() <= {"raised", "message"}
            and type(result["raised"]) is str
            and result["raised"] in _ERROR_NAMES
            and type(result.get("message", "")) is str
        )
    return result.keys() == {"returned"} or (result.keys() == {"non_json"} and type(result["non_json"]) is str)
