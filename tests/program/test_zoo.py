"""Programs that misbehave: what each comes to, asked ahead and one at a time. No other case may suffer."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import time
import tracemalloc

import pytest

import zoo
from command_line import python
from imagegen_conformance.cases import Answer, Case, Request, Requirement
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.program import Limits, Program, process
from imagegen_conformance.runner import Result, run
from processes import gone

RULE = Requirement("wire.round-trip", "wire", "must", "It comes back.", (), "2.3")
COUNT = 60
WINDOWS = (1, 7, 128)
LIMITS = Limits(deadline=1.0, start_deadline=20.0)

# What the victim comes to, and words of what is told of it.
ERRORS = {
    "raise-an-error": "ended with exit code 1 without an answer; on standard error: RuntimeError: no such thing as five",
    "die-in-colour": r"on standard error: \x1b[31mError: \rhalf\x85\u2028done\x07\x1b[0m",
    "exit-with-0": "ended with exit code 0 without an answer",
    "exit-with-3": "ended with exit code 3 without an answer",
    "die-by-a-signal": "was ended by SIGSEGV without an answer",
    "answer-and-exit": "ended with exit code 4",
    "hang": "did not answer within 1 s",
    "drip": "did not answer within 1 s",
    "keep-in-a-buffer": "does it flush what it writes?",
    "garbage": "wrote a line that is no JSON",
    "chatter": "wrote a line that is no JSON (Expecting value: line 1 column 1 (char 0)): 'done with five'",
    "half-a-line": "ended with exit code 0 in the middle of a line",
    "wrong-number": "where the answer to",
    "long-number": "it answered '9999999999",
    "number-as-text": "where the answer to",
    "no-number": "answered without seq",
    "answer-twice": "again, where the answer to",
    "answer-to-nothing": "it answered 1000000000, where the answer to",
    "answer-the-one-before": "again, where the answer to",
    "no-utf-8": "wrote a line that is no UTF-8",
    "array": "wrote a line that is no JSON object",
    "not-a-number": "wrote a line that is no JSON (NaN is no JSON)",
    "deep": "wrote a line that is no JSON (nested too deep to be read)",
    "empty-line": "wrote a line that is no JSON",
    "endless-line": "wrote a line of more than",
    "flood": "wrote a line",
    "close-output": "closed its standard output without an answer",
    "leave-a-child": "ended with exit code 0 without an answer",
    "other-introduction": "its answer to hello is another than before",
    "no-outcome": "has the outcome 'None'",
    "no-output": "is 'accepted' without an output",
    "unannounced-reasons": "has reasons, and hello did not announce them",
}
HARMLESS = ("flood-of-errors", "pad", "carriage-return")
NOT_STARTED = {
    "refuse-to-start": "ended with exit code 1 without an answer; on standard error: error: no configuration",
    "say-nothing": "did not answer hello within",
    "banner": "wrote a line that is no JSON",
    "byte-order-mark": "wrote a line that is no JSON",
    "protocol-2": "it speaks protocol 2, and this suite speaks 1",
    "unknown-level": "'everything'; there are wire, model, schema, semantic",
    "long-level": "levels with 'xxxxxxxx",
    "no-levels": "claims no level",
    "unknown-feature": "'telepathy'; there are validate, call, reasons, warnings",
    "model-without-call": "has model, and not the feature call",
    "no-name": "needs a name and a language",
    "no-version": "needs a version, a string or null",
    "too-much": "has 'colour', which means nothing",
}
BAD_ENDS = {
    "leave-without-a-word": "ended with exit code 0 without an answer to bye",
    "talk-after-the-end": "wrote a line after bye that answers nothing: 'bye bye'",
    "stay": "did not end within 1 s",
    "close-and-stay": "after bye, it closed its standard output, and did not end within 1 s",
    "leave-with-5": "after bye, it ended with exit code 5",
}


def command(name: str) -> str:
    return python("-S", zoo.__file__, name)


def case(number: int) -> Case:
    request, answer = Request("parse", number), Answer(accepted=True, rejected=False, outputs=(number,))
    return Case(f"zoo/n/{number}", f"zoo/n/{number}", "accept", "wire", "must", RULE, "A number", request, answer)


def results(program: Program, count: int = COUNT) -> dict[int, Result]:
    found = {int(result.case.id.rpartition("/")[2]): result for result in run(map(case, range(count)), program)}
    assert len(found) == count
    return found


def visit(
    name: str, window: int = 128, jobs: int = 1, deadline: float = LIMITS.deadline
) -> tuple[dict[int, Result], list[str]]:
    program = Program(command(name), "2.3", jobs=jobs, limits=LIMITS._replace(window=window, deadline=deadline))
    try:
        return results(program), program.close()
    finally:
        program.end()


def passing(found: dict[int, Result]) -> set[int]:
    return {number for number, result in found.items() if result.verdict.result == "pass"}


def test_the_zoo_is_as_large_as_promised() -> None:
    assert set(zoo.ONE) == {*ERRORS, "flood-of-errors"}
    assert len({*ERRORS, *HARMLESS, *NOT_STARTED, *BAD_ENDS}) >= 20


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", ERRORS)
def test_one_case_is_an_error_and_the_rest_are_run(name: str, window: int) -> None:
    found, faults = visit(name, window)
    assert passing(found) == set(range(COUNT)) - {zoo.VICTIM}
    verdict, observation = found[zoo.VICTIM].verdict, found[zoo.VICTIM].observation
    assert verdict == ("error", "error", None)
    assert ERRORS[name] in observation["message"]
    assert observation["message"].isprintable()
    assert len(observation["message"]) < 600
    assert faults == []


@pytest.mark.parametrize("window", WINDOWS)
def test_what_was_settled_in_the_same_piece_as_a_failure_is_kept(window: int) -> None:
    found, faults = visit("all-at-once", window)
    assert passing(found) == set(range(COUNT)) - {zoo.BEHIND}
    assert "wrote a line that is no JSON" in found[zoo.BEHIND].observation["message"]
    assert faults == []


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_odd_harms_nobody(name: str, window: int) -> None:
    found, faults = visit(name, window, deadline=60)  # a flood takes a while on a busy machine
    assert passing(found) == set(range(COUNT))
    assert faults == []


def test_nobody_waits_for_the_other_when_both_pipes_are_full() -> None:
    """A hundred requests of 100 kB are under way, and as many answers: neither fits into a pipe."""
    payload = "x" * 100_000
    answer = Answer(accepted=True, rejected=False, outputs=(payload,))
    cases = [case(number)._replace(request=Request("parse", payload), expected=answer) for number in range(300)]
    program = Program(command("wide"), "2.3", limits=LIMITS._replace(deadline=20))
    with contextlib.closing(program):
        assert {result.verdict.result for result in run(cases, program)} == {"pass"}


@pytest.mark.parametrize("name", NOT_STARTED)
def test_what_cannot_be_talked_to_is_not_started(name: str) -> None:
    limits = LIMITS._replace(start_deadline=1.0 if name == "say-nothing" else 20.0)
    with pytest.raises(ImplementationError) as caught:
        Program(command(name), "2.3", limits=limits)
    assert NOT_STARTED[name] in str(caught.value)
    assert "could not be started" in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("name", BAD_ENDS)
def test_a_bad_end_is_told_and_blamed_on_no_case(name: str) -> None:
    found, faults = visit(name)
    assert passing(found) == set(range(COUNT))
    (fault,) = faults
    assert BAD_ENDS[name] in fault


def test_nobody_is_late_because_the_suite_was_away() -> None:
    """As after Ctrl-Z: the deadline is over, the answer is there, and the first look comes before it is taken."""
    program = Program(command("wide"), "2.3", limits=LIMITS)
    with contextlib.closing(program):
        program.send(0, Request("parse", 0))
        program._lanes[0].flush()
        time.sleep(LIMITS.deadline + 0.5)
        program._look()
        assert program.receive() == (0, {"outcome": "accepted", "output": 0})


def test_who_closes_its_output_has_the_deadline_to_end() -> None:
    program = Program(command("take-its-leave"), "2.3", limits=LIMITS._replace(deadline=10))
    with contextlib.closing(program):
        results(program)
        assert program.close() == []


@pytest.mark.parametrize("window", WINDOWS)
def test_who_always_crashes_is_stopped(window: int) -> None:
    program = Program(command("crash-always"), "2.3", limits=LIMITS._replace(window=window, restarts=3))
    with contextlib.closing(program), pytest.raises(ImplementationError) as caught:
        results(program)
    assert "failed 4 times, the last time: it ended with exit code 1 without an answer" in str(caught.value)
    assert "RuntimeError: not today" in str(caught.value)


def test_who_crashes_whatever_is_asked_is_flaky() -> None:
    """Asked alone, each is answered: no case is to blame, and none of those that were under way is simply passed."""
    found, faults = visit("crash-now-and-then", 4)
    others = [result for result in found.values() if result.verdict.result != "pass"]
    assert others
    assert {result.verdict.result for result in others} <= {"flaky", "error"}
    assert any(result.verdict.result == "flaky" for result in others)
    assert len(others) + len(passing(found)) == COUNT
    assert faults == []


@pytest.mark.parametrize("name", ["raise-an-error", "hang", "answer-twice"])
def test_so_it_is_with_several_processes(name: str) -> None:
    found, faults = visit(name, window=16, jobs=3)
    assert passing(found) == set(range(COUNT)) - {zoo.VICTIM}
    assert ERRORS[name] in found[zoo.VICTIM].observation["message"]
    assert faults == []


FORGETS = f"""
import sys
from imagegen_conformance.cases import Request
from imagegen_conformance.program import Program
program = Program(sys.argv[1], "2.3")
program.send(0, Request("parse", {zoo.VICTIM}))
program._lanes[0].flush()
print(program._lanes[0].process._child.pid)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it asks for processes as POSIX has them")
class TestProcesses:
    def test_no_child_is_left(self) -> None:
        found, _ = visit("leave-a-child")
        left = re.search(r"left (\d+)", found[zoo.VICTIM].observation["message"])
        assert left
        assert gone(int(left[1]))

    @pytest.mark.parametrize("name", ["wide", "hang", "stay"])
    def test_none_is_left_whatever_happens(self, name: str) -> None:
        program = Program(command(name), "2.3", limits=LIMITS)
        number = program._lanes[0].process._child.pid
        program.send(0, Request("parse", zoo.VICTIM))
        program.close()
        assert gone(number)

    def test_none_is_left_by_one_that_was_only_forgotten(self) -> None:
        ended = subprocess.run([sys.executable, "-c", FORGETS, command("hang")], capture_output=True, check=True)
        assert gone(int(ended.stdout))


@pytest.mark.skipif(shutil.which("taskkill") is not None, reason="it is about systems without taskkill")
def test_without_taskkill_the_process_itself_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WINDOWS", True)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"]) as child:
        process._kill(child)
        assert child.wait(20) != 0


@pytest.mark.parametrize("name", ["endless-line", "flood", "flood-of-errors"])
def test_a_flood_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        visit(name)
        assert tracemalloc.get_traced_memory()[1] < 64 * zoo.WHOLE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("window", WINDOWS)
def test_a_case_that_is_looked_for_counts_once(window: int) -> None:
    program = Program(command("raise-an-error"), "2.3", limits=LIMITS._replace(window=window, restarts=1))
    with contextlib.closing(program):
        assert passing(results(program)) == set(range(COUNT)) - {zoo.VICTIM}
