"""The validation of sizes in pydantic-ai, behind the setting `dimensions` of its OpenAI image models."""

from __future__ import annotations

# The package is installed only in the environment of this adapter.
from pydantic_ai.exceptions import UserError  # pyright: ignore[reportMissingImports]
from pydantic_ai.images._openai_geometry import (  # pyright: ignore[reportMissingImports]
    parse_dimensions,
    resolve_openai_dimensions,
)
from pydantic_ai.images.openai import OpenAIImageGenerationModel  # pyright: ignore[reportMissingImports]
from pydantic_ai.providers.openai import OpenAIProvider  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Dimensions"]


class Dimensions(Adapter):
    """The package's parser of sizes, and its check whether a model supports the dimensions.

    The package takes dimensions as two numbers and raises `UserError` if a model does not support them. Models that it
    does not know, and payloads without a model, may have any dimensions. The package parses strings in another place,
    to compare a size with an aspect ratio; this adapter rejects a string that this parser does not accept. The package
    does not validate `auto`, which it sends to the server.
    """

    levels = ("semantic",)
    rejection_types = (UserError,)
    name = "pydantic-ai-dimensions"

    def __init__(self) -> None:
        self.implementation = resolve_openai_dimensions  # the object whose distribution has the version
        self._provider = OpenAIProvider(api_key="none")  # models are constructed, but nothing is sent

    def validate(self, payload: Json) -> bool:
        """Return whether the size is parsed. Raise UserError if the model does not support it."""
        model, size = payload.get("model"), payload.get("size")
        if size is None:
            raise UnsupportedError("only sizes are validated")
        if size == "auto":
            raise UnsupportedError("only explicit dimensions are validated: auto is sent to the server")
        self._check_supported(model)
        dimensions = parse_dimensions(size)
        if dimensions is None:
            return False
        resolve_openai_dimensions(model, dimensions)
        return True

    def _check_supported(self, model: str | None) -> None:
        """Raise UnsupportedError if the package rejects the model itself, whatever the size."""
        try:
            if model is not None:
                OpenAIImageGenerationModel(model, provider=self._provider)
        except UserError as error:
            raise UnsupportedError(str(error)) from None
