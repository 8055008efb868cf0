"""The worker process: loads the adapter of a Python implementation, and responds to requests until bye.

Everything that the exchange needs is imported, and the functions that it calls are bound, before the implementation is
imported. An implementation that replaces functions of `os`, `sys` or `json` so changes only its own process.
"""

from __future__ import annotations

import atexit
import os
import sys
import time
from _thread import start_new_thread
from collections.abc import Sequence
from typing import NamedTuple

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.resolve import distribution_version, load_adapter
from imagegen_conformance.adapters.signature import PayloadCall
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.connections.python_worker.channel import Channel
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.jsonlib.values import Json, dumps, loads
from imagegen_conformance.judging.observation import Observation, error
from imagegen_conformance.text import describe_exception

__all__ = ["main"]
PROTOCOL = 1
CAPABILITIES = ("validate", "call", "reasons", "warnings")
BASE_RESPONSE_SIZE, RESPONSE_SIZE_FACTOR = 256 * 1024, 16  # of `messages`, whose import would delay the startup
PARENT_CHECK_INTERVAL = 1.0  # seconds
EXIT_TIMEOUT = 2.0  # seconds for the functions that the implementation has registered with atexit
INTERNAL_ERROR = 70  # the exit code after an error in this module
VERSION, EXTENDED, REJECTION, KIND = "--version", "--extended", "--rejection", "--kind"
PROBE_ANNOUNCEMENT = b" "  # the line of the response begins with it, which JSON permits
_exit, _getpid, _getppid = os._exit, os.getpid, os.getppid
_sleep, _excepthook = time.sleep, sys.excepthook


class _Arguments(NamedTuple):
    """The arguments of a worker process.

    Attributes:
        path: The path of the Python object.
        rejections: The types of exceptions that reject a payload, as paths.
        with_version: Whether to look up the version of the distribution.
        extended: Whether the response to hello has the members that only a `PythonWorkerConnection` reads.
        kind: The kind of adapter for a function, `function` or `validator`; without it, the function is called once.
    """

    path: str
    rejections: tuple[str, ...] = ()
    with_version: bool = False
    extended: bool = False
    kind: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve a Python object until bye, or until the input ends. End the process.

    Args:
        arguments: `PATH [--rejection PATH]… [--kind KIND] [--version] [--extended]`; None for those of the process.
    """
    channel = Channel()
    _prepare_process()
    try:
        _Server(channel, _parse_arguments(sys.argv[1:] if arguments is None else arguments)).run()
    except BaseException as failure:  # noqa: BLE001 - the interpreter would wait for threads of the implementation
        _excepthook(type(failure), failure, failure.__traceback__)
        _exit(INTERNAL_ERROR)
    _exit(0)


def _parse_arguments(arguments: Sequence[str]) -> _Arguments:
    words = iter(arguments)
    parsed = _Arguments(next(words, ""))
    for word in words:
        if word == REJECTION:
            parsed = parsed._replace(rejections=(*parsed.rejections, next(words, "")))
        elif word == KIND:
            parsed = parsed._replace(kind=next(words, ""))
        else:
            parsed = parsed._replace(
                with_version=parsed.with_version or word == VERSION, extended=parsed.extended or word == EXTENDED
            )
    return parsed


def _prepare_process() -> None:
    import faulthandler

    faulthandler.enable()  # a crash of the interpreter leaves a message on standard error
    try:
        # If memory is short, Linux ends this process first, and not the suite.
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib loads slowly
            file.write("1000")
    except OSError:
        pass
    if sys.platform != "win32":
        start_new_thread(_end_with_parent, (_getppid(),))


def _end_with_parent(parent: int) -> None:
    """End this process when its parent has ended, because a request that hangs does not see the end of the input."""
    while _getppid() == parent:
        _sleep(PARENT_CHECK_INTERVAL)
    _exit(0)


class _Server:
    """The exchange with the parent."""

    def __init__(self, channel: Channel, arguments: _Arguments) -> None:
        self._channel = channel
        self._arguments = arguments
        self._process_id = _getpid()
        self._adapter: Adapter | None = None
        self._hello: dict[str, Json] = {}

    def run(self) -> None:
        """Import the implementation, and respond to every request."""
        self._hello = self._load()
        if _getpid() != self._process_id:
            return  # the implementation has forked while it was imported: this process must take no request
        for line in self._channel.lines():
            request = loads(line.decode("ascii"))
            response = self._respond(request)
            if _getpid() != self._process_id:
                return  # the implementation has returned in a process that it has forked
            self._channel.write(self._encode(request["seq"], response, len(line) + 1))
            if request["op"] == "bye":
                break
        self._run_exit_functions()

    def _load(self) -> dict[str, Json]:
        """Import the implementation, and return the response to hello, without its number."""
        path, rejections, with_version, extended, _ = self._arguments
        try:
            adapter = load_adapter(path, rejections, probe=self._probe)
            version = distribution_version(adapter) if with_version else None
        except ConformanceError as problem:
            if not extended:
                raise
            kind = "usage" if isinstance(problem, UsageError) else "implementation"
            return {"startup_error": {"kind": kind, "problem": problem.problem, "hint": problem.hint}}
        except KeyboardInterrupt as interrupt:  # of the implementation: no signal of a terminal reaches this process
            text = f"{path!r}: loading it raised {describe_exception(interrupt)}"
            hint = f"Run python -c 'import {path.partition(':')[0]}' to see where."
            return {"startup_error": {"kind": "implementation", "problem": text, "hint": hint}}
        self._adapter = adapter
        hello: dict[str, Json] = {
            "protocol": PROTOCOL,
            "name": str(adapter.name),
            "version": version,
            "language": "Python",
            "levels": [level for level in LEVELS if level in adapter.levels],
            "capabilities": list(CAPABILITIES),
        }
        if adapter.profile is not None:
            hello |= {"profile": str(adapter.profile), "revision": str(adapter.revision)}
        if extended:
            hello |= {"adapter": str(adapter.kind), "supported_levels": list(adapter.supported_levels)}
        return hello

    def _probe(self, function: PayloadCall) -> bool:
        """Return whether a function validates. Announce its call, in which the process may end."""
        if self._arguments.kind:
            return self._arguments.kind == "validator"
        from imagegen_conformance.adapters.probe import returns_validity

        # A process that the implementation has forked while it was imported writes nothing.
        if self._arguments.extended and _getpid() == self._process_id:
            self._channel.write(PROBE_ANNOUNCEMENT)
        try:
            return returns_validity(function)
        except KeyboardInterrupt:  # raised by the implementation, as in `_load`; the cases will show it
            return False

    def _respond(self, request: dict[str, Json]) -> dict[str, Json] | Observation:
        operation = request["op"]
        if operation == "hello":
            return self._hello
        if operation == "bye":
            return {"outcome": "bye"}
        if operation == "call":
            content: Json = {key: value for key, value in request.items() if key not in {"seq", "op"}}
        elif "text" in request:
            operation, content = "parse-text", request["text"]
        else:
            content = request.get("payload")
        return self._observe(Request(operation, content))

    def _observe(self, request: Request) -> Observation:
        if self._adapter is None or request.operation not in {"parse", "parse-text", "validate", "call"}:
            return {"outcome": "unsupported", "message": "the operation is unknown"}
        try:
            return observe(self._adapter, request)
        except KeyboardInterrupt:  # raised by the implementation, as in `_load`
            return error("KeyboardInterrupt")

    def _encode(self, sequence: int, response: dict[str, Json] | Observation, request_size: int) -> bytes:
        try:
            line = f"{dumps({'seq': sequence, **response})}\n".encode("ascii")
        except RecursionError:
            return self._encode(sequence, error("its output is nested too deeply"), request_size)
        max_size = BASE_RESPONSE_SIZE + RESPONSE_SIZE_FACTOR * request_size
        if len(line) > max_size:
            message = f"its output has {len(line):,} bytes of JSON; at most {max_size:,} are allowed for this request"
            return self._encode(sequence, error(message), request_size)
        return line

    def _run_exit_functions(self) -> None:
        """Run the functions that were registered with `atexit`, but do not wait for threads of the implementation."""
        start_new_thread(_end_later, (EXIT_TIMEOUT,))
        atexit._run_exitfuncs()  # noqa: SLF001 - the end of the interpreter would wait for threads first


def _end_later(seconds: float) -> None:
    _sleep(seconds)
    _exit(0)
