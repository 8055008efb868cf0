"""Subsets of the corpus: the cases of some levels, and their source cases."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.subset import CorpusSubset


def source_names(corpus: Corpus, *levels: str) -> set[str]:
    return {id_.rpartition("/")[2] for id_ in CorpusSubset(corpus, levels).source_ids}


class TestLevels:
    def test_levels_are_in_their_order_and_unique(self, small: Corpus) -> None:
        assert CorpusSubset(small, ["schema", "wire", "schema"]).levels == ("wire", "schema")

    def test_level_without_cases_is_left_out_unless_it_is_requested(self, small: Corpus) -> None:
        assert CorpusSubset(small).levels == ("wire", "object", "schema")

    def test_unknown_level_is_a_usage_error(self, small: Corpus) -> None:
        message = r"^unknown level 'wired'\. Known levels are wire, object, schema, semantic\.$"
        with pytest.raises(UsageError, match=message):
            CorpusSubset(small, ["wire", "wired"])

    def test_subset_without_cases_is_a_usage_error(self, small: Corpus) -> None:
        message = (
            r"^no case matches all filters at level semantic\. The other filters match cases at wire, object, schema\.$"
        )
        with pytest.raises(UsageError, match=message):
            _ = CorpusSubset(small, ["schema", "semantic"]).cases

    def test_cases_are_those_of_the_levels_in_the_revision(self, ranges: Corpus) -> None:
        for profile in ("azure", "openai"):
            corpus = Corpus.load(ranges.root, profile=profile)
            subset = CorpusSubset(corpus, ["wire", "schema"])
            assert subset.cases == tuple(case for case in corpus.cases if case.level != "object")
            assert subset.case_ids == {case.id for case in subset.cases}


class TestSourceCases:
    def test_all_levels_have_all_source_cases(self, small: Corpus) -> None:
        subset = CorpusSubset(small)
        assert (len(subset.source_ids), subset.excluded_ids) == (10, frozenset())

    def test_source_case_with_a_payload_belongs_to_its_level_and_to_level_wire(self, small: Corpus) -> None:
        assert source_names(small, "schema") == {"low", "huge", "integer", "long"}
        assert source_names(small, "wire") == {"low", "huge", "integer", "long", "bare", "unknown", "spaces", "cut"}
        assert source_names(small, "object") == {"pop", "popitem"}

    def test_source_cases_do_not_depend_on_the_revision(self, ranges: Corpus) -> None:
        openai = Corpus.load(ranges.root, profile="openai")
        assert "model/items/pop" not in openai.by_id
        for levels in ([], ["object"], ["wire", "schema"]):
            subset, other = CorpusSubset(ranges, levels), CorpusSubset(openai, levels)
            assert subset.source_ids == other.source_ids
            assert subset.excluded_ids == other.excluded_ids

    @pytest.mark.slow
    @pytest.mark.parametrize("level", ["wire", "object", "schema", "semantic"])
    def test_source_cases_are_those_that_have_a_case_of_the_level_in_any_revision(
        self, shipped: Corpus, corpora, level: str
    ) -> None:
        subset = CorpusSubset(shipped, [level])
        cases = [case for corpus in corpora.values() for case in corpus.cases]
        source_ids = {case.source_id for case in cases if case.level == level}
        assert subset.written_ids == {id_.partition(":")[0] for id_ in source_ids}
        assert source_ids <= subset.source_ids

    def test_parametrized_case_belongs_to_the_subset_as_a_whole(self, parametrized: Corpus) -> None:
        subset = CorpusSubset(parametrized, ["schema"])
        assert {"values/more/a:low", "values/more/a:plain"} <= subset.source_ids
        assert {"values/more/a", "values/more/b"} & subset.written_ids == {"values/more/a"}
        assert subset.case_ids & {"values/more/a:low", "values/more/a:plain"} == {"values/more/a:low"}

    def test_dimensions_are_those_of_its_parametrized_cases(self, parametrized: Corpus) -> None:
        assert CorpusSubset(parametrized, ["schema"]).dimensions == {"qualities"}
        assert CorpusSubset(parametrized, ["object"]).dimensions == frozenset()
        assert CorpusSubset(parametrized).dimensions == {"qualities", "texts"}

    def test_excluded_ids_are_those_of_written_cases_and_of_elements(self, parametrized: Corpus) -> None:
        excluded = CorpusSubset(parametrized, ["schema"]).excluded_ids
        assert {"values/more/b", "dimensions/texts/long", "model/items/pop"} <= excluded
        assert not any(id_.startswith(("values/more/a", "dimensions/qualities")) for id_ in excluded)
