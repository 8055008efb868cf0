"""The strategies for payloads: both oracles confirm the generated expectations, and every field is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.derivation import derive
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.generation.call_sequences import call_sequences
from imagegen_conformance.generation.case_data import either_case, idempotence_case
from imagegen_conformance.generation.contexts import Context
from imagegen_conformance.generation.payloads import Payloads, repair_of
from imagegen_conformance.generation.step_generators import STEP_GENERATORS
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import Oracle
from imagegen_conformance.oracles.oracle import reference_oracle as oracle_of
from imagegen_conformance.oracles.schema_oracles import SchemaOracles
from imagegen_conformance.resources import data_directory, load_json

SHIPPED = Corpus.load()
PAYLOADS = Payloads(SHIPPED, "semantic")
AVOIDING = Payloads(SHIPPED, "semantic", ["quality", "input_image_mask"])
STRICT_SCHEMA = SchemaOracles.load(SHIPPED).strict
reference_oracle = oracle_of(SHIPPED.revision)
few_examples = settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None, database=None)


def strict_schema_rules(payload: Json) -> set[str]:
    """Return the rules that a payload breaks according to the strict schema, without the range of non-integers.

    The schema reports two errors for a fraction beyond the bounds. For the reference, only integers have a range.
    """
    return rules_without_ranges(STRICT_SCHEMA(payload))


def rules_without_ranges(findings: Iterable[Finding]) -> set[str]:
    """Return the rules of findings, without the range of non-integers."""
    rules = {finding.rule for finding in findings}
    return {rule for rule in rules if not (rule.endswith(".range") and f"{rule.removesuffix('range')}type" in rules)}


def repaired_payload(data: Json) -> Json:
    """Return the payload of the derived case in which the faults are repaired."""
    (case,) = [case for case in derive("a/b", data, SHIPPED.requirements, {}) if ":repaired" in case.id]
    return case.request.content


@few_examples
@given(PAYLOADS.legal())
def test_legal_payload_is_legal_for_both_oracles(cases: Json) -> None:
    for data in cases:
        assert reference_oracle(data["payload"]) == [] == STRICT_SCHEMA(data["payload"])


@few_examples
@given(PAYLOADS.one_fault())
def test_payload_with_one_fault_breaks_its_rules_until_repaired(cases: Json) -> None:
    for data in cases:
        payload, rules = data["payload"], {finding.rule for finding in reference_oracle(data["payload"])}
        assert rules <= {reason["rule"] for reason in data["reasons"]}
        assert strict_schema_rules(payload) == rules
        assert data["requirement"] in rules
        assert reference_oracle(repaired_payload(data)) == []


@few_examples
@given(PAYLOADS.several_faults())
def test_payload_with_several_faults_breaks_its_rules_until_repaired(cases: Json) -> None:
    for data in cases:
        payload, rules = data["payload"], {finding.rule for finding in reference_oracle(data["payload"])}
        assert rules == strict_schema_rules(payload)
        assert rules <= {reason["rule"] for reason in data["reasons"]}
        assert {finding.path for finding in STRICT_SCHEMA(payload)} <= {reason["path"] for reason in data["reasons"]}
        assert reference_oracle(repaired_payload(data)) == [] == STRICT_SCHEMA(repaired_payload(data))


@few_examples
@given(PAYLOADS.any())
def test_first_output_of_any_payload_is_the_payload(cases: Json) -> None:
    for data in cases:
        assert data["outputs"][0] == data["payload"]


@few_examples
@given(
    st.one_of(
        PAYLOADS.legal(),
        PAYLOADS.one_fault(),
        PAYLOADS.several_faults(),
        PAYLOADS.any(),
        call_sequences(list(STEP_GENERATORS)),
    )
)
def test_generated_data_is_a_source_case(cases: Json) -> None:
    for data in cases:
        assert derive("a/b", data, SHIPPED.requirements, {})


@few_examples
@given(st.one_of(AVOIDING.legal(), AVOIDING.one_fault(), AVOIDING.several_faults(), AVOIDING.any()))
def test_avoided_fields_are_in_no_payload(cases: Json) -> None:
    for data in cases:
        assert data["payload"].keys().isdisjoint(["quality", "input_image_mask"])


REVISIONS = [
    ("azure", "2.0"), ("azure", "2.8"), ("openai", "2025-05-21"), ("openai", "2025-10-06"), ("openai", "2026-05-06"),
    ("openai", "2026-10-26"), ("openai", "2026-11-04"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "revision"), REVISIONS)
@settings(few_examples, max_examples=30)
@given(st.data())
def test_cases_of_every_revision_are_confirmed_by_both_oracles(profile: str, revision: str, data: Json) -> None:
    corpus, retired, payloads, reference, strict = in_revision(profile, revision)
    for case in data.draw(payloads.legal()):
        assert reference(case["payload"]) == [] == strict(case["payload"])
        assert case["payload"].get("model") not in retired or case["strength"] == "may"
    for case in data.draw(payloads.one_fault() | payloads.several_faults()):
        rules = {finding.rule for finding in reference(case["payload"])}
        assert rules == rules_without_ranges(strict(case["payload"]))
        assert rules <= {reason["rule"] for reason in case["reasons"]} <= corpus.requirements.keys()
        repaired = apply(case["payload"], case["repair"])
        assert reference(repaired) == [] == strict(repaired)
        assert repaired.get("model") not in retired or case["repaired_strength"] == "may"


@cache
def in_revision(profile: str, revision: str) -> tuple[Corpus, frozenset[str], Payloads, Oracle, Oracle]:
    """Return the corpus in a revision, its retired models, its strategies, and its oracles of level semantic."""
    corpus = Corpus.load(None, (), profile, revision)
    oracles = oracle_of(corpus.revision), SchemaOracles.load(corpus).strict
    return corpus, ModelLimits.load(corpus).retired, Payloads(corpus, "semantic"), *oracles


def test_idempotence_case_permits_only_the_output_itself() -> None:
    data = idempotence_case({"type": "image_generation", "size": None})
    assert data["outputs"] == [data["payload"]]
    rationale = "An output may be rejected as a payload. If it is accepted, it must be returned unchanged."
    assert (data["description"], data["rationale"]) == ("A generated payload of 2 keys", rationale)
    assert derive("a/b", data, SHIPPED.requirements, {})


def test_either_case_states_its_description_and_its_rationale() -> None:
    data = either_case({"type": "image_generation"})
    rationale = "The payload may be rejected. If it is accepted, it must be returned unchanged."
    assert (data["description"], data["rationale"]) == ("A generated payload of 1 key", rationale)


def test_every_kind_of_payload_is_drawn() -> None:
    def assert_drawn(strategy: Any, predicate: Any) -> None:
        generate_only = settings(few_examples, max_examples=3000, phases=(Phase.generate,))
        find(strategy, lambda cases: any(map(predicate, cases)), settings=generate_only)

    for field in ("input_fidelity", "tool_configs", "size"):
        assert_drawn(PAYLOADS.legal(), lambda data, field=field: field in data["payload"])
    assert_drawn(PAYLOADS.legal(), lambda data: data["payload"].get("model") == "gpt-image-2")
    assert_drawn(PAYLOADS.legal(), lambda data: len(data["payload"]) > 12)
    assert_drawn(PAYLOADS.legal(), lambda data: list(data["payload"])[-1] == "type")
    for rule in ("size.gpt-image-2.ratio", "type.required", "null.refused", "tool_configs.pin.type"):
        assert_drawn(PAYLOADS.one_fault(), lambda data, rule=rule: data["requirement"] == rule)
    assert_drawn(PAYLOADS.one_fault(), lambda data: not {"seed", "note"}.isdisjoint(data["payload"]))
    assert_drawn(PAYLOADS.several_faults(), lambda data: len({reason["path"] for reason in data["reasons"]}) > 2)
    assert_drawn(PAYLOADS.any(), lambda data: len(data["outputs"]) > 1)
    assert_drawn(PAYLOADS.any(), lambda data: "type" not in data["payload"])
    # An illegal payload can have a description that is no string.
    assert_drawn(PAYLOADS.any(), lambda data: len(str(data["payload"].get("description"))) > 20_000)
    assert_drawn(PAYLOADS.any(), lambda data: "deep" in data["payload"])
    assert_drawn(PAYLOADS.any(), lambda data: len(data["payload"]) > 500)


def test_each_payload_with_one_fault_is_one_of_several() -> None:
    cases = find(PAYLOADS.one_fault(), lambda cases: len(cases) > 10, settings=settings(few_examples))
    assert len({data["requirement"] for data in cases}) > 5


@pytest.mark.parametrize("level", ["wire", "schema"])
def test_rules_of_higher_levels_are_not_broken(level: Any) -> None:
    payloads = Payloads(SHIPPED, level)

    @few_examples
    @given(payloads.one_fault())
    def check(cases: Json) -> None:
        assert all(SHIPPED.requirements[data["requirement"]].level == "schema" for data in cases)

    check()


def test_legal_payload_of_level_schema_names_the_requirement_that_defines_its_first_field() -> None:
    payloads = Payloads(SHIPPED, "schema")
    fields = load_json(data_directory("schemas") / "image_gen_tool.schema.json")["properties"]
    for field in fields:
        context = Context({"type": "image_generation", field: None}, None)
        assert SHIPPED.requirements[payloads._accepted(context)["requirement"]].defines == field


def test_legal_payload_of_other_levels_names_a_general_requirement() -> None:
    context = Context({"type": "image_generation", "size": "auto"}, None)
    assert Payloads(SHIPPED, "wire")._accepted(context)["requirement"] == "wire.round-trip"
    assert Payloads(SHIPPED, "semantic")._accepted(context)["requirement"] == "payload.combinations"


def test_legal_payload_has_the_strength_of_its_context() -> None:
    assert PAYLOADS._accepted(Context({"type": "image_generation"}, "may"))["strength"] == "may"
    assert "strength" not in PAYLOADS._accepted(Context({"type": "image_generation"}, None))


def test_repair_restores_the_members_of_the_legal_payload() -> None:
    legal: dict[str, Json]
    payload: dict[str, Json]
    legal, payload = {"kept": [1], "a/b~c": 1, "missing": 2}, {"kept": None, "a/b~c": 5, "new/~": 3}
    payload["kept"] = legal["kept"]
    operations = repair_of(legal, payload)
    assert operations == [
        {"op": "replace", "path": "/a~1b~0c", "value": 1},
        {"op": "remove", "path": "/new~1~0"},
        {"op": "add", "path": "/missing", "value": 2},
    ]
    assert apply(payload, operations) == legal
