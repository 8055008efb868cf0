"""list, show, coverage: what is read and not run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from imagegen_conformance.corpus import Corpus


class TestList:
    def test_shows_every_case_on_a_line(self, command) -> None:
        ended = command("list")
        assert (ended.code, ended.err) == (0, "")
        assert [line.split()[0] for line in ended.out.splitlines()] == [case.id for case in Corpus.load().cases]

    @pytest.mark.parametrize(
        ("options", "field", "value"),
        [
            (("--level", "model"), 1, "model"),
            (("--strength", "should"), 2, "should"),
            (("--strength", "must"), 2, "must"),
        ],
    )
    def test_filters(self, command, options, field: int, value: str) -> None:
        lines = command("list", *options).out.splitlines()
        assert lines
        assert {line.split()[field] for line in lines} == {value}

    def test_smoke(self, command) -> None:
        listed = [line.split()[0] for line in command("list", "--smoke").out.splitlines()]
        assert set(listed) == Corpus.load().smoke
        wire = [line.split()[1] for line in command("list", "--smoke", "--level", "wire").out.splitlines()]
        assert set(wire) == {"wire"}

    def test_selects(self, command) -> None:
        assert command("list", "--select", "quality/values/low:wire").out.split()[:3] == [
            "quality/values/low:wire",
            "wire",
            "must",
        ]
        assert command("list", "--area", "quality", "--requirement", "quality.value").code == 0

    def test_what_matches_nothing_is_2(self, command) -> None:
        command("list", "--select", "qualty/values/low").complains(2, "no case matches", "did you mean ")


class TestShow:
    def test_tells_a_case(self, command) -> None:
        ended = command("show", "quality/values/low")
        assert (ended.code, ended.err) == (0, "")
        lines = ended.out.splitlines()
        assert lines[0] == "quality/values/low  [schema, must, accept]"
        assert "asked: validate" in lines
        assert "  accepted" in lines
        assert lines[-1] == "alone: imagegen-conformance run IMPLEMENTATION --level schema --select quality/values/low"

    def test_tells_every_case(self, capsys) -> None:
        from imagegen_conformance.reports.case import describe_case

        corpus = Corpus.load()
        for case in corpus.cases:
            lines = list(describe_case(case))
            assert lines[0].startswith(case.id)
            assert "\n".join(lines).encode()
            assert any(case.requirement.statement in line for line in lines)

    @pytest.mark.parametrize("id_", ["quality/values/lo", "quality/values/low:repaired", "quality/values", "", "\n"])
    def test_an_unknown_case_is_2(self, command, id_: str) -> None:
        command("show", id_).complains(2, "there is no case ", "; ")


class TestCoverage:
    def test_is_clean(self, command) -> None:
        ended = command("coverage")
        assert (ended.code, ended.err) == (0, "")
        assert "NOTHING" not in ended.out
        assert "requirement -> cases" in ended.out.splitlines()

    def test_a_missing_link_is_1(self, command, fixtures) -> None:
        file = fixtures / "specification.json"
        file.write_text(
            file.read_text(encoding="utf-8").replace('"sentences": 1}', '"sentences": 99}', 1), encoding="utf-8"
        )
        ended = command("coverage")
        assert ended.code == 1
        assert "imagegen-conformance: sentence class 99 has no requirement; add one, or an exclusion" in ended.err

    def test_a_missing_index_is_2(self, command, fixtures) -> None:
        (fixtures / "specification.json").unlink()
        command("coverage").complains(2, "specification.json: there is no such file; reinstall")


@pytest.mark.parametrize("arguments", [["list"], ["show", "quality/values/low"], ["coverage"]])
def test_nobody_has_to_read_to_the_end(arguments: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "imagegen_conformance", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_a_failing_run_that_nobody_reads_still_fails(modules) -> None:
    (modules / "mine.py").write_text("def tool(payload):\n    return []\n")
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run([sys.executable, "-m", "imagegen_conformance", "run", "mine:tool"], cwd=modules, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)  # fmt: skip
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, b"")
