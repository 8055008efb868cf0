"""Pairwise coverage: every two values that go together stand side by side in some accepted case.

Values fall into classes, which the plain schema and the models file give: a new value of an enum, or a new family of
models, asks for cases by itself. What goes together is asked of the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

from imagegen_conformance.cases import Answer
from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_conformance.errors import UsageError
from imagegen_conformance.json_value import Json
from imagegen_conformance.models import Models
from imagegen_reference import ImageGenTool, ValidationError

__all__ = ["REQUIREMENT", "Pair", "Pairwise", "Value", "accepted"]

REQUIREMENT = "payload.combinations"
TOOL = {"type": "image_generation"}
ABSENT = "absent"
UNKNOWN = "another-model"
MASK = {"image_url": "https://example.com/mask.png", "file_id": "file-123"}
CONFIGS = {"search": {"pin": True}, "draw": {"additional_search_text": "drawing, painting"}}

ClassOf: TypeAlias = Callable[[Json], str]


class Value(NamedTuple):
    """A class of values of a field; that the field is absent is one too."""

    field: str
    name: str

    def __str__(self) -> str:
        return f"{self.field} {self.name}"


Pair: TypeAlias = tuple[Value, Value]


def accepted(corpus: Corpus) -> list[dict[str, Json]]:
    """The payloads that have to be accepted where they are validated, as they were written."""
    return [
        case.request.content
        for case in corpus.cases
        if case.request.operation == "validate" and case.id == case.authored
        if isinstance(case.expected, Answer) and case.expected.accepted and not case.expected.rejected
    ]


class Pairwise:
    """The classes of values, and which two of them go together. `models` says of what models something is known."""

    def __init__(self, models: Models) -> None:
        self._models = models
        # Whether a payload with such a warning is legal, nobody can tell.
        self._open = {limit.rule for limit in models.limits() if limit.content.get("support") == "preview"}
        self._class_of: dict[str, ClassOf] = {}
        self._examples: dict[Value, Json] = {}
        for field, schema in read_json(data("schemas") / "image_gen_tool.schema.json")["properties"].items():
            if field not in TOOL:
                self._add(field, *self._classes(field, schema))

    def classes(self) -> dict[str, list[Value]]:
        """The classes of each field."""
        found = {field: [Value(field, ABSENT)] for field in self._class_of}
        for value in self._examples:
            found[value.field].append(value)
        return found

    def wanted(self) -> set[Pair]:
        """The pairs that go together, by themselves or beside a third value."""
        everything = [value for values in self.classes().values() for value in values]
        return {pair for pair in combinations(everything, 2) if self._goes_somehow(pair, everything)}

    def pairs(self, payload: dict[str, Json]) -> set[Pair]:
        """Those that stand in a payload."""
        return set(combinations(self._row(payload).values(), 2))

    def complement(self, payloads: Iterable[dict[str, Json]]) -> list[dict[str, Json]]:
        """Further payloads, as few as can be, so that these and those have every pair.

        Raises `UsageError` where covertable is not installed.
        """
        try:
            from covertable import make
        except ImportError:
            raise UsageError("covertable is not installed", mend="install the tools of the group dev") from None
        classes, wanted = self.classes(), self.wanted()
        presets = [row for row in map(self._row, payloads) if all(row[field] in classes[field] for field in row)]
        constraints = [
            {"operator": "fn", "requires": list(fields), "evaluate": _among(*fields, wanted)}
            for fields in combinations(classes, 2)
            if any((one, other) not in wanted for one in classes[fields[0]] for other in classes[fields[1]])
        ]
        rows: Any = make(classes, presets=presets, constraints=constraints)
        return [self.example(row.values()) for row in rows if row not in presets]

    def example(self, values: Iterable[Value]) -> dict[str, Json]:
        """A payload of such values, in the documented order of the fields."""
        names = {value.field: value for value in values if value.name != ABSENT}
        return TOOL | {field: self._examples[names[field]] for field in self._class_of if field in names}

    def goes(self, values: Iterable[Value]) -> bool:
        """Whether such a payload is legal, for all that is known."""
        warnings = _warnings(self.example(values))
        return warnings is not None and self._open.isdisjoint(warnings)

    def _row(self, payload: dict[str, Json]) -> dict[str, Value]:
        known = self._class_of.items()
        return {field: Value(field, of(payload[field]) if field in payload else ABSENT) for field, of in known}

    def _goes_somehow(self, pair: Pair, everything: list[Value]) -> bool:
        fields = {value.field for value in pair}
        if len(fields) == 1:
            return False
        return self.goes(pair) or any(self.goes((*pair, third)) for third in everything if third.field not in fields)

    def _add(self, field: str, class_of: ClassOf, values: Iterable[Json]) -> None:
        self._class_of[field] = class_of
        for value in values:
            self._examples.setdefault(Value(field, class_of(value)), value)

    def _classes(self, field: str, schema: dict[str, Json]) -> tuple[ClassOf, Iterable[Json]]:
        """How values of a field are told apart, and values of every class."""
        special: dict[str, tuple[ClassOf, Iterable[Json]]] = {
            "model": (self._family, [*(family.models[0] for family in self._models.families), UNKNOWN]),
            "size": (self._takers, self._sizes()),
            "input_image_mask": (_keys, [{}, *({key: value} for key, value in MASK.items()), MASK]),
            "tool_configs": (_members, [{}, {"draw": {}}, CONFIGS]),
        }
        if field in special:
            return special[field]
        if "enum" in schema:
            return str, schema["enum"]
        if schema["type"] == "integer":
            ends = schema["minimum"], schema["maximum"]
            return lambda number: str(int(number)) if number in ends else "between", (ends[0], ends[0] + 1, ends[1])
        return lambda text: "text" if text else "empty", ("", "painter")

    def _family(self, model: str) -> str:
        return next((family.name for family in self._models.families if model in family.models), UNKNOWN)

    def _takers(self, size: str) -> str:
        """Sizes that the same models take are alike, but for what is warned of."""
        if size == "auto":
            return size
        takers: list[str] = []
        for family in self._models.families:
            warnings = _warnings({**TOOL, "model": family.models[0], "size": size})
            if warnings is not None:
                takers.append(family.name + (" with a warning" if warnings else ""))
        return f"of {', '.join(takers) or 'no known model'}"

    def _sizes(self) -> Iterator[str]:
        yield from ("auto", "1000x1000")
        for family in self._models.families:
            yield from (size for limit in family.of_kind("sizes") for size in limit.content["sizes"])
            yield from (f"{edge}x{edge}" for edge in family.multiples())
        yield "1x1"


def _warnings(payload: dict[str, Json]) -> set[str] | None:
    """The rules that the reference warns of, or None where it refuses."""
    try:
        return {warning.rule for warning in ImageGenTool.validate_payload(payload)}
    except ValidationError:
        return None


def _among(one: str, other: str, wanted: set[Pair]) -> Callable[[dict[str, Value]], bool]:
    return lambda row: (row[one], row[other]) in wanted


def _keys(value: dict[str, Json]) -> str:
    return f"of {' and '.join(key for key in MASK if key in value)}" if value else "empty"


def _members(value: dict[str, Json]) -> str:
    return {0: "empty", 1: "of one"}.get(len(value), "of several")
