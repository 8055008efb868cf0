"""Subsets of the corpus: by level, and by revision."""

from __future__ import annotations

import json
import re

import pytest

from imagegen_conformance.corpus.cases import ExpectedOutcome, ExpectedSteps
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.subset import CorpusSubset, contains_any_field
from imagegen_conformance.jsonlib.values import Json

SIZE = frozenset({"size"})


class TestRevision:
    @pytest.mark.parametrize(
        ("revision", "later_fields"),
        [
            ("2.0", ["name", "description", "tool_configs", "size"]),
            ("2.1", ["tool_configs", "size"]),
            ("2.2", ["size"]),
        ],
    )
    def test_cases_do_not_contain_later_fields(self, shipped: Corpus, revision: str, later_fields: list[str]) -> None:
        def expected_json(expected: ExpectedOutcome | ExpectedSteps) -> Json:
            if isinstance(expected, ExpectedSteps):
                return [step.to_json() for step in expected.steps]
            return [expected.outputs, expected.reasons, expected.warnings]

        cases = CorpusSubset(shipped, revision).cases
        text = json.dumps([[case.request.content, expected_json(case.expected)] for case in cases])
        assert [field for field in later_fields if re.search(rf"\W{field}\W", text)] == []

    def test_later_revisions_have_more_cases(self, shipped: Corpus) -> None:
        ids = [{case.id for case in CorpusSubset(shipped, revision).cases} for revision in ("2.0", "2.1", "2.2", "2.3")]
        assert ids[0] < ids[1] < ids[2] < ids[3]

    def test_rules_of_cases_are_requirements_of_the_revision(self, shipped: Corpus) -> None:
        subset = CorpusSubset(shipped, "2.2")
        for case in subset.cases:
            if isinstance(case.expected, ExpectedOutcome):
                rules = {finding.rule for finding in (*case.expected.reasons, *(case.expected.warnings or ()))}
                assert {case.requirement.id, *rules} <= subset.requirements

    def test_unknown_revision_is_a_usage_error(self, shipped: Corpus) -> None:
        message = r"^unknown revision '2\.9'\. Known revisions are 2\.0, 2\.1, 2\.2, 2\.3\.$"
        with pytest.raises(UsageError, match=message):
            CorpusSubset(shipped, "2.9")


class TestLevels:
    def test_levels_are_in_their_order_and_unique(self, small: Corpus) -> None:
        assert CorpusSubset(small, levels=["schema", "wire", "schema"]).levels == ("wire", "schema")

    def test_unknown_level_is_a_usage_error(self, small: Corpus) -> None:
        message = r"^unknown level 'wired'\. Known levels are wire, object, schema, semantic\.$"
        with pytest.raises(UsageError, match=message):
            CorpusSubset(small, levels=["wire", "wired"])

    def test_subset_without_cases_is_a_usage_error(self, small: Corpus) -> None:
        message = r"^revision 2\.3 has no case of level semantic\. Select another level, or a later revision\.$"
        with pytest.raises(UsageError, match=message):
            _ = CorpusSubset(small, levels=["semantic"]).cases


class TestFields:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ({"payload": {"size": 1}}, True),
            ({"payload": {"sizes": "the size"}}, False),
            ({"payload": {"a": [{"size": 1}]}}, True),
            ({"description": "size is 1", "name": "size", "rationale": "size"}, False),
            ({"outputs": [{"size": 1}]}, True),
            ({"construct": {"kwargs": {"size": 1}}}, True),
            ({"steps": [{"method": "get", "args": ["size"]}]}, True),
            ({"steps": [{"method": "keys", "returns": ["size"]}]}, True),
            ({"repair": [{"op": "remove", "path": "/size"}]}, True),
            ({"repair": [{"op": "replace", "path": "/sizes", "value": {"size": 1}}]}, True),
            ({"repair": [{"op": "move", "path": "/a", "from": "/size/x"}]}, True),
            ({"repair": [{"op": "remove", "path": "/a~1size"}]}, False),
            ({"text": '{"\\u0073ize": 1}'}, True),
            ({"text": '{"sizes": 1}'}, False),
            ({"text": '{"size'}, True),
            ({"text": '{"\\u0073ize'}, False),
            ({"text": ""}, False),
        ],
    )
    def test_field_is_found_in_request_and_expectation(self, data, expected: bool) -> None:
        assert contains_any_field(data, SIZE) is expected
