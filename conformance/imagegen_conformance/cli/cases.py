"""The commands `list` and `show`: cases of the corpus."""

from __future__ import annotations

import argparse

from imagegen_conformance.cli.options import FILTERS, add_options
from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.corpus.requirements import STRENGTHS
from imagegen_conformance.runner.option import Option
from imagegen_conformance.runner.options import find_option

__all__ = ["add_list", "add_show"]

LEVEL = find_option("level")._replace(default="all levels")
STRENGTH = Option("strength", LEVEL.group, "select the cases of this strength", "all strengths", choices=STRENGTHS)


LIST = CommandHelp(
    summary="list cases",
    description="""\
Print the id, the level, the strength and the description of each selected case, one per line.""",
    examples=["imagegen-conformance list --area quality --level wire"],
)
SHOW = CommandHelp(
    summary="show one case",
    description="Print the request, the expected outcome, the requirement and the sources of one case.",
    examples=["imagegen-conformance show quality/values/low"],
)


def add_list(commands: Commands[Parser]) -> None:
    """Add the command `list`."""
    parser = add_command(commands, "list", _list, LIST)
    add_options(parser, [LEVEL, *FILTERS[1:], "smoke", STRENGTH])


def add_show(commands: Commands[Parser]) -> None:
    """Add the command `show`."""
    parser = add_command(commands, "show", _show, SHOW)
    parser.add_argument("case", metavar="CASE", help="id of the case")


def _list(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.corpus.selection import Selection

    selection = Selection(
        levels=tuple(parsed.level),
        patterns=tuple(parsed.select),
        areas=tuple(parsed.area),
        requirements=tuple(parsed.requirement),
        strengths=(parsed.strength,) if parsed.strength else (),
        smoke=parsed.smoke,
    )
    cases = Corpus.load().select(selection)
    width = max(len(case.id) for case in cases)
    print_lines(f"{case.id:<{width}}  {case.level:<6}  {case.strength:<6}  {case.description}" for case in cases)
    return 0


def _show(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.reports.case import describe_case

    print_lines(describe_case(Corpus.load().case(parsed.case)))
    return 0
