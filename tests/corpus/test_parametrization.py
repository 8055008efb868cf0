from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.authoring.lint import lint
from imagegen_conformance.corpus.cases import source_id_of
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json
from small_corpus import tool

ALIEN = {"name": "alien", "text": "an alien value", "value": "alien", "reason": "None.", "source": "RFC 1"}
EMPTY = {"name": "empty", "text": "an empty value", "value": "", "reason": "None.", "source": "RFC 1"}
BESIDE_SIZE = {"name": "size", "text": "size", "members": {"size": "auto"}, "reason": "None.", "source": "RFC 1"}
BESIDE_ITSELF = {"name": "itself", "text": "itself", "members": {"quality": "low"}, "reason": "None.", "source": "x"}
CASE: dict[str, Json] = {
    "kind": "reject",
    "name": "beside",
    "each": {"word": "words", "other": "others"},
    "description": "quality is ${word.text}, beside ${other.text}",
    "requirement": "quality.value",
    "payload": {"$add": [tool(), "${other.members}", {"quality": "${word.value}"}]},
    "reasons": [{"path": "/quality", "rule": "quality.value"}],
    "repair": [{"op": "remove", "path": "/quality"}],
}


def write(root: Path, case: dict[str, Json], **dimensions: list[Json]) -> None:
    """Add a file with a case, and dimensions, to a corpus, and register both."""
    (root / "dimensions").mkdir(exist_ok=True)
    for name, elements in dimensions.items():
        content = {"$schema": "../../schemas/dimension.schema.json", "summary": "Words", "elements": elements}
        (root / f"dimensions/{name}.json").write_text(json.dumps(content), encoding="utf-8")
    file = root / "cases/quality/contexts.json"
    file.write_text(json.dumps({"topic": "quality beside other fields", "cases": [case]}), encoding="utf-8")


def write_case(root: Path, **changes: Json) -> None:
    case = {key: value for key, value in (CASE | changes).items() if value is not None}
    write(root, case, words=[ALIEN, EMPTY], others=[BESIDE_SIZE, BESIDE_ITSELF])


def ids(root: Path) -> list[str]:
    return [case.id for case in Corpus.load(root, ["quality/contexts"]).cases if "contexts" in case.id]


def load_error(root: Path) -> str:
    with pytest.raises(CorpusError) as error:
        Corpus.load(root)
    return str(error.value).removeprefix(str(root / "cases/quality/contexts.json"))


def test_parametrized_case_stands_for_each_combination(root: Path) -> None:
    write_case(root)
    assert ids(root) == [
        f"quality/contexts/beside:{word}:size{suffix}"
        for word in ("alien", "empty")
        for suffix in ("", ":repaired", ":wire")
    ]


def test_combination_has_the_values_of_its_elements(root: Path) -> None:
    write_case(root)
    case = Corpus.load(root).case("quality/contexts/beside:alien:size:wire")
    assert case.request.content == tool(size="auto", quality="alien")
    assert case.description == "quality is an alien value, beside size"
    assert case.source_id == "quality/contexts/beside:alien:size"


def test_source_case_of_a_combination_names_its_parametrized_case(root: Path) -> None:
    write_case(root)
    source_cases = {case.id: case.parametrized_id for case in iter_source_cases(root, ["quality"])}
    assert source_cases["quality/contexts/beside:alien:size"] == "quality/contexts/beside"
    assert source_cases["quality/values/low"] is None


@pytest.mark.parametrize(
    ("id_", "source_id"),
    [
        ("a/b/c", "a/b/c"),
        ("a/b/c:wire", "a/b/c"),
        ("a/b/c:d:e", "a/b/c:d:e"),
        ("a/b/c:d:e:repaired", "a/b/c:d:e"),
        ("a/b/c:d:warnings", "a/b/c:d"),
    ],
)
def test_source_id_lacks_the_suffix_of_a_derived_case(id_: str, source_id: str) -> None:
    assert source_id_of(id_) == source_id


def test_exception_without_another_case_leaves_out_its_combinations(root: Path) -> None:
    write_case(root, exceptions=[{"combinations": ["alien:*"], "reason": "It is legal."}])
    assert {id_.split(":")[1] for id_ in ids(root)} == {"empty"}


def test_exception_replaces_the_expectation_of_a_payload(root: Path) -> None:
    instead = {"kind": "either", "requirement": "quality.value", "rationale": "The value ${word} is unknown."}
    write_case(root, exceptions=[{"combinations": ["alien:size"], "reason": "x y.", "instead": instead}])
    case = Corpus.load(root).case("quality/contexts/beside:alien:size")
    assert (case.kind, case.rationale) == ("either", "The value alien is unknown.")
    assert case.request.content == tool(size="auto", quality="alien")


def test_exception_replaces_some_keys_of_a_case_without_payload(root: Path) -> None:
    steps = [{"method": "pop", "args": ["${word.value}"], "raises": "missing-key"}]
    calls = {"kind": "calls", "requirement": "item.pop", "construct": {"args": [tool()]}, "steps": steps}
    exceptions = [{"combinations": ["alien:*"], "reason": "x y.", "instead": {"strength": "may"}}]
    case = {key: CASE[key] for key in ("name", "each", "description")} | calls | {"exceptions": exceptions}
    write(root, case, words=[ALIEN, EMPTY], others=[BESIDE_SIZE])
    corpus = Corpus.load(root)
    strengths = {word: corpus.case(f"quality/contexts/beside:{word}:size").strength for word in ("alien", "empty")}
    assert strengths == {"alien": "may", "empty": "must"}


def test_range_is_the_intersection_of_the_ranges_of_case_and_elements(root: Path) -> None:
    in_azure: Json = {"azure": {"since": "2.8"}, "openai": {}}
    newest: Json = {"azure": {}, "openai": {"since": "2026-11-04"}}
    write(root, {**CASE, "profiles": newest}, words=[{**ALIEN, "profiles": in_azure}, EMPTY], others=[BESIDE_SIZE])
    found = {case.id: case.data.get("profiles") for case in iter_source_cases(root, ["quality/contexts"])}
    assert found == {
        "quality/contexts/beside:alien:size": {"azure": {"since": "2.8"}, "openai": {"since": "2026-11-04"}},
        "quality/contexts/beside:empty:size": newest,
    }


def test_combination_whose_ranges_have_no_revision_in_common_has_no_case(root: Path) -> None:
    words: list[Json] = [{**ALIEN, "profiles": {"openai": {}}}, EMPTY]
    write(root, {**CASE, "profiles": {"azure": {}}}, words=words, others=[BESIDE_SIZE])
    found = [case.id for case in iter_source_cases(root, ["quality/contexts"])]
    assert found == ["quality/contexts/beside:empty:size"]


def test_key_that_is_null_for_an_element_is_left_out(root: Path) -> None:
    words = [{**ALIEN, "strength": "may"}, {**EMPTY, "strength": None}]
    write(root, {**CASE, "strength": "${word.strength}"}, words=words, others=[BESIDE_SIZE])
    assert Corpus.load(root).case("quality/contexts/beside:alien:size").strength == "may"
    assert Corpus.load(root).case("quality/contexts/beside:empty:size").strength == "must"


def test_repetition_in_any_case_is_a_text(root: Path) -> None:
    case = {key: value for key, value in CASE.items() if key != "each"}
    long = {"$repeat": ["${HOME}", 3]}
    write(root, {**case, "description": "A long quality", "payload": tool(quality=long)})
    content = Corpus.load(root).case("quality/contexts/beside").request.content
    assert content == tool(quality="${HOME}${HOME}${HOME}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"each": {"word": "wrds", "other": "others"}},
            " /cases/0: the dimension wrds does not exist. Did you mean words?",
        ),
        (
            {"description": "quality is ${wrd}"},
            " /cases/0: the placeholder ${wrd} refers to no variable. Did you mean word?",
        ),
        (
            {"payload": tool(quality="${word.vlue}")},
            " /cases/0: the element alien of ${word} has no attribute vlue. Did you mean value?",
        ),
        (
            {"each": ["words"]},
            (
                " /cases/0: this is not a parametrized case ('list' object has no attribute 'items')."
                " See schemas/cases.schema.json."
            ),
        ),
        (
            {"payload": {"$add": 1}},
            " /cases/0: this is not a parametrized case ('int' object is not iterable). See schemas/cases.schema.json.",
        ),
        (
            {"exceptions": [{"reason": "x"}]},
            (
                " /cases/0: this is not a parametrized case (the key 'combinations' is missing)."
                " See schemas/cases.schema.json."
            ),
        ),
    ],
)
def test_malformed_parametrized_case_raises_with_its_place(root: Path, changes: Json, message: str) -> None:
    write_case(root, **changes)
    assert load_error(root) == message


def test_unknown_revision_in_one_of_several_ranges_raises_with_its_place(root: Path) -> None:
    words = [{**ALIEN, "profiles": {"azure": {"since": "2.88"}}}]
    write(root, {**CASE, "profiles": {"azure": {}}}, words=words, others=[BESIDE_SIZE])
    assert load_error(root) == " /cases/0: the profile azure has no revision '2.88'. Did you mean 2.8?"


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ([ALIEN, ALIEN], " /elements/1: the element alien is defined twice. Rename one of the elements."),
        ([{}], ": this is not a dimension (the key 'name' is missing). See schemas/dimension.schema.json."),
    ],
)
def test_malformed_dimension_raises_with_its_file(root: Path, elements: list[Json], message: str) -> None:
    write(root, CASE, words=elements, others=[BESIDE_SIZE])
    with pytest.raises(CorpusError) as error:
        Corpus.load(root)
    assert str(error.value) == f"{root / 'dimensions/words.json'}{message}"


def lint_problems(root: Path) -> list[str]:
    registry = root / "case_ids.ndjson"
    registry.unlink(missing_ok=True)
    IdRegistry.load(root).register(Corpus.load(root), "0.1.0", "It is a test.")
    _, problems = lint(Corpus.load(root))
    return [problem.replace(str(root), "ROOT") for problem in problems]


def test_exception_that_matches_no_combination_is_reported(root: Path) -> None:
    write_case(root, exceptions=[{"combinations": ["alien:*", "alen:*"], "reason": "It is legal."}])
    problem = "quality/contexts/beside: the exception alen:* matches no combination. Correct or remove it."
    assert lint_problems(root) == [f"ROOT/cases/quality/contexts.json /cases/0: {problem}"]


def test_combination_with_an_invalid_shape_is_reported_once_for_each_element(root: Path) -> None:
    write_case(root, reasons=[{"path": "${word.value}", "rule": "quality.value"}])
    problem = (
        "quality/contexts/beside:alien:size: 'alien' does not match '^(?:/(?:[^~/]|~[01])*)*$' at /reasons/0/path."
        " Correct the template or the element; see schemas/cases.schema.json."
    )
    assert lint_problems(root) == [f"ROOT/cases/quality/contexts.json /cases/0: {problem}"]


def test_dimension_that_no_case_uses_is_reported(root: Path) -> None:
    write_case(root)
    write(root, CASE, wordz=[ALIEN])
    assert lint_problems(root) == [
        "ROOT/dimensions/wordz.json: no parametrized case uses this dimension. Did you mean words?"
    ]


@pytest.mark.parametrize("name", ["dimensions/words.txt", "dimensions/more/words.json"])
def test_unrecognized_file_beside_dimensions_is_reported(root: Path, name: str) -> None:
    write_case(root)
    file = root / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("{}", encoding="utf-8")
    assert f"ROOT/{name}: unrecognized file: dimensions are in dimensions/NAME.json. Move or remove it." in (
        lint_problems(root)
    )


def test_registry_has_a_line_for_the_parametrized_case_and_for_each_element(root: Path) -> None:
    write_case(root)
    added = {entry["id"] for entry in IdRegistry.load(root).register(Corpus.load(root), "0.1.0", None)}
    assert added == {
        "quality/contexts/beside",
        "dimensions/words/alien",
        "dimensions/words/empty",
        "dimensions/others/size",
        "dimensions/others/itself",
    }


def test_changed_value_of_an_element_is_noticed_by_the_registry_unlike_its_text(root: Path) -> None:
    write_case(root)
    IdRegistry.load(root).register(Corpus.load(root), "0.1.0", None)
    write(root, CASE, words=[{**ALIEN, "text": "another text"}, EMPTY], others=[BESIDE_SIZE, BESIDE_ITSELF])
    assert not list(IdRegistry.load(root).problems(Corpus.load(root)))
    write(root, CASE, words=[{**ALIEN, "value": "other"}, EMPTY], others=[BESIDE_SIZE, BESIDE_ITSELF])
    file = root / "case_ids.ndjson"
    hint = "Restore it, or run `imagegen-conformance corpus register-ids --reason TEXT`."
    assert list(IdRegistry.load(root).problems(Corpus.load(root))) == [
        f"{file}: dimensions/words/alien has changed. {hint}"
    ]


def test_digest_depends_on_dimensions(root: Path) -> None:
    write_case(root)
    digest = Corpus.load(root).digest
    write(root, CASE, words=[{**ALIEN, "value": "other"}, EMPTY], others=[BESIDE_SIZE])
    assert Corpus.load(root).digest != digest
