"""What the cases of each revision detect: values and fields of one provider, and rules that are not checked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, Limit, LimitsFile, ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema, plain_schema
from imagegen_conformance.jsonlib.values import Json
from imagegen_reference import ImageGenTool, ValidationError

REVISIONS = [str(revision) for revision in Corpus.load().profiles.revisions]
PROVIDERS = [("azure 2.3", "openai 2026-11-04"), ("azure 2.8", "openai 2026-11-04")]
PAIRS = [*PROVIDERS, *((second, first) for first, second in PROVIDERS)]
ALL_PAIRS = [(here, there) for here, there in permutations(REVISIONS, 2) if here.split()[0] != there.split()[0]]
SIZES_WITHOUT_PAIR = [
    (here, there)
    for here in ("azure 2.3", "azure 2.8")
    for there in ("openai 2025-05-21", "openai 2025-07-16", "openai 2025-10-06")
]
"""Pairs of revisions of which the first permits more sizes, but only with models that the second does not permit.

The second rejects such a payload for two reasons, so that no case shows by itself that the size is checked.
"""
PERMISSIONS = frozenset(
    {
        "action.known",
        "deprecated.legal",
        "input_fidelity.known",
        "input_image_mask.optional",
        "integer.notation",
        "model.open",
        "payload.combinations",
        "payload.optional",
        "size.any-model",
        "size.gpt-image-2.any-resolution",
        "size.gpt-image.standard",
        "size.open",
    }
)
"""The requirements whose statement says what is legal, so that no payload breaks them."""


@cache
def corpus_of(revision: str) -> Corpus:
    profile, name = revision.split()
    return Corpus.load(None, (), profile, name)


@cache
def fields_of(revision: str) -> dict[str, Schema]:
    corpus = corpus_of(revision)
    return dict(plain_schema(corpus.root, corpus.profiles, corpus.revision)["properties"])


def values_of(revision: str) -> set[tuple[str, Json]]:
    """Return each listed value of a field that lists all its values."""
    fields = fields_of(revision)
    return {(name, value) for name, schema in fields.items() for value in schema.get("enum", ())}


def further_values(here: str, there: str) -> set[tuple[str, Json]]:
    """Return each field that lists all its values there, with each value that is only legal here.

    The value is None if any string is legal here.
    """
    found: set[tuple[str, Json]] = set()
    for field in fields_of(here).keys() & fields_of(there).keys():
        if "enum" in fields_of(there)[field]:
            values = fields_of(here)[field].get("enum", [None])
            found |= {(field, value) for value in values if value not in fields_of(there)[field]["enum"]}
    return found


def validations(revision: str) -> Iterator[tuple[Case, ExpectedOutcome]]:
    """Yield the cases that validate a payload and gate."""
    for case in corpus_of(revision).cases:
        if case.request.operation == "validate" and case.strength != "may":
            assert isinstance(case.expected, ExpectedOutcome)
            yield case, case.expected


@cache
def accepted_payloads(revision: str) -> dict[str, Json]:
    """Return the payloads that must be accepted, by the id of their source case."""
    return {
        case.id: case.request.content
        for case, expected in validations(revision)
        if not expected.rejected and case.id == case.source_id
    }


@cache
def rejected_ids(revision: str, field: str) -> frozenset[str]:
    """Return the ids of the cases whose payload must be rejected because of the value of a field."""
    return frozenset(
        case.id
        for case, expected in validations(revision)
        if not expected.accepted and {reason.path for reason in expected.reasons} == {f"/{field}"}
    )


def has_pair(here: str, there: str, field: str, value: Json) -> bool:
    """Return whether a payload with a value is accepted here and rejected there; for None, with any value."""
    accepted = accepted_payloads(here)
    common = accepted.keys() & rejected_ids(there, field)
    return any(value in {None, accepted[id_][field]} for id_ in common)


@pytest.mark.parametrize(("here", "there"), ALL_PAIRS)
def test_value_of_one_provider_has_a_pair_of_cases(here, there) -> None:
    without_pair = {item for item in further_values(here, there) if not has_pair(here, there, *item)}
    assert without_pair == ({("size", None)} if (here, there) in SIZES_WITHOUT_PAIR else set())


def test_every_difference_between_the_values_of_two_providers_is_compared() -> None:
    compared: set[str] = set()
    for here, there in ALL_PAIRS:
        first, second = fields_of(here), fields_of(there)
        different = {
            field
            for field in first.keys() & second.keys()
            if set(first[field].get("enum", ())) != set(second[field].get("enum", ()))
        }
        assert {field for field, _ in further_values(here, there) | further_values(there, here)} == different
        compared |= different
    assert compared == {"model", "output_format", "quality", "size"}


@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_field_of_one_provider_has_a_pair_of_cases(here, there) -> None:
    cases = corpus_of(there).by_id
    for field in fields_of(here).keys() - fields_of(there).keys():
        ids = [id_ for id_, payload in accepted_payloads(here).items() if field in payload]
        kept = [id_ for id_ in ids if id_ not in cases and f"{id_}:wire" in cases]
        assert kept, field
        for id_ in kept:
            expected = cases[f"{id_}:wire"].expected
            assert isinstance(expected, ExpectedOutcome)
            assert (expected.accepted, expected.rejected) == (True, True)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_listed_value_is_in_a_payload_that_must_be_accepted(revision) -> None:
    payloads = accepted_payloads(revision).values()
    for field, value in values_of(revision):
        assert any(payload.get(field) == value for payload in payloads), (field, value)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_field_is_in_a_payload_that_must_be_accepted(revision) -> None:
    payloads = accepted_payloads(revision).values()
    for field in fields_of(revision):
        assert any(field in payload for payload in payloads), field


@pytest.mark.parametrize("revision", REVISIONS)
def test_implementation_that_does_not_check_a_rule_fails(revision) -> None:
    detected = set()
    for case, expected in validations(revision):
        if not expected.accepted:
            # A payload without a type breaks one rule, which has two places.
            rules = broken_rules(case.request.content, corpus_of(revision))
            detected |= rules if len(rules) == 1 else set()
    assert prohibitions(corpus_of(revision)) - detected == set()


@pytest.mark.parametrize("revision", REVISIONS)
def test_permission_is_no_reason_of_a_rejection(revision) -> None:
    reasons = {reason.rule for _, expected in validations(revision) for reason in expected.reasons}
    assert reasons.isdisjoint(PERMISSIONS)


def test_permissions_are_requirements() -> None:
    assert corpus_of(REVISIONS[0]).definition.all_requirements.keys() >= PERMISSIONS


def prohibitions(corpus: Corpus) -> set[str]:
    """Return the rules of levels schema and semantic that a payload can break in the revision of a corpus.

    They are all requirements but those with an exclusion, those that do not gate, the permissions, and those of limits
    none of which both prohibits something in the revision and gates.
    """
    limited = {limit.rule for limit in LimitsFile.load(corpus.profiles, corpus.root / LIMITS_FILE).limits()}
    prohibited = {limit.rule for limit in ModelLimits.load(corpus).limits() if is_prohibition(limit)}
    return {
        item.id
        for item in corpus.requirements.values()
        if item.level in {"schema", "semantic"} and item.exclusion is None and item.strength != "may"
        if item.id not in PERMISSIONS and item.id not in limited - prohibited
    }


def is_prohibition(limit: Limit) -> bool:
    permits = limit.data.get("legal") is True or limit.data.get("support") in {"full", "preview"}
    return not permits and limit.data["strength"] != "may"


def broken_rules(payload: Json, corpus: Corpus) -> set[str]:
    try:
        ImageGenTool.validate_payload(payload, profile=corpus.revision.profile, revision=corpus.revision.name)
    except ValidationError as error:
        return {rule_error.rule for rule_error in error.errors}
    return set()
