"""The places of a payload: fields, members of nested objects, unknown keys, and keys themselves.

A place is written as the names of the fields that lead to it. `*` stands for a free key, such as the name of a tool
configuration, and `unknown` for a key without a schema that is a field in no revision. Everything below an unknown key
is at `unknown.member` if an object contains it, and at `unknown.item` if an array does. A place that ends with `(key)`
is a key itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ITEM", "KEY", "MEMBER", "ROOT", "Node", "Places"]
KEY = "(key)"
FREE, UNKNOWN = "*", "unknown"
MEMBER, ITEM = f"{UNKNOWN}.member", f"{UNKNOWN}.item"
ROOT = "payload"
UNKNOWN_KEY = "x_extension"


class Node(NamedTuple):
    """A value or a key in a payload.

    Attributes:
        place: The place.
        value: The value, or the key.
    """

    place: str
    value: Json


class Places:
    """The places of a revision.

    Args:
        values: The fields and values of the revision.

    Attributes:
        schemas: The schema of each place that has one, by place.
        all: All places, keys included.
    """

    def __init__(self, values: RevisionValues) -> None:
        self._values = values
        self._last: tuple[Json, list[Node]] = (None, [])
        self.schemas: dict[str, Schema] = dict(_schemas(values, values.schema, ""))
        objects = [place for place, schema in self.schemas.items() if "object" in _types(schema)]
        unknown = [f"{place}{UNKNOWN}" for place in ("", *(f"{item}." for item in objects if self.is_closed(item)))]
        free_keys = [f"{place}.{FREE}{KEY}" for place in objects if not self.is_closed(place)]
        keys = [f"{place}{KEY}" for place in (*unknown, MEMBER)]
        self.all = (ROOT, *self.schemas, *unknown, MEMBER, ITEM, *free_keys, *keys)

    def of_type(self, type_: str) -> list[str]:
        """Return the places whose values may have a JSON type, and those without a schema."""
        return [
            place
            for place in self.all
            if not place.endswith(KEY)
            and (type_ in _types(self.schemas[place]) if place in self.schemas else place != ROOT)
        ]

    def types(self, place: str) -> list[str] | None:
        """Return the JSON types of a place; None if it has no schema."""
        return _types(self.schemas[place]) if place in self.schemas else None

    def known_members(self, place: str) -> Collection[str]:
        """Return the members of an object that its schema names; none if it has no schema, or free keys."""
        if place == ROOT:
            return self._values.fields
        return self.schemas[place].get("properties", {}) if place in self.schemas else ()

    def keys(self) -> list[str]:
        """Return the places of keys."""
        return [place for place in self.all if place.endswith(KEY)]

    def nodes(self, payload: Json) -> Sequence[Node]:
        """Return the values and keys of a payload; keys that are names of fields are left out."""
        if payload is not self._last[0]:  # several subjects ask for the same payload
            members = self._members(payload, self._values.schema, "") if isinstance(payload, dict) else ()
            self._last = (payload, [Node(ROOT, payload), *members])
        return self._last[1]

    def find(self, payload: Json) -> list[Finding]:
        """Return the rules that a payload breaks."""
        return self._values.find(payload)

    def place_of(self, pointer: str) -> str:
        """Return the place with a schema to which a JSON Pointer refers, or an empty string."""
        return next((place for place, _ in self.at({}, pointer)), "")

    def at(self, payload: Json, pointer: str) -> Iterator[tuple[str, Json]]:
        """Yield the place to which a JSON Pointer refers, if it has a schema, and the value there, or null."""
        schema, place, value = self._values.schema, "", payload
        for token in parse_pointer(pointer):
            name = token if token in schema.get("properties", {}) else FREE
            place = f"{place}.{name}" if place else name
            if place not in self.schemas:
                return
            schema = self.schemas[place]
            value = value.get(token) if isinstance(value, dict) else None
        if place:
            yield place, value

    def payload(self, place: str, value: Json) -> dict[str, Json]:
        """Return a payload with a value at a place, or with a key."""
        if place.endswith(KEY):
            inner, key = {"level": 1}, str(value)
            path = place.removesuffix(KEY).split(".")[:-1]
            return self._embed(path, {key: {} if place.endswith(FREE + KEY) else inner})
        if place == ROOT:
            return {"type": "image_generation", **value}
        return self._embed(place.split("."), value)

    def _embed(self, path: list[str], value: Json) -> dict[str, Json]:
        names = {FREE: "search", UNKNOWN: UNKNOWN_KEY}
        for name in reversed(path):
            value = [value] if name == "item" else {names.get(name, name): value}
        return {"type": "image_generation", **value}

    def is_closed(self, place: str) -> bool:
        """Return whether a place has a schema that names all known members."""
        return place in self.schemas and "additionalProperties" not in self.schemas[place]

    def _members(self, value: dict[str, Json], schema: Schema, prefix: str) -> Iterator[Node]:
        properties, additional = schema.get("properties", {}), schema.get("additionalProperties")
        for key, item in value.items():
            if key in properties:
                yield from self._value(item, properties[key], prefix + key)
            elif additional is not None:
                yield Node(f"{prefix}{FREE}{KEY}", key)
                yield from self._value(item, additional, prefix + FREE)
            elif prefix or key not in self._values.all_fields:
                yield Node(f"{prefix}{UNKNOWN}{KEY}", key)
                yield Node(prefix + UNKNOWN, item)
                yield from _nested(item)

    def _value(self, value: Json, schema: Schema, place: str) -> Iterator[Node]:
        yield Node(place, value)
        if isinstance(value, dict):
            yield from self._members(value, self._values.resolve(schema), f"{place}.")


def _schemas(values: RevisionValues, schema: Schema, prefix: str) -> Iterator[tuple[str, Schema]]:
    """Yield each place with a schema."""
    members = dict(schema.get("properties", {}))
    if "additionalProperties" in schema:
        members[FREE] = schema["additionalProperties"]
    for name, member in members.items():
        resolved = values.resolve(member)
        yield prefix + name, resolved
        yield from _schemas(values, resolved, f"{prefix}{name}.")


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return types if isinstance(types, list) else [types]


def _nested(value: Json) -> Iterator[Node]:
    """Yield everything below an unknown key."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield Node(MEMBER + KEY, key)
            yield Node(MEMBER, member)
            yield from _nested(member)
    elif isinstance(value, list):
        for item in value:
            yield Node(ITEM, item)
            yield from _nested(item)
