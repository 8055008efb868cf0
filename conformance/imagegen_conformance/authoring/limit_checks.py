"""Checks for contradictions in the model limits.

| check | problem |
|---|---|
| `_source_problems` | a limit refers to a document, section or sentence that does not exist |
| `_rule_problems` | a limit names no requirement, is stronger than it, or ignores its other strengths |
| `value_problems` | a limit names a value that its field does not have |
| `range_problems` | a range contradicts another one, or has a gap |
| `date_problems` | a date belongs to no model of the family, or to no profile |
| `revision_problems` | the limits that hold in one revision contradict each other, or its plain schema |
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from imagegen_conformance.authoring.limit_contradictions import revision_problems
from imagegen_conformance.authoring.limit_problem import LimitProblem, child_pointer
from imagegen_conformance.authoring.limit_ranges import date_problems, range_problems
from imagegen_conformance.authoring.limit_shape import check_limit_shape
from imagegen_conformance.authoring.limit_values import value_problems
from imagegen_conformance.authoring.traceability import Traceability
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, Limit, LimitsFile, ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema, plain_schema
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.requirements import STRENGTHS, Strength
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.jsonlib.pointer import format_pointer, parse_pointer

__all__ = ["limit_problems", "load_checked_limits"]


def load_checked_limits(corpus: Corpus, file: Path | None = None) -> ModelLimits:
    """Load model limits, as `ModelLimits.load` does, and check that those of all revisions have no contradictions.

    Raises:
        CorpusError: The file is missing, does not match its schema, or has a contradiction.
    """
    file = file or corpus.root / LIMITS_FILE
    check_limit_shape(file)
    limits = LimitsFile.load(corpus.profiles, file)
    for problem in limit_problems(limits, corpus):
        raise CorpusError(problem.message, file=limits.path, location=problem.pointer, hint=problem.hint)
    return limits.in_revision(corpus.revision)


def limit_problems(limits: LimitsFile, corpus: Corpus) -> Iterator[LimitProblem]:
    """Yield every contradiction within the model limits, and between them and the corpus."""
    specification, profiles = Traceability.from_corpus(corpus), corpus.profiles
    fields = {item: plain_schema(corpus.root, profiles, item)["properties"] for item in profiles.revisions}
    holding = limits.revisions(profiles)
    for limit in limits.limits():
        yield from _source_problems(limit, specification)
        yield from _rule_problems(limit, holding[limit.pointer], corpus)
        yield from value_problems(limit, [fields[revision] for revision in holding[limit.pointer]])
    for family in limits.families:
        yield from date_problems(family, profiles)
    yield from range_problems(limits, holding, corpus)
    for problem, revisions in _problems_by_revision(limits, fields).items():
        # An entry that has the problem wherever it holds is wrong by itself.
        is_everywhere = len(revisions) == len(_entry_revisions(problem, holding))
        where = "" if is_everywhere else f" in {profiles.describe(revisions)}"
        yield problem._replace(message=problem.message + where)


def _problems_by_revision(
    limits: LimitsFile, fields: Mapping[Revision, Schema]
) -> Mapping[LimitProblem, Collection[Revision]]:
    """Return the problems of all revisions, each with the revisions that have it."""
    found: dict[LimitProblem, list[Revision]] = {}
    for revision, schemas in fields.items():
        for problem in revision_problems(limits.in_revision(revision), schemas):
            found.setdefault(problem, []).append(revision)
    return found


def _entry_revisions(problem: LimitProblem, holding: Mapping[str, list[Revision]]) -> list[Revision]:
    """Return the revisions in which the limit or the family at the place of a problem holds."""
    tokens = parse_pointer(problem.pointer)
    pointers = (format_pointer(tokens[:length]) for length in (4, 2))  # of a limit of a family, and of other entries
    return next(holding[pointer] for pointer in pointers if pointer in holding)


def _source_problems(limit: Limit, specification: Traceability) -> Iterator[LimitProblem]:
    """Yield documents, and sections and sentences of the specification, that do not exist."""
    source = limit.data["source"]
    document, section, documents = source["document"], source["section"], specification.corpus.documents
    if document not in documents:
        hint = did_you_mean(document, documents, "Add it to the documents of requirements.json.")
        yield LimitProblem(child_pointer(limit.pointer, "source", "document"), f"unknown document {document!r}", hint)
    if document != specification.document:
        return
    numbers = [number for name, number in specification.sentences if name == section]
    if not numbers:
        sections = {name for name, _ in specification.sentences}
        hint = did_you_mean(section, sections, "See the sections in specification_index.json.")
        yield LimitProblem(child_pointer(limit.pointer, "source", "section"), f"unknown section {section!r}", hint)
        return
    unknown = [sentence for sentence in source.get("sentences", ()) if sentence not in numbers]
    hint = f"Name some of the sentences {numbers[0]} to {numbers[-1]}."
    if unknown:
        yield LimitProblem(child_pointer(limit.pointer, "source"), f"{section} has no sentence {unknown[0]}", hint)
    elif not source.get("sentences"):
        message = f"the source names no sentence of {section}"
        yield LimitProblem(child_pointer(limit.pointer, "source"), message, hint)


def _rule_problems(limit: Limit, holding: Collection[Revision], corpus: Corpus) -> Iterator[LimitProblem]:
    """Yield a rule that is no requirement, and a limit whose strength contradicts that of its rule in a revision.

    A limit may be weaker than its rule, because some limits are less certain. If the strength of the rule depends on
    the revision, that of the limit does, too.
    """
    requirements = corpus.definition.all_requirements
    requirement = requirements.get(limit.rule)
    if requirement is None:
        hint = did_you_mean(limit.rule, requirements, "Add it to requirements.json.")
        yield LimitProblem(child_pointer(limit.pointer, "rule"), f"unknown rule {limit.rule!r}", hint)
        return
    revisions_by_strength: dict[Strength, list[Revision]] = {}
    for revision in holding:
        if requirement.validity.holds_in(revision):
            revisions_by_strength.setdefault(requirement.in_revision(revision).strength, []).append(revision)
    for strength, revisions in revisions_by_strength.items():
        difference = STRENGTHS.index(limit.data["strength"]) - STRENGTHS.index(strength)
        if difference < 0 or (difference > 0 and requirement.other_strengths):
            compared = "stronger" if difference < 0 else "weaker"
            message = f"the limit is {compared} than its rule: {limit.rule} has strength {strength}"
            where = "" if len(revisions) == len(holding) else f" in {corpus.profiles.describe(revisions)}"
            hint = "Split the limit by range." if where else "Correct one of the two strengths."
            yield LimitProblem(child_pointer(limit.pointer, "strength"), message + where, hint)
