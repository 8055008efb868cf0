"""States of a tool, which a method of the tool leads to, and methods that are wrong in a state.

A tool remembers that it is in a state, together with its items at that time. Copies of the tool are in the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from imagegen_conformance.mutation.transforms.operations import Items, Method
from imagegen_reference import ImageGenTool

__all__ = [
    "MarkedCall",
    "Marker",
    "fail",
    "marks_after",
    "marks_after_error",
    "marks_reduction",
    "marks_result",
    "see_nothing",
    "see_old_items",
    "wrong_in_state",
]
STATE: Final = "_items_at_state"


class MarkedCall(NamedTuple):
    """A call that may lead to a state.

    Attributes:
        tool: The tool.
        args: The positional arguments.
        kwargs: The keyword arguments.
    """

    tool: ImageGenTool
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


Condition: TypeAlias = Callable[[MarkedCall], bool]
Marker: TypeAlias = Callable[[Method], Method]
"""A function that makes a method lead to a state."""


def _mark(tool: ImageGenTool) -> None:
    vars(tool).setdefault(STATE, dict(tool._data))  # noqa: SLF001  # a mutant of the reference knows its internals


def _is_marked(tool: ImageGenTool) -> bool:
    return STATE in vars(tool)


def marks_after(condition: Condition = lambda _: True) -> Marker:
    """Return a marker: a tool is in the state after a call that fulfills a condition."""

    def marker(method: Method) -> Method:
        def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            result = method(self, *args, **kwargs)
            if condition(MarkedCall(self, args, kwargs)):
                _mark(self)
            return result

        return call

    return marker


def marks_after_error(method: Method) -> Method:
    """Make a method lead to a state if it raises an error."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except Exception:
            _mark(self)
            raise

    return call


def marks_result(method: Method) -> Method:
    """Make a method lead to a state of the tool that it returns."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        result = method(self, *args, **kwargs)
        _mark(result)
        return result

    return call


def marks_reduction(method: Method) -> Method:
    """Make `__reduce__` lead to a state of the restored tool."""

    def call(self: ImageGenTool) -> tuple[Any, ...]:
        new, arguments, members = method(self)
        return new, arguments, {**members, STATE: dict(members["_data"])}

    return call


def see_nothing(_: ImageGenTool, items: Items) -> None:
    """See no items."""
    items.clear()


def see_old_items(tool: ImageGenTool, items: Items) -> None:
    """See the items at the time when the tool came into the state."""
    items.clear()
    items.update(vars(tool)[STATE])


def wrong_in_state(method: Method, wrong: Method) -> Method:
    """Return a method that is replaced by another one in the state."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        return (wrong if _is_marked(self) else method)(self, *args, **kwargs)

    return call


def fail(self: ImageGenTool, /, *_: Any, **__: Any) -> Any:
    """Raise an error that no documented operation raises."""
    raise RuntimeError("the tool is in a state that was not expected")
