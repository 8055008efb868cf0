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
from imagegen_conformance.generation.payloads import COMMON_SIZE, Payloads, _repair_operation
from imagegen_conformance.generation.step_generators import STEP_GENERATORS
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import Oracle
from imagegen_conformance.oracles.oracle import reference_oracle as oracle_of
from imagegen_conformance.oracles.schema_oracles import SchemaOracles
from imagegen_conformance.resources import data_directory, load_json

SHIPPED = Corpus.load()
PAYLOADS = Payloads(SHIPPED, "semantic")
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
def test_legal_payload_is_legal_for_both_oracles(data: Json) -> None:
    assert reference_oracle(data["payload"]) == [] == STRICT_SCHEMA(data["payload"])


@few_examples
@given(PAYLOADS.one_fault())
def test_payload_with_one_fault_breaks_its_rules_until_repaired(data: Json) -> None:
    payload, rules = data["payload"], {finding.rule for finding in reference_oracle(data["payload"])}
    assert rules <= {reason["rule"] for reason in data["reasons"]}
    assert strict_schema_rules(payload) == rules
    assert data["requirement"] in rules
    assert reference_oracle(repaired_payload(data)) == []


@few_examples
@given(PAYLOADS.several_faults())
def test_payload_with_several_faults_breaks_its_rules_until_repaired(data: Json) -> None:
    payload, rules = data["payload"], {finding.rule for finding in reference_oracle(data["payload"])}
    assert rules == strict_schema_rules(payload)
    assert rules <= {reason["rule"] for reason in data["reasons"]}
    assert {finding.path for finding in STRICT_SCHEMA(payload)} <= {reason["path"] for reason in data["reasons"]}
    assert reference_oracle(repaired_payload(data)) == [] == STRICT_SCHEMA(repaired_payload(data))


@few_examples
@given(PAYLOADS.any())
def test_first_output_of_any_payload_is_the_payload(data: Json) -> None:
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
def test_generated_data_is_a_source_case(data: Json) -> None:
    assert derive("a/b", data, SHIPPED.requirements, {})


REVISIONS = [
    ("azure", "2.0"), ("azure", "2.8"), ("openai", "2025-05-21"), ("openai", "2025-10-06"), ("openai", "2026-05-06"),
    ("openai", "2026-10-26"), ("openai", "2026-11-04"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "revision"), REVISIONS)
@settings(few_examples, max_examples=60)
@given(st.data())
def test_cases_of_every_revision_are_confirmed_by_both_oracles(profile: str, revision: str, data: Json) -> None:
    corpus, retired, payloads, reference, strict = in_revision(profile, revision)
    legal = data.draw(payloads.legal())["payload"]
    assert reference(legal) == [] == strict(legal)
    assert legal.get("model") not in retired
    case = data.draw(payloads.one_fault() | payloads.several_faults())
    rules = {finding.rule for finding in reference(case["payload"])}
    assert rules == rules_without_ranges(strict(case["payload"]))
    assert rules <= {reason["rule"] for reason in case["reasons"]} <= corpus.requirements.keys()
    repaired = apply(case["payload"], case["repair"])
    assert reference(repaired) == [] == strict(repaired)
    assert repaired.get("model") not in retired


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
        find(strategy, predicate, settings=generate_only)

    for field in ("input_fidelity", "tool_configs", "size"):
        assert_drawn(PAYLOADS.legal(), lambda data, field=field: field in data["payload"])
    assert_drawn(PAYLOADS.legal(), lambda data: data["payload"].get("model") == "gpt-image-2")
    assert_drawn(PAYLOADS.one_fault(), lambda data: data["requirement"].startswith("size.gpt-image-2"))
    assert_drawn(PAYLOADS.any(), lambda data: len(data["outputs"]) > 1)
    assert_drawn(PAYLOADS.several_faults(), lambda data: len({reason["path"] for reason in data["reasons"]}) > 2)


def test_legal_payload_of_level_schema_names_the_requirement_that_defines_its_first_field() -> None:
    payloads = Payloads(SHIPPED, "schema")
    fields = load_json(data_directory("schemas") / "image_gen_tool.schema.json")["properties"]
    for field in fields:
        requirement = payloads._accept_case({"type": "image_generation", field: None})["requirement"]
        assert SHIPPED.requirements[requirement].defines == field


def test_legal_payload_of_other_levels_names_a_general_requirement() -> None:
    payload = {"type": "image_generation", "size": "auto"}
    assert Payloads(SHIPPED, "wire")._accept_case(payload)["requirement"] == "wire.round-trip"
    assert Payloads(SHIPPED, "semantic")._accept_case(payload)["requirement"] == "payload.combinations"


def test_payload_with_size_auto_and_a_model_is_legal_with_strength_should() -> None:
    payload = {"type": "image_generation", "model": "gpt-image-1", "size": "auto"}
    assert PAYLOADS._accept_case(payload)["strength"] == "should"
    rejected = PAYLOADS._reject_case(payload, [("quality", "ultra")])
    assert rejected is not None
    assert rejected["repaired_strength"] == "should"
    assert "strength" not in PAYLOADS._accept_case({**payload, "size": "1024x1024"})
    del payload["model"]
    assert "strength" not in PAYLOADS._accept_case(payload)


def test_payload_without_model_is_legal_if_a_default_model_supports_it() -> None:
    tool = {"type": "image_generation"}
    assert PAYLOADS._is_required({**tool, "size": "1536x1024", "quality": "low"})
    for fields in ({"size": "2048x2048"}, {"input_fidelity": "high"}, {"background": "transparent"}):
        assert not PAYLOADS._is_required({**tool, **fields})


def test_common_size_is_legal_for_every_model() -> None:
    for family in load_json(SHIPPED.root / "model_limits.json")["families"]:
        for model in family["models"]:
            assert reference_oracle({"type": "image_generation", "model": model, "size": COMMON_SIZE}) == []


def test_repair_of_a_field_with_slash_and_tilde_is_escaped() -> None:
    assert _repair_operation({}, "a/b~c") == {"op": "remove", "path": "/a~1b~0c"}
    assert _repair_operation({"a/b~c": 1}, "a/b~c") == {"op": "replace", "path": "/a~1b~0c", "value": 1}
