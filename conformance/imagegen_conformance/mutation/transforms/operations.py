"""Operations of a tool with a wrong view of its items, or a wrong effect on them: replacements of any method.

Both kinds call the method of the reference, so that everything else about the operation stays correct.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from contextlib import suppress
from typing import Any, Final, TypeAlias, cast

from imagegen_conformance.mutation.picklable_tool import PicklableTool
from imagegen_reference import ImageGenTool

__all__ = [
    "Applies",
    "Effect",
    "Items",
    "Method",
    "SeenItems",
    "Sight",
    "always",
    "attribute",
    "deep_copy",
    "plain_copy",
    "plain_inequality",
    "reference_method",
    "reference_writer",
    "with_effect",
    "with_sight",
]
Items: TypeAlias = dict[str, Any]
Method: TypeAlias = Callable[..., Any]
Sight: TypeAlias = Callable[[ImageGenTool, Items], None]
"""A change, in place, of a copy of the items of a tool: what an operation sees instead of the items."""
Effect: TypeAlias = Callable[[Items, Items], None]
"""A function of the items before and after an operation, which changes the latter in place."""
Applies: TypeAlias = Callable[[tuple[Any, ...], Mapping[str, Any]], bool]
"""Whether a fault shows in a call with these positional and keyword arguments."""
VIEWS: Final[dict[str, Callable[[Mapping[str, Any]], Any]]] = {
    "keys": KeysView,
    "values": ValuesView,
    "items": ItemsView,
}


def always(_: tuple[Any, ...], __: Mapping[str, Any]) -> bool:
    """Return true for all arguments."""
    return True


class SeenItems(Mapping[str, Any]):
    """The current items of a tool as an operation sees them. A live view of a mutant is a view of such items."""

    def __init__(self, tool: ImageGenTool, see: Sight) -> None:
        self._tool = tool
        self._see = see

    def _items(self) -> Items:
        items = dict(self._tool._data)  # noqa: SLF001  # a mutant of the reference knows its internals
        self._see(self._tool, items)
        return items

    def __getitem__(self, key: str) -> Any:
        return self._items()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())


def plain_copy(self: ImageGenTool) -> ImageGenTool:
    """Return a copy as `copy` of the reference does, without `__deepcopy__`."""
    return deep_copy(self, {})


def deep_copy(self: ImageGenTool, memo: Any) -> ImageGenTool:
    """Return a deep copy as the reference does, without `__reduce__`."""
    new = type(self).__new__(type(self))
    memo[id(self)] = new
    vars(new).update(copy.deepcopy(vars(self), memo))
    return new


def plain_inequality(self: ImageGenTool, other: object) -> bool:
    """Compare as the reference does, without `__eq__` of the mutant."""
    return not ImageGenTool.__eq__(self, other)


def _member(name: str) -> Any:
    return next(vars(base)[name] for base in PicklableTool.__mro__ if name in vars(base))


def reference_method(name: str) -> Method:
    """Return a method of the reference; for the name of a field, the function that reads its attribute."""
    if name == "__deepcopy__":
        return deep_copy
    member = _member(name)
    if callable(member):
        return cast("Method", member)
    return lambda self: member.__get__(self, type(self))


def reference_writer(field: str) -> Method:
    """Return the function of the reference that writes the attribute of a field."""
    return cast("Method", _member(field).__set__)


def attribute(field: str, read: Method | None = None, write: Method | None = None) -> property:
    """Return a property in place of the attribute of a field, which is read and written as in the reference.

    Args:
        field: The field.
        read: The function that reads the attribute instead.
        write: The function that writes the attribute instead.
    """
    return property(read or reference_method(field), write or reference_writer(field))


def _seen(tool: ImageGenTool, see: Sight) -> ImageGenTool:
    """Return a second tool with the items as they are seen."""
    seen = type(tool).__new__(type(tool))
    vars(seen).update(vars(tool), _data=dict(tool._data))  # noqa: SLF001
    see(tool, seen._data)  # noqa: SLF001
    return seen


def with_sight(name: str, see: Sight) -> Method:
    """Return a method that does not change the tool, and that sees changed items.

    A method that also changes the tool changes it as it should; only its result is wrong.
    """
    if name in VIEWS:
        view = VIEWS[name]
        return lambda self: view(SeenItems(self, see))
    method = reference_method(name)
    if name not in ("pop", "popitem", "setdefault"):
        return lambda self, /, *args, **kwargs: method(_seen(self, see), *args, **kwargs)

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        seen = _seen(self, see)
        with suppress(KeyError):  # what the tool contains decides about its items, not about the result
            method(self, *args, **kwargs)
        return method(seen, *args, **kwargs)

    return call


def with_effect(method: Method, effect: Effect, applies: Applies = always) -> Method:
    """Return a method whose result is correct, and whose effect on the items is then changed.

    Args:
        method: The method of the reference.
        effect: The change of the effect.
        applies: Whether the fault shows in a call.
    """

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        if not applies(args, kwargs):
            return method(self, *args, **kwargs)
        before = dict(vars(self).get("_data", {}))
        result = method(self, *args, **kwargs)
        effect(before, self._data)
        return result

    return call
