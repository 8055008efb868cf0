"""The command `http`: tools for operators of servers and gateways."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from imagegen_conformance.cli.configured_arguments import apply_configuration
from imagegen_conformance.cli.implementation_choice import check_service
from imagegen_conformance.cli.options import PROFILE, TIMEOUTS, add_options, load_revision
from imagegen_conformance.cli.output import print_announcement, print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command, add_subcommands
from imagegen_conformance.cli.signals import exit_on_signal
from imagegen_conformance.errors import ServiceError, UsageError
from imagegen_conformance.runner.configuration_options import CONFIGURATION_OPTIONS
from imagegen_conformance.runner.options import find_option
from imagegen_conformance.runner.service_options import SERVICE_OPTIONS

if TYPE_CHECKING:
    from imagegen_conformance.cli.service import Service

__all__ = ["add_http"]

EXAMPLES = [
    "imagegen-conformance http check --url http://127.0.0.1:8000/v1/responses",
    "imagegen-conformance http check --relay --url http://127.0.0.1/v1/responses --upstream-port 9000",
    "imagegen-conformance http check --relay --command 'node client.mjs'",
]
HTTP = CommandHelp(
    summary="check the set-up for a server, a gateway or a client",
    description="Check the set-up for a test of a server, a gateway or a client, before it is tested.",
    examples=EXAMPLES,
)
CHECK = CommandHelp(
    summary="send the controls, and show the exchanges",
    description="""\
Send the controls, the requests whose outcomes are known, to a server or a gateway, or let a client
program send one, and show each exchange in full. Nothing is judged. The exit code is 3 if a control
does not hold, so that imagegen-conformance run would not start.

Options can also be set in the table tool.imagegen-conformance of pyproject.toml, as for
imagegen-conformance run; keys that do not concern the controls are ignored.""",
    examples=EXAMPLES,
)
# The options of a run that have no effect on the controls.
OTHER_OPTIONS = {"concurrency", "rate", "no-smoke", "name"}
CHECK_OPTIONS = (
    "command",
    *(option.name for option in SERVICE_OPTIONS if option.name not in OTHER_OPTIONS),
    *PROFILE,
    *TIMEOUTS,
)


def add_http(commands: Commands[Parser]) -> None:
    """Add the command `http` with its subcommand."""
    subcommands = add_subcommands(add_command(commands, "http", None, HTTP))
    check = add_command(subcommands, "check", _check, CHECK)
    add_options(check, [*CHECK_OPTIONS, *CONFIGURATION_OPTIONS])
    check.set_defaults(**dict.fromkeys(find_option(name).attribute for name in OTHER_OPTIONS), jobs=None)


def _check(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.cli.service import open_service, service_options

    apply_configuration(parsed, CHECK_OPTIONS)
    _check_arguments(parsed)
    check_service(parsed)
    options = None if parsed.url is None else service_options(parsed)
    with exit_on_signal(), contextlib.ExitStack() as stack:
        service = open_service(parsed, load_revision(parsed), options, stack, print_announcement)
        if service.upstream is not None:
            print_lines([f"the upstream is {service.upstream}"])
        total = 0
        for lines in _exchanges(service):
            print_lines(lines)
            total += 1
    print_lines([f"all {total} controls hold"])
    return 0


def _check_arguments(parsed: argparse.Namespace) -> None:
    """Raise UsageError unless there is exactly one server, gateway or client."""
    if (parsed.url is None) == (parsed.command is None):
        hint = "Name a server or a gateway with --url, or a client program with --relay --command."
        raise UsageError("--url and --command are both given" if parsed.url else "no server is given", hint=hint)
    if parsed.command is not None and not parsed.relay:
        hint = "Add --relay for a client program, or run `imagegen-conformance protocol check` for an adapter program."
        raise UsageError("--command names a program that the suite cannot reach over HTTP", hint=hint)


def _exchanges(service: Service) -> Iterator[list[str]]:
    """Yield the lines about each control. Raise ServiceError after those of the first one that does not hold."""
    for check in service.connection.checks():
        mark = "ok   " if check.problem is None else "WRONG"
        yield [f"{mark} {check.purpose}", *(f"      {line}" for line in check.lines)]
        if check.problem is not None:
            raise ServiceError(check.problem, hint=check.hint)
