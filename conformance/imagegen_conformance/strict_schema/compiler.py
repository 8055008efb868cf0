"""The strict schema: the rules of levels schema and semantic as one JSON Schema, for users who only have a validator.

It consists of the plain schema and one definition for each rule of level semantic, at `$defs/RULE`, so that the
location of a validation error names the rule. As in the reference, a rule applies only to values that are legal by
themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits, area_predicate
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.strict_schema.size_patterns import (
    EXPLICIT_SIZE,
    area_pattern,
    edge_pattern,
    short_edge_pattern,
)

__all__ = ["strict_schema", "to_text"]
Schema: TypeAlias = dict[str, Json]
DEFAULT_FORMAT = "png"
TITLE = "Image generation tool, strict"
DESCRIPTION = (
    "The payload of an image generation tool at levels schema and semantic: image_gen_tool.schema.json and the rules "
    "that span several fields. Generated from model_limits.json. Each rule of level semantic is defined at $defs/RULE."
)
GRAMMAR: Schema = {
    "type": "string",
    "pattern": f"^(?:auto|{EXPLICIT_SIZE})$",
    # In Python's regular expressions, $ also matches before a line feed at the end.
    "not": {"type": "string", "pattern": "\\n"},
}
SIZE_IS_STRING: Schema = {"properties": {"size": {"type": "string"}}}


def to_text(schema: Schema) -> str:
    """Return the text of a schema file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def strict_schema(limits: ModelLimits) -> Schema:
    """Return the strict schema for these model limits."""
    plain: Schema = load_json(data_directory("schemas") / "image_gen_tool.schema.json")
    builder = _SchemaBuilder(plain["properties"])
    builder.add_sizes(limits.families)
    builder.add_features(limits.families)
    builder.add_formats(limits.any_model)
    return {
        **plain,
        "$id": f"{plain['$id']}.strict",
        "title": TITLE,
        "description": DESCRIPTION,
        "dependentSchemas": {field: _all_of(schemas) for field, schemas in builder.by_field.items()},
        "$defs": {**plain["$defs"], **builder.rules},
    }


class _SchemaBuilder:
    """A builder of the schemas that apply if a field is present, and of the definitions of the rules.

    Attributes:
        fields: The schema of each field in the plain schema.
        by_field: The schemas of the whole payload that apply if a field is present.
        rules: The definition of each rule.
    """

    def __init__(self, fields: Schema) -> None:
        self.fields = fields
        self.by_field: dict[str, list[Schema]] = {}
        self.rules: Schema = {}

    def add_sizes(self, families: Iterable[Family]) -> None:
        """Add the rules about sizes: the grammar for every model, and the limits of each family."""
        well_formed = self._define("size.grammar", GRAMMAR)
        self._require("size", well_formed)
        by_models = [(family.models, list(self._size_rules(family, well_formed))) for family in families]
        self._require_by_model("size", by_models)
        # A size that is not a string breaks the rule about its type only.
        self.by_field["size"] = [{"if": SIZE_IS_STRING, "then": _all_of(self.by_field["size"])}]

    def add_features(self, families: Iterable[Family]) -> None:
        """Add the rules about features that a family does not support."""
        by_field: dict[str, list[tuple[Sequence[str], list[Schema]]]] = {}
        for family in families:
            for limit in family.limits_of_kind("feature"):
                if limit.data["support"] == "none":
                    rule = self._define(limit.rule, self._not_used(limit))
                    by_field.setdefault(limit.data["field"], []).append((family.models, [rule]))
        for field, by_models in by_field.items():
            self._require_by_model(field, by_models)

    def add_formats(self, limits: Iterable[Limit]) -> None:
        """Add the rules about values that only some output formats permit."""
        for limit in limits:
            if limit.kind == "format":
                field = limit.data["field"]
                formats: list[str] = self.fields["output_format"]["enum"]
                excluded = [value for value in formats if value not in limit.data["formats"]]
                condition = _field_in("output_format", excluded, or_missing=DEFAULT_FORMAT in excluded)
                self._require(field, self._define(limit.rule, {"not": self._limited_value(limit, field)}), condition)

    def _define(self, rule: str, schema: Schema) -> Schema:
        """Add the definition of a rule; return a reference to it."""
        self.rules[rule] = schema
        return {"$ref": f"#{format_pointer(['$defs', rule])}"}

    def _require(self, field: str, schema: Schema, condition: Schema | None = None) -> None:
        """Require that a field matches a schema, in every payload or in those that match a condition."""
        requirement: Schema = {"properties": {field: schema}}
        self.by_field.setdefault(field, []).append({"if": condition, "then": requirement} if condition else requirement)

    def _require_by_model(self, field: str, by_models: Iterable[tuple[Sequence[str], list[Schema]]]) -> None:
        """Require that a field matches what its model requires. Models with equal schemas share a condition."""
        models_by_schema: dict[str, list[str]] = {}
        for models, schemas in by_models:
            if schemas:
                models_by_schema.setdefault(json.dumps(_all_of(schemas)), []).extend(models)
        for schema, models in models_by_schema.items():
            self._require(field, json.loads(schema), _field_in("model", models))

    def _size_rules(self, family: Family, well_formed: Schema) -> Iterator[Schema]:
        """Yield the rules that a family's limits impose on a size."""
        for limit in family.limits_of_kind("auto"):
            if not limit.data["legal"]:
                yield self._define(limit.rule, {"not": {"const": "auto"}})
        for limit in family.limits_of_kind("sizes"):
            yield {"if": well_formed, "then": self._define(limit.rule, {"enum": ["auto", *limit.data["sizes"]]})}
        areas = [self._define(limit.rule, _area(limit, family)) for limit in family.limits_of_kind("ratio", "pixels")]
        multiples = [self._define(limit.rule, _multiple(limit, family)) for limit in family.limits_of_kind("multiple")]
        edges = [self._define(limit.rule, _edge(limit)) for limit in family.limits_of_kind("edge")]
        if edges:
            yield {"if": {**well_formed, "type": "string", "pattern": "x"}, "then": _in_stages(edges, multiples, areas)}

    def _not_used(self, limit: Limit) -> Schema:
        """Return the schema of the values that do not use a feature: all but the named value, or null only."""
        values = [value for value in self.fields[limit.data["field"]]["enum"] if value is not None]
        return {"not": {"enum": [limit.data["equals"]] if "equals" in limit.data else values}}

    def _limited_value(self, limit: Limit, field: str) -> Schema:
        """Return the schema of the values that only some output formats permit."""
        if "equals" in limit.data:
            return {"const": limit.data["equals"]}
        return {"type": "integer", "minimum": self.fields[field]["minimum"], "maximum": limit.data["below"] - 1}


def _field_in(field: str, values: Iterable[str], *, or_missing: bool = False) -> Schema:
    condition: Schema = {"properties": {field: {"enum": list(values)}}}
    return condition if or_missing else {**condition, "required": [field]}


def _all_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def _in_stages(rules: list[Schema], *later: list[Schema]) -> Schema:
    """Return a schema that applies the rules and, if a value obeys all of them, the later rules."""
    stages = [stage for stage in later if stage]
    if not rules:
        return _in_stages(*stages)
    if not stages:
        return _all_of(rules)
    return {"if": _all_of(rules), "then": _in_stages(*stages), "else": _all_of(rules)}


def _edge(limit: Limit) -> Schema:
    minimum, maximum = limit.data.get("minimum", 1), limit.data.get("maximum")
    if maximum is None:
        return _does_not_match(short_edge_pattern(minimum))
    return _matches(edge_pattern(range(minimum, maximum + 1)))


def _multiple(limit: Limit, family: Family) -> Schema:
    return _matches(edge_pattern(edge for edge in family.edges() if edge % limit.data["of"] == 0))


def _area(limit: Limit, family: Family) -> Schema:
    """Return a schema that matches the legal sizes or does not match the illegal ones, whichever is shorter."""
    edges, is_legal = family.multiples(), area_predicate(limit)
    legal = area_pattern(edges, is_legal)
    illegal = area_pattern(edges, lambda width, height: not is_legal(width, height))
    return _matches(legal) if len(legal) <= len(illegal) else _does_not_match(illegal)


def _matches(pattern: str) -> Schema:
    # Strict validators require a type beside a pattern.
    return {"type": "string", "pattern": pattern}


def _does_not_match(pattern: str) -> Schema:
    return {"not": _matches(pattern)}
