"""Generators for steps with the views of a tool: the keys, values and items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.tool_model import Items, ToolModel, View
from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["CONTENTS", "add_all", "content", "live", "saved", "set_operation"]
CONTENTS: Mapping[str, Callable[[Items], list[Json]]] = {
    "keys": list,
    "values": lambda items: list(items.values()),
    "items": lambda items: [list(pair) for pair in items.items()],
}
MAX_VIEWS = 6


def content(draw: DrawFn, model: ToolModel) -> None:
    """Compare the content of a new view."""
    target = model.draw_tool(draw)
    kind = draw(st.sampled_from([*CONTENTS]))
    if not model.choices.is_certain or kind == "keys":
        model.add(kind, target, returns_unordered=CONTENTS[kind](model.tools[target]))
        return
    name = _name(model)
    model.add(kind, target, save_as=name)
    _add_membership(draw, model, View(name, kind, model.tools[target]))


def live(draw: DrawFn, model: ToolModel) -> None:
    """Save a view, which later steps compare."""
    target = model.draw_tool(draw)
    kind = draw(st.sampled_from([*CONTENTS]))
    if len(model.views) < MAX_VIEWS:
        view = View(_name(model), kind, model.tools[target])
        model.views.append(view)
        model.add(kind, target, save_as=view.name)


def saved(draw: DrawFn, model: ToolModel) -> None:
    """Compare every saved view with the items of its tool."""
    for view in model.views if draw(st.booleans()) else model.views[:1]:
        if model.choices.is_certain and view.kind != "keys":
            _add_membership(draw, model, view)
        else:
            method = draw(st.sampled_from(["identity", "iterate"]))
            model.add(method, view.name, returns_unordered=CONTENTS[view.kind](view.items))
            model.add("length", view.name, returns=len(view.items))


def add_all(model: ToolModel) -> None:
    """Add the steps that compare every saved view, if the specification says what it contains."""
    for view in model.views:
        if view.kind == "keys" or not model.choices.is_certain:
            model.add("identity", view.name, returns_unordered=CONTENTS[view.kind](view.items))


def set_operation(draw: DrawFn, model: ToolModel) -> None:
    """Use a view of the keys as a set, or test the membership in another view."""
    if not model.views:
        live(draw, model)
    view: View = draw(st.sampled_from(model.views))
    if view.kind != "keys":
        _add_membership(draw, model, view)
        return
    keys, others = list(view.items), draw(st.lists(st.sampled_from(model.choices.keys), unique=True, max_size=3))
    method = draw(st.sampled_from([*RESULTS]))
    model.add(method, view.name, args=[others], returns_unordered=RESULTS[method](keys, others))
    for key in others:
        model.add("contains", view.name, args=[key], returns=key in view.items)


def _add_membership(draw: DrawFn, model: ToolModel, view: View) -> None:
    """Test the membership of strings, which no other value equals."""
    items = {key: value for key, value in view.items.items() if isinstance(value, str)}
    for key in [key for key in model.draw_keys(draw) if key in items]:
        if view.kind == "keys":
            model.add("contains", view.name, args=[key], returns=True)
        elif view.kind == "values":
            model.add("contains", view.name, args=[items[key]], returns=True)
        else:
            model.add("contains-item", view.name, args=[key, items[key]], returns=True)


def _name(model: ToolModel) -> str:
    return f"view-{len(model.steps) + 1}"


RESULTS: Mapping[str, Callable[[list[str], list[str]], list[Json]]] = {
    "intersection": lambda keys, others: [key for key in keys if key in others],
    "union": lambda keys, others: [*keys, *(key for key in others if key not in keys)],
    "difference": lambda keys, others: [key for key in keys if key not in others],
}
"""The elements that the set operations return for the keys of a view and other keys."""
