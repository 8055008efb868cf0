"""Mutants of level object: the attributes of masks and tool configurations.

Whether masks and tool configurations are mappings is not promised, so that their items have no mutants. The truth value
that is the default of `pin` is false, and the default of a text is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from imagegen_conformance.mutation.fields import MASK_FIELDS, TOOL_CONFIG_FIELDS
from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms.nested_classes import nested_field, with_nested_attribute
from imagegen_conformance.mutation.transforms.operations import Method
from imagegen_reference import PayloadMapping
from imagegen_reference.field import Field

__all__ = ["object_member_mutants"]
DIMENSION: Final = "nested attribute"
SIBLINGS: Final = {
    "input_image_mask": dict(zip(MASK_FIELDS, reversed(MASK_FIELDS), strict=True)),
    "tool_configs": dict(zip(TOOL_CONFIG_FIELDS, reversed(TOOL_CONFIG_FIELDS), strict=True)),
}

# The members of a tool, beside the attribute, through which a request obtains a mask or tool configurations.
ACCESSORS: Final = frozenset({"__getitem__", "get", "items", "pop", "popitem", "setdefault", "values"})


def object_member_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for field, siblings in SIBLINGS.items():
        for name, sibling in siblings.items():
            descriptor = nested_field(field, name)
            for suffix, (fault, read) in _reading(field, name, sibling).items():
                text = f"{fault} when the attribute {name} of {field} is read"
                yield _mutant(field, name, f"read-{suffix}", text, property(read, descriptor.__set__))
            for suffix, (fault, write) in _writing(field, name, sibling).items():
                text = f"{fault} when the attribute {name} of {field} is written"
                yield _mutant(field, name, f"write-{suffix}", text, property(_getter(descriptor), write))


def _getter(descriptor: Field[Any]) -> Method:
    return lambda nested: descriptor.__get__(nested, type(nested))


def _mutant(field: str, name: str, suffix: str, fault: str, replacement: property) -> Mutant:
    make = MembersFactory(with_nested_attribute(field, name, replacement), (ACCESSORS | {field},))
    return Mutant(f"nested-{field}-{name}-{suffix}", "attribute.nested", fault, make, dimension=DIMENSION, scope=CALLS)


def _reading(field: str, name: str, sibling: str) -> dict[str, tuple[str, Method]]:
    get = _getter(nested_field(field, name))
    default = False if name == "pin" else ""

    def get_default(nested: PayloadMapping) -> Any:
        value = get(nested)
        return default if value is None else value

    def get_required(nested: PayloadMapping) -> Any:
        return nested._data[name]  # noqa: SLF001  # a mutant of the reference knows its internals

    def get_remembered(nested: PayloadMapping) -> Any:
        return vars(nested).setdefault(f"_{name}", get(nested))

    return {
        "null": ("returns null", lambda _: None),
        "swapped": (f"returns {sibling}", lambda nested: nested._data.get(sibling)),  # noqa: SLF001
        "default": ("returns an empty or false value for an omitted one", get_default),
        "required": ("fails for an omitted value", get_required),
        "remembered": ("returns the first value again", get_remembered),
        "text": ("returns text", lambda nested: None if get(nested) is None else repr(get(nested))),
    }


def _writing(field: str, name: str, sibling: str) -> dict[str, tuple[str, Method]]:
    descriptor = nested_field(field, name)

    def write_null(nested: PayloadMapping, value: Any) -> None:
        nested._data[name] = value  # noqa: SLF001

    def ignore_null(nested: PayloadMapping, value: Any) -> None:
        if value is not None:
            descriptor.__set__(nested, value)

    def write_sibling(nested: PayloadMapping, value: Any) -> None:
        nested._data[sibling] = value  # noqa: SLF001

    def write_missing(nested: PayloadMapping, value: Any) -> None:
        if nested._data.get(name) is None or value is None:  # noqa: SLF001
            descriptor.__set__(nested, value)

    def write_alone(nested: PayloadMapping, value: Any) -> None:
        descriptor.__set__(nested, value)
        nested._data.pop(sibling, None)  # noqa: SLF001

    return {
        "ignored": ("changes nothing", lambda _, __: None),
        "null-kept": ("stores a null", write_null),
        "null-ignored": ("ignores a null", ignore_null),
        "misplaced": (f"writes {sibling}", write_sibling),
        "kept": ("keeps a present value", write_missing),
        "cascading": (f"removes {sibling}", write_alone),
    }
