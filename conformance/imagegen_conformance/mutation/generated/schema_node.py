"""The values that the plain schema of a revision describes: fields, and members of objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.payload_schema import Schema, plain_schema
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory
from imagegen_reference.revision import Revision

__all__ = ["Kind", "SchemaNode", "schema_nodes"]
Kind: TypeAlias = Literal["const", "enum", "integer", "string", "object"]


class SchemaNode(NamedTuple):
    """A value that the plain schema describes.

    Attributes:
        path: The keys from the payload to the value.
        kind: `const` and `enum` if the legal values are listed, the JSON type otherwise.
        legal: The legal values if they are listed; empty otherwise. Null is not among them.
        is_nullable: Whether null is legal.
        bounds: The minimum and the maximum; None if there is no range.
        members: The documented members of an object.
    """

    path: tuple[str, ...]
    kind: Kind
    legal: tuple[str, ...]
    is_nullable: bool
    bounds: tuple[int, int] | None
    members: tuple[SchemaNode, ...]

    @property
    def name(self) -> str:
        """The keys, joined with dots, as at the beginning of the names of rules."""
        return ".".join(self.path)

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the value."""
        return format_pointer(self.path)

    @property
    def rule(self) -> str:
        """The rule that a value of a wrong type breaks."""
        return f"{self.name}.{'value' if self.kind in {'const', 'enum'} else 'type'}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of the value itself."""
        return (self.rule,) if self.bounds is None else (self.rule, f"{self.name}.range")


def schema_nodes(revision: Revision) -> tuple[SchemaNode, ...]:
    """Return all values that the plain schema of a revision describes, each followed by its members."""
    root = data_directory("fixtures")
    schema = _load_schema(root, revision)
    fields = [_node((name,), item, schema["$defs"]) for name, item in schema["properties"].items()]
    return tuple(node for field in fields for node in _with_members(field))


def _load_schema(root: Path, revision: Revision) -> Schema:
    profiles = Profiles.load(root)
    return plain_schema(root, profiles, profiles.find(revision.profile, revision.name))


def _with_members(node: SchemaNode) -> Iterator[SchemaNode]:
    yield node
    for member in node.members:
        yield from _with_members(member)


def _node(path: tuple[str, ...], schema: Schema, definitions: dict[str, Schema]) -> SchemaNode:
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    listed: list[Json] = [schema["const"]] if "const" in schema else schema.get("enum", [])
    types = schema.get("type", [])
    members = schema.get("properties", {})
    return SchemaNode(
        path,
        _kind(schema, types),
        tuple(value for value in listed if value is not None),
        None in listed or "null" in types,
        (schema["minimum"], schema["maximum"]) if "minimum" in schema else None,
        tuple(_node((*path, name), member, definitions) for name, member in members.items()),
    )


def _kind(schema: Schema, types: str | list[str]) -> Kind:
    listed: tuple[Kind, ...] = ("const", "enum")
    typed: tuple[Kind, ...] = ("integer", "string", "object")
    return next(kind for kind in (*listed, *typed) if kind in (schema if kind in listed else types))
