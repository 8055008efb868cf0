"""The call of the suite for a run: its arguments and its environment variables."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import virtual_environment
from manifest import PYPI, Run

__all__ = ["command_line", "suite_call", "variables"]


def suite_call(run: Run, python: Path, environment: Path, evidence: Path) -> list[str]:
    """Return the call of the suite, as a list of arguments.

    Args:
        run: The run.
        python: The interpreter of the suite.
        environment: The folder that the implementation is installed into.
        evidence: The evidence file.
    """
    expected_failures = run.expected_failures
    return [
        *(str(python), "-m", "imagegen_conformance", "run"),
        *_subject(run, environment),
        "--no-config",
        *(("--profile", run.profile) if run.profile else ()),
        *(("--revision", run.revision) if run.revision else ()),
        *(option for level in run.levels for option in ("--level", level)),
        *(option for area in run.areas for option in ("--area", area)),
        *("--fail-on", "should"),
        *_variations(run),
        *(("--expected-failures", str(expected_failures.absolute())) if expected_failures else ()),
        *("--evidence", str(evidence)),
    ]


def _variations(run: Run) -> tuple[str, ...]:
    # Over HTTP, each variant and each repetition of a case is another request. Without the option, the default would
    # depend on the environment variable CI.
    return ("--variants", "--repeat", "2") if run.has_variants and not run.is_http else ("--no-variants",)


def variables(run: Run, environment: Path) -> dict[str, str]:
    """Return the environment variables of the run.

    The programs of a Python environment come first in the path, so that `python` in a command is its interpreter. The
    command is a part of evidence, and must not depend on the machine.
    """
    own = dict(os.environ)
    if run.registry == PYPI and not run.implementation:
        own["PATH"] = os.pathsep.join([str(virtual_environment.programs(environment)), own.get("PATH", os.defpath)])
    return own | dict(run.variables)


def command_line(words: tuple[str, ...], environment: Path) -> str:
    """Return the words of a command as one string for --command or --start, for a process that runs in the environment.

    A path in it stays relative, because evidence contains the command, and must not depend on the machine.
    """
    program, *arguments = words
    if "/" in program:
        found = shutil.which(str(environment / program))  # adds the suffix on Windows
        program = Path(program).with_suffix(Path(found).suffix).as_posix() if found else program
        program = program if "/" in program else f"./{program}"
    words = (program, *arguments)
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _subject(run: Run, environment: Path) -> Iterator[str]:
    """Yield the arguments that say what is tested."""
    if run.implementation:
        yield run.implementation
        return
    if run.is_relay:
        yield "--relay"
    if run.command:
        yield from ("--command", command_line(run.command, environment))
    if run.url:
        yield from ("--url", run.url, "--name", run.title, "--start", command_line(run.start, environment))
    for option, value in (
        ("--upstream-port", run.upstream_port),
        ("--envelope", run.envelope),
        ("--model", run.model),
        ("--concurrency", run.concurrency),
        *(("--header", f"{name}={variable}") for name, variable in run.headers.items()),
    ):
        if value:
            yield from (option, str(value))
