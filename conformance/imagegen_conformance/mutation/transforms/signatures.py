"""Methods that receive their arguments in another way than the reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imagegen_conformance.mutation.transforms.operations import Method
from imagegen_reference import ImageGenTool

__all__ = [
    "accepting_keyword",
    "falling_back",
    "ignoring_keywords",
    "ignoring_positionals",
    "keyword_only",
    "positional_only",
    "preferring_keyword",
    "renamed",
    "without_keyword",
]


def _reject_if(condition: bool, text: str) -> None:  # noqa: FBT001
    if condition:
        raise TypeError(text)


def renamed(method: Method, parameter: str, name: str) -> Method:
    """Return a method with another name of a parameter."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        _reject_if(parameter in kwargs, f"unexpected keyword argument {parameter!r}")
        if name in kwargs:
            kwargs[parameter] = kwargs.pop(name)
        return method(self, *args, **kwargs)

    return call


def positional_only(method: Method, parameter: str) -> Method:
    """Return a method that does not accept an argument by name."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        _reject_if(parameter in kwargs, f"{parameter!r} is positional only")
        return method(self, *args, **kwargs)

    return call


def without_keyword(method: Method, parameter: str) -> Method:
    """Return a method that ignores an argument that is passed by name."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        return method(self, *args, **{name: value for name, value in kwargs.items() if name != parameter})

    return call


def keyword_only(method: Method, position: int) -> Method:
    """Return a method that accepts fewer arguments by position."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        _reject_if(len(args) > position, f"takes {position} positional arguments")
        return method(self, *args, **kwargs)

    return call


def ignoring_positionals(method: Method, maximum: int) -> Method:
    """Return a method that ignores superfluous positional arguments."""
    return lambda self, /, *args, **kwargs: method(self, *args[:maximum], **kwargs)


def ignoring_keywords(method: Method, parameters: tuple[str, ...]) -> Method:
    """Return a method that ignores unknown keyword arguments."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        return method(self, *args, **{name: value for name, value in kwargs.items() if name in parameters})

    return call


def preferring_keyword(method: Method, parameters: tuple[str, ...]) -> Method:
    """Return a method that lets a keyword argument replace the positional argument of the same parameter."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        names = dict(zip(parameters, args, strict=False))
        twice = names.keys() & kwargs.keys()
        if not twice or len(args) > len(parameters):
            return method(self, *args, **kwargs)
        merged: Mapping[str, Any] = {**names, **kwargs}
        return method(self, **merged)

    return call


def falling_back(method: Method, fallback: Any) -> Method:
    """Return a method that returns something else instead of a TypeError about its arguments."""

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except TypeError:
            return fallback

    return call


def accepting_keyword(name: str) -> Method:
    """Return a constructor that stores an unknown keyword argument as an item."""

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        accepted = {name: kwargs.pop(name)} if name in kwargs and not args else {}
        ImageGenTool.__init__(self, *args, **kwargs)
        self._data.update(accepted)

    return construct
