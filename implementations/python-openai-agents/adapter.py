"""The hosted tool `ImageGenerationTool` of the openai-agents package, as its model for the Responses API sends it."""

from __future__ import annotations

from typing import Any

# The package is installed only in the environment of this adapter.
from agents import ImageGenerationTool, UserError  # pyright: ignore[reportMissingImports]
from agents.models.openai_responses import Converter  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.jsonlib.values import Json

__all__ = ["HostedTool"]


class HostedTool(Adapter):
    """A tool of an agent, converted by the package's own function for the tools of a request."""

    levels = ("wire",)
    rejection_types = (UserError, ValueError)  # the standard library parses texts
    name = "openai-agents"

    def __init__(self) -> None:
        self.implementation = ImageGenerationTool  # the object whose distribution has the version

    def parse(self, payload: Json) -> Any:
        """Return a tool that has the payload as its configuration."""
        return ImageGenerationTool(tool_config=payload)

    def serialize(self, parsed: Any) -> Json:
        """Return the JSON value of the tool in a request."""
        (tool,) = Converter.convert_tools([parsed], handoffs=[]).tools
        return tool
