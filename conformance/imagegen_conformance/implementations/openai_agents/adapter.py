"""The hosted tool `ImageGenerationTool` of the openai-agents package, as its model for the Responses API sends it."""

from __future__ import annotations

from typing import Any

# Installed only in the environment that this adapter is run in.
from agents import ImageGenerationTool, UserError  # pyright: ignore[reportMissingImports]
from agents.models.openai_responses import Converter  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters import Adapter
from imagegen_conformance.json_value import Json

__all__ = ["HostedTool"]


class HostedTool(Adapter):
    """A tool for an agent is made of a payload, and converted for a request as the package does before it sends it."""

    levels = ("wire",)
    rejections = (UserError, ValueError)  # texts are read by the standard library

    def __init__(self) -> None:
        self.implementation = ImageGenerationTool  # tells the version

    def parse(self, payload: Json) -> Any:
        """A tool that has the payload as its configuration."""
        return ImageGenerationTool(tool_config=payload)

    def serialize(self, parsed: Any) -> Json:
        """Its JSON among the tools of a request."""
        (tool,) = Converter.convert_tools([parsed], handoffs=[]).tools
        return tool
