from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus, corpus_digest
from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS
from imagegen_conformance.errors import CorpusError, UsageError


class TestCase:
    def test_case_is_found_by_its_id(self, small: Corpus) -> None:
        assert small.case("model/items/pop").area == "model"

    @pytest.mark.parametrize("id_", ["model/items/po", "model/items/POP", "model/items/pop ", "Model/items/pop"])
    def test_unknown_id_raises_with_similar_ids(self, small: Corpus, id_: str) -> None:
        with pytest.raises(UsageError) as error:
            small.case(id_)
        assert str(error.value).startswith(f"the case {id_} does not exist. Did you mean model/items/pop")

    def test_unknown_id_without_similar_ids_raises_with_command(self, small: Corpus) -> None:
        with pytest.raises(UsageError, match=r"^the case x does not exist. Run `imagegen-conformance list` to list"):
            small.case("x")

    def test_similar_ids_include_cases_that_are_not_loaded(self, root: Path) -> None:
        corpus = Corpus.load(root, ["quality/values/low"])
        with pytest.raises(UsageError, match="Did you mean model/items/pop"):
            corpus.case("model/items/po")


class TestPatterns:
    @pytest.mark.parametrize(
        "pattern", ["quality/values/low", "quality/values/*", "quality/values", "qualit*", "q?ality/values/low"]
    )
    def test_only_files_with_possible_matches_are_loaded(self, root: Path, pattern: str) -> None:
        (root / "cases/size/types.json").write_text("not JSON", encoding="utf-8")
        corpus = Corpus.load(root, [pattern])
        assert {case.area for case in corpus.cases} <= {"quality"}

    @pytest.mark.parametrize("pattern", ["*/low", "[m-q]*", "nothing/matches"])
    def test_other_patterns_load_all_matching_files(self, root: Path, pattern: str) -> None:
        assert {case.area for case in Corpus.load(root, [pattern]).cases} >= {"quality", "model"}


class TestDigest:
    @pytest.mark.parametrize(
        "name", ["requirements.json", "smoke.json", "cases/quality/values.json", "snapshots/quality/values.json"]
    )
    def test_digest_depends_on_files_that_affect_verdicts(self, root: Path, name: str) -> None:
        before = Corpus.load(root).digest
        file = root / name
        file.write_bytes(file.read_bytes() + b"\n")
        assert Corpus.load(root).digest != before

    @pytest.mark.parametrize("name", ["redundant_cases.json", "case_ids.ndjson", "specification_index.json"])
    def test_digest_ignores_other_files(self, root: Path, name: str) -> None:
        before = Corpus.load(root).digest
        file = root / name
        file.write_bytes(file.read_bytes() + b"\n")
        assert Corpus.load(root).digest == before

    def test_digest_depends_on_names(self) -> None:
        assert corpus_digest({"cases/a/b.json": b"{}"}) != corpus_digest({"cases/a/c.json": b"{}"})


class TestSmoke:
    def test_smoke_list_is_loaded(self, root: Path, edit) -> None:
        edit(root / "smoke.json", lambda content: content["cases"].append("model/items/pop"))
        assert Corpus.load(root).smoke == {"model/items/pop"}

    @pytest.mark.parametrize("content", ["{}", "[]", "null", '{"cases": 1}'])
    def test_malformed_smoke_list_raises(self, root: Path, content: str) -> None:
        (root / "smoke.json").write_text(content, encoding="utf-8")
        with pytest.raises(CorpusError, match=r"smoke\.json: this is not a smoke list .*See schemas/smoke\.schema"):
            _ = Corpus.load(root).smoke


class TestShipped:
    def test_ids_are_unique_and_have_known_suffixes(self, shipped: Corpus) -> None:
        assert len(shipped.by_id) == len(shipped.cases)
        suffixes = {"", ":wire", ":repaired", ":warnings"}
        for case in shipped.cases:
            assert shipped.case(case.id) is case
            assert case.id.removeprefix(case.source_id) in suffixes

    def test_levels_strengths_and_kinds_are_known(self, shipped: Corpus) -> None:
        assert {case.level for case in shipped.cases} <= set(LEVELS)
        assert {case.strength for case in shipped.cases} <= set(STRENGTHS)
        assert {case.kind for case in shipped.cases} == {"accept", "reject", "either", "calls", "text"}
