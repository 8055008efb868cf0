"""Options of the table that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from imagegen_conformance.runner.option import Option, add_option
from imagegen_conformance.runner.options import find_option

if TYPE_CHECKING:
    from imagegen_conformance.connections.stdio.options import StdioOptions

__all__ = ["FILTERS", "TIMEOUTS", "add_options", "stdio_options"]

FILTERS = ("level", "select", "area", "requirement")
TIMEOUTS = ("timeout", "startup-timeout")


def add_options(parser: argparse.ArgumentParser, names: Sequence[str | Option]) -> None:
    """Add options to a parser, in groups.

    Args:
        parser: The parser.
        names: The names of options of the table, or options of the command itself.
    """
    groups: dict[str, argparse._ArgumentGroup] = {}
    for name in names:
        option = find_option(name) if isinstance(name, str) else name
        if option.group not in groups:
            groups[option.group] = parser.add_argument_group(option.group)
        add_option(groups[option.group].add_argument, option)


def stdio_options(parsed: argparse.Namespace) -> StdioOptions:
    """Return the options of the connection to an adapter program; options that are not given keep their defaults."""
    from imagegen_conformance.connections.stdio.options import StdioOptions

    values = {name: getattr(parsed, name, None) for name in StdioOptions._fields}
    return StdioOptions(**{name: value for name, value in values.items() if value is not None})
