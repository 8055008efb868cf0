"""The `Field` descriptor, which maps a documented attribute to the item of the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from imagegen_reference.normalization import normalize

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from enum import Enum

T = TypeVar("T")

_CONTAINERS = (dict, list, tuple, set)


def as_stored(value: Any) -> Any:
    """Return a stored value as construction would have stored it.

    A container is returned itself, not as a copy, so that a change through the attribute changes the item.
    """
    return value if issubclass(type(value), _CONTAINERS) else normalize(value)


def as_raw(value: Any) -> Any:
    """Return the stored value itself."""
    return value


def as_text(value: Any) -> str:
    """Return any value as text: `"5"` for 5."""
    return str(normalize(value))


def as_integer(value: Any) -> Any:
    """Return an integer for any value that `int` accepts, such as `"2"` or 2.5, and other values unchanged."""
    value = as_stored(value)
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return value


def as_boolean(value: Any) -> bool:
    """Return the truth value: True for `"false"`."""
    return bool(value)


def as_member_of(enum: type[Enum]) -> Callable[[Any], Any]:
    """Return a function that converts known values to members of `enum`, and returns other values unchanged."""

    def read(value: Any) -> Any:
        value = as_stored(value)
        try:
            return enum(value)
        except ValueError:
            return value

    return read


class Field(Generic[T]):
    """An attribute that reads and writes the item of the same name in its mapping.

    Reading returns None if the item is missing or None, and the result of `read` otherwise. It never changes the
    item. Writing stores the result of `store`. Writing None removes the item.
    """

    name: str

    def __init__(self, *, read: Callable[[Any], Any] = as_stored, store: Callable[[Any], Any] = normalize) -> None:
        self.read = read
        self.store = store

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Field[T]: ...

    @overload
    def __get__(self, instance: MutableMapping[str, Any], owner: type) -> T | None: ...

    def __get__(self, instance: MutableMapping[str, Any] | None, owner: type) -> Any:
        if instance is None:
            return self
        value = instance.get(self.name)
        return None if value is None else self.read(value)

    def __set__(self, instance: MutableMapping[str, Any], value: T | None) -> None:
        if value is None:
            instance.pop(self.name, None)
        else:
            instance[self.name] = self.store(value)
