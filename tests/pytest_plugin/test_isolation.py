"""Implementations that end or block the process: intercepted in process, contained in a worker process."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import has_ended

Run = Callable[..., pytest.RunResult]
Verify = Callable[[str], pytest.RunResult]
Write = Callable[..., None]
WIRE = ("--imagegen-select=quality/values", "--imagegen-level=wire")
MEDIUM = "quality/values/medium:wire"
MODULE = """
import os
import time

class PolicyError(Exception):
    pass

def exits(payload):
    if payload.get("quality") == "medium":
        os._exit(0)
    return payload

def hangs(payload):
    if payload.get("quality") == "medium":
        time.sleep(60)
    return payload

def enforces(payload):
    if payload.get("quality") == "medium":
        raise PolicyError("medium")
    if payload.get("quality") == "high":
        raise ValueError("high")
    return payload
"""


@pytest.fixture(autouse=True)
def _module(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(hostile=MODULE, exiting="import os\nos._exit(0)")


def test_exit_in_process_names_the_case_and_ends_the_session_with_1(run: Run, verify: Verify) -> None:
    result = run("hostile:exits", *WIRE, "--imagegen-evidence=run.ndjson")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "error: the implementation called os._exit(0)",
            "The session ends here. To contain the exit, add --imagegen-isolate, or set `isolate = True`.",
            "incomplete run: stopped after 2 of 5 cases",
            f"  the implementation called os._exit(0) at {MEDIUM}",
            "does not conform: 1 run error",
            f"!* {MEDIUM}: the implementation called os._exit(0) !*",
        ]
    )
    assert result.ret == 1
    message = f"*the run was interrupted at {MEDIUM}, after 2 of 5 cases (the implementation called os._exit(0)). *"
    verify("run.ndjson").stderr.fnmatch_lines([message])


def test_exit_in_process_ends_the_session_of_a_class_with_1(run: Run, mine: Write) -> None:
    mine("implementation = hostile.exits", "select = ('quality/values',)", before="import hostile")
    result = run(None)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines([f"!* {MEDIUM}: the implementation called os._exit(0) !*"])
    assert result.ret == 1


def test_exit_in_a_worker_of_xdist_fails_the_session(run: Run) -> None:
    result = run("hostile:exits", *WIRE, "-n2")
    result.stdout.fnmatch_lines(
        [f"FAILED imagegen-conformance::{MEDIUM} *", "1 failure: error: the implementation called os._exit(0)"]
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_exit_during_the_import_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-impl=exiting:Tool")
    result.stderr.fnmatch_lines(["ERROR: 'exiting:Tool': it called os[.]_exit(0) while it was loaded. Run python -c *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_exit_in_a_worker_process_is_the_error_of_its_case(run: Run, verify: Verify, workers: str) -> None:
    result = run("hostile:exits", *WIRE, "--imagegen-isolate", "--imagegen-evidence=run.ndjson", workers)
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            f"ERROR {MEDIUM} [[]wire, must]",
            f"  rerun     pytest --imagegen-impl hostile:exits --imagegen-isolate * imagegen-conformance::{MEDIUM}",
        ]
    )
    assert result.ret == 1
    verify("run.ndjson").stdout.fnmatch_lines(["*5 cases, 4 pass, 0 fail, 1 error; exit code 1"])


def test_exit_in_the_worker_process_of_a_class_is_the_error_of_its_case(run: Run, mine: Write) -> None:
    mine("implementation = hostile.exits", "select = ('quality/values',)", "isolate = True", before="import hostile")
    result = run(None)
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines([f"ERROR {MEDIUM} [[]wire, must]"])


def test_hang_in_a_worker_process_ends_after_the_timeout(run: Run) -> None:
    result = run("hostile:hangs", *WIRE, "--imagegen-isolate", "--imagegen-timeout=0.5")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        ["error: the implementation did not return within 0.5 s", "*--imagegen-isolate --imagegen-timeout 0.5 *"]
    )


@pytest.mark.parametrize("isolation", [[], ["--imagegen-isolate"]])
def test_rejection_types_replace_the_defaults(run: Run, isolation: list[str]) -> None:
    result = run("hostile:enforces", *WIRE, "--imagegen-rejection=hostile:PolicyError", *isolation)
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        [
            "  actual    rejected: PolicyError: medium",
            "*--imagegen-rejection hostile:PolicyError *",
            "  actual    error: ValueError: high",
        ]
    )


@pytest.mark.parametrize("isolation", [[], ["isolate = True"]])
def test_rejection_types_of_a_class_replace_the_defaults(run: Run, mine: Write, isolation: list[str]) -> None:
    attributes = ("implementation = hostile.enforces", "rejection_types = [hostile.PolicyError]")
    mine(*attributes, "select = ('quality/values',)", *isolation, before="import hostile")
    result = run(None)
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(["  actual    rejected: PolicyError: medium", "  actual    error: ValueError: high"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--imagegen-impl=hostile:exits", "--imagegen-timeout=1"],
         "--imagegen-timeout applies only to other processes. Add --imagegen-isolate, or remove it."),
        (["--imagegen-impl=hostile:exits", "--imagegen-startup-timeout=1"],
         "--imagegen-startup-timeout applies only to other processes. Add --imagegen-isolate, or remove it."),
        (["--imagegen-command=x", "--imagegen-isolate"],
         "--imagegen-isolate applies only to Python objects. Remove it, or test a Python object with --imagegen-impl."),
        (["--imagegen-command=x", "--imagegen-rejection=hostile:PolicyError"],
         "--imagegen-rejection applies only to Python objects. Remove it, or test a Python object with --imagegen-impl."),
    ],
)  # fmt: skip
def test_option_that_does_not_apply_is_a_usage_error(run: Run, options: list[str], message: str) -> None:
    result = run(None, *options)
    assert result.errlines[0] == f"ERROR: {message}"
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (["implementation = lambda payload: payload"], "*`implementation` has <function *, which a worker process cannot import*"),
        (["implementation = hostile.exits", "rejection_types = [type('Own', (Exception,), {})]"],
         "*`rejection_types` has <class *Own'>, which a worker process cannot import*"),
    ],
)  # fmt: skip
def test_object_that_a_worker_process_cannot_import_is_a_collection_error(
    run: Run, mine: Write, attributes: list[str], message: str
) -> None:
    mine(*attributes, "isolate = True", before="import hostile")
    result = run(None)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


@pytest.mark.skipif(sys.platform == "win32", reason="it sends a POSIX signal")
def test_sigterm_ends_pytest_and_the_worker_process(pytester: pytest.Pytester, verify: Verify, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    pytester.makepyfile(
        sleeping=f"""
        import os
        import pathlib
        import time

        def sleeps(payload):
            if payload.get("quality") == "medium":
                pathlib.Path({str(pid_file)!r}).write_text(f"{{os.getpid()}}\\n")
                time.sleep(60)
            return payload
        """
    )
    options = ("--imagegen-impl=sleeping:sleeps", *WIRE, "--imagegen-isolate", "--imagegen-evidence=run.ndjson")
    with subprocess.Popen([sys.executable, "-m", "pytest", *options], stdout=subprocess.DEVNULL) as session:
        wait_until(lambda: pid_file.is_file() and pid_file.read_text().endswith("\n"))
        session.send_signal(signal.SIGTERM)
        assert session.wait(10) == -signal.SIGTERM
    assert has_ended(int(pid_file.read_text()))
    verify("run.ndjson").stderr.fnmatch_lines(["*the footer is missing after 2 of 5 cases*"])


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
