from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.patch import PatchError, apply
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json, dumps

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
KEYS = st.sampled_from(["a", "b", "c/d", "e~f", "~1", "", "0"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def paths(value, path=()):
    """Yield the path to each part of a value, the empty path first."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*path, str(index)))


def value_at(value, path):
    for token in path:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


@given(JSON, JSON, st.data())
def test_replace_changes_only_its_place(document, value, data) -> None:
    before = dumps(document)
    path = data.draw(st.sampled_from(list(paths(document))))
    result = apply(document, [{"op": "replace", "path": format_pointer(path), "value": value}])
    assert dumps(document) == before
    assert dumps(value_at(result, path)) == dumps(value)
    restored = apply(result, [{"op": "replace", "path": format_pointer(path), "value": value_at(document, path)}])
    assert dumps(restored) == before


@given(JSON, JSON, st.data())
def test_add_restores_what_remove_removed(document, other, data) -> None:
    path = data.draw(st.sampled_from(list(paths({"x": document}))[1:]))
    whole = {"x": document}
    removed = apply(whole, [{"op": "remove", "path": format_pointer(path)}])
    assert removed != whole
    added = apply(removed, [{"op": "add", "path": format_pointer(path), "value": value_at(whole, path)}])
    assert added == whole  # The order of keys may differ.


@given(JSON)
def test_result_does_not_share_the_value_of_the_patch(value) -> None:
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
def test_patch_is_applied(document, patch, result) -> None:
    assert apply(document, patch) == result


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"op": "remove", "path": "/missing"}, "the path does not exist at 'missing'"),
        ({"op": "replace", "path": "/missing", "value": 1}, "the path does not exist at 'missing'"),
        ({"op": "add", "path": "/missing/a", "value": 1}, "the path does not exist at 'missing'"),
        ({"op": "remove", "path": "/list/1"}, "the path does not exist at '1'"),
        ({"op": "replace", "path": "/list/1", "value": 1}, "the path does not exist at '1'"),
        ({"op": "add", "path": "/list/2", "value": 1}, "the path does not exist at '2'"),
        ({"op": "add", "path": "/list/-", "value": 1}, "the path does not exist at '-'"),
        ({"op": "remove", "path": "/list/-1"}, "the path does not exist at '-1'"),
        ({"op": "remove", "path": "/list/x"}, "the path does not exist at 'x'"),
        ({"op": "remove", "path": "/text/0"}, "the path does not exist at '0'"),
        ({"op": "remove", "path": "list"}, "'list' is not a JSON Pointer"),
        ({"op": "move", "path": "/text", "from": "/list"}, "unsupported operation 'move'"),
        ({"op": "test", "path": "/text", "value": "x"}, "unsupported operation 'test'"),
    ],
)
def test_inapplicable_operation_raises(operation, message: str) -> None:
    with pytest.raises(PatchError) as error:
        apply({"list": [1], "text": "x"}, [operation])
    assert str(error.value) == message
