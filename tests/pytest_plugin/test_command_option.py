"""The option --imagegen-command: an adapter program as pytest items."""

from __future__ import annotations

import shlex

import pytest

import misbehaving_adapters
import stdio_server
from command_line import python_command

REFERENCE = "imagegen_reference:ImageGenTool"
SERVER = python_command(stdio_server.__file__, REFERENCE)


def misbehaving(name: str) -> str:
    return python_command("-S", misbehaving_adapters.__file__, name)


def test_every_case_is_an_item(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-command", SERVER, "--imagegen-area", "quality", "-q")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*(Python, program)", "* selected cases pass; *"])


@pytest.mark.slow
def test_workers_of_xdist_have_a_process_each(pytester: pytest.Pytester) -> None:
    options = ["--imagegen-area", "quality", "-n", "2", "-p", "xdist", "-q"]
    result = pytester.runpytest_subprocess("--imagegen-command", SERVER, *options)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*passed*"])


def test_failure_has_a_rerun_command_with_the_program(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(lossy="def drop(payload):\n    return {'type': 'image_generation'}\n")
    program = python_command(stdio_server.__file__, "lossy:drop", "wire")
    result = pytester.runpytest_subprocess("--imagegen-command", program, "--imagegen-area", "quality", "-q")
    assert result.ret == 1
    result.stdout.fnmatch_lines([f"  rerun     pytest --imagegen-command {shlex.quote(program)} *quality/*"])


def test_nonzero_exit_code_of_the_program_fails_the_run(pytester: pytest.Pytester) -> None:
    options = ("--imagegen-select", "quality/values", "-q")
    result = pytester.runpytest_subprocess("--imagegen-command", misbehaving("exit-5-after-bye"), *options)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["run errors:", "  after bye, it ended with exit code 5"])


@pytest.mark.slow
@pytest.mark.parametrize("workers", [[], ["-n", "2", "-p", "xdist"]])
def test_program_that_fails_too_often_ends_the_run_without_traceback(
    pytester: pytest.Pytester, workers: list[str]
) -> None:
    options = ("--imagegen-level", "wire", "-q", *workers)
    result = pytester.runpytest_subprocess("--imagegen-command", misbehaving("crash-always"), *options)
    assert result.ret == 2
    output = result.stdout.str() + result.stderr.str()
    assert "failed 21 times" in output
    assert "it ended with exit code 1" in output
    assert "Traceback" not in output
    assert "INTERNALERROR" not in output


def test_missing_program_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-command", "no-such-program")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: 'no-such-program' cannot be started (*). Check *"])


def test_two_implementations_are_a_usage_error(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-command", "x", "--imagegen-impl", REFERENCE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    message = "ERROR: --imagegen-impl and --imagegen-command name two implementations. Remove one of them."
    result.stderr.fnmatch_lines([message])
