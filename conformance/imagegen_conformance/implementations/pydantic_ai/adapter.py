"""How pydantic-ai judges a size: what is behind `dimensions`, a setting of its OpenAI image models."""

from __future__ import annotations

# Installed only in the environment that this adapter is run in.
from pydantic_ai.exceptions import UserError  # pyright: ignore[reportMissingImports]
from pydantic_ai.images._openai_geometry import (  # pyright: ignore[reportMissingImports]
    parse_dimensions,
    resolve_openai_dimensions,
)
from pydantic_ai.images.openai import OpenAIImageGenerationModel  # pyright: ignore[reportMissingImports]
from pydantic_ai.providers.openai import OpenAIProvider  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters import Adapter, UnsupportedError
from imagegen_conformance.json_value import Json

__all__ = ["Dimensions"]


class Dimensions(Adapter):
    """Reads a size by the parser of the package, and asks whether the model takes these dimensions.

    The package takes dimensions as two numbers, and raises `UserError` for those that a model does not take; any
    dimensions will do for a model that it does not know, or that has no name. Strings it reads elsewhere, to compare a
    size with a ratio: what that parser does not read is refused here. `auto` goes to the server unread.
    """

    levels = ("semantic",)
    rejections = (UserError,)

    def __init__(self) -> None:
        self.implementation = resolve_openai_dimensions  # tells the version
        self._provider = OpenAIProvider(api_key="none")  # models are made, and nothing is sent

    def validate(self, payload: Json) -> bool:
        """Refuse a size by False where it is not read, and by `UserError` where the model does not take it."""
        model, size = payload.get("model"), payload.get("size")
        if size is None:
            raise UnsupportedError("nothing but sizes is judged")
        if size == "auto":
            raise UnsupportedError("dimensions are explicit: auto goes to the server unread")
        self._check_served(model)
        dimensions = parse_dimensions(size)
        if dimensions is None:
            return False
        resolve_openai_dimensions(model, dimensions)
        return True

    def _check_served(self, model: str | None) -> None:
        """Some models are refused as a whole, which says nothing of a size."""
        try:
            if model is not None:
                OpenAIImageGenerationModel(model, provider=self._provider)
        except UserError as error:
            raise UnsupportedError(str(error)) from None
