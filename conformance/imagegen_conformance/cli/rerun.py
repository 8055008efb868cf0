"""Commands that repeat a run, or a part of it."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable

from imagegen_conformance.cli.output import PROGRAM
from imagegen_conformance.results.rerun import CASE_PLACEHOLDER, LEVEL_PLACEHOLDER
from imagegen_conformance.runner.options import RunOptions, attempt_arguments, find_option, rerun_arguments

__all__ = ["base_command", "rerun_template"]

# The options of servers on which the verdict of a case depends.
SERVICE_VALUES = ("start", "model", "envelope", "name", "max-requests", "upstream-port")


def base_command(parsed: argparse.Namespace, options: RunOptions, levels: Iterable[str]) -> str:
    """Return the command that tests the same implementation at some levels."""
    # The command has every option on which the verdict of a case depends. The configuration may set others, such as the
    # files to write, which the run of one case must not replace.
    how = ["--no-config"] * bool(parsed.configuration) + ["--in-process"] * parsed.in_process
    how += [f"--rejection {rejection}" for rejection in parsed.rejection]
    how += _service_arguments(parsed)
    timeouts = (("timeout", parsed.timeout), ("startup-timeout", parsed.startup_timeout))
    how += [f"--{name} {seconds:g}" for name, seconds in timeouts if seconds is not None]
    return " ".join([PROGRAM, "run", *_implementation(parsed), *how, *rerun_arguments(options, levels)])


def rerun_template(parsed: argparse.Namespace, options: RunOptions) -> str:
    """Return the command that runs one case as it was run, with placeholders for the case."""
    command = base_command(parsed, options, [LEVEL_PLACEHOLDER])
    return " ".join([command, *attempt_arguments(options), f"--select {CASE_PLACEHOLDER}"])


def _implementation(parsed: argparse.Namespace) -> list[str]:
    relay = ["--relay"] * parsed.relay
    if parsed.url is not None:
        return [*relay, f"--url {shlex.quote(parsed.url)}"]
    return [*relay, parsed.implementation if parsed.command is None else f"--command {shlex.quote(parsed.command)}"]


def _service_arguments(parsed: argparse.Namespace) -> list[str]:
    values = [(name, getattr(parsed, find_option(name).attribute)) for name in SERVICE_VALUES]
    arguments = [f"--{name} {shlex.quote(str(value))}" for name, value in values if value is not None]
    return arguments + [f"--header {shlex.quote(header)}" for header in parsed.header]
