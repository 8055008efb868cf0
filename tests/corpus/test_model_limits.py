from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits, area_predicate
from imagegen_conformance.errors import CorpusError

SOURCE = {"document": "page", "section": "all", "sentences": [4]}
PROVENANCE: dict[str, Any] = {"rule": "quality.value", "strength": "must", "date": "2026-01-31", "source": SOURCE}
EDGE: dict[str, Any] = {"kind": "edge", "minimum": 16, "maximum": 64, **PROVENANCE}
MULTIPLE: dict[str, Any] = {"kind": "multiple", "of": 16, **PROVENANCE}
FORMAT: dict[str, Any] = {
    "kind": "format", "field": "background", "equals": "transparent", "formats": ["png"], **PROVENANCE,
}  # fmt: skip


def content(*limits: dict[str, Any]) -> dict[str, Any]:
    return {"any_model": [FORMAT], "families": [{"family": "one", "models": ["one-1"], "limits": list(limits)}]}


@pytest.fixture
def load(small: Corpus, tmp_path: Path):
    def load_content(data) -> ModelLimits:
        (tmp_path / "limits.json").write_text(json.dumps(data), encoding="utf-8")
        return ModelLimits.load(small, tmp_path / "limits.json")

    return load_content


def limit(**data: Any) -> Limit:
    return Limit("", data["kind"], "a.rule", data)


def family(*limits: Limit) -> Family:
    return Family("", "one", ("one-1",), limits)


def test_limits_are_loaded_with_their_pointers(load) -> None:
    limits = load(content(EDGE, MULTIPLE))
    assert [(item.pointer, item.kind, item.rule) for item in limits.limits()] == [
        ("/any_model/0", "format", "quality.value"),
        ("/families/0/limits/0", "edge", "quality.value"),
        ("/families/0/limits/1", "multiple", "quality.value"),
    ]
    assert (limits.families[0].pointer, limits.families[0].name) == ("/families/0", "one")
    assert limits.families[0].models == ("one-1",)
    assert limits.families[0].limits[1].data == MULTIPLE


def test_definition_omits_source_date_and_strength(load) -> None:
    (multiple,) = load(content(MULTIPLE)).families[0].limits
    assert multiple.definition == {"kind": "multiple", "of": 16, "rule": "quality.value"}


def test_file_of_the_corpus_is_the_default(shipped: Corpus) -> None:
    limits = ModelLimits.load(shipped)
    assert limits.families
    assert {item.rule for item in limits.limits()} <= shipped.requirements.keys()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, ": 'any_model' is a required property. See schemas/model_limits.schema.json."),
        (content(), " /families/0/limits: [] should be non-empty. See"),
        (content({**EDGE, "minimum": 0}), " /families/0/limits/0/minimum: 0 is less than the minimum of 1. See"),
        (
            content({**MULTIPLE, "of": 16.0}),
            " /families/0/limits/0/of: 16.0 is written with a decimal point. Write 16.",
        ),
        (
            content({**MULTIPLE, "of": "x" * 500}),
            f" /families/0/limits/0/of: '{'x' * 78}… is not of type 'integer'. See",
        ),
    ],
)
def test_file_that_does_not_match_its_schema_raises(load, tmp_path: Path, data, message: str) -> None:
    with pytest.raises(CorpusError) as error:
        load(data)
    assert str(error.value).startswith(f"{tmp_path / 'limits.json'}{message}")


def test_long_message_is_shortened(load) -> None:
    with pytest.raises(CorpusError) as error:
        load({"any_model": [], "families": [], **{f"key {number}": 1 for number in range(100)}})
    assert len(error.value.problem) == 200


@pytest.mark.parametrize(
    ("limits", "edges"),
    [
        ([], range(1, 1)),
        ([limit(kind="edge", maximum=3)], range(1, 4)),
        ([limit(kind="edge", minimum=2)], range(2, 1)),
        ([limit(kind="edge", minimum=2, maximum=5), limit(kind="edge", minimum=3, maximum=9)], range(3, 6)),
    ],
)
def test_edges_satisfy_all_edge_limits(limits: list[Limit], edges: range) -> None:
    assert family(*limits).edges() == edges


def test_multiples_satisfy_edge_and_multiple_limits() -> None:
    limits = [limit(kind="edge", maximum=40), limit(kind="multiple", of=4), limit(kind="multiple", of=6)]
    assert family(*limits).multiples() == [12, 24, 36]


def test_limits_are_found_by_kind() -> None:
    edge, multiple, pixels = limit(kind="edge"), limit(kind="multiple"), limit(kind="pixels")
    assert family(edge, multiple, pixels).limits_of_kind("edge", "pixels") == [edge, pixels]


@pytest.mark.parametrize(
    ("data", "size", "is_legal"),
    [
        ({"kind": "ratio", "maximum": 3}, (300, 100), True),
        ({"kind": "ratio", "maximum": 3}, (100, 300), True),
        ({"kind": "ratio", "maximum": 3}, (301, 100), False),
        ({"kind": "pixels", "minimum": 100}, (10, 10), True),
        ({"kind": "pixels", "minimum": 100}, (9, 11), False),
        ({"kind": "pixels", "maximum": 100}, (10, 10), True),
        ({"kind": "pixels", "maximum": 100}, (101, 1), False),
    ],
)
def test_area_predicate_permits_sizes_within_the_limit(data, size: tuple[int, int], is_legal: bool) -> None:
    assert area_predicate(limit(**data))(*size) is is_legal
