"""Has a conversation with a program, message by message, and says what is wrong with each answer.

It asks one thing at a time, and a few at once; holds every answer to `schemas/protocol.schema.json`; and goes on after
a wrong answer, as long as the program lives.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from imagegen_conformance.cases import Request
from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.json_value import Json, dumps
from imagegen_conformance.program.lane import Limits
from imagegen_conformance.program.messages import (
    FaultError,
    Introduction,
    bye,
    hello,
    introduction,
    longest,
    message,
    observation,
    question,
)
from imagegen_conformance.program.process import Inbox, Process, words
from imagegen_conformance.visible import visible

__all__ = ["Exchange", "converse"]

TOOL = {"type": "image_generation"}
LONG = "x" * 20_000
AT_ONCE = 20
QUIET = 0.2  # seconds in which nothing more may come
TOLD = 3  # problems of an exchange that are told, and lines that are waited for where none is due
MANY = 200  # bytes of a message that are shown
FURTHER = {"op": "paint"}  # no operation of this version


class Exchange(NamedTuple):
    """A request, why it was made, what came, and what is wrong with that: nothing, or a line each."""

    about: str
    sent: str
    came: str
    problems: tuple[str, ...] = ()


class _Silence(Exception):  # noqa: N818 - it ends the conversation, and is told as a problem
    """Nothing more will come."""


def converse(command: str, revision: str, limits: Limits) -> Generator[Exchange]:
    """Have the conversation. Raises `ImplementationError` where the program cannot be started."""
    check = _Check(command, revision, limits)
    try:
        yield from check.run()
    finally:
        check.process.end()


class _Check:
    def __init__(self, command: str, revision: str, limits: Limits) -> None:
        self._inbox: Inbox = SimpleQueue()
        try:
            self.process = Process(words(command), self._inbox)
        except (OSError, ValueError) as problem:
            why = getattr(problem, "strerror", None) or problem
            mend = "is it installed, and the path right?"
            raise ImplementationError(f"{command!r} cannot be started ({why})", mend=mend) from None
        self._revision = revision
        self._limits = limits
        self._sequence = 0
        self._rest = b""
        self._lines: list[bytes] = []
        self._ended = False
        self._said: Introduction | None = None
        schema = read_json(data("schemas") / "protocol.schema.json")
        self._answers = Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/answer"}]})

    def run(self) -> Iterator[Exchange]:
        """Every exchange, from hello to the exit code; fewer where the program does not get that far."""
        sent = ""
        try:
            yield self._greet("the first request", self._limits.start_deadline)
            if self._said is None:
                return
            yield self._greet("hello comes again at any time, and is answered alike")
            for about, request in self._questions():
                yield self._ask(about, request)
            yield self._unknown()
            yield self._at_once()
            yield self._greet("hello again: nothing else was written meanwhile")
            yield from self._leave()
        except _Silence as silence:
            yield Exchange("", sent, "", (str(silence),))

    def _questions(self) -> Iterator[tuple[str, Request]]:
        yield "a plain payload", Request("parse", {**TOOL, "quality": "low"})
        yield "what is no object is a payload too", Request("parse", [None, True, 1.5, "text"])
        yield "characters of every kind", Request("parse", {**TOOL, "model": 'é € 😀 \u2028 \u0000 "\\'})
        yield "a long payload", Request("parse", {**TOOL, "model": LONG})
        yield "a JSON text", Request("parse-text", ' {"type" : "image_generation"} ')
        yield "a text that is no JSON", Request("parse-text", '{"type": ')
        features = self._said.features if self._said else frozenset[str]()
        if "validate" in features:
            yield "a legal payload to validate", Request("validate", {**TOOL, "name": "n"})
            yield "an illegal one", Request("validate", {**TOOL, "quality": 5})
        if "call" in features:
            steps = [{"call": "get", "args": ["quality"]}, {"call": "get-item", "args": ["no such key"]}]
            construct = {"args": [{**TOOL, "quality": "low"}]}
            yield "a call, step by step", Request("call", {"construct": construct, "steps": steps})

    def _greet(self, about: str, deadline: float | None = None) -> Exchange:
        line = hello(self._next(), self._revision)
        exchange, answer = self._exchange(about, line, deadline)
        if answer is None:
            return exchange
        try:
            said = introduction(answer)
        except FaultError as fault:
            return exchange._replace(problems=(str(fault),))
        if self._said not in {None, said}:
            return exchange._replace(problems=("its answer to hello is another than before",))
        self._said = said
        return exchange

    def _ask(self, about: str, request: Request) -> Exchange:
        features = self._said.features if self._said else frozenset[str]()
        line = question(self._next(), request, validates="validate" in features)
        exchange, answer = self._exchange(about, line)
        if answer is None or exchange.problems:
            return exchange
        seen = observation(dict(answer), request, features)
        if seen["outcome"] == "error" and answer.get("outcome") != "error":
            return exchange._replace(problems=(seen["message"],))
        if seen["outcome"] == "error":
            return exchange._replace(problems=(f"it says that it crashed: {seen['message']}",))
        return exchange

    def _unknown(self) -> Exchange:
        line = dumps({"seq": self._next(), **FURTHER}).encode() + b"\n"
        exchange, answer = self._exchange("an op of another version is unsupported, and no reason to end", line)
        if answer is not None and not exchange.problems and answer.get("outcome") != "unsupported":
            return exchange._replace(problems=("answer {'outcome': 'unsupported', 'message': …} to an unknown op",))
        return exchange

    def _at_once(self) -> Exchange:
        """Several requests in one piece: each is answered, in their order."""
        first = self._sequence
        requests = [question(self._next(), Request("parse", TOOL), validates=True) for _ in range(AT_ONCE)]
        self.process.write(b"".join(requests))
        problems: list[str] = []
        for sequence in range(first, first + AT_ONCE):
            line = self._line(self._limits.deadline)
            answer, wrong = self._read(line, sequence, longest(len(requests[0])))
            problems += wrong
            if answer is None:
                break
        sent = f"{AT_ONCE} times {_shown(requests[0])}"
        return Exchange("several requests at once are answered in their order", sent, "", tuple(problems[:TOLD]))

    def _leave(self) -> Iterator[Exchange]:
        line = bye(self._next())
        exchange, answer = self._exchange("the last request", line)
        if answer is not None and not exchange.problems and answer.get("outcome") != "bye":
            exchange = exchange._replace(problems=('answer {"seq": …, "outcome": "bye"}',))
        yield exchange
        self.process.close_input()
        until = time.monotonic() + self._limits.deadline
        while not self._ended and len(self._lines) < TOLD and time.monotonic() < until:
            self._take(QUIET)
        further = [*self._lines[:TOLD], self._rest]
        problems = [f"after bye, it wrote {_shown(line)}" for line in further if line]
        exited = self.process.wait(max(until - time.monotonic(), QUIET))
        code = self.process.end()
        if not exited:
            problems.append(f"after bye, it did not end within {self._limits.deadline:g} s")
        elif code != 0:
            problems.append(f"after bye, it ended with exit code {code}; 0 is due")
        yield Exchange("it ends by itself", "", f"exit code {code}" if exited else "", tuple(problems[:TOLD]))

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence - 1

    def _exchange(
        self, about: str, line: bytes, deadline: float | None = None
    ) -> tuple[Exchange, dict[str, Json] | None]:
        self.process.write(line)
        sequence = self._sequence - 1
        try:
            came = self._line(deadline or self._limits.deadline)
        except _Silence as silence:
            raise _Silence(f"{about}: {_shown(line)}: {silence}") from None
        answer, problems = self._read(came, sequence, longest(len(line)))
        return Exchange(about, _shown(line), _shown(came), tuple(problems)), answer

    def _read(self, line: bytes, sequence: int, most: int) -> tuple[dict[str, Json] | None, Sequence[str]]:
        if len(line) > most:
            return None, [f"this line has {len(line):,} bytes; at most {most:,} are allowed here"]
        try:
            answer = message(line)
        except FaultError as fault:
            return None, [f"{fault}; print to standard error what is no answer"]
        problems = []
        if answer.get("seq") != sequence or type(answer["seq"]) is not int:
            problems.append(f"its seq is {dumps(answer.get('seq'))}, and that of the request is {sequence}")
        error: Any = best_match(self._answers.iter_errors(answer))
        if error is not None:
            problems.append(f"it is none of the answers of the protocol: {error.message[:200]}")
        return answer, problems

    def _line(self, deadline: float) -> bytes:
        until = time.monotonic() + deadline
        while not self._lines:
            if self._ended:
                raise _Silence(self._how_it_ended())
            if time.monotonic() > until:
                raise _Silence(f"no answer within {deadline:g} s; does it flush what it writes?")
            self._take(min(QUIET, deadline))
        return self._lines.pop(0)

    def _take(self, seconds: float) -> None:
        try:
            _, piece = self._inbox.get(timeout=seconds)
        except Empty:
            self._ended = self._ended or (self.process.exited and self._inbox.empty())
            return
        self.process.taken()
        self._ended = not piece
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self._lines += lines
        if len(self._rest) > longest(len(LONG)):
            raise _Silence(f"it wrote a line of more than {longest(len(LONG)):,} bytes")

    def _how_it_ended(self) -> str:
        exited = self.process.wait(1.0)
        code = self.process.end()
        how = f"it ended with exit code {code}" if exited else "it closed its standard output"
        words = self.process.last_words
        return f"{how} without an answer" + (f"; on standard error: {words}" if words else "")


def _shown(line: bytes) -> str:
    """The beginning of a line, as a terminal takes it."""
    text = line[: 4 * MANY].decode("utf-8", "backslashreplace").rstrip("\n")
    text = visible(text)
    return text if len(text) <= MANY else f"{text[:MANY]}…"
