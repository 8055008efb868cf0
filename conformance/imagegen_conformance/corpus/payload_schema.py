"""The plain schema: the rules of level schema as a JSON Schema.

`payload_schema.json` contains the plain schema of all profiles and revisions. The key `profiles` beside a subschema
states where it holds; the legal values of a field are the constants of `anyOf`, and a field whose values are open in
some revisions has a subschema without a constant among them. A keyword whose value has no other key than `profiles` is
true where it holds. The projection on a revision leaves out everything that does not hold in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["PAYLOAD_SCHEMA_FILE", "Schema", "invalid_ranges", "plain_schema"]
PAYLOAD_SCHEMA_FILE = "payload_schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema: TypeAlias = dict[str, Json]


def plain_schema(root: Path, profiles: Profiles, revision: Revision) -> Schema:
    """Return the plain schema of a revision.

    Args:
        root: The directory of the corpus.
        profiles: The profiles of the corpus.
        revision: The revision. Id and title of the schema name it unless it is the default revision.

    Raises:
        CorpusError: The file is missing or malformed.
    """
    file = root / PAYLOAD_SCHEMA_FILE
    content = load_json(file)

    def holds(entry: Schema) -> bool:
        return profiles.holds_in(entry, revision)

    try:
        projection = _project(content, holds)
    except CorpusError as error:
        raise CorpusError(error.problem, file=file, hint=error.hint) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise invalid_shape_error(error, "a schema of all revisions", "payload_schema", file) from None
    projection["$schema"] = DIALECT
    if revision != profiles.default.default:
        projection["$id"] += f":{revision.profile}:{revision.name}"
        projection["title"] += f", {revision}"
    return projection


def invalid_ranges(root: Path, profiles: Profiles) -> Iterator[CorpusError]:
    """Yield an error for each range that names an unknown profile or revision, or contains no revision."""
    file = root / PAYLOAD_SCHEMA_FILE
    for pointer, schema in _subschemas(load_json(file), ()):
        try:
            profiles.validity(schema)
        except CorpusError as error:
            yield CorpusError(error.problem, file=file, location=pointer, hint=error.hint)


def _subschemas(value: Json, path: tuple[str | int, ...]) -> Iterator[tuple[str, Schema]]:
    """Yield each object of a schema, with its JSON Pointer."""
    if isinstance(value, dict):
        yield format_pointer(path), value
        for key, item in value.items():
            yield from _subschemas(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _subschemas(item, (*path, index))


def _project(schema: Schema, holds: Callable[[Schema], bool]) -> Schema:
    """Return what holds of a schema, without its own key `profiles`."""
    projection: Schema = {}
    for key, value in schema.items():
        if key == "profiles":
            continue
        if key in {"properties", "$defs"}:
            projection[key] = {name: _project(item, holds) for name, item in value.items() if holds(item)}
        elif key == "anyOf":
            projection |= _legal_values([_project(item, holds) for item in value if holds(item)])
        elif isinstance(value, dict) and value.keys() == {"profiles"}:
            if holds(value):
                projection[key] = True
        else:
            projection[key] = _project(value, holds) if isinstance(value, dict) else value
    if "enum" in projection:
        projection["examples"] = [example for example in projection["examples"] if example in projection["enum"]]
    return projection


def _legal_values(alternatives: list[Schema]) -> Schema:
    """Return the alternatives as an enumeration, or as the alternative that permits more than a constant."""
    for alternative in alternatives:
        if "const" not in alternative:
            return alternative
    return {"enum": [alternative["const"] for alternative in alternatives]}
