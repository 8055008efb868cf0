"""The code that a project without a suite would write: call the reference, and compare the result.

The baseline loop and the parametrized tests share it, so that both do the minimum that decides whether a case passes.
"""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.connections.in_process.steps import run_steps
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.step_expectations import Raises, Returns, ReturnsUnordered, StepExpectation
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import loads
from imagegen_reference import ImageGenTool, ValidationError

ADAPTER = DocumentedClassAdapter(ImageGenTool)


def run_case(case: Case) -> tuple[bool, Any]:
    """Return whether the reference does what the case expects, and the actual result."""
    expected = case.expected
    if not isinstance(expected, ExpectedOutcome):
        content = case.request.content
        tool = ADAPTER.construct(*content["construct"].get("args", ()), **content["construct"].get("kwargs", {}))
        steps = run_steps(ADAPTER, tool, content["steps"])
        return all(map(_is_expected_step, expected.steps, steps)), steps
    try:
        output = _call(*case.request)
    except ValidationError as error:
        reasons = [(violation.path, violation.rule) for violation in error.errors]
        is_expected = not expected.reasons or any(reason in expected.reasons for reason in reasons)
        return expected.rejected and is_expected, reasons
    except (ValueError, TypeError, AttributeError) as error:
        return expected.rejected, str(error)
    return expected.accepted and (expected.outputs is None or _is_expected(expected.outputs, output)), output


def _call(operation: str, content: Any) -> Any:
    if operation == "validate":
        return ImageGenTool.validate_payload(content)
    return ImageGenTool(loads(content) if operation == "parse-text" else content).as_dict()


def _is_expected(outputs: tuple[Any, ...], output: Any) -> bool:
    # Python's equality is fast, and sufficient unless numbers are compared as doubles.
    return output in outputs or any(equal(expected, output, exact=False) for expected in outputs)


def _is_expected_step(expectation: StepExpectation, step: Any) -> bool:
    if isinstance(expectation, Raises):
        return step.get("raised") in expectation.names
    if isinstance(expectation, Returns):
        return bool(step.get("returned") == expectation.value)
    if isinstance(expectation, ReturnsUnordered):
        return len(expectation.value) == len(step["returned"])
    return "raised" not in step
