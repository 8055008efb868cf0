"""The image generation tool of Microsoft's agent-framework, in the body of a request of its chat clients."""

from __future__ import annotations

from typing import Any

# The packages are installed only in the environment of this adapter.
from agent_framework_foundry import FoundryChatClient  # pyright: ignore[reportMissingImports]
from agent_framework_openai import OpenAIChatClient  # pyright: ignore[reportMissingImports]
from chat_requests import ChatRequests

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.jsonlib.values import Json

__all__ = ["FoundryFunction", "FoundryObject", "OpenAIFunction", "OpenAIObject"]


class _SentTool(Adapter):
    """A tool that is sent by a chat client, which cannot encode lone surrogates."""

    levels = ("wire",)

    def __init__(self, client_type: Any, requests: ChatRequests) -> None:
        self.implementation = self._client_type = client_type  # the object whose distribution has the version
        self._requests = requests

    async def parse(self, payload: Json) -> Json:
        """Return the JSON value of the tool in a request."""
        return await self._requests.send(self.create_tool(payload))

    def create_tool(self, payload: Json) -> Any:
        """Return the tool that is given to the client."""
        raise NotImplementedError


class _Object(_SentTool):
    """The payload itself as the tool."""

    rejection_types = (UnicodeError,)

    def create_tool(self, payload: Json) -> Any:
        """Return the payload."""
        return payload


class _Function(_SentTool):
    """The tool that `get_image_generation_tool` makes of a payload.

    The function has keyword arguments for fields. It stands for the type `image_generation` and has no argument for
    it. Any other `type` is passed on with the other fields.
    """

    rejection_types = (UnicodeError, TypeError)  # a TypeError if an argument is unexpected

    def create_tool(self, payload: Json) -> Any:
        """Return the tool that has the members of the payload as arguments."""
        if isinstance(payload, dict) and payload.get("type") == "image_generation":
            payload = {key: value for key, value in payload.items() if key != "type"}
        return self._client_type.get_image_generation_tool(**payload)


class OpenAIObject(_Object):
    """A payload as a tool of the client for OpenAI."""

    name = "agent-framework-openai-object"

    def __init__(self) -> None:
        super().__init__(OpenAIChatClient, ChatRequests.of_openai())


class OpenAIFunction(_Function):
    """A tool of the function of the client for OpenAI."""

    name = "agent-framework-openai-function"

    def __init__(self) -> None:
        super().__init__(OpenAIChatClient, ChatRequests.of_openai())


class FoundryObject(_Object):
    """A payload as a tool of the client for Foundry."""

    name = "agent-framework-foundry-object"

    def __init__(self) -> None:
        super().__init__(FoundryChatClient, ChatRequests.of_foundry())


class FoundryFunction(_Function):
    """A tool of the function of the client for Foundry."""

    name = "agent-framework-foundry-function"

    def __init__(self) -> None:
        super().__init__(FoundryChatClient, ChatRequests.of_foundry())
