"""The files of `fixtures/` in an export."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.export.fixture_files import FILTERS, fixture_files
from imagegen_conformance.export.subset import CorpusSubset


def files_of(corpus: Corpus, *levels: str) -> dict[str, bytes]:
    return dict(fixture_files(CorpusSubset(corpus, levels)))


def test_whole_corpus_is_copied(small: Corpus) -> None:
    files = files_of(small)
    names = {path.relative_to(small.root).as_posix() for path in small.root.rglob("*") if path.is_file()}
    assert set(files) == names
    assert all(content == (small.root / name).read_bytes() for name, content in files.items())


def test_file_without_remaining_cases_is_omitted(small: Corpus) -> None:
    names = [name for name in files_of(small, "object") if name.startswith(("cases/", "snapshots/"))]
    assert names == ["cases/model/items.json"]


def test_redundant_cases_are_those_of_the_subset(small: Corpus, edit) -> None:
    entries = [{"cases": pattern, "reason": "nothing else"} for pattern in ("quality/*", "model/items/pop")]
    edit(small.root / "redundant_cases.json", lambda content: content.update(redundant_cases=entries))
    content = json.loads(files_of(small, "object")["redundant_cases.json"])
    assert [entry["cases"] for entry in content["redundant_cases"]] == ["model/items/pop"]


def test_smoke_list_is_restricted_to_the_source_cases_of_the_subset(small: Corpus, edit) -> None:
    ids = ["quality/values/low", "quality/values/low:wire", "model/items/pop"]
    edit(small.root / "smoke.json", lambda content: content.update(cases=ids))
    assert json.loads(files_of(small, "wire")["smoke.json"])["cases"] == ids[:2]


def test_prerequisites_are_restricted_to_the_source_cases_of_the_subset(small: Corpus, edit) -> None:
    operations = {"parse": "wire/plain/bare", "validate": "quality/values/low:wire", "call": "model/items/pop"}
    fields = {
        "quality": "quality/values/low",
        "size": "model/items/pop",
        "background": ["model/items/pop", "quality/values/low"],
        "action": ["quality/values/low", "size/types/long"],
    }
    plain_cases = {"operations": operations, "fields": fields}
    edit(small.root / "prerequisites.json", lambda content: content.update(plain_cases))
    content = json.loads(files_of(small, "schema")["prerequisites.json"])
    assert content == {
        "operations": {"validate": "quality/values/low:wire"},
        "fields": {
            "quality": "quality/values/low",
            "background": "quality/values/low",
            "action": ["quality/values/low", "size/types/long"],
        },
    }


def test_removed_ids_and_aliases_of_kept_cases_are_kept(small: Corpus) -> None:
    entries = [
        {"id": "quality/values/gone", "removed": "0.2.0", "reason": "It was wrong."},
        {"id": "quality/values/lowest", "alias": "quality/values/low", "since": "0.2.0"},
        {"id": "model/items/take", "alias": "model/items/pop", "since": "0.2.0"},
    ]
    with (small.root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(entry) + "\n" for entry in entries)
    lines = files_of(small, "object")["case_ids.ndjson"].splitlines()
    ids = {json.loads(line)["id"] for line in lines}
    assert ids == {"model/items/pop", "model/items/popitem", "model/items/take", "quality/values/gone"}


def test_parametrized_cases_and_their_dimensions_are_kept(parametrized: Corpus) -> None:
    files = files_of(parametrized, "schema")
    (case,) = json.loads(files["cases/values/more.json"])["cases"]
    assert (case["name"], case["each"]) == ("a", {"quality": "qualities"})
    assert [name for name in files if name.startswith("dimensions/")] == ["dimensions/qualities.json"]
    ids = {json.loads(line)["id"] for line in files["case_ids.ndjson"].splitlines()}
    assert {"values/more/a", "dimensions/qualities/low", "dimensions/qualities/plain"} <= ids
    assert ids.isdisjoint({"values/more/b", "dimensions/texts/long"})


def test_smoke_list_has_the_derived_cases_of_kept_combinations(parametrized: Corpus, edit) -> None:
    ids = ["values/more/a:low", "values/more/a:low:wire", "values/more/b:long", "model/items/pop"]
    edit(parametrized.root / "smoke.json", lambda content: content.update(cases=ids))
    assert json.loads(files_of(parametrized, "schema")["smoke.json"])["cases"] == ids[:2]


@pytest.mark.parametrize("levels", [(), ("schema",), ("wire",), ("object",)], ids=str)
def test_files_are_a_corpus_with_the_source_cases_of_the_subset(parametrized: Corpus, tmp_path, levels) -> None:
    subset = CorpusSubset(parametrized, levels)
    for name, content in fixture_files(subset):
        file = tmp_path / "copy" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    corpus = Corpus.load(tmp_path / "copy")
    assert {case.id for case in iter_source_cases(corpus.root)} == subset.source_ids
    assert subset.case_ids <= corpus.by_id.keys()
    assert list(IdRegistry.load(corpus.root).problems(corpus)) == []


@pytest.mark.slow
@pytest.mark.parametrize("levels", [(), ("wire",), ("object", "schema")], ids=str)
def test_files_do_not_depend_on_the_revision(shipped: Corpus, levels: tuple[str, ...]) -> None:
    assert files_of(Corpus.load(profile="openai"), *levels) == files_of(shipped, *levels)


@pytest.mark.parametrize("pattern", FILTERS)
def test_every_filter_applies_to_a_file(shipped: Corpus, pattern: str) -> None:
    assert any(shipped.root.glob(pattern))
