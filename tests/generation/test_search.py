"""The search for generated cases that fail: what it finds, how small it is, and when it is found again."""

from __future__ import annotations

import fnmatch
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.authoring.lint import shape_problems
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import UsageError
from imagegen_conformance.generation import search as search_module
from imagegen_conformance.generation.search import Search, case_file
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.catalogue import mutants_of
from imagegen_conformance.mutation.equivalents import EQUIVALENTS
from imagegen_conformance.mutation.mutant import with_members
from imagegen_conformance.oracles.oracle import reference_oracle
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.runner.execution import execute
from imagegen_reference import ImageGenTool

find_rules = reference_oracle(Corpus.load().revision)
FAULT_KINDS = ("payloads with one fault", "payloads with several faults")
# Those of openai decide differently about payloads that its cases leave open, but generated ones do not.
AZURE_EQUIVALENTS = [equivalent for equivalent in EQUIVALENTS if equivalent.profile == "azure"]


def drop_quality(payload: Json) -> Json:
    return {key: value for key, value in payload.items() if key != "quality"}


def unchanged(payload: Json) -> Json:
    return payload


def test_missing_hypothesis_is_a_usage_error(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "imagegen_conformance.generation")
    with pytest.raises(
        UsageError, match=r"generated cases need hypothesis .*\. Install imagegen-conformance\[examples\]\."
    ):
        import imagegen_conformance.generation  # noqa: F401


class TestKinds:
    @pytest.mark.parametrize(
        ("levels", "kinds"),
        [
            (("wire",), ["legal payloads", "any payloads"]),
            (("schema",), ["legal payloads", *FAULT_KINDS]),
            (("object",), ["call sequences"]),
            (LEVELS, ["legal payloads", *FAULT_KINDS, "any payloads", "call sequences"]),
        ],
    )
    def test_kinds_depend_on_the_levels(self, shipped: Corpus, levels, kinds: list[str]) -> None:
        connection = InProcessConnection(adapter_for(ImageGenTool), levels)
        assert list(Search(shipped, connection, levels, "should", "test").kinds) == kinds

    def test_unsupported_levels_have_no_kinds(self, shipped: Corpus) -> None:
        connection = InProcessConnection(adapter_for(unchanged))  # a function supports level wire only
        assert list(Search(shipped, connection, LEVELS, "should", "test").kinds) == ["legal payloads", "any payloads"]


class TestCorrectImplementations:
    def test_reference_has_no_failures(self, search) -> None:
        assert search(ImageGenTool) == []

    @pytest.mark.parametrize("equivalent", AZURE_EQUIVALENTS, ids=lambda equivalent: equivalent.name)
    def test_equivalent_mutant_has_no_failures(self, shipped: Corpus, equivalent) -> None:
        connection = InProcessConnection(equivalent.make(), equivalent.levels)
        search = Search(shipped, connection, equivalent.levels, equivalent.strength, "test")
        assert list(search.failures(40, 3)) == []


def test_generated_case_that_a_failure_of_the_run_blocks_does_not_fail(shipped: Corpus) -> None:
    def drop_background(payload: Json) -> Json:
        return {key: value for key, value in payload.items() if key != "background"}

    connection = InProcessConnection(adapter_for(drop_background))
    plain = shipped.case("background/values/opaque:wire")
    tally = Tally(ExpectedFailures(), "must", ("wire",), shipped.prerequisites)
    for result in execute([plain], connection):
        tally.add(result)
    unaware = Search(shipped, connection, ("wire",), "should", "test")
    assert list(unaware.failures(100, 0)) != []
    aware = Search(shipped, connection, ("wire",), "should", "test")
    aware.tally = tally
    assert list(aware.failures(100, 0)) == []


class TestFailures:
    def test_failure_is_the_smallest(self, search) -> None:
        def drop_zero(payload: Json) -> Json:
            return {key: value for key, value in payload.items() if value != 0}

        failure = search(drop_zero, levels=("wire",))[0]
        payload = failure.data["payload"]
        assert len(payload) == 2
        assert 0 in payload.values()
        assert failure.result.verdict.failure == "wrong-output"

    def test_same_seed_finds_same_failures(self, search) -> None:
        first, second = (search(drop_quality, levels=("wire",), seed=7) for _ in range(2))
        assert first
        assert [failure.data for failure in first] == [failure.data for failure in second]

    def test_output_that_is_normalized_further_is_found(self, search) -> None:
        def normalize_one_thing(payload: Json) -> Json:
            if payload.get("type") != "image_generation":
                return {**payload, "type": "image_generation"}
            return {key: value for key, value in payload.items() if value is not None}

        assert normalize_one_thing({"a": None}) == {"a": None, "type": "image_generation"}
        (failure,) = [
            failure for failure in search(normalize_one_thing, 1000, ("wire",)) if failure.kind == "any payloads"
        ]
        assert failure.data["outputs"] == [failure.data["payload"]]
        assert failure.result.verdict.failure == "wrong-output"

    def test_validator_that_only_finds_single_faults_is_found(self, search) -> None:
        class SingleFaultValidator:
            def validate(self, payload: Json) -> None:
                if len(findings := find_rules(payload)) == 1:
                    raise ValueError(findings[0].rule)

        failures = search(SingleFaultValidator(), 300, ("schema",))
        (failure,) = [failure for failure in failures if failure.kind == FAULT_KINDS[1]]
        assert len(failure.data["reasons"]) == 2

    def test_shared_member_of_a_result_is_found(self, search) -> None:
        def as_dict(self: ImageGenTool, **kwargs: Any) -> Json:
            return dict(self.items())

        # A class of a test cannot be pickled, and would fail for that reason.
        (failure,) = search(with_members(as_dict=as_dict)(), 500, ("object",))
        assert "as_dict" in {step["method"] for step in failure.data["steps"]}

    def test_pair_that_popitem_keeps_is_found(self, search) -> None:
        def popitem(self: ImageGenTool) -> Any:
            return next(iter(self.items())) if len(self) > 1 else ImageGenTool.popitem(self)

        (failure,) = search(with_members(popitem=popitem)(), 500, ("object",))
        assert [step["method"] for step in failure.data["steps"]][:2] == ["popitem", "as_dict"]

    def test_flaky_implementation_is_found(self, search) -> None:
        payloads = []

        def drop_all_sometimes(payload: Json) -> Json:
            payloads.append(payload)
            return {} if len(payloads) % 9 == 0 else payload

        assert search(drop_all_sometimes, levels=("wire",))

    def test_advisory_failure_is_ignored(self, search) -> None:
        class Tool(ImageGenTool):
            def __delitem__(self, key: str) -> None:  # item.delete has strength should
                raise TypeError("items cannot be deleted")

        assert search(Tool, levels=("object",), fail_on="should")
        assert search(Tool, levels=("object",), fail_on="must") == []


class TestReplay:
    def test_saved_failure_is_replayed_until_it_passes(self, search, database) -> None:
        first = search(drop_quality, levels=("wire",), seed=7)
        assert [failure.replayed for failure in first] == [False, False]
        second = search(drop_quality, 1, levels=("wire",), seed=8)
        assert [failure.data for failure in second] == [failure.data for failure in first]
        assert [failure.replayed for failure in second] == [True, True]
        assert search(unchanged, 1, levels=("wire",)) == []
        assert not any(database.data.values())


def test_case_file_is_valid(search, root: Path) -> None:
    failures = search(lambda payload: dict.fromkeys(payload, "x"), levels=("wire",), case_count=50)
    assert failures
    (root / "cases" / "generated").mkdir()
    (root / "cases" / "generated" / "new.json").write_text(case_file(failures), encoding="utf-8")
    assert [line for line in shape_problems(root) if "generated/new" in line] == []
    content = json.loads(case_file(failures))
    assert content["topic"] == "Generated cases that failed"
    assert [case["name"] for case in content["cases"]] == [f"case-{number}" for number, _ in enumerate(failures, 1)]


# Generated cases are good at finding values that are lost, added, rejected or shared, whatever the value. Mistakes about a
# single value are left to source cases. Of the mutants that match each pattern, generated cases kill at least this number.
# They kill a few more, but which ones depends on how a release of hypothesis draws.
MUTANTS = mutants_of("azure")
MIN_KILLED = {
    "writes-*": 15,
    "loses-*": 28,
    "mapping-*-lost": 12,
    "*refuses-*": 36,
    "item-*": 9,
    "copy-*": 4,
    "keys-*": 2,
    "items-*": 4,
}


def test_patterns_select_at_least_a_hundred_different_mutants() -> None:
    assert sum(MIN_KILLED.values()) >= 100
    names = [name for pattern in MIN_KILLED for name in fnmatch.filter(MUTANTS, pattern)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("pattern", MIN_KILLED)
def test_generated_cases_kill_mutants(shipped: Corpus, pattern: str, monkeypatch) -> None:
    original_settings = search_module._settings
    monkeypatch.setattr(
        search_module, "_settings", lambda count: settings(original_settings(count), phases=(Phase.generate,))
    )

    def is_killed(name: str) -> bool:
        connection = InProcessConnection(MUTANTS[name].make(), LEVELS)
        return any(Search(shipped, connection, LEVELS, "should", "test").failures(60, 0))

    names = fnmatch.filter(MUTANTS, pattern)
    killed = list(filter(is_killed, names))
    assert len(killed) >= MIN_KILLED[pattern], sorted(set(names) - set(killed))
