from __future__ import annotations

import pytest

from imagegen_conformance.cases import Answer, Case, Reason, Request, Script
from imagegen_conformance.corpus import Corpus, written_cases
from imagegen_conformance.derivation import EXPECTATIONS, derive
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.json_value import Json

TOOL = {"type": "image_generation"}


def of(corpus: Corpus, authored: str) -> dict[str, tuple[str, str, str]]:
    """Id, and what is asked at which level and strength."""
    return {
        case.id.removeprefix(authored): (case.request.operation, case.level, case.strength)
        for case in corpus.cases
        if case.authored == authored
    }


@pytest.mark.parametrize(
    ("authored", "derived"),
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
        ("model/items/pop", {"": ("call", "model", "must")}),
        ("model/items/popitem", {"": ("call", "model", "may")}),
    ],
)
def test_one_that_is_written_gives(small: Corpus, authored: str, derived) -> None:
    assert of(small, authored) == derived


def test_what_may_come_of_them(small: Corpus) -> None:
    expected = {case.id: case.expected for case in small.cases}
    low = {**TOOL, "quality": "low"}
    huge = {**TOOL, "quality": "huge"}
    reasons = (Reason("/quality", "quality.value"),)
    assert expected["quality/values/low"] == Answer(accepted=True, rejected=False)
    assert expected["quality/values/low:wire"] == Answer(accepted=True, rejected=False, outputs=(low,))
    assert expected["quality/values/huge"] == Answer(accepted=False, rejected=True, reasons=reasons)
    assert expected["quality/values/huge:repaired"] == Answer(accepted=True, rejected=False)
    assert expected["quality/values/huge:wire"] == Answer(accepted=True, rejected=True, outputs=(huge,))
    assert expected["size/types/long"] == Answer(accepted=True, rejected=True)
    assert expected["wire/texts/spaces"] == Answer(accepted=True, rejected=False, outputs=(TOOL,))
    assert expected["wire/texts/cut"] == Answer(accepted=False, rejected=True)
    assert expected["model/items/pop"] == Script(({"returns": "low"}, {"raises": "missing-key"}))


KEPT = {**TOOL, "size": None}
OUTPUTS = [KEPT, TOOL]
WRITTEN: Json = {
    "name": "x",
    "description": "A fact",
    "requirement": "size.any-model",
    "payload": KEPT,
    "outputs": OUTPUTS,
    "why": "It is so.",
    "warnings": [{"path": "/size", "rule": "size.grammar"}],
    "reasons": [{"path": "/size", "rule": "size.grammar"}],
    "repair": [{"op": "remove", "path": "/size"}],
    "text": "{}",
    "expect": "either",
    "construct": {"args": [TOOL]},
    "steps": [{"call": "get-item", "args": ["type"], "returns": "image_generation"}, {"call": "clear"}],
}
WARNED = (Reason("/size", "size.grammar"),)
VALIDATED = Request("validate", KEPT)
PARSED = Request("parse", KEPT)
LEGAL = Answer(accepted=True, rejected=False)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            "accept",
            [
                ("", "semantic", "should", VALIDATED, LEGAL),
                (":warnings", "semantic", "may", VALIDATED, LEGAL._replace(warnings=WARNED)),
                (":wire", "wire", "should", PARSED, LEGAL._replace(outputs=(KEPT, *OUTPUTS))),
            ],
        ),
        (
            "reject",
            [
                ("", "semantic", "should", VALIDATED, Answer(accepted=False, rejected=True, reasons=WARNED)),
                (":repaired", "semantic", "should", Request("validate", TOOL), LEGAL),
                (":wire", "wire", "must", PARSED, Answer(accepted=True, rejected=True, outputs=tuple(OUTPUTS))),
            ],
        ),
        (
            "either",
            [
                ("", "semantic", "should", VALIDATED, Answer(accepted=True, rejected=True)),
                (":warnings", "semantic", "may", VALIDATED, Answer(accepted=True, rejected=True, warnings=WARNED)),
                (":wire", "wire", "must", PARSED, Answer(accepted=True, rejected=True, outputs=tuple(OUTPUTS))),
            ],
        ),
        (
            "raw",
            [
                (
                    "",
                    "semantic",
                    "should",
                    Request("parse-text", "{}"),
                    Answer(accepted=True, rejected=True, outputs=tuple(OUTPUTS)),
                )
            ],
        ),
        (
            "script",
            [
                (
                    "",
                    "semantic",
                    "should",
                    Request(
                        "call",
                        {
                            "construct": {"args": [TOOL]},
                            "steps": [{"call": "get-item", "args": ["type"]}, {"call": "clear"}],
                        },
                    ),
                    Script(({"returns": "image_generation"}, {})),
                )
            ],
        ),
    ],
)
def test_the_whole_of_what_is_run(shipped: Corpus, kind: str, rows) -> None:
    requirements = shipped.requirements
    rules = {"reject": "wire.no-corruption", "either": "wire.no-corruption", "accept": "wire.round-trip"}
    words = {"": "A fact", ":wire": "A fact", ":repaired": "A fact, repaired", ":warnings": "A fact, as to warnings"}
    assert derive("a/b", {**WRITTEN, "kind": kind}, requirements, {}) == [
        Case(
            f"a/b/x{derived}",
            "a/b/x",
            kind,
            level,
            strength,
            requirements[rules[kind] if derived == ":wire" else "size.any-model"],
            words[derived],
            request,
            expected,
            "It is so.",
        )
        for derived, level, strength, request, expected in rows
    ]


def test_of_level_wire_nothing_is_validated(shipped: Corpus) -> None:
    content = {key: WRITTEN[key] for key in ("name", "description", "payload")} | {"requirement": "wire.null"}
    (accept,) = derive("a/b", {**content, "kind": "accept"}, shipped.requirements, {})
    (either,) = derive("a/b", {**content, "kind": "either"}, shipped.requirements, {})
    assert accept.id == either.id == "a/b/x"
    assert accept.request == either.request == PARSED
    assert accept.expected == LEGAL._replace(outputs=(KEPT,))
    assert either.expected == Answer(accepted=True, rejected=True, outputs=(KEPT,))


def test_what_is_left_out_is_nothing(shipped: Corpus) -> None:
    few = {key: WRITTEN[key] for key in ("name", "description", "requirement", "payload")}
    plain, wire = derive("a/b", {**few, "kind": "accept"}, shipped.requirements, {})
    assert plain.why == wire.why == ""
    assert wire.expected == LEGAL._replace(outputs=(KEPT,))
    kept = derive("a/b", {**few, "kind": "either"}, shipped.requirements, {})[-1]
    assert kept.expected == Answer(accepted=True, rejected=True, outputs=(KEPT,))
    strong = derive("a/b", {**few, "kind": "accept", "strength": "must"}, shipped.requirements, {})
    assert [case.strength for case in strong] == ["must", "must"]


def test_problems_say_which_case_and_what_mends_it(shipped: Corpus) -> None:
    def refused(**other: Json) -> str:
        with pytest.raises(CorpusError) as caught:
            derive("a/b", {**WRITTEN, "kind": "accept", **other}, shipped.requirements, {})
        return str(caught.value)

    assert refused(kind="maybe") == ("a/b/x is of an unknown kind 'maybe'; it is accept, reject, either, script or raw")
    assert refused(requirement="size") == (
        "a/b/x names a requirement that does not exist: 'size'; see requirements.json"
    )
    assert refused(requirement="quality.value") == (
        "a/b/x asks for warnings at level schema; name a requirement of level semantic"
    )


def test_the_repaired_payload_is_asked(small: Corpus) -> None:
    assert small.case("quality/values/huge:repaired").request.content == TOOL
    assert small.case("quality/values/huge").request.content == {**TOOL, "quality": "huge"}


def test_a_snapshot_is_what_is_given_back(small: Corpus) -> None:
    written = next(w for w in written_cases(small.root) if w.id == "quality/values/low")
    pinned = {"quality/values/low": {"type": "image_generation", "quality": "LOW"}}
    case = derive(written.topic, written.content, small.requirements, pinned)[1]
    assert isinstance(case.expected, Answer)
    assert case.expected.outputs == (pinned["quality/values/low"],)


def test_a_legal_payload_comes_back_as_surely_as_it_is_legal(small: Corpus) -> None:
    written = {"kind": "accept", "name": "x", "description": "a fact", "requirement": "size.type", "payload": TOOL}
    strengths = {case.level: case.strength for case in derive("a/b", written, small.requirements, {})}
    assert strengths == {"schema": "should", "wire": "should"}


@pytest.mark.parametrize("id_", ["", "quality.values", "Quality.value"])
def test_an_unknown_requirement_is_refused(small: Corpus, id_: str) -> None:
    written = {"kind": "accept", "name": "x", "description": "a fact", "requirement": id_, "payload": {}}
    with pytest.raises(CorpusError, match="names a requirement that does not exist"):
        derive("a/b", written, small.requirements, {})


def test_an_unknown_rule_among_the_reasons_is_refused(small: Corpus) -> None:
    written = {
        "kind": "reject",
        "name": "x",
        "description": "a fact",
        "requirement": "quality.value",
        "payload": {},
        "reasons": [{"path": "", "rule": "quality.colour"}],
        "repair": [],
    }
    with pytest.raises(CorpusError, match=r"quality.colour"):
        derive("a/b", written, small.requirements, {})


@pytest.mark.parametrize("warnings", [[], [{"path": "/name", "rule": "deprecated.warning"}]])
def test_warnings_are_asked_in_a_case_of_its_own_that_never_gates(shipped: Corpus, warnings: list[Json]) -> None:
    written = {
        "kind": "accept",
        "name": "x",
        "description": "a fact",
        "requirement": "size.any-model",
        "payload": TOOL,
        "warnings": warnings,
    }
    derived = {case.id: case for case in derive("a/b", written, shipped.requirements, {})}
    assert list(derived) == ["a/b/x", "a/b/x:warnings", "a/b/x:wire"]
    assert derived["a/b/x"].expected == Answer(accepted=True, rejected=False)
    case = derived["a/b/x:warnings"]
    assert (case.request.operation, case.level, case.strength) == ("validate", "semantic", "may")
    told = tuple(Reason(warning["path"], warning["rule"]) for warning in warnings)
    assert case.expected == Answer(accepted=True, rejected=False, warnings=told)


def test_warnings_are_asked_at_level_semantic_only(small: Corpus) -> None:
    written = {
        "kind": "accept",
        "name": "x",
        "description": "a fact",
        "requirement": "quality.value",
        "payload": TOOL,
        "warnings": [],
    }
    with pytest.raises(CorpusError, match="a/b/x asks for warnings at level schema"):
        derive("a/b", written, small.requirements, {})


def told_keys(value):
    """Every key of the request's own structure; payloads and arguments are the implementation's to see."""
    yield from value
    for step in value["steps"]:
        yield from step


def test_no_request_of_the_corpus_carries_an_expectation(shipped: Corpus) -> None:
    for case in shipped.cases:
        assert case.request._fields == ("operation", "content")
        if case.request.operation == "call":
            assert set(told_keys(case.request.content)).isdisjoint({*EXPECTATIONS, "expect", "outputs"}), case.id
            assert set(case.request.content) == {"construct", "steps"}


def test_expectations_share_nothing_with_what_is_asked(shipped: Corpus) -> None:
    scripts = [case for case in shipped.cases if case.request.operation == "call"]
    for case in scripts:
        assert isinstance(case.expected, Script)
        asked = {id(step) for step in case.request.content["steps"]}
        assert asked.isdisjoint(id(step) for step in case.expected.steps)
        assert len(case.expected.steps) == len(case.request.content["steps"])


def test_a_repaired_payload_may_be_less_certain_than_what_it_mends(shipped: Corpus) -> None:
    written = {**WRITTEN, "kind": "reject", "repaired_strength": "may"}
    strengths = {case.id: case.strength for case in derive("size/types", written, shipped.requirements, {})}
    assert strengths == {"size/types/x": "should", "size/types/x:repaired": "may", "size/types/x:wire": "must"}
