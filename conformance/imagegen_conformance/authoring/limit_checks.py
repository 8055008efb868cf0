"""Checks for contradictions in the model limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.authoring.traceability import Traceability
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits, area_predicate
from imagegen_conformance.corpus.requirements import STRENGTHS
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json

__all__ = ["Problem", "limit_problems", "load_checked_limits"]
CALCULATION_KINDS = ("edge", "multiple", "ratio", "pixels", "experimental")
MAX_EDGES = 1000  # for a size with two of more edges, checks and compilation take minutes


class Problem(NamedTuple):
    """A contradiction.

    Attributes:
        pointer: The place in the file, as a JSON Pointer.
        message: The fact, without a final period.
        hint: What to do, as a complete sentence.
    """

    pointer: str
    message: str
    hint: str


def load_checked_limits(corpus: Corpus, file: Path | None = None) -> ModelLimits:
    """Load model limits, as `ModelLimits.load` does, and check that they have no contradictions.

    Raises:
        CorpusError: The file is missing, does not match its schema, or has a contradiction.
    """
    file = file or corpus.root / "model_limits.json"
    limits = ModelLimits.load(corpus, file)
    for problem in limit_problems(limits, corpus):
        raise CorpusError(problem.message, file=file, location=problem.pointer, hint=problem.hint)
    return limits


def limit_problems(limits: ModelLimits, corpus: Corpus) -> Iterator[Problem]:
    """Yield every contradiction within the model limits, and between them and the corpus."""
    yield from _duplicate_names(limits)
    specification = Traceability.from_corpus(corpus)
    for limit in limits.limits():
        yield from _source_problems(limit, specification)
    yield from _rule_problems(limits, corpus)
    fields = load_json(data_directory("schemas") / "image_gen_tool.schema.json")["properties"]
    for limit in limits.limits():
        yield from _value_problems(limit, fields)
    for family in limits.families:
        yield from _duplicate_limits(family)
        yield from _bound_problems(family)
        yield from _calculation_problems(family)


def _child_pointer(pointer: str, *tokens: str | int) -> str:
    """Return the JSON Pointer of a value inside the value at a pointer."""
    return pointer + format_pointer(tokens)


def _duplicate_names(limits: ModelLimits) -> Iterator[Problem]:
    """Yield families with the same name, and models that are in two families."""
    pointers: dict[str, str] = {}
    family_names: dict[str, str] = {}
    for family in limits.families:
        if family.name in pointers:
            message = f"the family {family.name} is already defined at {pointers[family.name]}"
            yield Problem(_child_pointer(family.pointer, "family"), message, "Merge the two, or rename one.")
        pointers[family.name] = family.pointer
        for index, name in enumerate(family.models):
            if name in family_names:
                message = f"{name} is already in the family {family_names[name]}"
                yield Problem(
                    _child_pointer(family.pointer, "models", index), message, "List each model in one family only."
                )
            family_names[name] = family.name


def _source_problems(limit: Limit, specification: Traceability) -> Iterator[Problem]:
    """Yield documents, and sections and sentences of the specification, that do not exist."""
    source = limit.data["source"]
    document, section, documents = source["document"], source["section"], specification.corpus.documents
    if document not in documents:
        hint = did_you_mean(document, documents, "Add it to the documents of requirements.json.")
        yield Problem(_child_pointer(limit.pointer, "source", "document"), f"unknown document {document!r}", hint)
    if document != specification.document:
        return
    numbers = [number for name, number in specification.sentences if name == section]
    if not numbers:
        sections = {name for name, _ in specification.sentences}
        hint = did_you_mean(section, sections, "See the sections in specification_index.json.")
        yield Problem(_child_pointer(limit.pointer, "source", "section"), f"unknown section {section!r}", hint)
        return
    unknown = [sentence for sentence in source.get("sentences", ()) if sentence not in numbers]
    hint = f"Name some of the sentences {numbers[0]} to {numbers[-1]}."
    if unknown:
        yield Problem(_child_pointer(limit.pointer, "source"), f"{section} has no sentence {unknown[0]}", hint)
    elif not source.get("sentences"):
        yield Problem(_child_pointer(limit.pointer, "source"), f"the source names no sentence of {section}", hint)


def _rule_problems(limits: ModelLimits, corpus: Corpus) -> Iterator[Problem]:
    """Yield rules that are not requirements or have two definitions, and limits that are stronger than their rule."""
    first_limits: dict[tuple[Json, ...], Limit] = {}
    for limit in limits.limits():
        requirement = corpus.requirements.get(limit.rule)
        if requirement is None:
            hint = did_you_mean(limit.rule, corpus.requirements, "Add it to requirements.json.")
            yield Problem(_child_pointer(limit.pointer, "rule"), f"unknown rule {limit.rule!r}", hint)
        elif STRENGTHS.index(limit.data["strength"]) < STRENGTHS.index(requirement.strength):
            message = f"the limit is stronger than its rule: {limit.rule} has strength {requirement.strength}"
            yield Problem(_child_pointer(limit.pointer, "strength"), message, "Correct one of the two strengths.")
        # A rule may state that one model has a feature and that another model does not.
        key = (limit.rule, limit.data.get("legal"), limit.data.get("support"))
        first = first_limits.setdefault(key, limit)
        if first.definition != limit.definition:
            message = f"{limit.rule} has another definition at {first.pointer}"
            yield Problem(_child_pointer(limit.pointer, "rule"), message, "Give each rule one definition.")


def _value_problems(limit: Limit, fields: Mapping[str, Json]) -> Iterator[Problem]:
    """Yield fields and values that the payload does not have."""
    for index, field in enumerate(limit.data.get("fields", ())):
        if field not in fields:
            hint = did_you_mean(field, fields, "See schemas/image_gen_tool.schema.json.")
            yield Problem(_child_pointer(limit.pointer, "fields", index), f"unknown field {field!r}", hint)
    if "equals" not in limit.data:
        return
    field, value = limit.data["field"], limit.data["equals"]
    legal = fields[field].get("enum", ())
    if value not in legal:
        hint = f"Name one of {', '.join(map(str, legal))}."
        yield Problem(_child_pointer(limit.pointer, "equals"), f"{value!r} is not a value of {field}", hint)


def _duplicate_limits(family: Family) -> Iterator[Problem]:
    """Yield limits of the same subject in one family."""
    pointers: dict[tuple[Json, ...], str] = {}
    for limit in family.limits:
        bounds: list[str] = [bound for bound in ("minimum", "maximum") if bound in limit.data]
        for bound in bounds or [""]:
            subject = (limit.kind, bound, limit.data.get("field"), limit.data.get("equals"))
            if subject in pointers:
                text = " ".join(str(part) for part in subject if part)
                yield Problem(limit.pointer, f"{text} is already limited at {pointers[subject]}", "Remove one of them.")
            pointers[subject] = limit.pointer


def _bound_problems(family: Family) -> Iterator[Problem]:
    """Yield minimums that are greater than the maximum."""
    for kind in ("edge", "pixels"):
        limits = family.limits_of_kind(kind)
        for lower, upper in product(limits, limits):
            minimum, maximum = lower.data.get("minimum"), upper.data.get("maximum")
            if minimum is not None and maximum is not None and minimum > maximum:
                message = f"the minimum {minimum} is greater than the maximum {maximum}"
                yield Problem(_child_pointer(lower.pointer, "minimum"), message, "Swap the two.")


def _calculation_problems(family: Family) -> Iterator[Problem]:
    """Yield calculated sizes that cannot be compiled, or of which none is legal."""
    limits, size_lists = family.limits_of_kind(*CALCULATION_KINDS), family.limits_of_kind("sizes")
    edge_count = len(family.multiples())
    if limits and size_lists:
        message = f"the sizes of the family are calculated, and also listed at {size_lists[0].pointer}"
        yield Problem(limits[0].pointer, message, "Either list the sizes or calculate them.")
    elif limits and not family.edges():
        # Patterns match digits, so the number of digits must be limited.
        message = "the sizes of the family are calculated, but their edges have no maximum"
        yield Problem(family.pointer, message, "Add a limit of kind edge with a maximum.")
    elif limits and edge_count > MAX_EDGES:
        message = f"{edge_count:,} edges are legal, but sizes can be compiled from at most {MAX_EDGES:,}"
        yield Problem(family.pointer, message, "Use a larger multiple, or a smaller maximum of the edges.")
    elif limits and not _has_legal_size(family):
        yield Problem(family.pointer, "no size is legal", "Check the limits of the family together.")
    maximums = [limit.data["maximum"] for limit in family.limits_of_kind("pixels") if "maximum" in limit.data]
    for limit in family.limits_of_kind("experimental"):
        if maximums and limit.data["above"] >= maximums[0]:
            message = f"no legal size has more than {maximums[0]} pixels"
            yield Problem(_child_pointer(limit.pointer, "above"), message, "Use a smaller number.")


def _has_legal_size(family: Family) -> bool:
    predicates = [area_predicate(limit) for limit in family.limits_of_kind("ratio", "pixels")]
    sizes = product(family.multiples(), repeat=2)
    return any(all(is_legal(width, height) for is_legal in predicates) for width, height in sizes)
