"""The command `mutation`: measures the corpus by mutation testing."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from imagegen_conformance.cli.json_output import FORMAT, print_json
from imagegen_conformance.cli.output import print_problems, write_text
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import add_option, positive_int

__all__ = ["add_mutation"]

MUTATION = CommandHelp(
    summary="measure the corpus by mutation testing",
    description="""\
Run the cases against mutants of the reference implementation, each with one deliberate fault, and
against equivalent mutants, which are correct. The mutants of each profile implement its default
revision, and run the cases that hold in it.

The exit code is 1 if a mutant passes every case, if a mutant of no dimension is killed only by
cases of other requirements, if the cases of a requirement kill none of its mutants, if a redundant
case has no justification, or if a case fails an equivalent mutant. With --profile, redundant cases
and the smoke list are not checked, because they depend on all profiles.""",
    examples=["imagegen-conformance mutation --matrix kill_matrix.json"],
)
NO_PROBLEMS = "every mutant is killed, every requirement is detected, and every redundant case is justified"
NO_PROBLEMS_OF_PROFILE = "every mutant is killed, and every requirement is detected"


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
    parser.add_argument(
        "--profile", metavar="PROFILE", help="run only the mutants of this profile (default: of every profile)"
    )
    add_option(parser.add_argument, FORMAT)
    parser.add_argument("--update-smoke", action="store_true", help="replace the smoke list of the corpus")


def _mutation(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.mutation.kill_matrices import KillMatrices, render_smoke_list
    from imagegen_conformance.mutation.kill_matrix import KillMatrix, compute_kills, false_positives
    from imagegen_conformance.mutation.report import describe_kill_matrices, matrix_entries, problems

    if parsed.update_smoke and parsed.profile is not None:
        raise UsageError("--update-smoke needs the mutants of all profiles", hint="Remove --profile.")
    first = Corpus.load(profile=parsed.profile)
    names = [parsed.profile] if parsed.profile is not None else [*first.profiles.by_name]
    corpora = [first if name == first.revision.profile else Corpus.load(profile=name) for name in names]
    matrices = KillMatrices([KillMatrix(corpus, compute_kills(corpus, jobs=parsed.jobs)) for corpus in corpora])
    if parsed.matrix is not None:
        kills = {name: sorted(cases) for matrix in matrices.matrices for name, cases in matrix.kills.items()}
        write_text(parsed.matrix, json.dumps(kills, indent=2) + "\n")
    if parsed.update_smoke:
        write_text(first.root / "smoke.json", render_smoke_list(matrices.smoke))
    positives = [positive for corpus in corpora for positive in false_positives(corpus)]
    problem_lines = list(problems(matrices, positives, Corpus.load().smoke))
    if parsed.format == "json":
        entries = matrix_entries(matrices, positives)
        print_json("mutation", first.revision, {**entries, "problems": problem_lines})
        return 1 if problem_lines else 0
    no_problems = NO_PROBLEMS if matrices.is_complete else NO_PROBLEMS_OF_PROFILE
    lines = [*describe_kill_matrices(matrices, positives), *([] if problem_lines else [no_problems])]
    return print_problems(lines, problem_lines)
