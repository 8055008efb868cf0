"""Adapter for classes with the documented constructor and `as_dict`."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.cases import LEVELS, Level
from imagegen_conformance.json_value import Json

__all__ = ["DocumentedClass"]


class DocumentedClass(Adapter):
    """Claims wire and model, and schema where the class has `validate_payload` or `validate`.

    `validate_payload(payload)` is preferred, for a constructor that sets `type` itself hides a wrong one.
    """

    kind = "documented class"

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation
        validates = hasattr(implementation, "validate_payload") or hasattr(implementation, "validate")
        self.levels = ("wire", "model", "schema") if validates else ("wire", "model")

    @property
    def able(self) -> tuple[Level, ...]:
        """Every level; a class without `validate` may refuse what is illegal in its constructor."""
        return LEVELS

    def parse(self, payload: Json) -> Any:
        """An instance, from a mapping."""
        return self.implementation(payload)

    def construct(self, *args: Any, **keywords: Any) -> Any:
        """An instance, from whatever the constructor takes."""
        return self.implementation(*args, **keywords)

    def serialize(self, parsed: Any) -> Json:
        """What `as_dict` gives."""
        return parsed.as_dict()

    def validate(self, payload: Json) -> object:
        """Call `validate_payload`, or construct and call `validate`, or construct only, whichever there is."""
        if hasattr(self.implementation, "validate_payload"):
            return self.implementation.validate_payload(payload)
        tool = self.implementation(payload)
        return tool.validate() if hasattr(tool, "validate") else None
