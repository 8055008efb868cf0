"""What one process was asked, and what of it is settled: a state machine without a process.

Answers come in the order of the requests. Behind every few questions stands a fence, which is hello again: when it is
answered, and nothing else came, what was answered before is settled. Whatever goes wrong before that unsettles it, for
what is written too much belongs to a question before it.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from imagegen_conformance.cases import Request
from imagegen_conformance.observation import Observation
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
    shown,
    value,
)

__all__ = ["Asked", "Conversation"]

SHORT = longest(0)  # bytes that any answer may have


class Asked(NamedTuple):
    """A question: the number that its asker knows it by, and what was asked."""

    number: int
    request: Request


class Conversation:
    """`revision` is that of the specification; `known` what an earlier process of the program has said of itself.

    The first request is a fence.
    """

    def __init__(self, revision: str, known: Introduction | None = None) -> None:
        self.settled: deque[tuple[int, Observation]] = deque()
        self._introduced = False
        self._revision = revision
        self._sequence = 0  # of the next request
        # What is not answered, and the length of its request: None was asked for a fence, and for bye.
        self._awaited: deque[tuple[Asked | None, int]] = deque()
        self._take_in(known)
        self._held: list[tuple[Asked, Observation]] = []
        self._fences = 0
        self._unfenced = 0
        self._leaving = False
        self.gone = False  # bye was answered
        self._rest = b""

    @property
    def waits(self) -> bool:
        """Whether an answer is to come."""
        return bool(self._awaited)

    @property
    def introduced(self) -> bool:
        """Whether hello was answered."""
        return self._introduced

    @property
    def unfenced(self) -> int:
        """How many questions have no fence behind them."""
        return self._unfenced

    @property
    def unsettled(self) -> list[Asked]:
        """What was asked, and would have to be asked again, the oldest first."""
        return [asked for asked, _ in self._held] + [asked for asked, _ in self._awaited if asked is not None]

    @property
    def suspect(self) -> int | None:
        """The number of the question that is most likely what the program works on: the first without an answer."""
        first = next((asked for asked, _ in self._awaited if asked is not None), None)
        last = self._held[-1][0] if self._held else None
        chosen = first if self._awaited and self._awaited[0][0] is not None else last or first
        return None if chosen is None else chosen.number

    def ask(self, asked: Asked) -> bytes:
        """The line to write for a question."""
        line = question(self._sequence, asked[1], validates=self._validates)
        self._unfenced += 1
        return self._await(line, asked)

    def fence(self) -> bytes:
        """The line to write for hello."""
        self._fences += 1
        self._unfenced = 0
        return self._await(hello(self._sequence, self._revision), None)

    def leave(self) -> bytes:
        """The line to write for bye."""
        self._leaving = True
        return self._await(bye(self._sequence), None)

    def _await(self, line: bytes, asked: Asked | None) -> bytes:
        self._awaited.append((asked, len(line)))
        self._sequence += 1
        return line

    def feed(self, chunk: bytes) -> bool:
        """Take what the program wrote; tells whether an answer was complete. Raises `FaultError`."""
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = self._rest + lines[0]
            self._rest = rest
            for line in lines:
                self._answer(line)
        else:
            self._rest += rest
        if len(self._rest) > SHORT:
            self._check_length(self._rest)
        return bool(lines)

    def end(self, how: str) -> FaultError:
        """What is wrong with a program that wrote its last."""
        if self._rest:
            return FaultError(f"it {how} in the middle of a line: {shown(self._rest)}")
        due = " without an answer" + " to bye" * self._leaving if self._awaited else ", unasked"
        return FaultError(f"it {how}{due}")

    def _check_length(self, line: bytes) -> None:
        most = longest(self._awaited[0][1] if self._awaited else 0)
        if len(line) > most:
            raise FaultError(f"it wrote a line of more than {most:,} bytes: {shown(line)}")

    def _answer(self, line: bytes) -> None:
        if not self._awaited:
            after = " after bye" if self.gone else ""
            raise FaultError(f"it wrote a line{after} that answers nothing: {shown(line)}")
        if len(line) > SHORT:
            self._check_length(line)
        answer = message(line)
        awaited = self._sequence - len(self._awaited)
        given = answer.get("seq")
        if given != awaited or type(given) is not int:
            raise FaultError(self._out_of_order(answer, awaited))
        asked, _ = self._awaited.popleft()
        if asked is not None:
            self._held.append((asked, observation(answer, asked[1], self._features)))
        elif self._leaving and not self._awaited:
            self._say_bye(answer)
        else:
            self._settle(introduction(answer))

    @staticmethod
    def _out_of_order(answer: dict[str, object], awaited: int) -> str:
        if "seq" not in answer:
            return f"it answered without seq, where that to {awaited} was due"
        given = answer["seq"]
        again = type(given) is int and 0 <= given < awaited
        return f"it answered {value(given)}{' again' if again else ''}, where the answer to {awaited} was due"

    def _settle(self, found: Introduction) -> None:
        if self.introduction is not None and found != self.introduction:
            raise FaultError("its answer to hello is another than before")
        self._take_in(found)
        self._introduced = True
        self._fences -= 1
        self.settled.extend((asked.number, observation) for asked, observation in self._held)
        self._held.clear()

    def _take_in(self, found: Introduction | None) -> None:
        self.introduction = found
        self._features = found.features if found else frozenset[str]()
        self._validates = "validate" in self._features

    def _say_bye(self, answer: dict[str, object]) -> None:
        if answer.get("outcome") != "bye" or len(answer) != 2:
            raise FaultError('its answer to bye is something else than {"seq": …, "outcome": "bye"}')
        self.gone = True

    @property
    def left(self) -> bool:
        """Whether bye was said."""
        return self._leaving

    @property
    def cut(self) -> bool:
        """Whether it stopped in the middle of a line."""
        return bool(self._rest)

    @property
    def fenced(self) -> bool:
        """Whether a fence is to be answered."""
        return self._fences > 0
