"""The command `corpus criteria`: the coverage criteria, and what is missing."""

from __future__ import annotations

import argparse
import sys

from imagegen_conformance.cli.json_output import FORMAT, print_json
from imagegen_conformance.cli.options import add_options
from imagegen_conformance.cli.output import PROGRAM, print_lines, print_problems
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.runner.option import Option

__all__ = ["add_corpus_criteria"]

CRITERIA = CommandHelp(
    summary="print how many of the required combinations the cases have",
    description="""\
Print how many of the combinations that each criterion of fixtures/criteria.json requires occur in
the cases, in the default revision of each profile.

NAME is the name of a criterion; all criteria are printed by default. The exit code is 1 if a
combination is missing, or a criterion has a problem.""",
    examples=[
        "imagegen-conformance corpus criteria",
        "imagegen-conformance corpus criteria rule-context --missing",
        "imagegen-conformance corpus criteria --format json",
    ],
)
MISSING = Option(
    "missing",
    "output",
    "also print each missing combination, with a source case that has it",
    kind="flag",
)


def add_corpus_criteria(commands: Commands[Parser]) -> None:
    """Add the command `corpus criteria`, given the commands of `corpus`."""
    parser = add_command(commands, "criteria", _criteria, CRITERIA)
    parser.add_argument("names", metavar="NAME", nargs="*", help="the name of a criterion")
    add_options(parser, [MISSING, FORMAT])


def _criteria(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.authoring.criteria.criterion_checks import criterion_problems
    from imagegen_conformance.authoring.criteria.evaluation import Evaluation
    from imagegen_conformance.authoring.criteria.report import criteria_entries, criteria_lines, missing_lines
    from imagegen_conformance.corpus.corpus import Corpus

    corpus = Corpus.load()
    evaluation = Evaluation.of(corpus, parsed.names)
    if problems := [str(error) for error in criterion_problems(evaluation)]:
        return print_problems([], problems)
    if parsed.format == "json":
        print_json("corpus criteria", corpus.revision, criteria_entries(evaluation, with_proposals=parsed.missing))
    else:
        print_lines(criteria_lines(evaluation))
        if parsed.missing:
            print_lines(missing_lines(evaluation))
    count = sum(len(coverage.missing) for coverage in evaluation)
    if count and parsed.format != "json":
        hint = "Review, name and describe each proposal" if parsed.missing else "--missing prints them"
        noun = "combination is" if count == 1 else "combinations are"
        print_lines([f"{PROGRAM}: {count} {noun} missing. {hint}."], sys.stderr)
    return 1 if count else 0
