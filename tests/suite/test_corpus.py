from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.cases import LEVELS, STRENGTHS
from imagegen_conformance.corpus import Corpus, Selection, data, read_json
from imagegen_conformance.errors import CorpusError, UsageError


def ids(corpus: Corpus, **filters: tuple[str, ...]) -> set[str]:
    return {case.id for case in corpus.select(Selection(**filters))}  # type: ignore[arg-type]


class TestSelection:
    def test_nothing_asked_is_everything(self, small: Corpus) -> None:
        assert small.select(Selection()) == small.cases

    @pytest.mark.parametrize(
        ("pattern", "count"),
        [
            ("quality/values/low", 1),
            ("quality/values/low:wire", 1),
            ("quality/values", 5),
            ("quality/values/", 5),
            ("size", 5),
            ("size/*", 5),
            ("*:wire", 4),
            ("*/values/*", 5),
            ("quality/values/l?w", 1),
            ("[a-c]*", 0),
            ("[m-q]*/pop*", 2),
            ("model/items/pop", 1),
            ("model/items/pop*", 2),
        ],
    )
    def test_pattern(self, small: Corpus, pattern: str, count: int) -> None:
        if count:
            assert len(ids(small, patterns=(pattern,))) == count
        else:
            with pytest.raises(UsageError):
                ids(small, patterns=(pattern,))

    def test_an_id_is_no_prefix_of_a_longer_name(self, small: Corpus) -> None:
        assert ids(small, patterns=("model/items/pop",)) == {"model/items/pop"}

    def test_filters_narrow_each_other(self, small: Corpus) -> None:
        assert ids(small, areas=("quality",), levels=("wire",)) == ids(small, patterns=("quality/*:wire",))
        assert ids(small, requirements=("item.pop",)) == {"model/items/pop"}
        assert ids(small, strengths=("may",)) == {"model/items/popitem"}

    def test_several_of_one_filter_widen(self, small: Corpus) -> None:
        assert len(ids(small, areas=("model", "wire"))) == 6

    @pytest.mark.parametrize(
        ("filters", "line"),
        [
            ({"patterns": ("qualty/*",)}, "no case matches 'qualty/*'; "),
            ({"patterns": ("model/items/popp",)}, "did you mean model/items/pop"),
            ({"areas": ("colour",)}, "there is no area 'colour'; there are model, quality, size, wire"),
            ({"requirements": ("item.popp",)}, "there is no requirement 'item.popp'; did you mean item.pop"),
            (
                {"levels": ("semantic",)},
                "no case passes all the filters together at level semantic; without --level there are",
            ),
            ({"levels": ("wire", "semantic")}, "no case passes all the filters together at level semantic"),
            ({"areas": ("model",), "levels": ("wire",)}, "no case passes all the filters together"),
            ({"patterns": ("",)}, "no case matches ''"),
        ],
    )
    def test_a_filter_that_takes_none_is_refused(self, small: Corpus, filters, line: str) -> None:
        with pytest.raises(UsageError) as refused:
            small.select(Selection(**filters))
        assert line in str(refused.value)


class TestCase:
    def test_is_found_by_its_id(self, small: Corpus) -> None:
        assert small.case("model/items/pop").area == "model"

    @pytest.mark.parametrize("id_", ["model/items/po", "model/items/POP", "model/items/pop ", "Model/items/pop"])
    def test_a_near_miss_is_told_the_nearest(self, small: Corpus, id_: str) -> None:
        with pytest.raises(UsageError, match=r"did you mean .*model/items/pop"):
            small.case(id_)


def test_the_digest_covers_every_file_that_binds(root: Path, edit) -> None:
    seen = {Corpus.load(root).digest}
    for name in ("requirements.json", "cases/quality/values.json", "snapshots/quality/values.json"):
        file = root / name
        file.write_bytes(file.read_bytes() + b"\n")
        seen.add(Corpus.load(root).digest)
    assert len(seen) == 4


def test_loading_twice_gives_the_same(root: Path) -> None:
    assert Corpus.load(root).cases == Corpus.load(root).cases


def plant(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)


BAD_TEXTS = [
    pytest.param(b"", "line 1 column 1: this is no JSON", id="empty"),
    pytest.param(b'{"cases": [', "line 1 column 12: this is no JSON", id="cut"),
    pytest.param(b'{\n "cases": [}', "line 2 column 12: this is no JSON", id="wrong bracket"),
    pytest.param(b'{"cases": []} x', "this is no JSON", id="trailing"),
    pytest.param(b"\xff\xfe\x00", "it cannot be read", id="binary"),
    pytest.param(b'{"cases": [NaN]}', "it cannot be read", id="NaN"),
    pytest.param(b'{"cases": [1e999]}', "it cannot be read", id="beyond a double"),
    pytest.param(b'{"cases": [' + b"9" * 5000 + b"]}", "", id="endless number"),
    pytest.param(b"[" * 100_000, "it cannot be read", id="deep"),
]


@pytest.mark.parametrize("name", ["requirements.json", "cases/quality/values.json", "snapshots/quality/values.json"])
@pytest.mark.parametrize(("content", "line"), BAD_TEXTS)
def test_a_file_that_is_no_json_is_named(root: Path, name: str, content: bytes, line: str) -> None:
    plant(root / name, content)
    with pytest.raises(CorpusError) as refused:
        Corpus.load(root)
    assert str(refused.value).startswith(str(root / name))
    assert line in str(refused.value)
    assert refused.value.mend


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"null", b'"x"', b"1", b'{"cases": {}}', b'{"cases": null}', b'{"Cases": []}']
)
def test_a_case_file_of_another_shape_is_refused(root: Path, content: bytes) -> None:
    plant(root / "cases/quality/values.json", content)
    with pytest.raises(CorpusError, match="a case file is an object with a list `cases`; see schemas/cases"):
        Corpus.load(root)


@pytest.mark.parametrize("content", [b"[]", b"null", b'"x"', b"1"])
def test_snapshots_of_another_shape_are_refused(root: Path, content: bytes) -> None:
    plant(root / "snapshots/quality/values.json", content)
    with pytest.raises(CorpusError, match="snapshots are an object; see schemas/snapshots"):
        Corpus.load(root)


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b"null",
        b'{"revision": "2.3", "documents": {}, "requirements": 1}',
        b'{"revision": "2.3", "documents": {}, "requirements": [1]}',
        b'{"revision": "2.3", "documents": {}, "requirements": [{"id": "x"}]}',
        b'{"revision": "2.3", "documents": {}, "requirements": [{"id": []}]}',
        b'{"revision": "2.3", "documents": [], "requirements": []}',
        b'{"revision": "2.3", "documents": {"a": 1}, "requirements": []}',
    ],
)
def test_requirements_of_another_shape_are_refused(root: Path, content: bytes) -> None:
    plant(root / "requirements.json", content)
    with pytest.raises(CorpusError, match=r"requirements\.json: it has not the shape of requirements .*; see schemas/"):
        Corpus.load(root)


def test_a_requirement_that_is_there_twice_is_refused(root: Path, edit) -> None:
    edit(root / "requirements.json", lambda head: head["requirements"].append(head["requirements"][0]))
    with pytest.raises(CorpusError, match=r"/requirements/7: wire.round-trip is here twice"):
        Corpus.load(root)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"kind": "maybe"}, "quality/values/low is of an unknown kind 'maybe'; it is accept, reject, either, script"),
        ({"kind": None}, "unknown kind None"),
        ({"kind": []}, "not the shape of a case"),
        ({"requirement": "quality.valeu"}, "names a requirement that does not exist: 'quality.valeu'"),
        ({"requirement": []}, "not the shape of a case"),
        ({"kind": "reject"}, "not the shape of a case (KeyError('reasons'))"),
        ({"kind": "reject", "reasons": 1, "repair": []}, "not the shape of a case"),
        ({"kind": "reject", "reasons": [], "repair": [{"op": "remove", "path": "/x"}]}, "there is no 'x' to go to"),
        ({"kind": "reject", "reasons": [], "repair": [{"op": "move", "path": "/x"}]}, "there is no operation 'move'"),
        ({"kind": "script", "steps": 1, "construct": {}}, "not the shape of a case"),
        ({"kind": "script", "steps": [1], "construct": {}}, "not the shape of a case"),
        ({"kind": "raw"}, "not the shape of a case"),
        ({"name": "huge"}, "quality/values/huge is here twice; rename the newer one"),
    ],
)
def test_a_broken_case_is_named_with_its_place(root: Path, edit, change, line: str) -> None:
    file = root / "cases/quality/values.json"
    edit(file, lambda content: content["cases"][0].update(change))
    with pytest.raises(CorpusError) as refused:
        Corpus.load(root)
    assert str(refused.value).startswith(f"{file} /cases/")
    assert line in str(refused.value)


@pytest.mark.parametrize("key", ["kind", "name", "description", "requirement", "payload"])
def test_a_case_without_a_key_is_refused(root: Path, edit, key: str) -> None:
    edit(root / "cases/quality/values.json", lambda content: content["cases"][0].pop(key))
    with pytest.raises(CorpusError, match=rf"/cases/0: it has not the shape of a case \(KeyError\('{key}'\)\)"):
        Corpus.load(root)


@pytest.mark.parametrize("case", [None, 1, "x", [], True])
def test_a_case_that_is_no_object_is_refused(root: Path, edit, case) -> None:
    edit(root / "cases/quality/values.json", lambda content: content["cases"].insert(0, case))
    with pytest.raises(CorpusError, match="/cases/0: it has not the shape of a case"):
        Corpus.load(root)


def test_a_missing_file_of_requirements_is_named(root: Path) -> None:
    plant(root / "requirements.json", None)
    with pytest.raises(CorpusError, match=r"requirements\.json: there is no such file; reinstall"):
        Corpus.load(root)


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"requirements\.json: there is no such file"):
        Corpus.load(tmp_path)


def test_a_corpus_without_cases_is_refused(root: Path) -> None:
    for file in (root / "cases").rglob("*.json"):
        file.unlink()
    with pytest.raises(CorpusError, match="there are no cases"):
        Corpus.load(root)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="it cannot be read"):
        read_json(tmp_path)


class TestShipped:
    def test_lies_beside_the_schemas(self) -> None:
        assert (data("fixtures") / "requirements.json").is_file()
        assert (data("schemas") / "cases.schema.json").is_file()

    def test_ids_are_unique_and_known(self, shipped: Corpus) -> None:
        assert len(shipped.by_id) == len(shipped.cases)
        for case in shipped.cases:
            assert shipped.case(case.id) is case
            assert case.id in {
                case.authored,
                f"{case.authored}:wire",
                f"{case.authored}:repaired",
                f"{case.authored}:warnings",
            }

    def test_levels_and_strengths_are_known(self, shipped: Corpus) -> None:
        assert {case.level for case in shipped.cases} <= set(LEVELS)
        assert {case.strength for case in shipped.cases} <= set(STRENGTHS)
        assert {case.kind for case in shipped.cases} == {"accept", "reject", "either", "script", "raw"}
