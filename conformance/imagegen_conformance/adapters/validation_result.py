"""The result of a validation, in the forms in which validators return it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import GeneratorType
from typing import Any, NamedTuple, TypeAlias

from imagegen_conformance.adapters.documented_rules import warning_rules
from imagegen_conformance.adapters.findings import finding_of, reasons_of
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, describe_exception, preview

__all__ = ["InvalidResultError", "ValidationResult", "interpret"]

_EXPECTED = (
    "Raise an exception, or return False or a list of errors to reject the payload; return None, True or an empty list "
    "to accept it."
)
_EXPECTED_ITEMS = (
    "Return a list of strings, of exceptions, or of findings: objects or mappings with path, a JSON Pointer, and rule."
)
_IsRejection: TypeAlias = Callable[[BaseException], bool]


class InvalidResultError(Exception):
    """A validator returned a value that is neither an acceptance nor a rejection."""


class ValidationResult(NamedTuple):
    """The acceptance or the rejection of a payload.

    Attributes:
        accepted: Whether the payload was accepted.
        message: The message of a rejection.
        findings: The reasons of a rejection, or the warnings of an acceptance; None if a validator that accepted
            the payload does not report warnings.
    """

    accepted: bool
    message: str = ""
    findings: list[dict[str, str]] | None = None


def interpret(returned: Any, is_rejection: _IsRejection, *, reports_warnings: bool = False) -> ValidationResult:
    """Return the meaning of a value that a validator returned.

    A non-empty list rejects the payload, unless each of its items is a finding whose rule only warns. An empty list
    accepts it.

    Args:
        returned: The value; an iterator is a list.
        is_rejection: Returns whether an exception in a list is a rejection. Other exceptions are errors.
        reports_warnings: Whether an empty list means that there are no warnings. If not, it says nothing about them.

    Raises:
        InvalidResultError: The value has another form, such as a list of numbers or a pair.
    """
    if returned is None or returned is True:
        return ValidationResult(accepted=True)
    if returned is False:
        return ValidationResult(accepted=False, message="validate returned False")
    if isinstance(returned, tuple) and returned and isinstance(returned[0], bool):
        problem = "validate returned a tuple that begins with a boolean"
        raise InvalidResultError(f"{problem}. Return the boolean or the list of errors alone.")
    if isinstance(returned, (list, tuple, GeneratorType)):
        return _interpret_list(list(returned), is_rejection, reports_warnings=reports_warnings)
    raise InvalidResultError(f"validate returned a value of type {type(returned).__name__}. {_EXPECTED}")


def _interpret_list(items: list[Any], is_rejection: _IsRejection, *, reports_warnings: bool) -> ValidationResult:
    if not items:
        return ValidationResult(accepted=True, findings=[] if reports_warnings else None)
    messages: list[str] = []
    findings: list[dict[str, str]] = []
    for item in items:
        if isinstance(item, BaseException) and not is_rejection(item):
            raise InvalidResultError(f"validate returned an exception that is no rejection: {describe_exception(item)}")
        item_findings = reasons_of(item) if isinstance(item, BaseException) else _item_findings(item)
        if not item_findings:
            messages.append(_item_message(item))
        findings += item_findings
    reasons = [finding for finding in findings if finding["rule"] not in warning_rules()]
    if not messages and not reasons:
        return ValidationResult(accepted=True, findings=findings)
    message = "; ".join([*messages, *map(_describe_reason, reasons)])
    return ValidationResult(accepted=False, message=preview(message, MAX_MESSAGE_LENGTH), findings=reasons)


def _describe_reason(reason: dict[str, str]) -> str:
    text = reason["message"] or reason["rule"]
    return f"{reason['path']}: {text}" if reason["path"] else text


def _item_findings(item: Any) -> list[dict[str, str]]:
    """Return the finding of an item of a list, or nothing for a message without a place."""
    finding = finding_of(item)
    if finding is not None:
        return [finding]
    if isinstance(item, str) or (isinstance(item, Mapping) and isinstance(item.get("msg"), str)):
        return []
    problem = f"validate returned a list with an item of type {type(item).__name__}"
    raise InvalidResultError(f"{problem}. {_EXPECTED_ITEMS}")


def _item_message(item: Any) -> str:
    if isinstance(item, BaseException):
        return describe_exception(item)
    return str(item["msg"] if isinstance(item, Mapping) else item)
