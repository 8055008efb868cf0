"""Generators for steps that read items, or fail: none of them changes a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.item_choices import VALUES
from imagegen_conformance.generation.tool_model import Items, ToolModel
from imagegen_conformance.jsonlib.difference import equal

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = [
    "add_comparison",
    "as_dict",
    "change_result",
    "compare",
    "compare_changed",
    "contains",
    "count",
    "get",
    "get_attribute",
    "get_item",
    "hash_value",
    "kind",
    "missing",
    "unknown_attribute",
    "wrong_call",
]


def get(draw: DrawFn, model: ToolModel) -> None:
    """Read items with `get`, with a default or without one."""
    target = model.draw_tool(draw)
    items, default = model.tools[target], draw(st.none() | st.tuples(VALUES))
    by_name = draw(st.booleans())
    for key in model.draw_keys(draw):
        returned = items.get(key, *(default or ()))
        if default is not None and by_name:
            model.add("get", target, args=[key], kwargs={"default": default[0]}, returns=returned)
        else:
            model.add("get", target, args=[key, *(default or ())], returns=returned)


def get_item(draw: DrawFn, model: ToolModel) -> None:
    """Read items by their keys."""
    target = model.draw_tool(draw)
    for key in model.draw_keys(draw):
        if key in model.tools[target]:
            model.add("get-item", target, args=[key], returns=model.tools[target][key])


def contains(draw: DrawFn, model: ToolModel) -> None:
    """Test the membership of keys."""
    target = model.draw_tool(draw)
    for key in [*model.draw_keys(draw), *model.draw_keys(draw)[:1]]:
        model.add("contains", target, args=[key], returns=key in model.tools[target])


def missing(draw: DrawFn, model: ToolModel) -> None:
    """Read, delete and remove missing items."""
    target = model.draw_tool(draw)
    for key in [key for key in model.draw_keys(draw) if key not in model.tools[target]]:
        model.add(draw(st.sampled_from(["get-item", "delete-item", "pop"])), target, args=[key], raises="missing-key")


def get_attribute(draw: DrawFn, model: ToolModel) -> None:
    """Read attributes."""
    target = model.draw_tool(draw)
    items, choices = model.tools[target], model.choices
    for field in [key for key in model.draw_keys(draw) if key in choices.fields]:
        # The attribute of an omitted field is less certain.
        if (not choices.is_certain or field in items) and choices.has_field_value(field, items):
            model.add("get-attribute", target, args=[field], returns=items.get(field))


def unknown_attribute(draw: DrawFn, model: ToolModel) -> None:
    """Read an unknown attribute, or delete the attribute of a field."""
    target = model.draw_tool(draw)
    if draw(st.booleans()):
        model.add("get-attribute", target, args=["extra"], raises="missing-attribute")
    else:
        field = draw(st.sampled_from([*model.choices.fields]))
        model.add("delete-attribute", target, args=[field], raises="missing-attribute")


def count(draw: DrawFn, model: ToolModel) -> None:
    """Count the items, and iterate over the keys."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    if draw(st.booleans()):
        model.add("iterate", target, returns_unordered=list(items))
    else:
        model.add("length", target, returns=len(items))


def kind(draw: DrawFn, model: ToolModel) -> None:
    """Use a tool as a mapping, in other ways."""
    target = model.draw_tool(draw)
    if draw(st.booleans()):
        model.add("truth-value", target, returns=bool(model.tools[target]))
    else:
        model.add("is-mapping", target, returns=True)


def hash_value(draw: DrawFn, model: ToolModel) -> None:
    """Compute the hash value of a tool, which has none."""
    model.add("hash-value", model.draw_tool(draw), raises="invalid-arguments")


def wrong_call(draw: DrawFn, model: ToolModel) -> None:
    """Call a method with arguments that its signature does not have."""
    target = model.draw_tool(draw)
    if model.wrong_calls:
        step = {**draw(st.sampled_from(model.wrong_calls))}
        model.add(step.pop("method"), target, **step)
        model.check(target)


def as_dict(draw: DrawFn, model: ToolModel) -> None:
    """Return all items of a tool, or of every tool."""
    for target in [model.draw_tool(draw)] if draw(st.booleans()) else model.tools:
        model.check(target)
    if not model.choices.is_certain and draw(st.booleans()):
        target = model.draw_tool(draw)
        model.add("as_dict", target, kwargs={"exclude_readonly": draw(st.booleans())}, returns=model.tools[target])


def change_result(draw: DrawFn, model: ToolModel) -> None:
    """Change a result of `as_dict`, or an object in it, and compare the tool, which stays the same."""
    target = model.draw_tool(draw)
    items = model.tools[target]
    key, value = model.draw_key(draw), draw(VALUES)
    model.add("as_dict", target, save_as="result")
    nested = [name for name, item in items.items() if isinstance(item, dict)]
    is_nested: bool = draw(st.booleans())
    if nested and is_nested:
        name = draw(st.sampled_from(nested))
        model.add("get-item", "result", args=[name], save_as="member")
        model.add("set-item", "member", args=["a", 1])
    else:
        model.add("set-item", "result", args=[key, value])
        model.add("identity", "result", returns={**items, key: value})
    model.check(target)


def compare(draw: DrawFn, model: ToolModel) -> None:
    """Compare two tools, or a tool with itself."""
    left, right = model.draw_tool(draw), model.draw_tool(draw)
    add_comparison(model, left, right, model.tools[right])


def compare_changed(draw: DrawFn, model: ToolModel) -> None:
    """Compare a tool with another one with the same items in another order, or with all but one of them."""
    target = model.draw_tool(draw)
    other = dict(reversed(model.tools[target].items()))
    if other.get("type") != "image_generation":
        return
    key = model.draw_key(draw)
    if key != "type" and draw(st.booleans()):
        if key in other and draw(st.booleans()):
            del other[key]
        else:
            other[key] = draw(model.choices.value_of(key))
    model.add("construct", args=[other], save_as="other")
    left, right = (target, "other") if draw(st.booleans()) else ("other", target)
    add_comparison(model, left, right, other)


def add_comparison(model: ToolModel, left: str, right: str, items: Items) -> None:
    """Compare two tools with == and !=; one of them may be no tool of the model, but one with the given items."""
    left_items, right_items = model.tools.get(left, items), model.tools.get(right, items)
    is_equal = equal(left_items, right_items, exact=True)
    if is_equal != (left_items == right_items):
        return  # whether true equals 1 is not specified
    model.add("equals", left, object_args=[right], returns=is_equal)
    model.add("not-equals", left, object_args=[right], returns=not is_equal)
