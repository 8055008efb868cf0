"""Python implementations with one fault each. Each of them returns its payload, except for the payload TRIGGER.

The functions with a fault at the trigger end, block or damage their process. Those in HARMLESS must fail no case.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from imagegen_conformance import Adapter

__all__ = ["FATAL", "HANGING", "HARMLESS", "RAISING", "SHUTDOWN", "TRIGGER", "attribute"]

TRIGGER = 5
Fault = Callable[[], Any]


class Own(BaseException):
    """An exception that `except Exception` does not catch."""


class UnprintableError(Exception):
    """An exception whose message ends the process, unless that is contained, too."""

    def __str__(self) -> str:
        raise SystemExit(0)


def throw(error: BaseException) -> None:
    raise error


def recurse(value: Any = None) -> None:
    recurse(value)


def overflow_the_stack() -> None:
    """Overflow the stack of C, or reach the limit of calls in C."""
    sys.setrecursionlimit(10**6)
    value: list[Any] = []
    for _ in range(500_000):
        value = [value]
    repr(value)


def read_address_zero() -> None:
    ctypes.string_at(0)


def allocate_without_end() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    blocks = []
    while True:
        blocks.append(bytearray(1 << 24))


def busy_loop() -> None:
    while True:
        pass


def lock_twice() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def close_every_descriptor() -> None:
    os.closerange(0, 1024)


def close_standard_descriptors() -> None:
    for descriptor in range(3):
        os.close(descriptor)


def print_100_mb() -> None:
    line = "x" * 99_999 + "\n"
    for _ in range(1000):
        sys.stdout.write(line)
    sys.stdout.flush()


def write_to_standard_output() -> None:
    os.write(1, b'{"seq": 3, "outcome": "rejected"}\n')
    os.system("echo not a response")  # noqa: S605


def replace_functions() -> None:
    """Replace functions that the exchange with the parent needs."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("replaced")

    for module, names in (
        (json, ("dumps", "loads", "JSONEncoder", "JSONDecoder")),
        (os, ("read", "write", "getpid", "_exit")),
        (sys, ("exit", "excepthook")),
        (time, ("sleep",)),
    ):
        for name in names:
            setattr(module, name, broken)
    json.JSONEncoder.encode = broken  # type: ignore[method-assign]
    sys.stdin = sys.stdout = sys.stderr = None


def fork_and_return() -> None:
    """Return in two processes. The response of only one of them may arrive."""
    os.fork()


def fork_a_sleeper() -> None:
    child = os.fork()
    if child == 0:
        time.sleep(3600)
    file = os.environ.get("CHILD_FILE")
    if file:
        Path(file).write_text(str(child), encoding="ascii")


def start_a_thread() -> None:
    threading.Thread(target=time.sleep, args=(3600,)).start()


def wait_for_an_alarm() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(60)


def pause() -> None:
    signal.pause()


def ignore_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def function(fault: Fault) -> Callable[[Any], Any]:
    def implementation(payload: Any) -> Any:
        if payload == TRIGGER:
            fault()
        return payload

    return implementation


# From a fault to a part of the message of the error.
RAISING: dict[str, tuple[Fault, str]] = {
    "sys-exit": (lambda: sys.exit(0), "SystemExit: 0"),
    "keyboard-interrupt": (lambda: throw(KeyboardInterrupt()), "KeyboardInterrupt"),
    "generator-exit": (lambda: throw(GeneratorExit()), "GeneratorExit"),
    "own-base-exception": (lambda: throw(Own("mine")), "Own: mine"),
    "unprintable": (lambda: throw(UnprintableError()), "UnprintableError: (its message cannot be printed)"),
    "recursion": (recurse, "RecursionError: maximum recursion depth exceeded"),
    "memory": (allocate_without_end, "MemoryError"),
}
FATAL: dict[str, tuple[Fault, str]] = {
    "exit-0": (lambda: os._exit(0), "the implementation ended its process with exit code 0"),
    "exit-3": (lambda: os._exit(3), "the implementation ended its process with exit code 3"),
    "exit-in-c": (lambda: ctypes.CDLL(None)._exit(0), "the implementation ended its process with exit code 0"),
    "segmentation-fault": (
        read_address_zero,
        "the implementation crashed: SIGSEGV ended its process; on standard error: Fatal Python error: Segmentation",
    ),
    "abort": (os.abort, "the implementation crashed: SIGABRT ended its process"),
    "kill": (
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        "the implementation crashed: SIGKILL ended its process, maybe because memory was short",
    ),
    "alarm": (
        wait_for_an_alarm,
        "the implementation crashed: SIGALRM ended its process",
    ),
    "stack-overflow": (
        overflow_the_stack,
        "RecursionError" if sys.version_info >= (3, 12) else "the implementation crashed: SIGSEGV ended its process",
    ),
    "closed-descriptors": (close_every_descriptor, "the implementation "),
}
HANGING: dict[str, Fault] = {
    "busy-loop": busy_loop,
    "sleep": lambda: time.sleep(3600),
    "lock": lock_twice,
    "pause": pause,
}
HARMLESS: dict[str, Fault] = {
    "closed-standard-descriptors": close_standard_descriptors,
    "100-mb-of-output": print_100_mb,
    "output-of-processes": write_to_standard_output,
    "other-directory": lambda: os.chdir("/"),
    "replaced-functions": replace_functions,
    "fork-and-return": fork_and_return,
    "fork-a-sleeper": fork_a_sleeper,
    "thread": start_a_thread,
    "ignored-signals": ignore_signals,
    "closed-streams": lambda: (sys.stdout.close(), sys.stdin.close()),
}
SHUTDOWN: dict[str, tuple[Fault, str]] = {
    "atexit-exit": (
        lambda: atexit.register(os._exit, 5),
        "after the last case, the implementation ended its process with exit code 5",
    ),
    "atexit-hang": (lambda: atexit.register(time.sleep, 3600), ""),
    "atexit-error": (lambda: atexit.register(throw, ValueError()), ""),
}


def attribute(name: str) -> str:
    """Return the path of the implementation with a fault."""
    return f"{__name__}:{name.replace('-', '_')}"


class large_output(Adapter):  # noqa: N801 - a path names it
    def parse(self, payload: Any) -> Any:
        return "x" * (1 << 22) if payload == TRIGGER else payload


class deep_output(Adapter):  # noqa: N801 - a path names it
    def parse(self, payload: Any) -> Any:
        value = payload
        for _ in range(100_000 if payload == TRIGGER else 0):
            value = [value]
        return value


for table in (RAISING, FATAL, HANGING, HARMLESS, SHUTDOWN):
    for name, entry in table.items():
        globals()[name.replace("-", "_")] = function(entry[0] if isinstance(entry, tuple) else entry)


def always_exits(payload: Any) -> None:
    os._exit(7)


def every_atexit_exit(payload: Any) -> Any:
    atexit.register(os._exit, 5)
    return payload
