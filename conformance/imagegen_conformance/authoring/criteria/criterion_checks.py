"""Checks of criteria.

| check | problem |
|---|---|
| `_duplicate_names` | two criteria have the same name |
| `_shape_problems` | a criterion names an unknown subject, dimension or element |
| `_exception_problems` | an exception matches no combination, or none that needs it |
| `_unsatisfiable` | no case can have any combination that a criterion requires |
| `_contradictions` | a criterion requires a combination that another one excepts |
| `missing_problems` | no case has a required combination |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import permutations

from imagegen_conformance.authoring.criteria.catalogue import SUBJECT_NAMES
from imagegen_conformance.authoring.criteria.coverage import Coverage
from imagegen_conformance.authoring.criteria.criterion import (
    Combination,
    Criterion,
    ExceptionEntry,
    combination_text,
    matches,
)
from imagegen_conformance.authoring.criteria.evaluation import Evaluation
from imagegen_conformance.authoring.criteria.subject import Subject
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.text import preview_repr

__all__ = ["criterion_problems", "missing_problem", "missing_problems"]
PROPOSAL_HINT = "`imagegen-conformance corpus criteria {} --missing` prints a candidate."


def criterion_problems(evaluation: Evaluation) -> Iterator[CorpusError]:
    """Yield an error for each problem of the criteria themselves."""
    yield from _duplicate_names(evaluation)
    valid: list[Criterion] = []
    for criterion in evaluation.criteria:
        problems = list(_shape_problems(criterion, evaluation))
        yield from problems
        if not problems:
            valid.append(criterion)
    coverages = {criterion.name: evaluation.coverages(criterion) for criterion in valid}
    for criterion in valid:
        yield from _exception_problems(criterion, coverages[criterion.name], evaluation)
        yield from _unsatisfiable(criterion, coverages[criterion.name], evaluation)
    for first, second in permutations(valid, 2):
        if first.subject == second.subject and first.dimensions.keys() == second.dimensions.keys():
            yield from _contradictions(coverages[first.name], second, evaluation)


def missing_problems(evaluation: Evaluation) -> Iterator[CorpusError]:
    """Yield an error for each combination that a criterion requires, and that no case has."""
    for coverage in evaluation:
        for combination in coverage.missing:
            yield missing_problem(coverage, combination, evaluation)


def missing_problem(coverage: Coverage, combination: Combination, evaluation: Evaluation) -> CorpusError:
    """Return the error for a combination that no case has."""
    name = coverage.criterion.name
    parts = zip(coverage.dimensions, combination, strict=True)
    text = " and ".join(f"{dimension} {element}" for dimension, element in parts)
    problem = f"{name}: no case of {coverage.revision} combines {text}"
    return _error(evaluation, coverage.criterion.pointer, problem, PROPOSAL_HINT.format(name))


def _error(evaluation: Evaluation, pointer: str, problem: str, hint: str) -> CorpusError:
    return CorpusError(problem, file=evaluation.file.path, location=pointer, hint=hint)


def _duplicate_names(evaluation: Evaluation) -> Iterator[CorpusError]:
    pointers: dict[str, str] = {}
    for criterion in evaluation.file.criteria:
        if criterion.name in pointers:
            problem = f"the criterion {criterion.name} is already defined at {pointers[criterion.name]}"
            yield _error(evaluation, criterion.pointer, problem, "Rename one of the two.")
        pointers.setdefault(criterion.name, criterion.pointer)


def _shape_problems(criterion: Criterion, evaluation: Evaluation) -> Iterator[CorpusError]:
    """Yield an error for each unknown name in a criterion."""
    pointer = criterion.pointer
    if criterion.subject not in SUBJECT_NAMES:
        hint = did_you_mean(criterion.subject, SUBJECT_NAMES, f"The subjects are {', '.join(SUBJECT_NAMES)}.")
        problem = f"{criterion.name} names the unknown subject {preview_repr(criterion.subject)}"
        yield _error(evaluation, f"{pointer}/subject", problem, hint)
        return
    subjects = evaluation.subjects(criterion)
    if not subjects:
        problem = f"{criterion.name} holds in the default revision of no profile"
        yield _error(evaluation, f"{pointer}/profiles", problem, "Correct the range.")
        return
    known = list(subjects[0].dimensions)
    for dimension, patterns in criterion.dimensions.items():
        location = f"{pointer}/dimensions/{dimension}"
        if dimension not in known:
            hint = did_you_mean(dimension, known, f"Its dimensions are {', '.join(known)}.")
            problem = f"the subject {criterion.subject} has no dimension {preview_repr(dimension)}"
            yield _error(evaluation, location, problem, hint)
            continue
        for position, pattern in enumerate(patterns):
            yield from _element_problems(pattern, dimension, subjects, evaluation, f"{location}/{position}")


def _element_problems(
    pattern: str, dimension: str, subjects: Sequence[Subject], evaluation: Evaluation, location: str
) -> Iterator[CorpusError]:
    """Yield an error for a pattern that matches no element in any revision."""
    elements: dict[str, None] = {}
    for subject in subjects:
        known = subject.dimensions[dimension]
        if known is None:
            if not pattern.isdecimal():
                problem = f"{preview_repr(pattern)} is not a natural number, as every {dimension} is"
                yield _error(evaluation, location, problem, "Name a number.")
            return
        elements |= dict.fromkeys(known)
    if not any(fnmatchcase(element, pattern) for element in elements):
        problem = f"there is no {dimension} {preview_repr(pattern)}"
        hint = did_you_mean(pattern, elements, "Correct the name, or remove it.")
        yield _error(evaluation, location, problem, hint)


def _exception_problems(
    criterion: Criterion, coverages: Sequence[Coverage], evaluation: Evaluation
) -> Iterator[CorpusError]:
    for entry in criterion.exceptions:
        holding = [coverage for coverage in coverages if entry.validity.holds_in(coverage.revision)]
        for position, pattern in enumerate(entry.patterns):
            location = f"{entry.pointer}/combinations/{position}"
            yield from _pattern_problems(pattern, holding, evaluation, location)
        yield from _repeated_patterns(entry, evaluation)


def _pattern_problems(
    pattern: Combination, coverages: Sequence[Coverage], evaluation: Evaluation, location: str
) -> Iterator[CorpusError]:
    """Yield an error for a pattern that is malformed or not needed."""
    text = preview_repr(combination_text(pattern))
    counts = {len(coverage.dimensions) for coverage in coverages}
    if counts and counts != {len(pattern)}:
        problem = f"the exception {text} has {len(pattern)} parts, not {max(counts)}"
        yield _error(evaluation, location, problem, "Give it one pattern for each dimension.")
    elif not any(coverage.combinations(pattern) for coverage in coverages):
        yield _error(evaluation, location, f"the exception {text} matches no combination", "Correct or remove it.")
    elif not any(matches(item, pattern) for coverage in coverages for item in coverage.uncovered):
        problem = f"the exception {text} is not needed: a case has each combination, or none is possible"
        yield _error(evaluation, location, problem, "Remove it.")


def _repeated_patterns(entry: ExceptionEntry, evaluation: Evaluation) -> Iterator[CorpusError]:
    for position, pattern in enumerate(entry.patterns):
        if pattern in entry.patterns[:position]:
            problem = f"the exception {preview_repr(combination_text(pattern))} is listed twice"
            yield _error(evaluation, f"{entry.pointer}/combinations/{position}", problem, "Remove one of the two.")


def _unsatisfiable(
    criterion: Criterion, coverages: Sequence[Coverage], evaluation: Evaluation
) -> Iterator[CorpusError]:
    if not any(coverage.required for coverage in coverages):
        is_excepted = any(coverage.excepted for coverage in coverages)
        cause = "its exceptions match every combination" if is_excepted else "no case can have any of its combinations"
        problem = f"{criterion.name} requires nothing: {cause}"
        yield _error(evaluation, criterion.pointer, problem, "Correct or remove it.")


def _contradictions(coverages: Sequence[Coverage], other: Criterion, evaluation: Evaluation) -> Iterator[CorpusError]:
    """Yield an error for each exception of another criterion that matches what a criterion requires."""
    for entry in other.exceptions:
        required = next(_required_matches(coverages, entry), None)
        if required is not None:
            name = coverages[0].criterion.name
            problem = f"{other.name} excepts {combination_text(required)}, which {name} requires"
            hint = f"Remove the exception, or add one to {name} at {coverages[0].criterion.pointer}."
            yield _error(evaluation, entry.pointer, problem, hint)


def _required_matches(coverages: Sequence[Coverage], entry: ExceptionEntry) -> Iterator[Combination]:
    for coverage in coverages:
        if entry.validity.holds_in(coverage.revision):
            for combination in coverage.missing:
                if any(
                    len(pattern) == len(combination) and matches(combination, pattern) for pattern in entry.patterns
                ):
                    yield combination
