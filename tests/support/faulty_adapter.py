"""An adapter program with one violation of the protocol: `faulty_adapter.py NAME`. With the name `none` it is correct.

It needs the standard library only, and starts quickly.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

HELLO_RESPONSE = {
    "protocol": 1,
    "name": "faulty",
    "version": "1",
    "language": "Python",
    "levels": ["wire", "object", "schema"],
    "capabilities": ["validate", "call"],
}
CONSTANT_RESPONSES: dict[str, dict[str, Any]] = {
    "hello": HELLO_RESPONSE,
    "bye": {"outcome": "bye"},
    "call": {"outcome": "completed", "steps": [{"returned": "low"}, {"raised": "missing-key"}]},
}
# The name of a fault, the operation whose response has it, and the keys of the response that are different.
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "protocol-2": ("hello", {"protocol": 2}),
    "hello-seq": ("hello", {"seq": 7, "version": 1}),
    "repeated-level": ("hello", {"levels": ["wire", "wire"]}),
    "unknown-outcome": ("parse", {"outcome": "ok"}),
    "constant-seq": ("parse", {"seq": 0}),
    "infinity": ("parse", {"output": float("inf")}),
    "protocol-true": ("hello", {"protocol": True}),
    "error-without-message": ("validate", {"outcome": "error"}),
    "modified-input-as-text": ("parse", {"modified_input": "yes"}),
    "not-applicable-parse": ("parse", {"outcome": "not-applicable", "output": None}),
    "numeric-message": ("paint", {"message": 5}),
    "unannounced-reasons": ("validate", {"outcome": "rejected", "reasons": []}),
    "accepted-call": ("call", {"outcome": "accepted", "steps": None}),
    "invalid-step-result": ("call", {"steps": [{"value": "low"}]}),
    "reported-error": ("validate", {"outcome": "error", "message": "KeyError: 'size'"}),
    "accepted-unknown-operation": ("paint", {"outcome": "rejected"}),
    "unknown-bye-outcome": ("bye", {"outcome": "goodbye"}),
    "rejected-bye": ("bye", {"outcome": "rejected"}),
    "unknown-key": ("parse", {"took": 3}),
    "long-response": ("parse", {"output": "x" * 400_000}),
}
# Faults that are not a different key of one response.
BEHAVIORS = {
    "none",
    "changing-name",
    "seq-as-text",
    "missing-seq",
    "duplicate-response",
    "pretty-printed",
    "no-response-to-unknown-operation",
    "prints",
    "latin-1",
    "line-after-bye",
    "flood-after-bye",
    "no-exit",
    "exit-7",
    "unflushed-output",
    "endless-line",
    "closed-stdout",
    "exit-after-first-parse",
}


def correct_response(request: dict[str, Any]) -> dict[str, Any]:
    operation = request["op"]
    if operation in CONSTANT_RESPONSES:
        return CONSTANT_RESPONSES[operation]
    if operation not in {"parse", "validate"}:
        return {"outcome": "unsupported", "message": f"unknown operation {operation}"}
    try:
        payload = json.loads(request["text"]) if "text" in request else request["payload"]
    except ValueError as error:
        return {"outcome": "rejected", "message": str(error)}
    if operation == "parse":
        return {"outcome": "accepted", "output": payload}
    return {"outcome": "accepted"} if payload.get("quality") != 5 else {"outcome": "rejected"}


def faulty_response(name: str, request: dict[str, Any]) -> dict[str, Any] | None:
    """Return the response with the fault `name`, or None for no response."""
    operation, sequence = request["op"], request["seq"]
    if name == "no-response-to-unknown-operation" and operation == "paint":
        return None
    response = {"seq": sequence, **correct_response(request)}
    if name == "changing-name" and operation == "hello":
        return {**response, "name": f"faulty {sequence}"}
    if name == "seq-as-text" and operation == "parse":
        return {**response, "seq": str(sequence)}
    if name == "missing-seq" and operation == "parse":
        return correct_response(request)
    changed_operation, change = CHANGES.get(name, ("", {}))
    if operation != changed_operation:
        return response
    changed = {**response, **change}
    return {key: value for key, value in changed.items() if not (key == "output" and value is None)}


def write_response(name: str, operation: str, response: dict[str, Any] | None, out: Any) -> None:
    if name == "prints" and operation == "parse":
        out.write(b"parsing ...\n")
    if name == "endless-line" and operation == "parse":
        out.write(b"x" * 2_000_000)
    if response is not None:
        indent = 2 if name == "pretty-printed" and operation == "parse" else None
        text = json.dumps(response, ensure_ascii=False, indent=indent)
        out.write((text.encode("latin-1", "replace") if name == "latin-1" else text.encode()) + b"\n")
        if name == "duplicate-response" and response["seq"] == 3:
            out.write(text.encode() + b"\n")
    if name == "line-after-bye" and operation == "bye":
        out.write(b"that was nice\n")
    if name != "unflushed-output":
        out.flush()
    while name == "flood-after-bye" and operation == "bye":
        out.write(b"another line\n" * 4000)


def main() -> None:
    name = sys.argv[1]
    if name not in CHANGES.keys() | BEHAVIORS:
        sys.exit(f"error: unknown fault {name}")
    out = open(1, "wb", closefd=False)  # noqa: SIM115 - buffered, whatever PYTHONUNBUFFERED says
    for line in sys.stdin.buffer:
        request = json.loads(line)
        operation = request["op"]
        if name == "closed-stdout" and operation == "parse":
            os.close(1)
            time.sleep(3600)
        write_response(name, operation, faulty_response(name, request), out)
        if operation == "bye":
            time.sleep(3600 if name == "no-exit" else 0)
            sys.exit(7 if name == "exit-7" else 0)
        if name == "exit-after-first-parse" and operation == "parse":
            sys.exit("error: one parse is enough")


if __name__ == "__main__":
    main()
