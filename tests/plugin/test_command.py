"""`--imagegen-command`: a program in any language as pytest items."""

from __future__ import annotations

import shlex

import pytest

import served
import zoo
from command_line import python

REFERENCE = "imagegen_reference:ImageGenTool"


SERVED = python(served.__file__, REFERENCE)


def test_every_case_is_an_item(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-command", SERVED, "--imagegen-area", "quality", "-q")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*(Python, program), revision*", "* selected cases pass*"])


def test_workers_have_a_process_each(pytester: pytest.Pytester) -> None:
    options = ["--imagegen-area", "quality", "-n", "2", "-p", "xdist", "-q"]
    result = pytester.runpytest_subprocess("--imagegen-command", SERVED, *options)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*passed*"])


def test_a_failure_says_how_to_run_it_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(lossy="def drop(payload):\n    return {'type': 'image_generation'}\n")
    program = python(served.__file__, "lossy:drop", "wire")
    result = pytester.runpytest_subprocess("--imagegen-command", program, "--imagegen-area", "quality", "-q")
    assert result.ret == 1
    result.stdout.fnmatch_lines([f"*alone   pytest --imagegen-command {shlex.quote(program)} *quality/*"])


def test_a_bad_end_fails_the_run(pytester: pytest.Pytester) -> None:
    program = python("-S", zoo.__file__, "leave-with-5")
    result = pytester.runpytest_subprocess("--imagegen-command", program, "--imagegen-select", "quality/values", "-q")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["what went wrong, and no case caused:", "  after bye, it ended with exit code 5"])


@pytest.mark.parametrize("workers", [[], ["-n", "2", "-p", "xdist"]])
def test_one_that_fails_too_often_ends_the_run_in_a_line(pytester: pytest.Pytester, workers: list[str]) -> None:
    program = python("-S", zoo.__file__, "crash-always")
    result = pytester.runpytest_subprocess("--imagegen-command", program, "--imagegen-level", "wire", "-q", *workers)
    assert result.ret == 2
    told = result.stdout.str() + result.stderr.str()
    assert "failed 21 times, the last time: it ended with exit code 1" in told
    assert "Traceback" not in told
    assert "INTERNALERROR" not in told


def test_what_cannot_be_started_is_said_first(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-command", "no-such-program")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: 'no-such-program' cannot be started *"])


def test_there_is_one_implementation(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-command", "x", "--imagegen-impl", REFERENCE)
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --imagegen-impl and --imagegen-command are two implementations*"])
