"""The expected results of the steps of a call sequence.

| type | key in case files | the step |
|---|---|---|
| `Returns` | `returns` | returns this value |
| `ReturnsUnordered` | `returns_unordered` | returns an array of these items, in any order |
| `ReturnsOneOf` | `returns_one_of` | returns one of these values |
| `Raises` | `raises` | raises one of these errors |
| `Succeeds` | (none) | returns anything |

Numbers of different types are different results: 1 is not 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from imagegen_conformance.jsonlib.difference import equal, equal_unordered
from imagegen_conformance.jsonlib.values import Json

__all__ = [
    "ALL_ALTERNATIVES",
    "EXPECTATION_KEYS",
    "NO_ALTERNATIVE",
    "Alternatives",
    "Raises",
    "Returns",
    "ReturnsOneOf",
    "ReturnsUnordered",
    "StepExpectation",
    "Succeeds",
    "parse_step_expectation",
]


class Alternatives(NamedTuple):
    """The legal courses of a call sequence that agree with an observed step.

    Every `returns_one_of` of a call sequence has the same number of values, and the n-th values belong together: they
    are one legal course of the whole sequence. A step of another type agrees with all of them or with none.

    Attributes:
        indices: The indices of these alternatives, or None for all.
    """

    indices: frozenset[int] | None

    @property
    def is_empty(self) -> bool:
        """Whether no alternative is left."""
        return self.indices is not None and not self.indices

    def intersection(self, other: Alternatives) -> Alternatives:
        """Return the alternatives that are in both."""
        if self.indices is None:
            return other
        if other.indices is None:
            return self
        return Alternatives(self.indices & other.indices)


ALL_ALTERNATIVES = Alternatives(None)
NO_ALTERNATIVE = Alternatives(frozenset())


def _has_result(step: Mapping[str, Json]) -> bool:
    return "returned" in step and "raised" not in step


class StepExpectation:
    """Base of the five types. Two expectations are equal if they have the same type and equal JSON values.

    Attributes:
        key: The key in case files; empty for `Succeeds`.
        value: The JSON value of the key.
    """

    __slots__ = ("value",)
    key: ClassVar[str] = ""

    def __init__(self, value: Json) -> None:
        self.value = value

    def matches(self, step: Mapping[str, Json]) -> Alternatives:
        """Return the alternatives that agree with an observed step (a `StepObservation`)."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Json]:
        """Return the expectation as it is written in case files."""
        return {self.key: self.value}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StepExpectation) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]  # JSON values are not hashable.

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"


class Returns(StepExpectation):
    """The step returns the value."""

    __slots__ = ()
    key = "returns"

    def matches(self, step: Mapping[str, Json]) -> Alternatives:
        """Return all alternatives if the step returned the value, otherwise none."""
        is_equal = _has_result(step) and equal(self.value, step["returned"], exact=True)
        return ALL_ALTERNATIVES if is_equal else NO_ALTERNATIVE


class ReturnsUnordered(StepExpectation):
    """The step returns an array with the items of the value, in any order."""

    __slots__ = ()
    key = "returns_unordered"

    def matches(self, step: Mapping[str, Json]) -> Alternatives:
        """Return all alternatives if the step returned the items, otherwise none."""
        is_equal = _has_result(step) and equal_unordered(self.value, step["returned"])
        return ALL_ALTERNATIVES if is_equal else NO_ALTERNATIVE


class ReturnsOneOf(StepExpectation):
    """The step returns one of the items of the value. The n-th item belongs to the n-th alternative."""

    __slots__ = ()
    key = "returns_one_of"

    def matches(self, step: Mapping[str, Json]) -> Alternatives:
        """Return the alternatives whose item the step returned."""
        if not _has_result(step):
            return NO_ALTERNATIVE
        actual = step["returned"]
        matching = (index for index, item in enumerate(self.value) if equal(item, actual, exact=True))
        return Alternatives(frozenset(matching))


class Raises(StepExpectation):
    """The step raises an error. The value is the name of the error, or an array of permitted names.

    Attributes:
        names: The permitted names.
    """

    __slots__ = ("names",)
    key = "raises"

    def __init__(self, value: str | list[str]) -> None:
        super().__init__(value)
        self.names: tuple[str, ...] = (value,) if isinstance(value, str) else tuple(value)

    def matches(self, step: Mapping[str, Json]) -> Alternatives:
        """Return all alternatives if the step raised a permitted error, otherwise none."""
        return ALL_ALTERNATIVES if step.get("raised") in self.names else NO_ALTERNATIVE


class Succeeds(StepExpectation):
    """The step raises nothing. Its result may be anything."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(None)

    def matches(self, step: Mapping[str, Json]) -> Alternatives:
        """Return all alternatives if the step raised nothing, otherwise none."""
        return NO_ALTERNATIVE if "raised" in step else ALL_ALTERNATIVES

    def to_json(self) -> dict[str, Json]:
        """Return an empty object: case files have no key for it."""
        return {}

    def __repr__(self) -> str:
        return "Succeeds()"


_TYPES: Mapping[str, type[StepExpectation]] = {
    type_.key: type_ for type_ in (Returns, ReturnsUnordered, ReturnsOneOf, Raises)
}
EXPECTATION_KEYS = frozenset(_TYPES)


def parse_step_expectation(step: Mapping[str, Json]) -> StepExpectation:
    """Return the expectation of a step of a case file.

    Raises:
        ValueError: The step has several expectations.
    """
    keys = [key for key in step if key in EXPECTATION_KEYS]
    if not keys:
        return Succeeds()
    if len(keys) > 1:
        raise ValueError(f"a step has at most one expectation, not {' and '.join(keys)}")
    return _TYPES[keys[0]](step[keys[0]])
