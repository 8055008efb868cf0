"""The parameters of functions and constructors."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

__all__ = ["Parameters", "parameters_of", "static_member"]

_VAR_POSITIONAL, _VAR_KEYWORD = 0x04, 0x08  # as in the module inspect


class Parameters(NamedTuple):
    """The parameters of a function, of a bound method without its instance, or of a constructor.

    Attributes:
        positional_only: The names of the parameters that have no keyword.
        positional: The names of the parameters that are positional or keywords.
        keyword_only: The names of the parameters that are keywords only.
        required: The names of the parameters without a default.
        takes_args: Whether there is `*args`.
        takes_kwargs: Whether there is `**kwargs`.
    """

    positional_only: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()
    keyword_only: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    takes_args: bool = False
    takes_kwargs: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parameters except `*args` and `**kwargs`."""
        return self.positional_only + self.positional + self.keyword_only

    @property
    def takes_one_argument(self) -> bool:
        """Whether a call with one positional argument is possible."""
        positional = self.positional_only + self.positional
        return (bool(positional) or self.takes_args) and self.required <= set(positional[:1])

    def without_first(self) -> Parameters:
        """Return the parameters without the first positional one."""
        if self.positional_only:
            remaining = self._replace(positional_only=self.positional_only[1:])
        else:
            remaining = self._replace(positional=self.positional[1:])
        return remaining._replace(required=self.required & set(remaining.names))


def parameters_of(function: Callable[..., Any]) -> Parameters | None:
    """Return the parameters of a function or a class, or None if Python cannot determine them."""
    if isinstance(function, FunctionType) and not hasattr(function, "__wrapped__"):
        return _function_parameters(function)
    constructor = _plain_constructor(function)
    if constructor is not None:
        return _function_parameters(constructor).without_first()
    return _inspected_parameters(function)


def _plain_constructor(function: object) -> FunctionType | None:
    """Return the `__init__` of a class if it alone receives the arguments of a call."""
    if not isinstance(function, type) or type(function).__call__ is not type.__call__:
        return None
    constructor = static_member(function, "__init__")
    if static_member(function, "__new__") is not object.__new__ or hasattr(function, "__signature__"):
        return None
    return constructor if isinstance(constructor, FunctionType) else None


def _function_parameters(function: FunctionType) -> Parameters:
    """Return the parameters of a function. The module inspect does the same, but its import takes long."""
    code = function.__code__
    positional = code.co_varnames[: code.co_argcount]
    keyword_only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    with_default = {*positional[len(positional) - len(function.__defaults__ or ()) :], *(function.__kwdefaults__ or ())}
    return Parameters(
        positional[: code.co_posonlyargcount],
        positional[code.co_posonlyargcount :],
        keyword_only,
        frozenset({*positional, *keyword_only} - with_default),
        bool(code.co_flags & _VAR_POSITIONAL),
        bool(code.co_flags & _VAR_KEYWORD),
    )


def _inspected_parameters(function: Callable[..., Any]) -> Parameters | None:
    import inspect

    options: dict[str, Any] = {}
    if sys.version_info >= (3, 14):  # where reading annotations evaluates them, which may raise
        options["annotation_format"] = importlib.import_module("annotationlib").Format.STRING
    try:
        parameters = inspect.signature(function, **options).parameters.values()
    except (ValueError, TypeError):
        return None
    names = {kind: tuple(item.name for item in parameters if item.kind is kind) for kind in inspect._ParameterKind}  # noqa: SLF001
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return Parameters(
        names[inspect.Parameter.POSITIONAL_ONLY],
        names[inspect.Parameter.POSITIONAL_OR_KEYWORD],
        names[inspect.Parameter.KEYWORD_ONLY],
        frozenset(p.name for p in parameters if p.default is p.empty and p.kind not in variadic),
        bool(names[inspect.Parameter.VAR_POSITIONAL]),
        bool(names[inspect.Parameter.VAR_KEYWORD]),
    )


def static_member(implementation: type, name: str) -> object:
    """Return a member of a class without binding it, or None if there is none."""
    return next((vars(base)[name] for base in implementation.__mro__ if name in vars(base)), None)
