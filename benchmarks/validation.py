"""`validate_payload` of the reference, and `iter_errors` of jsonschema: level schema, and all that there is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from jsonschema import Draft202012Validator

import mix
from figure import Figure, in_turns, show
from imagegen_reference import ImageGenTool, ValidationError

PASSES = 4  # over all payloads in a turn: one is so short that what ran before would count


def figures() -> Sequence[Figure]:
    payloads = mix.payloads() * PASSES
    plain, strict = map(Draft202012Validator, mix.schemas())
    sides = [
        partial(_reference_at_schema, payloads),
        partial(_jsonschema, payloads, plain.iter_errors),
        partial(_reference, payloads),
        partial(_jsonschema, payloads, strict.iter_errors),
    ]
    at_schema, of_plain, full, of_strict = in_turns(sides, rounds=15)
    return [
        Figure("level schema : iter_errors, plain schema", at_schema, of_plain, 20, at_least=True),
        Figure("validate_payload : iter_errors, strict schema", full, of_strict, 15, at_least=True),
    ]


# Two loops that differ by an argument: making it one would cost the reference a call that nobody else makes.
def _reference(payloads: list[Any]) -> float:
    began = time.perf_counter()
    for payload in payloads:
        try:
            ImageGenTool.validate_payload(payload)
        except ValidationError:  # what a caller does; a context manager would count as ours
            continue
    return (time.perf_counter() - began) / len(payloads)


def _reference_at_schema(payloads: list[Any]) -> float:
    began = time.perf_counter()
    for payload in payloads:
        try:
            ImageGenTool.validate_payload(payload, level="schema")
        except ValidationError:
            continue
    return (time.perf_counter() - began) / len(payloads)


def _jsonschema(payloads: list[Any], iter_errors: Callable[[Any], Any]) -> float:
    began = time.perf_counter()
    for payload in payloads:
        list(iter_errors(payload))
    return (time.perf_counter() - began) / len(payloads)


if __name__ == "__main__":
    show(figures())
    print(mix.described())
