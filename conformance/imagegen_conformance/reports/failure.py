"""One failure, told so that whoever reads it can mend it: what was sent, wanted and came, and who says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from imagegen_conformance.cases import Answer, Case, Script
from imagegen_conformance.json_value import Json, dumps
from imagegen_conformance.judge import judge
from imagegen_conformance.observation import Observation, StepObservation
from imagegen_conformance.runner import Result
from imagegen_conformance.variants import WORDS

__all__ = ["describe_failure", "headline"]

WIDEST = 160  # characters of JSON on one line; what is longer is cut in the middle


def headline(result: Result) -> str:
    """Verdict, case and kind of failure in one line."""
    verdict = result.verdict
    place = f" at {verdict.at}" if verdict.at else ""
    how = f": {verdict.failure}{place}" if verdict.failure not in {None, verdict.result} else ""
    return f"{verdict.result.upper()} {result.case.id} [{result.case.level}, {result.case.strength}]{how}"


def describe_failure(result: Result, alone: str) -> str:
    """Several lines; `alone` is the command that runs this case and no other."""
    case = result.case
    fields = [
        ("case", case.description),
        ("sent", _sent(case, _failing_step(result))),
        ("wanted", _wanted(case, result)),
        ("came", _came(case, result)),
        ("rule", f"{case.requirement.id}: {case.requirement.statement}"),
        ("source", "; ".join(map(str, case.requirement.sources))),
        ("alone", alone),
    ]
    if case.why:
        fields.insert(5, ("why", case.why))
    return "\n".join([headline(result), *(_field(name, text) for name, text in fields)])


def _field(name: str, text: str) -> str:
    return f"  {name:<7} {text}".replace("\n", "\n" + " " * 10).rstrip()


def _short(value: Json) -> str:
    # Written as people do, but for what cannot be seen or printed.
    text = json.dumps(value, ensure_ascii=False)
    if not text.isprintable():
        text = dumps(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST // 2]} … {text[-WIDEST // 2 :]} ({len(text)} characters)"


def _visible(text: str) -> str:
    """What an implementation said; its control characters are not for the reader's terminal."""
    return text if text.isprintable() else dumps(text)


def _sent(case: Case, last: int | None) -> str:
    """What the implementation was given; of a script, the steps up to the one that failed."""
    operation, content = case.request
    if operation == "call":
        steps = range(len(content["steps"]) if last is None else last + 1)
        construct = f"construct({_arguments(content['construct'])})"
        return "\n".join([construct, *(f"{index + 1}. {_call(case, index)}" for index in steps)])
    how = {"parse": "to parse", "parse-text": "as text, to parse", "validate": "to validate"}[operation]
    return f"{_short(content)} ({how})"


def _wanted(case: Case, result: Result) -> str:
    if isinstance(case.expected, Script):
        index = _failing_step(result)
        if index is None:
            return "every step as told"
        return f"step {index + 1} {_told(case.expected.steps[index])}"
    return " or ".join(_legal(case.expected))


def _legal(answer: Answer) -> Iterator[str]:
    if answer.rejected:
        reasons = " or ".join(map(str, answer.reasons))
        yield f"refused for {reasons}" if reasons else "refused"
    if answer.warnings is not None:
        yield "accepted" + _warnings(map(str, answer.warnings))
    elif answer.accepted and answer.outputs is None:
        yield "accepted"
    elif answer.accepted:
        yield from (f"accepted, giving back {_short(output)}" for output in answer.outputs or ())


def _warnings(told: Iterable[str]) -> str:
    return f", warning of {' and '.join(told) or 'nothing'}"


def _told(step: dict[str, Json]) -> str:
    for key, words in (
        ("returns", "gives "),
        ("returns_unordered", "gives, in any order, "),
        ("returns_one_of", "gives one of "),
        ("raises", "raises "),
    ):
        if key in step:
            return words + _short(step[key])
    return "succeeds"


def _call(case: Case, index: int) -> str:
    step = case.request.content["steps"][index]
    target = "" if step["call"] in {"construct", "value"} else f"{step.get('on', 'tool')}."
    kept = f"{step['as']} = " if "as" in step else ""
    return f"{kept}{target}{step['call']}({_arguments(step)})"


def _arguments(call: dict[str, Json]) -> str:
    parts = [_short(arg) for arg in call.get("args", ())] + list(call.get("with", ()))
    return ", ".join([*parts, *(f"{key}={_short(value)}" for key, value in call.get("keywords", {}).items())])


def _failing_step(result: Result) -> int | None:
    at = result.verdict.at
    return int(at.removeprefix("/steps/")) if at and at.startswith("/steps/") else None


def _came(case: Case, result: Result) -> str:
    observation = result.observation
    if observation["outcome"] != "varied":
        return _answered(case, result)
    first, other = (_answered(case, _alike(result, answer)) for answer in (observation["first"], observation["other"]))
    return f"{first}\n{WORDS[observation['how']]}: {other}"


def _answered(case: Case, result: Result) -> str:
    observation = result.observation
    outcome = observation["outcome"]
    if outcome == "called":
        return _step_came(case, observation, _failing_step(result))
    if outcome == "rejected":
        given = "".join(f"\n{r['rule']} at {r['path'] or 'the top'}" for r in observation.get("reasons", ()))
        return f"refused: {_visible(observation.get('message', ''))}{given}"
    if outcome == "accepted":
        if "warnings" in observation:
            return "accepted" + _warnings(f"{w['rule']} at {w['path'] or 'the top'}" for w in observation["warnings"])
        if "output" not in observation:
            return "accepted"
        outputs = case.expected.outputs if isinstance(case.expected, Answer) else None
        diff = _diff(outputs[0], observation["output"]) if outputs else ""
        return f"accepted, giving back {_short(observation['output'])}{diff}"
    return f"{outcome}: {_visible(observation['message'])}"


def _alike(result: Result, observation: Observation) -> Result:
    """One of two answers by itself."""
    return result._replace(observation=observation, verdict=judge(result.case, observation))


def _step_came(case: Case, observation: Observation, index: int | None) -> str:
    steps = observation["steps"]
    if index is None or index >= len(steps):
        return f"the script ended after step {len(steps)}"
    told = case.expected.steps[index] if isinstance(case.expected, Script) else {}
    diff = _diff(told["returns"], steps[index]["returned"]) if "returns" in told and "returned" in steps[index] else ""
    return _step(steps[index]) + diff


def _step(done: StepObservation) -> str:
    if "raised" in done:
        return f"raised {done['raised']} ({_visible(done.get('message', ''))})"
    return f"gave a {done['opaque']}" if "opaque" in done else f"gave {_short(done['returned'])}"


def _diff(wanted: Json, came: Json) -> str:
    """The lines that differ, where there is more than one line to compare."""
    if not isinstance(wanted, (dict, list)) or not isinstance(came, (dict, list)):
        return ""
    from difflib import ndiff

    before, after = (json.dumps(value, indent=1, sort_keys=True).splitlines() for value in (wanted, came))
    changes = [line.rstrip() for line in ndiff(before, after) if line[0] in "+-"]
    return "".join(f"\n{line[:WIDEST]}" for line in changes[:20])
