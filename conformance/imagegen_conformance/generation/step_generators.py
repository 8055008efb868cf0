"""Generators for the steps of call sequences, with the results that a plain dict returns.

Each generator draws a step, applies it to a dict that mirrors the items of the tool, and returns the step with its
expected result. Some generators return several steps that belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.item_choices import FIELD_VALUES, VALUES, ItemChoices
from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["POPITEM", "STEP_GENERATORS", "Items", "Step", "StepGenerator"]
OPTIONAL_DEFAULT: SearchStrategy[tuple[Any, ...]] = st.just(()) | st.tuples(VALUES)
Step: TypeAlias = dict[str, Json]
Items: TypeAlias = dict[str, Json]
"""The items of the tool, as a plain dict."""
VIEWS: Mapping[str, Callable[[Items], list[Json]]] = {
    "keys": list,
    "values": lambda items: list(items.values()),
    "items": lambda items: [list(pair) for pair in items.items()],
}
StepGenerator: TypeAlias = Callable[["DrawFn", Items, ItemChoices], Step | list[Step]]


def _get(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key, default = draw(choices.keys), draw(OPTIONAL_DEFAULT)
    return {"method": "get", "args": [key, *default], "returns": items.get(key, *default)}


def _pop(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key, default = draw(choices.keys), draw(OPTIONAL_DEFAULT)
    step: Step = {"method": "pop", "args": [key, *default]}
    if key in items or default:
        return step | {"returns": items.pop(key, *default)}
    return step | {"raises": "missing-key"}


def _popitem(_: DrawFn, items: Items, choices: ItemChoices) -> Step | list[Step]:
    """Remove some pair, compare what is left, and put the pair back: which pair is removed is not specified."""
    if choices.is_certain:
        return _popitem_of_one(items)
    if not items:
        return {"method": "popitem", "raises": "missing-key"}
    pairs = VIEWS["items"](items)
    remaining = [{key: value for key, value in items.items() if key != pair[0]} for pair in pairs]
    return [
        {"method": "popitem", "returns_one_of": pairs},
        {"method": "as_dict", "returns_one_of": remaining},
        {"method": "update", "args": [items]},
    ]


def _popitem_of_one(items: Items) -> list[Step]:
    """Remove the only pair, and restore all items."""
    return [
        {"method": "clear"},
        {"method": "update", "args": [{"quality": "low"}]},
        {"method": "popitem", "returns": ["quality", "low"]},
        {"method": "popitem", "raises": "missing-key"},
        {"method": "update", "args": [items]},
    ]


def _setdefault(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key = draw(choices.keys)
    default = draw(choices.value_of(key))
    return {"method": "setdefault", "args": [key, default], "returns": items.setdefault(key, default)}


def _update(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    changes = {key: draw(choices.value_of(key)) for key in draw(st.lists(choices.keys, max_size=3))}
    items.update(changes)
    args = [list(map(list, changes.items()))] if draw(st.booleans()) else [changes]
    return {"method": "update", "args": args, "returns": None}


def _clear(_: DrawFn, items: Items, choices: ItemChoices) -> Step | list[Step]:
    items.clear()
    step: Step = {"method": "clear", "returns": None}
    if not choices.is_certain:
        return step
    items.update(TOOL)
    return [step, {"method": "update", "args": [TOOL]}]


def _get_item(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key = draw(choices.keys)
    expectation = {"returns": items[key]} if key in items else {"raises": "missing-key"}
    return {"method": "get-item", "args": [key]} | expectation


def _set_item(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key = draw(choices.keys)
    items[key] = draw(choices.value_of(key))
    return {"method": "set-item", "args": [key, items[key]]}


def _delete_item(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key = draw(choices.keys)
    step: Step = {"method": "delete-item", "args": [key]}
    if key not in items:
        return step | {"raises": "missing-key"}
    del items[key]
    return step


def _contains(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    key = draw(choices.keys)
    return {"method": "contains", "args": [key], "returns": key in items}


def _count(draw: DrawFn, items: Items, _: ItemChoices) -> Step:
    if draw(st.booleans()):
        return {"method": "iterate", "returns_unordered": list(items)}
    return {"method": "length", "returns": len(items)}


def _view(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    kind = draw(st.sampled_from(choices.views))
    return {"method": kind, "returns_unordered": VIEWS[kind](items)}


def _live_view(draw: DrawFn, items: Items, choices: ItemChoices) -> list[Step]:
    """Create a view, change the tool, and compare the view, which shows the change."""
    kind = draw(st.sampled_from(choices.views))
    change = draw(st.sampled_from([_set_item, _clear, _update]))(draw, items, choices)
    return [
        {"method": kind, "save_as": "view"},
        *(change if isinstance(change, list) else [change]),
        {"method": "identity", "target": "view", "returns_unordered": VIEWS[kind](items)},
    ]


def _get_attribute(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    field = draw(st.sampled_from(sorted(choices.fields)))
    step = {"method": "get-attribute", "args": [field]}
    if choices.is_certain:  # the attribute of an omitted field is less certain
        return step | {"returns": items[field]} if field in items else {"method": "contains", "args": [field]}
    # An attribute may convert a value that is not a value of the field.
    return step | ({"returns": items.get(field)} if _has_field_value(field, items) else {})


def _has_field_value(field: str, items: Items) -> bool:
    value = items.get(field)
    return value is None or any(type(value) is type(legal) and value == legal for legal in FIELD_VALUES[field])


def _set_attribute(draw: DrawFn, items: Items, choices: ItemChoices) -> Step:
    field = draw(st.sampled_from(sorted(choices.fields)))
    value = draw(st.sampled_from([None, *choices.fields[field]]))
    if value is None:
        items.pop(field, None)
    else:
        items[field] = value
    return {"method": "set-attribute", "args": [field, value]}


def _as_dict(_: DrawFn, items: Items, __: ItemChoices) -> Step:
    return {"method": "as_dict", "returns": items}


def _change_result(draw: DrawFn, items: Items, choices: ItemChoices) -> list[Step]:
    """Change a result of as_dict."""
    if draw(st.booleans()):
        return _change_member_of_result(draw, items, choices)
    key, value = draw(choices.keys), draw(VALUES)
    return [
        {"method": "as_dict", "save_as": "result"},
        {"method": "set-item", "target": "result", "args": [key, value]},
        {"method": "identity", "target": "result", "returns": {**items, key: value}},
    ]


def _change_member_of_result(draw: DrawFn, items: Items, choices: ItemChoices) -> list[Step]:
    """Change an object inside a result of as_dict, and compare the tool, which stays the same."""
    key = draw(choices.keys)
    items[key] = {"a": None}
    return [
        {"method": "set-item", "args": [key, {"a": None}]},
        {"method": "as_dict", "save_as": "result"},
        {"method": "get-item", "target": "result", "args": [key], "save_as": "member"},
        {"method": "set-item", "target": "member", "args": ["a", 1]},
        {"method": "as_dict", "returns": items},
    ]


def _copy_with(method: str) -> StepGenerator:
    """Return a generator of steps that copy the tool, change the copy and the tool, and compare the copy."""

    def generate(draw: DrawFn, items: Items, choices: ItemChoices) -> list[Step]:
        copied_items = dict(items)
        change_copy: Step = {**_set_item(draw, copied_items, choices), "target": "copy"}
        return [
            {"method": method, "save_as": "copy"},
            change_copy,
            _set_item(draw, items, choices),
            {"method": "as_dict", "target": "copy", "returns": copied_items},
        ]

    return generate


def _equal(draw: DrawFn, items: Items, choices: ItemChoices) -> list[Step]:
    # No booleans and numbers: whether true equals 1 is not specified.
    key, value = draw(choices.keys), draw(st.sampled_from([None, "", "auto"]))
    is_equal = key in items and items[key] == value
    return [
        {"method": "copy", "save_as": "copy"},
        {"method": "set-item", "target": "copy", "args": [key, value]},
        {"method": "equals", "object_args": ["copy"], "returns": is_equal},
    ]


POPITEM = "popitem.some"
STEP_GENERATORS: Mapping[str, StepGenerator] = {
    "get.present": _get,
    "pop.present": _pop,
    POPITEM: _popitem,
    "setdefault.present": _setdefault,
    "update.mapping": _update,
    "clear.all": _clear,
    "item.read": _get_item,
    "item.write": _set_item,
    "item.delete": _delete_item,
    "item.missing": _contains,
    "item.count": _count,
    "views.content": _view,
    "views.live": _live_view,
    "attribute.read": _get_attribute,
    "attribute.write": _set_attribute,
    "as_dict.items": _as_dict,
    "as_dict.fresh": _change_result,
    "copy.independent": _copy_with("copy"),
    "copy.deep": _copy_with("deepcopy"),
    "pickle": _copy_with("pickle-round-trip"),
    "equality": _equal,
}
"""The generators, by the requirement that their steps check."""
