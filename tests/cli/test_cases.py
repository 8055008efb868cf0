"""The commands `list` and `show`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from imagegen_conformance.corpus.corpus import Corpus


class TestList:
    def test_without_filter_prints_every_case_on_a_line(self, command) -> None:
        completed = command("list")
        assert (completed.code, completed.err) == (0, "")
        assert [line.split()[0] for line in completed.out.splitlines()] == [case.id for case in Corpus.load().cases]

    @pytest.mark.parametrize(
        ("options", "field", "value"),
        [
            (("--level", "object"), 1, "object"),
            (("--strength", "should"), 2, "should"),
            (("--strength", "must"), 2, "must"),
        ],
    )
    def test_with_filter_prints_matching_cases(self, command, options, field: int, value: str) -> None:
        lines = command("list", *options).out.splitlines()
        assert lines
        assert {line.split()[field] for line in lines} == {value}

    def test_with_smoke_prints_the_smoke_list(self, command) -> None:
        listed = [line.split()[0] for line in command("list", "--smoke").out.splitlines()]
        assert set(listed) == Corpus.load().smoke
        levels = [line.split()[1] for line in command("list", "--smoke", "--level", "wire").out.splitlines()]
        assert set(levels) == {"wire"}

    def test_with_pattern_prints_the_selected_case(self, command) -> None:
        assert command("list", "--select", "quality/values/low:wire").out.split()[:3] == [
            "quality/values/low:wire",
            "wire",
            "must",
        ]
        assert command("list", "--area", "quality", "--requirement", "quality.value").code == 0

    def test_with_pattern_that_matches_no_case_is_an_error(self, command) -> None:
        completed = command("list", "--select", "qualty/values/low")
        completed.assert_error(2, "no case matches 'qualty/values/low'. Did you mean ")


class TestShow:
    def test_case_is_described(self, command) -> None:
        completed = command("show", "quality/values/low")
        assert (completed.code, completed.err) == (0, "")
        lines = completed.out.splitlines()
        assert lines[0] == "quality/values/low  [schema, must, accept]"
        rerun = "imagegen-conformance run IMPLEMENTATION --level schema --select quality/values/low"
        assert lines[-1].endswith(f" {rerun}")

    @pytest.mark.parametrize("id_", ["quality/values/lo", "quality/values/low:repaired", "quality/values", "", "\n"])
    def test_unknown_case_is_an_error(self, command, id_: str) -> None:
        command("show", id_).assert_error(2, "the case ", " does not exist. ")


@pytest.mark.parametrize("arguments", [["list"], ["show", "quality/values/low"], ["coverage"]])
def test_closed_pipe_is_not_an_error(arguments: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "imagegen_conformance", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_failing_run_with_closed_pipe_fails(modules) -> None:
    (modules / "mine.py").write_text("def tool(payload):\n    return []\n")
    read, write = os.pipe()
    os.close(read)
    completed = subprocess.run([sys.executable, "-m", "imagegen_conformance", "run", "mine:tool"], cwd=modules, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)  # fmt: skip
    os.close(write)
    assert (completed.returncode, completed.stderr) == (1, b"")
