"""Draws from a schema: `draw.py SCHEMA LEGAL ILLEGAL` prints so many payloads that fit it, and that do not, as JSON.

It runs with the packages of requirements.txt alone, and imports nothing of the suite.
"""

import json
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis_jsonschema import from_schema
from jsonschema import Draft202012Validator


def negated(schema):
    """For each keyword of each field, a schema of what breaks it and nothing else, as far as that can be said."""
    fields, definitions = schema["properties"], {"$defs": schema["$defs"]}
    others = {name: field for name, field in fields.items() if name != "type"}
    for name, field in fields.items():
        wrong = {**fields, name: {"not": field}}
        yield {"type": "object", "properties": wrong, "required": sorted({"type", name}), **definitions}
    yield {"type": "object", "properties": {**others, "type": False}, **definitions}
    yield {"not": {"type": "object"}}


def drawn(strategy, count, wanted):
    found = []

    @seed(0)
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
    legal, illegal = map(int, sys.argv[2:])
    bare = {key: value for key, value in schema.items() if key not in {"$schema", "$id", "examples"}}
    fits = Draft202012Validator(schema).is_valid
    began = time.perf_counter()
    kinds = list(negated(bare))
    each = -(-illegal // len(kinds))
    wrong = [payload for kind in kinds for payload in drawn(from_schema(kind), each, lambda it: not fits(it))]
    found = {"legal": drawn(from_schema(bare), legal, fits), "illegal": wrong[:illegal]}
    json.dump({**found, "seconds": time.perf_counter() - began}, sys.stdout)


if __name__ == "__main__":
    main()
