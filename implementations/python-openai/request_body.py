"""The tool in the body of a request of the openai package, and the tool after validation by its parameter type."""

from __future__ import annotations

import json
from typing import Any

# The packages are installed only in the environment of this adapter.
import httpx2  # pyright: ignore[reportMissingImports]
import openai  # pyright: ignore[reportMissingImports]
from openai.types.responses.tool_param import ImageGeneration  # pyright: ignore[reportMissingImports]
from pydantic import TypeAdapter

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Parameter", "Sent"]


class Sent(Adapter):
    """The client of the package, with a transport that keeps the body of a request instead of sending it."""

    levels = ("wire",)
    rejection_types = (ValueError,)  # the standard library parses texts
    name = "openai-sent"

    def __init__(self) -> None:
        self.implementation = openai.OpenAI  # the object whose distribution has the version
        self._bodies: list[bytes] = []
        http_client = httpx2.Client(transport=httpx2.MockTransport(self._keep))
        self._client = openai.OpenAI(api_key="none", max_retries=0, http_client=http_client)

    def parse(self, payload: Json) -> bytes:
        """Return the body of a request that has the payload as its tool."""
        self._client.responses.create(model="gpt-5", input="A cat", tools=[payload])
        return self._bodies.pop()

    def serialize(self, parsed: bytes) -> Json:
        """Return the tool in the body."""
        (tool,) = json.loads(parsed)["tools"]
        return tool

    def _keep(self, request: httpx2.Request) -> httpx2.Response:
        self._bodies.append(request.content)
        return httpx2.Response(200, json={"object": "response", "output": []})


class Parameter(Adapter):
    """The type of the parameter, a `TypedDict`, as the type that pydantic validates against."""

    levels = ("wire", "schema")
    name = "openai-parameter"

    def __init__(self) -> None:
        self.implementation = ImageGeneration  # the object whose distribution has the version
        self._type = TypeAdapter(ImageGeneration)

    def parse(self, payload: Json) -> Any:
        """Return the validated payload, which has only the keys that the type declares."""
        return self._type.validate_python(payload)

    def parse_text(self, text: str) -> Any:
        """Return the validated payload, read by pydantic's own JSON parser."""
        return self._type.validate_json(text)

    def serialize(self, parsed: Any) -> Json:
        """Return the JSON value of a validated payload."""
        return self._type.dump_python(parsed, mode="json")
