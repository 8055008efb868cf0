"""The items that the steps of generated call sequences write and read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY_ITEMS", "CERTAIN_ITEMS", "FIELD_VALUES", "VALUES", "ItemChoices"]
# Fields with values that an attribute returns as they were assigned.
FIELD_VALUES: dict[str, list[Json]] = {
    "model": ["gpt-image-2", ""],
    "quality": ["low", "high"],
    "size": ["auto", "1024x1024"],
    "output_compression": [0, 80],
    "partial_images": [0, 3],
    "output_format": ["webp"],
    "moderation": ["low"],
    "background": ["opaque"],
    "action": ["edit"],
    "input_fidelity": ["high"],
    "name": ["", "painter"],
    "description": ["", "Draws."],
}
# Fields with values that an item returns as they were assigned, and that can be combined.
CERTAIN_VALUES: dict[str, list[Json]] = {
    "model": ["my-deployment"],
    "quality": ["low", "high"],
    "size": ["1536x1024", "1024x1024"],
    "partial_images": [0, 3],
    "output_format": ["webp"],
    "moderation": ["low"],
    "background": ["opaque"],
    "description": ["Paints.", "Draws."],
}
VALUES: SearchStrategy[Any] = st.sampled_from([None, 0, 1, False, True, "", "auto", 0.5, [], {}, {"a": None}])


class ItemChoices(NamedTuple):
    """The items that steps can write, and the methods that can read them.

    Attributes:
        fields: Fields with legal values.
        keys: A strategy for keys.
        value_of: Returns a strategy for the values that are written to a key.
        views: The methods whose results are compared.
        is_certain: Whether the steps use only what the specification states. If so, `type` is never compared as the
            value of an item, and never missing.
    """

    fields: Mapping[str, list[Json]]
    keys: SearchStrategy[str]
    value_of: Callable[[str], SearchStrategy[Any]]
    views: tuple[str, ...]
    is_certain: bool

    def restricted_to(self, fields: Collection[str]) -> ItemChoices:
        """Return the choices without the fields that a revision does not have."""
        own_fields = {field: values for field, values in self.fields.items() if field in fields}
        keys = self.keys.filter(lambda key: key in fields or key not in FIELD_VALUES)
        return self._replace(fields=own_fields, keys=keys)


ANY_ITEMS = ItemChoices(
    FIELD_VALUES,
    st.sampled_from([*FIELD_VALUES, "type", "seed", "", "__proto__"]),
    lambda _: VALUES,
    ("items", "keys", "values"),
    is_certain=False,
)
CERTAIN_ITEMS = ItemChoices(
    CERTAIN_VALUES,
    st.sampled_from([*CERTAIN_VALUES]),
    lambda key: st.sampled_from(CERTAIN_VALUES[key]),
    ("keys",),
    is_certain=True,
)
