"""Python implementations with a fault at one case, through worker processes. The other cases are not affected."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

import misbehaving_implementations as zoo
from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute
from misbehaving_implementations import TRIGGER
from processes import has_ended

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the faults are those of POSIX")
REQUIREMENT = Requirement("wire.round-trip", "wire", "must", "The payload survives a round trip.", ())
COUNT = 60
OPTIONS = StdioOptions(timeout=10.0, startup_timeout=20.0)
MAX_IN_FLIGHT = (1, 128)


def case(number: int) -> Case:
    request, expected = Request("parse", number), ExpectedOutcome(accepted=True, rejected=False, outputs=(number,))
    case_id = f"numbers/n/{number}"
    return Case(case_id, case_id, "accept", "wire", "must", REQUIREMENT, "A number", request, expected)


def run_implementation(
    name: str, max_in_flight: int = 128, jobs: int = 1, timeout: float = OPTIONS.timeout
) -> tuple[dict[int, Result], list[str]]:
    options = OPTIONS._replace(max_in_flight=max_in_flight, timeout=timeout)
    connection = PythonWorkerConnection(zoo.attribute(name), jobs=jobs, options=options)
    try:
        results = {
            int(result.case.id.rpartition("/")[2]): result for result in execute(map(case, range(COUNT)), connection)
        }
        return results, connection.close()
    finally:
        connection.end()


def failed(results: dict[int, Result]) -> set[int]:
    assert set(results) == set(range(COUNT))
    return {number for number, result in results.items() if result.verdict.result != "pass"}


def assert_error_of_its_case(name: str, message: str, **settings: float) -> None:
    results, faults = run_implementation(name, **settings)  # type: ignore[arg-type]
    assert failed(results) == {TRIGGER}
    observation = results[TRIGGER].observation
    assert observation["outcome"] == "error"
    assert message in observation["message"]
    assert "flush" not in observation["message"]
    assert "seq" not in observation["message"]
    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
@pytest.mark.parametrize("name", zoo.RAISING)
def test_exception_is_an_error_of_its_case(name: str, max_in_flight: int) -> None:
    assert_error_of_its_case(name, zoo.RAISING[name][1], max_in_flight=max_in_flight)


@pytest.mark.slow
@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
@pytest.mark.parametrize("name", zoo.FATAL)
def test_end_of_the_process_is_an_error_of_its_case(name: str, max_in_flight: int) -> None:
    assert_error_of_its_case(name, zoo.FATAL[name][1], max_in_flight=max_in_flight)


@pytest.mark.slow
@pytest.mark.parametrize("name", zoo.HANGING)
def test_hang_is_an_error_of_its_case(name: str) -> None:
    assert_error_of_its_case(name, "the implementation did not return within 1 s", timeout=1.0)


@pytest.mark.parametrize(
    ("name", "message"), [("large-output", "its output has 4,1"), ("deep-output", "RecursionError: ")]
)
def test_output_that_cannot_be_sent_is_an_error_of_its_case(name: str, message: str) -> None:
    assert_error_of_its_case(name, message)


@pytest.mark.parametrize("max_in_flight", MAX_IN_FLIGHT)
@pytest.mark.parametrize("name", zoo.HARMLESS)
def test_damage_to_its_own_process_fails_no_case(name: str, max_in_flight: int) -> None:
    results, faults = run_implementation(name, max_in_flight, timeout=60)
    assert failed(results) == set()
    assert faults == []


@pytest.mark.parametrize("name", ["exit-0", "busy-loop"])
def test_fault_with_several_processes_is_an_error_of_its_case(name: str) -> None:
    results, faults = run_implementation(name, max_in_flight=16, jobs=3, timeout=1.0)
    assert failed(results) == {TRIGGER}
    assert faults == []


@pytest.mark.parametrize("name", zoo.SHUTDOWN)
def test_function_at_exit_has_two_seconds_and_may_fail(name: str) -> None:
    results, faults = run_implementation(name)
    assert failed(results) == set()
    message = zoo.SHUTDOWN[name][1]
    assert faults == ([message] if message else [])


def test_processes_of_the_implementation_are_ended(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "pid"
    monkeypatch.setenv("CHILD_FILE", str(file))
    connection = PythonWorkerConnection(zoo.attribute("fork-a-sleeper"), options=OPTIONS)
    with contextlib.closing(connection):
        list(execute(map(case, range(COUNT)), connection))
    assert has_ended(int(file.read_text()))
    assert has_ended(connection._workers[0].process._child.pid)


def test_worker_process_ends_with_its_parent() -> None:
    """A process that is killed cannot end its worker processes, and one that hangs does not see the end of its input."""
    script = (
        "import os, sys\n"
        "from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection\n"
        "from imagegen_conformance.corpus.cases import Request\n"
        f"sys.path[:] = {sys.path!r}\n"
        "connection = PythonWorkerConnection(sys.argv[1])\n"
        f"connection.send(0, Request('parse', {TRIGGER}))\n"
        "connection._workers[0].flush()\n"
        "print(connection._workers[0].process._child.pid, flush=True)\n"
        "import time; time.sleep(0.3)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", script, zoo.attribute("busy-loop")]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert ended.returncode == -9, ended.stderr
    assert has_ended(int(ended.stdout))
