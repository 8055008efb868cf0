"""The command line that the chaos server and the chaos gateway have in common."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from chaos.misbehavior import Misbehavior

__all__ = ["Served", "argument_parser", "misbehavior_from", "serve_until_signal"]

WAIT_INTERVAL = 0.2  # seconds; a signal that arrives just before a wait does not end the wait


class Served(Protocol):
    """A server that listens."""

    @property
    def url(self) -> str: ...


def argument_parser(description: str | None, names: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser with the common options."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="port on loopback (default: a free one, which is printed)")
    parser.add_argument("--misbehavior", choices=sorted(names), metavar="NAME", help="misbehavior (default: none)")
    parser.add_argument("--key", help="affect only tools that have this key")
    parser.add_argument("--first", type=int, metavar="N", help="affect at most N requests")
    parser.add_argument("--per-tool", action="store_true", help="apply --first to each tool by itself")
    parser.add_argument("--after", type=int, default=0, metavar="N", help="affect no request before N others")
    parser.add_argument("--seconds", type=float, default=2.0, help="duration of the misbehavior (default: 2)")
    parser.add_argument("--ignore-sigterm", action="store_true", help="continue after SIGTERM")
    parser.add_argument("--in-child", action="store_true", help="serve in a child process")
    parser.add_argument("--print-bytes", type=int, default=0, metavar="N", help="first write N bytes to both outputs")
    parser.add_argument("--pid-file", type=Path, metavar="FILE", help="append the number of each process to FILE")
    parser.add_argument("--print-environment", action="store_true", help="first write the environment to both outputs")
    parser.add_argument("--exit-code", type=int, metavar="CODE", help="exit at once, with a message on standard error")
    return parser


def misbehavior_from(options: argparse.Namespace) -> Misbehavior | None:
    """Return the misbehavior that the options describe."""
    if options.misbehavior is None:
        return None
    return Misbehavior(
        options.misbehavior,
        key=options.key,
        first=options.first,
        per_tool=options.per_tool,
        after=options.after,
        seconds=options.seconds,
    )


def serve_until_signal(options: argparse.Namespace, server: AbstractContextManager[Served]) -> int:
    """Serve until SIGTERM or SIGINT, and return the exit code."""
    if options.pid_file is not None:
        with options.pid_file.open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
    if options.in_child:  # SIGTERM ends this process, and the child continues unless it gets the signal, too.
        arguments = [argument for argument in sys.argv if argument != "--in-child"]
        return subprocess.call([sys.executable, *arguments])
    signal.signal(signal.SIGTERM, signal.SIG_IGN if options.ignore_sigterm else _exit)
    if options.print_environment:
        for stream in (sys.stdout, sys.stderr):
            _write(stream.fileno(), "".join(f"{name}={value}\n" for name, value in os.environ.items()).encode())
    if options.exit_code is not None:
        _write(sys.stderr.fileno(), b"configuration error: no such model\n")
        return int(options.exit_code)
    for stream in (sys.stdout, sys.stderr):
        _write(stream.fileno(), b"x" * options.print_bytes)
    try:
        with server as served:
            _write(sys.stdout.fileno(), f"{served.url}\n".encode())
            while True:
                threading.Event().wait(WAIT_INTERVAL)
    except KeyboardInterrupt:
        return 0


def _exit(*_: object) -> None:
    raise SystemExit(0)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
