"""Sequences of calls as written scripts, with what a plain dict would answer at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from imagegen_conformance.generated.payloads import Content
from imagegen_conformance.json_value import Json, fresh

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["plays"]

# Fields whose attributes read as they were written, and keys that are no fields.
FIELDS: dict[str, list[Json]] = {
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
KEYS = st.sampled_from([*FIELDS, "type", "seed", "", "__proto__"])
VALUES: SearchStrategy[Any] = st.sampled_from([None, 0, 1, False, True, "", "auto", 0.5, [], {}, {"a": None}])
DEFAULT: SearchStrategy[tuple[Any, ...]] = st.just(()) | st.tuples(VALUES)  # none is given, or one
MOST = 12  # moves of a script

Step = dict[str, Json]
Model = dict[str, Json]
Move: TypeAlias = Callable[["DrawFn", Model], Step | list[Step]]
"""Draws what is done next, does it to the model, and tells what the tool answers, in one step or several."""


def _missing(model: Model, key: str, answer: Callable[[], Json]) -> Step:
    return {"returns": answer()} if key in model else {"raises": "missing-key"}


def _get(draw: DrawFn, model: Model) -> Step:
    key, default = draw(KEYS), draw(DEFAULT)
    return {"call": "get", "args": [key, *default], "returns": model.get(key, *default)}


def _pop(draw: DrawFn, model: Model) -> Step:
    key, default = draw(KEYS), draw(DEFAULT)
    step: Step = {"call": "pop", "args": [key, *default]}
    if key in model or default:
        return step | {"returns": model.pop(key, *default)}
    return step | {"raises": "missing-key"}


def _popitem(_: DrawFn, model: Model) -> Step | list[Step]:
    """Which pair it is, nobody says; it is gone, and the others are not. It is put back, for the model to go on."""
    if not model:
        return {"call": "popitem", "raises": "missing-key"}
    pairs = VIEWS["items"](model)
    left = [{key: value for key, value in model.items() if key != pair[0]} for pair in pairs]
    return [
        {"call": "popitem", "returns_one_of": pairs},
        {"call": "as_dict", "returns_one_of": left},
        {"call": "update", "args": [model]},
    ]


def _setdefault(draw: DrawFn, model: Model) -> Step:
    key, default = draw(KEYS), draw(VALUES)
    return {"call": "setdefault", "args": [key, default], "returns": model.setdefault(key, default)}


def _update(draw: DrawFn, model: Model) -> Step:
    items = draw(st.dictionaries(KEYS, VALUES, max_size=3))
    model.update(items)
    args = [list(map(list, items.items()))] if draw(st.booleans()) else [items]
    return {"call": "update", "args": args, "returns": None}


def _clear(_: DrawFn, model: Model) -> Step:
    model.clear()
    return {"call": "clear", "returns": None}


def _get_item(draw: DrawFn, model: Model) -> Step:
    key = draw(KEYS)
    return {"call": "get-item", "args": [key]} | _missing(model, key, lambda: model[key])


def _set_item(draw: DrawFn, model: Model) -> Step:
    key, value = draw(KEYS), draw(VALUES)
    model[key] = value
    return {"call": "set-item", "args": [key, value]}


def _delete_item(draw: DrawFn, model: Model) -> Step:
    key = draw(KEYS)
    step: Step = {"call": "delete-item", "args": [key]}
    if key not in model:
        return step | {"raises": "missing-key"}
    del model[key]
    return step


def _contains(draw: DrawFn, model: Model) -> Step:
    key = draw(KEYS)
    return {"call": "contains", "args": [key], "returns": key in model}


def _count(draw: DrawFn, model: Model) -> Step:
    if draw(st.booleans()):
        return {"call": "iterate", "returns_unordered": list(model)}
    return {"call": "length", "returns": len(model)}


def _view(draw: DrawFn, model: Model) -> Step:
    kind = draw(st.sampled_from(sorted(VIEWS)))
    return {"call": kind, "returns_unordered": VIEWS[kind](model)}


def _live_view(draw: DrawFn, model: Model) -> list[Step]:
    kind = draw(st.sampled_from(sorted(VIEWS)))
    change = draw(st.sampled_from([_set_item, _clear, _update]))(draw, model)
    return [
        {"call": kind, "as": "seen"},
        change,
        {"call": "read", "on": "seen", "returns_unordered": VIEWS[kind](model)},
    ]


def _get_attribute(draw: DrawFn, model: Model) -> Step:
    field = draw(st.sampled_from(sorted(FIELDS)))
    step = {"call": "get-attribute", "args": [field]}
    # What is no value of the field may be read by other means than it was stored by.
    return step | ({"returns": model.get(field)} if _plain(field, model) else {})


def _plain(field: str, model: Model) -> bool:
    value = model.get(field)
    return value is None or any(type(value) is type(legal) and value == legal for legal in FIELDS[field])


def _set_attribute(draw: DrawFn, model: Model) -> Step:
    field = draw(st.sampled_from(sorted(FIELDS)))
    value = draw(st.sampled_from([None, *FIELDS[field]]))
    if value is None:
        model.pop(field, None)
    else:
        model[field] = value
    return {"call": "set-attribute", "args": [field, value]}


def _as_dict(_: DrawFn, model: Model) -> Step:
    return {"call": "as_dict", "returns": model}


def _result_written(draw: DrawFn, model: Model) -> list[Step]:
    if draw(st.booleans()):
        return _part_written(draw, model)
    key, value = draw(KEYS), draw(VALUES)
    return [
        {"call": "as_dict", "as": "result"},
        {"call": "set-item", "on": "result", "args": [key, value]},
        {"call": "read", "on": "result", "returns": {**model, key: value}},
    ]


def _part_written(draw: DrawFn, model: Model) -> list[Step]:
    """What stands inside a result is the caller's own too."""
    key = draw(KEYS)
    model[key] = {"a": None}
    return [
        {"call": "set-item", "args": [key, {"a": None}]},
        {"call": "as_dict", "as": "result"},
        {"call": "get-item", "on": "result", "args": [key], "as": "part"},
        {"call": "set-item", "on": "part", "args": ["a", 1]},
        {"call": "as_dict", "returns": model},
    ]


def _twin(call: str) -> Move:
    """A copy has the same items, and what is done to either is not seen in the other."""

    def move(draw: DrawFn, model: Model) -> list[Step]:
        twin = dict(model)
        to_twin: Step = {**_set_item(draw, twin), "on": "twin"}
        return [
            {"call": call, "as": "twin"},
            to_twin,
            _set_item(draw, model),
            {"call": "items", "on": "twin", "returns_unordered": VIEWS["items"](twin)},
        ]

    return move


def _equal(draw: DrawFn, model: Model) -> list[Step]:
    # Whether true equals 1, nobody says.
    key, value = draw(KEYS), draw(st.sampled_from([None, "", "auto"]))
    like = key in model and model[key] == value
    return [
        {"call": "copy", "as": "twin"},
        {"call": "set-item", "on": "twin", "args": [key, value]},
        {"call": "equals", "with": ["twin"], "returns": like},
    ]


VIEWS: Mapping[str, Callable[[Model], list[Json]]] = {
    "keys": list,
    "values": lambda model: list(model.values()),
    "items": lambda model: [list(pair) for pair in model.items()],
}

POPITEM = "popitem.some"

# Each under the requirement that it is about.
MOVES: Mapping[str, Move] = {
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
    "as_dict.fresh": _result_written,
    "copy.independent": _twin("copy"),
    "copy.deep": _twin("deepcopy"),
    "pickle": _twin("serialise"),
    "equality": _equal,
}


@st.composite
def plays(draw: DrawFn, about: list[str]) -> Content:
    """A script of moves, each about one of these requirements; its own is that of the last."""
    given = {field: FIELDS[field][0] for field in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=3))}
    model: Model = {**given, "type": "image_generation"}
    chosen = draw(st.lists(st.sampled_from([id_ for id_ in MOVES if id_ in about]), min_size=1, max_size=MOST))
    # Alternatives hold through a whole script: which pair is gone is asked once.
    first = chosen.index(POPITEM) if POPITEM in chosen else None
    chosen = [id_ for place, id_ in enumerate(chosen) if id_ != POPITEM or place == first]
    steps: list[Step] = []
    for id_ in chosen:
        made = MOVES[id_](draw, model)
        steps += fresh(made if isinstance(made, list) else [made])  # the model goes on changing
    steps.append({"call": "as_dict", "returns": fresh(model)})
    return {
        "kind": "script",
        "name": "found",
        "description": f"A generated script of {len(steps)} steps",
        "requirement": chosen[-1],
        "construct": {"args": [given]},
        "steps": steps,
    }
