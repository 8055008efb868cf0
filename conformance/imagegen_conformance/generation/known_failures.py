"""Known failures: what the failing cases of the corpus say about the causes of failures of generated cases.

The failure of a generated case is known if a case of the corpus fails in the same way:

* An output is wrong at the same member of the payload. All unknown keys are the same member.
* A payload that breaks the same rule is accepted, or is rejected for a wrong reason, too.
* A payload is rejected, or an error occurs, and the generated payload has all its members.
* Payloads with the same culprits are rejected, or lead to errors, and the generated case passes without the culprits.
* A step is wrong that calls the same method with the same key, or returns the same wrong member.

A member is a culprit if a payload with it fails, and the corpus has a case of the same payload without it which passes.

A method is avoided if most call sequences of the corpus that use it fail, and a field if its plain case fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from imagegen_conformance.corpus.cases import Case, ExpectedSteps
from imagegen_conformance.corpus.step_expectations import Returns
from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.jsonlib.difference import difference, equal
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json, canonical
from imagegen_conformance.results.result import Result

__all__ = ["Failure", "KnownFailures"]
OUTPUT_FAILURES: Final = frozenset({"wrong-output", "modified-input"})
RULE_FAILURES: Final = frozenset({"wrongly-accepted", "wrong-reason", "wrong-warnings"})
AVOIDED_SHARE: Final = 0.5  # of the call sequences with a method: if more of them fail, the method is avoided
SMALL: Final = 4  # members of a payload in which culprits are looked for
UNKNOWN_KEY: Final = "*"
Symptom: TypeAlias = tuple[str, ...]
StillFails: TypeAlias = Callable[[frozenset[str]], bool]
"""Returns whether a generated case still fails without some members of its payload."""


class Failure(NamedTuple):
    """A failure of a case, whether it occurred in this run or is listed as expected.

    Attributes:
        case: The case.
        kind: The kind of the failure.
        pointer: The place of the failure, or None.
        result: The result, or None if the failure is only listed.
    """

    case: Case
    kind: str
    pointer: str | None
    result: Result | None = None

    @classmethod
    def of(cls, result: Result) -> Failure:
        """Return the failure of a result."""
        verdict = result.verdict
        return cls(result.case, verdict.failure or verdict.result, verdict.pointer, result)


class KnownFailures:
    """The failures of the cases of the corpus.

    Args:
        failures: The failures.
        cases: The cases of the corpus.
        fields: The fields of the tool.
        plain_cases: The ids of the source cases of the plain cases of each field.

    Attributes:
        avoided_methods: The methods that call sequences do not use.
        avoided_fields: The fields whose plain cases fail, which payloads do not have.
    """

    def __init__(
        self,
        failures: Iterable[Failure],
        cases: Iterable[Case],
        fields: Collection[str],
        plain_cases: Mapping[str, Collection[str]],
    ) -> None:
        self._fields = fields
        self._cases = list(cases)
        self._culprits_by_symptom: dict[Symptom, frozenset[str]] = {}
        self._symptoms: set[Symptom] = set()
        self._payloads: list[tuple[Symptom, dict[str, Json]]] = []
        failing_calls: list[Case] = []
        failing_sources: set[str] = set()
        for failure in failures:
            failing_sources.add(failure.case.source_id)
            if failure.case.request.operation == "call":
                failing_calls.append(failure.case)
            symptom = self._symptom(failure)
            if symptom is not None:
                self._symptoms.add(symptom)
            elif isinstance(failure.case.request.content, dict):
                self._payloads.append((_general_symptom(failure), _members(failure.case.request.content)))
        self.avoided_fields = frozenset(
            field for field, source_ids in plain_cases.items() if not failing_sources.isdisjoint(source_ids)
        )
        self.avoided_methods = frozenset(_avoided_methods(failing_calls, self._cases))

    def explain(self, result: Result, still_fails: StillFails) -> bool:
        """Return whether the failure of a generated case is known.

        Args:
            result: The result of the case.
            still_fails: Returns whether the case still fails without some members of its payload.
        """
        failure = Failure.of(result)
        symptom = self._symptom(failure)
        if symptom is not None and (symptom in self._symptoms or failure.case.request.operation == "call"):
            return symptom in self._symptoms
        payload = failure.case.request.content
        general = _general_symptom(failure)
        payloads = [members for known, members in self._payloads if known == general]
        if not isinstance(payload, dict):
            return bool(payloads)
        if any(_contains(payload, members) for members in payloads):
            return True
        culprits = self._culprits(general).intersection(payload)
        return bool(culprits) and not still_fails(culprits)

    def _culprits(self, symptom: Symptom) -> frozenset[str]:
        """Return the members without which small failing payloads pass."""
        if symptom not in self._culprits_by_symptom:
            failing = [members for known, members in self._payloads if known == symptom and len(members) <= SMALL]
            failing_texts = set(map(canonical, failing))
            passing_texts = {
                canonical(_members(case.request.content))
                for case in self._cases
                if case.request.operation == symptom[0]
                and isinstance(case.request.content, dict)
                and len(case.request.content) <= SMALL
            } - failing_texts
            self._culprits_by_symptom[symptom] = frozenset(
                key
                for members in failing
                for key in members
                if canonical({name: value for name, value in members.items() if name != key}) in passing_texts
            )
        return self._culprits_by_symptom[symptom]

    def _symptom(self, failure: Failure) -> Symptom | None:
        """Return what identifies the cause of a failure, if it does not depend on the whole payload."""
        operation = failure.case.request.operation
        if operation == "call":
            return ("call", failure.kind, *_failing_step(failure.result)) if failure.result is not None else None
        if failure.kind in RULE_FAILURES:
            return (operation, failure.kind, failure.case.requirement.id)
        if failure.kind in OUTPUT_FAILURES and failure.pointer is not None:
            tokens = parse_pointer(failure.pointer)
            member = "" if not tokens else tokens[0] if tokens[0] in self._fields else UNKNOWN_KEY
            return (_general_symptom(failure)[0], failure.kind, member)
        return None


def _general_symptom(failure: Failure) -> Symptom:
    operation = failure.case.request.operation
    return ("parse" if operation == "parse-text" else operation, failure.kind)


def _members(payload: Json) -> Json:
    """Return a payload without the right type."""
    is_object = isinstance(payload, dict)
    return {key: value for key, value in payload.items() if TOOL.get(key) != value} if is_object else payload


def _contains(payload: Mapping[str, Json], members: Mapping[str, Json]) -> bool:
    """Return whether a payload has some members."""
    return all(key in payload and equal(payload[key], value, exact=True) for key, value in members.items())


def _failing_step(result: Result) -> tuple[str, str]:
    """Return the method of the step that is wrong, and the key or the member of the result that it is about."""
    steps = result.case.request.content["steps"]
    tokens = parse_pointer(result.verdict.pointer or "")
    index = int(tokens[-1]) if tokens else len(steps)
    if index >= len(steps):
        return "", ""
    step, args = steps[index], steps[index].get("args", [])
    if args and isinstance(args[0], str):
        return step["method"], args[0]
    expected = result.case.expected.steps[index] if isinstance(result.case.expected, ExpectedSteps) else None
    observed = result.baseline.get("steps", [])
    if isinstance(expected, Returns) and index < len(observed) and "returned" in observed[index]:
        first = difference(expected.value, observed[index]["returned"], exact=True)
        return step["method"], first.path[0] if first is not None and first.path else ""
    return step["method"], ""


def _methods(case: Case) -> frozenset[str]:
    """Return the methods of a call sequence."""
    return frozenset(step["method"] for step in case.request.content["steps"])


def _avoided_methods(failing: Sequence[Case], cases: Iterable[Case]) -> Iterator[str]:
    """Yield the methods that explain most failures of call sequences, in their order."""
    if not failing:
        return
    totals = Counter(method for case in cases if case.request.operation == "call" for method in _methods(case))
    remaining = [_methods(case) for case in failing]
    while remaining:
        counts = Counter(method for methods in remaining for method in methods)
        method = max(counts, key=lambda name: counts[name] / totals[name])
        if counts[method] <= AVOIDED_SHARE * totals[method]:
            return
        yield method
        remaining = [methods for methods in remaining if method not in methods]
