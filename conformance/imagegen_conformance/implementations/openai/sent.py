"""What of a tool the client of the openai package sends, and what is left of it by the type of the parameter."""

from __future__ import annotations

import json
from typing import Any

# Installed only in the environment that this adapter is run in.
import httpx  # pyright: ignore[reportMissingImports]
import openai  # pyright: ignore[reportMissingImports]
from openai.types.responses.tool_param import ImageGeneration  # pyright: ignore[reportMissingImports]
from pydantic import TypeAdapter

from imagegen_conformance.adapters import Adapter
from imagegen_conformance.json_value import Json

__all__ = ["Parameter", "Sent"]


class Sent(Adapter):
    """A request for a response is made with the payload as its tool, and read where it would leave the machine."""

    levels = ("wire",)
    rejections = (ValueError,)  # texts are read by the standard library

    def __init__(self) -> None:
        self.implementation = openai.OpenAI  # tells the version
        self._bodies: list[bytes] = []
        http_client = httpx.Client(transport=httpx.MockTransport(self._keep))
        self._client = openai.OpenAI(api_key="none", max_retries=0, http_client=http_client)

    def parse(self, payload: Json) -> bytes:
        """The body of the request."""
        self._client.responses.create(model="gpt-5", input="A cat", tools=[payload])
        return self._bodies.pop()

    def serialize(self, parsed: bytes) -> Json:
        """The tool in it."""
        (tool,) = json.loads(parsed)["tools"]
        return tool

    def _keep(self, request: httpx.Request) -> httpx.Response:
        self._bodies.append(request.content)
        return httpx.Response(200, json={"object": "response", "output": []})


class Parameter(Adapter):
    """As an author checks a tool who asks pydantic for the type of the parameter, a `TypedDict`."""

    levels = ("wire", "schema")

    def __init__(self) -> None:
        self.implementation = ImageGeneration  # tells the version
        self._type = TypeAdapter(ImageGeneration)

    def parse(self, payload: Json) -> Any:
        """A dict of what the type knows."""
        return self._type.validate_python(payload)

    def parse_text(self, text: str) -> Any:
        """The same, by pydantic's own JSON parser."""
        return self._type.validate_json(text)

    def serialize(self, parsed: Any) -> Json:
        """Its JSON."""
        return self._type.dump_python(parsed, mode="json")
