"""Adapter for pydantic models (version 2), without importing pydantic."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.json_value import Json

__all__ = ["PydanticModel"]


class PydanticModel(Adapter):
    """Claims wire and schema: `model_validate` in, `model_dump` of the fields that were set out.

    `strict` is passed to `model_validate`: None leaves it to the model's own configuration.
    """

    kind = "pydantic model"
    levels = ("wire", "schema")

    def __init__(self, implementation: Any, *, strict: bool | None = None) -> None:
        self.implementation = implementation
        self.strict = strict

    def parse(self, payload: Json) -> Any:
        """An instance of the model."""
        return self.implementation.model_validate(payload, strict=self.strict)

    def parse_text(self, text: str) -> Any:
        """An instance of the model, by pydantic's own JSON parser."""
        return self.implementation.model_validate_json(text, strict=self.strict)

    def serialize(self, parsed: Any) -> Json:
        """The JSON of the fields that were set, under the names of the wire."""
        return parsed.model_dump(mode="json", by_alias=True, exclude_unset=True)
