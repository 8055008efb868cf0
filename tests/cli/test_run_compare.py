"""The option --compare of the command `run`: only what is worse than in an earlier run makes the run fail."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forged_evidence import read_records, with_checksum

pytestmark = pytest.mark.usefixtures("small_fixtures")
Command = Callable[..., Any]
CONFORMING = "def tool(payload):\n    return payload\n"
FAULTY = "def tool(payload):\n    return {**payload, 'hue': 2} if 'hue' in payload else payload\n"
FAULTIER = "def tool(payload):\n    return {**payload, 'hue': 2} if {'hue': 1, 'quality': 'low'}.items() & payload.items() else payload\n"
CANNOT_TELL = """
from imagegen_conformance import Adapter, UnsupportedError
class tool(Adapter):
    def parse(self, payload):
        if "hue" in payload:
            raise UnsupportedError("it cannot be asked")
        return payload
"""
ANNOUNCES = """
import pathlib
pathlib.Path("imported").touch()
def tool(payload):
    return payload
"""
UNKNOWN, LOW = "wire/plain/unknown", "quality/values/low:wire"
OPTIONS = ("--level", "wire", "--in-process", "--no-variants")


@pytest.fixture
def run(command: Command, implementation: Callable[[str], str]) -> Command:
    """Run an implementation with this source."""

    def call(source: str, *options: object) -> Any:
        return command("run", implementation(source), *OPTIONS, *options)

    return call


@pytest.fixture
def faulty(run: Command) -> str:
    """The evidence of a run with one failure."""
    assert run(FAULTY, "--evidence", "old.ndjson").code == 1
    return "old.ndjson"


@pytest.fixture
def conforming(run: Command) -> str:
    """The evidence of a run without failures."""
    assert run(CONFORMING, "--evidence", "old.ndjson").code == 0
    return "old.ndjson"


def last_line(completed: Any) -> str:
    return completed.out.splitlines()[-1]


def list_failures(*cases: str, **changes: object) -> str:
    """Write a file of expected failures."""
    entry = {"cases": list(cases), "failure": "wrong-output", "reason": "It is known.", **changes}
    Path("expected.json").write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
    return "expected.json"


class TestGate:
    def test_failure_as_before_exits_with_0(self, run: Command, faulty: str) -> None:
        completed = run(FAULTY, "--compare", faulty)
        assert (completed.code, completed.err) == (0, "")
        assert last_line(completed) == "no new failures compared with old.ndjson; 1 failure as before"
        assert "FAIL " not in completed.out  # it is counted only

    def test_new_failure_exits_with_1_and_is_described(self, run: Command, faulty: str) -> None:
        completed = run(FAULTIER, "--compare", faulty)
        assert completed.code == 1
        text = completed.out
        assert text.index("level") < text.index("compared with old.ndjson") < text.index("new failures (1 case)")
        assert f"    {LOW}: wrong output at /hue (before: passed)\n" in text
        assert f"      rerun     imagegen-conformance run mine:tool --in-process --level wire --select {LOW}\n" in text
        assert last_line(completed) == "1 new failure compared with old.ndjson; 1 failure as before"

    def test_crash_in_place_of_a_wrong_result_exits_with_1(self, run: Command, faulty: str) -> None:
        crashing = FAULTY.replace("{**payload, 'hue': 2}", "payload['x']['y']")
        completed = run(crashing, "--compare", faulty)
        assert completed.code == 1
        line = "1 failure worse than before compared with old.ndjson\n"
        assert completed.out.endswith(line)

    def test_expected_new_failure_exits_with_0(self, run: Command, faulty: str) -> None:
        completed = run(FAULTIER, "--compare", faulty, "--expected-failures", list_failures(LOW))
        assert completed.code == 0
        conclusion = "no new gating failures compared with old.ndjson; 1 new expected failure; 1 failure as before"
        assert last_line(completed) == conclusion

    def test_advisory_new_failure_exits_with_0(self, run: Command, conforming: str) -> None:
        rejects_texts = (
            "from imagegen_conformance import Adapter\nclass tool(Adapter):\n    def parse(self, payload):\n"
            "        return payload\n    def parse_text(self, text):\n        raise ValueError(text)\n"
        )
        completed = run(rejects_texts, "--compare", conforming)
        assert completed.code == 0
        assert last_line(completed).startswith(
            "no new gating failures compared with old.ndjson; 1 new advisory failure"
        )
        assert run(rejects_texts, "--compare", conforming, "--fail-on", "should").code == 1

    def test_case_that_is_not_judged_any_more_exits_with_1(self, run: Command, conforming: str) -> None:
        completed = run(CANNOT_TELL, "--compare", conforming)
        assert completed.code == 1
        assert last_line(completed) == "1 case not judged any more compared with old.ndjson"

    def test_stale_expectation_exits_with_2(self, run: Command, faulty: str) -> None:
        completed = run(FAULTY, "--compare", faulty, "--expected-failures", list_failures(LOW))
        assert completed.code == 2
        conclusion = "no new failures compared with old.ndjson; 1 failure as before; "
        assert (
            last_line(completed)
            == f"{conclusion}1 expected failure did not occur as listed: edit expected.json, or run imagegen-conformance expected-failures prune EVIDENCE FILE"
        )

    def test_expired_entry_exits_with_2(self, run: Command, faulty: str) -> None:
        listed = list_failures(UNKNOWN, expires="2026-01-01")
        completed = run(FAULTY, "--compare", faulty, "--expected-failures", listed)
        assert completed.code == 2
        assert "the entry expired on 2026-01-01" in " ".join(completed.out.split())

    def test_new_failure_takes_precedence_over_a_stale_expectation(self, run: Command, faulty: str) -> None:
        listed = list_failures("wire/plain/bare")
        assert run(FAULTIER, "--compare", faulty, "--expected-failures", listed).code == 1

    def test_run_without_judgment_exits_with_3(self, run: Command, conforming: str) -> None:
        cannot_tell_anything = CANNOT_TELL.replace('"hue" in payload', "True")
        cannot_tell_anything += "    parse_text = parse\n"
        completed = run(cannot_tell_anything, "--compare", conforming)
        assert completed.code == 3
        conclusion = "nothing was judged: all cases are unsupported; 8 cases not judged any more compared with "
        assert last_line(completed) == f"{conclusion}old.ndjson"

    def test_fixed_failure_is_mentioned(self, run: Command, faulty: str) -> None:
        completed = run(CONFORMING, "--compare", faulty)
        assert completed.code == 0
        assert "fixed (1 case)\n" in completed.out
        assert last_line(completed) == "no new failures compared with old.ndjson; 1 case fixed"

    def test_quiet_run_prints_the_conclusion_only(self, run: Command, faulty: str) -> None:
        completed = run(FAULTIER, "--compare", faulty, "--quiet")
        assert (completed.code, completed.out.count("\n")) == (1, 1)

    def test_verbose_run_describes_earlier_failures(self, run: Command, faulty: str) -> None:
        assert f"FAIL {UNKNOWN} " in run(FAULTY, "--compare", faulty, "--verbose").out

    def test_worker_process_and_selection_can_be_used(self, command: Command, run: Command, faulty: str) -> None:
        options = ("--level", "wire", "--no-variants", "--select", UNKNOWN)
        completed = command("run", "mine:tool", *options, "--compare", faulty)
        assert completed.code == 0
        assert "7 cases are not compared, because the later run does not select them\n" in completed.out


FULL_DEVICE = Path("/dev/full")


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="Linux has this file")
@pytest.mark.parametrize(("source", "code"), [(FAULTY, 3), (FAULTIER, 1)])
def test_lost_report_does_not_hide_a_new_failure(
    run: Command, faulty: str, source: str, code: int, monkeypatch
) -> None:
    with FULL_DEVICE.open("w", encoding="utf-8") as full:
        monkeypatch.setattr("sys.stdout", full)
        completed = run(source, "--compare", faulty)
    assert completed.code == code
    assert "standard output cannot be written (No space left on device)" in completed.err


class TestRunErrors:
    CRASHES_AT_THE_END = "import atexit, os\natexit.register(os._exit, 5)\n"
    WORKER = ("--level", "wire", "--no-variants")

    def test_run_error_exits_with_1(self, command: Command, implementation, faulty: str) -> None:
        path = implementation(self.CRASHES_AT_THE_END + FAULTY)
        completed = command("run", path, *self.WORKER, "--compare", faulty)
        assert completed.code == 1
        assert completed.out.count("run errors:\n  ") == completed.out.count("exit code 5\n") == 1
        assert last_line(completed) == "1 run error compared with old.ndjson; 1 failure as before"

    def test_run_error_of_the_last_run_makes_compare_fail(self, command: Command, implementation, faulty: str) -> None:
        path = implementation(self.CRASHES_AT_THE_END + FAULTY)
        command("run", path, *self.WORKER, "--evidence", "new.ndjson")
        completed = command("compare", faulty, "new.ndjson")
        assert completed.code == 1
        assert last_line(completed) == "1 run error compared with old.ndjson; 1 failure as before"

    def test_run_that_ends_early_is_not_compared(self, command: Command, implementation, faulty: str) -> None:
        path = implementation("import os\ndef tool(payload):\n    os._exit(0)\n")
        completed = command("run", path, *OPTIONS, "--compare", faulty)
        assert completed.code == 1
        assert "incomplete run: " in completed.out
        assert "compared with" not in completed.out


class TestFiles:
    def test_evidence_is_that_of_a_run_without_comparison(self, run: Command, command: Command, faulty: str) -> None:
        assert run(FAULTY, "--compare", faulty, "--evidence", "new.ndjson").code == 0
        old, new = (read_records(Path(name)) for name in (faulty, "new.ndjson"))
        assert new[-1]["exit_code"] == 1
        assert [record.get("observation") for record in old] == [record.get("observation") for record in new]
        assert old[0].keys() == new[0].keys()
        assert command("verify", "new.ndjson").code == 0
        assert command("compare", faulty, "new.ndjson").code == 0

    def test_no_file_is_left(self, run: Command, modules: Path, faulty: str) -> None:
        files = sorted(path.name for path in modules.iterdir())
        run(FAULTY, "--compare", faulty)
        assert sorted(path.name for path in modules.iterdir()) == files

    def test_reports_are_those_of_a_run_without_comparison(self, run: Command, faulty: str) -> None:
        assert run(FAULTY, "--compare", faulty, "--report", "json=report.json").code == 0
        content = json.loads(Path("report.json").read_text(encoding="utf-8"))
        assert (content["exit_code"], content["conclusion"]["kind"]) == (1, "fails")

    def test_compressed_evidence_is_read(self, run: Command, faulty: str) -> None:
        Path("old.gz").write_bytes(gzip.compress(Path(faulty).read_bytes()))
        assert run(FAULTY, "--compare", "old.gz").code == 0

    def test_evidence_of_another_corpus_is_read(self, run: Command, faulty: str) -> None:
        records = read_records(Path(faulty))
        records[0]["corpus_sha256"] = "0" * 64
        records[1]["case"] = "old/topic/case"
        Path(faulty).write_bytes(with_checksum(records))
        completed = run(FAULTY, "--compare", faulty)
        assert completed.code == 0
        assert "the verdicts of old.ndjson are not confirmed" in " ".join(completed.out.split())
        assert "new cases (1 case)\n" in completed.out


def assert_rejected(completed: Any, *parts: str) -> None:
    """Assert that a command ended with one line before the implementation was imported."""
    completed.assert_error(2, *parts)
    assert not Path("imported").exists()


class TestBadInput:
    @pytest.fixture
    def start(self, command: Command, implementation: Callable[[str], str], faulty: str) -> Command:
        """Run an implementation that creates a file when it is imported."""

        def call(*options: object) -> Any:
            path = implementation(ANNOUNCES)
            return command("run", path, *OPTIONS, *options)

        return call

    @pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b"\x1f\x8b\x08", b"\x89PNG\r\n"])
    def test_another_file_is_an_error(self, start: Command, content: bytes) -> None:
        Path("other").write_bytes(content)
        assert_rejected(start("--compare", "other"), "other line 1: ")

    def test_missing_file_and_directory_are_errors(self, start: Command) -> None:
        assert_rejected(start("--compare", "missing"), "missing: the file cannot be read (No such file")
        assert_rejected(start("--compare", "."), ".: the file cannot be read (")

    def test_truncated_evidence_is_an_error(self, start: Command, faulty: str) -> None:
        Path(faulty).write_bytes(Path(faulty).read_bytes()[:-40])
        assert_rejected(start("--compare", faulty), "The file is incomplete. Run the suite again.")

    def test_forged_evidence_is_an_error(self, start: Command, faulty: str) -> None:
        records = read_records(Path(faulty))
        failing = next(record for record in records if record.get("verdict") == "fail")
        failing["pointer"] = "/size"
        Path(faulty).write_bytes(with_checksum(records))
        assert_rejected(start("--compare", faulty), "(wrong-output at /size), but the judge returns fail (wrong-output")

    def test_evidence_of_the_run_must_not_replace_the_earlier_one(self, start: Command, faulty: str) -> None:
        content = Path(faulty).read_bytes()
        problem = "the evidence of the run would replace the earlier one. Name another file for the evidence."
        assert_rejected(start("--compare", faulty, "--evidence", f"./{faulty}"), f"{faulty}: {problem}")
        assert Path(faulty).read_bytes() == content

    def test_report_of_the_run_must_not_replace_the_earlier_evidence(self, start: Command, faulty: str) -> None:
        problem = "the report would replace the earlier evidence. Name another file for the report."
        assert_rejected(start("--compare", faulty, "--report", f"json={faulty}"), f"{faulty}: {problem}")

    def test_fail_fast_is_an_error(self, start: Command, faulty: str) -> None:
        problem = "--fail-fast contradicts --compare: an earlier failure would end the run. Remove one of them."
        assert_rejected(start("--compare", faulty, "--fail-fast"), problem)

    def test_another_revision_is_an_error(self, start: Command, faulty: str) -> None:
        assert_rejected(
            start("--compare", faulty, "--revision", "2.8"),
            f"{faulty}: the earlier run was judged by profile azure, revision 2.3, but this run is judged by azure 2.8. "
            "Choose the same revision with --profile and --revision, or name evidence of this one.",
        )

    @pytest.mark.parametrize("options", [("--variants",), ("--repeat", "2")])
    def test_other_requests_are_an_error(self, command: Command, faulty: str, options: tuple[str, ...]) -> None:
        words = [word for word in OPTIONS if not (options[0] == "--variants" and word == "--no-variants")]
        now = "with variants and with repeat 1" if options[0] == "--variants" else "without variants and with repeat 2"
        command("run", "mine:tool", *words, *options, "--compare", faulty).assert_error(
            2,
            f"old.ndjson: the earlier run was without variants and with repeat 1, but this run is {now}. Set --variants",
        )

    def test_another_implementation_is_an_error(self, command: Command, faulty: str) -> None:
        Path("other.py").write_text(CONFORMING, encoding="utf-8")
        command("run", "other:tool", *OPTIONS, "--compare", faulty).assert_error(
            2,
            f"{faulty}: the earlier run is of 'mine:tool', but this run is of 'other:tool'. "
            "Name evidence of this implementation.",
        )

    def test_earlier_run_that_did_not_select_all_cases_is_an_error(self, run: Command) -> None:
        run(FAULTY, "--select", UNKNOWN, "--evidence", "small.ndjson")
        run(FAULTIER, "--compare", "small.ndjson").assert_error(
            2,
            "small.ndjson: the earlier run has no result of 7 of the 8 cases of this run. "
            "Select the same cases, or fewer, or write new evidence to compare with.",
        )
