from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request, Vocabulary
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.derivation import derive
from imagegen_conformance.corpus.requirements import Strength
from imagegen_conformance.corpus.step_expectations import EXPECTATION_KEYS, Raises, Returns, Succeeds
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json

TOOL = {"type": "image_generation"}


@pytest.mark.parametrize(
    ("source_id", "derived"),
    [
        ("quality/values/low", {"": ("validate", "schema", "must"), ":wire": ("parse", "wire", "must")}),
        (
            "quality/values/huge",
            {
                "": ("validate", "schema", "must"),
                ":repaired": ("validate", "schema", "must"),
                ":wire": ("parse", "wire", "must"),
            },
        ),
        (
            "size/types/integer",
            {
                "": ("validate", "schema", "should"),
                ":repaired": ("validate", "schema", "should"),
                ":wire": ("parse", "wire", "must"),
            },
        ),
        ("size/types/long", {"": ("validate", "schema", "should"), ":wire": ("parse", "wire", "must")}),
        ("wire/plain/bare", {"": ("parse", "wire", "must")}),
        ("wire/plain/unknown", {"": ("parse", "wire", "must")}),
        ("wire/texts/spaces", {"": ("parse-text", "wire", "should")}),
        ("model/items/pop", {"": ("call", "object", "must")}),
        ("model/items/popitem", {"": ("call", "object", "may")}),
    ],
)
def test_source_case_has_derived_cases_with_operation_level_and_strength(
    small: Corpus, source_id: str, derived: dict[str, tuple[str, str, str]]
) -> None:
    cases = [case for case in small.cases if case.source_id == source_id]
    assert {
        case.id.removeprefix(source_id): (case.request.operation, case.level, case.strength) for case in cases
    } == derived


def test_derived_cases_have_expected_outcomes(small: Corpus) -> None:
    expected = {case.id: case.expected for case in small.cases}
    low = {**TOOL, "quality": "low"}
    huge = {**TOOL, "quality": "huge"}
    reasons = (Finding("/quality", "quality.value"),)
    assert expected["quality/values/low"] == ExpectedOutcome(accepted=True, rejected=False)
    assert expected["quality/values/low:wire"] == ExpectedOutcome(accepted=True, rejected=False, outputs=(low,))
    vocabulary = Vocabulary.of(small.requirements)
    rejected = ExpectedOutcome(accepted=False, rejected=True, reasons=reasons, vocabulary=vocabulary)
    assert expected["quality/values/huge"] == rejected
    assert expected["quality/values/huge:repaired"] == ExpectedOutcome(accepted=True, rejected=False)
    assert expected["quality/values/huge:wire"] == ExpectedOutcome(accepted=True, rejected=True, outputs=(huge,))
    assert expected["size/types/long"] == ExpectedOutcome(accepted=True, rejected=True)
    assert expected["wire/texts/spaces"] == ExpectedOutcome(accepted=True, rejected=False, outputs=(TOOL,))
    assert expected["wire/texts/cut"] == ExpectedOutcome(accepted=False, rejected=True)
    assert expected["model/items/pop"] == ExpectedSteps((Returns("low"), Raises("missing-key")))


def test_reasons_share_the_vocabulary_of_the_corpus(shipped: Corpus) -> None:
    vocabularies = [
        case.expected.vocabulary
        for case in shipped.cases
        if isinstance(case.expected, ExpectedOutcome) and case.expected.reasons
    ]
    assert len(set(map(id, vocabularies))) == 1
    assert vocabularies[0].rules == shipped.requirements.keys()
    assert vocabularies[0].fields >= {"type", "model", "size", "input_image_mask"}


@pytest.mark.parametrize("path", ["/type", ""])
def test_missing_type_may_be_reported_at_the_member_and_at_the_root(shipped: Corpus, path: str) -> None:
    reasons = [{"path": path, "rule": "type.required"}]
    repair = [{"op": "add", "path": "/type", "value": "image_generation"}]
    change = {"payload": {}, "requirement": "type.required", "reasons": reasons, "repair": repair}
    case = derive("a/b", {**source_case("reject"), **change}, shipped.requirements, {})[0]
    assert isinstance(case.expected, ExpectedOutcome)
    assert set(case.expected.reasons) == {Finding("/type", "type.required"), Finding("", "type.required")}


def test_fields_that_the_rule_of_a_reason_relates_are_at_fault(shipped: Corpus) -> None:
    case = shipped.case("background/transparent-format/jpeg")
    assert isinstance(case.expected, ExpectedOutcome)
    assert case.expected.related_fields == {"background", "output_format"}


# A source case with the keys of all kinds.
PAYLOAD = {**TOOL, "size": None}
OUTPUTS = [PAYLOAD, TOOL]
SOURCE_CASE: Json = {
    "name": "x",
    "description": "A fact",
    "requirement": "size.any-model",
    "payload": PAYLOAD,
    "outputs": OUTPUTS,
    "rationale": "It is so.",
    "warnings": [{"path": "/size", "rule": "size.grammar"}],
    "reasons": [{"path": "/size", "rule": "size.grammar"}],
    "repair": [{"op": "remove", "path": "/size"}],
    "text": "{}",
    "expected": "either",
    "construct": {"args": [TOOL]},
    "steps": [{"method": "get-item", "args": ["type"], "returns": "image_generation"}, {"method": "clear"}],
}
FINDINGS = (Finding("/size", "size.grammar"),)
RELATED = frozenset({"size", "model"})
VALIDATE = Request("validate", PAYLOAD)
PARSE = Request("parse", PAYLOAD)
CALL = Request(
    "call",
    {"construct": {"args": [TOOL]}, "steps": [{"method": "get-item", "args": ["type"]}, {"method": "clear"}]},
)
LEGAL = ExpectedOutcome(accepted=True, rejected=False)
PROBABLY_LEGAL = LEGAL._replace(acceptance_strength="should")
ILLEGAL = ExpectedOutcome(accepted=False, rejected=True)
EITHER = ExpectedOutcome(accepted=True, rejected=True)
UNCHANGED_OR_REJECTED = EITHER._replace(outputs=tuple(OUTPUTS))
STEPS = ExpectedSteps((Returns("image_generation"), Succeeds()))


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            "accept",
            [
                ("", "semantic", "should", VALIDATE, LEGAL),
                (":warnings", "semantic", "may", VALIDATE, LEGAL._replace(warnings=FINDINGS)),
                (":wire", "wire", "must", PARSE, PROBABLY_LEGAL._replace(outputs=(PAYLOAD, *OUTPUTS))),
            ],
        ),
        (
            "reject",
            [
                ("", "semantic", "should", VALIDATE, ILLEGAL._replace(reasons=FINDINGS, related_fields=RELATED)),
                (":repaired", "semantic", "should", Request("validate", TOOL), LEGAL),
                (":wire", "wire", "must", PARSE, UNCHANGED_OR_REJECTED),
            ],
        ),
        (
            "either",
            [
                ("", "semantic", "should", VALIDATE, EITHER),
                (":warnings", "semantic", "may", VALIDATE, EITHER._replace(warnings=FINDINGS)),
                (":wire", "wire", "must", PARSE, UNCHANGED_OR_REJECTED),
            ],
        ),
        ("text", [("", "semantic", "should", Request("parse-text", "{}"), UNCHANGED_OR_REJECTED)]),
        ("calls", [("", "semantic", "should", CALL, STEPS)]),
    ],
)
def test_derived_case_is_complete(shipped: Corpus, kind: str, rows) -> None:
    wire_rules = {"reject": "wire.no-corruption", "either": "wire.no-corruption", "accept": "wire.round-trip"}
    descriptions = {"": "A fact", ":wire": "A fact", ":repaired": "A fact, repaired", ":warnings": "A fact, warnings"}
    assert derive("a/b", {**SOURCE_CASE, "kind": kind}, shipped.requirements, {}) == [
        Case(
            f"a/b/x{suffix}",
            "a/b/x",
            kind,
            level,
            strength,
            shipped.requirements[wire_rules[kind] if suffix == ":wire" else "size.any-model"],
            descriptions[suffix],
            request,
            expected,
            "It is so.",
        )
        for suffix, level, strength, request, expected in rows
    ]


def source_case(kind: str, **other: Json) -> dict[str, Json]:
    """Return a source case with the required keys only, and with other keys that are given."""
    required = {key: SOURCE_CASE[key] for key in ("name", "description", "requirement", "payload")}
    return {**required, "kind": kind, **other}


def test_requirement_of_level_wire_derives_one_case(shipped: Corpus) -> None:
    (accept,) = derive("a/b", source_case("accept", requirement="wire.null"), shipped.requirements, {})
    (either,) = derive("a/b", source_case("either", requirement="wire.null"), shipped.requirements, {})
    assert accept.id == either.id == "a/b/x"
    assert accept.request == either.request == PARSE
    assert accept.expected == LEGAL._replace(outputs=(PAYLOAD,))
    assert either.expected == EITHER._replace(outputs=(PAYLOAD,))


def test_optional_keys_have_defaults(shipped: Corpus) -> None:
    plain, wire = derive("a/b", source_case("accept"), shipped.requirements, {})
    assert plain.rationale == wire.rationale == ""
    assert wire.expected == PROBABLY_LEGAL._replace(outputs=(PAYLOAD,))
    either = derive("a/b", source_case("either"), shipped.requirements, {})[-1]
    assert either.expected == EITHER._replace(outputs=(PAYLOAD,))


def test_strength_of_source_case_overrides_that_of_its_requirement(shipped: Corpus) -> None:
    cases = derive("a/b", source_case("accept", strength="must"), shipped.requirements, {})
    assert [case.strength for case in cases] == ["must", "must"]


@pytest.mark.parametrize("strength", ["should", "may"])
def test_payload_that_is_probably_legal_must_be_returned_if_it_is_accepted(small: Corpus, strength: Strength) -> None:
    cases = derive("a/b", source_case("accept", requirement="size.type", strength=strength), small.requirements, {})
    assert {case.level: case.strength for case in cases} == {"schema": strength, "wire": "must"}
    case = cases[-1]
    assert (case.id, case.requirement.id) == ("a/b/x:wire", "wire.round-trip")
    assert isinstance(case.expected, ExpectedOutcome)
    assert (case.expected.rejected, case.expected.acceptance_strength) == (False, strength)


def test_payload_that_is_certainly_legal_must_be_accepted(shipped: Corpus) -> None:
    cases = derive("a/b", source_case("accept", strength="must"), shipped.requirements, {})
    assert cases[-1].expected == LEGAL._replace(outputs=(PAYLOAD,))


def test_strength_at_level_wire_is_that_of_the_acceptance(shipped: Corpus) -> None:
    data = source_case("accept", requirement="wire.strings", strength="should")
    (case,) = derive("a/b", data, shipped.requirements, {})
    assert (case.id, case.strength) == ("a/b/x", "must")
    assert case.expected == PROBABLY_LEGAL._replace(outputs=(PAYLOAD,))


def test_other_kinds_of_level_wire_have_their_strength(shipped: Corpus) -> None:
    data = source_case("either", requirement="wire.strings", strength="should")
    (case,) = derive("a/b", data, shipped.requirements, {})
    assert (case.strength, case.expected) == ("should", EITHER._replace(outputs=(PAYLOAD,)))


def test_repaired_payload_can_have_a_weaker_strength(shipped: Corpus) -> None:
    data = {**SOURCE_CASE, "kind": "reject", "repaired_strength": "may"}
    strengths = {case.id: case.strength for case in derive("size/types", data, shipped.requirements, {})}
    assert strengths == {"size/types/x": "should", "size/types/x:repaired": "may", "size/types/x:wire": "must"}


def test_repaired_case_contains_the_patched_payload(small: Corpus) -> None:
    assert small.case("quality/values/huge:repaired").request.content == TOOL
    assert small.case("quality/values/huge").request.content == {**TOOL, "quality": "huge"}


def test_snapshot_is_the_expected_output(small: Corpus) -> None:
    snapshots = {"a/b/x": {"type": "image_generation", "size": "SNAPSHOT"}}
    cases = derive("a/b", source_case("accept", requirement="size.type"), small.requirements, snapshots)
    assert cases[-1].expected == PROBABLY_LEGAL._replace(outputs=(snapshots["a/b/x"],))


@pytest.mark.parametrize("warnings", [[], [{"path": "/name", "rule": "deprecated.warning"}]])
def test_warnings_are_judged_in_a_case_of_their_own(shipped: Corpus, warnings: list[dict[str, str]]) -> None:
    cases = {
        case.id: case for case in derive("a/b", source_case("accept", warnings=warnings), shipped.requirements, {})
    }
    assert list(cases) == ["a/b/x", "a/b/x:warnings", "a/b/x:wire"]
    assert cases["a/b/x"].expected == LEGAL
    case = cases["a/b/x:warnings"]
    assert (case.request.operation, case.level, case.strength) == ("validate", "semantic", "may")
    assert case.expected == LEGAL._replace(warnings=tuple(Finding(item["path"], item["rule"]) for item in warnings))


@pytest.mark.parametrize("outcome", ["accept", "reject", "either"])
def test_text_case_permits_the_outcome_of_its_source_case(shipped: Corpus, outcome: str) -> None:
    (case,) = derive("a/b", source_case("text", text="{}", expected=outcome), shipped.requirements, {})
    assert case.expected == {"accept": LEGAL, "reject": ILLEGAL, "either": EITHER}[outcome]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "maybe"}, "a/b/x has the unknown kind 'maybe'. Use accept, reject, either, text or calls."),
        ({"kind": "script"}, "a/b/x has the unknown kind 'script'. Did you mean calls?"),
        (
            {"requirement": "size"},
            "a/b/x refers to the unknown requirement 'size'. Correct the id, or add the requirement to requirements.json.",
        ),
        ({"requirement": ""}, "a/b/x refers to the unknown requirement ''. Correct the id"),
        ({"requirement": "Size.any-model"}, "a/b/x refers to the unknown requirement 'Size.any-model'. Correct the id"),
        (
            {"kind": "reject", "reasons": [{"path": "", "rule": "size.color"}]},
            "a/b/x refers to the unknown requirement 'size.color'. Correct the id",
        ),
        (
            {"requirement": "quality.value"},
            "a/b/x has warnings, but the level of its requirement is schema. Remove the warnings, or refer to a requirement of level semantic.",
        ),
    ],
)
def test_contradictory_source_case_raises(shipped: Corpus, change, message: str) -> None:
    with pytest.raises(CorpusError) as error:
        derive("a/b", {**SOURCE_CASE, "kind": "accept", **change}, shipped.requirements, {})
    assert str(error.value).startswith(message)


def test_requests_contain_no_expectations(shipped: Corpus) -> None:
    for case in shipped.cases:
        assert case.request._fields == ("operation", "content")
        if case.request.operation == "call":
            assert case.request.content.keys() == {"construct", "steps"}
            for step in case.request.content["steps"]:
                assert step.keys().isdisjoint({*EXPECTATION_KEYS, "expected", "outputs"}), case.id


def test_call_sequence_has_one_expectation_for_each_step(shipped: Corpus) -> None:
    for case in shipped.cases:
        if case.request.operation == "call":
            assert isinstance(case.expected, ExpectedSteps)
            assert len(case.expected.steps) == len(case.request.content["steps"])
