from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import AreaPredicate, Family, Limit, LimitsFile, ModelLimits
from imagegen_conformance.errors import CorpusError

SOURCE = {"document": "page", "section": "all", "sentences": [4]}
PROVENANCE: dict[str, Any] = {"rule": "quality.value", "strength": "must", "date": "2026-01-31", "source": SOURCE}
EDGE: dict[str, Any] = {"kind": "edge", "minimum": 16, "maximum": 64, **PROVENANCE}
MULTIPLE: dict[str, Any] = {"kind": "multiple", "of": 16, **PROVENANCE}
FORMAT: dict[str, Any] = {
    "kind": "format", "field": "background", "equals": "transparent", "formats": ["png"], **PROVENANCE,
}  # fmt: skip


def content(*limits: dict[str, Any], **family: Any) -> dict[str, Any]:
    data = {"family": "one", "models": ["one-1"], "limits": list(limits), **family}
    return {"any_model": [FORMAT], "families": [data]}


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


def test_limits_and_families_are_those_of_the_revision(root: Path, tmp_path: Path) -> None:
    data = content({**EDGE, "profiles": {"azure": {"since": "2.8"}, "openai": {}}}, MULTIPLE)
    data["families"].append({"family": "two", "models": ["two-1"], "limits": [], "profiles": {"azure": {}}})
    data["any_model"][0]["profiles"] = {"openai": {"until": "2026-11-04"}}
    file = tmp_path / "limits.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    found = {}
    for profile, revision in [("azure", "2.3"), ("azure", "2.8"), ("openai", "2026-10-26"), ("openai", "2026-11-04")]:
        limits = ModelLimits.load(Corpus.load(root, (), profile, revision), file)
        kinds = [item.kind for item in limits.limits()]
        found[revision] = [*kinds, *(item.name for item in limits.families)]
    assert found == {
        "2.3": ["format", "multiple", "one", "two"][1:],
        "2.8": ["edge", "multiple", "one", "two"],
        "2026-10-26": ["format", "edge", "multiple", "one"],
        "2026-11-04": ["edge", "multiple", "one"],
    }


def test_limits_of_all_revisions_are_loaded_with_their_validity(small: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "limits.json"
    file.write_text(json.dumps(content({**EDGE, "profiles": {"azure": {"since": "2.8"}}})), encoding="utf-8")
    limits = LimitsFile.load(small.profiles, file)
    assert [item.pointer for item in limits.limits()] == ["/any_model/0", "/families/0/limits/0"]
    (edge,) = limits.families[0].limits
    assert [str(item) for item in small.profiles.revisions if edge.validity.holds_in(item)] == ["azure 2.8"]
    assert [len(limits.in_revision(item).families[0].limits) for item in small.profiles.revisions] == [0, 1, 0, 0]


def test_model_is_retired_from_its_date_on(root: Path, tmp_path: Path) -> None:
    retired = {"openai": {"one-1": "2026-10-26", "one-2": "2026-10-27"}, "azure": {"one-1": "2026-12-01"}}
    data = content(MULTIPLE, models=["one-1", "one-2", "one-3"], retired=retired)
    (tmp_path / "limits.json").write_text(json.dumps(data), encoding="utf-8")
    for profile, revision, expected in [
        ("azure", "2.8", set()),
        ("openai", "2026-10-26", {"one-1"}),
        ("openai", "2026-11-04", {"one-1", "one-2"}),
    ]:
        limits = ModelLimits.load(Corpus.load(root, (), profile, revision), tmp_path / "limits.json")
        assert limits.retired == expected
        active = [model for model in ("one-1", "one-2", "one-3") if model not in expected]
        assert limits.families[0].active_models(limits.retired) == active


def test_definition_omits_source_date_strength_and_range(load) -> None:
    (multiple,) = load(content({**MULTIPLE, "profiles": {"azure": {}}})).families[0].limits
    assert multiple.definition == {"kind": "multiple", "of": 16, "rule": "quality.value"}


def test_file_of_the_corpus_is_the_default(shipped: Corpus) -> None:
    limits = ModelLimits.load(shipped)
    assert limits.families
    assert {item.rule for item in limits.limits()} <= shipped.requirements.keys()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, ": this is not a file of model limits (the key 'families' is missing). See schemas/model_limits"),
        ({"any_model": 1, "families": []}, ": this is not a file of model limits (object of type 'int' has no len())."),
        (
            content(MULTIPLE, profiles={"azur": {}}),
            " /families/0: the profile 'azur' does not exist. Did you mean azure?",
        ),
        (
            content({**EDGE, "profiles": {"azure": {"since": "2.7"}}}),
            " /families/0/limits/0: the profile azure has no revision '2.7'. Did you mean 2.8",
        ),
        (
            content({**EDGE, "profiles": {"azure": {"since": "2.8", "until": "2.8"}}}),
            " /families/0/limits/0: the range /profiles/azure contains no revision. Name a revision in `until` that is",
        ),
    ],
)
def test_malformed_file_raises(load, tmp_path: Path, data, message: str) -> None:
    with pytest.raises(CorpusError) as error:
        load(data)
    assert str(error.value).startswith(f"{tmp_path / 'limits.json'}{message}")


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
    assert AreaPredicate.of(limit(**data))(*size) is is_legal
