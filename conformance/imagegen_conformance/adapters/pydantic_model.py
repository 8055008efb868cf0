"""Adapter for pydantic models (version 2). It does not import pydantic."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["PydanticModelAdapter"]


class PydanticModelAdapter(Adapter):
    """An adapter for a pydantic model; it claims `wire` and `schema`.

    It parses with `model_validate`, and serializes the fields that were set with `model_dump`. The errors of pydantic
    are the reasons of a rejection.

    Attributes:
        implementation: The model.
        strict: Passed to `model_validate`; None leaves it to the configuration of the model.
    """

    kind = "pydantic model"
    levels = ("wire", "schema")

    def __init__(self, implementation: Any, *, strict: bool | None = None) -> None:
        self.implementation = implementation
        self.strict = strict

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level except `object`."""
        return ("wire", "schema", "semantic")

    def parse(self, payload: Json) -> Any:
        """Return an instance of the model."""
        return self.implementation.model_validate(payload, strict=self.strict)

    def parse_text(self, text: str) -> Any:
        """Return an instance of the model that pydantic's own JSON parser has read."""
        return self.implementation.model_validate_json(text, strict=self.strict)

    def serialize(self, parsed: Any) -> Json:
        """Return the fields that were set as JSON, under their aliases."""
        return parsed.model_dump(mode="json", by_alias=True, exclude_unset=True)
