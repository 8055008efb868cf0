"""Call sequences on Python objects."""

from __future__ import annotations

from collections.abc import ItemsView
from typing import Any

import pytest

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.connections.in_process.steps import MAKERS, OPERATIONS
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.resources import data_directory, load_json
from imagegen_reference import ImageGenTool


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
        ({"method": "not-equals", "args": [{"b": [2], "a": 1}]}, False),
        ({"method": "not-equals", "args": [{"a": 1}]}, True),
        ({"method": "truth-value"}, True),
        ({"method": "text-representation"}, None),
        ({"method": "is-mapping"}, True),
        ({"method": "is-tuple"}, False),
    ],
)
def test_step_returns_the_result_of_its_method(step, returned):
    assert last_result(step) == {"returned": returned}


@pytest.mark.parametrize(
    ("operation", "items", "returned"),
    [
        ("intersection", ["a", "z"], ["a"]),
        ("difference", ["a"], ["b"]),
        ("union", ["a"], ["a", "b"]),
        ("symmetric-difference", ["a", "z"], ["b", "z"]),
    ],
)
def test_set_operations_accept_views(operation: str, items: list[str], returned: list[str]):
    view = {"method": "keys", "save_as": "view"}
    result = last_result(view, {"method": operation, "target": "view", "args": [items]})
    assert sorted(result["returned"]) == returned


@pytest.mark.parametrize(
    ("operation", "matching", "others"),
    [
        ("is-disjoint", [[], ["z"]], [["a"], ["a", "z"]]),
        ("equals-elements", [["b", "a"]], [["a"], ["a", "b", "z"], []]),
        ("is-subset", [["a", "b"], ["a", "b", "z"]], [["a"], ["a", "z"]]),
        ("is-superset", [[], ["a"], ["a", "b"]], [["z"], ["a", "b", "z"]]),
        ("is-proper-subset", [["a", "b", "z"]], [["a", "b"], ["a"]]),
        ("is-proper-superset", [[], ["a"]], [["a", "b"], ["z"]]),
    ],
)
def test_comparison_of_a_view_returns_a_boolean(operation: str, matching: list[Any], others: list[Any]):
    view = {"method": "keys", "save_as": "view"}
    for elements, expected in [*((item, True) for item in matching), *((item, False) for item in others)]:
        step = {"method": operation, "target": "view", "args": [elements]}
        assert last_result(view, step) == {"returned": expected}


def test_comparison_of_a_view_of_items_accepts_pairs():
    remove = {"method": "delete-item", "args": ["b"]}
    view = {"method": "items", "save_as": "view"}
    for elements, expected in (([["a", 1]], True), ([["a", 2]], False)):
        step = {"method": "equals-elements", "target": "view", "args": [elements]}
        assert last_result(remove, view, step) == {"returned": expected}


def test_popped_item_is_a_tuple_and_a_list_is_none():
    popped = {"method": "popitem", "save_as": "popped"}
    assert last_result(popped, {"method": "is-tuple", "target": "popped"}) == {"returned": True}
    saved = {"method": "literal", "args": [["b", 2]], "save_as": "popped"}
    assert last_result(saved, {"method": "is-tuple", "target": "popped"}) == {"returned": False}


def test_hashes_of_unhashable_objects_are_invalid_arguments():
    other = {"method": "construct", "save_as": "other"}
    for step in ({"method": "hash-value"}, {"method": "equal-hashes", "object_args": ["other"]}):
        assert last_result(other, step)["raised"] == "invalid-arguments"


def test_hashes_of_hashable_objects_are_compared_and_not_returned():
    for values, expected in ((["a", "a"], True), (["a", "b"], False)):
        first, second = (
            {"method": "literal", "args": [value], "save_as": name}
            for value, name in zip(values, ("first", "second"), strict=True)
        )
        compare = {"method": "equal-hashes", "target": "first", "object_args": ["second"]}
        assert last_result(first, second, compare) == {"returned": expected}
    assert last_result(first, {"method": "hash-value", "target": "first"}) == {"returned": None}


def test_deleted_attribute_is_missing():
    steps: list[dict[str, Any]] = [
        {"method": "set-attribute", "args": ["extra", 1]},
        {"method": "delete-attribute", "args": ["extra"]},
        {"method": "delete-attribute", "args": ["extra"]},
    ]
    _, deleted, missing = run(*steps)["steps"]
    assert (deleted, missing["raised"]) == ({"returned": None}, "missing-attribute")


def test_text_representation_that_is_no_string_is_invalid_arguments():
    class ToolWithoutText(Tool):
        def __repr__(self) -> Any:
            return 5

    content = {"construct": {}, "steps": [{"method": "text-representation"}]}
    observation = observe(adapter_for(ToolWithoutText), Request("call", content))
    assert observation["steps"][0]["raised"] == "invalid-arguments"


def test_every_method_of_the_case_schema_is_an_operation_or_documented():
    schema = load_json(data_directory("schemas") / "cases.schema.json")
    methods = set(schema["$defs"]["step"]["properties"]["method"]["enum"])
    operations = {*OPERATIONS, *MAKERS, "construct"}
    documented = {name for name in methods - operations if callable(getattr(ImageGenTool, name, None))}
    assert methods == operations | documented


def test_iterator_yields_each_element_once():
    steps: list[dict[str, Any]] = [
        {"method": "make-iterator", "args": [[["c", 1]]], "save_as": "given"},
        {"method": "update", "object_args": ["given"]},
        {"method": "pop", "args": ["c"]},
        {"method": "update", "object_args": ["given"]},
        {"method": "contains", "args": ["c"]},
    ]
    made, *_, popped, _, contained = run(*steps)["steps"]
    assert (made, popped, contained) == ({"non_json": "list_iterator"}, {"returned": 1}, {"returned": False})


def test_iterator_over_a_view_of_items_yields_tuples():
    steps: list[dict[str, Any]] = [
        {"method": "items", "save_as": "view"},
        {"method": "make-iterator", "object_args": ["view"], "save_as": "given"},
        {"method": "iterate", "target": "given", "save_as": "list"},
        {"method": "get-item", "target": "list", "args": [0], "save_as": "pair"},
        {"method": "is-tuple", "target": "pair"},
    ]
    assert last_result(*steps) == {"returned": True}


def test_iterator_over_a_number_is_invalid_arguments():
    assert last_result({"method": "make-iterator", "args": [5]})["raised"] == "invalid-arguments"


def test_read_only_mapping_is_a_mapping_without_assignment():
    made = {"method": "read-only-mapping", "args": [{"c": 1}], "save_as": "given"}
    assert last_result(made) == {"returned": {"c": 1}}
    assert last_result(made, {"method": "is-mapping", "target": "given"}) == {"returned": True}
    assign = {"method": "set-item", "target": "given", "args": ["c", 2]}
    assert last_result(made, assign)["raised"] == "invalid-arguments"


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
