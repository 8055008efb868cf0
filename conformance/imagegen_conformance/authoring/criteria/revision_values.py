"""The fields of a revision, the families of models, and examples of their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from imagegen_conformance.authoring.limit_checks import load_checked_limits
from imagegen_conformance.authoring.pairwise import ABSENT, Pairwise, Value
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import PAYLOAD_SCHEMA_FILE, Schema, plain_schema
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json, canonical, deep_copy
from imagegen_conformance.oracles.oracle import Oracle, reference_oracle
from imagegen_conformance.resources import load_json

__all__ = ["UNKNOWN", "UNKNOWN_ITEM", "RevisionValues"]
UNKNOWN = "unknown-key"
UNKNOWN_ITEM = ("x_extension", "kept")  # an unknown key and its value in proposals
TYPE = "type"
TYPE_VALUE = "image_generation"


class RevisionValues:
    """The fields, values and models of the revision of a corpus.

    Args:
        corpus: The corpus.

    Attributes:
        corpus: The corpus.
        schema: The plain schema.
        fields: The names of the fields, `type` included, in the documented order.
        all_fields: The names of the fields of all revisions. No other key is certainly unknown.
        pairwise: The classes of values.
        models: The models of each family, retired ones included.
        find: The oracle that finds the rules that a payload breaks.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.schema = plain_schema(corpus.root, corpus.profiles, corpus.revision)
        self.fields = tuple(self.schema["properties"])
        self.all_fields = frozenset(load_json(corpus.root / PAYLOAD_SCHEMA_FILE)["properties"])
        limits = load_checked_limits(corpus)
        self.pairwise = Pairwise(corpus, limits)
        self.find: Oracle = reference_oracle(corpus.revision)
        self.models = {family.name: list(family.models) for family in limits.families}
        self._classes = self.pairwise.classes()
        self._class_cache: dict[tuple[str, str], Value | None] = {}

    def class_of(self, field: str, value: Json) -> Value | None:
        """Return the class of the value of a field; None if it has no class, because it is illegal by itself."""
        if field not in self._classes:
            return None
        key = (field, value if isinstance(value, str) else canonical(value))
        if key not in self._class_cache:
            self._class_cache[key] = self._find_class(field, value)
        return self._class_cache[key]

    def _find_class(self, field: str, value: Json) -> Value | None:
        if not self._is_legal_alone(field, value):
            return None
        found = self.pairwise.value_of(field, value)
        return found if found in self._classes[field] else None

    def _is_legal_alone(self, field: str, value: Json) -> bool:
        """Return whether the value of a field obeys the rules of level schema."""
        requirements = self.corpus.requirements
        findings = self.find({TYPE: TYPE_VALUE, field: value})
        return all(requirements[finding.rule].level == "semantic" for finding in findings)

    @cached_property
    def examples(self) -> dict[str, list[Json]]:
        """An example of each class of values, by field."""
        examples: dict[str, list[Json]] = {TYPE: [self.schema["properties"][TYPE]["const"]]}
        for field, classes in self.pairwise.classes().items():
            examples[field] = [self.example(value) for value in classes if value.name != ABSENT]
        return examples

    def related(self, field: str) -> tuple[str, ...]:
        """Return the fields to which rules relate a field, and `model`, on which the legality of others depends."""
        return self._related.get(field, ("model",))

    @cached_property
    def _related(self) -> dict[str, tuple[str, ...]]:
        related: dict[str, dict[str, None]] = {field: {"model": None} for field in self.fields}
        for requirement in self.corpus.requirements.values():
            for field in requirement.fields:
                related.setdefault(field, {}).update(dict.fromkeys(requirement.fields))
        return {field: tuple(other for other in others if other != field) for field, others in related.items()}

    @cached_property
    def companions(self) -> dict[str, tuple[str, ...]]:
        """The fields without which a field is never legal, by field."""
        return {
            field: self.related(field)
            for field, examples in self.examples.items()
            if field != TYPE and all(self.find({TYPE: TYPE_VALUE, field: value}) for value in examples)
        }

    def example(self, value: Value) -> Json:
        """Return an example of a class of values."""
        return deep_copy(self.pairwise.example([value])[value.field])

    def item(self, element: str) -> tuple[str, Json]:
        """Return a key with a value, given the name of a field or `UNKNOWN`."""
        if element == UNKNOWN:
            return UNKNOWN_ITEM
        return element, next((value for value in self.examples[element] if value not in ("", {}, None)), "")

    @cached_property
    def object_fields(self) -> dict[str, Schema]:
        """The subschemas of the fields whose values are objects, by field."""
        schemas = {field: self.resolve(schema) for field, schema in self.schema["properties"].items()}
        return {field: schema for field, schema in schemas.items() if schema.get("type") == "object"}

    def fields_of(self, rule: str) -> Sequence[str]:
        """Return the fields that the statement of a rule is about; none for a rule of another revision."""
        requirements = self.corpus.requirements
        return requirements[rule].fields if rule in requirements else ()

    def reasons(self, payload: Json) -> list[dict[str, str]]:
        """Return the rules that a payload breaks, with their places, as the reasons of a source case."""
        return [{"path": finding.path, "rule": finding.rule} for finding in self.find(payload)]

    def resolve(self, schema: Schema) -> Schema:
        """Return a subschema, or the one that it refers to."""
        while "$ref" in schema:
            definition: Json = self.schema
            for token in parse_pointer(schema["$ref"].removeprefix("#")):
                definition = definition[token]
            schema = definition
        return schema

    def full_payloads(self, fixed: dict[str, Json]) -> Iterator[dict[str, Json]]:
        """Yield payloads with as many further fields as are legal beside the given members.

        The fields are added one after the other, each with its first example that breaks no further rule. The members
        come last in the second payload.
        """
        rules = {finding.rule for finding in self.find(fixed)}
        payload = fixed
        for field in self.fields:
            if field not in fixed:
                payload = self._extended(payload, field, rules)
        yield payload
        yield {**{key: value for key, value in payload.items() if key not in fixed}, **fixed}

    def _extended(self, payload: dict[str, Json], field: str, rules: set[str]) -> dict[str, Json]:
        for value in self.examples[field]:
            extended = {**payload, field: value}
            if value not in ({}, "", None) and {finding.rule for finding in self.find(extended)} == rules:
                return extended
        return payload

    def extensions(self, payload: dict[str, Json], field: str) -> Sequence[dict[str, Json]]:
        """Return the payload with each example of a field but null, or with an unknown key."""
        examples = self.examples.get(field, [UNKNOWN_ITEM[1]])
        values = [value for value in examples if value is not None]
        key = UNKNOWN_ITEM[0] if field == UNKNOWN else field
        return [{**payload, key: value} for value in values]
