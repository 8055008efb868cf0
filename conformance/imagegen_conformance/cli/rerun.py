"""Commands that repeat a run, or a part of it."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable

from imagegen_conformance.cli.output import PROGRAM
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.runner.options import RunOptions, attempt_arguments, rerun_arguments

__all__ = ["base_command", "rerun_command"]


def base_command(parsed: argparse.Namespace, options: RunOptions, levels: Iterable[str]) -> str:
    """Return the command that tests the same implementation at some levels."""
    implementation = parsed.implementation if parsed.command is None else f"--command {shlex.quote(parsed.command)}"
    how = ["--in-process"] * parsed.in_process + [f"--rejection {rejection}" for rejection in parsed.rejection]
    return " ".join([PROGRAM, "run", implementation, *how, *rerun_arguments(options, levels)])


def rerun_command(parsed: argparse.Namespace, options: RunOptions, case: Case) -> str:
    """Return the command that runs one case as it was run."""
    command = base_command(parsed, options, [case.level])
    return " ".join([command, *attempt_arguments(options), f"--select {case.id}"])
