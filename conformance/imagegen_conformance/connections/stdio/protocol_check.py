"""Check an adapter program against the protocol: one exchange after the other, with the problems of each response.

Most requests are sent one at a time, and one batch at once. Every response is checked by the rules of a run. The check
continues after an invalid response, as long as the program runs.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.connections.stdio.case_response import find_case_problem
from imagegen_conformance.connections.stdio.messages import (
    HelloResponse,
    ProtocolError,
    bye_request,
    case_request,
    hello_request,
    max_response_size,
    parse_bye_response,
    parse_hello_response,
)
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.response_reader import QUIET_PERIOD, NoResponseError, ResponseReader
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.text import preview

__all__ = ["Exchange", "ProtocolChecker", "check_protocol"]
TOOL = {"type": "image_generation"}
LONG_TEXT = "x" * 20_000
BATCH_SIZE = 20  # requests
MAX_PROBLEMS = 3  # problems of an exchange, and lines after bye
MAX_SHOWN_LENGTH = 200  # characters of a message
UNKNOWN_REQUEST = {"op": "paint"}  # not an operation of this version
SUPPORTED_OUTCOMES = ("accepted", "rejected", "completed", "error")  # outcomes of a known operation


class Exchange(NamedTuple):
    """A request, its response, and the problems of the response.

    Attributes:
        purpose: What the exchange checks.
        sent: The request, shortened if it is long.
        received: The response, shortened if it is long.
        problems: What is wrong with the response; empty if it is valid.
    """

    purpose: str
    sent: str
    received: str
    problems: tuple[str, ...] = ()


def check_protocol(command: str, profiles: Profiles, revision: Revision, options: StdioOptions) -> Generator[Exchange]:
    """Yield every exchange of a check, from hello to the exit code; fewer if the program stops responding.

    Args:
        command: The command line of the program.
        profiles: The profiles, one of which the program may state to implement.
        revision: The revision that hello names.
        options: The time limits.

    Raises:
        ImplementationError: The program cannot be started.
    """
    checker = ProtocolChecker(command, profiles, revision, options)
    try:
        yield from checker.run()
    finally:
        checker.process.end()


class ProtocolChecker:
    """The check of one process.

    Attributes:
        process: The process; the owner of the checker ends it.
    """

    def __init__(self, command: str, profiles: Profiles, revision: Revision, options: StdioOptions) -> None:
        """Start the program; raise `ImplementationError` if it cannot be started."""
        self._reader = ResponseReader(command, max_response_size(len(LONG_TEXT)))
        self.process = self._reader.process
        self._profiles = profiles
        self._revision = revision
        self._options = options
        self._next_sequence = 0
        self._hello: HelloResponse | None = None

    def run(self) -> Iterator[Exchange]:
        """Yield every exchange, from hello to the exit code; fewer if the program stops responding."""
        try:
            yield self._check_hello("hello, the first request", self._options.startup_timeout)
            if self._hello is None:
                return
            if self._hello.profile is not None:
                yield self._check_stated_revision(self._hello.identity)
            yield self._check_hello("hello again: the response is the same")
            for purpose, request in self._case_requests():
                yield self._check_case(purpose, request)
            yield self._check_unknown_operation()
            yield self._check_batch()
            yield self._check_hello("hello again: nothing else was written")
            yield self._check_bye()
            yield self._check_end()
        except NoResponseError as error:
            yield Exchange("the program stopped responding", "", "", (str(error),))

    def _case_requests(self) -> Iterator[tuple[str, Request]]:
        yield "parse a plain payload", Request("parse", {**TOOL, "quality": "low"})
        yield "parse a payload that is not an object", Request("parse", [None, True, 1.5, "text"])
        yield "parse characters below U+0100", Request("parse", {**TOOL, "model": "café"})
        yield "parse characters of every kind", Request("parse", {**TOOL, "model": 'é € 😀 \u2028 \u0000 "\\'})
        yield "parse a field with the value null", Request("parse", {**TOOL, "size": None})
        yield "parse a long payload", Request("parse", {**TOOL, "model": LONG_TEXT})
        yield "parse a JSON text", Request("parse-text", ' {"type" : "image_generation"} ')
        yield "parse a text that is not JSON", Request("parse-text", '{"type": ')
        if "validate" in self._capabilities:
            yield "validate a legal payload", Request("validate", {**TOOL, "name": "n"})
            yield "validate an illegal payload", Request("validate", {**TOOL, "quality": 5})
        if "call" in self._capabilities:
            steps = [{"method": "get", "args": ["quality"]}, {"method": "get-item", "args": ["no such key"]}]
            construct = {"args": [{**TOOL, "quality": "low"}]}
            yield "call methods step by step", Request("call", {"construct": construct, "steps": steps})

    @property
    def _capabilities(self) -> frozenset[str]:
        return self._hello.capabilities if self._hello else frozenset()

    def _check_hello(self, purpose: str, timeout: float | None = None) -> Exchange:
        line = hello_request(self._take_sequence(), self._revision)
        exchange, response = self._exchange(purpose, line, timeout)
        if response is None or (exchange.problems and self._hello):
            return exchange
        try:
            hello = parse_hello_response(response)
        except ProtocolError as error:
            return exchange._replace(problems=(*exchange.problems, str(error)))
        if self._hello not in {None, hello}:
            return _with_problem(exchange, "its response to hello differs from its first response to hello")
        self._hello = hello
        return exchange

    def _check_stated_revision(self, identity: Identity) -> Exchange:
        """Check that the profile and the revision that the program states to implement exist."""
        try:
            stated = identity.stated_revision(self._profiles)
        except ImplementationError as error:
            return Exchange("the stated profile and revision exist", "", "", (str(error),))
        arguments = "" if stated is None else f"--profile {stated.profile} --revision {stated.name}"
        advice = "" if stated == self._revision else f". To test it with them, add {arguments}"
        return Exchange(f"the stated profile and revision exist: {stated}{advice}", "", "")

    def _check_case(self, purpose: str, request: Request) -> Exchange:
        line = case_request(self._take_sequence(), request, can_validate="validate" in self._capabilities)
        exchange, response = self._exchange(purpose, line)
        if response is None or exchange.problems:
            return exchange
        problem = find_case_problem(response, request.operation, self._capabilities)
        if problem is None and response["outcome"] == "error":
            message = response.get("message")
            problem = "it reports an error" + (f": {preview(message, MAX_SHOWN_LENGTH)}" if message else "")
        return _with_problem(exchange, problem)

    def _check_unknown_operation(self) -> Exchange:
        line = dumps({"seq": self._take_sequence(), **UNKNOWN_REQUEST}).encode() + b"\n"
        exchange, response = self._exchange("an unknown operation is unsupported", line)
        if response is None or exchange.problems:
            return exchange
        if response.get("outcome") in SUPPORTED_OUTCOMES:
            problem = 'it supports an unknown operation. Respond to it with the outcome "unsupported".'
            return _with_problem(exchange, problem)
        return _with_problem(exchange, find_case_problem(response, UNKNOWN_REQUEST["op"], self._capabilities))

    def _check_batch(self) -> Exchange:
        """Send several requests at once, and check that each has a response, in the order of the requests."""
        first = self._next_sequence
        requests = [
            case_request(self._take_sequence(), Request("parse", TOOL), can_validate=True) for _ in range(BATCH_SIZE)
        ]
        self.process.write(b"".join(requests))
        problems: list[str] = []
        for sequence, request in enumerate(requests, first):
            _, response, problem = self._reader.read_response(sequence, len(request), self._options.timeout)
            if problem is None and response is not None:
                problem = find_case_problem(response, "parse", self._capabilities)
            if problem is not None:
                problems.append(problem)
            if response is None:
                break
        further = len(problems) - MAX_PROBLEMS
        shown = problems[:MAX_PROBLEMS] + ([f"and {further} more"] if further > 0 else [])
        sent = f"{BATCH_SIZE} times {_shorten(requests[0])}"
        purpose = "several requests at once have responses in the same order"
        return Exchange(purpose, sent, "", tuple(shown))

    def _check_bye(self) -> Exchange:
        exchange, response = self._exchange("bye, the last request", bye_request(self._take_sequence()))
        self.process.close_input()
        if response is None or exchange.problems:
            return exchange
        try:
            parse_bye_response(response)
        except ProtocolError as error:
            return _with_problem(exchange, str(error))
        return exchange

    def _check_end(self) -> Exchange:
        """Check that the program writes nothing more, and ends with exit code 0."""
        timeout = self._options.timeout
        deadline = time.monotonic() + timeout
        reader = self._reader
        while not reader.ended and len(reader.lines) < MAX_PROBLEMS and time.monotonic() < deadline:
            reader.read_chunk(QUIET_PERIOD)
        surplus = [*reader.lines[:MAX_PROBLEMS], reader.partial_line]
        problems = [f"after bye, it wrote {_shorten(line)}" for line in surplus if line]
        exited = self.process.wait(max(deadline - time.monotonic(), QUIET_PERIOD))
        code = self.process.end()
        if not exited:
            problems.append(f"after bye, it did not end within {timeout:g} s")
        elif code != 0:
            problems.append(f"after bye, it ended with exit code {code}; expected 0")
        received = f"exit code {code}" if exited else ""
        return Exchange("the program ends", "", received, tuple(problems[:MAX_PROBLEMS]))

    def _take_sequence(self) -> int:
        self._next_sequence += 1
        return self._next_sequence - 1

    def _exchange(
        self, purpose: str, request: bytes, timeout: float | None = None
    ) -> tuple[Exchange, dict[str, Json] | None]:
        """Send the latest request, and return the exchange and its response, or None if that is not a message."""
        self.process.write(request)
        sequence = self._next_sequence - 1
        try:
            line, response, problem = self._reader.read_response(
                sequence, len(request), timeout or self._options.timeout
            )
        except NoResponseError as error:
            raise NoResponseError(f"{purpose}: {_shorten(request)}: {error}") from None
        return _with_problem(Exchange(purpose, _shorten(request), _shorten(line)), problem), response


def _with_problem(exchange: Exchange, problem: str | None) -> Exchange:
    return exchange if problem is None else exchange._replace(problems=(problem,))


def _shorten(line: bytes) -> str:
    """Return the beginning of a line, without its line feed and without control characters."""
    return preview(
        line[: 4 * (MAX_SHOWN_LENGTH + 1)].decode("utf-8", "backslashreplace").rstrip("\n"), MAX_SHOWN_LENGTH
    )
