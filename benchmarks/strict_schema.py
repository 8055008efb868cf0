"""The cost of the strict schema over the plain schema in validators that compile schemas: jsonschema-rs and ajv."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jsonschema_rs

import validated_payloads
from ratio import HERE, NotMeasured, Ratio, Row, measure_alternately, print_table

IMPLEMENTATIONS = HERE.parent / "implementations"
sys.path.append(str(IMPLEMENTATIONS / "runner"))
from toolchains import NotInstalledError, install_npm  # noqa: E402 - the folder was not on the path before

ROUNDS = 15
RS_PASSES, AJV_PASSES = 20, 40  # over all payloads per measurement, which takes some ten milliseconds
TARGET = 4
LOCK = IMPLEMENTATIONS / "strict-schema" / "package-lock.json"
PACKAGES = HERE.parent / "build" / "npm"


def ratios() -> Sequence[Row]:
    return [_measure_jsonschema_rs(), _measure_ajv()]


def _measure_jsonschema_rs() -> Ratio:
    payloads = validated_payloads.payloads()
    validators = [jsonschema_rs.validator_for(schema) for schema in validated_payloads.schemas()]
    _check_counts([sum(map(validator.is_valid, payloads)) for validator in validators])
    sides = [partial(_time_jsonschema_rs, payloads, validator.is_valid) for validator in validators]
    plain, strict = measure_alternately(sides, ROUNDS)
    return Ratio("strict : plain schema, jsonschema-rs", strict, plain, TARGET, at_least=False)


def _time_jsonschema_rs(payloads: list[Any], is_valid: Callable[[Any], bool]) -> float:
    start = time.perf_counter()
    for _ in range(RS_PASSES):
        for payload in payloads:
            is_valid(payload)
    return (time.perf_counter() - start) / len(payloads) / RS_PASSES


def _measure_ajv() -> Row:
    """Measure both schemas alternately in one process of Node, which parses the payloads once."""
    name = "strict : plain schema, ajv"
    try:
        install_npm(LOCK, PACKAGES)
    except NotInstalledError as error:
        return NotMeasured(name, str(error))
    task = {
        "schemas": validated_payloads.schemas(),
        "payloads": validated_payloads.payloads(),
        "rounds": ROUNDS,
        "passes": AJV_PASSES,
    }
    call = ["node", str(HERE / "ajv_timing.mjs")]
    process = subprocess.run(call, cwd=PACKAGES, input=json.dumps(task), check=True, stdout=subprocess.PIPE, text=True)
    measured = json.loads(process.stdout)
    _check_counts(measured["legal"])
    plain, strict = measured["seconds"]
    return Ratio(name, strict, plain, TARGET, at_least=False)


def _check_counts(accepted: list[int]) -> None:
    """Exit if a validator accepts another number of payloads than the reference: its speed would mean nothing."""
    payloads = validated_payloads.payloads()
    expected = [validated_payloads.count_legal(payloads, level) for level in ("schema", "semantic")]
    if accepted != expected:
        raise SystemExit(f"the plain and the strict schema accept {accepted} payloads, but the reference {expected}")


if __name__ == "__main__":
    exit_code = print_table(ratios())
    print(validated_payloads.summary())
    raise SystemExit(exit_code)
