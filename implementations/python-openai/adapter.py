"""The response model `ImageGeneration` of the openai package, with the default parsing and with strict parsing."""

from __future__ import annotations

# The package is installed only in the environment of this adapter.
from openai.types.responses.tool import ImageGeneration  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters.pydantic_model import PydanticModelAdapter

__all__ = ["Lax", "Strict"]


class Lax(PydanticModelAdapter):
    """The default parsing of the package, which converts values if it can."""

    name = "openai-lax"

    def __init__(self) -> None:
        super().__init__(ImageGeneration, strict=False)


class Strict(PydanticModelAdapter):
    """Parsing in pydantic's strict mode, which converts nothing."""

    name = "openai-strict"

    def __init__(self) -> None:
        super().__init__(ImageGeneration, strict=True)
