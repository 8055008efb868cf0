"""The report of the command `mutation`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.catalogue import MUTANTS
from imagegen_conformance.mutation.equivalents import EQUIVALENTS
from imagegen_conformance.mutation.kill_matrix import FalsePositive, KillMatrix

__all__ = ["describe_kill_matrix", "matrix_entries", "problems"]


def describe_kill_matrix(matrix: KillMatrix, false_positives: Sequence[FalsePositive]) -> Iterator[str]:
    """Yield the lines that summarize a kill matrix."""
    yield _describe_mutants(matrix)
    yield f"{len(EQUIVALENTS)} equivalent mutants, {_count(len(false_positives), 'false positive')}"
    cases = matrix.corpus.cases
    source_cases = {case.source_id for case in cases}
    yield f"{len(cases)} cases from {len(source_cases)} source cases, {len(matrix.redundant_cases)} redundant"
    smoke = _count(len(matrix.smoke), "case")
    yield f"smoke list: {smoke} kill the same mutants: `imagegen-conformance list --smoke`"


def matrix_entries(matrix: KillMatrix, false_positives: Sequence[FalsePositive]) -> dict[str, Json]:
    """Return the numbers and names of the summary as JSON."""
    cases, requirements = matrix.corpus.cases, matrix.corpus.requirements
    return {
        "mutants": [
            {
                "name": name,
                "level": requirements[MUTANTS[name].requirement].level,
                "requirement": MUTANTS[name].requirement,
                "killing_cases": len(killing_cases),
            }
            for name, killing_cases in matrix.kills.items()
        ],
        "equivalent_mutants": [equivalent.name for equivalent in EQUIVALENTS],
        "false_positives": [
            {"equivalent_mutant": equivalent, "case": result.case.id} for equivalent, result in false_positives
        ],
        "cases": len(cases),
        "source_cases": len({case.source_id for case in cases}),
        "redundant_cases": matrix.redundant_cases,
        "smoke_list": matrix.smoke,
    }


def _describe_mutants(matrix: KillMatrix) -> str:
    counts = matrix.by_level()
    levels = ", ".join(f"{counts[level]} {level}" for level in LEVELS)
    survivors = len(matrix.survivors)
    outcome = f"{len(matrix.kills) - survivors} killed, {survivors} survived" if survivors else "all killed"
    return f"{len(matrix.kills)} mutants: {levels}; {outcome}"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def problems(matrix: KillMatrix, false_positives: Sequence[FalsePositive], smoke_list: frozenset[str]) -> Iterator[str]:
    """Yield a line for each defect of the corpus.

    Args:
        matrix: The kill matrix.
        false_positives: The cases that fail an equivalent mutant.
        smoke_list: The ids of the cases in `smoke.json`.
    """
    for name in matrix.survivors:
        mutant = MUTANTS[name]
        problem = f"the mutant {name} survives: it {mutant.fault}"
        yield f"{problem}. Write a case of {mutant.requirement} that kills it."
    for id_ in matrix.undetected_requirements:
        problem = f"no case of the requirement {id_} kills a mutant that breaks it"
        yield f"{problem}. Write such a case, or add such a mutant."
    for id_ in matrix.unjustified_redundant_cases:
        problem = f"the source case {id_} is redundant: it kills no mutant that few other cases kill"
        yield f"{problem}. Add such a mutant, remove the case, or give a reason in redundant_cases.json."
    for justification in matrix.stale_justifications:
        yield f"redundant_cases.json: {justification.cases} matches no redundant case. Remove the entry."
    for equivalent, result in false_positives:
        problem = f"{result.summary_line}: false positive, since the equivalent mutant {equivalent} is correct"
        yield f"{problem}. Permit its behavior in the case."
    if frozenset(matrix.smoke) != smoke_list:
        hint = "Update it with `imagegen-conformance mutation --update-smoke`."
        yield f"smoke.json: the list does not contain the cases that the kill matrix determines. {hint}"
