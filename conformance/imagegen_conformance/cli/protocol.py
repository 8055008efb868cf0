"""The command `protocol`: tools for authors of adapter programs."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from imagegen_conformance.cli.options import PROFILE, TIMEOUTS, add_options, stdio_options
from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command, add_subcommands
from imagegen_conformance.cli.signals import exit_on_signal
from imagegen_conformance.runner.option import add_option, quote_command
from imagegen_conformance.runner.options import find_option

if TYPE_CHECKING:
    from imagegen_conformance.connections.stdio.protocol_check import Exchange

__all__ = ["add_protocol"]

EXAMPLES = ["imagegen-conformance protocol check --command 'node adapter.mjs'"]
CONTRACT_EXAMPLES = [
    "imagegen-conformance protocol contract",
    "imagegen-conformance protocol contract --schema",
]
PROTOCOL = CommandHelp(
    summary="check an adapter program, or print the adapter protocol",
    description="""\
Check an adapter program, which connects an implementation in any language to the suite, or print
the protocol that it speaks.""",
    examples=[*EXAMPLES, *CONTRACT_EXAMPLES],
)
CONTRACT = CommandHelp(
    summary="print the adapter protocol",
    description="""\
Print the definition of the protocol between the suite and an adapter program, in the version that
this release of the suite speaks.""",
    examples=CONTRACT_EXAMPLES,
)
CHECK = CommandHelp(
    summary="check that an adapter program follows the protocol",
    description="""\
Start an adapter program, send it requests of every kind, and print every exchange with its
violations of the protocol. The exit code is 1 if there is a violation.

Use this command while you write an adapter program, before you test it with
imagegen-conformance run --command.""",
    examples=EXAMPLES,
)


def add_protocol(commands: Commands[Parser]) -> None:
    """Add the command `protocol` with its subcommands."""
    subcommands = add_subcommands(add_command(commands, "protocol", None, PROTOCOL))
    check = add_command(subcommands, "check", _check, CHECK)
    add_option(check.add_argument, find_option("command"), required=True)
    add_options(check, [*PROFILE, *TIMEOUTS])
    check.add_argument("program", nargs="?", action=_StoreProgram, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    contract = add_command(subcommands, "contract", _contract, CONTRACT)
    contract.add_argument("--schema", action="store_true", help="print the JSON Schema of the messages instead")


class _StoreProgram(argparse.Action):
    """The action for a program that is not the value of --command, which is an error.

    It is an argument of the parser, because argparse would otherwise report first that --command is missing. With
    --command, the error is reported after parsing, because an unknown option and its value have a better message.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - the signature of argparse
    ) -> None:
        if namespace.command is None:
            _reject_program(parser, values, values)
        namespace.program = values


def _reject_program(parser: argparse.ArgumentParser, program: str, command: str) -> NoReturn:
    parser.error(f"unexpected argument {program!r}. Write --command {quote_command(command)}")


def _check(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.connections.stdio.messages import PROTOCOL_HINT
    from imagegen_conformance.connections.stdio.protocol_check import check_protocol
    from imagegen_conformance.corpus.profiles import Profiles
    from imagegen_conformance.resources import data_directory

    if "program" in parsed:
        _reject_program(parsed.parser, parsed.program, f"{parsed.command} {parsed.program}")
    profiles = Profiles.load(data_directory("fixtures"))
    revision = profiles.find(parsed.profile, parsed.revision)
    total = violations = 0
    check = check_protocol(parsed.command, profiles, revision, stdio_options(parsed))
    with exit_on_signal(), contextlib.closing(check) as exchanges:
        for exchange in exchanges:
            print_lines(_exchange_lines(exchange))
            total += 1
            violations += bool(exchange.problems)
    if violations:
        verb = "violates" if violations == 1 else "violate"
        print_lines([f"{violations} of {total} exchanges {verb} the protocol. {PROTOCOL_HINT}"])
        return 1
    print_lines([f"all {total} exchanges follow the protocol"])
    return 0


def _contract(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.resources import data_directory

    directory, name = ("schemas", "protocol.schema.json") if parsed.schema else ("docs", "reference/protocol.md")
    print_lines([(data_directory(directory) / name).read_text(encoding="utf-8").removesuffix("\n")])
    return 0


def _exchange_lines(exchange: Exchange) -> Iterator[str]:
    mark = "WRONG" if exchange.problems else "ok   "
    yield f"{mark} {exchange.purpose}"
    if exchange.sent:
        yield f"      → {exchange.sent}"
    if exchange.received:
        yield f"      ← {exchange.received}"
    yield from (f"      !  {problem}" for problem in exchange.problems)
