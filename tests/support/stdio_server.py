"""An adapter program for any implementation in Python: `stdio_server.py imagegen_reference:ImageGenTool [LEVEL …]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.resolve import load_adapter
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.connections.stdio.messages import CAPABILITIES, PROTOCOL
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.jsonlib.values import Json, dumps, loads


def responses(adapter: Adapter, lines: Iterable[bytes], levels: list[str]) -> Iterator[dict[str, Json]]:
    """Yield the response to each request."""
    for line in lines:
        request = loads(line.decode())
        yield {"seq": request["seq"], **respond(adapter, request, levels)}


def respond(adapter: Adapter, request: dict[str, Json], levels: list[str]) -> Any:
    operation = request["op"]
    if operation == "hello":
        stated = {} if adapter.profile is None else {"profile": adapter.profile, "revision": adapter.revision}
        return {
            "protocol": PROTOCOL,
            "name": adapter.name,
            "version": None,
            "language": "Python",
            "levels": levels,
            "capabilities": list(CAPABILITIES),
            **stated,
        }
    if operation == "bye":
        return {"outcome": "bye"}
    if operation == "call":
        return observe(adapter, Request("call", {"construct": request["construct"], "steps": request["steps"]}))
    if operation not in {"parse", "validate"}:
        return {"outcome": "unsupported", "message": f"unknown operation {operation}"}
    if "text" in request:
        return observe(adapter, Request("parse-text", request["text"]))
    return observe(adapter, Request(operation, request["payload"]))


def main() -> None:
    adapter = load_adapter(sys.argv[1])
    for response in responses(adapter, sys.stdin.buffer, sys.argv[2:] or list(LEVELS)):
        sys.stdout.buffer.write(dumps(response).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
