from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ExpectedFailuresError, UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.conclusion import ConclusionKind
from imagegen_conformance.results.verification import verify
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun


def lose_hue(payload: Json) -> Json:
    return {} if isinstance(payload, dict) and "hue" in payload else payload


@pytest.fixture
def connection() -> InProcessConnection:
    return InProcessConnection(adapter_for(lose_hue, "mine:lose_hue"))


def run_all(corpus: Corpus, connection: InProcessConnection, options: RunOptions) -> tuple[ConformanceRun, int]:
    run = ConformanceRun(corpus, connection.identity, options)
    run.start(len(run.cases))
    for result in run.results(connection):
        run.record(result)
    return run, run.finish(connection.close())


def records(file: Path) -> list[dict[str, Json]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def listed(file: Path, *cases: str) -> Path:
    entry = {"cases": list(cases), "failure": "wrong-output", "reason": "It is known."}
    file.write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
    return file


def test_run_judges_all_selected_cases(small: Corpus, connection: InProcessConnection) -> None:
    run, exit_code = run_all(small, connection, RunOptions())
    assert run.tally.counts.total() == len(run.cases) == len(small.cases)
    assert exit_code == 1
    assert run.conclusion().kind is ConclusionKind.FAILS


def test_run_with_patterns_judges_matching_cases(small: Corpus, connection: InProcessConnection) -> None:
    run, exit_code = run_all(small, connection, RunOptions(patterns=("wire/plain/bare",)))
    assert [case.id for case in run.cases] == ["wire/plain/bare"]
    assert exit_code == 0
    assert run.conclusion().kind is ConclusionKind.CONFORMS_PARTLY


def test_evidence_can_be_verified(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    options = RunOptions(fail_on="should", evidence=tmp_path / "e", variants=True, repeat=2, seed=3)
    _, exit_code = run_all(small, connection, options)
    header, *_, footer = records(tmp_path / "e")
    assert header["settings"] == {"variants": True, "repeat": 2, "seed": 3}
    assert (header["fail_on"], footer["exit_code"]) == ("should", exit_code)
    assert verify(tmp_path / "e", small).cases == len(small.cases)


def test_seed_keeps_the_order_of_the_results(small: Corpus, connection: InProcessConnection) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions(seed=1))
    assert [result.case.id for result in run.results(connection)] == [case.id for case in small.cases]


def test_seed_changes_the_order_of_the_requests(small: Corpus) -> None:
    received: list[Json] = []

    def receive(payload: Json) -> Json:
        received.append(payload)
        return payload

    for seed in (None, 1, 2):
        connection = InProcessConnection(adapter_for(receive, "mine:receive"))
        list(ConformanceRun(small, connection.identity, RunOptions(seed=seed)).results(connection))
    count = len(received) // 3
    orders = {json.dumps(received[start : start + count]) for start in range(0, len(received), count)}
    assert len(orders) == 3


def test_repeat_sends_each_request_again(small: Corpus) -> None:
    numbers = iter(range(99))
    connection = InProcessConnection(adapter_for(lambda payload: next(numbers), "mine:count"))
    run = ConformanceRun(small, connection.identity, RunOptions(patterns=("wire/plain/bare",), repeat=2))
    assert [result.verdict.result for result in run.results(connection)] == ["flaky"]


def test_expected_failure_conforms(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    file = listed(tmp_path / "known.json", "wire/plain/unknown")
    run, exit_code = run_all(small, connection, RunOptions(expected_failures=file, evidence=tmp_path / "e"))
    assert exit_code == 0
    assert run.conclusion().expected_failures == 1
    entries = {record["case"]: record["expected"] for record in records(tmp_path / "e") if "expected" in record}
    assert entries == {"wire/plain/unknown": {"failure": "wrong-output", "reason": "It is known."}}


def test_stale_expectation_has_its_exit_code(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    file = listed(tmp_path / "known.json", "wire/plain/bare", "wire/plain/unknown")
    run, exit_code = run_all(small, connection, RunOptions(expected_failures=file))
    assert exit_code == 2
    assert run.conclusion().expected_failures_file == file


def test_run_errors_are_counted_and_written(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    options = RunOptions(patterns=("wire/plain/bare",), evidence=tmp_path / "e")
    run = ConformanceRun(small, connection.identity, options)
    run.start(1)
    for result in run.results(connection):
        run.record(result)
    assert run.finish(["the process did not end"]) == 1
    assert records(tmp_path / "e")[-1]["run_errors"] == ["the process did not end"]


def test_aborted_run_leaves_no_footer(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions(evidence=tmp_path / "e"))
    run.start(len(run.cases))
    run.record(next(run.results(connection)))
    run.abort()
    assert [record["record"] for record in records(tmp_path / "e")] == ["header", "case"]


def test_run_without_evidence_can_be_aborted(small: Corpus, connection: InProcessConnection) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions())
    run.start(len(run.cases))
    run.abort()


def test_evidence_over_the_expected_failures_is_rejected(
    tmp_path: Path, small: Corpus, connection: InProcessConnection
) -> None:
    file = listed(tmp_path / "known.json", "wire/plain/unknown")
    options = RunOptions(evidence=tmp_path / "x" / ".." / "known.json", expected_failures=file)
    message = r"known.json: the evidence would overwrite the expected failures\. Name another file for the evidence\."
    with pytest.raises(UsageError, match=message):
        ConformanceRun(small, connection.identity, options)


def test_invalid_expected_failures_are_rejected(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    (tmp_path / "known.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ExpectedFailuresError):
        ConformanceRun(small, connection.identity, RunOptions(expected_failures=tmp_path / "known.json"))


def test_selection_without_cases_is_rejected(small: Corpus, connection: InProcessConnection) -> None:
    with pytest.raises(UsageError):
        ConformanceRun(small, connection.identity, RunOptions(patterns=("no/such/case",)))


@pytest.mark.parametrize(("levels", "required"), [((), ("wire",)), (("schema",), ("schema",))])
def test_required_levels_are_those_requested_or_claimed(
    small: Corpus, connection: InProcessConnection, levels, required
) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions(levels=levels))
    assert run.tally.required_levels == required
