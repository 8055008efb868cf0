"""Checks of the files of a corpus: each file is recognized, and has the shape that its schema describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from imagegen_conformance.corpus.dimensions import DIMENSIONS_DIRECTORY
from imagegen_conformance.corpus.payload_schema import PAYLOAD_SCHEMA_FILE
from imagegen_conformance.corpus.profiles import PROFILES_FILE
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.text import preview

__all__ = ["SCHEMA_NAMES", "shape_problems", "unrecognized_files"]
SCHEMA_NAMES = {
    PROFILES_FILE: "profiles",
    PAYLOAD_SCHEMA_FILE: "payload_schema",
    "requirements.json": "requirements",
    "specification_index.json": "specification_index",
    "model_limits.json": "model_limits",
    "smoke.json": "smoke",
    "prerequisites.json": "prerequisites",
    "redundant_cases.json": "redundant_cases",
    "criteria.json": "criteria",
}
"""The name of the schema of each file, without the ending."""
DIRECTORIES = ("cases", "snapshots")  # the schemas of their files have the same names
# Keys of the files of a corpus that have other names now, and are not similar enough to be found by themselves.
FORMER_KEYS = {
    "as": "save_as",
    "call": "method",
    "controls": "redundant_cases",
    "expect": "expected",
    "form": "has_signature",
    "gone": "removed",
    "keywords": "kwargs",
    "on": "target",
    "why": "rationale",
    "with": "object_args",
}
MAX_MESSAGE_LENGTH = 200  # characters of a validator's message, which may quote a whole file


def unrecognized_files(root: Path) -> Iterator[str]:
    """Yield a line for each file that is never loaded."""
    for name in DIRECTORIES:
        for file in sorted((root / name).rglob("*")):
            if file.is_file() and (file.suffix != ".json" or file.parent.parent != root / name):
                yield f"{file}: unrecognized file: {name} are in {name}/AREA/TOPIC.json. Move or remove it."
    for file in sorted((root / DIMENSIONS_DIRECTORY).rglob("*")):
        if file.is_file() and (file.suffix != ".json" or file.parent != root / DIMENSIONS_DIRECTORY):
            problem = f"unrecognized file: dimensions are in {DIMENSIONS_DIRECTORY}/NAME.json"
            yield f"{file}: {problem}. Move or remove it."


def shape_problems(root: Path) -> Iterator[str]:
    """Yield a line for each file of a corpus that does not match its schema."""
    for name, schema in SCHEMA_NAMES.items():
        yield from _shape_problem(schema, load_json(root / name), root / name)
    for name in DIRECTORIES:
        for file in sorted((root / name).glob("*/*.json")):
            yield from _shape_problem(name, load_json(file), file)
    for file in sorted((root / DIMENSIONS_DIRECTORY).glob("*.json")):
        yield from _shape_problem("dimension", load_json(file), file)
    registry = root / "case_ids.ndjson"
    for number, line in enumerate(registry.read_bytes().splitlines() if registry.is_file() else (), 1):
        yield from _shape_problem("case_ids", json.loads(line), registry, f"line {number}")


def _shape_problem(schema: str, content: Json, file: Path, location: str = "") -> Iterator[str]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    validator = Draft202012Validator(load_json(data_directory("schemas") / f"{schema}.schema.json"))
    error = best_match(validator.iter_errors(content))
    if error is not None:
        location = f"{location} {format_pointer(error.absolute_path)}".strip()
        keys = error.instance if isinstance(error.instance, dict) else {}
        renamed = [f"Did you mean {key} instead of {former}? " for former, key in FORMER_KEYS.items() if former in keys]
        hint = f"{''.join(renamed[:1])}See schemas/{schema}.schema.json."
        yield str(CorpusError(preview(error.message, MAX_MESSAGE_LENGTH), file=file, location=location, hint=hint))
