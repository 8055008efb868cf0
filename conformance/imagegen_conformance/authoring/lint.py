"""The linter of the corpus: shapes of files, ids, snapshots, coverage, and the agreement of cases with the oracles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from imagegen_conformance.authoring.id_registry import NON_BINDING_KEYS, IdRegistry
from imagegen_conformance.authoring.limit_checks import load_checked_limits
from imagegen_conformance.authoring.limit_ranges import invalid_limit_ranges
from imagegen_conformance.authoring.oracle_checks import reference_problems
from imagegen_conformance.authoring.pairwise import PAIRWISE_REQUIREMENT, Pairwise, accepted_payloads
from imagegen_conformance.authoring.profile_checks import profile_problems
from imagegen_conformance.authoring.range_checks import RangeChecks
from imagegen_conformance.authoring.revision_checks import revision_problems
from imagegen_conformance.corpus.cases import Case, ExpectedSteps
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.loading import SourceCase, iter_source_cases
from imagegen_conformance.corpus.payload_schema import PAYLOAD_SCHEMA_FILE, invalid_ranges
from imagegen_conformance.corpus.profiles import PROFILES_FILE
from imagegen_conformance.corpus.step_expectations import ReturnsOneOf
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.text import preview

__all__ = ["SCHEMA_NAMES", "lint", "shape_problems"]
SCHEMA_NAMES = {
    PROFILES_FILE: "profiles",
    PAYLOAD_SCHEMA_FILE: "payload_schema",
    "requirements.json": "requirements",
    "specification_index.json": "specification_index",
    "model_limits.json": "model_limits",
    "smoke.json": "smoke",
    "prerequisites.json": "prerequisites",
    "redundant_cases.json": "redundant_cases",
}
"""The name of the schema of each file, without the ending."""
DIRECTORIES = ("cases", "snapshots")  # the schemas of their files have the same names
# Keys of the files of a corpus that have other names now, and are not similar enough to be found by themselves.
FORMER_KEYS = {
    "as": "save_as",
    "call": "method",
    "controls": "redundant_cases",
    "expect": "expected",
    "form": "has_signature",
    "gone": "removed",
    "keywords": "kwargs",
    "on": "target",
    "why": "rationale",
    "with": "object_args",
}
MAX_MESSAGE_LENGTH = 200  # characters of a validator's message, which may quote a whole file


def lint(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Check a corpus.

    Returns:
        The lines of the report, and a line for each problem: the place, the fact, and what to do.

    Raises:
        CorpusError: A file cannot be read.
    """
    registry = IdRegistry.load(corpus.root)
    problems = [*_unrecognized_files(corpus.root), *shape_problems(corpus.root)]
    if problems:  # the further checks rely on the shapes
        return [], problems
    source_cases = list(iter_source_cases(corpus.root))
    range_checks = RangeChecks(corpus)
    problems = [*profile_problems(corpus.profiles.file), *map(str, invalid_ranges(corpus.root, corpus.profiles))]
    problems += invalid_limit_ranges(corpus)
    problems += [problem for source_case in source_cases for problem in range_checks.invalid_ranges(source_case)]
    if problems:  # the further checks rely on the ranges
        return [], problems
    problems = [
        *registry.problems(corpus),
        *_duplicate_cases(source_cases),
        *_snapshot_problems(source_cases, corpus.root),
    ]
    for source_case in source_cases:
        problems += range_checks.problems(source_case)
    for case in corpus.cases:
        problems += _alternative_problems(case)
    problems += reference_problems(corpus)
    pair_lines, pair_problems = _check_pairs(corpus)
    problems += pair_problems
    problems += revision_problems(corpus)
    problems = list(dict.fromkeys(problems))  # several checks read the model limits
    return [*_summary(source_cases, corpus), *pair_lines, "" if problems else "no problems"], problems


def _summary(source_cases: list[SourceCase], corpus: Corpus) -> Iterator[str]:
    kinds = Counter(str(case.data["kind"]) for case in source_cases)
    yield f"{kinds.total()} source cases: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}"
    groups = Counter((case.level, case.strength) for case in corpus.cases)
    text = ", ".join(f"{count} {level} {strength}" for (level, strength), count in sorted(groups.items()))
    yield f"{len(corpus.cases)} cases: {text}"


def _unrecognized_files(root: Path) -> Iterator[str]:
    """Yield a line for each file that is never loaded."""
    for name in DIRECTORIES:
        for file in sorted((root / name).rglob("*")):
            if file.is_file() and (file.suffix != ".json" or file.parent.parent != root / name):
                yield f"{file}: unrecognized file: {name} are in {name}/AREA/TOPIC.json. Move or remove it."


def shape_problems(root: Path) -> Iterator[str]:
    """Yield a line for each file of a corpus that does not match its schema."""
    for name, schema in SCHEMA_NAMES.items():
        yield from _shape_problem(schema, load_json(root / name), root / name)
    for name in DIRECTORIES:
        for file in sorted((root / name).glob("*/*.json")):
            yield from _shape_problem(name, load_json(file), file)
    registry = root / "case_ids.ndjson"
    for number, line in enumerate(registry.read_bytes().splitlines() if registry.is_file() else (), 1):
        yield from _shape_problem("case_ids", json.loads(line), registry, f"line {number}")


def _shape_problem(schema: str, content: Json, file: Path, location: str = "") -> Iterator[str]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    validator = Draft202012Validator(load_json(data_directory("schemas") / f"{schema}.schema.json"))
    error = best_match(validator.iter_errors(content))
    if error is not None:
        location = f"{location} {format_pointer(error.absolute_path)}".strip()
        keys = error.instance if isinstance(error.instance, dict) else {}
        renamed = [f"Did you mean {key} instead of {former}? " for former, key in FORMER_KEYS.items() if former in keys]
        hint = f"{''.join(renamed[:1])}See schemas/{schema}.schema.json."
        yield str(CorpusError(preview(error.message, MAX_MESSAGE_LENGTH), file=file, location=location, hint=hint))


def _duplicate_cases(source_cases: list[SourceCase]) -> Iterator[str]:
    """Yield a line for each source case with the request and the expectation of an earlier one."""
    first_ids: dict[str, str] = {}
    for case in source_cases:
        # The order of keys counts: some cases are about it.
        content = dumps({key: value for key, value in case.data.items() if key not in NON_BINDING_KEYS | {"name"}})
        if content in first_ids:
            yield f"{case.file} {case.pointer}: {case.id} is equal to {first_ids[content]}. Remove one of them."
        first_ids.setdefault(content, case.id)


def _snapshot_problems(source_cases: list[SourceCase], root: Path) -> Iterator[str]:
    accepted = {case.id: case for case in source_cases if case.data["kind"] == "accept"}
    files: dict[str, Path] = {}
    snapshots: dict[str, Json] = {}
    for file in sorted((root / "snapshots").glob("*/*.json")):
        content = load_json(file)
        snapshots |= content
        files |= dict.fromkeys(content, file)
    hint = "Run `make snapshots` and review the change."
    for id_ in accepted.keys() - snapshots.keys():
        yield f"{accepted[id_].file} {accepted[id_].pointer}: {id_} has no snapshot. {hint}"
    for id_ in accepted.keys() & snapshots.keys():
        # Snapshots are written by the reference, which may be wrong: a legal payload is returned unchanged.
        if not equal(accepted[id_].data["payload"], snapshots[id_], exact=True):
            yield f"{files[id_]}: the snapshot of {id_} differs from its payload. Correct the reference."
    for id_ in snapshots.keys() - accepted.keys():
        yield f"{files[id_]}: {id_} is not a case of kind accept. {hint}"


def _alternative_problems(case: Case) -> Iterator[str]:
    steps = case.expected.steps if isinstance(case.expected, ExpectedSteps) else ()
    if len({len(step.value) for step in steps if isinstance(step, ReturnsOneOf)}) > 1:
        problem = "its arrays returns_one_of have different lengths, but their n-th values belong together"
        yield f"{case.id}: {problem}. Give them the same length."


def _check_pairs(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Return a line about pairwise coverage, and a problem for each pair of values that no accepted case combines.

    A contradiction in the model limits, from which the values are derived, is the only problem.
    """
    try:
        pairwise = Pairwise(corpus, load_checked_limits(corpus))
    except CorpusError as error:
        return [], [str(error)]
    if PAIRWISE_REQUIREMENT not in corpus.requirements:
        return [], []
    required = pairwise.required_pairs()
    missing = sorted(required.difference(*map(pairwise.pairs, accepted_payloads(corpus))))
    hint = "`imagegen-conformance corpus suggest-pairs` prints candidates."
    problems = [f"no accepted case combines {first} and {second}. {hint}" for first, second in missing]
    return [
        f"{len(required) - len(missing)} of {len(required)} pairs of values are combined in accepted cases"
    ], problems
