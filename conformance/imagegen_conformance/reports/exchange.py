"""The exchange of a failing case: the request, the permitted outcomes and the observation, as texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps
from imagegen_conformance.corpus.step_expectations import Raises, Returns, StepExpectation, Succeeds
from imagegen_conformance.jsonlib.long_texts import name_long_texts
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import REPEATED, Observation, StepObservation
from imagegen_conformance.reports.differences import describe_differences
from imagegen_conformance.reports.layout import NO_BREAK_SPACE
from imagegen_conformance.reports.long_texts import JSON_STRING, insert_summaries
from imagegen_conformance.results.result import Result
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, describe_pointer, escape_control_characters, preview

__all__ = ["VARIATION_LABELS", "Exchange", "describe_exchange", "failing_step"]

VARIATION_LABELS = {
    REPEATED: "sent again",
    "text": "sent as JSON text",
    "reversed": "sent with its keys in reverse order",
    "escaped": "sent as JSON text with every character escaped",
    "spaced": "sent as JSON text with other white space",
    "renumbered": "sent as JSON text with fractions in scientific notation",
}
OPERATION_LABELS = {"parse": "to parse", "parse-text": "JSON text to parse", "validate": "to validate"}
WITHOUT_TARGET = frozenset({"construct", "literal", "make-iterator", "read-only-mapping"})
PARSED_INSTEAD = "to parse, because the capability validate is not announced"
EXPECTATION_LABELS = {
    "returns": "returns",
    "returns_unordered": "returns, in any order,",
    "returns_one_of": "returns one of",
}
MAX_JSON_LENGTH = 160  # characters of one JSON value
MAX_STRING_LENGTH = 60  # characters of one string in it, so that the keys behind it are shown
MAX_FINDINGS = 20  # findings of one rejection or acceptance
MAX_NAME_LENGTH = 80  # characters of a name that an implementation reports
Differences: TypeAlias = tuple[str, ...]


class Exchange(NamedTuple):
    """What an implementation received, what it should have done, and what it did. A text can have several lines.

    Attributes:
        sent: The request; of a call sequence, the steps up to the failing one.
        expected: The permitted outcomes.
        actual: The observation.
        differences: The places at which the output differs from the expected one, in one line each.
    """

    sent: str
    expected: str
    actual: str
    differences: Differences = ()

    def without_layout(self) -> Exchange:
        """Return the texts with ordinary spaces at the places where the terminal breaks no line."""
        sent, expected, actual = (text.replace(NO_BREAK_SPACE, " ") for text in self[:3])
        return Exchange(sent, expected, actual, tuple(text.replace(NO_BREAK_SPACE, " ") for text in self.differences))


def describe_exchange(result: Result, *, can_validate: bool = True) -> Exchange:
    """Return the exchange of a result that is not a pass.

    Args:
        result: The result.
        can_validate: Whether a request to validate was sent as such, and not as a request to parse.
    """
    step = failing_step(result)
    actual, differences = _actual(result)
    return Exchange(
        _sent(result.case, step, can_validate=can_validate), _expected(result.case, step), actual, differences
    )


def _json(value: Json) -> str:
    """Return JSON of bounded length, with readable characters unescaped. Only its structure has spaces to break at."""
    named, long_texts = name_long_texts(value)
    text = json.dumps(named, ensure_ascii=False)
    if not text.isprintable():
        text = json.dumps(named)
    shortened = text if isinstance(value, str) else JSON_STRING.sub(_shorten_string, text)
    if len(shortened) > MAX_JSON_LENGTH:
        shortened = f"{shortened[: MAX_JSON_LENGTH - 1]}…"
    length = "" if shortened == text else f" ({len(json.dumps(value, ensure_ascii=False))} characters)"
    unbroken = JSON_STRING.sub(lambda string: string[0].replace(" ", NO_BREAK_SPACE), shortened)
    return insert_summaries(unbroken, long_texts) + length


def _shorten_string(match: re.Match[str]) -> str:
    string = match[0]
    return string if len(string) <= MAX_STRING_LENGTH else f'{string[: MAX_STRING_LENGTH - 2]}…"'


def failing_step(result: Result) -> int | None:
    """Return the index of the failing step of a call sequence, or None if no step of it fails."""
    pointer = result.verdict.pointer
    return int(pointer.removeprefix("/steps/")) if pointer and pointer.startswith("/steps/") else None


def _sent(case: Case, last_step: int | None, *, can_validate: bool) -> str:
    """Return what the implementation received; of a call sequence, the steps up to the failing one."""
    operation, content = case.request
    if operation != "call":
        label = OPERATION_LABELS[operation] if operation != "validate" or can_validate else PARSED_INSTEAD
        return f"{_json(content)} ({label})"
    steps = content["steps"] if last_step is None else content["steps"][: last_step + 1]
    lines = [f"construct({_arguments(content['construct'])})"]
    lines += (f"{number}. {_call(step)}" for number, step in enumerate(steps, 1))
    return "\n".join(lines)


def _call(step: dict[str, Json]) -> str:
    target = "" if step["method"] in WITHOUT_TARGET else f"{step.get('target', 'tool')}."
    assignment = f"{step['save_as']} = " if "save_as" in step else ""
    return f"{assignment}{target}{step['method']}({_arguments(step)})"


def _arguments(call: dict[str, Json]) -> str:
    positional = [_json(argument) for argument in call.get("args", ())] + list(call.get("object_args", ()))
    return ", ".join([*positional, *(f"{key}={_json(value)}" for key, value in call.get("kwargs", {}).items())])


def _expected(case: Case, last_step: int | None) -> str:
    if isinstance(case.expected, ExpectedOutcome):
        return ", or ".join(_permitted_outcomes(case.expected))
    if last_step is None or last_step >= len(case.expected.steps):
        return "every step as expected"
    return f"step {last_step + 1} {_describe_expectation(case.expected.steps[last_step])}"


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


def _actual(result: Result) -> tuple[str, Differences]:
    observation = result.observation
    if observation["outcome"] != "inconsistent":
        return _single_actual(result)
    baseline, variant = (
        "\n".join((text, *differences))
        for text, differences in (
            _single_actual(Result.judge(result.case, single))
            for single in (observation["baseline"], observation["variant"])
        )
    )
    return f"{baseline}\n{VARIATION_LABELS[observation['variation']]}: {variant}", ()


def _single_actual(result: Result) -> tuple[str, Differences]:
    """Return what the implementation did with one request, and the differences from the expected output."""
    observation = result.observation
    outcome = observation["outcome"]
    if result.verdict.failure == "modified-input":
        return f"{outcome}, and the implementation modified the payload that it received", ()
    if outcome == "completed":
        return _actual_step(result)
    if outcome == "accepted":
        return _accepted(result.case, observation)
    message = preview(observation.get("message", ""), MAX_MESSAGE_LENGTH)
    lines = [f"{outcome}: {message}" if message else outcome, *_findings(observation.get("reasons", ()))]
    return "\n".join(lines), ()


def _findings(findings: Iterable[dict[str, str]]) -> Iterator[str]:
    listed = list(findings)
    for finding in listed[:MAX_FINDINGS]:
        rule, place = preview(finding["rule"], MAX_NAME_LENGTH), describe_pointer(finding["path"], MAX_NAME_LENGTH)
        yield f"{rule or 'a reason'} at {place}"
    if len(listed) > MAX_FINDINGS:
        yield f"and {len(listed) - MAX_FINDINGS} more"


def _accepted(case: Case, observation: Observation) -> tuple[str, Differences]:
    if "warnings" in observation:
        return _accepted_with_warnings(_findings(observation["warnings"])), ()
    if "output" not in observation:
        return "accepted", ()
    output, outputs = observation["output"], case.expected.outputs if isinstance(case.expected, ExpectedOutcome) else ()
    differences = [_differences(permitted, output, exact=False) for permitted in outputs or ()]
    # The differences from the most similar of the permitted outputs.
    return f"accepted with output {_json(output)}", min(differences, key=len, default=())


def _actual_step(result: Result) -> tuple[str, Differences]:
    steps, index = result.observation["steps"], failing_step(result)
    if index is None or index >= len(steps):
        return f"the call sequence ended after step {len(steps)}", ()
    step, expected = steps[index], result.case.expected
    expectation = expected.steps[index] if isinstance(expected, ExpectedSteps) else None
    if isinstance(expectation, Returns) and "returned" in step:
        return _describe_step(step), _differences(expectation.value, step["returned"], exact=True)
    return _describe_step(step), ()


def _describe_step(step: StepObservation) -> str:
    if "raised" in step:
        message = preview(step.get("message", ""), MAX_MESSAGE_LENGTH)
        return f"raised {preview(step['raised'], MAX_NAME_LENGTH)}" + (f" ({message})" if message else "")
    if "non_json" in step:
        return f"returned a value that is not JSON, of type {preview(step['non_json'], MAX_NAME_LENGTH)}"
    return f"returned {_json(step['returned'])}"


def _differences(expected: Json, actual: Json, *, exact: bool) -> Differences:
    """Return the places at which an actual value differs from the expected one."""
    return tuple(describe_differences(expected, actual, _json, exact=exact))
