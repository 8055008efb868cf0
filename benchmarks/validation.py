"""`validate_payload` of the reference against `iter_errors` of jsonschema, at level schema and at both levels."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from jsonschema import Draft202012Validator

import validated_payloads
from imagegen_reference import ImageGenTool, ValidationError
from ratio import Ratio, measure_alternately, print_table

PASSES = 4  # over all payloads per measurement; a single pass is so short that the state of the caches would matter


def ratios() -> Sequence[Ratio]:
    payloads = validated_payloads.payloads() * PASSES
    plain, strict = map(Draft202012Validator, validated_payloads.schemas())
    sides = [
        partial(_reference_at_schema, payloads),
        partial(_jsonschema, payloads, plain.iter_errors),
        partial(_reference, payloads),
        partial(_jsonschema, payloads, strict.iter_errors),
    ]
    at_schema, with_plain, at_semantic, with_strict = measure_alternately(sides, rounds=15)
    return [
        Ratio("level schema : iter_errors, plain schema", at_schema, with_plain, 20, at_least=True),
        Ratio("validate_payload : iter_errors, strict schema", at_semantic, with_strict, 15, at_least=True),
    ]


# Two loops differ by an argument. Passing it as a parameter would add a function call that no other side has.
def _reference(payloads: list[Any]) -> float:
    start = time.perf_counter()
    for payload in payloads:
        try:
            ImageGenTool.validate_payload(payload)
        except ValidationError:  # as callers do; a context manager would add to our time
            continue
    return (time.perf_counter() - start) / len(payloads)


def _reference_at_schema(payloads: list[Any]) -> float:
    start = time.perf_counter()
    for payload in payloads:
        try:
            ImageGenTool.validate_payload(payload, level="schema")
        except ValidationError:
            continue
    return (time.perf_counter() - start) / len(payloads)


def _jsonschema(payloads: list[Any], iter_errors: Callable[[Any], Any]) -> float:
    start = time.perf_counter()
    for payload in payloads:
        list(iter_errors(payload))
    return (time.perf_counter() - start) / len(payloads)


if __name__ == "__main__":
    print_table(ratios())
    print(validated_payloads.summary())
