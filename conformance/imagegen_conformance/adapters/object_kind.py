"""The choice of an adapter by the kind of an object. Only the adapter that fits is imported."""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable
from typing import Any, TypeAlias

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.signature import (
    EntryPointError,
    PayloadCall,
    called_with_payload,
    takes_payload_on_instance,
)

__all__ = ["Probe", "find_adapter"]

Probe: TypeAlias = Callable[[PayloadCall], bool]
_RECEIVERS = ("validate", "__call__")  # the methods that may receive payloads
_ANYTHING_ELSE = "For anything else, write a subclass of Adapter."


def find_adapter(implementation: Any, probe: Probe | None = None) -> Adapter:
    """Return the adapter that fits an object.

    | object | adapter |
    |---|---|
    | subclass of `Adapter`, or an instance of one | an instance |
    | class with `model_validate` and `model_dump` | `PydanticModelAdapter` |
    | class with `as_dict` | `DocumentedClassAdapter` |
    | class with `from_dict` and `to_dict` | `DictionaryClassAdapter` |
    | `msgspec.Struct` | `MsgspecStructAdapter` |
    | dataclass or class of attrs with the field `type` | `FieldClassAdapter` |
    | class with a method `validate` or `__call__` of instances that takes a payload | that for an instance of it |
    | class with another `validate` of instances | `ValidatingClassAdapter` |
    | instance of `pydantic.TypeAdapter` | `PydanticTypeAdapter` |
    | object with `validate`, function that returns None, a boolean, a list or a generator | `ValidatorAdapter` |
    | other function or callable object | `FunctionAdapter` |

    Args:
        implementation: The object.
        probe: Returns whether a function validates; None for a call with a plain payload in this process.

    Raises:
        EntryPointError: No adapter fits, or the object cannot receive payloads.
    """
    if isinstance(implementation, Adapter):
        return implementation
    if isinstance(implementation, type):
        return _find_class_adapter(implementation, probe)
    if _is_instance_of(implementation, "pydantic", "TypeAdapter"):
        from imagegen_conformance.adapters.pydantic_type import PydanticTypeAdapter

        return PydanticTypeAdapter(implementation)
    kind = type(implementation)
    if _find_serializing_adapter(kind) is not None:
        raise EntryPointError(f"this is an instance of {kind.__name__}", "Name the class instead.")
    return _find_object_adapter(implementation, probe)


def _find_object_adapter(implementation: Any, probe: Probe | None) -> Adapter:
    """Return the adapter for a validator, a function or another callable object."""
    from imagegen_conformance.adapters.validator import ValidatorAdapter

    if hasattr(implementation, "validate"):
        return ValidatorAdapter(implementation)
    if not callable(implementation):
        problem = f"no adapter fits this {type(implementation).__name__}"
        raise EntryPointError(problem, f"An object needs validate, or is a function. {_ANYTHING_ELSE}")
    from imagegen_conformance.adapters.function import FunctionAdapter

    call = called_with_payload(implementation, "the function")
    if probe is None:
        from imagegen_conformance.adapters.probe import returns_validity

        probe = returns_validity
    return ValidatorAdapter(implementation) if probe(call) else FunctionAdapter(implementation)


def _find_class_adapter(implementation: type, probe: Probe | None) -> Adapter:
    if issubclass(implementation, Adapter):
        return implementation()
    if typing.is_typeddict(implementation):
        problem = "this is a TypedDict, which checks nothing when the program runs"
        raise EntryPointError(problem, "Name an object that validates it, such as an instance of pydantic.TypeAdapter.")
    adapter = _find_serializing_adapter(implementation)
    if adapter is not None:
        return adapter
    if any(takes_payload_on_instance(implementation, name) for name in _RECEIVERS):
        return _find_object_adapter(_construct(implementation), probe)
    if not hasattr(implementation, "validate"):
        hint = f"A class needs as_dict, from_dict and to_dict, model_validate, or validate. {_ANYTHING_ELSE}"
        raise EntryPointError("no adapter fits this class", hint)
    from imagegen_conformance.adapters.signature import payload_validator
    from imagegen_conformance.adapters.validating_class import ValidatingClassAdapter

    is_namespace = payload_validator(implementation, "validate") is not None
    return _find_object_adapter(implementation, probe) if is_namespace else ValidatingClassAdapter(implementation)


def _construct(implementation: type) -> Any:
    try:
        return implementation()
    except TypeError as error:
        problem = f"this is a class whose instances receive payloads, but constructing one raised TypeError: {error}"
        raise EntryPointError(problem, "Construct an instance, and name it instead.") from None


def _find_serializing_adapter(implementation: type) -> Adapter | None:
    """Return the adapter for a class whose instances stand for payloads, and can be serialized."""
    if hasattr(implementation, "model_validate") and hasattr(implementation, "model_dump"):
        from imagegen_conformance.adapters.pydantic_model import PydanticModelAdapter

        return PydanticModelAdapter(implementation)
    if hasattr(implementation, "as_dict"):
        from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter

        return DocumentedClassAdapter(implementation)
    if hasattr(implementation, "from_dict") and hasattr(implementation, "to_dict"):
        from imagegen_conformance.adapters.dictionary_class import DictionaryClassAdapter

        return DictionaryClassAdapter(implementation)
    return _find_declaring_adapter(implementation)


def _find_declaring_adapter(implementation: type) -> Adapter | None:
    """Return the adapter for a class that declares the fields of a payload."""
    struct = getattr(sys.modules.get("msgspec"), "Struct", None)
    if struct is not None and issubclass(implementation, struct):
        from imagegen_conformance.adapters.msgspec_struct import MsgspecStructAdapter

        return MsgspecStructAdapter(implementation)
    if not (hasattr(implementation, "__attrs_attrs__") or hasattr(implementation, "__dataclass_fields__")):
        return None
    from imagegen_conformance.adapters.field_class import FieldClassAdapter, declared_names

    if "type" not in declared_names(implementation) and any(map(implementation.__dict__.__contains__, _RECEIVERS)):
        return None  # a validator or a function with settings
    return FieldClassAdapter(implementation)


def _is_instance_of(value: object, module: str, name: str) -> bool:
    """Return whether a value is an instance of a class of a library, without importing the library."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
