"""Options of the table that several commands have."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from imagegen_conformance.cli.output import shows_colors
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import Option, add_option
from imagegen_conformance.runner.options import find_option

if TYPE_CHECKING:
    from imagegen_conformance.connections.stdio.options import StdioOptions
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.corpus.profiles import Revision
    from imagegen_conformance.reports.settings import ReportSettings, Verbosity

__all__ = [
    "FILTERS",
    "PROFILE",
    "TIMEOUTS",
    "add_options",
    "load_corpus",
    "load_revision",
    "report_settings",
    "stdio_options",
]

FILTERS = ("level", "select", "area", "requirement")
PROFILE = ("profile", "revision")
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


def load_corpus(parsed: argparse.Namespace, patterns: Sequence[str] = ()) -> Corpus:
    """Return the corpus in the revision that the options --profile and --revision choose.

    Args:
        parsed: The parsed arguments of a command that has these options.
        patterns: Patterns of case ids, as `Corpus.load` takes them.

    Raises:
        CorpusError: A file of the corpus is missing or malformed.
        UsageError: The profile or the revision is unknown.
    """
    from imagegen_conformance.corpus.corpus import Corpus

    return Corpus.load(None, patterns, parsed.profile, parsed.revision)


def load_revision(parsed: argparse.Namespace) -> Revision:
    """Return the revision that the options --profile and --revision choose, without loading the corpus.

    Raises:
        CorpusError: The file of the profiles is missing or malformed.
        UsageError: The profile or the revision is unknown.
    """
    from imagegen_conformance.corpus.profiles import Profiles
    from imagegen_conformance.resources import data_directory

    return Profiles.load(data_directory("fixtures")).find(parsed.profile, parsed.revision)


def stdio_options(parsed: argparse.Namespace) -> StdioOptions:
    """Return the options of the connection to an adapter program; options that are not given keep their defaults."""
    from imagegen_conformance.connections.stdio.options import StdioOptions

    values = {name: getattr(parsed, name, None) for name in StdioOptions._fields}
    return StdioOptions(**{name: value for name, value in values.items() if value is not None})


def report_settings(parsed: argparse.Namespace) -> ReportSettings:
    """Return the settings of the report of a run.

    Raises:
        UsageError: Two options contradict each other.
    """
    from imagegen_conformance.reports.settings import ReportSettings
    from imagegen_conformance.reports.style import Style

    if parsed.quiet and (parsed.verbose or parsed.max_failures is not None):
        option = "--verbose" if parsed.verbose else "--max-failures"
        raise UsageError(f"--quiet omits the failures that {option} describes", hint="Remove one of them.")
    verbosity: Verbosity = "quiet" if parsed.quiet else "verbose" if parsed.verbose else "normal"
    style = Style(colored=shows_colors(sys.stdout, os.environ))
    return ReportSettings(verbosity, parsed.max_failures, style, configuration=getattr(parsed, "configuration", ""))
