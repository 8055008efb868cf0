"""The judge: a pure function from a case and an observation to a verdict.

| outcome | pass | fail |
|---|---|---|
| accepted | acceptance is permitted, and the output or the warnings are as expected | wrongly-accepted, wrong-output, wrong-warnings |
| rejected | rejection is permitted, and the reported reasons are right | wrongly-rejected, wrong-reason |
| completed | each step is as expected | wrong-step |
| not-applicable | never: the verdict is not-applicable, if only the `type` of a payload is at fault or a text is not JSON | wrongly-not-applicable |
| inconsistent | never | variant-mismatch; flaky if the request was repeated unchanged |
| unsupported | never: the verdict is unsupported | never |
| error, or an outcome that the request cannot have | never: the verdict is error | never |

A case that passes otherwise fails with modified-input if the implementation modified the payload that it received.
"""  # noqa: E501 - a table

from __future__ import annotations

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding
from imagegen_conformance.corpus.step_expectations import ALL_ALTERNATIVES
from imagegen_conformance.jsonlib.difference import difference
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json, canonical, is_json
from imagegen_conformance.judging.observation import REPEATED, Observation, StepObservation
from imagegen_conformance.judging.reported_reasons import ReportedReasons
from imagegen_conformance.judging.verdict import PASS, Verdict

__all__ = ["is_consistent", "judge"]
_ERROR = Verdict("error", "error")
_UNSUPPORTED = Verdict("unsupported", "unsupported")
_NOT_APPLICABLE = Verdict("not-applicable")
_FLAKY = Verdict("flaky", "flaky")
_TYPE_RULES = frozenset({"type.required", "type.value"})
_KEYS_WITH_MESSAGES = frozenset({"steps", "reasons", "warnings"})  # the keys of observations whose values have messages
_STEP_RESULTS = frozenset({"returned", "non_json", "raised"})


def judge(case: Case, observation: Observation) -> Verdict:
    """Return the verdict on an observation of a case.

    Raises:
        KeyError, TypeError, AttributeError: The observation does not have the shape that its type describes.
    """
    outcome = observation["outcome"]
    if outcome == "unsupported":
        return _UNSUPPORTED
    if outcome == "inconsistent":
        return _judge_inconsistent(case, observation)
    if outcome == "not-applicable":
        return _NOT_APPLICABLE if _may_be_not_applicable(case) else Verdict("fail", "wrongly-not-applicable")
    verdict = _judge_outcome(case, observation)
    if verdict is PASS and observation.get("modified_input"):
        return Verdict("fail", "modified-input")
    return verdict


def is_consistent(case: Case, variation: str, baseline: Observation, variant: Observation) -> bool:
    """Return whether the observations of two requests that differ by `variation` agree.

    The observations of a repeated request must be equal except for messages, which may contain times or addresses. An
    equivalent request must get the same verdict, unless the implementation does not support it.
    """
    if variation == REPEATED:
        return canonical(_without_messages(baseline)) == canonical(_without_messages(variant))
    return variant["outcome"] == "unsupported" or judge(case, baseline)[:2] == judge(case, variant)[:2]


def _judge_outcome(case: Case, observation: Observation) -> Verdict:
    if isinstance(case.expected, ExpectedSteps):
        return _judge_call_sequence(case.expected, observation)
    if observation["outcome"] == "accepted":
        return _judge_accepted(case.expected, observation)
    if observation["outcome"] == "rejected":
        return _judge_rejected(case.expected, observation)
    return _ERROR


def _may_be_not_applicable(case: Case) -> bool:
    """Return whether there are implementations that the question of a case does not concern.

    These are objects that set the `type` themselves, so that they never have another, and gateways that forward a text
    without reading it: they need not notice that it is not JSON.
    """
    (operation, content), expected = case.request, case.expected
    if operation == "parse-text":
        return not is_json(content)
    if operation != "validate" or not isinstance(expected, ExpectedOutcome) or not expected.rejected:
        return False
    if not isinstance(content, dict) or content.get("type") == "image_generation":
        return False
    return all(reason.rule in _TYPE_RULES or reason.path == "/type" for reason in expected.reasons)


def _without_messages(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            key: _without_messages(item) if key in _KEYS_WITH_MESSAGES else item
            for key, item in value.items()
            if key != "message"
        }
    return [_without_messages(item) for item in value] if isinstance(value, list) else value


def _judge_inconsistent(case: Case, observation: Observation) -> Verdict:
    variation, baseline, variant = observation["variation"], observation["baseline"], observation["variant"]
    if is_consistent(case, variation, baseline, variant):
        return _ERROR
    if variation == REPEATED:
        return _FLAKY
    verdict = judge(case, baseline)
    return Verdict("fail", "variant-mismatch") if verdict.result in ("pass", "not-applicable") else verdict


def _judge_accepted(expected: ExpectedOutcome, observation: Observation) -> Verdict:
    if not expected.accepted:
        return Verdict("fail", "wrongly-accepted")
    if expected.warnings is not None:
        return _judge_warnings(expected.warnings, observation)
    if expected.outputs is not None:
        return _judge_output(expected.outputs, observation)
    return PASS


def _judge_warnings(expected: tuple[Finding, ...], observation: Observation) -> Verdict:
    """Return the verdict on warnings. An implementation that does not report warnings is not judged on them."""
    if "warnings" not in observation:
        return _UNSUPPORTED
    if type(observation["warnings"]) is not list:
        return _ERROR
    actual = {(warning["path"], warning["rule"]) for warning in observation["warnings"]}
    unmatched = sorted(actual.symmetric_difference(expected))
    return Verdict("fail", "wrong-warnings", unmatched[0][0]) if unmatched else PASS


def _judge_output(permitted: tuple[Json, ...], observation: Observation) -> Verdict:
    """Return the verdict on an output. A wrong output is compared with the first permitted one to find the place."""
    if "output" not in observation:
        return _ERROR
    actual = observation["output"]
    first = None
    for output in permitted:
        current = difference(output, actual, exact=False)
        if current is None:
            return PASS
        first = first or current
    return Verdict("fail", "wrong-output", first.pointer if first else "")


def _judge_rejected(expected: ExpectedOutcome, observation: Observation) -> Verdict:
    if not expected.rejected:
        return Verdict("fail", "wrongly-rejected")
    reasons = observation.get("reasons", [])
    if type(reasons) is not list:
        return _ERROR
    if not expected.reasons or not reasons:
        return PASS
    mistake = ReportedReasons(expected, reasons).mistake
    return PASS if mistake is None else Verdict("fail", "wrong-reason", mistake)


def _judge_call_sequence(expected: ExpectedSteps, observation: Observation) -> Verdict:
    if observation["outcome"] == "completed":
        return _judge_steps(expected, observation["steps"])
    if observation["outcome"] == "rejected":  # by the constructor
        return Verdict("fail", "wrongly-rejected")
    return _ERROR


def _judge_steps(expected: ExpectedSteps, steps: list[StepObservation]) -> Verdict:
    """Return the verdict on the first step after which no alternative agrees with the steps so far."""
    alternatives = ALL_ALTERNATIVES
    for index, (expectation, step) in enumerate(zip(expected.steps, steps)):  # noqa: B905 - the lengths are compared below
        if type(step) is not dict or step.keys().isdisjoint(_STEP_RESULTS):
            return Verdict("error", "error", _step_pointer(index))
        alternatives = alternatives.intersection(expectation.matches(step))
        if alternatives.is_empty:
            return Verdict("fail", "wrong-step", _step_pointer(index))
    if len(steps) != len(expected.steps):
        return Verdict("error", "error", _step_pointer(len(steps)))
    return PASS


def _step_pointer(index: int) -> str:
    return format_pointer(("steps", index))
