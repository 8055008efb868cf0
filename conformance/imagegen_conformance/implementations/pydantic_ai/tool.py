"""The native tool `ImageGenerationTool` of pydantic-ai, from a spec of it to what its OpenAI model sends."""

from __future__ import annotations

import warnings
from typing import Any

# Installed only in the environment that this adapter is run in.
from pydantic_ai.capabilities import NativeTool  # pyright: ignore[reportMissingImports]
from pydantic_ai.exceptions import UserError  # pyright: ignore[reportMissingImports]
from pydantic_ai.models.openai._native_tools import (  # pyright: ignore[reportMissingImports]
    map_openai_image_generation_tool,
)
from pydantic_ai.native_tools import ImageGenerationTool  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters import Adapter
from imagegen_conformance.json_value import Json

__all__ = ["SpecifiedTool"]


class SpecifiedTool(Adapter):
    """Reads a payload as the spec of a tool, by the parser of the package, and maps it for the Responses API.

    A spec tells tools apart by `kind`, where the payload has `type`: that is renamed, and nothing else. The parser
    raises `ValidationError`, and `UserError` comes where the tool has what OpenAI does not take.

    Level wire is not claimed: what is sent has every default written out, whatever the payload said.
    """

    levels = ("schema",)
    rejections = (UserError, TypeError)  # TypeError: that there is no spec

    def __init__(self) -> None:
        self.implementation = ImageGenerationTool  # tells the version

    def parse(self, payload: Json) -> Any:
        """What is sent of the tool. A spec of another kind of tool is refused, as one of an image tool."""
        spec = payload
        if isinstance(payload, dict):
            spec = {"kind" if key == "type" else key: value for key, value in payload.items() if key != "kind"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # fields of one provider are to move into settings of it
            tool = NativeTool.from_spec(spec).tool
        if not isinstance(tool, ImageGenerationTool):
            raise UserError(f"{type(tool).__name__} is no image generation tool")
        return map_openai_image_generation_tool(tool)
