"""Adapter programs with one fault each: `misbehaving_adapters.py NAME`.

The name is a key of one of the tables, or `correct`. The programs need the standard library only, and start quickly. A
program of `REQUEST_FAULTS` responds correctly to every request except the one with the payload `TRIGGER_PAYLOAD`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from request_faults import MIB, REQUEST_FAULTS, TRIGGER_PAYLOAD, correct, hello_changes, response, write, write_line

__all__ = [
    "INVALID_HELLO",
    "PAYLOAD_AFTER_BARRIER",
    "RECURRING_FAULTS",
    "SHUTDOWN_FAULTS",
    "STARTUP_FAULTS",
]

PAYLOAD_AFTER_BARRIER = 40  # the payload of a request that has a barrier before it


def hello_response(sequence: int, **changes: Any) -> dict[str, Any]:
    return {
        "seq": sequence,
        "protocol": 1,
        "name": "misbehaving",
        "version": None,
        "language": "Python",
        "levels": ["wire"],
        "capabilities": [],
        **changes,
    }


INVALID_HELLO: dict[str, dict[str, Any]] = {
    "protocol-2": {"protocol": 2},
    "unknown-level": {"levels": ["wire", "everything"]},
    "long-level": {"levels": ["wire", "x" * 200_000]},
    "no-levels": {"levels": []},
    "unknown-capability": {"capabilities": ["telepathy"]},
    "object-without-call": {"levels": ["object"]},
    "empty-name": {"name": ""},
    "numeric-version": {"version": 3},
    "unknown-key": {"color": "green"},
}
STARTUP_FAULTS: dict[str, Callable[[], object]] = {
    "startup-error": lambda: sys.exit("error: no configuration"),
    "silent": lambda: time.sleep(3600),
    "banner": lambda: write("Listening ...\n"),
    "byte-order-mark": lambda: write("\N{ZERO WIDTH NO-BREAK SPACE}"),
    # Several processes respond differently, and so does a restarted process.
    "hello-per-process": lambda: hello_changes.update(name=f"process {os.getpid()}"),
}


# Faults at every request


def crash_always(count: int, request: dict[str, Any]) -> None:
    raise RuntimeError("not today")


def crash_sporadically(count: int, request: dict[str, Any]) -> None:
    """End at every ninth request, counted from the start of the process."""
    if count % 9 == 8:
        raise RuntimeError("not today")
    correct(request)


def padded(count: int, request: dict[str, Any]) -> None:
    """Respond with lines that are long enough to fill both pipes."""
    write(json.dumps(response(request)) + " " * 200_000 + "\n")


def carriage_return(count: int, request: dict[str, Any]) -> None:
    """End each line with a carriage return and a line feed."""
    write(json.dumps(response(request)) + "\r\n")


RECURRING_FAULTS: dict[str, Callable[[int, dict[str, Any]], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (crash_always, crash_sporadically, padded, carriage_return)
}

SHUTDOWN_FAULTS = {
    "exit-before-bye-response",
    "line-after-bye",
    "partial-line-after-bye",
    "no-exit",
    "slow-exit",
    "late-response-to-bye",
    "closed-stdout-no-exit",
    "exit-5-after-bye",
    "invalid-bye-response",
}


def respond_to_bye(name: str, request: dict[str, Any]) -> None:
    if name == "exit-before-bye-response":
        os._exit(0)
    if name == "late-response-to-bye":
        if os.fork():
            os._exit(0)  # the process has ended before its last output arrives
        time.sleep(0.25)
    write_line({"seq": request["seq"], "outcome": "goodbye" if name == "invalid-bye-response" else "bye"})
    if name == "line-after-bye":
        write("bye bye\n")
    if name == "partial-line-after-bye":
        write("bye bye")
    if name == "no-exit":
        time.sleep(3600)
    if name in {"slow-exit", "closed-stdout-no-exit"}:
        os.close(1)
        time.sleep(1.3 if name == "slow-exit" else 3600)
        os._exit(0)
    sys.exit(5 if name == "exit-5-after-bye" else 0)


def respond_in_one_chunk() -> None:
    """Respond to all requests so far in one chunk. Its last line is invalid, for a request after a barrier."""
    partial_line = b""
    while chunk := os.read(0, MIB):
        *requests, partial_line = (partial_line + chunk).split(b"\n")
        lines = []
        for request in map(json.loads, requests):
            if request["op"] == "hello":
                lines.append(json.dumps(hello_response(request["seq"])))
            elif request["op"] == "bye":
                lines.append(json.dumps({"seq": request["seq"], "outcome": "bye"}))
            elif request["payload"] == PAYLOAD_AFTER_BARRIER:
                lines.append("<html>")
                break
            else:
                lines.append(json.dumps(response(request)))
        write("\n".join(lines) + "\n")
        time.sleep(0.1)  # time for further requests to arrive


def main() -> None:
    name = sys.argv[1]
    if name == "one-chunk":
        respond_in_one_chunk()
        return
    tables = (REQUEST_FAULTS, INVALID_HELLO, STARTUP_FAULTS, RECURRING_FAULTS, SHUTDOWN_FAULTS)
    if name != "correct" and not any(name in table for table in tables):
        sys.exit(f"error: unknown name {name}")
    STARTUP_FAULTS.get(name, lambda: None)()
    hello_changes.update(INVALID_HELLO.get(name, {}))
    for count, line in enumerate(sys.stdin.buffer):
        request = json.loads(line)
        if request["op"] == "hello":
            write_line(hello_response(request["seq"], **hello_changes))
        elif request["op"] == "bye":
            respond_to_bye(name, request)
        elif name in RECURRING_FAULTS:
            RECURRING_FAULTS[name](count, request)
        elif name in REQUEST_FAULTS and request["payload"] == TRIGGER_PAYLOAD:
            REQUEST_FAULTS[name](request)
        else:
            correct(request)


if __name__ == "__main__":
    main()
