"""`run --command`: the same run as in process, and every way to call it wrongly."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

import served
import zoo
from command_line import python

REFERENCE = "imagegen_reference:ImageGenTool"


SERVED = python(served.__file__, REFERENCE)
COLOURED = """import zoo
sys.argv[1:] = ["wide"]
zoo.introduction = lambda seq, wide=zoo.introduction: wide(seq, name="\\x1b[31ma\\nb")
zoo.main()
"""


def animal(name: str) -> str:
    return python("-S", zoo.__file__, name)


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class TestRun:
    def test_is_the_same_run_as_in_process(self, command, modules: Path) -> None:
        levels = [word for level in ("wire", "model", "schema", "semantic") for word in ("--level", level)]
        ways = ["--variants", "--repeat", "2", "--shuffle", "3", "--strength", "should"]
        inside = command("run", REFERENCE, *levels, *ways, "--evidence", "inside.ndjson")
        outside = command("run", "--command", SERVED, "--jobs", "2", *levels, *ways, "--evidence", "outside.ndjson")
        assert inside.code == outside.code == 0, outside
        assert inside.out.splitlines()[1:] == outside.out.splitlines()[1:]
        assert outside.out.startswith("imagegen_reference:ImageGenTool (Python, program), revision")
        of_cases = [list(records(modules / f"{side}.ndjson")[1:-1]) for side in ("inside", "outside")]
        assert of_cases[0] == of_cases[1]
        assert command("verify", "outside.ndjson").code == 0

    def test_claims_what_the_program_claims(self, command) -> None:
        ended = command("run", "--command", python(served.__file__, REFERENCE, "wire"), "--area", "quality")
        assert ended.code == 0
        assert "unsupported" in ended.out
        assert "\nmodel" not in ended.out

    def test_tells_how_one_case_is_run_alone(self, command, modules: Path) -> None:
        (modules / "lossy.py").write_text("def drop(payload):\n    return {'type': 'image_generation'}\n")
        program = python(served.__file__, "lossy:drop", "wire")
        ended = command("run", "--command", program, "--area", "quality", "--level", "wire")
        assert ended.code == 1
        call = next(line for line in ended.out.splitlines() if line.startswith("  alone "))
        alone = command(*shlex.split(call.removeprefix("  alone   imagegen-conformance ")))
        assert alone.code == 1
        assert alone.out.count("FAIL") == 1

    def test_a_program_that_ends_badly_does_not_conform(self, command, modules: Path) -> None:
        ended = command("run", "--command", animal("leave-with-5"), "--area", "quality", "--evidence", "e.ndjson")
        assert ended.code == 1
        assert "what went wrong, and no case caused:\n  after bye, it ended with exit code 5" in ended.out
        assert ended.out.endswith("does not conform\n")
        footer = records(modules / "e.ndjson")[-1]
        assert footer["faults"] == ["after bye, it ended with exit code 5"]
        assert footer["exit"] == 1
        assert command("verify", "e.ndjson").code == 0

    def test_a_name_is_no_command_to_the_terminal(self, command, modules: Path) -> None:
        program = (modules / "coloured.py").resolve()
        program.write_text(f"import sys\nsys.path.insert(0, {str(Path(zoo.__file__).parent)!r})\n{COLOURED}")
        ended = command("run", "--command", python("-S", program), "--select", "quality/values/low")
        assert "\x1b" not in ended.out
        assert "\n\\x1b[31ma\\nb (Python, program), revision" in "\n" + ended.out

    def test_examples_are_asked_of_it_too(self, command) -> None:
        pytest.importorskip("hypothesis")
        ended = command("run", "--command", SERVED, "--smoke", "--level", "schema", "--examples", "20")
        assert ended.code == 0
        assert "20" in ended.out


class TestWrongCalls:
    def test_there_has_to_be_an_implementation(self, command) -> None:
        command("run").complains(2, "there is no implementation; give a path", "--command")

    def test_and_only_one(self, command) -> None:
        command("run", REFERENCE, "--command", "x").complains(2, "there are two implementations")

    @pytest.mark.parametrize("option", ["--jobs", "--window", "--restarts", "--deadline", "--start-deadline"])
    def test_options_of_programs_are_of_programs(self, command, option: str) -> None:
        command("run", REFERENCE, option, "1").complains(2, f"{option} is of programs, and none is run")

    @pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "soon", ""])
    def test_a_deadline_is_a_time(self, command, given: str) -> None:
        ended = command("run", "--command", "x", f"--deadline={given}")
        assert ended.code == 2
        assert f"{given!r} is no number of seconds above 0" in ended.err

    def test_restarts_are_a_number(self, command) -> None:
        ended = command("run", "--command", "x", "--restarts", "many")
        assert ended.code == 2
        assert "'many' is no number of at least 0" in ended.err

    def test_what_is_not_there(self, command) -> None:
        command("run", "--command", "no-such-program --flag").complains(
            3, "'no-such-program --flag' cannot be started (No such file or directory)", "is it installed"
        )

    def test_what_is_no_command(self, command) -> None:
        command("run", "--command", "node 'adapter").complains(3, "cannot be started (No closing quotation)")
        command("run", "--command", "").complains(3, "cannot be started")

    def test_what_is_no_program_of_ours(self, command) -> None:
        command("run", "--command", python("-c", "print('hello')")).complains(
            3, "could not be started: it wrote a line that is no JSON", "'hello'", "protocol check"
        )

    def test_too_many_failures_stop_it(self, command) -> None:
        command("run", "--command", animal("crash-always"), "--restarts", "2", "--area", "quality").complains(
            3, "failed 3 times, the last time: it ended with exit code 1", "not today", "--restarts"
        )
