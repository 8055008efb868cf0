"""The command `corpus`: tools for maintainers of the corpus."""

from __future__ import annotations

import argparse
import sys

from imagegen_conformance.cli.corpus_criteria import add_corpus_criteria
from imagegen_conformance.cli.corpus_diff import add_corpus_diff
from imagegen_conformance.cli.output import PROGRAM, print_lines, print_problems
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command, add_subcommands
from imagegen_conformance.version import __version__

__all__ = ["add_corpus"]

CORPUS = CommandHelp(
    summary="compare revisions, and check and extend the corpus",
    description="Compare revisions, and check and extend the corpus.",
    examples=["imagegen-conformance corpus diff 2.2 2.3", "imagegen-conformance corpus lint"],
)
LINT = CommandHelp(
    summary="check every file, id, expected outcome and criterion",
    description="""\
Check every file of the corpus against its schema, every case id against the id registry, every
expected outcome against the oracles, and the cases against the coverage criteria. The exit code is
1 if there is a problem.""",
    examples=["imagegen-conformance corpus lint"],
)
SUGGEST_PAIRS = CommandHelp(
    summary="print candidates for pairs of values that no accepted case combines",
    description="""\
Print candidates for source cases, one per line, that combine the pairs of values that no accepted
case combines (pairwise coverage).

Review each candidate, and give it a name and a description, before you add it to
fixtures/cases/payload/pairwise.json.""",
    examples=["imagegen-conformance corpus suggest-pairs"],
)
REGISTER_IDS = CommandHelp(
    summary="append new, changed and removed cases to the id registry",
    description="Append new, changed and removed cases to the id registry, fixtures/case_ids.ndjson.",
    examples=[
        "imagegen-conformance corpus register-ids",
        "imagegen-conformance corpus register-ids --reason 'The documentation has changed.'",
    ],
)


def add_corpus(commands: Commands[Parser]) -> None:
    """Add the command `corpus` with its subcommands."""
    subcommands = add_subcommands(add_command(commands, "corpus", None, CORPUS))
    add_corpus_diff(subcommands)
    add_command(subcommands, "lint", _lint, LINT)
    add_corpus_criteria(subcommands)
    add_command(subcommands, "suggest-pairs", _suggest_pairs, SUGGEST_PAIRS)
    register_ids = add_command(subcommands, "register-ids", _register_ids, REGISTER_IDS)
    register_ids.add_argument(
        "--reason", metavar="TEXT", help="reason why cases were changed or removed; new cases need none"
    )


def _lint(_: argparse.Namespace) -> int:
    from imagegen_conformance.authoring.lint import lint
    from imagegen_conformance.corpus.corpus import Corpus

    return print_problems(*lint(Corpus.load()))


def _suggest_pairs(_: argparse.Namespace) -> int:
    from imagegen_conformance.authoring.limit_checks import load_checked_limits
    from imagegen_conformance.authoring.pairwise import PAIRWISE_REQUIREMENT, Pairwise, accepted_payloads
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.jsonlib.values import dumps

    corpus = Corpus.load()
    payloads = Pairwise(corpus, load_checked_limits(corpus)).suggest_payloads(accepted_payloads(corpus))
    template = {"kind": "accept", "name": "", "description": "", "requirement": PAIRWISE_REQUIREMENT}
    for payload in payloads:
        without_nulls = {key: value for key, value in payload.items() if value is not None}
        # An implementation may leave out a null when it serializes the payload.
        outputs = {"outputs": [without_nulls]} if without_nulls != payload else {}
        print_lines([dumps({**template, "payload": payload, **outputs})])
    summary = (
        "review, name and describe each candidate"
        if payloads
        else "every pair of values is combined in an accepted case"
    )
    print_lines([f"{PROGRAM}: {summary}"], sys.stderr)
    return 0


def _register_ids(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.authoring.id_registry import IdRegistry
    from imagegen_conformance.corpus.corpus import Corpus

    corpus = Corpus.load()
    entries = IdRegistry.load(corpus.root).register(corpus, __version__, parsed.reason)
    noun = "entry" if len(entries) == 1 else "entries"
    print_lines([f"{corpus.root / 'case_ids.ndjson'}: {len(entries)} {noun} added"])
    return 0
