"""Plays a script on Python objects: constructs a tool, calls it step by step, and tells what each step did."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.exceptions import describe
from imagegen_conformance.json_value import Json, NotJsonError, fresh, to_json
from imagegen_conformance.observation import ErrorName, StepObservation

__all__ = ["play"]


def _members(items: list[Json]) -> set[Any]:
    """The elements of a set operation; pairs are tuples in Python."""
    return {tuple(item) if isinstance(item, list) else item for item in items}


def _deep_copy(tool: Any) -> Any:
    from copy import deepcopy

    return deepcopy(tool)


def _serialised(tool: Any) -> Any:
    import pickle

    return pickle.loads(pickle.dumps(tool))  # noqa: S301 - what was written here a moment ago


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "read": lambda value: value,
    "get-item": operator.getitem,
    "set-item": operator.setitem,
    "delete-item": operator.delitem,
    "contains": operator.contains,
    "contains-pair": lambda view, key, value: (key, value) in view,
    "length": len,
    "iterate": list,
    "equals": operator.eq,
    "get-attribute": getattr,
    "set-attribute": setattr,
    "deepcopy": _deep_copy,
    "serialise": _serialised,
    "intersection": lambda view, items: view & _members(items),
    "union": lambda view, items: view | _members(items),
    "difference": lambda view, items: view - _members(items),
}

# The first that fits counts: an exception that is both is named by what is documented of mappings.
NAMES: tuple[tuple[type[Exception], ErrorName], ...] = (
    (KeyError, "missing-key"),
    (AttributeError, "missing-attribute"),
    (TypeError, "wrong-call"),
    (ValueError, "wrong-value"),
)


def play(adapter: Adapter, script: dict[str, Json]) -> list[StepObservation]:
    """What each step did. A step that leaves a later one without its object ends the script early.

    `script` is the content of a `call` request. What it holds for the implementation is handed over as copies.
    """
    construct = fresh(script["construct"])
    objects: dict[str, Any] = {"tool": adapter.construct(*construct.get("args", ()), **construct.get("keywords", {}))}
    done: list[StepObservation] = []
    for step in script["steps"]:
        if not {step.get("on", "tool"), *step.get("with", ())} <= objects.keys():
            break
        done.append(_step(adapter, step, objects))
    return done


def _step(adapter: Adapter, step: dict[str, Json], objects: dict[str, Any]) -> StepObservation:
    args = [*fresh(step.get("args", [])), *(objects[name] for name in step.get("with", ()))]
    try:
        result = _call(adapter, step, objects[step.get("on", "tool")], args)
    except UnsupportedError:
        raise
    except Exception as error:
        for kind, name in NAMES:
            if isinstance(error, kind):
                return {"raised": name, "message": describe(error)}
        raise
    if "as" in step:
        objects[step["as"]] = result
    return _told(result, views=step["call"] != "as_dict")


def _call(adapter: Adapter, step: dict[str, Json], target: Any, args: list[Any]) -> Any:
    call, keywords = step["call"], fresh(step.get("keywords", {}))
    if call == "construct":
        return adapter.construct(*args, **keywords)
    if call == "value":
        return args[0]
    if call in OPERATIONS:
        return OPERATIONS[call](target, *args, **keywords)
    return getattr(target, call)(*args, **keywords)


def _told(result: Any, *, views: bool) -> StepObservation:
    try:
        return {"returned": to_json(result, views=views)}
    except NotJsonError:
        return {"opaque": type(result).__name__}
