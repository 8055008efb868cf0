"""The chat clients of Microsoft's agent-framework, with a transport that keeps the body of a request."""

from __future__ import annotations

import json
from typing import Any

# The packages are installed only in the environment of this adapter.
import httpx2  # pyright: ignore[reportMissingImports]
import openai  # pyright: ignore[reportMissingImports]
from agent_framework import Message  # pyright: ignore[reportMissingImports]
from agent_framework.exceptions import ChatClientException  # pyright: ignore[reportMissingImports]
from agent_framework_foundry import FoundryChatClient  # pyright: ignore[reportMissingImports]
from agent_framework_openai import OpenAIChatClient  # pyright: ignore[reportMissingImports]
from azure.ai.projects.aio import AIProjectClient  # pyright: ignore[reportMissingImports]
from azure.core.credentials import AccessToken  # pyright: ignore[reportMissingImports]

__all__ = ["ChatRequests"]


class ChatRequests:
    """Requests of one of the two chat clients.

    Attributes:
        client: The chat client.
    """

    def __init__(self, client: Any) -> None:
        self.client = client
        self._bodies: list[bytes] = []
        http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._keep))
        client.client = client.client.with_options(max_retries=0, http_client=http_client)

    @classmethod
    def of_openai(cls) -> ChatRequests:
        """Return those of the client for OpenAI."""
        return cls(OpenAIChatClient(model="gpt-5", async_client=openai.AsyncOpenAI(api_key="none")))

    @classmethod
    def of_foundry(cls) -> ChatRequests:
        """Return those of the client for Foundry, with the client that `azure-ai-projects` makes for a project."""
        project_client = AIProjectClient("https://unused.invalid/api/projects/unused", Credential())
        return cls(FoundryChatClient(project_client=project_client, model="gpt-5"))

    async def send(self, tool: Any) -> Any:
        """Return the JSON value of the only tool in a request.

        Raises:
            LookupError: The request has no tool, or several.
            UnicodeError: The tool has a lone surrogate.
            ChatClientException: The tool cannot be sent for another reason.
        """
        try:
            await self.client.get_response([Message("user", ["A cat"])], options={"tools": [tool]})
        except ChatClientException as error:  # the client hides the reason
            if isinstance(error.__cause__, UnicodeError):
                raise error.__cause__ from None
            raise
        tools = json.loads(self._bodies.pop()).get("tools", [])
        if len(tools) != 1:
            raise LookupError(f"the request has {len(tools)} tools")
        return tools[0]

    def _keep(self, request: httpx2.Request) -> httpx2.Response:
        self._bodies.append(request.content)
        response = {"id": "resp_1", "object": "response", "created_at": 0, "status": "completed", "output": []}
        return httpx2.Response(200, json=response)


class Credential:
    """A credential for a service that is never called."""

    async def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        """Return a token that never expires."""
        return AccessToken("unused", 2**40)
