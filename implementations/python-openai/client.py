"""A client program: the client of the openai package sends each payload to the upstream of the suite."""

from __future__ import annotations

import os
from typing import Any

# The packages are installed only in the environment of this program.
import openai  # pyright: ignore[reportMissingImports]

from client_program import serve

client = openai.OpenAI(api_key="unused", max_retries=0, base_url=os.environ["IMAGEGEN_UPSTREAM"] + "/v1")


def send(payload: Any, text: str) -> None:
    """Send a payload as the only tool of a request."""
    client.responses.create(model="gpt-5", input=text, tools=[payload])


if __name__ == "__main__":
    identity = {"name": "openai", "version": openai.__version__}
    serve(identity, send, rejections=(ValueError,))  # what JSON cannot express is a ValueError
