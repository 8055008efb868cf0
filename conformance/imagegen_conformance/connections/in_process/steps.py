"""Call sequences on Python objects: execute the steps on a tool, and record the result of each."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.jsonlib.conversion import NotJsonError, to_json
from imagegen_conformance.jsonlib.values import Json, deep_copy
from imagegen_conformance.judging.observation import ErrorName, StepObservation
from imagegen_conformance.text import describe_exception

__all__ = ["run_steps"]


def _set_elements(items: list[Json]) -> set[Any]:
    """Return the elements of a set operation; pairs are tuples in Python."""
    return {tuple(item) if isinstance(item, list) else item for item in items}


def _deep_copy(tool: Any) -> Any:
    from copy import deepcopy

    return deepcopy(tool)


def _pickle_round_trip(tool: Any) -> Any:
    import pickle

    return pickle.loads(pickle.dumps(tool))  # noqa: S301 - the bytes were written in the same expression


def _represent(target: Any) -> None:
    """Make the text for debugging, which may have an address that differs from process to process."""
    repr(target)


def _hash(target: Any) -> None:
    """Compute the hash value, which differs from process to process, so that it is no result."""
    hash(target)


def _has_equal_hash(target: Any, other: Any) -> bool:
    return hash(target) == hash(other)


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "identity": lambda value: value,
    "get-item": operator.getitem,
    "set-item": operator.setitem,
    "delete-item": operator.delitem,
    "contains": operator.contains,
    "contains-item": lambda view, key, value: (key, value) in view,
    "length": len,
    "iterate": list,
    "equals": operator.eq,
    "get-attribute": getattr,
    "set-attribute": setattr,
    "deepcopy": _deep_copy,
    "pickle-round-trip": _pickle_round_trip,
    "intersection": lambda view, items: view & _set_elements(items),
    "union": lambda view, items: view | _set_elements(items),
    "difference": lambda view, items: view - _set_elements(items),
    "not-equals": operator.ne,
    "truth-value": operator.truth,
    "text-representation": _represent,
    "hash-value": _hash,
    "equal-hashes": _has_equal_hash,
    "delete-attribute": delattr,
    "is-mapping": lambda value: isinstance(value, Mapping),
    "is-tuple": lambda value: isinstance(value, tuple),
    "symmetric-difference": lambda view, items: view ^ _set_elements(items),
    "is-disjoint": lambda view, items: view.isdisjoint(_set_elements(items)),
    "equals-elements": lambda view, items: view == _set_elements(items),
    "is-subset": lambda view, items: view <= _set_elements(items),
    "is-superset": lambda view, items: view >= _set_elements(items),
    "is-proper-subset": lambda view, items: view < _set_elements(items),
    "is-proper-superset": lambda view, items: view > _set_elements(items),
}
MAKERS: Mapping[str, Callable[[Any], Any]] = {
    "literal": lambda value: value,
    "make-iterator": iter,
    "read-only-mapping": MappingProxyType,
}
"""The operations that have no target: they make an object of the first argument."""
# The first matching type counts: an exception of several types gets the name that is documented for mappings.
ERROR_NAMES: tuple[tuple[type[Exception], ErrorName], ...] = (
    (KeyError, "missing-key"),
    (AttributeError, "missing-attribute"),
    (TypeError, "invalid-arguments"),
    (ValueError, "invalid-value"),
)


def run_steps(adapter: Adapter, tool: Any, steps: list[dict[str, Json]]) -> list[StepObservation]:
    """Return the result of each step of a `call` request.

    A step whose objects were never saved ends the sequence early. The implementation receives copies of all values. An
    exception of a step without a name in `ERROR_NAMES` ends the request, as an exception of the constructor does.

    Args:
        adapter: The adapter that constructs further tools.
        tool: The tool on which the steps are executed.
        steps: The steps of the request.
    """
    objects: dict[str, Any] = {"tool": tool}
    results: list[StepObservation] = []
    for step in steps:
        if not {step.get("target", "tool"), *step.get("object_args", ())} <= objects.keys():
            break
        results.append(_run_step(adapter, step, objects))
    return results


def _run_step(adapter: Adapter, step: dict[str, Json], objects: dict[str, Any]) -> StepObservation:
    args = [*deep_copy(step.get("args", [])), *(objects[name] for name in step.get("object_args", ()))]
    try:
        result = _call(adapter, step, objects[step.get("target", "tool")], args)
    except UnsupportedError:
        raise
    except Exception as error:
        for error_type, name in ERROR_NAMES:
            if isinstance(error, error_type):
                return {"raised": name, "message": describe_exception(error)}
        raise
    if "save_as" in step:
        objects[step["save_as"]] = result
    # The result of as_dict has to be JSON by itself: a view in it would not survive `json.dumps`.
    return _step_result(result, accept_views=step["method"] != "as_dict")


def _call(adapter: Adapter, step: dict[str, Json], target: Any, args: list[Any]) -> Any:
    method, kwargs = step["method"], deep_copy(step.get("kwargs", {}))
    if method == "construct":
        return adapter.construct(*args, **kwargs)
    if method in MAKERS:
        return MAKERS[method](args[0])
    if method in OPERATIONS:
        return OPERATIONS[method](target, *args, **kwargs)
    return getattr(target, method)(*args, **kwargs)


def _step_result(result: Any, *, accept_views: bool) -> StepObservation:
    try:
        return {"returned": to_json(result, accept_views=accept_views)}
    except NotJsonError:
        return {"non_json": type(result).__name__}
