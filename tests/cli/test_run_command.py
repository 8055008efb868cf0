"""The option --command of the command `run`: the same run as in process, and invalid command lines."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

import misbehaving_adapters
import stdio_server
from command_line import python_command

REFERENCE = "imagegen_reference:ImageGenTool"
NOT_CONTAINED = "The implementation ran in the process of the suite: exits, hangs and crashes\nwere not contained.\n"
SERVER = python_command(stdio_server.__file__, REFERENCE)


def misbehaving(name: str) -> str:
    return python_command("-S", misbehaving_adapters.__file__, name)


def records(file: Path) -> list[dict[str, Any]]:
    """Return the records of evidence without the times of the cases."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != "seconds"} for line in lines]


class TestRun:
    @pytest.mark.slow
    def test_results_and_evidence_are_those_of_a_run_in_process(self, command, modules: Path) -> None:
        levels = [word for level in ("wire", "object", "schema", "semantic") for word in ("--level", level)]
        areas = [word for area in ("raw", "payload", "model", "object", "null") for word in ("--area", area)]
        options = [*areas, "--variants", "--repeat", "2", "--shuffle", "3", "--fail-on", "should"]
        in_process = command("run", REFERENCE, "--in-process", *levels, *options, "--evidence", "in_process.ndjson")
        stdio = command("run", "--command", SERVER, "--jobs", "2", *levels, *options, "--evidence", "stdio.ndjson")
        worker = command("run", REFERENCE, "--jobs", "2", *levels, *options, "--evidence", "worker.ndjson")
        assert in_process.code == stdio.code == worker.code == 0, stdio
        assert in_process.out.replace(NOT_CONTAINED, "") == worker.out
        assert worker.out.splitlines()[1:] == stdio.out.splitlines()[1:]
        assert stdio.out.startswith("imagegen_reference:ImageGenTool (Python, program)\n")
        for name in ("stdio", "worker"):
            assert records(modules / "in_process.ndjson")[1:-1] == records(modules / f"{name}.ndjson")[1:-1]
            assert command("verify", f"{name}.ndjson").code == 0

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_request_to_validate_is_described_as_such_if_the_program_validates(
        self, command, modules: Path, jobs: str
    ) -> None:
        (modules / "lax.py").write_text("def accept(payload):\n    return None\n")
        program = python_command(stdio_server.__file__, "lax:accept")
        out = command("run", "--command", program, "--area", "quality", "--jobs", jobs).out
        assert "(to validate)" in out
        assert "the capability validate is not announced" not in " ".join(out.split())

    def test_levels_are_those_that_the_program_claims(self, command) -> None:
        server = python_command(stdio_server.__file__, REFERENCE, "wire")
        completed = command("run", "--command", server, "--area", "quality")
        assert completed.code == 0
        assert "unsupported" in completed.out
        assert "\nobject" not in completed.out

    def test_rerun_command_runs_the_failing_case_only(self, command, modules: Path) -> None:
        (modules / "lossy.py").write_text("def drop(payload):\n    return {'type': 'image_generation'}\n")
        program = python_command(stdio_server.__file__, "lossy:drop", "wire")
        first = command("run", "--command", program, "--area", "quality", "--level", "wire")
        assert first.code == 1
        rerun = next(line for line in first.out.splitlines() if line.strip().startswith("rerun "))
        second = command(*shlex.split(rerun)[2:])
        assert second.code == 1
        assert second.out.count("FAIL") == 1

    def test_program_with_nonzero_exit_code_does_not_conform(self, command, modules: Path) -> None:
        options = ("--area", "quality", "--evidence", "e.ndjson")
        completed = command("run", "--command", misbehaving("exit-5-after-bye"), *options)
        assert completed.code == 1
        assert "run errors:\n  after bye, it ended with exit code 5" in completed.out
        assert completed.out.endswith("does not conform: 1 run error\n")
        footer = records(modules / "e.ndjson")[-1]
        assert footer["run_errors"] == ["after bye, it ended with exit code 5"]
        assert footer["exit_code"] == 1
        assert command("verify", "e.ndjson").code == 0

    def test_control_characters_in_the_name_are_escaped(self, command, modules: Path) -> None:
        program = (modules / "colored.py").resolve()
        program.write_text(
            f"""
import sys
sys.path.insert(0, {str(Path(misbehaving_adapters.__file__).parent)!r})
sys.argv[1:] = ["correct"]
import misbehaving_adapters
hello_response = misbehaving_adapters.hello_response
misbehaving_adapters.hello_response = lambda sequence, **changes: hello_response(sequence, name="\\x1b[31ma\\nb")
misbehaving_adapters.main()
"""
        )
        completed = command("run", "--command", python_command("-S", program), "--select", "quality/values/low")
        assert "\x1b" not in completed.out
        assert "\n\\x1b[31ma\\nb (Python, program)\n" in "\n" + completed.out

    def test_generated_cases_are_sent_to_the_program(self, command) -> None:
        pytest.importorskip("hypothesis")
        completed = command("run", "--command", SERVER, "--smoke", "--level", "schema", "--generate", "20")
        assert completed.code == 0
        assert "20 draws each of " in completed.out


class TestInvalidCommandLine:
    def test_without_implementation_is_an_error(self, command) -> None:
        hint = "Name a Python object, such as package.module:Name, a program with --command, or a server with --url."
        command("run").assert_error(2, f"no implementation is given. {hint}")

    def test_two_implementations_are_an_error(self, command) -> None:
        message = f"{REFERENCE} and --command name two implementations. Remove one of them."
        command("run", REFERENCE, "--command", "x").assert_error(2, message)

    @pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon", ""])
    def test_invalid_timeout_is_an_error(self, command, value: str) -> None:
        message = f"argument --timeout: {value!r} is not a duration. Give a number of seconds above 0."
        command("run", "--command", "x", f"--timeout={value}").assert_usage_error(message)

    def test_invalid_number_of_restarts_is_an_error(self, command) -> None:
        completed = command("run", "--command", "x", "--max-restarts", "many")
        completed.assert_usage_error("argument --max-restarts: 'many' is not a non-negative integer.")

    def test_missing_program_exits_with_3(self, command) -> None:
        completed = command("run", "--command", "no-such-program --flag")
        completed.assert_error(
            3, "'no-such-program --flag' cannot be started (No such file or directory). Check that it is installed"
        )

    @pytest.mark.parametrize("value", ["node 'adapter", ""])
    def test_malformed_command_exits_with_3(self, command, value: str) -> None:
        command("run", "--command", value).assert_error(3, f"{value!r} cannot be started (")

    def test_program_that_does_not_speak_the_protocol_exits_with_3(self, command) -> None:
        completed = command("run", "--command", python_command("-c", "print('hello')"))
        completed.assert_error(3, "it wrote a line that is not JSON", "hello", "protocol check")

    def test_program_that_fails_too_often_ends_the_run_with_a_report(self, command) -> None:
        options = ("--max-restarts", "2", "--area", "quality")
        completed = command("run", "--command", misbehaving("crash-always"), *options)
        assert completed.code == 1
        assert "incomplete run: " in completed.out
        for part in ("failed 3 times", "it ended with exit code 1", "not today", "The run ended at ", "--max-restarts"):
            assert part in completed.err

    def test_program_that_ends_before_hello_exits_with_3(self, command) -> None:
        completed = command("run", "--command", python_command("-c", "import sys; sys.exit('error: no license')"))
        completed.assert_error(3, "could not be started: it ended with exit code 1 without a response", "no license")

    def test_shell_syntax_is_an_error(self, command) -> None:
        completed = command("run", "--command", "cd app && node adapter.mjs")
        completed.assert_error(2, "contains &&, but no shell reads it. Use a shell, such as sh -c 'cd app && node")
