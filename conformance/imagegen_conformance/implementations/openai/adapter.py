"""The response model `ImageGeneration` of the openai package, as it parses by default and strictly."""

from __future__ import annotations

# Installed only in the environment that this adapter is run in.
from openai.types.responses.tool import ImageGeneration  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters import PydanticModel

__all__ = ["Lax", "Strict"]


class Lax(PydanticModel):
    """As the package itself parses: values are converted where they can be."""

    def __init__(self) -> None:
        super().__init__(ImageGeneration, strict=False)


class Strict(PydanticModel):
    """As an author parses who asks pydantic not to convert anything."""

    def __init__(self) -> None:
        super().__init__(ImageGeneration, strict=True)
