"""Faulty programs, with many requests in flight and with one. The other cases are not affected."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

import misbehaving_adapters
from command_line import python_command
from imagegen_conformance.connections.stdio import process
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.pipeline import PendingRequest
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute
from misbehaving_adapters import PAYLOAD_AFTER_BARRIER
from processes import has_ended
from request_faults import MIB, REQUEST_FAULTS, TRIGGER_PAYLOAD
from revisions import AZURE

REQUIREMENT = Requirement("wire.round-trip", "wire", "must", "The payload survives a round trip.", ())
COUNT = 60
MAX_IN_FLIGHT = (1, 7, 128)
OPTIONS = StdioOptions(timeout=1.0, startup_timeout=20.0)

# A part of the message of the error.
ERRORS = {
    "raise-error": "it ended with exit code 1 without a response; on standard error: RuntimeError: cannot handle five",
    "colored-stderr": r"on standard error: \x1b[31mError: \rhalf\x85\u2028done\x07\x1b[0m",
    "exit-0": "it ended with exit code 0 without a response",
    "exit-3": "it ended with exit code 3 without a response",
    "killed-by-signal": "it was ended by SIGSEGV without a response",
    "respond-and-exit": "it ended with exit code 4",
    "hang": "it did not respond within 1 s",
    "slow-bytes": "it did not respond within 1 s",
    "unflushed-output": "it did not respond within 1 s",
    "html-line": "it wrote a line that is not JSON: '<html>'. Write everything that is not a response to standard error.",
    "line-after-response": "it wrote a line that is not JSON: 'done with five'. Write everything that is not ",
    "partial-line": 'it ended with exit code 0 in the middle of a line: \'{"seq": ',
    "wrong-seq": 'its "seq" is 1',
    "long-seq": 'its "seq" is "9999999999',
    "seq-as-text": 'its "seq" is "',
    "missing-seq": 'its response has no "seq"; expected ',
    "duplicate-response": ", which already has a response)",
    "surplus-response": "1000000000",
    "previous-seq": " (this line responds to request ",
    "invalid-utf-8": "it wrote a line that is not UTF-8: '",
    "array": "it wrote a line that is not a JSON object: '[",
    "nan": "JSON has no NaN.",
    "deep-nesting": "Its arrays or objects are nested too deeply.",
    "empty-line": "it wrote a line that is not JSON: ''. ",
    "endless-line": "it wrote a line of more than 26",
    "flood": "it wrote a line",
    "closed-stdout": "it closed its standard output without a response",
    "orphan-child": "it ended with exit code 0 without a response",
    "changed-hello": "its response to hello differs from its first response to hello",
    "missing-outcome": 'its response has no "outcome"; known outcomes are accepted, ',
    "missing-output": 'its response has the outcome "accepted" but no "output". See https://',
    "unannounced-reasons": "its response has reasons, but the response to hello does not announce this capability. See ",
}
HARMLESS = ("stderr-flood", "padded", "carriage-return")
NOT_STARTED = {
    "startup-error": "it ended with exit code 1 without a response; on standard error: error: no configuration",
    "silent": "it did not respond to hello within 1 s (check that it flushes its output). Run ",
    "banner": "'Listening ...'. Write everything that is not a response to standard error. Run ",
    "byte-order-mark": 'it wrote a line that is not JSON: \'\\ufeff{"seq": 0, ',
    "protocol-2": "it speaks protocol 2, but this suite speaks protocol 1",
    "unknown-level": 'the unknown value "everything" in "levels"; known values are wire, object, schema, semantic',
    "long-level": 'the unknown value "xxxxxxxx',
    "no-levels": 'its response to hello has no level in "levels"',
    "unknown-capability": '"telepathy" in "capabilities"; known values are validate, call, reasons, warnings',
    "object-without-call": 'its response to hello has "object" but not "call", the capability that "object" requires',
    "empty-name": 'its response to hello needs "name" and "language", each a non-empty string',
    "numeric-version": 'its response to hello needs "version", a string or null',
    "unknown-key": 'its response to hello has the unknown key "color"',
}
SHUTDOWN_MESSAGES = {
    "exit-before-bye-response": "it ended with exit code 0 without a response to bye",
    "line-after-bye": "it wrote a line after its response to bye: 'bye bye'",
    "partial-line-after-bye": "it ended with exit code 0 in the middle of a line: 'bye bye'",
    "no-exit": "after bye, it did not end within 1 s",
    "closed-stdout-no-exit": "after bye, it closed its standard output but did not end within 1 s",
    "exit-5-after-bye": "after bye, it ended with exit code 5",
    "invalid-bye-response": 'its response to bye is not {"seq": …, "outcome": "bye"}',
}


def command(name: str) -> str:
    return python_command("-S", misbehaving_adapters.__file__, name)


def case(number: int) -> Case:
    request, expected = Request("parse", number), ExpectedOutcome(accepted=True, rejected=False, outputs=(number,))
    case_id = f"numbers/n/{number}"
    return Case(case_id, case_id, "accept", "wire", "must", REQUIREMENT, "A number", request, expected)


def run_cases(connection: StdioConnection, count: int = COUNT) -> dict[int, Result]:
    results = {
        int(result.case.id.rpartition("/")[2]): result for result in execute(map(case, range(count)), connection)
    }
    assert len(results) == count
    return results


def run_program(
    name: str, max_in_flight: int = 128, jobs: int = 1, timeout: float = OPTIONS.timeout
) -> tuple[dict[int, Result], list[str]]:
    options = OPTIONS._replace(max_in_flight=max_in_flight, timeout=timeout)
    connection = StdioConnection(command(name), AZURE, jobs=jobs, options=options)
    try:
        return run_cases(connection), connection.close()
    finally:
        connection.end()


def passed(results: dict[int, Result]) -> set[int]:
    return {number for number, result in results.items() if result.verdict.result == "pass"}


def test_every_misbehaving_program_has_a_test():
    assert set(REQUEST_FAULTS) == {*ERRORS, "stderr-flood"}
    assert {*misbehaving_adapters.INVALID_HELLO, *misbehaving_adapters.STARTUP_FAULTS} == {
        *NOT_STARTED,
        "hello-per-process",
    }
    assert {*SHUTDOWN_MESSAGES, "slow-exit", "late-response-to-bye"} == misbehaving_adapters.SHUTDOWN_FAULTS
    assert set(misbehaving_adapters.RECURRING_FAULTS) == {*HARMLESS[1:], "crash-always", "crash-sporadically"}


def test_misbehaving_program_with_unknown_name_ends_with_an_error():
    ended = subprocess.run([sys.executable, misbehaving_adapters.__file__, "?"], capture_output=True, check=False)
    assert ended.returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
@pytest.mark.parametrize("name", ERRORS)
def test_misbehavior_at_one_case_is_an_error_of_that_case(name: str, max_in_flight: int):
    results, faults = run_program(name, max_in_flight)
    assert passed(results) == set(range(COUNT)) - {TRIGGER_PAYLOAD}
    verdict, observation = results[TRIGGER_PAYLOAD].verdict, results[TRIGGER_PAYLOAD].observation
    assert verdict == ("error", "error", None)
    assert ERRORS[name] in observation["message"]
    assert observation["message"].isprintable()
    assert len(observation["message"]) < 600
    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
def test_responses_confirmed_in_the_same_chunk_as_a_failure_are_kept(max_in_flight: int):
    results, faults = run_program("one-chunk", max_in_flight)
    assert passed(results) == set(range(COUNT)) - {PAYLOAD_AFTER_BARRIER}
    assert "it wrote a line that is not JSON" in results[PAYLOAD_AFTER_BARRIER].observation["message"]
    assert faults == []


@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
@pytest.mark.parametrize("name", HARMLESS)
def test_unusual_but_valid_behavior_fails_no_case(name: str, max_in_flight: int):
    results, faults = run_program(name, max_in_flight, timeout=60)  # a flood takes a while on a busy machine
    assert passed(results) == set(range(COUNT))
    assert faults == []


def test_full_pipes_in_both_directions_do_not_block():
    """A hundred requests of 100 kB are in flight, and as many responses: neither fits into a pipe."""
    payload = "x" * 100_000
    expected = ExpectedOutcome(accepted=True, rejected=False, outputs=(payload,))
    cases = [case(number)._replace(request=Request("parse", payload), expected=expected) for number in range(300)]
    connection = StdioConnection(command("correct"), AZURE, options=OPTIONS._replace(timeout=20))
    with contextlib.closing(connection):
        assert {result.verdict.result for result in execute(cases, connection)} == {"pass"}


@pytest.mark.parametrize("name", NOT_STARTED)
def test_invalid_response_to_hello_ends_the_run(name: str):
    options = OPTIONS._replace(startup_timeout=1.0 if name == "silent" else 20.0)
    with pytest.raises(ImplementationError) as caught:
        StdioConnection(command(name), AZURE, options=options)
    assert NOT_STARTED[name] in str(caught.value)
    assert f"{command(name)!r} could not be started: it" in str(caught.value)
    assert str(caught.value).endswith(". Run `imagegen-conformance protocol check` to see the messages.")
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("command_line", "reason"),
    [
        ("no-such-program --flag", "No such file or directory"),
        ("node 'adapter", "No closing quotation"),
        (" ", "it is empty"),
    ],
)
def test_command_that_cannot_be_started_ends_the_run(command_line: str, reason: str):
    if sys.platform == "win32" and reason != "it is empty":
        pytest.skip("Windows splits command lines itself, and has other texts")
    with pytest.raises(ImplementationError) as caught:
        StdioConnection(command_line, AZURE, options=OPTIONS)
    hint = "Check that it is installed and that its path is correct."
    assert str(caught.value) == f"{command_line!r} cannot be started ({reason}). {hint}"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission to execute")
@pytest.mark.parametrize(("mode", "reason"), [(0o644, "Permission denied"), (0o755, "Exec format error")])
def test_file_that_is_not_executable_has_advice(tmp_path: Path, mode: int, reason: str):
    program = tmp_path / "adapter.pl"
    program.write_text("print 1;\n", encoding="utf-8")
    program.chmod(mode)
    with pytest.raises(ImplementationError) as caught:
        StdioConnection(str(program), AZURE, options=OPTIONS)
    hint = 'Make it executable (chmod +x), or name the interpreter: "perl adapter.pl".'
    assert str(caught.value) == f"{str(program)!r} cannot be started ({reason}). {hint}"


def test_program_that_changes_between_processes_ends_the_run():
    with pytest.raises(ImplementationError) as caught:
        StdioConnection(command("hello-per-process"), AZURE, jobs=2, options=OPTIONS)
    problem = "responds to hello differently in different processes. Make its response to hello constant."
    assert str(caught.value) == f"{command('hello-per-process')!r} {problem}"


def test_program_that_changes_after_a_restart_ends_the_run():
    connection = StdioConnection(command("hello-per-process"), AZURE, options=OPTIONS)
    with contextlib.closing(connection):
        connection._workers[0].process._child.kill()
        connection.send(0, Request("parse", 0))
        assert connection.receive()[1]["outcome"] == "error"
        connection.send(1, Request("parse", 1))
        with pytest.raises(ImplementationError) as caught:
            connection.receive()
    assert "could not be restarted: its response to hello differs from its first response to hello" in str(caught.value)


@pytest.mark.parametrize("name", SHUTDOWN_MESSAGES)
def test_misbehavior_after_bye_is_a_fault_of_no_case(name: str):
    results, faults = run_program(name)
    assert passed(results) == set(range(COUNT))
    (fault,) = faults
    assert SHUTDOWN_MESSAGES[name] in fault


def test_end_of_an_idle_process_is_a_fault_of_no_case():
    connection = StdioConnection(command("correct"), AZURE, options=OPTIONS)
    with contextlib.closing(connection):
        run_cases(connection)
        worker = connection._workers[0]
        worker.process._child.kill()
        while not worker.faults:
            connection._wait()
        assert passed(run_cases(connection)) == set(range(COUNT))
        (fault,) = connection.close()
    assert fault.startswith("it was ended by ")
    assert fault.endswith(" before the request bye")


def test_process_is_not_late_after_the_suite_was_suspended():
    """As after Ctrl-Z: the timeout is over, the response is there, and the check comes before it is processed."""
    connection = StdioConnection(command("correct"), AZURE, options=OPTIONS)
    with contextlib.closing(connection):
        connection.send(0, Request("parse", 0))
        connection._workers[0].flush()
        time.sleep(OPTIONS.timeout + 0.5)
        connection._check_liveness()
        assert connection.receive() == (0, {"outcome": "accepted", "output": 0})


def test_process_is_not_late_after_it_was_idle():
    """The pause ends after the process has responded, and before the barrier that confirms the response is sent."""
    connection = StdioConnection(command("correct"), AZURE, options=OPTIONS)
    with contextlib.closing(connection):
        worker = connection._workers[0]
        worker.send(PendingRequest(0, Request("parse", 0)))
        worker._write_buffer()
        while worker._pipeline.awaiting_response:
            process, chunk = connection._inbox.get(timeout=20)
            process.chunk_consumed()
            worker.receive(chunk)
        worker._last_progress -= 2 * OPTIONS.timeout
        worker.flush()
        worker.check_liveness(time.monotonic())
        assert worker.outstanding == 1
        assert connection.receive() == (0, {"outcome": "accepted", "output": 0})


@pytest.mark.skipif(sys.platform == "win32", reason="the program forks")
def test_response_that_arrives_after_the_end_of_the_process_is_read():
    connection = StdioConnection(command("late-response-to-bye"), AZURE, options=OPTIONS)
    with contextlib.closing(connection):
        run_cases(connection)
        assert connection.close() == []


def test_process_that_closes_its_output_after_bye_has_the_timeout_to_end():
    connection = StdioConnection(command("slow-exit"), AZURE, options=OPTIONS._replace(timeout=10))
    with contextlib.closing(connection):
        run_cases(connection)
        assert connection.close() == []


@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
def test_program_that_always_crashes_ends_the_run(max_in_flight: int):
    options = OPTIONS._replace(max_in_flight=max_in_flight, max_restarts=3)
    connection = StdioConnection(command("crash-always"), AZURE, options=options)
    with contextlib.closing(connection), pytest.raises(ImplementationError) as caught:
        run_cases(connection)
    failure = "it ended with exit code 1 without a response; on standard error: RuntimeError: not today. "
    assert f"failed 4 times, the first time with the request parse 0: {failure}Report " in str(caught.value)
    assert str(caught.value).endswith(
        'Report exceptions of the implementation with the outcome "error", so that the program continues, '
        "or allow more restarts with --max-restarts."
    )


def test_idle_program_that_ends_too_often_ends_the_run_without_a_request():
    connection = StdioConnection(command("correct"), AZURE, options=OPTIONS._replace(max_restarts=0))
    with contextlib.closing(connection):
        worker = connection._workers[0]
        worker.process._child.kill()
        with pytest.raises(
            ImplementationError, match=r" failed once: it was ended by .* before the request bye\. Report "
        ):
            connection.receive()


def test_crash_that_depends_on_no_single_request_makes_the_likely_culprit_flaky():
    """Repeated alone, each request gets a response, but none of those in flight simply passes."""
    results, faults = run_program("crash-sporadically", 4)
    others = [result for result in results.values() if result.verdict.result != "pass"]
    assert others
    assert {result.verdict.result for result in others} <= {"flaky", "error"}
    assert any(result.verdict.result == "flaky" for result in others)
    assert len(others) + len(passed(results)) == COUNT
    assert faults == []


@pytest.mark.parametrize("name", ["raise-error", "hang", "duplicate-response"])
def test_misbehavior_with_several_processes_is_an_error_of_its_case(name: str):
    results, faults = run_program(name, max_in_flight=16, jobs=3)
    assert passed(results) == set(range(COUNT)) - {TRIGGER_PAYLOAD}
    assert ERRORS[name] in results[TRIGGER_PAYLOAD].observation["message"]
    assert faults == []


def test_call_without_the_capability_is_unsupported():
    connection = StdioConnection(command("correct"), AZURE, options=OPTIONS)
    with contextlib.closing(connection):
        connection.send(0, Request("call", {"construct": {}, "steps": []}))
        message = "the response to hello does not announce the capability call"
        assert connection.receive() == (0, {"outcome": "unsupported", "message": message})


ABANDONING_SCRIPT = f"""
import sys
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.corpus.cases import Request
connection = StdioConnection(sys.argv[1], None)
connection.send(0, Request("parse", {TRIGGER_PAYLOAD}))
connection._workers[0].flush()
print(connection._workers[0].process._child.pid)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the test looks for processes as on POSIX")
class TestProcesses:
    def test_child_of_a_failed_process_is_ended(self):
        results, _ = run_program("orphan-child")
        child = re.search(r"left (\d+)", results[TRIGGER_PAYLOAD].observation["message"])
        assert child
        assert has_ended(int(child[1]))

    @pytest.mark.parametrize("name", ["correct", "hang", "no-exit"])
    def test_process_is_ended_when_the_connection_is_closed(self, name: str):
        connection = StdioConnection(command(name), AZURE, options=OPTIONS)
        pid = connection._workers[0].process._child.pid
        connection.send(0, Request("parse", TRIGGER_PAYLOAD))
        connection.close()
        assert has_ended(pid)

    def test_process_of_an_abandoned_connection_is_ended(self):
        script = [sys.executable, "-c", ABANDONING_SCRIPT, command("hang")]
        ended = subprocess.run(script, capture_output=True, check=True)
        assert has_ended(int(ended.stdout))


@pytest.mark.skipif(shutil.which("taskkill") is not None, reason="the test is for systems without taskkill")
def test_process_is_ended_without_taskkill(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(process, "WINDOWS", True)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"]) as child:
        process._kill(child)
        assert child.wait(20) != 0


@pytest.mark.parametrize("name", ["endless-line", "flood", "stderr-flood"])
def test_flood_of_output_needs_bounded_memory(name: str):
    tracemalloc.start()
    try:
        run_program(name)
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
def test_fault_isolation_counts_as_one_restart(max_in_flight: int):
    options = OPTIONS._replace(max_in_flight=max_in_flight, max_restarts=1)
    connection = StdioConnection(command("raise-error"), AZURE, options=options)
    with contextlib.closing(connection):
        assert passed(run_cases(connection)) == set(range(COUNT)) - {TRIGGER_PAYLOAD}
