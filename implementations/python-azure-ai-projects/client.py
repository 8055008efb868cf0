"""A client program: the OpenAI client of azure-ai-projects sends each payload, as an ImageGenTool or as a dict.

Args:
    form: `object` or `dict`.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Any

# The packages are installed only in the environment of this program.
from azure.ai.projects import AIProjectClient  # pyright: ignore[reportMissingImports]
from azure.ai.projects.models import ImageGenTool  # pyright: ignore[reportMissingImports]
from azure.core.credentials import AccessToken  # pyright: ignore[reportMissingImports]

from client_program import serve

MAX_TIME = 2**31 - 1  # seconds since the epoch


class Credential:
    """A credential whose token never expires."""

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        """Return the token."""
        return AccessToken("unused", MAX_TIME)


form = sys.argv[1]
upstream = os.environ["IMAGEGEN_UPSTREAM"]
project = AIProjectClient(endpoint=f"{upstream}/api/projects/unused", credential=Credential())
client = project.get_openai_client(base_url=f"{upstream}/v1", api_key="unused", max_retries=0)


def send(payload: Any, text: str) -> None:
    """Send a payload as the only tool of a request."""
    tool = ImageGenTool(payload) if form == "object" else payload
    client.responses.create(model="gpt-5", input=text, tools=[tool])


if __name__ == "__main__":
    identity = {"name": f"azure-ai-projects-{form}", "version": version("azure-ai-projects")}
    serve(identity, send, rejections=(ValueError,))  # what JSON cannot express is a ValueError
