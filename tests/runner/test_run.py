from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import python_command
from imagegen_conformance.adapters.function import FunctionAdapter
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Strength
from imagegen_conformance.errors import EvidenceError, ExpectedFailuresError, UsageError
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


def run_all(corpus: Corpus, connection: Connection, options: RunOptions) -> tuple[ConformanceRun, int]:
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
    assert len(verify(tmp_path / "e", small).cases) == len(small.cases)


def test_evidence_of_a_version_of_the_suite_can_be_verified(tmp_path: Path, root: Path, connection) -> None:
    file = root / "case_ids.ndjson"
    file.write_text(file.read_text(encoding="utf-8").replace("0.1.0", "0.0.9", 1), encoding="utf-8")
    corpus = Corpus.load(root)
    run, _ = run_all(corpus, connection, RunOptions(evidence=tmp_path / "e", corpus_since="0.0.9"))
    assert 0 < len(run.cases) < len(corpus.cases)
    assert records(tmp_path / "e")[0]["selection"]["corpus_since"] == "0.0.9"
    verification = verify(tmp_path / "e", corpus)
    assert len(verification.cases) == len(run.cases)


def test_seed_keeps_the_order_of_the_results(small: Corpus, connection: InProcessConnection) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions(seed=1))
    assert [result.case.id for result in run.results(connection)] == [case.id for case in small.cases]


def test_seed_changes_the_order_of_the_requests(small: Corpus) -> None:
    received: list[Json] = []

    def receive(payload: Json) -> Json:
        received.append(dict(payload))
        return payload

    for seed in (None, 1, 2):
        connection = InProcessConnection(adapter_for(receive, "mine:receive"))
        list(ConformanceRun(small, connection.identity, RunOptions(seed=seed)).results(connection))
    count = len(received) // 3
    orders = {json.dumps(received[start : start + count]) for start in range(0, len(received), count)}
    assert len(orders) == 3


def test_repeat_sends_each_request_again(small: Corpus) -> None:
    numbers = iter(range(99))
    connection = InProcessConnection(FunctionAdapter(lambda payload: next(numbers)))
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


def test_interrupted_run_names_the_case_in_progress(
    tmp_path: Path, small: Corpus, connection: InProcessConnection
) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions(evidence=tmp_path / "e"))
    run.start(len(run.cases))
    run.record(next(run.results(connection)))
    assert run.interrupt("SIGTERM", run.cases[1].id, ["the process did not end"]) == 3
    *_, footer = records(tmp_path / "e")
    assert (footer["complete"], footer["reason"], footer["case"]) == (False, "SIGTERM", run.cases[1].id)
    with pytest.raises(EvidenceError) as raised:
        verify(tmp_path / "e", small)
    text = f"the run was interrupted at {run.cases[1].id}, after 1 of {len(small.cases)} cases (SIGTERM)."
    assert f"line 3: {text} The file is incomplete. Run the suite again." in str(raised.value)


def test_exit_code_of_an_interrupted_run_shows_a_gating_failure(small: Corpus, connection: InProcessConnection) -> None:
    run = ConformanceRun(small, connection.identity, RunOptions())
    for result in run.results(connection):
        run.record(result)
    assert run.interrupt("the disk is full") == 1


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


@pytest.fixture
def dependent(root: Path, edit) -> Corpus:
    """Return the small corpus with plain cases to parse a payload, and for `quality`."""
    listed = {"operations": {"parse": "wire/plain/bare"}, "fields": {"quality": "quality/values/low"}}
    edit(root / "prerequisites.json", lambda content: content.update(listed))
    return Corpus.load(root)


HUGE = "quality/values/huge:wire"
LOW = "quality/values/low:wire"
BARE = "wire/plain/bare"


PROGRAM_WITH_RANDOM_DELAYS = """\
import json, random, sys, time
for line in sys.stdin:
    request = json.loads(line)
    response = {"seq": request["seq"]}
    if request["op"] == "hello":
        response |= {"name": "slow", "version": None, "language": "Python", "protocol": 1, "levels": ["wire"]}
        response["capabilities"] = []
    elif request["op"] == "parse":
        time.sleep(random.random() / 100)
        response |= {"outcome": "accepted", "output": request["payload"]}
    elif request["op"] != "bye":
        response |= {"outcome": "unsupported", "message": "no"}
    print(json.dumps(response), flush=True)
"""


def lose_quality(payload: Json) -> Json:
    return {"type": payload["type"]} if isinstance(payload, dict) and "quality" in payload else payload


class TestPrerequisites:
    def test_prerequisites_run_first_and_with_the_selected_cases(self, dependent, connection) -> None:
        run = ConformanceRun(dependent, connection.identity, RunOptions(patterns=(HUGE,)))
        assert [case.id for case in run.selected] == [HUGE]
        assert [case.id for case in run.cases] == [BARE, LOW, HUGE]
        assert [result.case.id for result in run.results(connection)] == [BARE, LOW, HUGE]

    def test_prerequisites_of_all_cases_run_first(self, dependent, connection) -> None:
        run = ConformanceRun(dependent, connection.identity, RunOptions())
        first = [BARE, "quality/values/low", LOW]
        assert sorted(case.id for case in run.cases[:3]) == sorted(first)
        others = [case.id for case in dependent.cases if case.id not in first]
        assert [case.id for case in run.cases[3:]] == others

    def test_prerequisite_that_is_not_selected_gates(self, tmp_path, dependent) -> None:
        connection = InProcessConnection(adapter_for(lose_quality, "mine:lose_quality"))
        options = RunOptions(patterns=(HUGE,), evidence=tmp_path / "e")
        run, exit_code = run_all(dependent, connection, options)
        assert exit_code == 1
        assert [result.case.id for result in run.tally.failures] == [LOW]
        assert run.conclusion().blocked == {LOW: 1}
        blocked = records(tmp_path / "e")[3]
        assert (blocked["case"], blocked["verdict"], blocked["blocked_by"]) == (HUGE, "blocked", LOW)
        verification = verify(tmp_path / "e", dependent)
        assert (len(verification.cases), verification.selected, verification.verdicts["blocked"]) == (3, 3, 1)

    def test_prerequisite_that_is_an_expected_failure_blocks_and_conforms(self, tmp_path, dependent) -> None:
        connection = InProcessConnection(adapter_for(lose_quality, "mine:lose_quality"))
        file = listed(tmp_path / "known.json", LOW)
        options = RunOptions(evidence=tmp_path / "e", expected_failures=file)
        run, exit_code = run_all(dependent, connection, options)
        assert exit_code == 0
        assert run.tally.counts["wire", "blocked"] == 1
        assert verify(tmp_path / "e", dependent).exit_code == 0

    @pytest.mark.parametrize("seed", [None, 1, 2])
    def test_results_have_the_order_of_the_run(self, dependent, connection, seed: int | None) -> None:
        run = ConformanceRun(dependent, connection.identity, RunOptions(seed=seed))
        assert [result.case for result in run.results(connection)] == list(run.cases)

    @pytest.mark.parametrize("jobs", [1, 3])
    def test_program_with_several_processes_leaves_the_records_in_the_order_of_the_run(
        self, tmp_path, dependent, jobs: int
    ) -> None:
        file = tmp_path / "program.py"
        file.write_text(PROGRAM_WITH_RANDOM_DELAYS, encoding="utf-8")
        options = StdioOptions(max_in_flight=4)
        connection = StdioConnection(python_command(file), dependent.revision, jobs=jobs, options=options)
        run, _ = run_all(dependent, connection, RunOptions(evidence=tmp_path / "e"))
        assert [record["case"] for record in records(tmp_path / "e")[1:-1]] == [case.id for case in run.cases]

    def test_missing_prerequisites_are_those_that_are_not_recorded(self, dependent, connection) -> None:
        run = ConformanceRun(dependent, connection.identity, RunOptions())
        case = dependent.case(HUGE)
        recorded = []
        while missing := run.missing_prerequisites(case):
            run.record(next(run.execute(missing[:1], connection)))
            recorded.append(missing[0].id)
        assert recorded == [BARE, LOW]
        assert run.is_recorded(dependent.case(LOW))
        assert not run.is_recorded(case)

    def test_prerequisites_of_some_cases_are_added_in_the_order_of_a_run(self, dependent, connection) -> None:
        run = ConformanceRun(dependent, connection.identity, RunOptions())
        cases = run.with_prerequisites([dependent.case("wire/plain/unknown"), dependent.case(HUGE)])
        assert [case.id for case in cases] == [BARE, LOW, "wire/plain/unknown", HUGE]


def test_result_is_recorded_once(tmp_path: Path, small: Corpus, connection: InProcessConnection) -> None:
    options = RunOptions(patterns=("wire/plain/unknown",), evidence=tmp_path / "e")
    run = ConformanceRun(small, connection.identity, options)
    run.start(1)
    (result,) = run.results(connection)
    assert [run.record(result), run.record(result)] == ["fail", "fail"]
    assert (run.tally.counts.total(), len(run.tally.failures)) == (1, 1)
    assert run.finish() == 1
    assert [record["record"] for record in records(tmp_path / "e")] == ["header", "case", "footer"]


@pytest.mark.parametrize("fail_on", ["must", "should"])
def test_implementation_that_lacks_two_fields_has_two_failures(shipped: Corpus, fail_on: Strength) -> None:
    def parse(payload: Json) -> Json:
        lacking = {"input_image_mask", "tool_configs"}
        return (
            {key: value for key, value in payload.items() if key not in lacking} if type(payload) is dict else payload
        )

    connection = InProcessConnection(adapter_for(parse, "mine:parse"))
    run, exit_code = run_all(shipped, connection, RunOptions(levels=("wire",), fail_on=fail_on))
    assert exit_code == 1
    assert {result.case.id for result in run.tally.failures} == {
        "input_image_mask/values/file-id:wire",
        "tool_configs/values/member-empty:wire",
    }
    assert run.conclusion().blocked.keys() == {result.case.id for result in run.tally.failures}
