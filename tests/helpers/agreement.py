"""Asks three engines, and the reference, what they make of generated payloads; they are to answer alike.

`python tests/helpers/agreement.py COUNT`: exits with 1 where any verdict or reason differs, with 3 where Node is missing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from imagegen_conformance.implementations import npm
from imagegen_conformance.implementations.strict_schema import adapter
from imagegen_conformance.json_value import Json, dumps, fresh
from imagegen_reference import ImageGenTool, ValidationError
from payloads import payloads

SEED = 20260421
BATCH = 1000
SHOWN = 10
LOCK = Path(adapter.__file__).with_name("package-lock.json")
PACKAGES = Path(__file__).parents[2] / "build" / "npm"

Level: TypeAlias = Literal["schema", "semantic"]
SCHEMAS: dict[Level, str] = {"schema": "image_gen_tool", "semantic": "image_gen_tool.strict"}

Validator: TypeAlias = Callable[[list[Json]], list[frozenset[str]]]
"""Gives the rules that each payload of a batch breaks."""


def reference(level: Level) -> Validator:
    """What the reference says, up to a level."""

    def rules(payload: Json) -> frozenset[str]:
        try:
            ImageGenTool.validate_payload(fresh(payload), level)
        except ValidationError as error:
            return frozenset(broken.rule for broken in error.errors)
        return frozenset()

    return lambda batch: [rules(payload) for payload in batch]


def python_engines(level: Level) -> dict[str, Validator]:
    """Those that need nothing but Python, with the schema of a level."""
    schema = SCHEMAS[level]
    return {"jsonschema": _rules(adapter.Jsonschema(schema)), "jsonschema-rs": _rules(adapter.JsonschemaRs(schema))}


def ajv(level: Level) -> Validator:
    """The one that needs Node, and its packages in the build folder."""
    process = adapter.Ajv(SCHEMAS[level], PACKAGES).process
    return lambda batch: [frozenset(reason.rule for reason in errors) for errors in process.errors(batch)]


def _rules(engine: adapter.Engine) -> Validator:
    return lambda batch: [frozenset(reason.rule for reason in engine.errors(payload)) for payload in batch]


class Agreement:
    """What was compared so far: how often the first validator found each rule broken, and where another differs."""

    def __init__(self, validators: Mapping[str, Validator]) -> None:
        self.validators = validators
        self.compared = 0
        self.broken: Counter[str] = Counter()
        self.legal = 0
        self.differences: list[str] = []

    def compare(self, generated: Iterable[Json]) -> None:
        """Ask all of them, a batch at a time."""
        waiting = iter(generated)
        while batch := list(islice(waiting, BATCH)):
            answers = [validate(batch) for validate in self.validators.values()]
            for payload, *rules in zip(batch, *answers, strict=True):
                self._count(payload, rules)

    def _count(self, payload: Json, rules: list[frozenset[str]]) -> None:
        self.compared += 1
        self.legal += not rules[0]
        self.broken.update(rules[0])
        if len(set(rules)) > 1:
            said = ", ".join(map(_told, self.validators, rules))
            self.differences.append(f"{said}: {dumps(payload)[:300]}")

    def __str__(self) -> str:
        who = ", ".join(self.validators)
        seen = f"{self.compared:,} payloads, {self.legal:,} of them legal, {len(self.broken)} rules broken"
        told = f"{len(self.differences):,} answers differ" if self.differences else "all answer alike"
        return f"{seen}: {who}: {told}"


def _told(name: str, rules: frozenset[str]) -> str:
    return f"{name} says {' and '.join(sorted(rules)) or 'legal'}"


def compare(level: Level, generated: Iterator[Json]) -> Agreement:
    """All four, at one level."""
    agreement = Agreement({"reference": reference(level), **python_engines(level), "ajv": ajv(level)})
    agreement.compare(generated)
    return agreement


def main(arguments: list[str] | None = None) -> int:
    """Compare at both levels, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, metavar="COUNT", help="how many payloads")
    count = parser.parse_args(arguments).count
    if count < 1:
        parser.error("COUNT is at least 1: none at all would prove nothing")
    try:
        npm.install(LOCK, PACKAGES)
    except npm.NotInstalledError as reason:
        print(f"the engines were not compared: {reason}", file=sys.stderr)
        return 3
    differ = False
    for level in SCHEMAS:
        agreement = compare(level, payloads(SEED, count))
        print(f"{level}: {agreement}", flush=True)
        for line in agreement.differences[:SHOWN]:
            print(f"  {line}", file=sys.stderr)
        differ = differ or bool(agreement.differences)
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
