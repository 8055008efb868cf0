"""A connection to a client program: it sends payloads with the client of an SDK, and what arrives is observed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.connections.control_check import ControlCheck, changed_tool_lines
from imagegen_conformance.connections.relay.observer import RelayObserver
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.messages import PROTOCOL_HINT
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.errors import ServiceError
from imagegen_conformance.jsonlib.values import dumps
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.text import preview

if TYPE_CHECKING:
    from imagegen_conformance.connections.relay.arrival import Arrival
    from imagegen_conformance.connections.relay.recorder import Recorder

__all__ = ["ClientConnection"]

PLACE = ("tools", "0")  # the place of the tool in a request of the Responses API
PLAIN = Request("parse", {"type": "image_generation"})
SUBJECT = "the client"
ANNOUNCEMENT = "the program announces that it can send payloads"
ARRIVAL = "the plain tool arrives at the upstream"
REPETITION = "the plain tool arrives in the same form again"
ADDRESS_HINT = "Let the program send to the address in the environment variable IMAGEGEN_UPSTREAM."
MAX_LINE_LENGTH = 2000  # characters


class ClientConnection:
    """A connection to a client program.

    Attributes:
        identity: The description of the client.
        max_in_flight: The maximum number of outstanding requests.
        notes: What the client does beside the payloads.
        can_validate: True: each payload is sent in the same request.
    """

    can_validate = True

    def __init__(self, program: StdioConnection, recorder: Recorder) -> None:
        """Wrap the connection to the program.

        Args:
            program: The connection over which the program receives payloads.
            recorder: The recorder, whose address the program has.
        """
        identity = program.identity
        self.identity: Identity = identity._replace(adapter="client", levels=("wire",))
        self.max_in_flight = program.max_in_flight
        self._observer = RelayObserver(SUBJECT, recorder, PLACE)
        self.notes = self._observer.notes
        self._program = program
        self._recorder = recorder
        self._numbers = count()
        self._outstanding: dict[int, tuple[int, Request]] = {}

    def supports(self, level: Level) -> bool:
        """Return whether cases of this level can be asked."""
        return level == "wire"

    def prepare(self, count: int) -> None:  # noqa: ARG002 - as other connections
        """Check that the plain tool arrives, twice.

        Args:
            count: The number of requests of cases.

        Raises:
            ServiceError: The program cannot send payloads, or the plain tool does not arrive.
        """
        for check in self.checks():
            if check.problem is not None:
                failure = ServiceError(check.problem, hint=check.hint)
                failure.details = tuple(check.lines)
                raise failure

    def checks(self) -> Iterator[ControlCheck]:
        """Let the program send the controls, and yield the result of each, up to the first one that does not hold."""
        if "send" not in self._program.capabilities:
            problem = f"the client program of {self.identity.name!r} does not announce the capability send"
            yield ControlCheck(ANNOUNCEMENT, (), problem, f'Add "send" to the capabilities. {PROTOCOL_HINT}')
            return
        first, lines = self._exchange()
        if first["outcome"] != "accepted":
            problem = f"the plain tool did not arrive: the outcome is {first['outcome']}"
            message = first.get("message")
            lines += self.notes.lines()  # such as a request without the input by which it is recognized
            yield ControlCheck(ARRIVAL, lines, f"{problem} ({message})" if message else problem, ADDRESS_HINT)
            return
        yield ControlCheck(ARRIVAL, [*lines, *changed_tool_lines(first, PLAIN)])
        again, lines = self._exchange()
        if again != first:
            hint = "A client that sends something else for the same payload cannot be judged."
            yield ControlCheck(REPETITION, lines, "the plain tool arrived differently when it was repeated", hint)
            return
        yield ControlCheck(REPETITION, lines)

    def _exchange(self) -> tuple[Observation, list[str]]:
        """Let the program send the plain tool, and return the observation and the lines about the exchange."""
        self.send(-1, PLAIN)
        number, response = self._program.receive()
        _, observation, arrivals = self._observe(number, response)
        lines = [f"→ send {dumps(PLAIN.content)}"]
        lines += [f"⇢ {preview(str(arrival), MAX_LINE_LENGTH)}" for arrival in arrivals]
        lines.append(f"← {preview(dumps(response), MAX_LINE_LENGTH)}")
        return observation, lines

    def send(self, sequence: int, request: Request) -> None:
        """Let the program send the payload of a request."""
        number = next(self._numbers)
        self._outstanding[number] = (sequence, request)
        self._recorder.expect(number)
        key = "text" if request.operation == "parse-text" else "payload"
        content = {key: request.content, "input": self._recorder.marker(number)}
        self._program.send(number, Request("send", content))

    def receive(self) -> tuple[int, Observation]:
        """Return the next observation, with the sequence number of its request.

        Raises:
            ImplementationError: The program has failed for good.
        """
        return self._observed(*self._program.receive())

    def take_available(self) -> list[tuple[int, Observation]]:
        """Return the observations that `receive` has not returned, and remove them."""
        return [self._observed(number, response) for number, response in self._program.take_available()]

    def sequence_in_progress(self) -> int | None:
        """Return the number of the request that the program most likely works on; None if there is none."""
        number = self._program.sequence_in_progress()
        return self._outstanding[number][0] if number in self._outstanding else None

    def close(self) -> list[str]:
        """End the program, and return the faults that no request caused."""
        return [*self._program.close(), *self._observer.faults()]

    def _observed(self, number: int, response: Observation) -> tuple[int, Observation]:
        sequence, observation, _ = self._observe(number, response)
        return sequence, observation

    def _observe(self, number: int, response: Observation) -> tuple[int, Observation, list[Arrival]]:
        """Return the sequence number of a request to which the program has responded, its observation and arrivals."""
        sequence, request = self._outstanding.pop(number)
        return sequence, *self._observer.observe(number, response, request)
