"""Adapter for classes that declare their fields: dataclasses and classes of attrs. It does not import attrs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from imagegen_conformance.adapters.constructed_class import ConstructedClassAdapter
from imagegen_conformance.adapters.signature import EntryPointError, PayloadCall
from imagegen_conformance.jsonlib.values import PLAIN_TYPES, Json

__all__ = ["FieldClassAdapter", "declared_names"]


class _Field(NamedTuple):
    """A declared field.

    Attributes:
        name: The name of the attribute.
        argument: The name of the constructor's argument, or None if there is none.
        default: The default value.
    """

    name: str
    argument: str | None
    default: object


class FieldClassAdapter(ConstructedClassAdapter):
    """An adapter for a dataclass or a class of attrs; it claims `wire`, and `schema` if it can validate.

    The constructor of a pydantic dataclass can validate, and so can that of a class of attrs with validators of fields.
    An instance is constructed from the members of a payload as keyword arguments, so that a class rejects the members
    that it does not declare. Serialization omits the fields that have their default if the default is None, or a value
    without a JSON form that stands for a missing member.
    """

    def __init__(self, implementation: Any) -> None:
        super().__init__(implementation, _constructor(implementation, _fields(implementation)))
        self.kind = _kind(implementation)
        if _constructor_validates(implementation):
            self.levels = ("wire", "schema")

    def serialize(self, parsed: Any) -> Json:
        """Return the fields as JSON, including those of nested instances."""
        return _plain(parsed)


def declared_names(implementation: type) -> list[str]:
    """Return the names of the fields that a dataclass or a class of attrs declares."""
    return [field.name for field in _fields(implementation)]


def _fields(implementation: Any) -> list[_Field]:
    if hasattr(implementation, "__attrs_attrs__"):
        attributes: Iterable[Any] = implementation.__attrs_attrs__
        return [_Field(field.name, field.alias if field.init else None, field.default) for field in attributes]
    from dataclasses import fields

    pydantic_fields: dict[str, Any] = getattr(implementation, "__pydantic_fields__", {})
    return [_dataclass_field(field, pydantic_fields.get(field.name)) for field in fields(implementation)]


def _dataclass_field(field: Any, pydantic_field: Any) -> _Field:
    """Return a field of a dataclass. What pydantic knows about it, such as an alias, comes first."""
    argument = getattr(pydantic_field, "alias", None) or field.name
    default = field.default if pydantic_field is None else pydantic_field.default
    return _Field(field.name, argument if field.init else None, default)


def _kind(implementation: Any) -> str:
    if hasattr(implementation, "__attrs_attrs__"):
        return "attrs class"
    return "pydantic dataclass" if _is_pydantic_dataclass(implementation) else "dataclass"


def _constructor_validates(implementation: Any) -> bool:
    attributes = getattr(implementation, "__attrs_attrs__", ())
    return _is_pydantic_dataclass(implementation) or any(field.validator is not None for field in attributes)


def _is_pydantic_dataclass(implementation: Any) -> bool:
    # A plain dataclass that inherits from one has a constructor of its own, which does not validate.
    return "__pydantic_validator__" in vars(implementation)


def _constructor(implementation: Any, fields: list[_Field]) -> PayloadCall:
    """Return a function that constructs an instance from a payload.

    Raises:
        EntryPointError: The class does not declare the field `type`.
    """
    types = [field for field in fields if field.name == "type"]
    if not types:
        raise EntryPointError(
            "it declares no field `type`",
            "Declare the field with the default image_generation, or write a subclass of Adapter.",
        )
    if types[0].argument is not None:
        return lambda payload: implementation(**payload)

    def construct(payload: Json) -> Any:
        # The constructor sets `type` itself, and accepts no argument for it.
        return implementation(**{key: value for key, value in {**payload}.items() if key != "type"})

    return construct


def _plain(value: Any) -> Any:
    if type(value) in PLAIN_TYPES:
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if not (hasattr(type(value), "__attrs_attrs__") or hasattr(type(value), "__dataclass_fields__")):
        return value
    members = ((field, getattr(value, field.name)) for field in _fields(value))
    return {
        field.argument or field.name: _plain(member)
        for field, member in members
        if not _is_omitted(field.default, member)
    }


def _is_omitted(default: object, value: object) -> bool:
    return value is default and (default is None or not isinstance(default, (str, int, float, list, tuple, dict)))
