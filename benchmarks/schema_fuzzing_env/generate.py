"""Generate payloads from a schema. `generate.py SCHEMA LEGAL ILLEGAL SEED` prints so many legal and illegal payloads.

It runs with the packages of requirements.txt only, and imports nothing of the suite.
"""

import json
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis_jsonschema import from_schema
from jsonschema import Draft202012Validator

MAX_ROUNDS = 20  # in which the requested number of payloads is reached
KEYWORDS = ("type", "const", "enum", "minimum", "maximum")


def resolve(schema, definitions):
    """Return the validating keywords of a schema, with all references resolved."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    resolved = {key: schema[key] for key in (*KEYWORDS, "required") if key in schema}
    if "properties" in schema:
        resolved["properties"] = {name: resolve(field, definitions) for name, field in schema["properties"].items()}
    if "additionalProperties" in schema:
        resolved["additionalProperties"] = resolve(schema["additionalProperties"], definitions)
    return resolved


def negations(schema):
    """Yield for each keyword, at any depth, a schema of values that violate it and, as far as possible, no other."""
    for key in KEYWORDS:
        if key in schema:
            others = {} if key == "type" else {other: schema[other] for other in schema if other != key}
            yield {**others, "not": {key: schema[key]}}
    required = schema.get("required", [])
    fields = schema.get("properties", {})
    for name, field in fields.items():
        for negation in negations(field):
            yield {**schema, "properties": {**fields, name: negation}, "required": sorted({*required, name})}
    if "additionalProperties" in schema:
        for negation in negations(schema["additionalProperties"]):
            yield {**schema, "additionalProperties": negation, "minProperties": 1}
    for name in required:
        absent = {**schema, "properties": {**fields, name: False}}
        yield {**absent, "required": [other for other in required if other != name]}


def generate(strategy, count, is_wanted, number):
    """Return so many payloads. A round may give fewer, because hypothesis ends when it finds nothing new."""
    payloads = []
    for attempt in range(MAX_ROUNDS):
        if len(payloads) < count:
            payloads += generate_once(strategy, count - len(payloads), is_wanted, number * MAX_ROUNDS + attempt)
    return payloads


def generate_once(strategy, count, is_wanted, number):
    payloads = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(payload):
        if is_wanted(payload):
            payloads.append(payload)

    collect()
    return payloads[:count]


def main():
    schema = json.loads(open(sys.argv[1], encoding="utf-8").read())
    legal_count, illegal_count, number = map(int, sys.argv[2:])
    is_valid = Draft202012Validator(schema).is_valid
    start = time.perf_counter()
    resolved = resolve(schema, schema["$defs"])
    kinds = list(negations(resolved))
    illegal = []
    for index, kind in enumerate(kinds):
        share = illegal_count * (index + 1) // len(kinds) - illegal_count * index // len(kinds)
        illegal += generate(from_schema(kind), share, lambda payload: not is_valid(payload), number)
    legal = generate(from_schema(resolved), legal_count, is_valid, number)
    payloads = {"legal": legal, "illegal": illegal, "kinds": len(kinds), "seconds": time.perf_counter() - start}
    json.dump(payloads, sys.stdout)


if __name__ == "__main__":
    main()
