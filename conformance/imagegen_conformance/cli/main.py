"""The command imagegen-conformance: parses its arguments, executes a command, and returns the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise

from imagegen_conformance.cli.output import PROGRAM, print_lines
from imagegen_conformance.cli.parser import Parser, add_subcommands
from imagegen_conformance.cli.runner_log import without_runner_commands
from imagegen_conformance.cli.signals import SignalInterrupt
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.version import __version__

__all__ = ["build_parser", "main", "parse_arguments"]

# From each command to the module of its function `add_COMMAND`, in the order of the help text.
COMMANDS = {
    "run": "run",
    "list": "cases",
    "show": "cases",
    "verify": "verify",
    "report": "report",
    "compare": "compare",
    "matrix": "matrix",
    "expected-failures": "expected_failures",
    "protocol": "protocol",
    "http": "http_check",
    "export": "export",
    "schema": "schema",
    "coverage": "coverage",
    "corpus": "corpus",
    "mutation": "mutation",
}
WITH_FOREIGN_TEXT = {"run", "verify", "report", "compare", "matrix", "expected-failures", "http"}
FORMATS_OF_PROGRAMS = {"json", "junit", "html", "github", "badge"}  # no lines of the log may precede these formats
DESCRIPTION = """\
Test an implementation of the image generation tool payload for conformance, and work with the test
cases."""
EPILOG = """\
exit codes:
  0      the implementation conforms, or the command succeeded
  1      the implementation does not conform, or problems were found
  2      the command line, the corpus, the evidence or the list of expected failures is invalid
  3      the implementation could not be started, no case was judged, or output was lost
  128+N  signal N ended the command

example:
  imagegen-conformance run mypackage.tools:ImageGenTool

Run imagegen-conformance COMMAND --help for the options of a command."""
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute one command, and return its exit code.

    Args:
        arguments: The arguments of the command line; None for those of the process.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        # Characters that the encoding does not have are escaped: a report must not end in an exception.
        sys.stdout.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else arguments
    with without_runner_commands(sys.stdout) if _prints_foreign_text(words) else nullcontext():
        return _execute(words)


def _prints_foreign_text(words: Sequence[str]) -> bool:
    """Return whether the command prints a text for people that quotes an implementation, and no format for programs."""
    formats = {word.partition("=")[2] for word in words if word.startswith("--format=")}
    formats |= {value for word, value in pairwise(words) if word == "--format"}
    default = {"html"} if words[:1] == ["matrix"] else set[str]()
    return bool(words) and words[0] in WITH_FOREIGN_TEXT and not (formats or default) & FORMATS_OF_PROGRAMS


def _execute(words: Sequence[str]) -> int:
    try:
        parsed = parse_arguments(words)
        return int(parsed.handler(parsed))
    except ConformanceError as error:
        with without_runner_commands(sys.stderr):
            print_lines([f"{PROGRAM}: {error}", *error.details], sys.stderr)
        return error.exit_code
    except SignalInterrupt as interrupt:
        print_lines([f"{PROGRAM}: {interrupt}"], sys.stderr)
        return interrupt.exit_code
    except KeyboardInterrupt:
        print_lines([f"{PROGRAM}: interrupted"], sys.stderr)
        return INTERRUPTED


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the parsed arguments, with the `handler` of the command. Exit with code 2 if they are invalid."""
    words = sys.argv[1:] if arguments is None else arguments
    parsed = argparse.Namespace()
    _, rest = build_parser(words[0] if words else "").parse_known_args(words, parsed)
    if rest:
        parsed.parser.reject(rest, parsed)
    if parsed.handler is None:
        parsed.parser.reject_missing_command()
    return parsed


def build_parser(command: str = "") -> Parser:
    """Return the parser of the command line.

    Args:
        command: The command that is to be parsed, if it is known. The modules of the other commands are then not
            imported, because importing them takes longer than parsing.
    """
    parser = Parser(prog=PROGRAM, description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = add_subcommands(parser)
    for name in [command] if command in COMMANDS else COMMANDS:
        module = import_module(f"imagegen_conformance.cli.{COMMANDS[name]}")
        getattr(module, f"add_{name.replace('-', '_')}")(commands)
    return parser
