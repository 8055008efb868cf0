"""Adapter for `pydantic.TypeAdapter`, which validates types that are not models, such as a TypedDict."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["PydanticTypeAdapter"]


class PydanticTypeAdapter(Adapter):
    """An adapter for an instance of `pydantic.TypeAdapter`; it claims `wire` and `schema`.

    Attributes:
        implementation: The instance.
    """

    kind = "pydantic type"
    levels = ("wire", "schema")

    def __init__(self, implementation: Any) -> None:
        self.implementation = implementation

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level except `object`."""
        return ("wire", "schema", "semantic")

    def parse(self, payload: Json) -> Any:
        """Return the validated value."""
        return self.implementation.validate_python(payload)

    def parse_text(self, text: str) -> Any:
        """Return the value that pydantic's own JSON parser has read."""
        return self.implementation.validate_json(text)

    def serialize(self, parsed: Any) -> Json:
        """Return the value as JSON, under its aliases."""
        return self.implementation.dump_python(parsed, mode="json", by_alias=True, exclude_unset=True)
