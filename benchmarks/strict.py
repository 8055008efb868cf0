"""What the strict schema costs over the plain one, in validators that compile schemas: jsonschema-rs, and ajv."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema_rs

import mix
from figure import HERE, Figure, NotMeasured, Row, in_turns, show
from imagegen_conformance.implementations import npm, strict_schema

ROUNDS = 15
RS_PASSES, AJV_PASSES = 20, 40  # over all payloads in a turn of some ten milliseconds
MOST = 4
LOCK = Path(strict_schema.__file__).with_name("package-lock.json")
PACKAGES = HERE.parent / "build" / "npm"


def figures() -> Sequence[Row]:
    return [_in_rust(), _in_node()]


def _in_rust() -> Figure:
    payloads, validators = mix.payloads(), [jsonschema_rs.validator_for(schema) for schema in mix.schemas()]
    _check([sum(map(validator.is_valid, payloads)) for validator in validators])
    plain, strict = in_turns([partial(_rust, payloads, validator.is_valid) for validator in validators], ROUNDS)
    return Figure("strict : plain schema, jsonschema-rs", strict, plain, MOST, at_least=False)


def _rust(payloads: list[Any], is_valid: Callable[[Any], bool]) -> float:
    began = time.perf_counter()
    for _ in range(RS_PASSES):
        for payload in payloads:
            is_valid(payload)
    return (time.perf_counter() - began) / len(payloads) / RS_PASSES


def _in_node() -> Row:
    """The rounds take turns inside one process of Node, where the payloads are parsed once."""
    name = "strict : plain schema, ajv"
    try:
        npm.install(LOCK, PACKAGES)
    except npm.NotInstalledError as reason:
        return NotMeasured(name, str(reason))
    task = {"schemas": mix.schemas(), "payloads": mix.payloads(), "rounds": ROUNDS, "passes": AJV_PASSES}
    call = ["node", str(HERE / "time.mjs")]
    done = subprocess.run(call, cwd=PACKAGES, input=json.dumps(task), check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout)
    _check(told["legal"])
    plain, strict = told["seconds"]
    return Figure(name, strict, plain, MOST, at_least=False)


def _check(legal: list[int]) -> None:
    """Speed says nothing of a validator that is wrong."""
    payloads = mix.payloads()
    wanted = [mix.legal(payloads, "schema"), mix.legal(payloads, "semantic")]
    if legal != wanted:
        raise SystemExit(f"plain and strict schema accept {legal} of the payloads, and the reference {wanted}")


if __name__ == "__main__":
    code = show(figures())
    print(mix.described())
    raise SystemExit(code)
