"""Draws from a schema: `draw.py SCHEMA LEGAL ILLEGAL SEED` prints so many payloads that fit it, and that do not.

It runs with the packages of requirements.txt alone, and imports nothing of the suite.
"""

import json
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis_jsonschema import from_schema
from jsonschema import Draft202012Validator

ROUNDS = 20  # in which what was asked for has to be drawn
KEYWORDS = ("type", "const", "enum", "minimum", "maximum")


def bare(schema, definitions):
    """What binds in a schema, with its references resolved."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    found = {key: schema[key] for key in (*KEYWORDS, "required") if key in schema}
    if "properties" in schema:
        found["properties"] = {name: bare(field, definitions) for name, field in schema["properties"].items()}
    if "additionalProperties" in schema:
        found["additionalProperties"] = bare(schema["additionalProperties"], definitions)
    return found


def negations(schema):
    """For each keyword at any depth, a schema of what breaks it and, as far as that can be said, nothing else."""
    for key in KEYWORDS:
        if key in schema:
            rest = {} if key == "type" else {other: schema[other] for other in schema if other != key}
            yield {**rest, "not": {key: schema[key]}}
    required = schema.get("required", [])
    fields = schema.get("properties", {})
    for name, field in fields.items():
        for wrong in negations(field):
            yield {**schema, "properties": {**fields, name: wrong}, "required": sorted({*required, name})}
    if "additionalProperties" in schema:
        for wrong in negations(schema["additionalProperties"]):
            yield {**schema, "additionalProperties": wrong, "minProperties": 1}
    for name in required:
        absent = {**schema, "properties": {**fields, name: False}}
        yield {**absent, "required": [other for other in required if other != name]}


def drawn(strategy, count, wanted, number):
    """So many payloads; a round may give fewer, for hypothesis ends where it knows nothing new."""
    found = []
    for again in range(ROUNDS):
        if len(found) < count:
            found += drawn_once(strategy, count - len(found), wanted, number * ROUNDS + again)
    return found


def drawn_once(strategy, count, wanted, number):
    found = []

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
        if wanted(payload):
            found.append(payload)

    collect()
    return found[:count]


def main():
    schema = json.loads(open(sys.argv[1], encoding="utf-8").read())
    legal, illegal, number = map(int, sys.argv[2:])
    fits = Draft202012Validator(schema).is_valid
    began = time.perf_counter()
    plain = bare(schema, schema["$defs"])
    kinds = list(negations(plain))
    wrong = []
    for place, kind in enumerate(kinds):
        share = illegal * (place + 1) // len(kinds) - illegal * place // len(kinds)
        wrong += drawn(from_schema(kind), share, lambda it: not fits(it), number)
    found = {"legal": drawn(from_schema(plain), legal, fits, number), "illegal": wrong}
    json.dump({**found, "kinds": len(kinds), "seconds": time.perf_counter() - began}, sys.stdout)


if __name__ == "__main__":
    main()
