"""A client program, which sends payloads to its upstream: `sending_clients.py [MISBEHAVIOR]`.

It reads with `json`, which accepts NaN, and sends with `http.client`.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from typing import Any
from urllib.parse import urlsplit

ILLEGAL = "input_image_mask"  # payloads with this key are those that some misbehaviors affect


class Client:
    """A client that sends each payload once.

    Attributes:
        capabilities: What the response to hello announces.
        path: The path of requests.
    """

    capabilities: tuple[str, ...] = ("send",)
    path = "/v1/responses"

    def __init__(self) -> None:
        parts = urlsplit(os.environ["IMAGEGEN_UPSTREAM"])
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def respond(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the response to a request to send, without its sequence number."""
        try:
            payload = json.loads(request["text"]) if "text" in request else request["payload"]
        except ValueError as error:
            return {"outcome": "rejected", "message": str(error)}
        return self.send(payload, request["input"])

    def body(self, payload: Any, text: str) -> dict[str, Any]:
        """Return the body of the request with a payload."""
        return {"model": "gpt-4.1", "input": text, "tools": [payload]}

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        """Send a payload, and return the response to the request to do so."""
        body = json.dumps(self.body(payload, text))
        self._connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        response.read()
        if response.status != http.HTTPStatus.OK:
            return {"outcome": "error", "message": f"status {response.status}"}
        return {"outcome": "accepted", "output": {"id": "resp_1"}}


class NeverSends(Client):
    def send(self, payload: Any, text: str) -> dict[str, Any]:
        return {"outcome": "accepted"}


class DropsMasks(Client):
    """It never sends payloads with a mask, although it says so."""

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        return {"outcome": "accepted"} if ILLEGAL in payload else super().send(payload, text)


class SendsTwice(Client):
    def send(self, payload: Any, text: str) -> dict[str, Any]:
        super().send(payload, text)
        return super().send(payload, text)


class SendsDifferently(Client):
    """It sends each payload twice, and the second time without the mask."""

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        super().send(payload, text)
        without = {key: value for key, value in payload.items() if key != ILLEGAL}
        return super().send(without, text)


class SendsPrevious(Client):
    """It sends the previous payload without its mask again, after its response."""

    previous: tuple[Any, str] | None = None

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        if self.previous is not None:
            super().send(*self.previous)
        self.previous = ({key: value for key, value in payload.items() if key != ILLEGAL}, text)
        return super().send(payload, text)


class Accumulates(Client):
    """It sends the payloads of the earlier requests, too, after that of the request."""

    earlier: tuple[Any, ...] = ()

    def body(self, payload: Any, text: str) -> dict[str, Any]:
        tools = [payload, *self.earlier]
        self.earlier = (payload, *self.earlier)
        return {**super().body(payload, text), "tools": tools}


class AddsTool(Client):
    """It sends a tool of its own in each request."""

    def body(self, payload: Any, text: str) -> dict[str, Any]:
        return {**super().body(payload, text), "tools": [payload, {"type": "web_search"}]}


class WrongPath(Client):
    path = "/v1/images"

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        super().send(payload, text)
        return {"outcome": "accepted"}


class Crashes(Client):
    def send(self, payload: Any, text: str) -> dict[str, Any]:
        if ILLEGAL in payload:
            sys.exit("cannot serialize a mask")
        return super().send(payload, text)


class Rejects(Client):
    def send(self, payload: Any, text: str) -> dict[str, Any]:
        if ILLEGAL in payload:
            return {"outcome": "rejected", "message": "masks are not supported"}
        return super().send(payload, text)


class CannotSend(Client):
    """It is an adapter program, but no client."""

    capabilities = ()

    def respond(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"outcome": "unsupported"}


class IgnoresTheInput(Client):
    """It sends another text than the one that identifies the request."""

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        return super().send(payload, "draw a cat")


class Changes(Client):
    """It sends something else each time."""

    number = 0

    def send(self, payload: Any, text: str) -> dict[str, Any]:
        self.number += 1
        return super().send({**payload, "n": self.number}, text)


CLIENTS = {
    kind.__name__: kind
    for kind in (Client, NeverSends, DropsMasks, SendsTwice, SendsDifferently, WrongPath, Crashes, Rejects)
} | {kind.__name__: kind for kind in (CannotSend, IgnoresTheInput, Changes, SendsPrevious, Accumulates, AddsTool)}


def main(name: str = "Client") -> None:
    client = CLIENTS[name]()
    for line in sys.stdin:
        request = json.loads(line)
        response: dict[str, Any] = {"outcome": "unsupported"}
        if request["op"] == "hello":
            response = {"protocol": 1, "name": name, "version": "1.2", "language": "Python", "levels": ["wire"]}
            response["capabilities"] = client.capabilities
        elif request["op"] == "bye":
            response = {"outcome": "bye"}
        elif request["op"] == "send":
            response = client.respond(request)
        sys.stdout.write(json.dumps({"seq": request["seq"], **response}) + "\n")
        sys.stdout.flush()
        if request["op"] == "bye":
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
