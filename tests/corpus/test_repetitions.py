"""Long texts in the files of the corpus: each is written once for each repetition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.repetitions import with_repetitions
from imagegen_conformance.corpus.snapshots import load_snapshots
from imagegen_conformance.corpus.templates import NO_SCOPE, evaluate
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json

VALUE = {"a": "x" * 5000, "b": ["${HOME}", "head" + "yz" * 3000, 1], "c": {"d": "x" * 4096}}
WRITTEN = {
    "a": {"$repeat": ["x", 5000]},
    "b": ["${HOME}", {"$repeat": ["head", 1, "yz", 3000]}, 1],
    "c": {"d": "x" * 4096},
}


def snapshot_file(root: Path, content: Json) -> Path:
    file = root / "snapshots/quality/values.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_long_texts_are_written_as_repetitions() -> None:
    assert with_repetitions(VALUE) == WRITTEN
    assert evaluate(WRITTEN, NO_SCOPE, is_data=True) == VALUE


def test_long_texts_are_read_in_full(root: Path) -> None:
    assert load_snapshots(snapshot_file(root, {"quality/values/low": WRITTEN})) == {"quality/values/low": VALUE}


def test_case_expects_the_text_in_full(root: Path) -> None:
    snapshot_file(root, {"quality/values/low": {"type": "image_generation", "quality": {"$repeat": ["x", 5000]}}})
    expected = Corpus.load(root).case("quality/values/low:wire").expected
    assert expected.outputs == ({"type": "image_generation", "quality": "x" * 5000},)  # type: ignore[union-attr]


@pytest.mark.parametrize("arguments", [["x"], ["x", "y"], [1, 1], ["x", -1], 1, ["x", 1 << 60]], ids=str)
def test_malformed_repetition_raises(root: Path, arguments: Json) -> None:
    file = snapshot_file(root, {"quality/values/low": {"a": {"$repeat": arguments}}})
    with pytest.raises(CorpusError) as caught:
        Corpus.load(root)
    assert str(caught.value).startswith(f"{file}: this is not a snapshot file (")
    assert str(caught.value).endswith("). See schemas/snapshots.schema.json.")


def test_malformed_repetition_in_a_case_raises(root: Path, edit) -> None:
    file = root / "cases/quality/values.json"
    edit(file, lambda content: content["cases"][1]["payload"].update(quality={"$repeat": ["x", "5000"]}))
    with pytest.raises(CorpusError) as caught:
        Corpus.load(root)
    problem = "this is not a case (a repetition consists of texts and numbers, by turns)"
    assert str(caught.value) == f"{file} /cases/1: {problem}. See schemas/cases.schema.json."


def test_shipped_files_contain_no_long_text(shipped: Corpus) -> None:
    for folder in ("cases", "snapshots", "dimensions"):
        for file in (shipped.root / folder).rglob("*.json"):
            content = json.loads(file.read_bytes())
            assert with_repetitions(content) == content, file
