"""Adapter for classes with the documented constructor and `as_dict`."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.json_value import Json

__all__ = ["DocumentedClass"]


class DocumentedClass(Adapter):
    """Claims wire and model, and schema where the class has `validate_payload` or `validate`.

    `validate_payload(payload)` is preferred, for a constructor that sets `type` itself hides a wrong one.
    """

    kind = "documented class"

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation
        # The payload as it came, if the class can look at it; else the object that it makes of it.
        self._validate = getattr(implementation, "validate_payload", None)
        validates = self._validate is not None or hasattr(implementation, "validate")
        self.levels = ("wire", "model", "schema") if validates else ("wire", "model")

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
        """Call `validate_payload`, or `validate` of the object."""
        if self._validate is not None:
            return self._validate(payload)
        return self.implementation(payload).validate()
