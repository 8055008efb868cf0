"""The files of `fixtures/` in an export."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.fixture_files import FILTERS, fixture_files
from imagegen_conformance.export.subset import CorpusSubset


def files_of(corpus: Corpus, **subset) -> dict[str, bytes]:
    return dict(fixture_files(CorpusSubset(corpus, **subset)))


def test_whole_corpus_is_copied(small: Corpus) -> None:
    files = files_of(small)
    names = {path.relative_to(small.root).as_posix() for path in small.root.rglob("*") if path.is_file()}
    assert set(files) == names
    assert all(content == (small.root / name).read_bytes() for name, content in files.items())


def test_file_without_remaining_cases_is_omitted(small: Corpus) -> None:
    names = [name for name in files_of(small, levels=["object"]) if name.startswith(("cases/", "snapshots/"))]
    assert names == ["cases/model/items.json"]


def test_redundant_cases_are_those_of_the_subset(small: Corpus, edit) -> None:
    entries = [{"cases": pattern, "reason": "nothing else"} for pattern in ("quality/*", "model/items/pop")]
    edit(small.root / "redundant_cases.json", lambda content: content.update(redundant_cases=entries))
    content = json.loads(files_of(small, levels=["object"])["redundant_cases.json"])
    assert [entry["cases"] for entry in content["redundant_cases"]] == ["model/items/pop"]


def test_smoke_list_is_restricted_to_the_subset(small: Corpus, edit) -> None:
    ids = ["quality/values/low", "quality/values/low:wire", "model/items/pop"]
    edit(small.root / "smoke.json", lambda content: content.update(cases=ids))
    assert json.loads(files_of(small, levels=["wire"])["smoke.json"])["cases"] == ["quality/values/low:wire"]


def test_removed_ids_and_aliases_of_kept_cases_are_kept(small: Corpus) -> None:
    entries = [
        {"id": "quality/values/gone", "removed": "0.2.0", "reason": "It was wrong."},
        {"id": "quality/values/lowest", "alias": "quality/values/low", "since": "0.2.0"},
        {"id": "model/items/take", "alias": "model/items/pop", "since": "0.2.0"},
    ]
    with (small.root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(entry) + "\n" for entry in entries)
    lines = files_of(small, levels=["object"])["case_ids.ndjson"].splitlines()
    ids = {json.loads(line)["id"] for line in lines}
    assert ids == {"model/items/pop", "model/items/popitem", "model/items/take", "quality/values/gone"}


def test_earlier_revision_has_only_its_requirements_and_limits(shipped: Corpus) -> None:
    files = files_of(shipped, revision="2.0")
    requirements = json.loads(files["requirements.json"])
    assert requirements["revision"] == "2.0"
    ids = {requirement["id"] for requirement in requirements["requirements"]}
    limits = json.loads(files["model_limits.json"])
    rules = [limit["rule"] for limit in limits["any_model"]]
    rules += [limit["rule"] for family in limits["families"] for limit in family["limits"]]
    assert rules
    assert set(rules) <= ids < set(shipped.requirements)
    assert all(family["limits"] for family in limits["families"])


@pytest.mark.parametrize("pattern", FILTERS)
def test_every_filter_applies_to_a_file(shipped: Corpus, pattern: str) -> None:
    assert any(shipped.root.glob(pattern))
