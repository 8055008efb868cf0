"""Adapter for objects with `validate(payload)`: modules, instances of validators."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.cases import Level
from imagegen_conformance.json_value import Json

__all__ = ["Validator"]


class Validator(Adapter):
    """Claims schema: `validate` raises, or returns False, for what is illegal."""

    kind = "validator"
    levels = ("schema",)

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation

    @property
    def able(self) -> tuple[Level, ...]:
        """Both levels of validation."""
        return ("schema", "semantic")

    def validate(self, payload: Json) -> object:
        """Call `validate`."""
        return self.implementation.validate(payload)
