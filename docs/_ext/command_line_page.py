"""The reference of the command line, generated from the parser of the command."""

from __future__ import annotations

import argparse
import os
import re
import textwrap
from collections.abc import Iterator
from unittest import mock

__all__ = ["command_line", "commands"]

USAGE = "usage: "


def command_line() -> str:
    """Return the Markdown text of all commands, in the order of the help."""
    return "\n".join(line for parser in commands() for line in _command(parser)) + "\n"


def commands() -> list[argparse.ArgumentParser]:
    """Return the parser of each command that does something by itself, in the order of the help."""
    from imagegen_conformance.cli.main import build_parser

    with mock.patch.dict(os.environ, {"CI": ""}):  # help texts must not depend on where the site is built
        return list(_leaves(build_parser()))


def _leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    children = _subparsers(parser)
    if not children:
        yield parser
    for child in children:
        yield from _leaves(child)


def _subparsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list its actions
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            return list(action.choices.values())
    return []


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f"## {parser.prog.partition(' ')[2]}\n"
    if parser.description:
        yield f"{_prose(parser.description)}\n"
    yield f"```text\n{_usage(parser)}\n```\n"
    for group in parser._action_groups:  # noqa: SLF001 - argparse has no public way to list its groups
        actions = [action for action in group._group_actions if _is_shown(action)]  # noqa: SLF001 - the same
        if actions:
            yield f"| {str(group.title).capitalize()} | Description |\n|---|---|"
            yield from map(_row, actions)
            yield ""
    if parser.epilog:
        title, _, examples = parser.epilog.partition("\n")
        text = "\n".join(line.removeprefix("  ") for line in examples.splitlines())
        yield f"{title.capitalize()}\n\n```text\n{text}\n```\n" if text else f"{_prose(title)}\n"


def _usage(parser: argparse.ArgumentParser) -> str:
    """Return the usage without the word "usage:", with the continuation lines moved by its length."""
    return textwrap.dedent(" " * len(USAGE) + parser.format_usage().removeprefix(USAGE)).rstrip()


def _is_shown(action: argparse.Action) -> bool:
    return action.help is not argparse.SUPPRESS and action.dest != "help"


def _row(action: argparse.Action) -> str:
    return f"| {_name(action)} | {_cell(action.help or '')} |"


def _name(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest.upper()}`"
    metavar = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
    value = f" {metavar}" if metavar else ""
    return ", ".join(f"`{_cell(option + value)}`" for option in action.option_strings)


def _cell(text: str) -> str:
    """Return a text for a cell of a table; the options that a sentence names become code."""
    escaped = text.replace("|", "\\|")
    return escaped if text.startswith("--") else re.sub(r"(?<![\w`-])(--[a-z][a-z-]*)", r"`\1`", escaped)


def _prose(text: str) -> str:
    """Return a text of the help as Markdown: options become code, and a line break inside a paragraph is a space."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return "\n\n".join(_cell(paragraph) for paragraph in paragraphs)
