"""The loop of a client program, which sends the payloads of the suite with the client of an SDK.

Each request is one line of standard input, and each response one line of standard output, in the same order.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["serve"]

MAX_MESSAGE_LENGTH = 200  # characters
Send = Callable[[Any, str], object]  # sends a payload as the only tool of a request with a text as its input


def serve(identity: dict[str, Any], send: Send, rejections: tuple[type[Exception], ...] = ()) -> None:
    """Answer requests until the suite sends bye.

    Args:
        identity: The name and the version of the client.
        send: The function that sends a payload.
        rejections: The exceptions by which the client itself rejects a payload. An AttributeError rejects a payload
            that is not an object, too.
    """
    responses = sys.stdout
    sys.stdout = sys.stderr  # standard output is reserved for responses
    for line in sys.stdin:
        request = json.loads(line)
        response = _respond(request, identity, send, rejections)
        responses.write(json.dumps({"seq": request["seq"], **response}) + "\n")
        responses.flush()
        if request["op"] == "bye":
            return


def _respond(
    request: dict[str, Any], identity: dict[str, Any], send: Send, rejections: tuple[type[Exception], ...]
) -> dict[str, Any]:
    operation = request["op"]
    if operation == "hello":
        return {"protocol": 1, **identity, "language": "Python", "levels": ["wire"], "capabilities": ["send"]}
    if operation == "bye":
        return {"outcome": "bye"}
    if operation != "send":
        return {"outcome": "unsupported", "message": f"unknown operation {operation}"}
    try:
        # Users of the package read texts with the standard library.
        payload = json.loads(request["text"]) if "text" in request else request["payload"]
    except (json.JSONDecodeError, RecursionError) as error:
        return {"outcome": "rejected", "message": _describe(error)}
    try:
        send(payload, request["input"])
    except Exception as error:  # noqa: BLE001 - the suite judges what the client raises
        # The suite judges an AttributeError of a Python object in the same way: a payload that is not an object has no
        # `items`.
        is_rejected = isinstance(error, AttributeError) and not isinstance(payload, dict)
        outcome = "rejected" if is_rejected or isinstance(error, rejections) else "error"
        return {"outcome": outcome, "message": _describe(error)}
    return {"outcome": "accepted"}


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_MESSAGE_LENGTH]
