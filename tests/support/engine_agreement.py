"""Compare three JSON Schema validators with the reference on random payloads.

`python tests/support/engine_agreement.py COUNT` exits with 1 if they find different rules in any payload, and with 3 if
Node is missing. The folders `implementations/runner` and `implementations/strict-schema` must be in PYTHONPATH.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

import engines
import toolchains
from imagegen_conformance.jsonlib.values import Json, deep_copy, dumps
from imagegen_conformance.text import preview
from imagegen_reference import ImageGenTool, ValidationError
from random_payloads import payloads

SEED = 20260421
BATCH_SIZE = 1000
MAX_SHOWN_DIFFERENCES = 10
MAX_SHOWN_CHARACTERS = 300  # of a payload
LOCK = Path(engines.__file__).with_name("package-lock.json")
PACKAGES = Path(__file__).parents[2] / "build" / "npm"

Level: TypeAlias = Literal["schema", "semantic"]
SCHEMAS: dict[Level, str] = {"schema": "image_gen_tool", "semantic": "image_gen_tool.strict"}

Validator: TypeAlias = Callable[[list[Json]], list[frozenset[str]]]
"""Returns the rules that each payload of a batch breaks."""


def reference(level: Level) -> Validator:
    """Return the validator that the reference is, with the rules up to a level."""

    def broken_rules(payload: Json) -> frozenset[str]:
        try:
            ImageGenTool.validate_payload(deep_copy(payload), level)
        except ValidationError as error:
            return frozenset(rule_error.rule for rule_error in error.errors)
        return frozenset()

    return lambda batch: list(map(broken_rules, batch))


def python_engines(level: Level) -> dict[str, Validator]:
    """Return the validators that need only Python, with the schema of a level."""
    schema = SCHEMAS[level]
    return {
        "jsonschema": _validator(engines.Jsonschema(schema)),
        "jsonschema-rs": _validator(engines.JsonschemaRs(schema)),
    }


def ajv(level: Level) -> Validator:
    """Return the validator that needs Node, and its packages in the build folder."""
    process = engines.Ajv(SCHEMAS[level], PACKAGES).process
    return lambda batch: [frozenset(finding.rule for finding in findings) for findings in process.errors(batch)]


def _validator(engine: engines.Engine) -> Validator:
    return lambda batch: [frozenset(finding.rule for finding in engine.errors(payload)) for payload in batch]


class Agreement:
    """The result of a comparison.

    Attributes:
        validators: The validators by name; the others are compared with the first.
        compared: The number of payloads.
        legal: The number of payloads in which the first validator finds no broken rule.
        broken: How often the first validator found each rule broken.
        differences: A line for each payload in which the validators found different rules.
    """

    def __init__(self, validators: Mapping[str, Validator]) -> None:
        self.validators = validators
        self.compared = 0
        self.legal = 0
        self.broken: Counter[str] = Counter()
        self.differences: list[str] = []

    def compare(self, generated: Iterable[Json]) -> None:
        """Compare all validators on these payloads, batch by batch."""
        remaining = iter(generated)
        while batch := list(islice(remaining, BATCH_SIZE)):
            results = [validate(batch) for validate in self.validators.values()]
            for payload, *rules in zip(batch, *results, strict=True):
                self._record(payload, rules)

    def _record(self, payload: Json, rules: list[frozenset[str]]) -> None:
        self.compared += 1
        self.legal += not rules[0]
        self.broken.update(rules[0])
        if len(set(rules)) > 1:
            findings = ", ".join(map(_finding_text, self.validators, rules))
            self.differences.append(f"{findings}: {preview(dumps(payload), MAX_SHOWN_CHARACTERS)}")

    def __str__(self) -> str:
        counts = f"{self.compared:,} payloads, {self.legal:,} legal, {len(self.broken)} rules broken"
        conclusion = f"{len(self.differences):,} differences" if self.differences else "no differences"
        return f"{counts}; {', '.join(self.validators)}: {conclusion}"


def _finding_text(name: str, rules: frozenset[str]) -> str:
    return f"{name} finds {' and '.join(sorted(rules)) or 'no broken rule'}"


def compare(level: Level, generated: Iterable[Json]) -> Agreement:
    """Return the agreement of all four validators at a level."""
    agreement = Agreement({"reference": reference(level), **python_engines(level), "ajv": ajv(level)})
    agreement.compare(generated)
    return agreement


def main(arguments: list[str] | None = None) -> int:
    """Compare the validators at both levels, print the results, and return the exit code."""
    parser = argparse.ArgumentParser(description="Compare three JSON Schema validators with the reference.")
    parser.add_argument("count", type=int, metavar="COUNT", help="number of random payloads")
    count = parser.parse_args(arguments).count
    if count < 1:
        parser.error("COUNT must be at least 1")
    try:
        toolchains.install_npm(LOCK, PACKAGES)
    except toolchains.NotInstalledError as error:
        print(f"the validators were not compared: {error}", file=sys.stderr)
        return 3
    has_differences = False
    for level in SCHEMAS:
        agreement = compare(level, payloads(SEED, count))
        print(f"{level}: {agreement}", flush=True)
        for line in agreement.differences[:MAX_SHOWN_DIFFERENCES]:
            print(f"  {line}", file=sys.stderr)
        has_differences = has_differences or bool(agreement.differences)
    return 1 if has_differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
