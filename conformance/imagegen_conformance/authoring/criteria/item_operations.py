"""Operations on items, described by what they find: each with the key, the value that it gives, and the item before.

| ending | meaning |
|---|---|
| `-null` | the operation gives a null |
| `-same` | it gives the value that the item has |
| `-if-missing` | the tool omits the key |
| `-if-null` | the item is null |
| `-fails` | an error is expected, although the key is present |
"""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.authoring.criteria.call_sequence import Call, pairs_of
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.operations import METHODS, WITH_VALUE, operations_of
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json

__all__ = ["CHANGES", "ITEM_OPERATIONS", "WHOLE_OPERATIONS", "is_change", "item_operations", "whole_operations"]
NULL, SAME, IF_MISSING, IF_NULL, FAILS = "-null", "-same", "-if-missing", "-if-null", "-fails"
GIVING = (*WITH_VALUE, "update-mapping", "update-pairs", "update-keywords")
WHOLE_OPERATIONS = (
    "as_dict",
    "clear",
    "copy",
    "deepcopy",
    "equals",
    "items",
    "iterate",
    "keys",
    "length",
    "not-equals",
    "pickle-round-trip",
    "popitem",
    "values",
)
"""The operations that concern all items."""
CHANGES = (
    *("attribute-write", "attribute-write-null", "item-write", "item-write-null", "item-delete"),
    *("pop", "pop-default", "setdefault", "update-mapping", "update-pairs", "update-keywords", "clear", "popitem"),
)
"""The operations that change items."""
MISSING = object()


def _names() -> Iterator[str]:
    for operation in (*METHODS, *WHOLE_OPERATIONS):
        if not operation.startswith("constructor"):
            values = ("", NULL, SAME) if operation in GIVING else ("",)
            yield from (f"{operation}{value}{item}" for value in values for item in ("", IF_MISSING, IF_NULL, FAILS))


ITEM_OPERATIONS = tuple(dict.fromkeys(_names()))


def is_change(call: Call, name: str) -> bool:
    """Return whether an operation of a call changes the item."""
    base = name.split("-if-")[0].removesuffix(NULL).removesuffix(SAME)
    return not call.is_error and (base in CHANGES or f"{base}{NULL}" in CHANGES) and not _keeps(name)


def _keeps(name: str) -> bool:
    return name.startswith("setdefault") and not name.endswith(IF_MISSING)


def item_operations(call: Call) -> Iterator[tuple[str, str]]:
    """Yield each operation of a call on the item of a key, with the key."""
    items = call.items or {}
    for operation, key in operations_of(call):
        given = _given(call, key) if operation in GIVING else MISSING
        item = items.get(key, MISSING)
        value = NULL if given is None else SAME if given is not MISSING and _is_same(given, item) else ""
        yield f"{operation}{value}{_ending(call, item)}", key


def whole_operations(call: Call) -> Iterator[tuple[str, str]]:
    """Yield the operation of a call on all items, with each key that the tool ever has."""
    if call.method in WHOLE_OPERATIONS and isinstance(call.target, Tool):
        items = call.items or {}
        for key in call.target.known_keys:
            yield f"{call.method}{_ending(call, items.get(key, MISSING))}", key


def _ending(call: Call, item: Json) -> str:
    if item is MISSING:
        return IF_MISSING
    return IF_NULL if item is None else FAILS if call.is_error else ""


def _given(call: Call, key: str) -> Json:
    """Return the value that a call gives to a key."""
    if call.method == "update":
        given = dict(pair for value in (*call.args[:1], call.kwargs) for pair in pairs_of(value))
        return given.get(key, MISSING)
    return call.args[1] if len(call.args) > 1 else call.kwargs.get("default", MISSING)


def _is_same(given: Json, item: Json) -> bool:
    return item is not MISSING and equal(given, item, exact=True)
