"""The strict schema: the rules of levels schema and semantic as one JSON Schema, for users who only have a validator.

It consists of the plain schema and one definition for each rule of level semantic, at `$defs/RULE`, so that the
location of a validation error names the rule. A rule that has different definitions for several families is defined at
`$defs/RULE:FAMILY`. As in the reference, a rule applies only to values that are legal by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.strict_schema.rule_definitions import FEATURE_KINDS, RuleDefinitions, reference
from imagegen_conformance.strict_schema.size_patterns import EXPLICIT_SIZE

__all__ = ["strict_schema", "to_text"]
DEFAULT_FORMAT = "png"
DESCRIPTION = (
    "The payload of an image generation tool at levels schema and semantic: the plain schema, and the rules that span "
    "several fields. Generated from model_limits.json. Each rule of level semantic is defined at $defs/RULE, or at "
    "$defs/RULE:FAMILY if families of models differ in it."
)
GRAMMAR_RULE = "size.grammar"
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


def strict_schema(limits: ModelLimits, plain: Schema) -> Schema:
    """Return the strict schema of a revision.

    Args:
        limits: The model limits of the revision.
        plain: The plain schema of the revision.
    """
    builder = _SchemaBuilder(limits, plain["properties"])
    return {
        **plain,
        "$id": f"{plain['$id']}.strict",
        "title": f"{plain['title']}, strict",
        "description": DESCRIPTION,
        "dependentSchemas": {field: _all_of(schemas) for field, schemas in builder.by_field.items()},
        "$defs": {**plain["$defs"], **builder.rules},
    }


class _SchemaBuilder:
    """A builder of the schemas that apply if a field is present, and of the definitions of the rules.

    Args:
        limits: The model limits.
        fields: The schema of each field in the plain schema.

    Attributes:
        by_field: The schemas of the whole payload that apply if a field is present.
        rules: The definition of each rule.
    """

    def __init__(self, limits: ModelLimits, fields: Schema) -> None:
        self.by_field: dict[str, list[Schema]] = {}
        self.rules: Schema = {}
        self._fields = fields
        self._definitions = RuleDefinitions(limits, fields)
        if "enum" not in fields["size"]:
            self.rules[GRAMMAR_RULE] = GRAMMAR
            self._add_sizes(limits.families)
        self.rules |= self._definitions.by_name
        self._add_features(limits.families)
        self._add_combinations(limits.any_model)

    def _add_sizes(self, families: Iterable[Family]) -> None:
        """Add the rules about sizes: the grammar for every model, and the limits of each family."""
        self._require("size", reference(GRAMMAR_RULE))
        self._require_by_model("size", [(family.models, list(self._size_rules(family))) for family in families])
        # A size that is not a string breaks the rule about its type only.
        self.by_field["size"] = [{"if": SIZE_IS_STRING, "then": _all_of(self.by_field["size"])}]

    def _add_features(self, families: Iterable[Family]) -> None:
        """Add the rules about fields and values that a family does not support."""
        by_field: dict[str, list[tuple[Sequence[str], list[Schema]]]] = {}
        for family in families:
            for limit in family.limits_of_kind(*FEATURE_KINDS):
                by_models = family.models, self._definitions.references([limit])
                by_field.setdefault(limit.data["field"], []).append(by_models)
        for field, requirements in by_field.items():
            self._require_by_model(field, requirements)

    def _add_combinations(self, limits: Iterable[Limit]) -> None:
        """Add the rules about values that exclude each other, whatever the model is."""
        for limit in limits:
            for schema in self._definitions.references([limit]):
                self._require(limit.data["field"], schema, self._is_excluding(limit))

    def _is_excluding(self, limit: Limit) -> Schema:
        """Return the condition under which a limit of any model applies: the output format excludes the value."""
        if limit.kind == "not-with":
            excluded = [limit.data["equals"]]
        else:
            formats: list[str] = self._fields["output_format"]["enum"]
            excluded = [value for value in formats if value not in limit.data["formats"]]
        return _field_in("output_format", excluded, or_missing=DEFAULT_FORMAT in excluded)

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

    def _size_rules(self, family: Family) -> Iterator[Schema]:
        """Yield the rules that a family's limits impose on a size."""
        well_formed = reference(GRAMMAR_RULE)

        def rules(*kinds: str) -> list[Schema]:
            return self._definitions.references(family.limits_of_kind(*kinds))

        yield from rules("auto")
        for listed in rules("sizes"):
            yield {"if": well_formed, "then": listed}
        edges = rules("edge")
        if edges:
            stages = _in_stages(edges, rules("multiple"), rules("ratio", "pixels"))
            yield {"if": {**well_formed, "type": "string", "pattern": "x"}, "then": stages}


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
