"""The command `mutation`: measures the corpus by mutation testing."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from imagegen_conformance.cli.json_output import FORMAT, print_json
from imagegen_conformance.cli.output import print_problems, write_text
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.runner.option import add_option, positive_int

__all__ = ["add_mutation"]

MUTATION = CommandHelp(
    summary="measure the corpus by mutation testing",
    description="""\
Run the cases against mutants of the reference implementation, each with one deliberate fault, and
against equivalent mutants, which are correct.

The exit code is 1 if a mutant passes every case, if the cases of a requirement kill none of its
mutants, if a redundant case has no justification, or if a case fails an equivalent mutant.""",
    examples=["imagegen-conformance mutation --matrix kill_matrix.json"],
)
NO_PROBLEMS = "every mutant is killed, every requirement is detected, and every redundant case is justified"


def add_mutation(commands: Commands[Parser]) -> None:
    """Add the command `mutation`."""
    parser = add_command(commands, "mutation", _mutation, MUTATION)
    parser.add_argument(
        "--jobs",
        type=positive_int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="number of processes that run in parallel (default: one for each processor)",
    )
    parser.add_argument(
        "--matrix", type=Path, metavar="FILE", help="write the killing cases of each mutant to FILE, as JSON"
    )
    add_option(parser.add_argument, FORMAT)
    parser.add_argument("--update-smoke", action="store_true", help="replace the smoke list of the corpus")


def _mutation(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.mutation.kill_matrix import KillMatrix, compute_kills, false_positives, render_smoke_list
    from imagegen_conformance.mutation.report import describe_kill_matrix, matrix_entries, problems

    corpus = Corpus.load()
    matrix = KillMatrix(corpus, compute_kills(corpus, jobs=parsed.jobs))
    if parsed.matrix is not None:
        killing_cases = {name: sorted(cases) for name, cases in matrix.kills.items()}
        write_text(parsed.matrix, json.dumps(killing_cases, indent=2) + "\n")
    if parsed.update_smoke:
        write_text(corpus.root / "smoke.json", render_smoke_list(matrix.smoke))
    positives = list(false_positives(corpus))
    problem_lines = list(problems(matrix, positives, Corpus.load().smoke))
    if parsed.format == "json":
        entries = matrix_entries(matrix, positives)
        print_json("mutation", corpus.revision, {**entries, "problems": problem_lines})
        return 1 if problem_lines else 0
    lines = [*describe_kill_matrix(matrix, positives), *([] if problem_lines else [NO_PROBLEMS])]
    return print_problems(lines, problem_lines)
