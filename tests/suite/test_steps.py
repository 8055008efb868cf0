"""Scripts on Python objects."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.adapters import Adapter, adapt, observe
from imagegen_conformance.cases import Request


class Tool(dict):  # type: ignore[type-arg]
    """As a class that is documented might be written."""

    colour = "red"

    def as_dict(self) -> dict[str, Any]:
        return dict(self)

    def raise_(self, kind: str) -> None:
        raise {"key": KeyError, "attribute": AttributeError, "type": TypeError, "value": ValueError, "both": Both}[kind]

    def crash(self) -> None:
        raise RuntimeError("boom")

    def leave(self) -> None:
        raise SystemExit

    def handle(self) -> object:
        return object()


class Both(KeyError, ValueError):  # noqa: N818 - an exception of somebody else
    pass


ADAPTER = adapt(Tool)


def play(*steps: dict[str, Any], construct: dict[str, Any] | None = None) -> Any:
    content = {"construct": construct or {"args": [{"a": 1, "b": [2]}]}, "steps": list(steps)}
    return observe(ADAPTER, Request("call", content))


def last(*steps: dict[str, Any]) -> Any:
    return play(*steps)["steps"][-1]


@pytest.mark.parametrize(
    ("step", "returned"),
    [
        ({"call": "get", "args": ["a"]}, 1),
        ({"call": "as_dict"}, {"a": 1, "b": [2]}),
        ({"call": "read"}, {"a": 1, "b": [2]}),
        ({"call": "value", "args": [[1]]}, [1]),
        ({"call": "get-item", "args": ["a"]}, 1),
        ({"call": "set-item", "args": ["a", 3]}, None),
        ({"call": "delete-item", "args": ["a"]}, None),
        ({"call": "contains", "args": ["a"]}, True),
        ({"call": "length"}, 2),
        ({"call": "iterate"}, ["a", "b"]),
        ({"call": "equals", "args": [{"b": [2], "a": 1}]}, True),
        ({"call": "get-attribute", "args": ["colour"]}, "red"),
        ({"call": "set-attribute", "args": ["colour", "blue"]}, None),
        ({"call": "deepcopy"}, {"a": 1, "b": [2]}),
        ({"call": "serialise"}, {"a": 1, "b": [2]}),
        ({"call": "update", "args": [{"c": 1}], "keywords": {"d": 2}}, None),
        ({"call": "construct", "keywords": {"c": 1}}, {"c": 1}),
        ({"call": "items"}, [["a", 1], ["b", [2]]]),
        ({"call": "popitem"}, ["b", [2]]),
    ],
)
def test_a_step_returns(step, returned) -> None:
    assert last(step) == {"returned": returned}


@pytest.mark.parametrize(
    ("operation", "items", "returned"),
    [("intersection", ["a", "z"], ["a"]), ("difference", ["a"], ["b"]), ("union", ["a"], ["a", "b"])],
)
def test_views_are_sets(operation: str, items: list[str], returned: list[str]) -> None:
    result = last({"call": "keys", "as": "view"}, {"call": operation, "on": "view", "args": [items]})
    assert sorted(result["returned"]) == returned


def test_pairs_are_found_in_views() -> None:
    view = {"call": "items", "as": "view"}
    assert last(view, {"call": "contains-pair", "on": "view", "args": ["a", 1]}) == {"returned": True}
    assert last(view, {"call": "contains-pair", "on": "view", "args": ["a", 2]}) == {"returned": False}


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ({"call": "get-item", "args": ["z"]}, "missing-key"),
        ({"call": "get-attribute", "args": ["z"]}, "missing-attribute"),
        ({"call": "no_such_method"}, "missing-attribute"),
        ({"call": "get"}, "wrong-call"),
        ({"call": "raise_", "args": ["key"]}, "missing-key"),
        ({"call": "raise_", "args": ["attribute"]}, "missing-attribute"),
        ({"call": "raise_", "args": ["type"]}, "wrong-call"),
        ({"call": "raise_", "args": ["value"]}, "wrong-value"),
        ({"call": "raise_", "args": ["both"]}, "missing-key"),
    ],
)
def test_a_step_raises(step, name: str) -> None:
    assert last(step)["raised"] == name


@pytest.mark.parametrize("call", ["crash", "leave"])
def test_a_crash_ends_the_script_as_an_error(call: str) -> None:
    assert play({"call": "length"}, {"call": call})["outcome"] == "error"


def test_a_result_that_is_no_json_is_opaque_and_kept() -> None:
    steps = play({"call": "handle", "as": "kept"}, {"call": "equals", "on": "kept", "with": ["kept"]})["steps"]
    assert steps == [{"opaque": "object"}, {"returned": True}]


def test_named_results_are_the_objects_themselves() -> None:
    steps: list[dict[str, Any]] = [
        {"call": "construct", "args": [{"a": 1}], "as": "other"},
        {"call": "set-item", "on": "other", "args": ["a", 2]},
        {"call": "get-item", "on": "other", "args": ["a"]},
        {"call": "get-item", "args": ["a"]},
    ]
    assert [step["returned"] for step in play(*steps)["steps"]] == [{"a": 1}, None, 2, 1]


def test_what_a_step_returned_is_as_it_was_then() -> None:
    first, _, third = play(
        {"call": "get-item", "args": ["b"], "as": "list"},
        {"call": "append", "on": "list", "args": [9]},
        {"call": "read", "on": "list"},
    )["steps"]
    assert (first, third) == ({"returned": [2]}, {"returned": [2, 9]})


def test_a_script_ends_where_its_object_is_missing() -> None:
    observation = play(
        {"call": "get-item", "args": ["z"], "as": "kept"}, {"call": "read", "on": "kept"}, {"call": "length"}
    )
    assert [list(step) for step in observation["steps"]] == [["raised", "message"]]


def test_a_constructor_that_refuses_is_a_rejection() -> None:
    assert play(construct={"args": [1]})["outcome"] == "rejected"


def test_an_adapter_without_construct_does_not_support_scripts() -> None:
    observation = observe(Adapter(), Request("call", {"construct": {}, "steps": []}))
    assert observation["outcome"] == "unsupported"
