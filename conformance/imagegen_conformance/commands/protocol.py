"""The command `protocol check`."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imagegen_conformance.commands.output import say
from imagegen_conformance.commands.run import add_limits, limits
from imagegen_conformance.commands.signals import orderly

if TYPE_CHECKING:
    from imagegen_conformance.program.check import Exchange

__all__ = ["add_protocol"]


def add_protocol(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    protocol = commands.add_parser("protocol", help="for who writes a program that `run --command` takes")
    actions = protocol.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="have a conversation with it, and say what is wrong, message by message")
    check.add_argument("--command", dest="program", metavar="COMMAND", required=True, help="the program")
    add_limits(check)
    check.set_defaults(command=_check)


def _check(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.program.check import converse

    wrong = asked = 0
    revision = Corpus.load(patterns=["raw/"]).revision
    with orderly(), contextlib.closing(converse(parsed.program, revision, limits(parsed))) as exchanges:
        for exchange in exchanges:
            say(_told(exchange))
            asked += 1
            wrong += bool(exchange.problems)
    told = f"{wrong} of {asked} exchanges are wrong" if wrong else f"all {asked} exchanges are as they should be"
    say([f"{told}; docs/protocol.md has the contract" if wrong else told])
    return 1 if wrong else 0


def _told(exchange: Exchange) -> Iterator[str]:
    mark = "WRONG" if exchange.problems else "ok   "
    yield f"{mark} {exchange.about or 'the conversation ended'}"
    if exchange.sent:
        yield f"      → {exchange.sent}"
    if exchange.came:
        yield f"      ← {exchange.came}"
    yield from (f"      !  {problem}" for problem in exchange.problems)
