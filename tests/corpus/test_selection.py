from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection, matches_pattern
from imagegen_conformance.errors import UsageError


def ids(corpus: Corpus, **filters: tuple[str, ...]) -> set[str]:
    return {case.id for case in corpus.select(Selection(**filters))}  # type: ignore[arg-type]


def test_empty_selection_selects_all_cases(small: Corpus) -> None:
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
        ("", 0),
    ],
)
def test_pattern_matches_glob_id_or_leading_parts(small: Corpus, pattern: str, count: int) -> None:
    assert sum(matches_pattern(case.id, pattern) for case in small.cases) == count


def test_id_does_not_match_ids_that_begin_with_it(small: Corpus) -> None:
    assert ids(small, patterns=("model/items/pop",)) == {"model/items/pop"}


def test_case_must_match_all_filters(small: Corpus) -> None:
    assert ids(small, areas=("quality",), levels=("wire",)) == ids(small, patterns=("quality/*:wire",))
    assert ids(small, requirements=("item.pop",)) == {"model/items/pop"}
    assert ids(small, strengths=("may",)) == {"model/items/popitem"}


def test_case_must_match_one_value_of_a_filter(small: Corpus) -> None:
    assert len(ids(small, areas=("model", "wire"))) == 6


SELECTIONS: dict[str, Selection] = {
    "patterns": Selection(patterns=("quality/*",)),
    "areas": Selection(areas=("quality",)),
    "requirements": Selection(requirements=("item.pop",)),
    "strengths": Selection(strengths=("must",)),
    "smoke": Selection(smoke=True),
    "corpus_since": Selection(corpus_since="0.1.0"),
}


def test_selection_is_partial_if_a_filter_other_than_the_levels_is_set() -> None:
    assert {"levels", *SELECTIONS} == set(Selection._fields)
    assert all(selection.is_partial for selection in SELECTIONS.values())
    assert not Selection().is_partial
    assert not Selection(levels=("wire",)).is_partial


def test_every_filter_of_a_run_is_in_the_json() -> None:
    for name, selection in {**SELECTIONS, "levels": Selection(levels=("wire",))}.items():
        if name != "strengths":  # a run has no such filter
            assert Selection.from_json(json.loads(json.dumps(selection.to_json()))) == selection


def test_smoke_filter_selects_the_smoke_list(root, edit) -> None:
    edit(root / "smoke.json", lambda content: content["cases"].append("model/items/pop"))
    assert [case.id for case in Corpus.load(root).select(Selection(smoke=True))] == ["model/items/pop"]


LIST = "Run `imagegen-conformance list` to list the cases."
NO_MATCH = "Remove a filter. Run `imagegen-conformance list` to see what each filter matches."


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"patterns": ("model/items/po",)}, "no case matches 'model/items/po'. Did you mean model/items/pop or "),
        ({"patterns": ("[x]*",)}, f"no case matches '[x]*'. {LIST}"),
        ({"patterns": ("",)}, f"no case matches ''. {LIST}"),
        ({"areas": ("color",)}, "the area 'color' does not exist. The areas are model, quality, size, wire."),
        ({"requirements": ("item.popp",)}, "the requirement 'item.popp' does not exist. Did you mean item.pop or "),
        (
            {"requirements": ("x",)},
            "the requirement 'x' does not exist. Run `imagegen-conformance coverage` to list the requirements.",
        ),
        (
            {"levels": ("semantic",)},
            "no case matches all filters at level semantic. The other filters match cases at wire, object, schema.",
        ),
        (
            {"levels": ("wire", "semantic")},
            "no case matches all filters at level semantic. The other filters match cases at wire, object, schema.",
        ),
        (
            {"areas": ("model",), "levels": ("wire",)},
            "no case matches all filters at level wire. The other filters match cases at object.",
        ),
        ({"areas": ("model",), "strengths": ("should",)}, f"no case matches all filters. {NO_MATCH}"),
        ({"smoke": True}, f"no case matches all filters. {NO_MATCH}"),
    ],
)
def test_selection_without_cases_raises(small: Corpus, filters, message: str) -> None:
    with pytest.raises(UsageError) as error:
        small.select(Selection(**filters))
    assert str(error.value).startswith(message)


def register(root: Path, *lines: dict[str, str]) -> None:
    """Write the id registry anew, with the first lines changed."""
    file = root / "case_ids.ndjson"
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    by_id = {entry["id"]: entry for entry in entries} | {line["id"]: line for line in lines}
    file.write_text("".join(json.dumps(entry) + "\n" for entry in by_id.values()), encoding="utf-8")


def test_cases_that_were_registered_later_are_not_selected(root) -> None:
    register(root, {"id": "model/items/pop", "hash": "0" * 16, "since": "0.0.2"})
    corpus = Corpus.load(root)
    assert [case.id for case in corpus.select(Selection(corpus_since="0.0.2"))] == ["model/items/pop"]
    assert corpus.select(Selection(corpus_since="0.1.0")) == corpus.cases


def test_derived_case_has_the_version_of_its_source_case(root) -> None:
    register(root, {"id": "quality/values/low", "hash": "0" * 16, "since": "0.0.2"})
    selected = Corpus.load(root).select(Selection(corpus_since="0.0.2"))
    assert [case.id for case in selected] == ["quality/values/low", "quality/values/low:wire"]


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("0.0.1", f"no case matches all filters. {NO_MATCH}"),
        ("x", "'x' is not a version of the suite. Name a version in which cases were registered: 0.1.0."),
        ("9.0", "the version 9.0 is newer than this suite, "),
    ],
)
def test_version_without_cases_raises(small: Corpus, version: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        small.select(Selection(corpus_since=version))
    assert str(error.value).startswith(message)


def test_registry_is_not_read_without_a_version(root) -> None:
    (root / "case_ids.ndjson").unlink()
    corpus = Corpus.load(root)
    assert corpus.select(Selection()) == corpus.cases
