"""A program that serves an implementation in Python: `served.py imagegen_reference:ImageGenTool [LEVEL …]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from imagegen_conformance.adapters import Adapter, observe, resolve
from imagegen_conformance.cases import LEVELS, Request
from imagegen_conformance.json_value import Json, dumps, loads
from imagegen_conformance.program.messages import FEATURES, PROTOCOL


def answers(adapter: Adapter, lines: Iterable[bytes], levels: list[str]) -> Iterable[dict[str, Json]]:
    """The answer to each request."""
    for line in lines:
        request = loads(line.decode())
        yield {"seq": request["seq"], **_answer(adapter, request, levels)}


def _answer(adapter: Adapter, request: dict[str, Json], levels: list[str]) -> Any:
    operation = request["op"]
    if operation == "hello":
        features = list(FEATURES)
        told = {"name": adapter.name, "version": None, "language": "Python", "levels": levels, "features": features}
        return {"protocol": PROTOCOL, **told}
    if operation == "bye":
        return {"outcome": "bye"}
    if operation == "call":
        return observe(adapter, Request("call", {"construct": request["construct"], "steps": request["steps"]}))
    if operation not in {"parse", "validate"}:
        return {"outcome": "unsupported", "message": f"{operation} is not known"}
    if "text" in request:
        return observe(adapter, Request("parse-text", request["text"]))
    return observe(adapter, Request(operation, request["payload"]))


def main() -> None:
    adapter = resolve(sys.argv[1])
    for answer in answers(adapter, sys.stdin.buffer, sys.argv[2:] or list(LEVELS)):
        sys.stdout.buffer.write(dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
