"""The strict schema: levels schema and semantic in pure JSON Schema, for whoever has a validator and no code of ours.

It is the plain schema and a subschema for each rule of level semantic, at `$defs/RULE`, so that the place of an error
names the rule. A rule is asked only where what it needs is legal by itself, as in the reference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.json_value import Json
from imagegen_conformance.models import Family, Limit, Models, area_holds
from imagegen_conformance.size_patterns import EXPLICIT, area_pattern, edge_pattern, short_edge_pattern

__all__ = ["strict_schema", "written"]

Schema: TypeAlias = dict[str, Json]

DEFAULT_FORMAT = "png"
TITLE = "Image generation tool, strict"
DESCRIPTION = (
    "The payload of an image generation tool at levels schema and semantic: what image_gen_tool.schema.json says, and "
    "what values have to satisfy together. Generated from models.json; a rule of level semantic stands at $defs/RULE."
)
# In Python's engine, $ also matches before a line feed at the end.
GRAMMAR: Schema = {"type": "string", "pattern": f"^(?:auto|{EXPLICIT})$", "not": {"type": "string", "pattern": "\\n"}}
IS_STRING: Schema = {"properties": {"size": {"type": "string"}}}


def written(schema: Schema) -> str:
    """The text of a schema file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def strict_schema(models: Models) -> Schema:
    """The schema for these models."""
    plain: Schema = read_json(data("schemas") / "image_gen_tool.schema.json")
    author = _Author(plain["properties"])
    author.sizes(models.families)
    author.features(models.families)
    author.formats(models.any_model)
    return {
        **plain,
        "$id": f"{plain['$id']}.strict",
        "title": TITLE,
        "description": DESCRIPTION,
        "dependentSchemas": {field: _all(schemas) for field, schemas in author.by_field.items()},
        "$defs": {**plain["$defs"], **author.rules},
    }


class _Author:
    """Collects what a field brings along, and the rules that are referred to there."""

    def __init__(self, fields: Schema) -> None:
        self.fields = fields
        self.by_field: dict[str, list[Schema]] = {}
        self.rules: Schema = {}

    def rule(self, name: str, schema: Schema) -> Schema:
        self.rules[name] = schema
        return {"$ref": f"#/$defs/{name}"}

    def add(self, field: str, schema: Schema, condition: Schema | None = None) -> None:
        """Ask a schema of a field, where the payload meets a condition if there is one."""
        asked: Schema = {"properties": {field: schema}}
        self.by_field.setdefault(field, []).append({"if": condition, "then": asked} if condition else asked)

    def add_by_model(self, field: str, asked: Iterable[tuple[Sequence[str], list[Schema]]]) -> None:
        """Ask of a field what its models ask; models that ask the same are named together."""
        names: dict[str, list[str]] = {}
        for models, schemas in asked:
            if schemas:
                names.setdefault(json.dumps(_all(schemas)), []).extend(models)
        for schema, models in names.items():
            self.add(field, json.loads(schema), _one_of("model", models))

    def sizes(self, families: Iterable[Family]) -> None:
        well_formed = self.rule("size.grammar", GRAMMAR)
        self.add("size", well_formed)
        self.add_by_model("size", [(family.models, list(self.sizes_of(family, well_formed))) for family in families])
        # What is no string is refused for that alone.
        self.by_field["size"] = [{"if": IS_STRING, "then": _all(self.by_field["size"])}]

    def sizes_of(self, family: Family, well_formed: Schema) -> Iterable[Schema]:
        for limit in family.of_kind("auto"):
            if not limit.content["legal"]:
                yield self.rule(limit.rule, {"not": {"const": "auto"}})
        for limit in family.of_kind("sizes"):
            yield {"if": well_formed, "then": self.rule(limit.rule, {"enum": ["auto", *limit.content["sizes"]]})}
        areas = [self.rule(limit.rule, _area(limit, family)) for limit in family.of_kind("ratio", "pixels")]
        multiples = [self.rule(limit.rule, _multiple(limit, family)) for limit in family.of_kind("multiple")]
        edges = [self.rule(limit.rule, _edge(limit)) for limit in family.of_kind("edge")]
        if edges:
            yield {"if": {**well_formed, "type": "string", "pattern": "x"}, "then": _chain(edges, multiples, areas)}

    def features(self, families: Iterable[Family]) -> None:
        refused: dict[str, list[tuple[Sequence[str], list[Schema]]]] = {}
        for family in families:
            for limit in family.of_kind("feature"):
                if limit.content["support"] == "none":
                    field = limit.content["field"]
                    refused.setdefault(field, []).append((family.models, [self.rule(limit.rule, self.used(limit))]))
        for field, by_models in refused.items():
            self.add_by_model(field, by_models)

    def used(self, limit: Limit) -> Schema:
        """No value that asks for the feature: not the one that is named, or none but null."""
        values = [value for value in self.fields[limit.content["field"]]["enum"] if value is not None]
        return {"not": {"enum": [limit.content["equals"]] if "equals" in limit.content else values}}

    def formats(self, limits: Iterable[Limit]) -> None:
        for limit in limits:
            if limit.kind == "format":
                field = limit.content["field"]
                formats: list[str] = self.fields["output_format"]["enum"]
                refused = [value for value in formats if value not in limit.content["formats"]]
                condition = _one_of("output_format", refused, or_missing=DEFAULT_FORMAT in refused)
                self.add(field, self.rule(limit.rule, {"not": self.value(limit, field)}), condition)

    def value(self, limit: Limit, field: str) -> Schema:
        if "equals" in limit.content:
            return {"const": limit.content["equals"]}
        return {"type": "integer", "minimum": self.fields[field]["minimum"], "maximum": limit.content["below"] - 1}


def _one_of(field: str, values: Iterable[str], *, or_missing: bool = False) -> Schema:
    condition: Schema = {"properties": {field: {"enum": list(values)}}}
    return condition if or_missing else {**condition, "required": [field]}


def _all(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def _chain(rules: list[Schema], *later: list[Schema]) -> Schema:
    """These rules, and where all of them hold, the later ones."""
    following = [others for others in later if others]
    if not rules:
        return _chain(*following)
    if not following:
        return _all(rules)
    return {"if": _all(rules), "then": _chain(*following), "else": _all(rules)}


def _edge(limit: Limit) -> Schema:
    least, most = limit.content.get("minimum", 1), limit.content.get("maximum")
    if most is None:
        return _does_not_match(short_edge_pattern(least))
    return _matches(edge_pattern(range(least, most + 1)))


def _multiple(limit: Limit, family: Family) -> Schema:
    return _matches(edge_pattern(edge for edge in family.edges() if edge % limit.content["of"] == 0))


def _area(limit: Limit, family: Family) -> Schema:
    """What holds, or not what does not, whichever is shorter to say."""
    edges, holds = family.multiples(), area_holds(limit)
    legal = area_pattern(edges, holds)
    illegal = area_pattern(edges, lambda width, height: not holds(width, height))
    return _matches(legal) if len(legal) <= len(illegal) else _does_not_match(illegal)


def _matches(pattern: str) -> Schema:
    # With its type, which strict validators want beside a pattern.
    return {"type": "string", "pattern": pattern}


def _does_not_match(pattern: str) -> Schema:
    return {"not": _matches(pattern)}
