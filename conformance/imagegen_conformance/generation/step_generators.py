"""Generators for the steps of call sequences, with the results that a plain dict returns.

Each generator draws a step, applies it to a dict that mirrors the items of the tool, and returns the step with its
expected result. Some generators return several steps that belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["FIELD_VALUES", "POPITEM", "STEP_GENERATORS", "Items", "Step", "StepGenerator"]
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
KEYS = st.sampled_from([*FIELD_VALUES, "type", "seed", "", "__proto__"])
VALUES: SearchStrategy[Any] = st.sampled_from([None, 0, 1, False, True, "", "auto", 0.5, [], {}, {"a": None}])
OPTIONAL_DEFAULT: SearchStrategy[tuple[Any, ...]] = st.just(()) | st.tuples(VALUES)
Step: TypeAlias = dict[str, Json]
Items: TypeAlias = dict[str, Json]
"""The items of the tool, as a plain dict."""
StepGenerator: TypeAlias = Callable[["DrawFn", Items], Step | list[Step]]
VIEWS: Mapping[str, Callable[[Items], list[Json]]] = {
    "keys": list,
    "values": lambda items: list(items.values()),
    "items": lambda items: [list(pair) for pair in items.items()],
}


def _get(draw: DrawFn, items: Items) -> Step:
    key, default = draw(KEYS), draw(OPTIONAL_DEFAULT)
    return {"method": "get", "args": [key, *default], "returns": items.get(key, *default)}


def _pop(draw: DrawFn, items: Items) -> Step:
    key, default = draw(KEYS), draw(OPTIONAL_DEFAULT)
    step: Step = {"method": "pop", "args": [key, *default]}
    if key in items or default:
        return step | {"returns": items.pop(key, *default)}
    return step | {"raises": "missing-key"}


def _popitem(_: DrawFn, items: Items) -> Step | list[Step]:
    """Remove some pair, compare what is left, and put the pair back: which pair is removed is not specified."""
    if not items:
        return {"method": "popitem", "raises": "missing-key"}
    pairs = VIEWS["items"](items)
    remaining = [{key: value for key, value in items.items() if key != pair[0]} for pair in pairs]
    return [
        {"method": "popitem", "returns_one_of": pairs},
        {"method": "as_dict", "returns_one_of": remaining},
        {"method": "update", "args": [items]},
    ]


def _setdefault(draw: DrawFn, items: Items) -> Step:
    key, default = draw(KEYS), draw(VALUES)
    return {"method": "setdefault", "args": [key, default], "returns": items.setdefault(key, default)}


def _update(draw: DrawFn, items: Items) -> Step:
    changes = draw(st.dictionaries(KEYS, VALUES, max_size=3))
    items.update(changes)
    args = [list(map(list, changes.items()))] if draw(st.booleans()) else [changes]
    return {"method": "update", "args": args, "returns": None}


def _clear(_: DrawFn, items: Items) -> Step:
    items.clear()
    return {"method": "clear", "returns": None}


def _get_item(draw: DrawFn, items: Items) -> Step:
    key = draw(KEYS)
    expectation = {"returns": items[key]} if key in items else {"raises": "missing-key"}
    return {"method": "get-item", "args": [key]} | expectation


def _set_item(draw: DrawFn, items: Items) -> Step:
    key, value = draw(KEYS), draw(VALUES)
    items[key] = value
    return {"method": "set-item", "args": [key, value]}


def _delete_item(draw: DrawFn, items: Items) -> Step:
    key = draw(KEYS)
    step: Step = {"method": "delete-item", "args": [key]}
    if key not in items:
        return step | {"raises": "missing-key"}
    del items[key]
    return step


def _contains(draw: DrawFn, items: Items) -> Step:
    key = draw(KEYS)
    return {"method": "contains", "args": [key], "returns": key in items}


def _count(draw: DrawFn, items: Items) -> Step:
    if draw(st.booleans()):
        return {"method": "iterate", "returns_unordered": list(items)}
    return {"method": "length", "returns": len(items)}


def _view(draw: DrawFn, items: Items) -> Step:
    kind = draw(st.sampled_from(sorted(VIEWS)))
    return {"method": kind, "returns_unordered": VIEWS[kind](items)}


def _live_view(draw: DrawFn, items: Items) -> list[Step]:
    """Create a view, change the tool, and compare the view, which shows the change."""
    kind = draw(st.sampled_from(sorted(VIEWS)))
    change = draw(st.sampled_from([_set_item, _clear, _update]))(draw, items)
    return [
        {"method": kind, "save_as": "view"},
        change,
        {"method": "identity", "target": "view", "returns_unordered": VIEWS[kind](items)},
    ]


def _get_attribute(draw: DrawFn, items: Items) -> Step:
    field = draw(st.sampled_from(sorted(FIELD_VALUES)))
    step = {"method": "get-attribute", "args": [field]}
    # An attribute may convert a value that is not a value of the field.
    return step | ({"returns": items.get(field)} if _has_field_value(field, items) else {})


def _has_field_value(field: str, items: Items) -> bool:
    value = items.get(field)
    return value is None or any(type(value) is type(legal) and value == legal for legal in FIELD_VALUES[field])


def _set_attribute(draw: DrawFn, items: Items) -> Step:
    field = draw(st.sampled_from(sorted(FIELD_VALUES)))
    value = draw(st.sampled_from([None, *FIELD_VALUES[field]]))
    if value is None:
        items.pop(field, None)
    else:
        items[field] = value
    return {"method": "set-attribute", "args": [field, value]}


def _as_dict(_: DrawFn, items: Items) -> Step:
    return {"method": "as_dict", "returns": items}


def _change_result(draw: DrawFn, items: Items) -> list[Step]:
    """Change a result of as_dict."""
    if draw(st.booleans()):
        return _change_member_of_result(draw, items)
    key, value = draw(KEYS), draw(VALUES)
    return [
        {"method": "as_dict", "save_as": "result"},
        {"method": "set-item", "target": "result", "args": [key, value]},
        {"method": "identity", "target": "result", "returns": {**items, key: value}},
    ]


def _change_member_of_result(draw: DrawFn, items: Items) -> list[Step]:
    """Change an object inside a result of as_dict, and compare the tool, which stays the same."""
    key = draw(KEYS)
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

    def generate(draw: DrawFn, items: Items) -> list[Step]:
        copied_items = dict(items)
        change_copy: Step = {**_set_item(draw, copied_items), "target": "copy"}
        return [
            {"method": method, "save_as": "copy"},
            change_copy,
            _set_item(draw, items),
            {"method": "items", "target": "copy", "returns_unordered": VIEWS["items"](copied_items)},
        ]

    return generate


def _equal(draw: DrawFn, items: Items) -> list[Step]:
    # No booleans and numbers: whether true equals 1 is not specified.
    key, value = draw(KEYS), draw(st.sampled_from([None, "", "auto"]))
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
