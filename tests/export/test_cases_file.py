"""The files `cases.json` and `cases-lenient.json` contain every case completely."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.corpus.step_expectations import parse_step_expectation
from imagegen_conformance.export.cases_file import CASES_FILE, LENIENT_CASES_FILE, case_to_json, cases_files
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.jsonlib.long_texts import expand, has_long_text
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.resources import data_directory, load_json


def finding(content: dict[str, str]) -> Finding:
    return Finding(content["path"], content["rule"])


def expected_of(content: Json, original: ExpectedOutcome | ExpectedSteps) -> ExpectedOutcome | ExpectedSteps:
    """Return the expectation that was exported; the attributes that only the judge needs are not exported."""
    if isinstance(original, ExpectedSteps):
        return ExpectedSteps(tuple(map(parse_step_expectation, content["steps"])))
    return original._replace(
        accepted=content["accepted"],
        rejected=content["rejected"] and "acceptance_strength" not in content,
        outputs=tuple(content["outputs"]) if "outputs" in content else None,
        reasons=tuple(map(finding, content.get("reasons", ()))),
        warnings=tuple(map(finding, content["warnings"])) if "warnings" in content else None,
        acceptance_strength=content.get("acceptance_strength"),
    )


def parse_case(content: Json, corpus: Corpus) -> Case:
    """Return the case that was exported; the kind and the id of the source case are not exported."""
    original = corpus.by_id[content["id"]]
    assert content["area"] == original.area
    return Case(
        content["id"],
        original.source_id,
        original.kind,
        content["level"],
        content["strength"],
        corpus.requirements[content["requirement"]],
        content["description"],
        Request(content["operation"], expand(content["content"], content.get("long_texts", {}))),
        expected_of(expand(content["expected"], content.get("long_texts", {})), original.expected),
        content.get("rationale", ""),
    )


def test_payload_that_is_probably_legal_permits_both_outcomes(shipped: Corpus) -> None:
    case = case_to_json(CorpusSubset(shipped, (), ["model/open/empty"]), shipped.case("model/open/empty:wire"))
    assert (case["strength"], case["expected"]["acceptance_strength"]) == ("must", "should")
    assert (case["expected"]["accepted"], case["expected"]["rejected"]) == (True, True)
    assert case["expected"]["outputs"] == [{"type": "image_generation", "model": ""}]


def exported_cases(files: Mapping[str, bytes]) -> list[dict[str, Json]]:
    return [case for name in (CASES_FILE, LENIENT_CASES_FILE) for case in json.loads(files[name])["cases"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("profile", "revision", "levels"),
    [
        (None, None, ()),
        (None, None, ("semantic",)),
        ("azure", "2.0", ()),
        ("azure", "2.1", ("wire",)),
        ("openai", None, ()),
        ("openai", "2025-05-21", ()),
    ],
)
def test_exported_cases_are_those_of_a_run(subset_of, profile, revision, levels: tuple[Level, ...]) -> None:
    subset = subset_of(profile, revision, *levels)
    corpus = subset.corpus
    exported = exported_cases(cases_files(subset))
    order = {case.id: index for index, case in enumerate(corpus.cases)}
    exported.sort(key=lambda case: order[case["id"]])
    expected = corpus.select(Selection(levels=levels))
    assert tuple(parse_case(case, corpus) for case in exported) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", [CASES_FILE, LENIENT_CASES_FILE])
def test_cases_are_in_the_order_of_the_corpus(whole, shipped: Corpus, name: str) -> None:
    ids = [case["id"] for case in json.loads(whole[name])["cases"]]
    exported_ids = set(ids)
    assert ids == [case.id for case in shipped.cases if case.id in exported_ids]


def test_subset_without_lenient_cases_has_an_empty_file(small: Corpus) -> None:
    content = cases_files(CorpusSubset(small))[LENIENT_CASES_FILE]
    assert json.loads(content)["cases"] == []


@pytest.mark.slow
def test_smoke_is_true_for_the_cases_of_the_smoke_list(whole, shipped: Corpus) -> None:
    assert {case["id"] for case in exported_cases(whole) if case["smoke"]} == shipped.smoke & shipped.by_id.keys()


class TestRepairedPayload:
    def test_pairs_refer_to_each_other(self, whole) -> None:
        cases = {case["id"]: case for case in exported_cases(whole)}
        for id_, case in cases.items():
            if "repaired_case" in case:
                assert cases[case["repaired_case"]]["repair_of"] == id_
                assert not case["expected"]["accepted"]
            if "repair_of" in case:
                assert cases[case["repair_of"]]["repaired_case"] == id_
                assert case["expected"] == {"accepted": True, "rejected": False}

    def test_every_illegal_payload_and_every_repaired_one_has_the_reference(self, whole) -> None:
        for case in exported_cases(whole):
            must_reject = case["operation"] == "validate" and not case["expected"]["accepted"]
            assert ("repaired_case" in case) == must_reject
            assert ("repair_of" in case) == case["id"].endswith(":repaired")


class TestPrerequisites:
    def test_exported_prerequisites_are_those_of_the_corpus(self, whole, shipped: Corpus) -> None:
        for case in exported_cases(whole):
            assert case["prerequisites"] == list(shipped.prerequisites.of(shipped.by_id[case["id"]]))

    def test_prerequisites_are_must_cases_of_the_strict_file(self, whole) -> None:
        cases = {case["id"]: case for case in json.loads(whole[CASES_FILE])["cases"]}
        ids = {id_ for case in exported_cases(whole) for id_ in case["prerequisites"]}
        assert ids
        assert {cases[id_]["strength"] for id_ in ids} == {"must"}

    def test_partial_export_lists_the_prerequisites_that_it_contains(self, subset_of) -> None:
        cases = exported_cases(cases_files(subset_of(None, None, "object")))
        ids = {case["id"] for case in cases}
        assert all(set(case["prerequisites"]) <= ids for case in cases)


class TestLongTexts:
    def test_text_and_key_have_a_name(self, parametrized: Corpus) -> None:
        content = case_to_json(CorpusSubset(parametrized), parametrized.by_id["values/more/b:long"])
        assert content["content"] == {"type": "image_generation", "hue": "$1", "$1": 1}
        assert content["expected"] == {"accepted": True, "rejected": True, "outputs": [content["content"]]}
        assert content["long_texts"] == {"$1": ["head", 1, "x", 5000]}

    def test_text_to_parse_has_a_name(self, small: Corpus, edit) -> None:
        text = f'{{"type": "image_generation", "x": "{"ab" * 3000}"}}'
        edit(small.root / "cases/wire/texts.json", lambda content: content["cases"][1].update(text=text))
        corpus = Corpus.load(small.root)
        content = case_to_json(CorpusSubset(corpus), corpus.by_id["wire/texts/cut"])
        assert content["content"] == "$1"
        assert content["long_texts"] == {"$1": ['{"type": "image_generation", "x": "', 1, "ab", 3000, '"}', 1]}

    def test_case_without_long_texts_has_no_key(self, parametrized: Corpus) -> None:
        assert "long_texts" not in case_to_json(CorpusSubset(parametrized), parametrized.by_id["values/more/a:low"])

    def test_no_text_of_the_corpus_is_exported_in_full(self, whole) -> None:
        assert sum(len(dumps(case)) for case in exported_cases(whole) if has_long_text(case)) < 1 << 20

    def test_names_occur_nowhere_else_in_the_case(self, whole) -> None:
        cases = [case for case in exported_cases(whole) if "long_texts" in case]
        assert cases
        for case in cases:
            rest = dumps(
                {key: value for key, value in case.items() if key not in {"content", "expected", "long_texts"}}
            )
            assert not any(name in rest for name in case["long_texts"])


class TestRevisions:
    def test_case_of_all_revisions_has_no_key(self, ranges: Corpus) -> None:
        assert "revisions" not in case_to_json(CorpusSubset(ranges), ranges.by_id["quality/values/low"])

    def test_key_names_the_revisions_of_the_case(self, ranges: Corpus) -> None:
        content = case_to_json(CorpusSubset(ranges), ranges.by_id["quality/values/huge"])
        assert content["revisions"] == {"azure": ["2.3"]}

    def test_exported_revision_is_one_of_them(self, whole) -> None:
        revisions = [case["revisions"] for case in exported_cases(whole) if "revisions" in case]
        assert len(revisions) > 100
        assert all("2.3" in names["azure"] for names in revisions)

    @pytest.mark.slow
    @pytest.mark.parametrize(("profile", "revision"), [("azure", "2.0"), ("openai", "2026-11-04")])
    def test_case_that_names_another_revision_is_exported_there_with_the_same_expectation(
        self, whole, subset_of, profile: str, revision: str
    ) -> None:
        other_cases = {case["id"]: case for case in exported_cases(cases_files(subset_of(profile, revision)))}
        for case in exported_cases(whole):
            if "revisions" not in case or revision in case["revisions"].get(profile, ()):
                expected = other_cases[case["id"]]
                for key in ("level", "strength", "requirement", "operation", "content", "expected"):
                    assert expected[key] == case[key], case["id"]
                assert expected.get("revisions") == case.get("revisions")


def test_file_has_one_case_per_line(small: Corpus) -> None:
    subset = CorpusSubset(small)
    lines = cases_files(subset)[CASES_FILE].decode("ascii").splitlines()
    assert [json.loads(line.rstrip(",")) for line in lines[3:-2]] == [
        case_to_json(subset, case) for case in small.cases
    ]


def test_examples_of_the_schema_are_cases_of_the_corpus(shipped: Corpus, subset_of) -> None:
    schema = load_json(data_directory("schemas") / "exported_cases.schema.json")
    (example,) = schema["examples"]
    subset = subset_of()
    for content in example["cases"]:
        actual = case_to_json(subset, shipped.by_id[content["id"]])
        for text in ("description", "rationale"):
            assert (text in content) == (text in actual)
            actual.pop(text, None)
        assert {key: value for key, value in content.items() if key not in {"description", "rationale"}} == actual
