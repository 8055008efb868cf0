"""Model limits: rules about the sizes and features of named models, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

if TYPE_CHECKING:
    from jsonschema import ValidationError

__all__ = ["Family", "Limit", "ModelLimits", "area_predicate"]
MAX_MESSAGE_LENGTH = 200  # characters of a message of jsonschema
PROVENANCE_KEYS = frozenset({"strength", "source", "date"})  # keys that do not define the limit


class Limit(NamedTuple):
    """One limit.

    Attributes:
        pointer: The place in the file as a JSON Pointer.
        kind: The kind, such as `edge`; schemas/model_limits.schema.json describes each kind.
        rule: The id of the requirement.
        data: The JSON object.
    """

    pointer: str
    kind: str
    rule: str
    data: dict[str, Json]

    @property
    def definition(self) -> dict[str, Json]:
        """The JSON object without the keys that state the source and the strength."""
        return {key: value for key, value in self.data.items() if key not in PROVENANCE_KEYS}


class Family(NamedTuple):
    """Models with the same limits.

    Attributes:
        pointer: The place in the file as a JSON Pointer.
        name: The name of the family.
        models: The values of the field `model` that denote these models.
        limits: The limits.
    """

    pointer: str
    name: str
    models: tuple[str, ...]
    limits: tuple[Limit, ...]

    def limits_of_kind(self, *kinds: str) -> list[Limit]:
        """Return the limits of these kinds."""
        return [limit for limit in self.limits if limit.kind in kinds]

    def edges(self) -> range:
        """Return the lengths of edges that all limits of kind edge permit; empty if no limit sets a maximum."""
        limits = self.limits_of_kind("edge")
        minimum = max((limit.data["minimum"] for limit in limits if "minimum" in limit.data), default=1)
        maximum = min((limit.data["maximum"] for limit in limits if "maximum" in limit.data), default=0)
        return range(minimum, maximum + 1)

    def multiples(self) -> list[int]:
        """Return the lengths of edges that all limits of kinds edge and multiple permit."""
        divisors = [limit.data["of"] for limit in self.limits_of_kind("multiple")]
        return [edge for edge in self.edges() if all(edge % divisor == 0 for divisor in divisors)]


class ModelLimits(NamedTuple):
    """The content of a file of model limits.

    Attributes:
        any_model: The limits that do not depend on the model.
        families: The families of models, with the limits of each.
    """

    any_model: tuple[Limit, ...]
    families: tuple[Family, ...]

    @classmethod
    def load(cls, corpus: Corpus, file: Path | None = None) -> ModelLimits:
        """Load model limits.

        Args:
            corpus: The corpus whose requirements the limits refer to.
            file: The file; model_limits.json of the corpus by default.

        Raises:
            CorpusError: The file is missing, or does not match its schema.
        """
        file = file or corpus.root / "model_limits.json"
        content = load_json(file)
        _check_shape(content, file)
        return cls(
            tuple(_limits(content["any_model"], "any_model")),
            tuple(_family(family, index) for index, family in enumerate(content["families"])),
        )

    def limits(self) -> Iterator[Limit]:
        """Yield every limit, in the order of the file."""
        yield from self.any_model
        for family in self.families:
            yield from family.limits


def area_predicate(limit: Limit) -> Callable[[int, int], bool]:
    """Return a function that returns whether a limit of kind ratio or pixels permits a width and a height."""
    minimum: float = limit.data.get("minimum", 0)
    maximum: float = limit.data.get("maximum", inf)
    if limit.kind == "ratio":
        return lambda width, height: max(width, height) <= maximum * min(width, height)
    return lambda width, height: minimum <= width * height <= maximum


def _check_shape(content: Json, file: Path) -> None:
    """Raise CorpusError for the first place at which the content does not match the schema."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    validator = Draft202012Validator(load_json(data_directory("schemas") / "model_limits.schema.json"))
    error = best_match(validator.iter_errors(content))
    if error is not None:
        location = format_pointer(error.absolute_path)
        raise CorpusError(
            _shorten_message(error), file=file, location=location, hint="See schemas/model_limits.schema.json."
        )
    for location, number in _non_integer_numbers(content):
        hint = f"Write {number:.0f}."
        raise CorpusError(f"{number} is written with a decimal point", file=file, location=location, hint=hint)


def _shorten_message(error: ValidationError) -> str:
    """Return the message of an error on one line, with the quoted value and the message shortened if they are long."""
    value = repr(error.instance)
    return preview(error.message.replace(value, preview(value, MAX_VALUE_LENGTH)), MAX_MESSAGE_LENGTH)


def _non_integer_numbers(content: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, float]]:
    """Yield numbers such as 16.0 with their JSON Pointers: integers for JSON Schema, but not for Python."""
    if isinstance(content, float):
        yield format_pointer(path), content
    elif isinstance(content, (dict, list)):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from _non_integer_numbers(value, (*path, key))


def _family(family: dict[str, Json], index: int) -> Family:
    limits = tuple(_limits(family["limits"], "families", index, "limits"))
    return Family(format_pointer(("families", index)), family["family"], tuple(family["models"]), limits)


def _limits(limits: list[dict[str, Json]], *path: str | int) -> Iterator[Limit]:
    for index, limit in enumerate(limits):
        yield Limit(format_pointer((*path, index)), limit["kind"], limit["rule"], limit)
