"""Changes of the errors that validation finds: some are ignored, added, or reported in another way.

An error is a tuple of the JSON Pointer, the rule, the actual value and the expected value in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Condition, ErrorMutation
from imagegen_conformance.mutation.transforms.sizes import SizeCondition, parse_size
from imagegen_conformance.mutation.transforms.values import same_type_and_value
from imagegen_reference.errors import Error

__all__ = [
    "accepting_falsy",
    "accepting_null",
    "accepting_sizes",
    "accepting_value",
    "as_payload_type_error",
    "at_field",
    "at_root",
    "ignoring_errors",
    "ignoring_errors_at",
    "keeping_errors",
    "null_as_wrong_quality",
    "rejecting",
    "reporting",
    "size_error_as_grammar_error",
    "skipping_rule",
    "with_unescaped_pointer",
    "without_empty_tokens",
    "wrapping_range",
]


# Errors that are ignored


def keeping_errors(_: Json, errors: list[Error]) -> list[Error]:
    """Return the errors as they are, for mutants with other model limits."""
    return errors


def ignoring_errors(condition: Callable[[Error], bool]) -> ErrorMutation:
    """Return a mutation that ignores the errors that fulfill a condition."""
    return lambda _, errors: [error for error in errors if not condition(error)]


def ignoring_errors_at(pointer: str) -> ErrorMutation:
    """Return a mutation that ignores the errors at a JSON Pointer, and inside the value there."""
    return ignoring_errors(lambda error: error[0] == pointer or error[0].startswith(f"{pointer}/"))


def skipping_rule(rule: str) -> ErrorMutation:
    """Return a mutation that does not check a rule."""
    return ignoring_errors(lambda error: error[1] == rule)


def accepting_value(field: str, value: Json) -> ErrorMutation:
    """Return a mutation that accepts an illegal value of a field."""
    return ignoring_errors(lambda error: error[0] == f"/{field}" and same_type_and_value(error[2], value))


def accepting_null(pattern: str) -> ErrorMutation:
    """Return a mutation that accepts null.

    Args:
        pattern: A JSON Pointer in which `*` stands for any token.
    """
    tokens = pattern.split("/")

    def is_null_at_pattern(error: Error) -> bool:
        actual = error[0].split("/")
        same_length = len(actual) == len(tokens)
        return (
            error[1] == "null.refused"
            and same_length
            and all(token in {"*", name} for token, name in zip(tokens, actual, strict=True))
        )

    return ignoring_errors(is_null_at_pattern)


def accepting_falsy(payload: Json, errors: list[Error]) -> list[Error]:
    """Accept every payload that is falsy."""
    return errors if payload else []


def wrapping_range(rule: str, bits: int, maximum: int) -> ErrorMutation:
    """Return a mutation that checks the range of a number only after it is wrapped around as an unsigned integer."""

    def is_in_range(error: Error) -> bool:
        return error[1] == rule and _wrapped(error[2], bits) <= maximum

    return ignoring_errors(is_in_range)


def _wrapped(value: Any, bits: int) -> int:
    return int(value) % int(2**bits)


def accepting_sizes(rule: str, condition: SizeCondition) -> ErrorMutation:
    """Return a mutation that does not check a rule on the sizes that fulfill a condition."""

    def mutate(payload: Json, errors: list[Error]) -> list[Error]:
        size = parse_size(payload)
        if size is None or not condition(*size):
            return errors
        return [error for error in errors if error[1] != rule]

    return mutate


# Errors that are added


def rejecting(rule: str, condition: Condition, pointer: str | None = None) -> ErrorMutation:
    """Return a mutation that rejects the payloads that fulfill a condition.

    Args:
        rule: The rule of the additional error.
        condition: Which payloads are rejected.
        pointer: The JSON Pointer of the additional error; by default the field at the start of the name of the rule.
    """
    field = rule.partition(".")[0]
    error: Error = (f"/{field}" if pointer is None else pointer, rule, None, "another payload")

    def mutate(payload: Json, errors: list[Error]) -> list[Error]:
        return [*errors, error] if isinstance(payload, Mapping) and condition(dict(payload)) else errors

    return mutate


# Errors that are reported in another way


def reporting(change: Callable[[Error], Error]) -> ErrorMutation:
    """Return a mutation that changes each error; the verdict stays correct."""
    return lambda _, errors: [change(error) for error in errors]


def at_root(error: Error) -> Error:
    """Report an error at the payload itself."""
    return ("", *error[1:])


def at_field(error: Error) -> Error:
    """Report an error inside a field at the field."""
    return ("/".join(error[0].split("/")[:2]), *error[1:])


def as_payload_type_error(error: Error) -> Error:
    """Report an error as a violation of `payload.type`."""
    return (error[0], "payload.type", *error[2:])


def null_as_wrong_quality(error: Error) -> Error:
    """Report a null as a violation of `quality.value`."""
    return (error[0], "quality.value" if error[1] == "null.refused" else error[1], *error[2:])


def size_error_as_grammar_error(error: Error) -> Error:
    """Report a violation of the size limits of a GPT image model as one of `size.grammar`."""
    return (error[0], "size.grammar" if error[1].startswith("size.gpt") else error[1], *error[2:])


def with_unescaped_pointer(error: Error) -> Error:
    """Report an error with a JSON Pointer whose tokens are not escaped."""
    return (error[0].replace("~1", "/").replace("~0", "~"), *error[1:])


def without_empty_tokens(error: Error) -> Error:
    """Report an error with a JSON Pointer without its empty tokens."""
    return (re.sub("/(?=/|$)", "", error[0]), *error[1:])
