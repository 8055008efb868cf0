"""Programs that misbehave, each in one way: `zoo.py NAME` answers everything as it should, but for the question about 5.

It needs the standard library only, and starts quickly.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

VICTIM = 5
BEHIND = 40  # and a question with a fence before it
WHOLE = 1 << 20


def write(text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    while content:
        content = content[os.write(1, content) :]


def line(value: Any) -> None:
    write(json.dumps(value) + "\n")


def introduction(seq: int, **other: Any) -> dict[str, Any]:
    told = {"protocol": 1, "name": "zoo", "version": None, "language": "Python", "levels": ["wire"], "features": []}
    return {"seq": seq, **told, **other}


def answer(request: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"seq": request["seq"], "outcome": "accepted", "output": request["payload"], **other}


def raise_an_error(request: dict[str, Any]) -> None:
    raise RuntimeError("no such thing as five")


def die_in_colour(request: dict[str, Any]) -> None:
    os.write(2, "\x1b[31mError: \rhalf\x85\u2028done\x07\x1b[0m\n".encode())
    os._exit(1)


def exit_with_0(request: dict[str, Any]) -> None:
    os._exit(0)


def exit_with_3(request: dict[str, Any]) -> None:
    os._exit(3)


def die_by_a_signal(request: dict[str, Any]) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def answer_and_exit(request: dict[str, Any]) -> None:
    line(answer(request))
    os._exit(4)


def hang(request: dict[str, Any]) -> None:
    time.sleep(3600)


def drip(request: dict[str, Any]) -> None:
    for character in json.dumps(answer(request)):
        write(character)
        time.sleep(0.2)


def keep_in_a_buffer(request: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer(request)) + "\n")  # never flushed
    time.sleep(3600)


def garbage(request: dict[str, Any]) -> None:
    write("<html>\n")
    line(answer(request))


def chatter(request: dict[str, Any]) -> None:
    line(answer(request))
    write("done with five\n")


def half_a_line(request: dict[str, Any]) -> None:
    write(json.dumps(answer(request))[:20])
    os._exit(0)


def wrong_number(request: dict[str, Any]) -> None:
    line({**answer(request), "seq": request["seq"] + 1000})


def long_number(request: dict[str, Any]) -> None:
    line({**answer(request), "seq": "9" * 200_000})


def number_as_text(request: dict[str, Any]) -> None:
    line({**answer(request), "seq": str(request["seq"])})


def no_number(request: dict[str, Any]) -> None:
    told = answer(request)
    del told["seq"]
    line(told)


def answer_twice(request: dict[str, Any]) -> None:
    line(answer(request))
    line(answer(request))


def answer_to_nothing(request: dict[str, Any]) -> None:
    line(answer(request))
    line({**answer(request), "seq": 10**9})


def answer_the_one_before(request: dict[str, Any]) -> None:
    line({**answer(request), "seq": request["seq"] - 1})


def no_utf_8(request: dict[str, Any]) -> None:
    write(b'{"seq": %d, "outcome": "accepted", "output": "\xff"}\n' % request["seq"])


def array(request: dict[str, Any]) -> None:
    line([answer(request)])


def not_a_number(request: dict[str, Any]) -> None:
    line(answer(request, output=float("nan")))


def deep(request: dict[str, Any]) -> None:
    write(json.dumps(answer(request, output=None)).replace("null", "[" * 100_000 + "]" * 100_000) + "\n")


def empty_line(request: dict[str, Any]) -> None:
    write("\n")
    line(answer(request))


def endless_line(request: dict[str, Any]) -> None:
    for _ in range(100):
        write(b" " * WHOLE)
    line(answer(request))


def flood(request: dict[str, Any]) -> None:
    for _ in range(100 * 64):
        write(b"x" * (WHOLE // 64 - 1) + b"\n")


def flood_of_errors(request: dict[str, Any]) -> None:
    for _ in range(100):
        os.write(2, b"x" * (WHOLE - 1) + b"\n")
    line(answer(request))


def close_output(request: dict[str, Any]) -> None:
    os.close(1)
    time.sleep(3600)


def leave_a_child(request: dict[str, Any]) -> None:
    """A child that keeps the pipe, and would for an hour."""
    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(3600)"])
    sys.stderr.write(f"error: left {child.pid}\n")
    sys.stderr.flush()
    os._exit(0)


def other_introduction(request: dict[str, Any]) -> None:
    line(answer(request))
    BEHAVIOUR["introduction"] = {"name": "another"}


def no_outcome(request: dict[str, Any]) -> None:
    line({"seq": request["seq"], "ok": True})


def no_output(request: dict[str, Any]) -> None:
    line({"seq": request["seq"], "outcome": "accepted"})


def unannounced_reasons(request: dict[str, Any]) -> None:
    line({"seq": request["seq"], "outcome": "rejected", "reasons": [{"path": "", "rule": "type.value"}]})


def wide(request: dict[str, Any]) -> None:
    line(answer(request))


def all_at_once() -> None:
    """Writes all the answers that it can give in one piece, and rubbish as the last: to a question behind a fence."""
    rest = b""
    while piece := os.read(0, WHOLE):
        *requests, rest = (rest + piece).split(b"\n")
        answers = []
        for request in map(json.loads, requests):
            if request["op"] == "hello":
                answers.append(json.dumps(introduction(request["seq"])))
            elif request["op"] == "bye":
                answers.append(json.dumps({"seq": request["seq"], "outcome": "bye"}))
            elif request["payload"] == BEHIND:
                answers.append("<html>")
                break
            else:
                answers.append(json.dumps(answer(request)))
        write("\n".join(answers) + "\n")
        time.sleep(0.1)  # meanwhile, more is asked


ONE: dict[str, Callable[[dict[str, Any]], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        raise_an_error,
        die_in_colour,
        exit_with_0,
        exit_with_3,
        die_by_a_signal,
        answer_and_exit,
        hang,
        drip,
        keep_in_a_buffer,
        garbage,
        chatter,
        half_a_line,
        wrong_number,
        long_number,
        number_as_text,
        no_number,
        answer_twice,
        answer_to_nothing,
        answer_the_one_before,
        no_utf_8,
        array,
        not_a_number,
        deep,
        empty_line,
        endless_line,
        flood,
        flood_of_errors,
        close_output,
        leave_a_child,
        other_introduction,
        no_outcome,
        no_output,
        unannounced_reasons,
    )
}

BEHAVIOUR: dict[str, Any] = {"introduction": {}}


def at_the_start(name: str) -> None:
    """Those that are wrong before anything is asked."""
    if name == "refuse-to-start":
        sys.exit("error: no configuration")
    if name == "say-nothing":
        time.sleep(3600)
    if name == "banner":
        write("Listening ...\n")
    if name == "byte-order-mark":
        write("\N{ZERO WIDTH NO-BREAK SPACE}")
    introductions = {
        "protocol-2": {"protocol": 2},
        "unknown-level": {"levels": ["wire", "everything"]},
        "long-level": {"levels": ["wire", "x" * 200_000]},
        "no-levels": {"levels": []},
        "unknown-feature": {"features": ["telepathy"]},
        "model-without-call": {"levels": ["model"]},
        "no-name": {"name": ""},
        "no-version": {"version": 3},
        "too-much": {"colour": "green"},
    }
    BEHAVIOUR["introduction"] = introductions.get(name, {})


def at_the_end(name: str, request: dict[str, Any]) -> None:
    """Those that do not know how to leave."""
    if name == "leave-without-a-word":
        os._exit(0)
    line({"seq": request["seq"], "outcome": "bye"})
    if name == "talk-after-the-end":
        write("bye bye\n")
    if name == "stay":
        time.sleep(3600)
    if name in {"take-its-leave", "close-and-stay"}:
        os.close(1)
        time.sleep(1.3 if name == "take-its-leave" else 3600)
        os._exit(0)
    sys.exit(5 if name == "leave-with-5" else 0)


def at_every_question(name: str, count: int, request: dict[str, Any]) -> bool:
    """Those that misbehave whatever they are asked; whether it was answered."""
    if name == "crash-always" or (name == "crash-now-and-then" and count % 9 == 8):
        raise RuntimeError("not today")
    if name == "pad":  # both pipes fill
        write(json.dumps(answer(request)) + " " * 200_000 + "\n")
        return True
    if name == "carriage-return":
        write(json.dumps(answer(request)) + "\r\n")
        return True
    if name == "take-two-milliseconds":
        time.sleep(0.002)
    return False


def main() -> None:
    name = sys.argv[1]
    if name == "all-at-once":
        all_at_once()
        return
    at_the_start(name)
    victim = ONE.get(name, wide)
    for count, text in enumerate(sys.stdin.buffer):
        request = json.loads(text)
        if request["op"] == "hello":
            line(introduction(request["seq"], **BEHAVIOUR["introduction"]))
        elif request["op"] == "bye":
            at_the_end(name, request)
        elif not at_every_question(name, count, request):
            (victim if request["payload"] == VICTIM else wide)(request)


if __name__ == "__main__":
    main()
