"""The definitions of the rules of level semantic, each a schema of the values of one field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from imagegen_conformance.corpus.model_limits import AreaPredicate, Family, Limit, ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.strict_schema.size_patterns import area_pattern, edge_pattern, short_edge_pattern

__all__ = ["RuleDefinitions"]
SIZE_KINDS = (("auto",), ("sizes",), ("ratio", "pixels"), ("multiple",), ("edge",))
FEATURE_KINDS = ("feature", "values")
ANNOTATIONS = frozenset({"title", "description", "examples", "deprecated"})


class RuleDefinitions:
    """The definitions of the rules that model limits state, by name.

    The name of a definition is the id of the rule. If a rule has different definitions for several families, the name
    is the id, a colon, and the family.

    Args:
        limits: The model limits.
        fields: The schema of each field in the plain schema.

    Attributes:
        by_name: The definition of each rule.
    """

    def __init__(self, limits: ModelLimits, fields: Mapping[str, Schema]) -> None:
        self._fields = fields
        self._names: dict[str, str] = {}
        families: dict[str, dict[str, str]] = {}  # by rule and definition: the first family with this definition
        stated = [(limit, name, json.dumps(schema)) for limit, name, schema in self._in_order(limits)]
        for limit, family, definition in stated:
            families.setdefault(limit.rule, {}).setdefault(definition, family)
        self.by_name: dict[str, Schema] = {}
        for limit, _, definition in stated:
            first_families = families[limit.rule]
            suffix = f":{first_families[definition]}" if len(first_families) > 1 else ""
            self._names[limit.pointer] = limit.rule + suffix
            self.by_name[limit.rule + suffix] = json.loads(definition)

    def reference(self, limit: Limit) -> Schema | None:
        """Return a reference to the definition of the rule of a limit; None if the limit permits every value."""
        name = self._names.get(limit.pointer)
        return None if name is None else reference(name)

    def references(self, limits: Iterable[Limit]) -> list[Schema]:
        """Return references to the definitions of the rules of some limits, as `reference` does."""
        return [schema for schema in map(self.reference, limits) if schema is not None]

    def _in_order(self, limits: ModelLimits) -> Iterator[tuple[Limit, str, Schema]]:
        """Yield each limit that forbids a value with the name of its family and its definition."""
        for family in limits.families if "enum" not in self._fields["size"] else ():
            for kinds in SIZE_KINDS:
                for limit in family.limits_of_kind(*kinds):
                    if limit.data.get("legal") is not True:
                        yield limit, family.name, _size_definition(limit, family)
        for family in limits.families:
            for limit in family.limits_of_kind(*FEATURE_KINDS):
                illegal = self._unsupported_values(limit)
                if illegal:
                    yield limit, family.name, {"not": {"enum": illegal}}
        for limit in limits.any_model:
            if limit.kind in {"format", "not-with"}:
                yield limit, "", {"not": self._limited_value(limit)}

    def _unsupported_values(self, limit: Limit) -> list[str]:
        """Return the legal values of a field that a family does not support. A null is not a value."""
        data = limit.data
        values = [value for value in self._fields[data["field"]]["enum"] if value is not None]
        if limit.kind == "values":
            return [value for value in values if value not in data["values"]]
        if data["support"] != "none":
            return []
        return [data["equals"]] if "equals" in data else values

    def _limited_value(self, limit: Limit) -> Schema:
        """Return the schema of the legal values that a limit of any model is about."""
        data, field = limit.data, self._fields[limit.data["field"]]
        if limit.kind == "format" and "equals" in data:
            return {"const": data["equals"]}
        if "below" in data:
            return {**_integer(field), "maximum": data["below"] - 1}
        if "above" in data:
            return {**_integer(field), "minimum": data["above"] + 1}
        if "enum" in field:
            return {"enum": [value for value in field["enum"] if value is not None]}
        return {key: value for key, value in field.items() if key not in ANNOTATIONS}


def reference(name: str) -> Schema:
    """Return a reference to a definition."""
    return {"$ref": f"#{format_pointer(['$defs', name])}"}


def _integer(field: Schema) -> Schema:
    return {key: field[key] for key in ("type", "minimum", "maximum") if key in field}


def _size_definition(limit: Limit, family: Family) -> Schema:
    if limit.kind == "auto":
        return {"not": {"const": "auto"}}
    if limit.kind == "sizes":
        return {"enum": ["auto", *limit.data["sizes"]]}
    if limit.kind == "multiple":
        return _matches(_edge_pattern(tuple(edge for edge in family.edges() if edge % limit.data["of"] == 0)))
    if limit.kind == "edge":
        return _edge(limit.data.get("minimum", 1), limit.data.get("maximum"))
    return _area(tuple(family.multiples()), AreaPredicate.of(limit))


# The patterns are the same in many revisions, and take most of the time.
@cache
def _edge_pattern(edges: tuple[int, ...]) -> str:
    return edge_pattern(edges)


def _edge(minimum: int, maximum: int | None) -> Schema:
    if maximum is None:
        return _does_not_match(short_edge_pattern(minimum))
    return _matches(_edge_pattern(tuple(range(minimum, maximum + 1))))


@cache
def _area(edges: tuple[int, ...], is_legal: AreaPredicate) -> Schema:
    """Return a schema that matches the legal sizes or does not match the illegal ones, whichever is shorter."""
    legal = area_pattern(edges, is_legal)
    illegal = area_pattern(edges, lambda width, height: not is_legal(width, height))
    return _matches(legal) if len(legal) <= len(illegal) else _does_not_match(illegal)


def _matches(pattern: str) -> Schema:
    # Strict validators require a type beside a pattern.
    return {"type": "string", "pattern": pattern}


def _does_not_match(pattern: str) -> Schema:
    return {"not": _matches(pattern)}
