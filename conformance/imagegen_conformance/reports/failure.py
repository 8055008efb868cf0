"""One failure, told so that whoever reads it can mend it: what was sent, wanted and came, and who says so."""

from __future__ import annotations

import json
from collections.abc import Iterator

from imagegen_conformance.cases import Answer, Case, Script
from imagegen_conformance.json_value import Json, dumps
from imagegen_conformance.observation import Observation, StepObservation
from imagegen_conformance.runner import Result

__all__ = ["describe_failure", "describe_request", "headline"]

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
        ("sent", describe_request(case)),
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


def describe_request(case: Case) -> str:
    """What the implementation was given."""
    operation, content = case.request
    if operation == "call":
        return f"construct {_short(content['construct'])}, then {len(content['steps'])} steps"
    how = {"parse": "to parse", "parse-text": "as text, to parse", "validate": "to validate"}[operation]
    return f"{_short(content)} ({how})"


def _wanted(case: Case, result: Result) -> str:
    if isinstance(case.expected, Script):
        index = _failing_step(result)
        if index is None:
            return "every step as told"
        return f"step {index + 1}, {_call(case, index)}: {_told(case.expected.steps[index])}"
    return " or ".join(_legal(case.expected))


def _legal(answer: Answer) -> Iterator[str]:
    if answer.rejected:
        reasons = " or ".join(f"{reason.rule} at {reason.path or 'the top'}" for reason in answer.reasons)
        yield f"refused for {reasons}" if reasons else "refused"
    if answer.accepted and answer.outputs is None:
        yield "accepted"
    elif answer.accepted:
        yield from (f"accepted, giving back {_short(output)}" for output in answer.outputs or ())


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
    parts = [_short(arg) for arg in step.get("args", ())] + list(step.get("with", ()))
    parts += [f"{key}={_short(value)}" for key, value in step.get("keywords", {}).items()]
    return f"{step.get('on', 'tool')}.{step['call']}({', '.join(parts)})"


def _failing_step(result: Result) -> int | None:
    at = result.verdict.at
    return int(at.removeprefix("/steps/")) if at and at.startswith("/steps/") else None


def _came(case: Case, result: Result) -> str:
    observation = result.observation
    outcome = observation["outcome"]
    if outcome == "called":
        return _step_came(observation, _failing_step(result))
    if outcome == "rejected":
        given = "".join(f"\n{r['rule']} at {r['path'] or 'the top'}" for r in observation.get("reasons", ()))
        return f"refused: {_visible(observation.get('message', ''))}{given}"
    if outcome == "accepted":
        if "output" not in observation:
            return "accepted"
        return f"accepted, giving back {_short(observation['output'])}{_diff(case, observation['output'])}"
    return f"{outcome}: {_visible(observation['message'])}"


def _step_came(observation: Observation, index: int | None) -> str:
    steps = observation["steps"]
    if index is None or index >= len(steps):
        return f"the script ended after step {len(steps)}"
    return _step(steps[index])


def _step(done: StepObservation) -> str:
    if "raised" in done:
        return f"raised {done['raised']} ({done.get('message', '')})"
    return f"gave a {done['opaque']}" if "opaque" in done else f"gave {_short(done['returned'])}"


def _diff(case: Case, output: Json) -> str:
    expected = case.expected
    if not isinstance(expected, Answer) or not expected.outputs:
        return ""
    from difflib import ndiff

    wanted, came = (
        json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True).splitlines()
        for value in (expected.outputs[0], output)
    )
    changes = [line.rstrip() for line in ndiff(wanted, came) if line[0] in "+-"]
    return "".join(f"\n{line[:WIDEST]}" for line in changes[:20])
