"""Pairwise coverage: every two values that may be combined are combined in some accepted case.

The values of a field are grouped into classes, which are derived from the plain schema and the model limits: a new
value of an enumeration or a new family of models requires new cases without further changes. Whether two values may
be combined is determined by the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from typing import Any, NamedTuple, TypeAlias

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema, plain_schema
from imagegen_conformance.errors import UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.acceptance import Acceptance

__all__ = ["PAIRWISE_REQUIREMENT", "Pair", "Pairwise", "Value", "accepted_payloads", "is_accepted"]
PAIRWISE_REQUIREMENT = "payload.combinations"
TOOL = {"type": "image_generation"}
ABSENT = "absent"
UNKNOWN_MODEL = "another-model"
MASK = {"image_url": "https://example.com/mask.png", "file_id": "file-123"}
SVG = {"model": "a-model", "reasoning": {"effort": "low"}}
CONFIGS = {"search": {"pin": True}, "draw": {"additional_search_text": "drawing, painting"}}
Classifier: TypeAlias = Callable[[Json], str]
"""Returns the name of the class of a field's value."""


class Value(NamedTuple):
    """A class of values of a field; the absence of the field is a class, too.

    Attributes:
        field: The name of the field.
        name: The name of the class.
    """

    field: str
    name: str

    def __str__(self) -> str:
        return f"{self.field} {self.name}"

    @property
    def element(self) -> str:
        """The class as an element of a dimension."""
        return f"{self.field}={self.name}"


Pair: TypeAlias = tuple[Value, Value]


def accepted_payloads(corpus: Corpus) -> list[dict[str, Json]]:
    """Return the payloads of the source cases that a validating implementation must accept."""
    return [case.request.content for case in corpus.cases if is_accepted(case)]


def is_accepted(case: Case) -> bool:
    """Return whether a case is a source case whose payload a validating implementation must accept."""
    return (
        case.request.operation == "validate"
        and case.id == case.source_id
        and isinstance(case.expected, ExpectedOutcome)
        and case.expected.accepted
        and not case.expected.rejected
    )


class Pairwise:
    """The classes of values in the revision of a corpus, and the pairs of them that may be combined.

    Args:
        corpus: The corpus.
        limits: The limits of the models whose sizes are classified; those of the corpus by default.

    Attributes:
        models: A model for each family of models that are not all retired.
    """

    def __init__(self, corpus: Corpus, limits: ModelLimits | None = None) -> None:
        limits = limits or ModelLimits.load(corpus)
        self._acceptance = Acceptance(limits, corpus.revision)
        # Implementations may reject retired models.
        self._families = [family for family in limits.families if family.active_models(limits.retired)]
        self.models = {family.name: family.active_models(limits.retired)[0] for family in self._families}
        self._classifiers: dict[str, Classifier] = {}
        self._examples: dict[Value, Json] = {}
        for field, schema in plain_schema(corpus.root, corpus.profiles, corpus.revision)["properties"].items():
            if field not in TOOL:
                self._add_field(field, *self._classes_of(field, schema))

    def classes(self) -> dict[str, list[Value]]:
        """Return the classes of each field."""
        classes = {field: [Value(field, ABSENT)] for field in self._classifiers}
        for value in self._examples:
            classes[value.field].append(value)
        return classes

    def required_pairs(self) -> set[Pair]:
        """Return the pairs that are legal, alone or together with a third value."""
        values = [value for values in self.classes().values() for value in values]
        return {pair for pair in combinations(values, 2) if self._can_be_legal(pair, values)}

    def pairs(self, payload: dict[str, Json]) -> set[Pair]:
        """Return the pairs that a payload combines."""
        return set(combinations(self._row(payload).values(), 2))

    def value_of(self, field: str, value: Json) -> Value:
        """Return the class of a value of a field, which has the type that the plain schema requires."""
        return Value(field, self._classifiers[field](value))

    def suggest_payloads(self, payloads: Iterable[dict[str, Json]]) -> list[dict[str, Json]]:
        """Return as few further payloads as possible, so that these and the given payloads have all required pairs.

        Raises:
            UsageError: The package covertable is not installed.
        """
        try:
            from covertable import make
        except ImportError:
            raise UsageError("covertable is not installed", hint="Install the dependency group dev.") from None
        classes, required = self.classes(), self.required_pairs()
        presets = [row for row in map(self._row, payloads) if all(row[field] in classes[field] for field in row)]
        constraints = [
            {"operator": "fn", "requires": list(fields), "evaluate": _is_required(*fields, required)}
            for fields in combinations(classes, 2)
            if any(pair not in required for pair in product(classes[fields[0]], classes[fields[1]]))
        ]
        rows: Any = make(classes, presets=presets, constraints=constraints)
        return [self.example(row.values()) for row in rows if row not in presets]

    def example(self, values: Iterable[Value]) -> dict[str, Json]:
        """Return a payload with a value of each class, in the documented order of the fields."""
        present = {value.field: value for value in values if value.name != ABSENT}
        return TOOL | {field: self._examples[present[field]] for field in self._classifiers if field in present}

    def legal_example(self, pair: Iterable[Value]) -> dict[str, Json] | None:
        """Return a legal payload with a value of each class, perhaps with further ones; None if there is none."""
        values = [value for values in self.classes().values() for value in values]
        found = self._legal_values(pair, values)
        return None if found is None else self.example(found)

    def is_legal(self, values: Iterable[Value]) -> bool:
        """Return whether implementations must accept a payload with a value of each class."""
        return self.is_required(self.example(values))

    def is_required(self, payload: dict[str, Json]) -> bool:
        """Return whether implementations must accept a payload."""
        return self._acceptance.is_required(payload)

    def _row(self, payload: dict[str, Json]) -> dict[str, Value]:
        return {
            field: Value(field, class_of(payload[field]) if field in payload else ABSENT)
            for field, class_of in self._classifiers.items()
        }

    def _can_be_legal(self, pair: Pair, values: list[Value]) -> bool:
        return len({value.field for value in pair}) > 1 and self._legal_values(pair, values) is not None

    def _legal_values(self, pair: Iterable[Value], values: list[Value]) -> tuple[Value, ...] | None:
        """Return the pair, perhaps with further values, that is legal; None if there is none."""
        pair = tuple(pair)
        fields = {value.field for value in pair}
        candidates = [pair, *((*pair, third) for third in values if third.field not in fields)]
        unknown_model = Value("model", UNKNOWN_MODEL)
        if "model" not in fields and unknown_model in self._examples:
            # A model without limits permits whatever the other fields permit.
            candidates += [(*candidate, unknown_model) for candidate in candidates]
        return next(filter(self.is_legal, candidates), None)

    def _add_field(self, field: str, class_of: Classifier, examples: Iterable[Json]) -> None:
        self._classifiers[field] = class_of
        for example in examples:
            self._examples.setdefault(Value(field, class_of(example)), example)

    def _classes_of(self, field: str, schema: Schema) -> tuple[Classifier, Iterable[Json]]:
        """Return the classifier of a field's values, and at least one example of every class."""
        if "enum" in schema:
            return str, schema["enum"]
        special: dict[str, tuple[Classifier, Iterable[Json]]] = {
            "model": (self._family_class, [*self.models.values(), UNKNOWN_MODEL]),
            "size": (self._size_class, self._example_sizes()),
            "input_image_mask": _classes_of_members(MASK),
            "svg": _classes_of_members(SVG),
            "tool_configs": (_configs_class, [{}, {"draw": {}}, CONFIGS]),
        }
        if field in special:
            return special[field]
        if schema["type"] == "integer" and "minimum" not in schema:
            return lambda _: "number", (9,)
        if schema["type"] == "integer":
            bounds = schema["minimum"], schema["maximum"]
            examples = (bounds[0], bounds[0] + 1, bounds[1])
            return lambda number: str(int(number)) if number in bounds else "between", examples
        return lambda text: "text" if text else "empty", ("", "painter")

    def _family_class(self, model: str) -> str:
        return next((family.name for family in self._families if model in family.models), UNKNOWN_MODEL)

    def _size_class(self, size: str) -> str:
        """Return the class of a size: sizes that the same models support, with or without a warning, are one class."""
        if size == "auto":
            return size
        supporters: list[str] = []
        for family in self._families:
            warnings = self._acceptance.warning_rules({**TOOL, "model": self.models[family.name], "size": size})
            if warnings is not None:
                supporters.append(family.name + (" with a warning" if warnings else ""))
        return f"supported by {', '.join(supporters) or 'no known model'}"

    def _example_sizes(self) -> Iterator[str]:
        yield from ("auto", "1000x1000")
        for family in self._families:
            yield from (size for limit in family.limits_of_kind("sizes") for size in limit.data["sizes"])
            yield from (f"{edge}x{edge}" for edge in family.multiples())
        yield "1x1"


def _is_required(first: str, second: str, required: set[Pair]) -> Callable[[dict[str, Value]], bool]:
    """Return a predicate of rows: whether their values of two fields are a required pair."""
    return lambda row: (row[first], row[second]) in required


def _classes_of_members(example: dict[str, Json]) -> tuple[Classifier, Iterable[Json]]:
    """Return the classes of an object by its known members, given an example with all of them."""

    def class_of(value: dict[str, Json]) -> str:
        return f"with {' and '.join(key for key in example if key in value)}" if value else "empty"

    return class_of, [{}, *({key: value} for key, value in example.items()), example]


def _configs_class(configs: dict[str, Json]) -> str:
    return {0: "empty", 1: "with one member"}.get(len(configs), "with several members")
