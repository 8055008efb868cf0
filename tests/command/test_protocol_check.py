"""`protocol check`: what it says to those whose adapter has a mistake, each at the message that has it."""

from __future__ import annotations

import tracemalloc

import pytest

import mistaken
import served
from command_line import python

# Where it is wrong, and what is said.
MISTAKES = {
    "another-name-each-time": ("hello comes again at any time", "its answer to hello is another than before"),
    "seq-as-text": ("a plain payload", 'its seq is "2", and that of the request is 2'),
    "ok-instead-of-an-outcome": ("a plain payload", "it is none of the answers of the protocol"),
    "further-members": ("a plain payload", "it is none of the answers of the protocol"),
    "prints": ("a plain payload", "it wrote a line that is no JSON"),
    "latin-1": ("characters of every kind", "it wrote a line that is no UTF-8"),
    "reasons-that-were-not-announced": ("a legal payload to validate", "reasons, and hello did not announce them"),
    "crashes-and-says-so": ("a legal payload to validate", "it says that it crashed: KeyError: 'size'"),
    "accepts-a-call": ("a call, step by step", "it is none of the answers of the protocol"),
    "steps-without-an-outcome": ("a call, step by step", "it is none of the answers of the protocol"),
    "accepts-what-it-does-not-know": ("an op of another version", "'unsupported'"),
    "silent-about-what-it-does-not-know": ("an op of another version", "no answer within 1 s"),
    "bye-in-other-words": ("the last request", "it is none of the answers of the protocol"),
    "chats-after-bye": ("it ends by itself", "after bye, it wrote that was nice"),
    "floods-after-bye": ("it ends by itself", "after bye, it wrote and another thing"),
    "stays-after-bye": ("it ends by itself", "after bye, it did not end within 1 s"),
    "exits-with-7": ("it ends by itself", "after bye, it ended with exit code 7"),
    "does-not-flush": ("the first request", "no answer within 2 s; does it flush what it writes?"),
    "ends-after-one": ("what is no object is a payload too", "on standard error: error: one is enough"),
}


def check(command, name: str):
    deadlines = ["--deadline", "1", "--start-deadline", "2" if name == "does-not-flush" else "20"]
    return command("protocol", "check", "--command", python("-S", mistaken.__file__, name), *deadlines)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_mistake_is_told_where_it_is(command, name: str) -> None:
    ended = check(command, name)
    assert ended.code == 1
    exchange, complaint = MISTAKES[name]
    told = ended.out.split("WRONG ")[1:]
    assert told, ended.out
    assert exchange in told[0].splitlines()[0] + told[0], ended.out
    assert complaint in told[0], ended.out
    assert ended.out.splitlines()[-1].endswith("are wrong; docs/protocol.md has the contract")


@pytest.mark.parametrize(
    "program", [python("-S", mistaken.__file__, "none"), python(served.__file__, "imagegen_reference:ImageGenTool")]
)
def test_nothing_is_said_of_who_makes_none(command, program: str) -> None:
    ended = command("protocol", "check", "--command", program)
    assert ended.code == 0, ended.out
    assert "WRONG" not in ended.out
    assert ended.out.splitlines()[-1] == "all 16 exchanges are as they should be"


def test_what_cannot_be_started(command) -> None:
    command("protocol", "check", "--command", "no-such-program").complains(3, "cannot be started", "is it installed")


def test_there_has_to_be_a_command(command) -> None:
    ended = command("protocol", "check")
    assert ended.code == 2
    assert "--command" in ended.err


def test_a_flood_takes_little_memory(command) -> None:
    tracemalloc.start()
    try:
        check(command, "floods-after-bye")
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
