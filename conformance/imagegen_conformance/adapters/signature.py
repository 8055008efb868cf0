"""The ways in which functions, constructors and methods receive a payload."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeAlias

from imagegen_conformance.adapters.documented_rules import documented_fields
from imagegen_conformance.adapters.parameters import (
    Parameters,
    parameters_of,
    static_member,
)
from imagegen_conformance.jsonlib.values import Json

__all__ = [
    "EntryPointError",
    "PayloadCall",
    "called_with_payload",
    "payload_validator",
    "takes_keywords",
    "takes_payload_on_instance",
]

PayloadCall: TypeAlias = Callable[[Json], Any]
_INSTANCE_NAMES = frozenset({"self", "_self", "this"})
_ONE_PARAMETER = (
    "Give it one parameter for the payload, for example with functools.partial, or write a subclass of Adapter."
)


class EntryPointError(Exception):
    """An object cannot receive payloads.

    Attributes:
        problem: The fact, as a clause about the object.
        hint: What to do.
    """

    def __init__(self, problem: str, hint: str) -> None:
        self.problem = problem
        self.hint = hint
        super().__init__(f"{problem}. {hint}")


def called_with_payload(function: Callable[..., Any], subject: str) -> PayloadCall:
    """Return a function that passes a payload to another one: as its argument, or as keyword arguments.

    Args:
        function: The function, or a class whose constructor receives the payload.
        subject: Its description, for messages.

    Raises:
        EntryPointError: The function cannot be called with one payload.
    """
    parameters = parameters_of(function)
    if parameters is None:  # for example, a class in C
        return function
    if takes_keywords(function):
        return lambda payload: function(**payload)
    if isinstance(function, FunctionType) and "." in function.__qualname__ and _has_instance(parameters):
        owner = function.__qualname__.rpartition(".")[0].rpartition(".")[2]
        raise EntryPointError(f"{subject} is a method of {owner}", f"Name the class {owner}, or an instance of it.")
    _require_one_argument(parameters, subject)
    return function


def takes_keywords(function: Callable[..., Any]) -> bool:
    """Return whether a function takes the members of a payload as keyword arguments, and no payload as a whole.

    Its first positional parameter is a documented field such as `model`, or there is none.
    """
    parameters = parameters_of(function)
    if parameters is None or parameters.positional_only or parameters.takes_args:
        return False
    if not parameters.positional:
        takes_any = bool(parameters.keyword_only) or parameters.takes_kwargs
        return takes_any and parameters.required <= documented_fields()
    has_others = len(parameters.names) > 1 or parameters.takes_kwargs
    return has_others and {parameters.positional[0], *parameters.required} <= documented_fields()


def payload_validator(implementation: type, name: str) -> PayloadCall | None:
    """Return the function that calls the method `name` of a class with a payload, or None if it has no such method.

    The method may be static, a class method or a plain function whose only required parameter is the payload. If it is
    a method of instances that takes the payload, the instance is constructed without arguments. A method of instances
    without further required parameters validates the instance itself, and does not count.

    Raises:
        EntryPointError: The method takes other arguments than a payload, or its instance cannot be constructed.
    """
    member, subject = static_member(implementation, name), f"its method {name}"
    if isinstance(member, (staticmethod, classmethod)):
        return called_with_payload(getattr(implementation, name), subject)
    parameters = parameters_of(member) if isinstance(member, FunctionType) else None
    if parameters is None:
        return None
    if not _has_instance(parameters):
        return called_with_payload(getattr(implementation, name), subject)
    if not takes_payload_on_instance(implementation, name):
        return None
    _require_one_argument(parameters.without_first(), subject)
    if (parameters_of(implementation) or Parameters()).required:
        problem = f"{subject} needs an instance, and its constructor needs arguments"
        raise EntryPointError(problem, f"Make {name} a static method, or name an instance of a class without as_dict.")

    def validate(payload: Json) -> Any:
        return getattr(implementation(), name)(payload)

    return validate


def takes_payload_on_instance(implementation: type, name: str) -> bool:
    """Return whether a class has a method of instances with further parameters that are required, or with `*args`."""
    member = static_member(implementation, name)
    parameters = parameters_of(member) if isinstance(member, FunctionType) else None
    if parameters is None or not _has_instance(parameters):
        return False
    others = parameters.without_first()
    return bool(others.required) or others.takes_args


def _has_instance(parameters: Parameters) -> bool:
    """Return whether the first parameter is the instance of a method."""
    return not _INSTANCE_NAMES.isdisjoint((parameters.positional_only + parameters.positional)[:1])


def _require_one_argument(parameters: Parameters, subject: str) -> None:
    if not parameters.takes_one_argument:
        names = ", ".join(parameters.names) or "no arguments"
        raise EntryPointError(f"{subject} takes {names} instead of one payload", _ONE_PARAMETER)
