"""The command `corpus diff`: the difference of two revisions."""

from __future__ import annotations

import argparse

from imagegen_conformance.cli.json_output import FORMAT, print_json
from imagegen_conformance.cli.options import add_options
from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.runner.option import Option

__all__ = ["add_corpus_diff"]

DIFF = CommandHelp(
    summary="print what differs between two revisions, or two profiles",
    description="""\
Print what differs between two revisions: the fields, the legal values, the requirements, the model
limits, the models and the cases.

A and B are revisions (2.3, 2026-11-04), profiles for their default revisions (azure, openai), or
releases of the provider's Python package (3.57.0), with azure: or openai: before it if both
profiles have it.""",
    examples=[
        "imagegen-conformance corpus diff 2.2 2.3",
        "imagegen-conformance corpus diff azure openai",
        "imagegen-conformance corpus diff openai:2.4.0 openai:3.57.0 --verbose",
    ],
)
VERBOSE = Option(
    "verbose",
    "output",
    "also list the ids of the cases, and every requirement of a level that one revision lacks",
    kind="flag",
    letter="v",
)


def add_corpus_diff(commands: Commands[Parser]) -> None:
    """Add the command `corpus diff`, given the commands of `corpus`."""
    parser = add_command(commands, "diff", _diff, DIFF)
    parser.add_argument("before", metavar="A", help="the first revision")
    parser.add_argument("after", metavar="B", help="the second revision")
    add_options(parser, [VERBOSE, FORMAT])


def _diff(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.cli.revision_argument import find_revision
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.corpus.revision_diff.diff import RevisionDiff
    from imagegen_conformance.corpus.revisions import load_revisions
    from imagegen_conformance.reports.revision_diff import describe_revision_diff
    from imagegen_conformance.reports.revision_diff_entries import revision_diff_entries

    default = Corpus.load()  # its directory and its profiles are needed before the revisions are known
    before, after = (find_revision(default.profiles, text) for text in (parsed.before, parsed.after))
    corpora = list(load_revisions(default, (before, after)))
    diff = RevisionDiff.of(*corpora)
    if parsed.format == "json":
        print_json("corpus diff", after, revision_diff_entries(diff))
    else:
        print_lines(describe_revision_diff(diff, default.profiles, verbose=parsed.verbose))
    return 0
