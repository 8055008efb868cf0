"""The items that the steps of generated call sequences write and read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import Oracle

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY_ITEMS", "CERTAIN_ITEMS", "FIELD_VALUES", "VALUES", "ItemChoices"]
MASKS: list[Json] = [{"file_id": "file-1"}, {"image_url": "https://example.com/mask.png"}, {}]
CONFIGS: list[Json] = [{"search": {"pin": True}}, {"browse": {"pin": False}}, {}]
# Values that an attribute returns as they were assigned. The strings of digits are not to be taken for numbers.
FIELD_VALUES: dict[str, list[Json]] = {
    "model": ["gpt-image-1", "", "80"],
    "quality": ["low", "high"],
    "size": ["1024x1024", "auto", "80"],
    "output_format": ["webp", "jpeg"],
    "output_compression": [80, 0],
    "moderation": ["low", "auto"],
    "background": ["opaque", "auto"],
    "input_fidelity": ["high", "low"],
    "input_image_mask": MASKS,
    "partial_images": [3, 0],
    "action": ["edit", "generate"],
    "name": ["painter", "", "80"],
    "description": ["Draws.", "", "80"],
    "tool_configs": CONFIGS,
}
# Values that can be legal together. Whether their combination is legal is checked.
CERTAIN_VALUES: dict[str, list[Json]] = {
    **FIELD_VALUES,
    "model": ["gpt-image-1", "my-deployment"],
    "size": ["1536x1024", "1024x1024"],
    "input_image_mask": MASKS[:2],
    "name": ["painter", "poster"],
    "description": ["Paints.", "Draws."],
    "tool_configs": CONFIGS[:2],
}
# Items that an implementation may return as a member of an enumeration, or as an object of a class.
TYPED = ("type", "input_fidelity", "input_image_mask", "action", "tool_configs")
OBJECTS = ("input_image_mask", "tool_configs")
UNKNOWN = ("extra", "", "__proto__")
VALUES: SearchStrategy[Any] = st.sampled_from(
    [None, 0, 1, False, True, "", "auto", 0.5, [], {}, {"a": None}, "80", "first", [1, {"a": 2}]]
)


class ItemChoices(NamedTuple):
    """The items that steps can write, and those that they can read.

    Attributes:
        fields: Fields with legal values.
        readable: The keys whose items are compared by themselves; the others only as members of `as_dict`.
        unknown: Keys that are no fields, which steps can write.
        oracle: Finds the rules that items break; None if any items may be written.
    """

    fields: Mapping[str, list[Json]]
    readable: Collection[str]
    unknown: tuple[str, ...]
    oracle: Oracle | None

    @property
    def is_certain(self) -> bool:
        """Whether the steps use only what the specification states. If so, `type` is missing only after `clear`."""
        return self.oracle is not None

    @property
    def keys(self) -> list[str]:
        """The keys that steps can write."""
        return [*self.fields, *self.unknown]

    def value_of(self, key: str) -> SearchStrategy[Any]:
        """Return a strategy for the values that are written to a key."""
        legal: SearchStrategy[Any] = st.sampled_from(self.fields.get(key) or ["image_generation"])
        if self.is_certain:
            return legal
        return legal | (st.none() if key in OBJECTS else VALUES)

    def permits(self, items: Mapping[str, Json]) -> bool:
        """Return whether a tool may have these items."""
        return self.oracle is None or not self.oracle({**TOOL, **items})

    def restricted_to(self, fields: Collection[str]) -> ItemChoices:
        """Return the choices without the fields that a revision does not have."""
        return self._replace(fields={field: values for field, values in self.fields.items() if field in fields})

    def has_field_value(self, field: str, items: Mapping[str, Json]) -> bool:
        """Return whether an attribute returns the item of a field as it is: it may convert a value of another type."""
        value = items.get(field)
        return value is None or any(type(value) is type(legal) and value == legal for legal in self.fields[field])


def _certain_items() -> Callable[[Oracle], ItemChoices]:
    readable = [field for field in CERTAIN_VALUES if field not in TYPED]
    return lambda oracle: ItemChoices(CERTAIN_VALUES, readable, (), oracle)


CERTAIN_ITEMS = _certain_items()
ANY_ITEMS = ItemChoices(FIELD_VALUES, (*FIELD_VALUES, "type", *UNKNOWN), ("type", *UNKNOWN), None)
