"""An adapter with one mistake in its conversation: `mistaken.py NAME`. Without one, it is as it should be."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

INTRODUCTION = {
    "protocol": 1,
    "name": "mistaken",
    "version": "1",
    "language": "Python",
    "levels": ["wire", "model", "schema"],
    "features": ["validate", "call"],
}


ALWAYS: dict[str, dict[str, Any]] = {
    "hello": INTRODUCTION,
    "bye": {"outcome": "bye"},
    "call": {"outcome": "called", "steps": [{"returned": "low"}, {"raised": "missing-key"}]},
}


def right(request: dict[str, Any]) -> dict[str, Any]:
    operation = request["op"]
    if operation in ALWAYS:
        return ALWAYS[operation]
    if operation not in {"parse", "validate"}:
        return {"outcome": "unsupported", "message": f"no {operation} here"}
    try:
        payload = json.loads(request["text"]) if "text" in request else request["payload"]
    except ValueError as error:
        return {"outcome": "rejected", "message": str(error)}
    if operation == "parse":
        return {"outcome": "accepted", "output": payload}
    return {"outcome": "accepted"} if payload.get("quality") != 5 else {"outcome": "rejected"}


def mistaken(name: str, answer: dict[str, Any], request: dict[str, Any]) -> dict[str, Any] | None:
    """The answer with its mistake; None where there is none."""
    operation = request["op"]
    if name == "silent-about-what-it-does-not-know" and operation == "paint":
        return None
    changes: dict[str, tuple[str, dict[str, Any]]] = {
        "another-name-each-time": ("hello", {"name": f"mistaken {request['seq']}"}),
        "seq-as-text": ("parse", {"seq": str(request["seq"])}),
        "ok-instead-of-an-outcome": ("parse", {"outcome": "ok"}),
        "reasons-that-were-not-announced": ("validate", {"outcome": "rejected", "reasons": []}),
        "accepts-a-call": ("call", {"outcome": "accepted", "steps": None}),
        "steps-without-an-outcome": ("call", {"steps": [{"value": "low"}]}),
        "crashes-and-says-so": ("validate", {"outcome": "error", "message": "KeyError: 'size'"}),
        "accepts-what-it-does-not-know": ("paint", {"outcome": "rejected"}),
        "bye-in-other-words": ("bye", {"outcome": "goodbye"}),
        "further-members": ("parse", {"took": 3}),
    }
    of, change = changes.get(name, ("", {}))
    return {**answer, **change} if operation == of else answer


def main() -> None:
    name = sys.argv[1]
    out = open(1, "wb", closefd=False)  # noqa: SIM115 - with a buffer, whatever the environment says
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = mistaken(name, {"seq": request["seq"], **right(request)}, request)
        if name == "prints" and request["op"] == "parse":
            out.write(b"parsing ...\n")
        if answer is not None:
            text = json.dumps(answer, ensure_ascii=False)
            out.write((text.encode("latin-1", "replace") if name == "latin-1" else text.encode()) + b"\n")
        if name == "chats-after-bye" and request["op"] == "bye":
            out.write(b"that was nice\n")
        if name != "does-not-flush":
            out.flush()
        while name == "floods-after-bye" and request["op"] == "bye":
            out.write(b"and another thing\n" * 4000)
        if request["op"] == "bye":
            time.sleep(3600 if name == "stays-after-bye" else 0)
            sys.exit(7 if name == "exits-with-7" else 0)
        if name == "ends-after-one" and request["op"] == "parse":
            sys.exit("error: one is enough")


if __name__ == "__main__":
    main()
