"""The report of the command `mutation`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.catalogue import MUTANTS
from imagegen_conformance.mutation.equivalents import Equivalent, equivalents_of
from imagegen_conformance.mutation.kill_matrices import KillMatrices
from imagegen_conformance.mutation.kill_matrix import FalsePositive, KillMatrix

__all__ = ["describe_kill_matrices", "matrix_entries", "problems"]
SHOWN_MISATTRIBUTED = 20  # mutants whose names the summary contains


def describe_kill_matrices(matrices: KillMatrices, false_positives: Sequence[FalsePositive]) -> Iterator[str]:
    """Yield the lines that summarize kill matrices."""
    yield _describe_mutants(matrices)
    yield from _describe_dimensions(matrices)
    for matrix in matrices.matrices:
        numbers = f"{_count(len(matrix.kills), 'mutant')}, {_count(len(matrix.corpus.cases), 'case')}"
        yield f"{matrix.corpus.revision}: {numbers} from {_count(len(matrix.source_cases), 'source case')}"
    if matrices.misattributed_mutants:
        yield from _describe_misattributed(matrices.misattributed_mutants)
    yield f"{len(_equivalents(matrices))} equivalent mutants, {_count(len(false_positives), 'false positive')}"
    if matrices.is_complete:
        yield _count(len(matrices.redundant_cases), "redundant source case")
        smoke = _count(len(matrices.smoke), "case")
        verb = "kills" if len(matrices.smoke) == 1 else "kill"
        yield f"smoke list: {smoke} {verb} {_smoke_share(matrices)}: `imagegen-conformance list --smoke`"


def matrix_entries(matrices: KillMatrices, false_positives: Sequence[FalsePositive]) -> dict[str, Json]:
    """Return the numbers and names of the summary as JSON."""
    return {
        "profiles": [
            {
                "profile": matrix.corpus.revision.profile,
                "revision": matrix.corpus.revision.name,
                "mutants": len(matrix.kills),
                "cases": len(matrix.corpus.cases),
                "source_cases": len(matrix.source_cases),
            }
            for matrix in matrices.matrices
        ],
        "mutants": [entry for matrix in matrices.matrices for entry in _mutant_entries(matrix)],
        "misattributed_mutants": matrices.misattributed_mutants,
        "equivalent_mutants": [equivalent.name for equivalent in _equivalents(matrices)],
        "false_positives": [
            {"equivalent_mutant": equivalent, "case": result.case.id} for equivalent, result in false_positives
        ],
        "redundant_cases": matrices.redundant_cases if matrices.is_complete else None,
        "smoke_list": matrices.smoke if matrices.is_complete else None,
    }


def _mutant_entries(matrix: KillMatrix) -> Iterator[dict[str, Json]]:
    for name, killing_cases in matrix.kills.items():
        yield {
            "name": name,
            "profile": matrix.corpus.revision.profile,
            "level": matrix.corpus.requirements[MUTANTS[name].requirement].level,
            "requirement": MUTANTS[name].requirement,
            "dimension": MUTANTS[name].dimension or None,
            "killing_cases": len(killing_cases),
            "relevant_killing_cases": matrix.relevant_kill_counts[name],
        }


def _equivalents(matrices: KillMatrices) -> list[Equivalent]:
    return [item for matrix in matrices.matrices for item in equivalents_of(matrix.corpus.revision.profile)]


def _describe_mutants(matrices: KillMatrices) -> str:
    counts = matrices.by_level()
    levels = ", ".join(f"{counts[level]} {level}" for level in LEVELS)
    survivors, total = len(matrices.survivors), counts.total()
    outcome = f"{total - survivors} killed, {survivors} survived" if survivors else "all killed"
    return f"{total} mutants: {levels}; {outcome}"


def _smoke_share(matrices: KillMatrices) -> str:
    """Return the number of mutants that the smoke list kills, and their share of those that any case kills."""
    killed = sum(map(bool, matrices.kills.values()))
    if matrices.smoke_kills == killed:
        return "the same mutants"
    return f"{matrices.smoke_kills} of them ({matrices.smoke_kills * 100 // killed} %)"


def _describe_dimensions(matrices: KillMatrices) -> Iterator[str]:
    """Yield a line for each dimension, and one for the mutants of no dimension, unless all are of none."""
    counts = matrices.by_dimension()
    if counts.keys() <= {""}:
        return
    for dimension, count in sorted(counts.items()):
        yield f"  {count} {dimension or 'of no dimension'}"


def _describe_misattributed(names: Sequence[str]) -> Iterator[str]:
    yield f"{_count(len(names), 'mutant')} killed only by cases of other requirements"
    yield from (f"  {name}: {MUTANTS[name].requirement}" for name in names[:SHOWN_MISATTRIBUTED])
    if len(names) > SHOWN_MISATTRIBUTED:
        yield f"  {len(names) - SHOWN_MISATTRIBUTED} more with `--format json`"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def problems(
    matrices: KillMatrices, false_positives: Sequence[FalsePositive], smoke_list: frozenset[str]
) -> Iterator[str]:
    """Yield a line for each defect of the corpus.

    Args:
        matrices: The kill matrices. Redundant cases and the smoke list are checked if they are complete.
        false_positives: The cases that fail an equivalent mutant.
        smoke_list: The ids of the cases in `smoke.json`.
    """
    for name in matrices.survivors:
        mutant = MUTANTS[name]
        problem = f"the mutant {name} survives: it {mutant.fault}"
        yield f"{problem}. Write a case of {mutant.requirement} that kills it."
    for name in matrices.misattributed_mutants:
        mutant = MUTANTS[name]
        if not mutant.dimension:
            problem = f"the mutant {name}, which {mutant.fault}, is killed only by cases of other requirements"
            hint = f"Write a case of {mutant.requirement} that kills it, or correct its fault or its requirement."
            yield f"{problem} than {mutant.requirement}. {hint}"
    for id_ in matrices.undetected_requirements:
        problem = f"no case of the requirement {id_} kills a mutant that breaks it"
        yield f"{problem}. Write such a case, or add such a mutant."
    for equivalent, result in false_positives:
        problem = f"{result.summary_line}: false positive, since the equivalent mutant {equivalent} is correct"
        yield f"{problem}. Permit its behavior in the case."
    if matrices.is_complete:
        yield from _redundancy_problems(matrices)
        if frozenset(matrices.smoke) != smoke_list:
            hint = "Update it with `imagegen-conformance mutation --update-smoke`."
            yield f"smoke.json: the list does not contain the cases that the kill matrix determines. {hint}"


def _redundancy_problems(matrices: KillMatrices) -> Iterator[str]:
    for id_ in matrices.unjustified_redundant_cases:
        problem = f"the source case {id_} is redundant: it kills no mutant that few other cases kill"
        yield f"{problem}. Add such a mutant, remove the case, or give a reason in redundant_cases.json."
    for justification in matrices.stale_justifications:
        yield f"redundant_cases.json: {justification.cases} matches no redundant case. Remove the entry."
