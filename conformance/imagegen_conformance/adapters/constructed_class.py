"""The base of the adapters for classes that are constructed from a payload."""

from __future__ import annotations

from types import GeneratorType
from typing import Any

from imagegen_conformance.adapters.base import Adapter, NotApplicableError
from imagegen_conformance.adapters.coroutines import awaited
from imagegen_conformance.adapters.signature import PayloadCall, called_with_payload, payload_validator
from imagegen_conformance.adapters.validation_result import interpret
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ConstructedClassAdapter"]
_IMAGE_GENERATION = "image_generation"


class ConstructedClassAdapter(Adapter):
    """An adapter for a class whose instances stand for payloads; it claims `wire`, and `schema` if it can validate.

    A class can validate if it has `validate_payload(payload)` or `validate(payload)`, as a static method, a class
    method or a method of instances, or `validate()` for an instance. A class that can do none of these may reject
    illegal payloads in its constructor.

    Attributes:
        implementation: The class.
    """

    def __init__(self, implementation: Any, construct: PayloadCall | None = None) -> None:
        """Inspect the class.

        Args:
            implementation: The class.
            construct: Returns an instance for a payload; by default, the constructor does.

        Raises:
            EntryPointError: The constructor or a validating method cannot be called with one payload.
        """
        self.implementation = implementation
        self._construct = construct or called_with_payload(implementation, "its constructor")
        self._validate: PayloadCall | None = None
        if isinstance(implementation, type):
            for name in ("validate", "validate_payload"):
                self._validate = payload_validator(implementation, name) or self._validate
        validates = hasattr(implementation, "validate_payload") or hasattr(implementation, "validate")
        self.levels = ("wire", "schema") if validates else ("wire",)

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level except `object`; a class without `validate` may reject illegal payloads in its constructor."""
        return ("wire", "schema", "semantic")

    def parse(self, payload: Json) -> Any:
        """Return an instance that is constructed from the payload."""
        return self._construct(payload)

    def validate(self, payload: Json) -> object:
        """Call the method that takes a payload, or construct an instance and call its `validate` if it has one.

        Raises:
            NotApplicableError: The constructor sets `type`, so that the instance is legal although the payload is not.
        """
        if self._validate is not None:
            result = awaited(self._validate(payload))
            # A method that returns the instance that it constructed has accepted the payload.
            return True if type(result) is self.implementation else result
        is_type_at_fault = isinstance(payload, dict) and payload.get("type") != _IMAGE_GENERATION
        tool = awaited(self.parse(payload))
        result = awaited(tool.validate()) if hasattr(tool, "validate") else None
        result = list(result) if isinstance(result, GeneratorType) else result is tool or result
        if is_type_at_fault:
            self._check_type_is_visible(payload, tool, result)
        return result

    def _check_type_is_visible(self, payload: Json, tool: Any, result: object) -> None:
        """Raise NotApplicableError if a legal instance has the right type, and the payload has not."""

        def is_rejection(error: BaseException) -> bool:
            return self.is_rejection(error, payload)

        if interpret(result, is_rejection).accepted and self._type_of(tool) == _IMAGE_GENERATION:
            raise NotApplicableError("the constructor sets type")

    def _type_of(self, tool: Any) -> object:
        if getattr(tool, "type", None) == _IMAGE_GENERATION:
            return _IMAGE_GENERATION
        try:
            output = awaited(self.serialize(tool))
        except Exception:  # noqa: BLE001 - the cases of level wire will show it
            return None
        return output.get("type") if isinstance(output, dict) else None
