"""Dimensions: lists of named elements, such as kinds of strings, over which parametrized cases are formed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.errors import CorpusError, did_you_mean, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["DIMENSIONS_DIRECTORY", "Dimension", "Dimensions", "Element"]
DIMENSIONS_DIRECTORY = "dimensions"


class Element:
    """An element of a dimension.

    Attributes:
        name: The name, unique in the dimension: a part of the ids of cases.
        attributes: All keys of the element in the file, `name` and `text` (a noun phrase) included.
        templates: The compiled templates of its attributes, which module `templates` keeps here.
    """

    __slots__ = ("attributes", "name", "templates")

    def __init__(self, name: str, attributes: Mapping[str, Json]) -> None:
        self.name = name
        self.attributes = attributes
        self.templates: dict[tuple[str, tuple[str, ...]], Any] = {}


class Dimension(NamedTuple):
    """A list of named elements.

    Attributes:
        name: The name: that of the file, without its ending.
        file: The file.
        elements: The elements, in the order of the file.
    """

    name: str
    file: Path
    elements: tuple[Element, ...]


class Dimensions:
    """The dimensions of a corpus. Each is loaded when it is asked for.

    Args:
        root: The directory of the corpus.
    """

    def __init__(self, root: Path) -> None:
        self._directory = root / DIMENSIONS_DIRECTORY
        self._loaded: dict[str, Dimension] = {}

    def names(self) -> list[str]:
        """Return the names of all dimensions, in alphabetical order."""
        return sorted(file.stem for file in self._directory.glob("*.json"))

    def __iter__(self) -> Iterator[Dimension]:
        """Iterate over all dimensions, in alphabetical order."""
        return (self.find(name) for name in self.names())

    def find(self, name: str) -> Dimension:
        """Return the dimension with a name.

        Raises:
            CorpusError: There is no such dimension, or its file is malformed.
        """
        if name not in self._loaded:
            file = self._directory / f"{name}.json"
            if name not in self.names():
                hint = did_you_mean(name, self.names(), f"Add {DIMENSIONS_DIRECTORY}/{name}.json.")
                raise CorpusError(f"the dimension {name} does not exist", hint=hint)
            self._loaded[name] = Dimension(name, file, _elements(file))
        return self._loaded[name]


def _elements(file: Path) -> tuple[Element, ...]:
    content = load_json(file)
    try:
        elements = tuple(Element(str(entry["name"]), entry) for entry in content["elements"])
    except (KeyError, TypeError, AttributeError) as error:
        raise invalid_shape_error(error, "a dimension", "dimension", file) from None
    seen: set[str] = set()
    for position, element in enumerate(elements):
        if element.name in seen:
            location = format_pointer(("elements", position))
            problem = f"the element {element.name} is defined twice"
            raise CorpusError(problem, file=file, location=location, hint="Rename one of the elements.")
        seen.add(element.name)
    return elements
