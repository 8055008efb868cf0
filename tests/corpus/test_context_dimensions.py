"""The dimensions of contexts name every field, every family of models and every rule that rejects payloads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagegen_conformance.authoring.limit_checks import load_checked_limits
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.dimensions import Dimensions, Element
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.source_cases import iter_source_cases

RULES = ("rules", "rule_variants", "model_rules")
# Rules about the payload as a whole, which has no context.
WITHOUT_CONTEXT = {"payload.type"}


@pytest.fixture(scope="module")
def dimensions(shipped: Corpus) -> Dimensions:
    return Dimensions(shipped.root)


@pytest.fixture(scope="module")
def newest(shipped: Corpus) -> Corpus:
    return Corpus.load(shipped.root, profile="openai")


def elements(dimensions: Dimensions, *names: str) -> Iterator[Element]:
    for name in names:
        yield from dimensions.find(name).elements


def test_fields_are_those_of_all_revisions_except_type(shipped: Corpus, dimensions: Dimensions) -> None:
    schemas = [plain_schema(shipped.root, shipped.profiles, revision) for revision in shipped.profiles.revisions]
    every_field = {field for schema in schemas for field in schema["properties"]}
    assert {element.name for element in elements(dimensions, "fields")} == every_field - {"type"}


def test_two_values_of_a_field_differ_and_the_first_is_that_of_its_members(dimensions: Dimensions) -> None:
    for element in elements(dimensions, "fields"):
        assert element.attributes["members"] == {element.name: element.attributes["value"]}
        assert element.attributes["other"] != element.attributes["value"]


@pytest.mark.parametrize("profile", ["azure", "openai"])
def test_families_have_a_model_of_each_family(shipped: Corpus, dimensions: Dimensions, profile: str) -> None:
    models = {element.attributes["model"]["model"] for element in elements(dimensions, "families")}
    families = load_checked_limits(Corpus.load(shipped.root, profile=profile)).families
    assert [family.name for family in families if models.isdisjoint(family.models)] == []


def test_every_rule_that_rejects_a_payload_is_broken_in_contexts(shipped: Corpus) -> None:
    rejecting: set[str] = set()
    in_contexts: set[str] = set()
    for case in iter_source_cases(shipped.root):
        if case.data["kind"] == "reject":
            (in_contexts if case.topic == "contexts/rules" else rejecting).add(case.data["requirement"])
    assert rejecting - in_contexts == WITHOUT_CONTEXT


def test_model_values_name_every_model(newest: Corpus, dimensions: Dimensions) -> None:
    models = {element.attributes["model"]["model"] for element in elements(dimensions, "model_values")}
    listed = {model for family in load_checked_limits(newest).families for model in family.models}
    assert listed - models == set()


def test_element_of_a_rule_is_named_after_it_and_has_it_among_its_reasons(dimensions: Dimensions) -> None:
    for element in elements(dimensions, *RULES):
        requirement = element.attributes["requirement"]
        assert requirement in {reason["rule"] for reason in element.attributes["reasons"]}
        assert element.name.partition(".")[0] == requirement.partition(".")[0]
