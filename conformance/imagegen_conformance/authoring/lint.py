"""The linter of the corpus: shapes of files, ids, snapshots, coverage, and the agreement of cases with the oracles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from imagegen_conformance.authoring.criteria.report import check_criteria
from imagegen_conformance.authoring.file_shapes import shape_problems, unrecognized_files
from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.authoring.limit_ranges import invalid_limit_ranges
from imagegen_conformance.authoring.oracle_checks import reference_problems
from imagegen_conformance.authoring.parametrization_checks import ParametrizationChecks
from imagegen_conformance.authoring.profile_checks import profile_problems
from imagegen_conformance.authoring.range_checks import RangeChecks
from imagegen_conformance.authoring.revision_checks import revision_problems
from imagegen_conformance.authoring.source_case_checks import alternative_problems, duplicate_cases, snapshot_problems
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import invalid_ranges
from imagegen_conformance.corpus.source_cases import SourceCase, iter_source_cases
from imagegen_conformance.errors import CorpusError

__all__ = ["lint"]


def lint(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Check a corpus.

    Returns:
        The lines of the report, and a line for each problem: the place, the fact, and what to do.

    Raises:
        CorpusError: A file cannot be read.
    """
    registry = IdRegistry.load(corpus.root)
    # The later checks rely on the shapes and the ranges.
    for check in (_check_files, _check_ranges):
        if problems := check(corpus):
            return [], problems
    source_cases = list(iter_source_cases(corpus.root))
    criteria_lines, criteria_problems = check_criteria(corpus)
    problems = [*registry.problems(corpus), *_case_problems(corpus, source_cases), *criteria_problems]
    problems += revision_problems(corpus)
    problems = list(dict.fromkeys(problems))  # several checks read the model limits
    return [*_summary(source_cases, corpus), *criteria_lines, "" if problems else "no problems"], problems


def _check_files(corpus: Corpus) -> list[str]:
    """Return a line for each file, parametrized case and dimension that is malformed."""
    problems = [*unrecognized_files(corpus.root), *shape_problems(corpus.root)]
    try:
        return problems or list(ParametrizationChecks(corpus).problems())
    except CorpusError as error:
        return [str(error)]


def _check_ranges(corpus: Corpus) -> list[str]:
    """Return a line for each invalid range of revisions."""
    range_checks = RangeChecks(corpus)
    return [
        *profile_problems(corpus.profiles.file),
        *map(str, invalid_ranges(corpus.root, corpus.profiles)),
        *invalid_limit_ranges(corpus),
        *(problem for case in iter_source_cases(corpus.root) for problem in range_checks.invalid_ranges(case)),
    ]


def _case_problems(corpus: Corpus, source_cases: list[SourceCase]) -> Iterator[str]:
    """Yield a line for each problem of a case that does not depend on the revision."""
    yield from duplicate_cases(source_cases)
    yield from snapshot_problems(source_cases, corpus.root)
    range_checks = RangeChecks(corpus)
    for source_case in source_cases:
        yield from range_checks.problems(source_case)
    for case in corpus.cases:
        yield from alternative_problems(case)
    yield from reference_problems(corpus)


def _summary(source_cases: list[SourceCase], corpus: Corpus) -> Iterator[str]:
    kinds = Counter(str(case.data["kind"]) for case in source_cases)
    written = sum(case.parametrized_id is None for case in source_cases)
    yield f"{written} source cases, and {kinds.total() - written} combinations of parametrized cases"
    yield f"kinds: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}"
    groups = Counter((case.level, case.strength) for case in corpus.cases)
    text = ", ".join(f"{count} {level} {strength}" for (level, strength), count in sorted(groups.items()))
    yield f"{len(corpus.cases)} cases: {text}"
