"""Generators for many steps at once: every way to read a tool, and every way to empty it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.reading_steps import add_comparison
from imagegen_conformance.generation.tool_model import ToolModel
from imagegen_conformance.generation.view_steps import CONTENTS
from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["UNUSED_DEFAULT", "add_sweep", "empty_and_refill", "sweep"]
UNUSED_DEFAULT = "default"  # no other generator uses it


def sweep(draw: DrawFn, model: ToolModel) -> None:
    """Read a tool in every way."""
    add_sweep(model, model.draw_tool(draw))


def add_sweep(model: ToolModel, target: str) -> None:
    """Add the steps that read a tool in every way.

    If such a case fails, the steps that are not needed for it are removed.
    """
    items, choices = model.tools[target], model.choices
    model.check(target)
    for key in [key for key in (*choices.fields, "type", *choices.unknown[1:]) if key in choices.readable]:
        _add_item(model, target, key)
    for kind in CONTENTS if not choices.is_certain else ["keys"]:
        model.add(kind, target, returns_unordered=CONTENTS[kind](items))
    if not choices.is_certain:
        _add_uncertain(model, target)
    if "copy" not in model.avoided:
        model.add("copy", target, save_as="swept")
        model.add("as_dict", "swept", returns=items)
    model.check(target)


def _add_item(model: ToolModel, target: str, key: str) -> None:
    items, choices = model.tools[target], model.choices
    is_present = key in items
    model.add("contains", target, args=[key], returns=is_present)
    model.add("get", target, args=[key, UNUSED_DEFAULT], returns=items.get(key, UNUSED_DEFAULT))
    if is_present:
        model.add("get-item", target, args=[key], returns=items[key])
        model.add("setdefault", target, args=[key, UNUSED_DEFAULT], returns=items[key])
    elif not choices.is_certain:
        model.add("get-item", target, args=[key], raises="missing-key")
    if key in choices.fields and (is_present or not choices.is_certain) and choices.has_field_value(key, items):
        model.add("get-attribute", target, args=[key], returns=items.get(key))


def _add_uncertain(model: ToolModel, target: str) -> None:
    """Add steps about which the specification says nothing."""
    items = model.tools[target]
    model.add("length", target, returns=len(items))
    model.add("iterate", target, returns_unordered=list(items))
    for method in ("deepcopy", "pickle-round-trip"):
        if method not in model.avoided:
            model.add(method, target, save_as="swept")
            model.add("as_dict", "swept", returns=items)
    if items.get("type") == TOOL["type"]:
        model.add("construct", args=[items], save_as="other")
        add_comparison(model, target, "other", items)
        for key in [key for key in items if key != "type"]:
            model.add(
                "construct", args=[{name: value for name, value in items.items() if name != key}], save_as="other"
            )
            model.add("equals", target, object_args=["other"], returns=False)
            model.add("not-equals", "other", object_args=[target], returns=True)


def empty_and_refill(draw: DrawFn, model: ToolModel) -> None:
    """Remove all items in one of several ways, read the empty tool, and write all items in one of several ways."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    remove = draw(st.sampled_from([*REMOVALS]))
    if model.choices.is_certain or remove in model.avoided:
        remove = "clear"
    REMOVALS[remove](model, target, [*items])
    items.clear()
    if not model.choices.is_certain:
        add_sweep(model, target)
    fields = {field: draw(st.sampled_from(values)) for field, values in model.choices.fields.items()}
    written = {**TOOL, **fields}
    if not model.choices.permits(written):
        written = {**TOOL}
    write = draw(st.sampled_from(CERTAIN_WRITINGS if model.choices.is_certain else [*WRITINGS]))
    WRITINGS[write](model, target, written)
    items.update(written)
    add_sweep(model, target)


def _clear(model: ToolModel, target: str, _: list[str]) -> None:
    model.add("clear", target, returns=None)


def _pop_all(model: ToolModel, target: str, keys: list[str]) -> None:
    for key in keys:
        model.add("pop", target, args=[key], returns=model.tools[target][key])


def _pop_items(model: ToolModel, target: str, keys: list[str]) -> None:
    for _ in keys:
        model.add("popitem", target)
    model.add("popitem", target, raises="missing-key")


def _delete_all(model: ToolModel, target: str, keys: list[str]) -> None:
    for key in keys:
        model.add("delete-item", target, args=[key])


REMOVALS: Mapping[str, Callable[[ToolModel, str, list[str]], None]] = {
    "clear": _clear,
    "pop": _pop_all,
    "popitem": _pop_items,
    "delete-item": _delete_all,
}


def _update(model: ToolModel, target: str, items: dict[str, Json]) -> None:
    model.add("update", target, args=[items], returns=None)


def _update_pairs(model: ToolModel, target: str, items: dict[str, Json]) -> None:
    model.add("update", target, args=[list(map(list, items.items()))], returns=None)


def _update_keywords(model: ToolModel, target: str, items: dict[str, Json]) -> None:
    model.add("update", target, kwargs=items, returns=None)


def _set_items(model: ToolModel, target: str, items: dict[str, Json]) -> None:
    for key, value in items.items():
        model.add("set-item", target, args=[key, value])


def _setdefaults(model: ToolModel, target: str, items: dict[str, Json]) -> None:
    for key, value in items.items():
        model.add("setdefault", target, args=[key, value])


def _set_attributes(model: ToolModel, target: str, items: dict[str, Json]) -> None:
    for key, value in items.items():
        model.add("set-attribute", target, args=[key, value])


WRITINGS: Mapping[str, Callable[[ToolModel, str, dict[str, Json]], None]] = {
    "update": _update,
    "pairs": _update_pairs,
    "keywords": _update_keywords,
    "set-item": _set_items,
    "setdefault": _setdefaults,
    "set-attribute": _set_attributes,
}
CERTAIN_WRITINGS = ("update", "pairs")
