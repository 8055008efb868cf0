"""Additions to a payload that are rejected or returned unchanged: unknown keys, and unusual strings and containers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.texts import Texts
from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["Additions"]
MASK, CONFIGS = "input_image_mask", "tool_configs"
TEXT_FIELDS = ("model", "size", "name", "description")
UNKNOWN_KEYS = ("seed", "n", "note", "metadata")
MAX_UNKNOWN_KEYS = 6
PLACES = (*TEXT_FIELDS, MASK, CONFIGS)
MANY = ("members", "mask", "configs", "items", "nested members")
CONTAINERS = ("none", "none", "none", "deep", *MANY, "mask of 1 MiB", "1 MiB")
COUNT_EXPONENTS = 10  # the largest number of items or members is this power of 2
BLOCK, BLOCKS_OF_1_MIB = "aGVs", 1 << 18
MAX_DEPTH_STEP = 20  # nesting levels that are added to those of an element


class Additions:
    """Additions to the payloads of a revision.

    Args:
        values: The elements of the dimensions of the corpus.
        fields: The fields of the revision.
        avoided: Fields that the payloads do not have.
    """

    def __init__(self, values: DimensionValues, fields: Collection[str], avoided: Collection[str] = ()) -> None:
        self._fields = fields
        self._places = [place for place in PLACES if place in fields and place not in avoided]
        self._texts = Texts(values)
        self._depths: Sequence[Json] = values.values("depths") or [[]]
        self._numbers: Sequence[Json] = values.values("number_values", "whole_doubles") or [0.5]

    def draw_unknown_key(self, draw: DrawFn) -> dict[str, Json]:
        """Draw no unknown key, or one with a simple value, which may be null."""
        value: Json = draw(st.sampled_from(["none", 42, None, "auto", "none", [{}]]))
        return {} if value == "none" else {draw(st.sampled_from(UNKNOWN_KEYS)): value}

    def draw_unusual(self, draw: DrawFn) -> dict[str, Json]:
        """Draw members with unusual strings, numbers and containers at some of the places where they may stand."""
        places = draw(st.integers(0, (1 << len(self._places)) - 1))
        unknown_count = draw(st.integers(0, MAX_UNKNOWN_KEYS))
        number = draw(st.integers(0, len(self._numbers) - 1))
        texts, members = self._texts.draw(draw), dict[str, Json]()
        for position, place in enumerate(self._places):
            if places >> position & 1:
                members[place] = next(texts) if place in TEXT_FIELDS else _object(place, texts)
        for position in range(unknown_count):
            key = next(texts) if position % 2 else UNKNOWN_KEYS[position // 2]
            if key not in self._fields:
                members[key] = self._unknown_value(position, texts, number + position)
        return {**members, **self._draw_container(draw, members)}

    def _unknown_value(self, position: int, texts: Iterator[str], number: int) -> Json:
        if position % 3 == 0:
            return next(texts)
        if position % 3 == 1:
            return [next(texts), self._numbers[number % len(self._numbers)], next(texts)]
        return {next(texts): next(texts), next(texts): {next(texts): self._numbers[number % len(self._numbers)]}}

    def _draw_container(self, draw: DrawFn, members: dict[str, Json]) -> dict[str, Json]:
        """Draw no members, or ones that are long, are nested deeply, or have many items or members."""
        kind = draw(st.sampled_from(CONTAINERS))
        if kind == "deep":
            depth, deep = draw(st.integers(0, MAX_DEPTH_STEP)), draw(st.sampled_from(self._depths))
            for _ in range(depth):
                deep = [deep]
            return {"deep": deep}
        if kind in MANY:
            least = 1 << draw(st.integers(0, COUNT_EXPONENTS - 1))
            return self._many(kind, least + draw(st.integers(0, least)), members)
        is_mask = kind == "mask of 1 MiB" and MASK in self._places
        if is_mask or kind == "1 MiB":
            text = BLOCK * BLOCKS_OF_1_MIB
            return {MASK: {"image_url": text}} if is_mask else {"note": text}
        return {}

    def _many(self, kind: str, count: int, members: dict[str, Json]) -> dict[str, Json]:
        many: dict[str, Json] = {f"k{number}": number for number in range(count)}
        if kind == "mask" and MASK in self._places:
            return {MASK: {**members.get(MASK, {}), **many}}
        if kind == "configs" and CONFIGS in self._places:
            return {CONFIGS: {**members.get(CONFIGS, {}), **{name: {} for name in many}}}
        if kind == "items":
            return {"many": list(range(count))}
        return {"many": many} if kind == "nested members" else many


def _object(place: str, texts: Iterator[str]) -> Json:
    """Return a mask or tool configurations with unusual strings as values and names."""
    if place == MASK:
        return {"image_url": next(texts), "file_id": next(texts), "note": next(texts), next(texts): 0}
    return {
        next(texts): {"additional_search_text": next(texts), next(texts): True},
        next(texts): {"pin": True, "additional_search_text": next(texts)},
        next(texts): {},
    }
