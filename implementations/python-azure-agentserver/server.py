"""A Responses server that answers each request with a fixed text, on the port that is its argument."""

from __future__ import annotations

import asyncio
import sys

from azure.ai.agentserver.responses import (  # pyright: ignore[reportMissingImports]
    CreateResponse,
    InMemoryResponseProvider,
    ResponseContext,
    ResponsesAgentServerHost,
    TextResponse,
)


async def answer(request: CreateResponse, context: ResponseContext, _cancellation: asyncio.Event) -> TextResponse:
    """Return a fixed text. The package has validated the request before."""
    return TextResponse(context, request, text="Done.")


if __name__ == "__main__":
    # By default, the server stores each response in the home folder, and logs about 50 lines for each request.
    server = ResponsesAgentServerHost(store=InMemoryResponseProvider(), configure_observability=None)
    server.response_handler(answer)
    server.run(host="127.0.0.1", port=int(sys.argv[1]))
