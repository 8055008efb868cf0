from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.corpus import Corpus, corpus_digest
from imagegen_conformance.corpus.prerequisites import PlainCases
from imagegen_conformance.errors import CorpusError

PLAIN = PlainCases(
    {"validate": "plain/validate/one", "parse": "plain/parse/one", "parse-text": "plain/text/one", "call": "plain/call/one"},
    {"mask": ("mask/values/one",), "action": ("action/values/one",)},
)  # fmt: skip
VALIDATE, PARSE, TEXT, CALL = PLAIN.operations.values()
MASK, ACTION = "mask/values/one", "action/values/one"
MASK_WIRE, ACTION_WIRE = f"{MASK}:wire", f"{ACTION}:wire"


@pytest.mark.parametrize(
    ("operation", "content", "ids"),
    [
        ("validate", {"type": "x"}, [VALIDATE]),
        ("validate", {"type": "x", "mask": None}, [VALIDATE, MASK]),
        ("validate", {"action": 1, "mask": 1}, [VALIDATE, MASK, ACTION]),
        ("validate", {"extra": {"mask": 1}, "type": "mask"}, [VALIDATE]),
        ("validate", ["mask"], [VALIDATE]),
        ("validate", "mask", [VALIDATE]),
        ("parse", {"mask": {}}, [PARSE, MASK_WIRE]),
        ("parse-text", "{}", [PARSE, TEXT]),
        ("parse-text", '{"mask": {}, "unmask": 1}', [PARSE, TEXT, MASK_WIRE]),
        ("parse-text", "{'mask' : {}, action: 1", [PARSE, TEXT, MASK_WIRE, ACTION_WIRE]),
        ("parse-text", '{"model": "mask", "masked": 1}', [PARSE, TEXT]),
        ("call", {"construct": {}, "steps": [{"method": "clear"}]}, [PARSE, CALL]),
        ("call", {"construct": {"kwargs": {"mask": {}}}, "steps": []}, [PARSE, CALL, MASK_WIRE]),
        ("call", {"construct": {"args": [{"mask": {}}]}, "steps": []}, [PARSE, CALL, MASK_WIRE]),
        ("call", {"construct": {}, "steps": [{"method": "pop", "args": ["mask"]}]}, [PARSE, CALL, MASK_WIRE]),
        ("call", {"construct": {}, "steps": [{"method": "update", "args": [[["action", 1]]]}]}, [PARSE, CALL, ACTION_WIRE]),
        ("call", {"construct": {}, "steps": [{"method": "update", "kwargs": {"action": 1}}]}, [PARSE, CALL, ACTION_WIRE]),
    ],
)  # fmt: skip
def test_request_requires_the_plain_cases_of_its_operation_and_fields(operation: Any, content: Any, ids) -> None:
    assert list(PLAIN.required_by(Request(operation, content))) == ids


def test_plain_cases_include_both_derived_cases_of_a_field() -> None:
    assert {VALIDATE, PARSE, TEXT, CALL, MASK, MASK_WIRE, ACTION, ACTION_WIRE} == PLAIN.ids


def test_list_without_fields_finds_none() -> None:
    plain = PlainCases({}, {})
    assert plain.ids == frozenset()
    assert list(plain.required_by(Request("parse-text", "a: 1"))) == []


@pytest.mark.parametrize("content", ["{}", "[]", '{"operations": {}}', '{"operations": {}, "fields": []}'])
def test_malformed_list_is_an_error(root, content: str) -> None:
    file = root / "prerequisites.json"
    file.write_text(content)
    with pytest.raises(CorpusError) as raised:
        _ = Corpus.load(root).prerequisites
    assert str(raised.value).startswith(f"{file}: this is not a list of prerequisites (")
    assert str(raised.value).endswith("See schemas/prerequisites.schema.json.")


def test_missing_list_is_an_error(root) -> None:
    (root / "prerequisites.json").unlink()
    with pytest.raises(CorpusError, match="the file does not exist"):
        _ = Corpus.load(root).prerequisites


class TestSuite:
    def test_every_field_but_four_has_a_plain_case(self, shipped: Corpus) -> None:
        defined = {requirement.defines for requirement in shipped.definition.all_requirements.values()} - {None}
        assert shipped.prerequisites.plain_cases.fields.keys() == defined - {"type", "model", "quality", "size"}

    def test_plain_cases_of_operations_have_no_field(self, shipped: Corpus) -> None:
        operations = shipped.prerequisites.plain_cases.operations
        parse = operations["parse"]
        assert shipped.prerequisites.of(shipped.case(parse)) == ()
        assert shipped.prerequisites.of(shipped.case(operations["validate"])) == ()
        assert shipped.prerequisites.of(shipped.case(operations["parse-text"])) == (parse,)
        assert shipped.prerequisites.of(shipped.case(operations["call"])) == (parse,)

    def test_plain_case_of_a_field_depends_on_that_of_its_operation(self, shipped: Corpus) -> None:
        plain_cases = shipped.prerequisites.plain_cases
        for (id_,) in plain_cases.fields.values():
            if id_ not in shipped.by_id:
                continue  # the field is unknown in this revision
            assert shipped.prerequisites.of(shipped.case(id_)) == (plain_cases.operations["validate"],)
            assert shipped.prerequisites.of(shipped.case(f"{id_}:wire")) == (plain_cases.operations["parse"],)

    def test_case_depends_on_every_field_that_it_uses(self, shipped: Corpus) -> None:
        ids = shipped.prerequisites.of(shipped.case("background/transparent-format/jpeg"))
        assert ids == ("payload/optional/type-only", "output_format/values/png", "background/values/opaque")

    def test_illegal_repaired_and_derived_cases_have_prerequisites(self, shipped: Corpus) -> None:
        of = shipped.prerequisites.of
        assert "action/values/generate" in of(shipped.case("action/near-miss/upper-case"))
        assert "action/values/generate" in of(shipped.case("action/near-miss/upper-case:repaired"))
        assert "action/values/generate:wire" in of(shipped.case("action/near-miss/upper-case:wire"))


class TestRunOrder:
    def test_prerequisites_come_first_and_the_others_in_the_order_of_the_corpus(self, shipped: Corpus) -> None:
        cases = shipped.in_run_order(shipped.cases)
        plain_ids = shipped.prerequisites.ids
        assert len(cases) == len(shipped.cases)
        assert {case.id for case in cases[: len(plain_ids)]} == plain_ids
        assert list(cases[len(plain_ids) :]) == [case for case in shipped.cases if case.id not in plain_ids]

    def test_every_case_comes_after_its_prerequisites(self, shipped: Corpus) -> None:
        earlier: set[str] = set()
        for case in shipped.in_run_order(shipped.cases):
            assert earlier.issuperset(shipped.prerequisites.of(case)), case.id
            earlier.add(case.id)

    def test_prerequisites_that_are_not_selected_are_added(self, shipped: Corpus) -> None:
        cases = shipped.in_run_order([shipped.case("action/near-miss/upper-case:wire")])
        assert [case.id for case in cases] == [
            "payload/omitted/all-but-type",
            "action/values/generate:wire",
            "action/near-miss/upper-case:wire",
        ]


def test_corpus_that_is_loaded_for_one_case_contains_its_prerequisites(shipped: Corpus) -> None:
    for id_ in ("action/near-miss/upper-case:wire", "object/as_dict/all-fields", "background/transparent-format/jpeg"):
        part = Corpus.load(patterns=[id_])
        assert len(part.cases) < len(shipped.cases) / 2
        assert part.prerequisites.of(part.case(id_)) == shipped.prerequisites.of(shipped.case(id_))
        assert part.cases == tuple(case for case in shipped.cases if case.id in part.by_id)


def test_cycle_of_plain_cases_ends(root, edit) -> None:
    content = {"operations": {"parse": "wire/plain/bare", "validate": "quality/values/low"}, "fields": {"quality": "quality/values/low"}}  # fmt: skip
    edit(root / "prerequisites.json", lambda listed: listed.update(content))
    corpus = Corpus.load(root)
    assert corpus.prerequisites.of(corpus.case("quality/values/low")) == ()
    assert corpus.prerequisites.of(corpus.case("quality/values/huge")) == ("quality/values/low",)


def test_prerequisite_that_does_not_exist_is_ignored(root, edit) -> None:
    edit(root / "prerequisites.json", lambda listed: listed["operations"].update({"parse": "no/such/case"}))
    corpus = Corpus.load(root)
    assert corpus.prerequisites.of(corpus.case("wire/plain/bare")) == ()


def test_list_is_part_of_the_digest(root, edit) -> None:
    before = Corpus.load(root).digest
    edit(root / "prerequisites.json", lambda listed: listed["operations"].update({"parse": "wire/plain/bare"}))
    assert Corpus.load(root).digest != before
    assert corpus_digest({"prerequisites.json": b"1"}) != corpus_digest({"prerequisites.json": b"2"})


def test_example_of_the_schema_names_cases_of_the_suite(shipped: Corpus) -> None:
    schema = json.loads((shipped.root.parent / "schemas" / "prerequisites.schema.json").read_text())
    for example in schema["examples"]:
        fields = [[ids] if isinstance(ids, str) else ids for ids in example["fields"].values()]
        for id_ in (*example["operations"].values(), *chain.from_iterable(fields)):
            assert id_ in shipped.by_id
