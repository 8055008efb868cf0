"""The report of one failure: the request, the expected and the actual outcome, the rule, and the rerun command."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps
from imagegen_conformance.corpus.step_expectations import Raises, Returns, StepExpectation, Succeeds
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import REPEATED, Observation, StepObservation
from imagegen_conformance.results.result import Result
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, escape_control_characters, preview

__all__ = ["VARIATION_LABELS", "describe_failure"]

VARIATION_LABELS = {
    REPEATED: "sent again",
    "text": "sent as JSON text",
    "reversed": "sent with its keys in reverse order",
    "escaped": "sent as JSON text with every character escaped",
    "spaced": "sent as JSON text with other white space",
    "renumbered": "sent as JSON text with fractions in scientific notation",
}
OPERATION_LABELS = {"parse": "to parse", "parse-text": "JSON text to parse", "validate": "to validate"}
EXPECTATION_LABELS = {
    "returns": "returns",
    "returns_unordered": "returns, in any order,",
    "returns_one_of": "returns one of",
}
LABEL_WIDTH = len("rationale")
MAX_JSON_WIDTH = 160  # characters of JSON on one line
MAX_NAME_LENGTH = 80  # characters of a name that an implementation reports
MAX_DIFF_LINES = 20


def describe_failure(result: Result, rerun_command: str) -> str:
    """Return the report of a failure: its summary line, and a field for everything needed to understand it.

    Args:
        result: The result that is not a pass.
        rerun_command: The command that runs this case only.
    """
    case = result.case
    fields = [
        ("case", case.description),
        ("sent", _sent(case, _failing_step(result))),
        ("expected", _expected(case, _failing_step(result))),
        ("actual", _actual(result)),
        ("rule", f"{case.requirement.id}: {case.requirement.statement}"),
        ("rationale", case.rationale),
        ("source", "; ".join(map(str, case.requirement.sources))),
        ("rerun", rerun_command),
    ]
    return "\n".join([result.summary_line, *(_field(label, text) for label, text in fields if text)])


def _field(label: str, text: str) -> str:
    """Return a field of the report, with the further lines of the text below its first."""
    return f"  {label:<{LABEL_WIDTH}} {text}".replace("\n", "\n" + " " * (LABEL_WIDTH + 3)).rstrip()


def _json(value: Json) -> str:
    """Return JSON on one line of bounded length, with readable characters unescaped."""
    text = json.dumps(value, ensure_ascii=False)
    if not text.isprintable():
        text = json.dumps(value)
    length = f" ({len(text)} characters)" if len(text) > MAX_JSON_WIDTH else ""
    return preview(text, MAX_JSON_WIDTH) + length


def _failing_step(result: Result) -> int | None:
    pointer = result.verdict.pointer
    return int(pointer.removeprefix("/steps/")) if pointer and pointer.startswith("/steps/") else None


def _sent(case: Case, failing_step: int | None) -> str:
    """Return what the implementation received; of a call sequence, the steps up to the failing one."""
    operation, content = case.request
    if operation != "call":
        return f"{_json(content)} ({OPERATION_LABELS[operation]})"
    steps = content["steps"] if failing_step is None else content["steps"][: failing_step + 1]
    lines = [f"construct({_arguments(content['construct'])})"]
    lines += (f"{number}. {_call(step)}" for number, step in enumerate(steps, 1))
    return "\n".join(lines)


def _call(step: dict[str, Json]) -> str:
    target = "" if step["method"] in {"construct", "literal"} else f"{step.get('target', 'tool')}."
    assignment = f"{step['save_as']} = " if "save_as" in step else ""
    return f"{assignment}{target}{step['method']}({_arguments(step)})"


def _arguments(call: dict[str, Json]) -> str:
    positional = [_json(argument) for argument in call.get("args", ())] + list(call.get("object_args", ()))
    return ", ".join([*positional, *(f"{key}={_json(value)}" for key, value in call.get("kwargs", {}).items())])


def _expected(case: Case, failing_step: int | None) -> str:
    if isinstance(case.expected, ExpectedOutcome):
        return ", or ".join(_permitted_outcomes(case.expected))
    if failing_step is None or failing_step >= len(case.expected.steps):
        return "every step as expected"
    return f"step {failing_step + 1} {_describe_expectation(case.expected.steps[failing_step])}"


def _permitted_outcomes(expected: ExpectedOutcome) -> Iterator[str]:
    if expected.rejected:
        reasons = escape_control_characters(" or ".join(map(str, expected.reasons)))
        yield f"rejected for {reasons}" if reasons else "rejected"
    if expected.warnings is not None:
        yield _accepted_with_warnings(escape_control_characters(str(warning)) for warning in expected.warnings)
    elif expected.accepted and expected.outputs is None:
        yield "accepted"
    elif expected.accepted:
        yield from (f"accepted with output {_json(output)}" for output in expected.outputs or ())


def _accepted_with_warnings(warnings: Iterable[str]) -> str:
    text = " and ".join(warnings)
    return f"accepted with the warnings {text}" if text else "accepted without warnings"


def _describe_expectation(expectation: StepExpectation) -> str:
    if isinstance(expectation, Succeeds):
        return "succeeds"
    if isinstance(expectation, Raises):
        return f"raises {' or '.join(expectation.names)}"
    return f"{EXPECTATION_LABELS[expectation.key]} {_json(expectation.value)}"


def _actual(result: Result) -> str:
    observation = result.observation
    if observation["outcome"] != "inconsistent":
        return _single_actual(result)
    baseline, variant = (
        _single_actual(Result.judge(result.case, single))
        for single in (observation["baseline"], observation["variant"])
    )
    return f"{baseline}\n{VARIATION_LABELS[observation['variation']]}: {variant}"


def _single_actual(result: Result) -> str:
    """Return what the implementation did with one request."""
    observation = result.observation
    outcome = observation["outcome"]
    if outcome == "completed":
        return _actual_step(result)
    if outcome == "accepted":
        return _accepted(result.case, observation)
    message = preview(observation.get("message", ""), MAX_MESSAGE_LENGTH)
    lines = [f"{outcome}: {message}" if message else outcome, *_findings(observation.get("reasons", ()))]
    return "\n".join(lines)


def _findings(findings: Iterable[dict[str, str]]) -> Iterator[str]:
    for finding in findings:
        rule, path = (preview(finding[key], MAX_NAME_LENGTH) for key in ("rule", "path"))
        yield f"{rule} at {path or 'the root'}"


def _accepted(case: Case, observation: Observation) -> str:
    if "warnings" in observation:
        return _accepted_with_warnings(_findings(observation["warnings"]))
    if "output" not in observation:
        return "accepted"
    outputs = case.expected.outputs if isinstance(case.expected, ExpectedOutcome) else None
    diff = _diff(outputs[0], observation["output"]) if outputs else ""
    return f"accepted with output {_json(observation['output'])}{diff}"


def _actual_step(result: Result) -> str:
    steps, index = result.observation["steps"], _failing_step(result)
    if index is None or index >= len(steps):
        return f"the call sequence ended after step {len(steps)}"
    step, expected = steps[index], result.case.expected
    expectation = expected.steps[index] if isinstance(expected, ExpectedSteps) else None
    if isinstance(expectation, Returns) and "returned" in step:
        return _describe_step(step) + _diff(expectation.value, step["returned"])
    return _describe_step(step)


def _describe_step(step: StepObservation) -> str:
    if "raised" in step:
        message = preview(step.get("message", ""), MAX_MESSAGE_LENGTH)
        return f"raised {preview(step['raised'], MAX_NAME_LENGTH)}" + (f" ({message})" if message else "")
    if "non_json" in step:
        return f"returned a value that is not JSON, of type {preview(step['non_json'], MAX_NAME_LENGTH)}"
    return f"returned {_json(step['returned'])}"


def _diff(expected: Json, actual: Json) -> str:
    """Return the lines that differ between two arrays or objects, each after a line break."""
    if not isinstance(expected, (dict, list)) or not isinstance(actual, (dict, list)):
        return ""
    from difflib import ndiff

    expected_lines, actual_lines = (
        json.dumps(value, indent=1, sort_keys=True).splitlines() for value in (expected, actual)
    )
    changes = [line.rstrip() for line in ndiff(expected_lines, actual_lines) if line[0] in "+-"]
    return "".join(f"\n{line[:MAX_JSON_WIDTH]}" for line in changes[:MAX_DIFF_LINES])
