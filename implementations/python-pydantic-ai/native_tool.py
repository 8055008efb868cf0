"""The native tool `ImageGenerationTool` of pydantic-ai, from its specification to the tool that a request contains."""

from __future__ import annotations

import warnings
from typing import Any

# The packages are installed only in the environment of this adapter.
from pydantic import ValidationError
from pydantic_ai.capabilities import NativeTool  # pyright: ignore[reportMissingImports]
from pydantic_ai.exceptions import UserError  # pyright: ignore[reportMissingImports]
from pydantic_ai.models.openai._native_tools import (  # pyright: ignore[reportMissingImports]
    map_openai_image_generation_tool,
)
from pydantic_ai.native_tools import ImageGenerationTool  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.jsonlib.values import Json

__all__ = ["SpecifiedTool"]


class SpecifiedTool(Adapter):
    """The package's parser of tool specifications, and its conversion of a tool for the Responses API.

    A specification has the key `kind` for the payload's `type`. The adapter renames this key and changes nothing else.
    The parser raises `ValidationError` for an invalid specification. The conversion raises `UserError` for a tool that
    OpenAI does not support.

    The adapter does not claim level wire, because the package sends every default, whatever the payload contained.
    """

    levels = ("schema",)
    rejection_types = (ValidationError, UserError, TypeError)  # TypeError if there is no specification
    name = "pydantic-ai-tool"

    def __init__(self) -> None:
        self.implementation = ImageGenerationTool  # the object whose distribution has the version

    def parse(self, payload: Json) -> Any:
        """Return the tool that is sent. Reject the specification of another kind of tool."""
        specification = payload
        if isinstance(payload, dict):
            renamed = {"kind" if key == "type" else key: value for key, value in payload.items() if key != "kind"}
            specification = renamed
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package warns that some fields move into settings of the provider
            tool = NativeTool.from_spec(specification).tool
        if not isinstance(tool, ImageGenerationTool):
            raise UserError(f"{type(tool).__name__} is not an image generation tool")
        return map_openai_image_generation_tool(tool)
