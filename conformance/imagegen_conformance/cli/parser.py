"""Parser of the command line: help with examples, and errors that name similar options and commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple, NoReturn

from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import did_you_mean
from imagegen_conformance.runner.option import repeat_option, suggest_option

__all__ = ["CommandHelp", "Commands", "Parser", "add_command", "add_subcommands"]

Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for the type of its commands
MISSING_ARGUMENTS = "the following arguments are required"  # the beginning of a message of argparse
# Commands that users may try instead of the right one, and whose spelling does not lead to it.
SYNONYMS = {
    "accept": "expected-failures",
    "baseline": "expected-failures",
    "check": "lint",
    "lock": "register-ids",
    "prune": "expected-failures",
    "strength": "mutation",
}
# Commands that users may try for a list of expected failures. One that adds and removes would hide new failures.
LIST_EDITS = {"add", "baseline", "create", "delete", "generate", "remove", "sync", "update", "write"}


class Parser(argparse.ArgumentParser):
    """A parser that knows no abbreviations, and names similar options and commands in its errors."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(formatter_class=_formatter, allow_abbrev=False, **keywords)
        self.set_defaults(parser=self, handler=None)
        self._words: Sequence[str] = ()

    def parse_known_args(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse arguments as argparse does, and keep them for messages."""
        self._words = args or ()
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Exit with the message of an error. The usage is not printed, because it has many lines.

        An unknown option is reported instead of a missing argument: it can be the misspelled name of the latter.
        """
        unknown = [word for word in takewhile("--".__ne__, self._words) if self._is_unknown_option(word)]
        if unknown and message.startswith(MISSING_ARGUMENTS):
            self.reject(unknown, argparse.Namespace())
        topic = "options" if self._subparsers is None else "commands"
        help_line = "" if "--help" in message else f"Run `{self.prog} --help` for the {topic}.\n"
        self.exit(2, f"{self.prog}: error: {message}\n{help_line}")

    def _is_unknown_option(self, word: str) -> bool:
        return word.startswith("--") and word.partition("=")[0] not in self._option_string_actions

    def reject(self, arguments: Sequence[str], parsed: argparse.Namespace) -> NoReturn:
        """Exit with an error for arguments that are left over after parsing; an unknown option is named first.

        Args:
            arguments: The arguments that are left over.
            parsed: The parsed arguments.
        """
        options = [argument for argument in arguments if argument.startswith("-") and argument.strip("-")]
        if not options:
            hint = _suggest_repetition(arguments, parsed) or f"Run `{self.prog} --help` for the arguments."
            self.error(f"unexpected argument {arguments[0]!r}. {hint}")
        names = [name.removeprefix("--") for name in self._option_string_actions if name.startswith("--")]
        hint = suggest_option(options[0], names, f"Run `{self.prog} --help` for the options.")
        self.error(f"unknown option {options[0].partition('=')[0]}. {hint}")

    def reject_missing_command(self) -> NoReturn:
        """Exit with an error for a command line that ends before the command."""
        self.error(f"no command is given. Run `{self.prog} --help` for the commands.")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print a help text or an error. Raise OutputError if a help text cannot be written."""
        print_lines([message.removesuffix("\n")], sys.stderr if file is sys.stderr else sys.stdout)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise ArgumentError for an unknown command. Options check their values themselves, when they are parsed."""
        commands = list(action.choices or ())
        if action.choices is not None and value not in commands:
            synonym = SYNONYMS.get(value)
            known = f"Run `{self.prog} --help` for the commands."
            if "prune" in commands and value in LIST_EDITS:
                hint = "Use accept to add failures, or prune to remove ids that do not fail as listed."
            elif "run" in commands and ":" in value:  # the path of a Python object
                hint = f"Did you mean `run {value}`?"
            else:
                hint = f"Did you mean {synonym}?" if synonym in commands else did_you_mean(value, commands, known)
            raise argparse.ArgumentError(None, f"unknown command {value!r}. {hint}")


def _suggest_repetition(arguments: Sequence[str], parsed: argparse.Namespace) -> str:
    """Return the hint to repeat --level if these arguments continue its values, and an empty string if not."""
    levels = [word for word in (getattr(parsed, "implementation", None), *arguments) if word in LEVELS]
    given = getattr(parsed, "level", None)
    return repeat_option("--level", [*given, *levels]) if given and levels else ""


class CommandHelp(NamedTuple):
    """The help texts of a command.

    Attributes:
        summary: The line of the command in the list of commands.
        description: The first paragraphs of its help, in lines of at most 100 characters.
        examples: Complete command lines.
    """

    summary: str
    description: str
    examples: Sequence[str]


def add_command(
    commands: Commands[Parser], name: str, handler: Callable[[argparse.Namespace], int] | None, texts: CommandHelp
) -> Parser:
    """Add a command, and return its parser.

    Args:
        commands: The commands of the parser, as `add_subcommands` returns them.
        name: The name of the command.
        handler: The function that executes the command and returns the exit code; None if it has subcommands.
        texts: The help texts.
    """
    examples = "\n".join(f"  {example}" for example in texts.examples)
    epilog = f"{'example' if len(texts.examples) == 1 else 'examples'}:\n{examples}"
    parser = commands.add_parser(name, help=texts.summary, description=texts.description, epilog=epilog)
    parser.set_defaults(handler=handler)
    return parser


def add_subcommands(parser: Parser) -> Commands[Parser]:
    """Return the object that takes the commands of a parser."""
    return parser.add_subparsers(metavar="COMMAND", title="commands")


def _formatter(prog: str) -> argparse.HelpFormatter:
    # argparse creates a formatter for every option. Querying the terminal for its width each time takes longer than
    # parsing, so that the width is fixed.
    return argparse.RawDescriptionHelpFormatter(prog, width=100, max_help_position=30)
