"""Repeated and equivalent requests, from the connection to the report."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case, Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.variants import variants
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.judging.observation import REPEATED, accepted
from imagegen_conformance.judging.verdict import Verdict
from imagegen_conformance.reports.exchange import VARIATION_LABELS
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute, request_variations, restore_order
from imagegen_reference import ImageGenTool
from revisions import AZURE, PROFILES

SOURCES = ReportedSources(PROFILES, AZURE)


class Counting:
    """Validates by a function of the payload and of the number of calls, starting with 1."""

    def __init__(self, is_valid) -> None:
        self.is_valid = is_valid
        self.calls = 0

    def validate(self, payload: Json) -> bool:
        self.calls += 1
        return bool(self.is_valid(payload, self.calls))


@pytest.fixture
def case(shipped: Corpus) -> Case:
    return shipped.case("model/open/path")


def run(implementation: Any, case: Case, **options: Any) -> Result:
    connection = InProcessConnection(adapter_for(implementation), (case.level,))
    (result,) = execute([case], connection, request_variations(**options))
    return result


def test_each_variation_has_a_label() -> None:
    payload = {"a": 0.5, "b": "é"}
    assert VARIATION_LABELS.keys() == {REPEATED, *(name for name, _ in variants(Request("parse", payload)))}


def test_request_has_no_variations_by_default(case: Case) -> None:
    implementation = Counting(lambda payload, calls: True)
    assert run(implementation, case).verdict.result == "pass"
    assert implementation.calls == 1


def test_consistent_observations_become_one(case: Case) -> None:
    result = run(Counting(lambda payload, calls: True), case, repeat=3, vary=True)
    assert result._replace(seconds=None) == Result(case, accepted(), Verdict("pass"))


@pytest.mark.parametrize("first", [True, False])
def test_different_response_to_repeated_request_is_flaky(case: Case, first: bool) -> None:
    result = run(Counting(lambda payload, calls: (calls == 1) == first), case, repeat=2)
    assert result.verdict == Verdict("flaky", "flaky")
    assert result.observation["variation"] == "again"


def test_last_of_many_responses_is_compared(case: Case) -> None:
    implementation = Counting(lambda payload, calls: calls != 5)
    assert run(implementation, case, repeat=5).verdict.result == "flaky"
    assert implementation.calls == 5


def test_different_responses_are_flaky_even_if_both_are_permitted(shipped: Corpus) -> None:
    either = shipped.case("background/transparent-preview/gpt-image-2-png")
    assert run(Counting(lambda payload, calls: calls == 1), either, repeat=2).verdict.result == "flaky"


def test_messages_of_repeated_rejections_may_differ(shipped: Corpus) -> None:
    rejected = shipped.case("quality/near-miss/upper-case")
    numbers = iter(range(9))

    class Numbered:
        def validate(self, payload: Json) -> None:
            raise ValueError(f"rejection number {next(numbers)}")

    assert run(Numbered(), rejected, repeat=3).verdict.result == "pass"


def test_different_verdict_for_a_variant_is_a_mismatch(case: Case) -> None:
    result = run(Counting(lambda payload, calls: next(iter(payload)) == "type"), case, vary=True)
    assert result.verdict == Verdict("fail", "variant-mismatch")
    assert result.observation["variation"] == "reversed"


def test_failure_of_the_first_request_takes_precedence(case: Case) -> None:
    result = run(Counting(lambda payload, calls: next(iter(payload)) != "type"), case, vary=True)
    assert result.verdict == Verdict("fail", "wrongly-rejected")


class TextSearcher(Adapter):
    """Accepts a text only if it contains the type in plain letters."""

    def parse(self, payload: Json) -> Json:
        return payload

    def parse_text(self, text: str) -> Json:
        if '"image_generation"' not in text:
            raise ValueError("not an image generation tool")
        return loads(text)


def test_text_that_is_parsed_differently_is_a_mismatch(shipped: Corpus) -> None:
    result = run(TextSearcher, shipped.case("model/open/path:wire"), vary=True)
    assert (result.verdict.failure, result.observation["variation"]) == ("variant-mismatch", "escaped")
    report = " ".join(describe_failure(result, "command", SOURCES).split())
    assert f"{VARIATION_LABELS['escaped']}: rejected: ValueError: not an image generation tool" in report


class PayloadParser(Adapter):
    """Parses payloads, but no texts."""

    def parse(self, payload: Json) -> Json:
        return payload

    def parse_text(self, text: str) -> Json:
        raise UnsupportedError("texts are not supported")


def test_unsupported_variants_are_ignored(shipped: Corpus) -> None:
    assert run(PayloadParser, shipped.case("model/open/path:wire"), vary=True).verdict.result == "pass"


def test_report_of_flaky_case_shows_both_responses(case: Case) -> None:
    result = run(Counting(lambda payload, calls: calls == 1), case, repeat=2)
    report = describe_failure(result, "command", SOURCES)
    assert report.splitlines()[0] == "FLAKY model/open/path [schema, must]"
    assert f"{VARIATION_LABELS[REPEATED]}: rejected: validate returned False" in report


class LastInFirstOut(InProcessConnection):
    """Keeps up to eight responses, and returns the last one first."""

    max_in_flight = 8

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(adapter, ("wire", "schema"))
        self.kept: list[Any] = []

    def send(self, sequence: int, request: Request) -> None:
        super().send(sequence, request)
        self.kept.append(super().receive())

    def receive(self):
        return self.kept.pop()


def test_result_needs_the_responses_to_all_variations(shipped: Corpus) -> None:
    cases = shipped.cases[:40]
    connection = LastInFirstOut(adapter_for(ImageGenTool))
    results = list(execute(cases, connection, request_variations(repeat=2, vary=True)))
    assert {result.case.id for result in results} == {case.id for case in cases}
    assert {result.verdict.result for result in results} <= {"pass", "unsupported"}
    assert [result.case.id for result in restore_order(results, cases)] == [case.id for case in cases]
