"""Adapter for classes with the documented constructor and `as_dict`."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["DocumentedClassAdapter"]


class DocumentedClassAdapter(Adapter):
    """An adapter for a class with `as_dict`; it claims `wire` and `object`, and `schema` if the class can validate.

    A class can validate if it has `validate_payload(payload)` or `validate()`. The former is preferred, because a
    constructor that sets `type` itself hides a wrong `type` of the payload.
    """

    kind = "documented class"

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation
        validates = hasattr(implementation, "validate_payload") or hasattr(implementation, "validate")
        self.levels = ("wire", "object", "schema") if validates else ("wire", "object")

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level; a class without `validate` may reject illegal payloads in its constructor."""
        return LEVELS

    def parse(self, payload: Json) -> Any:
        """Return an instance that is constructed from the payload."""
        return self.implementation(payload)

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        """Return an instance that is constructed from these arguments."""
        return self.implementation(*args, **kwargs)

    def serialize(self, parsed: Any) -> Json:
        """Return the result of `as_dict`."""
        return parsed.as_dict()

    def validate(self, payload: Json) -> object:
        """Call `validate_payload`, or construct an instance and call its `validate` if it has one."""
        if hasattr(self.implementation, "validate_payload"):
            return self.implementation.validate_payload(payload)
        tool = self.implementation(payload)
        return tool.validate() if hasattr(tool, "validate") else None
