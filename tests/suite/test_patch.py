from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.json_value import Json, dumps, escape
from imagegen_conformance.patch import PatchError, apply

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
KEYS = st.sampled_from(["a", "b", "c/d", "e~f", "~1", "", "0"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def places(value, path=()):
    """Every place in a value, the top first."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, str(index)))


def at(value, path):
    for part in path:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def pointer(path) -> str:
    return "".join("/" + escape(part) for part in path)


@given(JSON, JSON, st.data())
def test_replacing_any_place_changes_just_that(document, value, data) -> None:
    before = dumps(document)
    path = data.draw(st.sampled_from(list(places(document))))
    result = apply(document, [{"op": "replace", "path": pointer(path), "value": value}])
    assert dumps(document) == before
    assert dumps(at(result, path)) == dumps(value)
    back = apply(result, [{"op": "replace", "path": pointer(path), "value": at(document, path)}])
    assert dumps(back) == before


@given(JSON, JSON, st.data())
def test_what_was_removed_can_be_added_again(document, other, data) -> None:
    path = data.draw(st.sampled_from(list(places({"x": document}))[1:]))
    whole = {"x": document}
    removed = apply(whole, [{"op": "remove", "path": pointer(path)}])
    assert removed != whole
    added = apply(removed, [{"op": "add", "path": pointer(path), "value": at(whole, path)}])
    assert added == whole  # the order of keys may differ


@given(JSON)
def test_the_value_of_a_patch_is_not_shared(value) -> None:
    patch: list[Json] = [{"op": "add", "path": "/a", "value": [value]}, {"op": "add", "path": "/a/0", "value": 1}]
    before = deepcopy(patch)
    assert apply({}, patch) == {"a": [1, value]}
    assert patch == before


@pytest.mark.parametrize(
    ("document", "patch", "result"),
    [
        ({"a": 1}, [], {"a": 1}),
        ({"a": 1}, [{"op": "replace", "path": "", "value": 2}], 2),
        ({"a": [1]}, [{"op": "add", "path": "/a/1", "value": 2}], {"a": [1, 2]}),
        ({"a": [1]}, [{"op": "add", "path": "/a/0", "value": 2}], {"a": [2, 1]}),
        ({"a/b": {"~": 1}}, [{"op": "remove", "path": "/a~1b/~0"}], {"a/b": {}}),
        ({"~1": 1}, [{"op": "remove", "path": "/~01"}], {}),
        ({"": {"": 1}}, [{"op": "replace", "path": "//", "value": 2}], {"": {"": 2}}),
        ({"a": 1}, [{"op": "remove", "path": "/a"}, {"op": "add", "path": "/b", "value": 1}], {"b": 1}),
    ],
)
def test_patch(document, patch, result) -> None:
    assert apply(document, patch) == result


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/missing"},
        {"op": "replace", "path": "/missing", "value": 1},
        {"op": "add", "path": "/missing/a", "value": 1},
        {"op": "remove", "path": "/list/1"},
        {"op": "replace", "path": "/list/1", "value": 1},
        {"op": "add", "path": "/list/2", "value": 1},
        {"op": "add", "path": "/list/-", "value": 1},
        {"op": "remove", "path": "/list/-1"},
        {"op": "remove", "path": "/list/x"},
        {"op": "remove", "path": "/text/0"},
        {"op": "remove", "path": "list"},
        {"op": "move", "path": "/text", "from": "/list"},
        {"op": "test", "path": "/text", "value": "x"},
    ],
)
def test_a_patch_that_does_not_fit_is_refused(operation) -> None:
    with pytest.raises(PatchError):
        apply({"list": [1], "text": "x"}, [operation])
