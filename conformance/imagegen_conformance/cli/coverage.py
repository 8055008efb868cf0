"""The command `coverage`: requirements coverage."""

from __future__ import annotations

import argparse

from imagegen_conformance.cli.output import print_problems
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command

__all__ = ["add_coverage"]

COVERAGE = CommandHelp(
    summary="print the requirements coverage of the corpus",
    description="""\
Print the requirements of each sentence of the specification, and the cases of each requirement.

The exit code is 1 if a sentence has no requirement, or a requirement has no case.""",
    examples=["imagegen-conformance coverage"],
)


def add_coverage(commands: Commands[Parser]) -> None:
    """Add the command `coverage`."""
    add_command(commands, "coverage", _coverage, COVERAGE)


def _coverage(_: argparse.Namespace) -> int:
    from imagegen_conformance.authoring.traceability import Traceability
    from imagegen_conformance.corpus.corpus import Corpus

    return print_problems(*Traceability.from_corpus(Corpus.load()).report())
