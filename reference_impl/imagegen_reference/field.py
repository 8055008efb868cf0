"""What reading and setting a documented attribute does: the `Field` descriptor and the ways to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from imagegen_reference.normalisation import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from enum import Enum

T = TypeVar("T")

_CONTAINERS = (dict, list, tuple, set)


def as_stored(value: Any) -> Any:
    """Read a value as it is; one that was stored raw reads as construction would have stored it.

    A container reads as itself and not as a copy, so that what is changed through the attribute is changed in
    the item too.
    """
    return value if issubclass(type(value), _CONTAINERS) else normalise(value)


def as_raw(value: Any) -> Any:
    """Read exactly what is stored."""
    return value


def as_text(value: Any) -> str:
    """Read anything as text: `5` reads `"5"`."""
    return str(normalise(value))


def as_integer(value: Any) -> Any:
    """Read what `int` understands as an integer: `"2"` and `2.5` read 2. The rest reads as it is."""
    value = as_stored(value)
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return value


def as_boolean(value: Any) -> bool:
    """Read anything by its truth: `"false"` reads True."""
    return bool(value)


def as_member_of(enum: type[Enum]) -> Callable[[Any], Any]:
    """Make a way to read a known value as a member of `enum`. Any other, `"HIGH"` say, reads as it is."""

    def read(value: Any) -> Any:
        value = as_stored(value)
        try:
            return enum(value)
        except ValueError:
            return value

    return read


class Field(Generic[T]):
    """An attribute that is a view on the item of the same name in its mapping.

    Reading gives None where the item is missing or None, and what `read` makes of it otherwise; it never
    changes the item. Setting stores what `store` makes of the value; setting None removes the item.
    """

    name: str

    def __init__(self, *, read: Callable[[Any], Any] = as_stored, store: Callable[[Any], Any] = normalise) -> None:
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
