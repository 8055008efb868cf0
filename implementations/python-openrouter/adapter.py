"""The image generation tool of the openrouter package, in the body of a request and in a response."""

from __future__ import annotations

import json
from typing import Any

# The packages are installed only in the environment of this adapter.
import httpx  # pyright: ignore[reportMissingImports]
from openrouter import components, errors  # pyright: ignore[reportMissingImports]
from openrouter.utils.unmarshal_json_response import unmarshal_json_response  # pyright: ignore[reportMissingImports]

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Received", "Sent"]


class Sent(Adapter):
    """The class of the request body, as `responses.send` validates and sends it.

    The client does the same with the classes of all other arguments, which it creates for each call, so that a whole
    request takes a hundred times as long.
    """

    levels = ("wire", "schema")
    rejection_types = (ValueError,)  # a ValidationError, or no type in the payload
    name = "openrouter-sent"

    def __init__(self) -> None:
        self.implementation = components.ResponsesRequest  # the object whose distribution has the version

    def parse(self, payload: Json) -> Any:
        """Return the body of a request that has the payload as its tool."""
        return components.ResponsesRequest.model_validate({"tools": [payload]})

    def serialize(self, parsed: Any) -> Json:
        """Return the tool in the body."""
        (tool,) = parsed.model_dump(mode="json", by_alias=True, exclude_none=True)["tools"]
        return tool


class Received(Adapter):
    """The type of the tools in a response, which the client reads from JSON.

    A tool that has an unknown type, or does not match the class of its type, is read as an object that has the payload
    as its attribute `raw`.
    """

    levels = ("wire",)
    rejection_types = (errors.ResponseValidationError,)
    name = "openrouter-received"

    def __init__(self) -> None:
        self.implementation = components.OpenResponsesResult  # the object whose distribution has the version
        self._response = httpx.Response(200)  # for the error only

    def parse(self, payload: Json) -> Any:
        """Return the object that the client makes of a payload."""
        return self.parse_text(json.dumps(payload))

    def parse_text(self, text: str) -> Any:
        """Return the object that the client makes of a JSON text."""
        return unmarshal_json_response(components.OpenResponsesResultToolUnion, self._response, text)

    def serialize(self, parsed: Any) -> Json:
        """Return the JSON value of the object, or the payload that an object of an unknown type preserves."""
        if isinstance(parsed, components.UnknownOpenResponsesResultToolUnion):
            return parsed.model_dump(mode="json")["raw"]
        return parsed.model_dump(mode="json", by_alias=True)
