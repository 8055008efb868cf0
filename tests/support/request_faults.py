"""Faults of an adapter program in its response to one request, the one with the payload `TRIGGER_PAYLOAD`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

__all__ = ["MIB", "REQUEST_FAULTS", "TRIGGER_PAYLOAD", "correct", "hello_changes", "response", "write", "write_line"]

TRIGGER_PAYLOAD = 5
MIB = 1 << 20
hello_changes: dict[str, Any] = {}  # the keys of the response to hello that differ from a correct one


def write(text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    while content:
        content = content[os.write(1, content) :]


def write_line(value: Any) -> None:
    write(json.dumps(value) + "\n")


def response(request: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"seq": request["seq"], "outcome": "accepted", "output": request["payload"], **changes}


def correct(request: dict[str, Any]) -> None:
    """Respond as the protocol requires."""
    write_line(response(request))


def raise_error(request: dict[str, Any]) -> None:
    """End with a traceback on standard error."""
    raise RuntimeError("cannot handle five")


def colored_stderr(request: dict[str, Any]) -> None:
    """End after control characters on standard error."""
    os.write(2, "\x1b[31mError: \rhalf\x85\u2028done\x07\x1b[0m\n".encode())
    os._exit(1)


def exit_0(request: dict[str, Any]) -> None:
    """End with exit code 0."""
    os._exit(0)


def exit_3(request: dict[str, Any]) -> None:
    """End with exit code 3."""
    os._exit(3)


def killed_by_signal(request: dict[str, Any]) -> None:
    """End by a signal, as a crash in native code."""
    os.kill(os.getpid(), signal.SIGSEGV)


def respond_and_exit(request: dict[str, Any]) -> None:
    """End right after a valid response."""
    correct(request)
    os._exit(4)


def hang(request: dict[str, Any]) -> None:
    """Never respond."""
    time.sleep(3600)


def slow_bytes(request: dict[str, Any]) -> None:
    """Write a valid response byte by byte, more slowly than the timeout allows."""
    for character in json.dumps(response(request)):
        write(character)
        time.sleep(0.2)


def unflushed_output(request: dict[str, Any]) -> None:
    """Leave a valid response in a buffer."""
    sys.stdout.write(json.dumps(response(request)) + "\n")
    time.sleep(3600)


def html_line(request: dict[str, Any]) -> None:
    """Write a line that is not JSON before the response."""
    write("<html>\n")
    correct(request)


def line_after_response(request: dict[str, Any]) -> None:
    """Write a line that is not JSON after the response."""
    correct(request)
    write("done with five\n")


def partial_line(request: dict[str, Any]) -> None:
    """End in the middle of a response."""
    write(json.dumps(response(request))[:20])
    os._exit(0)


def wrong_seq(request: dict[str, Any]) -> None:
    """Respond with a sequence number that is too large."""
    write_line(response(request, seq=request["seq"] + 1000))


def long_seq(request: dict[str, Any]) -> None:
    """Respond with a long text as the sequence number."""
    write_line(response(request, seq="9" * 200_000))


def seq_as_text(request: dict[str, Any]) -> None:
    """Respond with the sequence number as a string."""
    write_line(response(request, seq=str(request["seq"])))


def missing_seq(request: dict[str, Any]) -> None:
    """Respond without a sequence number."""
    write_line({"outcome": "accepted", "output": request["payload"]})


def duplicate_response(request: dict[str, Any]) -> None:
    """Respond twice."""
    correct(request)
    correct(request)


def surplus_response(request: dict[str, Any]) -> None:
    """Respond to a request that was never sent, too."""
    correct(request)
    write_line(response(request, seq=10**9))


def previous_seq(request: dict[str, Any]) -> None:
    """Respond to the previous request again."""
    write_line(response(request, seq=request["seq"] - 1))


def invalid_utf_8(request: dict[str, Any]) -> None:
    """Respond in another encoding."""
    write(b'{"seq": %d, "outcome": "accepted", "output": "\xff"}\n' % request["seq"])


def array(request: dict[str, Any]) -> None:
    """Respond with a JSON array."""
    write_line([response(request)])


def nan(request: dict[str, Any]) -> None:
    """Respond with a number that JSON does not have."""
    write_line(response(request, output=float("nan")))


def deep_nesting(request: dict[str, Any]) -> None:
    """Respond with 100,000 nested arrays."""
    write(json.dumps(response(request, output=None)).replace("null", "[" * 100_000 + "]" * 100_000) + "\n")


def empty_line(request: dict[str, Any]) -> None:
    """Write an empty line before the response."""
    write("\n")
    correct(request)


def endless_line(request: dict[str, Any]) -> None:
    """Write 100 MiB without a line feed."""
    for _ in range(100):
        write(b" " * MIB)
    correct(request)


def flood(request: dict[str, Any]) -> None:
    """Write 100 MiB of lines that are not JSON."""
    for _ in range(100 * 64):
        write(b"x" * (MIB // 64 - 1) + b"\n")


def stderr_flood(request: dict[str, Any]) -> None:
    """Write 100 MiB to standard error, and respond correctly."""
    for _ in range(100):
        os.write(2, b"x" * (MIB - 1) + b"\n")
    correct(request)


def closed_stdout(request: dict[str, Any]) -> None:
    """Close standard output, and run on."""
    os.close(1)
    time.sleep(3600)


def orphan_child(request: dict[str, Any]) -> None:
    """End, and leave a child that keeps the pipes open for an hour."""
    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(3600)"])
    sys.stderr.write(f"error: left {child.pid}\n")
    sys.stderr.flush()
    os._exit(0)


def changed_hello(request: dict[str, Any]) -> None:
    """Respond to hello differently from now on."""
    correct(request)
    hello_changes["name"] = "another"


def missing_outcome(request: dict[str, Any]) -> None:
    """Respond without an outcome."""
    write_line({"seq": request["seq"], "ok": True})


def missing_output(request: dict[str, Any]) -> None:
    """Respond without an output."""
    write_line({"seq": request["seq"], "outcome": "accepted"})


def unannounced_reasons(request: dict[str, Any]) -> None:
    """Give reasons without the capability."""
    write_line({"seq": request["seq"], "outcome": "rejected", "reasons": [{"path": "", "rule": "type.value"}]})


REQUEST_FAULTS: dict[str, Callable[[dict[str, Any]], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        raise_error,
        colored_stderr,
        exit_0,
        exit_3,
        killed_by_signal,
        respond_and_exit,
        hang,
        slow_bytes,
        unflushed_output,
        html_line,
        line_after_response,
        partial_line,
        wrong_seq,
        long_seq,
        seq_as_text,
        missing_seq,
        duplicate_response,
        surplus_response,
        previous_seq,
        invalid_utf_8,
        array,
        nan,
        deep_nesting,
        empty_line,
        endless_line,
        flood,
        stderr_flood,
        closed_stdout,
        orphan_child,
        changed_hello,
        missing_outcome,
        missing_output,
        unannounced_reasons,
    )
}
