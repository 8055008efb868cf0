"""Generators for steps that make further tools: copies, and tools that are constructed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.tool_model import FIRST, Items, ToolModel, typed
from imagegen_conformance.jsonlib.values import deep_copy

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["construct", "construct_from_keywords", "construct_from_mapping", "copy", "deep_copy_of_tool", "pickle"]


def copy(draw: DrawFn, model: ToolModel) -> None:
    """Copy a tool, change the copy and the tool, and compare both."""
    if not model.choices.is_certain:
        _duplicate(draw, model, "copy")
        return
    items, key = model.tools[FIRST], model.draw_key(draw)
    value = draw(model.choices.value_of(key))
    copied = {**items, key: value}
    model.add("copy", save_as="copy")
    model.add("as_dict", "copy", returns=items)
    if model.choices.permits(copied):
        model.add("set-item", "copy", args=[key, value])
        model.check(FIRST)
        model.add("as_dict", "copy", returns=copied)


def deep_copy_of_tool(draw: DrawFn, model: ToolModel) -> None:
    """Make a deep copy, and compare it."""
    _duplicate(draw, model, "deepcopy")


def pickle(draw: DrawFn, model: ToolModel) -> None:
    """Serialize and deserialize a tool, and compare the result."""
    _duplicate(draw, model, "pickle-round-trip")


def _duplicate(draw: DrawFn, model: ToolModel, method: str) -> None:
    source = model.draw_tool(draw)
    _save(draw, model, method, deep_copy(model.tools[source]), source)


def construct(draw: DrawFn, model: ToolModel) -> None:
    """Construct a tool without arguments, or from another tool."""
    source = model.draw_tool(draw)
    if draw(st.booleans()):
        _save(draw, model, "construct", {**TOOL})
    else:
        _save(draw, model, "construct", typed(deep_copy(model.tools[source])), object_args=[source])


def construct_from_mapping(draw: DrawFn, model: ToolModel) -> None:
    """Construct a tool from a mapping."""
    items = model.draw_many_items(draw)
    _save(draw, model, "construct", typed(items), args=[items])


def construct_from_keywords(draw: DrawFn, model: ToolModel) -> None:
    """Construct a tool from keyword arguments."""
    fields = model.draw_many_items(draw)
    keywords = {key: value for key, value in fields.items() if key in model.choices.fields and value is not None}
    _save(draw, model, "construct", typed(keywords), kwargs=keywords)


def _save(draw: DrawFn, model: ToolModel, method: str, items: Items, source: str = FIRST, **keys: object) -> None:
    name = model.save_tool(items)
    model.add(method, source, **keys, save_as=name)
    if draw(st.booleans()):
        model.check(name)
