"""The command `coverage`: requirements coverage."""

from __future__ import annotations

import argparse

from imagegen_conformance.cli.json_output import FORMAT, print_json
from imagegen_conformance.cli.options import PROFILE, add_options, load_corpus
from imagegen_conformance.cli.output import print_problems
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command

__all__ = ["add_coverage"]

COVERAGE = CommandHelp(
    summary="print the requirements coverage of the corpus",
    description="""\
Print the requirements of each sentence of the specification, and the cases of each requirement.

Only the specification of azure 2.3 has an index of sentences. For another revision, the command
prints the cases of each requirement.

The exit code is 1 if a sentence of the revision has no requirement, or a requirement has no case.""",
    examples=["imagegen-conformance coverage", "imagegen-conformance coverage --profile openai --format json"],
)


def add_coverage(commands: Commands[Parser]) -> None:
    """Add the command `coverage`."""
    add_options(add_command(commands, "coverage", _coverage, COVERAGE), [*PROFILE, FORMAT])


def _coverage(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.authoring.traceability import Traceability

    traceability = Traceability.from_corpus(load_corpus(parsed))
    if parsed.format != "json":
        return print_problems(*traceability.report())
    from imagegen_conformance.authoring.coverage_entries import coverage_entries

    entries = coverage_entries(traceability)
    print_json("coverage", traceability.corpus.revision, entries)
    return 1 if entries["problems"] else 0
