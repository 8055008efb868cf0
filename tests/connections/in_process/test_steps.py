"""Call sequences on Python objects."""

from __future__ import annotations

from collections.abc import ItemsView
from typing import Any

import pytest

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request


class Tool(dict):  # type: ignore[type-arg]
    """A class with the documented methods."""

    color = "red"

    def as_dict(self) -> dict[str, Any]:
        return dict(self)

    def raise_error(self, kind: str) -> None:
        raise {"key": KeyError, "attribute": AttributeError, "type": TypeError, "value": ValueError, "both": Both}[kind]

    def crash(self) -> None:
        raise RuntimeError("boom")

    def exit(self) -> None:
        raise SystemExit

    def reject(self) -> None:
        raise ValidationError("no")

    def handle(self) -> object:
        return object()


class Both(KeyError, ValueError):  # noqa: N818 - the name of an exception in user code
    pass


class ValidationError(Exception):
    """An exception that is called like a rejection, and is none of the documented types."""


ADAPTER = adapter_for(Tool)


def run(*steps: dict[str, Any], construct: dict[str, Any] | None = None) -> Any:
    content = {"construct": construct or {"args": [{"a": 1, "b": [2]}]}, "steps": list(steps)}
    return observe(ADAPTER, Request("call", content))


def last_result(*steps: dict[str, Any]) -> Any:
    return run(*steps)["steps"][-1]


@pytest.mark.parametrize(
    ("step", "returned"),
    [
        ({"method": "get", "args": ["a"]}, 1),
        ({"method": "as_dict"}, {"a": 1, "b": [2]}),
        ({"method": "identity"}, {"a": 1, "b": [2]}),
        ({"method": "literal", "args": [[1]]}, [1]),
        ({"method": "get-item", "args": ["a"]}, 1),
        ({"method": "set-item", "args": ["a", 3]}, None),
        ({"method": "delete-item", "args": ["a"]}, None),
        ({"method": "contains", "args": ["a"]}, True),
        ({"method": "length"}, 2),
        ({"method": "iterate"}, ["a", "b"]),
        ({"method": "equals", "args": [{"b": [2], "a": 1}]}, True),
        ({"method": "get-attribute", "args": ["color"]}, "red"),
        ({"method": "set-attribute", "args": ["color", "blue"]}, None),
        ({"method": "deepcopy"}, {"a": 1, "b": [2]}),
        ({"method": "pickle-round-trip"}, {"a": 1, "b": [2]}),
        ({"method": "update", "args": [{"c": 1}], "kwargs": {"d": 2}}, None),
        ({"method": "construct", "kwargs": {"c": 1}}, {"c": 1}),
        ({"method": "items"}, [["a", 1], ["b", [2]]]),
        ({"method": "popitem"}, ["b", [2]]),
    ],
)
def test_step_returns_the_result_of_its_method(step, returned):
    assert last_result(step) == {"returned": returned}


@pytest.mark.parametrize(
    ("operation", "items", "returned"),
    [("intersection", ["a", "z"], ["a"]), ("difference", ["a"], ["b"]), ("union", ["a"], ["a", "b"])],
)
def test_set_operations_accept_views(operation: str, items: list[str], returned: list[str]):
    view = {"method": "keys", "save_as": "view"}
    result = last_result(view, {"method": operation, "target": "view", "args": [items]})
    assert sorted(result["returned"]) == returned


def test_contains_item_compares_key_and_value():
    view = {"method": "items", "save_as": "view"}
    for value, found in ((1, True), (2, False)):
        step = {"method": "contains-item", "target": "view", "args": ["a", value]}
        assert last_result(view, step) == {"returned": found}


def test_view_inside_as_dict_is_not_json():
    class ToolWithView(Tool):
        def as_dict(self) -> Any:
            return {"items": ItemsView({"a": 1})}

    content = {
        "construct": {},
        "steps": [{"method": "as_dict", "save_as": "kept"}, {"method": "identity", "target": "kept"}],
    }
    observation = observe(adapter_for(ToolWithView), Request("call", content))
    assert observation["steps"] == [{"non_json": "dict"}, {"returned": {"items": [["a", 1]]}}]


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ({"method": "get-item", "args": ["z"]}, "missing-key"),
        ({"method": "get-attribute", "args": ["z"]}, "missing-attribute"),
        ({"method": "no_such_method"}, "missing-attribute"),
        ({"method": "get"}, "invalid-arguments"),
        ({"method": "raise_error", "args": ["key"]}, "missing-key"),
        ({"method": "raise_error", "args": ["attribute"]}, "missing-attribute"),
        ({"method": "raise_error", "args": ["type"]}, "invalid-arguments"),
        ({"method": "raise_error", "args": ["value"]}, "invalid-value"),
        ({"method": "raise_error", "args": ["both"]}, "missing-key"),
    ],
)
def test_documented_exception_is_the_result_of_its_step(step, name: str):
    result = last_result(step)
    assert result["raised"] == name
    assert result.keys() == {"raised", "message"}


def test_step_after_an_exception_is_executed():
    steps = run({"method": "get-item", "args": ["z"]}, {"method": "length"})["steps"]
    assert steps == [{"raised": "missing-key", "message": "KeyError: 'z'"}, {"returned": 2}]


@pytest.mark.parametrize("method", ["crash", "exit"])
def test_crash_of_a_step_is_an_error(method: str):
    assert run({"method": "length"}, {"method": method})["outcome"] == "error"


def test_other_exception_of_a_step_that_rejects_is_a_rejection_of_the_request():
    observation = run({"method": "length"}, {"method": "reject"}, {"method": "length"})
    assert observation == {"outcome": "rejected", "message": "ValidationError: no"}


def test_result_that_is_not_json_can_be_saved():
    handle = {"method": "handle", "save_as": "kept"}
    steps = run(handle, {"method": "equals", "target": "kept", "object_args": ["kept"]})["steps"]
    assert steps == [{"non_json": "object"}, {"returned": True}]


def test_saved_results_are_the_objects_themselves():
    steps: list[dict[str, Any]] = [
        {"method": "construct", "args": [{"a": 1}], "save_as": "other"},
        {"method": "set-item", "target": "other", "args": ["a", 2]},
        {"method": "get-item", "target": "other", "args": ["a"]},
        {"method": "get-item", "args": ["a"]},
    ]
    assert [step["returned"] for step in run(*steps)["steps"]] == [{"a": 1}, None, 2, 1]


def test_result_of_a_step_does_not_change_later():
    first, _, third = run(
        {"method": "get-item", "args": ["b"], "save_as": "list"},
        {"method": "append", "target": "list", "args": [9]},
        {"method": "identity", "target": "list"},
    )["steps"]
    assert (first, third) == ({"returned": [2]}, {"returned": [2, 9]})


@pytest.mark.parametrize("keys", [{"target": "kept"}, {"object_args": ["kept"]}])
def test_sequence_ends_at_a_step_whose_object_is_missing(keys: dict[str, Any]):
    observation = run(
        {"method": "get-item", "args": ["z"], "save_as": "kept"}, {"method": "identity", **keys}, {"method": "length"}
    )
    assert [list(step) for step in observation["steps"]] == [["raised", "message"]]


def test_exception_of_the_constructor_is_a_rejection():
    assert run(construct={"args": [1]})["outcome"] == "rejected"


def test_call_is_unsupported_without_construct():
    observation = observe(Adapter(), Request("call", {"construct": {}, "steps": []}))
    assert observation == {"outcome": "unsupported", "message": "the adapter does not construct objects"}


def test_call_is_unsupported_if_a_step_is_unsupported():
    class UnsupportedTool(Tool):
        def as_dict(self) -> Any:
            raise UnsupportedError("there is no as_dict")

    content = {"construct": {}, "steps": [{"method": "as_dict"}]}
    observation = observe(adapter_for(UnsupportedTool), Request("call", content))
    assert observation == {"outcome": "unsupported", "message": "there is no as_dict"}
