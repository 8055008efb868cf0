"""Generators for steps that change the items of a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.item_choices import VALUES
from imagegen_conformance.generation.tool_model import Items, ToolModel

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = [
    "clear",
    "delete_item",
    "pop",
    "popitem",
    "set_attribute",
    "set_item",
    "setdefault",
    "update_keywords",
    "update_mapping",
    "update_nothing",
    "update_pairs",
]


def set_item(draw: DrawFn, model: ToolModel) -> None:
    """Write one item, or one after the other."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    for key in model.draw_written_keys(draw):
        value = draw(model.choices.value_of(key))
        if model.change(items, {**items, key: value}):
            model.add("set-item", target, args=[key, value])
    _check_some(draw, model, target)


def delete_item(draw: DrawFn, model: ToolModel) -> None:
    """Delete one item, or one after the other."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    for key in [key for key in model.draw_written_keys(draw) if key in items]:
        if model.change(items, _without(items, key)):
            model.add("delete-item", target, args=[key])
    _check_some(draw, model, target)


def pop(draw: DrawFn, model: ToolModel) -> None:
    """Remove one item, or one after the other; a missing one leads to the default."""
    target, default = model.draw_tool(draw), draw(st.none() | st.tuples(VALUES))
    items, arguments = model.tools[target], list(default or ())
    for key in model.draw_written_keys(draw):
        if key not in items:
            expectation = {"returns": default[0]} if default is not None else {"raises": "missing-key"}
            model.add("pop", target, args=[key, *arguments], **expectation)
            continue
        value = items[key]
        if model.change(items, _without(items, key)):
            returned = {"returns": value} if key in model.choices.readable else {}
            model.add("pop", target, args=[key, *arguments], **returned)
    _check_some(draw, model, target)


def popitem(draw: DrawFn, model: ToolModel) -> None:
    """Remove some pair, compare what is left, and put the pair back: which pair is removed is not specified.

    The alternatives of all steps belong together, so that a sequence can contain this only once.
    """
    target = model.draw_tool(draw)
    items = model.tools[target]
    if "popitem" in model.used:
        return
    model.used.add("popitem")
    if model.choices.is_certain or draw(st.booleans()):
        _popitem_of_one(draw, model, target)
    elif not items:
        model.add("popitem", target, raises="missing-key")
    else:
        pairs = [list(pair) for pair in items.items()]
        model.add("popitem", target, returns_one_of=pairs)
        model.add("as_dict", target, returns_one_of=[_without(items, pair[0]) for pair in pairs])
        model.add("update", target, args=[items])


def _popitem_of_one(draw: DrawFn, model: ToolModel, target: str) -> None:
    """Remove the only pair, and restore all items."""
    items = model.tools[target]
    key = draw(st.sampled_from([key for key in model.choices.keys if key in model.choices.readable]))
    value = draw(model.choices.value_of(key))
    if not model.choices.permits({key: value}):
        return
    model.add("clear", target)
    model.add("update", target, args=[{key: value}])
    model.add("popitem", target, returns=[key, value])
    model.add("popitem", target, raises="missing-key")
    model.add("update", target, args=[items])


def setdefault(draw: DrawFn, model: ToolModel) -> None:
    """Return one item, or one after the other; store the default before if it is missing."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    for key in model.draw_written_keys(draw):
        value = draw(model.choices.value_of(key))
        if key in items or model.change(items, {**items, key: value}):
            returned = {"returns": items[key]} if key in model.choices.readable else {}
            model.add("setdefault", target, args=[key, value], **returned)
    _check_some(draw, model, target)


def update_mapping(draw: DrawFn, model: ToolModel) -> None:
    """Add the items of a mapping, or those of a tool."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    if not model.choices.is_certain and draw(st.integers(0, 3)) == 0:
        other = model.draw_tool(draw)
        items.update({**model.tools[other]})
        model.add("update", target, object_args=[other], returns=None)
        model.check(target)
        return
    changes = model.draw_many_items(draw)
    if model.change(items, {**items, **changes}):
        model.add("update", target, args=[changes], returns=None)
        _check_some(draw, model, target)


def update_pairs(draw: DrawFn, model: ToolModel) -> None:
    """Add pairs of a key and a value."""
    target, changes = model.draw_tool(draw), model.draw_many_items(draw)
    items = model.tools[target]
    if model.change(items, {**items, **changes}):
        model.add("update", target, args=[list(map(list, changes.items()))], returns=None)
        _check_some(draw, model, target)


def update_keywords(draw: DrawFn, model: ToolModel) -> None:
    """Add keyword arguments, alone or beside a mapping."""
    target, keywords = model.draw_tool(draw), model.draw_many_items(draw)
    keywords = {key: value for key, value in keywords.items() if key.isidentifier() and not key.startswith("_")}
    items = model.tools[target]
    mapping = model.draw_items(draw) if draw(st.integers(0, 3)) == 0 else {}
    mapping = {key: value for key, value in mapping.items() if key not in keywords}
    if model.change(items, {**items, **mapping, **keywords}):
        model.add("update", target, args=[mapping] if mapping else [], kwargs=keywords, returns=None)
        _check_some(draw, model, target)


def update_nothing(draw: DrawFn, model: ToolModel) -> None:
    """Call `update` without arguments, or with an empty mapping."""
    target = model.draw_tool(draw)
    model.add("update", target, args=draw(st.sampled_from([[], [{}], [[]]])), returns=None)


def clear(draw: DrawFn, model: ToolModel) -> None:
    """Remove all items."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    model.add("clear", target, returns=None)
    items.clear()
    if model.choices.is_certain or draw(st.booleans()):
        model.add("update", target, args=[TOOL])
        items.update(TOOL)
    elif draw(st.booleans()):
        model.check(target)


def set_attribute(draw: DrawFn, model: ToolModel) -> None:
    """Assign a legal value to an attribute, or null, which removes the item; or do so to each of them."""
    target, is_null = model.draw_tool(draw), draw(st.integers(0, 2)) == 0
    items = model.tools[target]
    for field in [key for key in model.draw_written_keys(draw) if key in model.choices.fields]:
        value = None if is_null else draw(st.sampled_from(model.choices.fields[field]))
        changed = _without(items, field) if value is None else {**items, field: value}
        if model.change(items, changed):
            model.add("set-attribute", target, args=[field, value])
    _check_some(draw, model, target)


def _check_some(draw: DrawFn, model: ToolModel, target: str) -> None:
    """Compare all items after some of the changes: a mistake may show only after two of them."""
    if draw(st.booleans()):
        model.check(target)


def _without(items: Items, key: str) -> Items:
    return {name: value for name, value in items.items() if name != key}
