"""What anybody would write without a suite: call the reference, and compare with what is expected.

The bare loop and the parametrised tests share it, so that both do the least that answers the question.
"""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters import DocumentedClass
from imagegen_conformance.adapters.steps import play
from imagegen_conformance.cases import Answer, Case
from imagegen_conformance.difference import same
from imagegen_conformance.json_value import loads
from imagegen_reference import ImageGenTool, ValidationError

ADAPTER = DocumentedClass(ImageGenTool)


def ask(case: Case) -> tuple[bool, Any]:
    """Whether the reference did as expected, and what it did."""
    expected = case.expected
    if not isinstance(expected, Answer):
        done = play(ADAPTER, case.request.content)
        return all(map(_as_told, expected.steps, done)), done
    try:
        output = _call(*case.request)
    except ValidationError as error:
        reasons = [(broken.path, broken.rule) for broken in error.errors]
        as_expected = not expected.reasons or any(reason in expected.reasons for reason in reasons)
        return expected.rejected and as_expected, reasons
    except (ValueError, TypeError, AttributeError) as error:
        return expected.rejected, str(error)
    return expected.accepted and (expected.outputs is None or _among(expected.outputs, output)), output


def _call(operation: str, content: Any) -> Any:
    if operation == "validate":
        return ImageGenTool.validate_payload(content)
    return ImageGenTool(loads(content) if operation == "parse-text" else content).as_dict()


def _among(outputs: tuple[Any, ...], output: Any) -> bool:
    # Python's equality is quick, and enough but where numbers are compared as doubles.
    return output in outputs or any(same(wanted, output, exact=False) for wanted in outputs)


def _as_told(told: Any, done: Any) -> bool:
    if "raises" in told:
        return done.get("raised") in told["raises"]
    if "returns" in told:
        return bool(done.get("returned") == told["returns"])
    if "returns_unordered" in told:
        return len(told["returns_unordered"]) == len(done["returned"])
    return "raised" not in done
