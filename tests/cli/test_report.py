"""The command `report`, and the option `--report` of `run`."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from imagegen_conformance.runner.report_options import REPORT_FORMATS

Command = Callable[..., Any]
FAULTY = "def tool(payload): return {**payload, 'quality': 'low'} if 'quality' in payload else payload"
QUALITY = ("--select", "quality", "--level", "wire")


@pytest.fixture
def evidence(command: Command, implementation: Callable[[str], str], modules: Path) -> Path:
    """The evidence of a run with failures, and without the output of the run."""
    command("run", implementation(FAULTY), *QUALITY, "--evidence", "e.ndjson", "--in-process")
    return modules / "e.ndjson"


def test_markdown_is_the_default(command: Command, evidence: Path) -> None:
    completed = command("report", evidence)
    assert completed.code == 0
    assert completed.out.startswith("# Conformance of `mine:tool`\n\n**does not conform: ")
    assert completed.out == command("report", evidence, "--format", "markdown").out


def test_report_has_what_is_needed_to_understand_a_failure(command: Command, evidence: Path) -> None:
    text = command("report", evidence).out
    section = text[text.index("### fails: `quality/values/high:wire`") :].split("###")[1]
    statement = "A legal payload is accepted and returned as equal JSON: every key and every value is kept, "
    assert statement in text
    assert re.search(r"- Source: \[[^]]+\]\(<https://", text)
    for line in (
        'sent       {"type": "image_generation", "quality": "high"} (to parse)',
        'expected   accepted with output {"type": "image_generation", "quality": "high"}',
        'actual     accepted with output {"type": "image_generation", "quality": "low"}',
        'difference /quality: expected "high", actual "low"',
        "rerun      imagegen-conformance run mine:tool --in-process --level wire --select quality/values/high:wire",
    ):
        assert f"\n{line}\n" in section, section


def test_report_is_written_to_a_file(command: Command, evidence: Path, modules: Path) -> None:
    assert command("report", evidence, "--format", "json", "--out", "report.json") == (0, "", "")
    content = json.loads((modules / "report.json").read_text(encoding="utf-8"))
    assert (content["exit_code"], content["conclusion"]["kind"]) == (1, "fails")


def test_compressed_evidence_has_the_same_report(command: Command, evidence: Path, modules: Path) -> None:
    compressed = modules / "e.ndjson.gz"
    compressed.write_bytes(gzip.compress(evidence.read_bytes()))
    assert command("report", compressed, "--format", "json") == command("report", evidence, "--format", "json")
    assert command("verify", compressed).code == 0
    compressed.write_bytes(compressed.read_bytes()[:-100])
    command("report", compressed).assert_error(2, "the compressed content is damaged, or ends too early.")


def test_max_bytes_limits_markdown_only(command: Command, evidence: Path) -> None:
    assert len(command("report", evidence, "--max-bytes", 10_000).out) <= 10_000
    command("report", evidence, "--max-bytes", 20).assert_error(2, "--max-bytes 20 is too small", "at least 10000.")
    command("report", evidence, "--format", "json", "--max-bytes", 20_000).assert_error(
        2, "--max-bytes applies only to the format markdown. Remove it."
    )


def test_unknown_format_is_rejected_with_the_nearest_one(command: Command, evidence: Path) -> None:
    command("report", evidence, "--format", "junitt").assert_usage_error("unknown value 'junitt'. Did you mean junit?")


class TestInvalidEvidence:
    def test_truncated_evidence_is_rejected(self, command: Command, evidence: Path, modules: Path) -> None:
        evidence.write_bytes(evidence.read_bytes()[:-40])
        command("report", evidence, "--out", "r.md").assert_error(2, "The file is incomplete. Run the suite again.")
        assert not (modules / "r.md").exists()

    def test_edited_evidence_is_rejected(self, command: Command, evidence: Path) -> None:
        evidence.write_bytes(evidence.read_bytes().replace(b'"fail"', b'"pass"', 1))
        command("report", evidence).assert_error(2, "The file was edited. Run the suite again.")

    def test_evidence_of_another_corpus_is_rejected(self, command: Command, evidence: Path) -> None:
        evidence.write_bytes(re.sub(rb'"corpus_sha256":"[0-9a-f]{4}', b'"corpus_sha256":"0000', evidence.read_bytes()))
        command("report", evidence).assert_error(2, "the cases were judged with corpus 0000", "but this is corpus ")

    @pytest.mark.parametrize("content", [b"", b"{}\n", b"\x89PNG\r\n", b"[]\n", b"\x1f\x8b\x08", b"x" * 1_000_000])
    def test_another_file_is_rejected(self, command: Command, modules: Path, content: bytes) -> None:
        (modules / "other").write_bytes(content)
        completed = command("report", "other")
        completed.assert_error(2, "other line 1: ")
        assert len(completed.err) < 400

    def test_missing_file_and_directory_are_rejected(self, command: Command, modules: Path) -> None:
        command("report", "missing").assert_error(2, "missing: the file cannot be read (No such file")
        command("report", modules).assert_error(2, "the file cannot be read (Is a directory)")


class TestOutput:
    def test_existing_report_survives_an_error(self, command: Command, evidence: Path, modules: Path) -> None:
        (modules / "r.md").write_text("old", encoding="utf-8")
        evidence.write_bytes(b"{}\n")
        assert command("report", evidence, "--out", "r.md").code == 2
        assert (modules / "r.md").read_text(encoding="utf-8") == "old"

    def test_directory_and_missing_directory_are_reported(
        self, command: Command, evidence: Path, modules: Path
    ) -> None:
        command("report", evidence, "--out", modules).assert_error(2, "the file cannot be written (Is a directory)")
        command("report", evidence, "--out", "a/b/r.md").assert_error(2, "r.md: the file cannot be written (No such")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_full_disk_is_reported(self, process: Command, evidence: Path) -> None:
        process("report", evidence, "--out", "/dev/full").assert_error(2, "the file cannot be written (No space left")


class TestRunReport:
    def test_reports_are_those_of_the_evidence(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        names = {"markdown": "r.md", "json": "r.json", "junit": "r.xml", "github": "r.txt"}
        options = [word for name, file in names.items() for word in ("--report", f"{name}=out/{file}")]
        path = implementation(FAULTY)
        completed = command("run", path, *QUALITY, "--in-process", "--evidence", "e.ndjson", *options)
        assert completed.code == 1
        assert "does not conform" in completed.out
        for name, file in names.items():
            command("report", "e.ndjson", "--format", name, "--out", "again")
            assert (modules / "out" / file).read_bytes() == (modules / "again").read_bytes(), name

    def test_reports_need_no_evidence_file(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        path = implementation("def tool(payload): return payload")
        assert command("run", path, *QUALITY, "--in-process", "--report", "junit=r.xml").code == 0
        assert sorted(file.name for file in modules.iterdir() if file.name != "__pycache__") == ["mine.py", "r.xml"]

    def test_interrupted_run_is_not_green(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        path = implementation(FAULTY)
        options = ("--report", "junit=r.xml", "--report", "json=r.json", "--report", "markdown=r.md")
        completed = command("run", path, *QUALITY, "--in-process", "--fail-fast", *options)
        assert completed.code == 1
        suite = ET.parse(modules / "r.xml").getroot().find("testsuite")  # noqa: S314 - the command wrote it
        assert suite is not None
        assert suite.get("errors") == "1"
        error = suite.findall("testcase")[-1]
        assert (error.get("name"), error[0].tag) == ("run", "error")
        line = r"incomplete run: \d+ of \d+ cases have results \(--fail-fast"
        assert re.match(line, str(error[0].get("message")))
        assert "\n**Incomplete:** `incomplete run: " in (modules / "r.md").read_text(encoding="utf-8")
        content = json.loads((modules / "r.json").read_text(encoding="utf-8"))
        assert "exit_code" not in content
        assert content["interruption"]["announced"] > len(suite) - 1

    def test_report_of_a_run_in_which_nothing_was_judged_is_not_green(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        path = implementation("def tool(payload): return payload")
        options = ("--select", "object/construction", "--report", "junit=r.xml")
        assert command("run", path, "--in-process", *options).code == 3
        root = ET.parse(modules / "r.xml").getroot()  # noqa: S314 - the command wrote it
        error = root.find(".//error")
        assert error is not None
        assert error.get("message") == "nothing was judged: all cases are unsupported"

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("junit", "'junit' names no file. Write FORMAT=FILE, such as markdown=report.md."),
            ("junit=", "'junit=' names no file."),
            ("xml=r.xml", "unknown format 'xml'. Choose from markdown, json, junit, html, github, badge."),
            ("mardown=r.md", "unknown format 'mardown'. Did you mean markdown?"),
        ],
    )
    def test_invalid_value_is_reported(self, command: Command, value: str, message: str) -> None:
        command("run", "mine:tool", "--report", value).assert_usage_error(message)

    def test_report_replaces_no_other_file_of_the_run(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        path = implementation(FAULTY)
        problem = "the report would replace another file of the run. Name another file for the report."
        same = ("--evidence", "e.ndjson", "--report", "json=./e.ndjson")
        command("run", path, "--in-process", *same).assert_error(2, problem)
        twice = ("--report", "json=r", "--report", "junit=r")
        command("run", path, "--in-process", *twice).assert_error(2, problem)
        command("run", path, "--in-process", "--report", f"json={modules}").assert_error(2, "this is a directory.")
        assert sorted(file.name for file in modules.iterdir() if file.name != "__pycache__") == ["mine.py"]

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_lost_report_does_not_hide_a_failure(
        self, process: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        completed = process("run", implementation(FAULTY), *QUALITY, "--report", "json=/dev/full")
        assert completed.code == 1
        assert "does not conform" in completed.out
        assert "/dev/full: the file cannot be written (No space left on device)" in completed.err


class TestSize:
    HUGE = """
def tool(payload):
    if payload.get("quality") == "low":
        return {**payload, "huge": "</script>]]>" * 6_000_000}
    return {**payload, "large": "".join(map(str, range(200_000)))} if payload.get("quality") == "high" else payload
"""

    def test_texts_of_many_megabytes_are_previews(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        path = implementation(self.HUGE)
        reports = [word for name in REPORT_FORMATS for word in ("--report", f"{name}={name}")]
        select = ("--select", "quality/values", "--level", "wire", "--in-process", "--evidence", "e.ndjson", "-q")
        assert command("run", path, *select, *reports) == (1, "does not conform: 2 failures\n", "")
        assert (modules / "e.ndjson").stat().st_size > 72_000_000
        for name in REPORT_FORMATS:
            assert (modules / name).stat().st_size < 100_000, name
        assert "(72,000,000 characters, SHA-256 " in (modules / "markdown").read_text(encoding="utf-8")

    @pytest.mark.slow
    def test_ten_thousand_failures_have_a_report(
        self, command: Command, implementation: Callable[[str], str], modules: Path
    ) -> None:
        path = implementation("def tool(payload): return {**payload, 'x_added': 1}")
        sizes = {"markdown": 60_000, "html": 4_000_000, "github": 20_000, "json": 20_000_000, "junit": 25_000_000}
        reports = [word for name in sizes for word in ("--report", f"{name}={name}")]
        assert command("run", path, "--level", "wire", "--in-process", "-q", *reports).code == 1
        for name, size in sizes.items():
            assert (modules / name).stat().st_size < size, name
        suite = ET.parse(modules / "junit").getroot().find("testsuite")  # noqa: S314 - the command wrote it
        assert suite is not None
        failures = int(str(suite.get("failures")))
        assert failures > 10_000
        assert f"does not conform: {failures} failures" in (modules / "markdown").read_text(encoding="utf-8")
        assert len((modules / "github").read_text(encoding="utf-8").splitlines()) == 10


class TestRunnerLog:
    """On a runner of GitHub Actions, text of an implementation gives no commands."""

    SPOILED = "def tool(payload): raise RuntimeError('##[error]x')"

    def commands(self, text: str) -> tuple[str, list[str], str]:
        first, *middle, last = text.splitlines()
        return first, middle, last

    def test_report_stands_between_stop_commands(self, process: Command, implementation: Callable[[str], str]) -> None:
        completed = process("run", implementation(self.SPOILED), *QUALITY, GITHUB_ACTIONS="true", CI="")
        first, middle, last = self.commands(completed.out)
        assert re.fullmatch("::stop-commands::[0-9a-f]{32}", first)
        assert last == f"::{first.rpartition(':')[2]}::"
        assert any("##[error]x" in line for line in middle)
        assert not any(line.startswith("::") for line in middle)

    def test_token_differs_from_run_to_run(self, process: Command, implementation: Callable[[str], str]) -> None:
        path = implementation(self.SPOILED)
        tokens = {process("run", path, *QUALITY, "-q", GITHUB_ACTIONS="true").out.split("\n")[0] for _ in range(2)}
        assert len(tokens) == 2

    def test_error_message_stands_between_stop_commands(self, process: Command) -> None:
        completed = process("show", "##[error]x", GITHUB_ACTIONS="true")
        assert (completed.code, completed.out) == (2, "")
        first, (message,), last = self.commands(completed.err)
        assert first.startswith("::stop-commands::")
        assert "##[error]x" in message
        assert last.startswith("::")

    @pytest.mark.parametrize("options", [(), ("--format", "markdown"), ("--format=markdown",)])
    def test_markdown_in_the_log_stands_between_stop_commands(
        self, process: Command, evidence: Path, options: tuple[str, ...]
    ) -> None:
        completed = process("report", evidence, *options, GITHUB_ACTIONS="true")
        first, middle, last = self.commands(completed.out)
        assert re.fullmatch("::stop-commands::[0-9a-f]{32}", first)
        assert middle[0].startswith("# Conformance of ")
        assert last == f"::{first.rpartition(':')[2]}::"

    def test_format_for_the_runner_has_no_stop_commands(self, process: Command, evidence: Path, modules: Path) -> None:
        completed = process("report", evidence, "--format", "github", GITHUB_ACTIONS="true")
        assert completed.out.startswith("::error title=")
        assert "stop-commands" not in completed.out

    def test_file_gets_no_commands(self, modules: Path, implementation: Callable[[str], str]) -> None:
        import subprocess
        import sys

        with (modules / "out.txt").open("wb") as stream:
            words = [sys.executable, "-m", "imagegen_conformance", "run", implementation(FAULTY), *QUALITY, "-q"]
            environment = {**os.environ, "GITHUB_ACTIONS": "true"}
            subprocess.run(words, cwd=modules, env=environment, stdout=stream, check=False, timeout=60)
        assert "::" not in (modules / "out.txt").read_text(encoding="utf-8")
