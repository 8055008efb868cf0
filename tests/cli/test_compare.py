"""The command `compare`: what changed between runs of one implementation."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forged_evidence import read_records, with_checksum
from imagegen_conformance.resources import data_directory, load_json

pytestmark = pytest.mark.usefixtures("small_fixtures")
Command = Callable[..., Any]
LEVELS = ("--level", "wire")
CONFORMING = "def tool(payload):\n    return payload\n"
FAULTY = "def tool(payload):\n    return {**payload, 'hue': 2} if 'hue' in payload else payload\n"
FAULTY_ELSEWHERE = "def tool(payload):\n    return {**payload, 'type': 2} if 'hue' in payload else payload\n"
FAILING = "wire/plain/unknown"


@pytest.fixture
def evidence(command: Command, implementation: Callable[[str], str]) -> Callable[..., str]:
    """Write the evidence of a run of an implementation with this source."""

    def write(source: str, name: str, *options: object) -> str:
        path = implementation(source)
        options = (*LEVELS, "--in-process", "--no-variants", "--evidence", name, *options)
        completed = command("run", path, *options)
        assert Path(name).exists(), completed
        return name

    return write


@pytest.fixture
def before(evidence) -> str:
    return evidence(CONFORMING, "before.ndjson")


@pytest.fixture
def after(evidence) -> str:
    return evidence(FAULTY, "after.ndjson")


def forge(file: str, change: Callable[[list[Any]], object]) -> None:
    """Change the records of a file, and compute the checksum again."""
    records = read_records(Path(file))
    change(records)
    Path(file).write_bytes(with_checksum(records))


def test_new_failure_is_described_and_exits_with_1(command: Command, before: str, after: str) -> None:
    completed = command("compare", before, after)
    assert (completed.code, completed.err) == (1, "")
    lines = completed.out.splitlines()
    assert lines[0] == "mine:tool"
    assert lines[1].startswith("  earlier   before.ndjson, version unknown, suite ")
    section = completed.out[completed.out.index("new failures") :]
    assert section == (
        "new failures (1 case)\n"
        "  wire.no-corruption [wire]: 1 case\n"
        f"    {FAILING}: wrong output at /hue (before: passed)\n"
        '      sent      {"type": "image_generation", "hue": 1} (to parse)\n'
        '      expected  rejected, or accepted with output {"type": "image_generation",\n'
        '                "hue": 1}\n'
        '      actual    accepted with output {"type": "image_generation", "hue": 2}\n'
        "                /hue: expected 1, actual 2\n"
        "      rationale The specification does not mention it.\n"
        f"      rerun     imagegen-conformance run mine:tool --in-process --level wire --select {FAILING}\n"
        "\n"
        "7 cases as before: 7 pass\n"
        "1 new failure compared with before.ndjson\n"
    )


def test_fixed_case_exits_with_0(command: Command, before: str, after: str) -> None:
    completed = command("compare", after, before)
    assert completed.code == 0
    assert "fixed (1 case)\n  wire.no-corruption [wire]: 1 case\n" in completed.out
    assert f"    {FAILING}: passed (before: wrong output at /hue)\n" in completed.out
    assert completed.out.endswith("\nno new failures compared with after.ndjson; 1 case fixed\n")


def test_failing_differently_shows_both_observations(command: Command, evidence, after: str) -> None:
    completed = command("compare", after, evidence(FAULTY_ELSEWHERE, "later.ndjson"))
    assert completed.code == 0
    assert f"    {FAILING}: wrong output at /type (before: wrong output at /hue)\n" in completed.out
    assert 'before    accepted with output {"type": "image_generation", "hue": 2}' in completed.out
    assert 'actual    accepted with output {"type": 2, "hue": 1}' in completed.out
    assert completed.out.endswith("no new failures compared with after.ndjson; 1 case fails differently\n")


def test_advisory_failure_that_gates_now_exits_with_1(command: Command, evidence) -> None:
    """A payload that is modified is an advisory failure, and a lost member is not."""
    modifying = "def tool(payload):\n    copy = dict(payload)\n    payload['x'] = 1\n    return copy\n"
    losing = "def tool(payload):\n    return {key: value for key, value in payload.items() if key != 'hue'}\n"
    completed = command("compare", evidence(modifying, "modifying.ndjson"), evidence(losing, "losing.ndjson"))
    assert completed.code == 1
    assert "\n1 failure worse than before compared with modifying.ndjson" in completed.out


def test_later_run_that_judged_nothing_exits_with_3(command: Command, implementation: Callable[[str], str]) -> None:
    path = implementation(CONFORMING)
    for name in ("first.ndjson", "second.ndjson"):
        options = ("--select", "model/items", "--in-process", "--evidence", name)
        assert command("run", path, *options).code == 3
    completed = command("compare", "first.ndjson", "second.ndjson")
    assert completed.code == 3
    line = "nothing was judged, so that nothing is known compared with first.ndjson"
    assert line in " ".join(completed.out.split())


def test_cases_that_the_later_run_does_not_select_are_in_the_conclusion(command: Command, evidence, before) -> None:
    narrow = evidence(CONFORMING, "narrow.ndjson", "--select", FAILING)
    completed = command("compare", before, narrow)
    assert completed.code == 0
    conclusion = r"no new failures compared with before.ndjson; \d+ cases of the earlier run are not selected$"
    assert re.search(conclusion, " ".join(completed.out.split()))


def test_unchanged_failure_is_counted(command: Command, evidence, after: str) -> None:
    completed = command("compare", after, evidence(FAULTY, "later.ndjson"))
    assert completed.code == 0
    assert completed.out.endswith(
        "8 cases as before: 7 pass, 1 fails\nno new failures compared with after.ndjson; 1 failure as before\n"
    )


def test_expected_new_failure_is_marked_and_does_not_count(command: Command, evidence, before: str) -> None:
    entry = {"cases": [FAILING], "failure": "wrong-output", "reason": "It is known."}
    Path("expected.json").write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
    completed = command("compare", before, evidence(FAULTY, "e", "--expected-failures", "expected.json"))
    assert completed.code == 0
    assert "wrong output at /hue, expected: It is known. (before: passed)" in " ".join(completed.out.split())
    assert "no new gating failures compared with before.ndjson; 1 new expected failure" in completed.out


CANNOT_TELL = """
from imagegen_conformance import Adapter, UnsupportedError
class tool(Adapter):
    def parse(self, payload):
        if "hue" in payload:
            raise UnsupportedError("it cannot be asked")
        return payload
"""


def test_case_that_is_not_judged_any_more_exits_with_1(command: Command, evidence, before: str) -> None:
    completed = command("compare", before, evidence(CANNOT_TELL, "e"))
    assert completed.code == 1
    assert "not judged any more (1 case)\n" in completed.out
    assert f"    {FAILING}: unsupported (before: passed)\n" in completed.out
    assert completed.out.endswith("\n1 case not judged any more compared with before.ndjson\n")


def test_failure_that_is_not_judged_any_more_is_shown_and_does_not_count(
    command: Command, evidence, after: str
) -> None:
    completed = command("compare", after, evidence(CANNOT_TELL, "e"))
    assert completed.code == 0
    assert "not judged any more (1 case, 1 of which failed before)\n" in completed.out
    assert f"    {FAILING}: unsupported (before: wrong output at /hue)\n" in completed.out
    completed = command("compare", "e", after)
    assert completed.code == 1
    assert f"    {FAILING}: wrong output at /hue (before: unsupported)\n" in completed.out


def test_several_runs_are_compared_step_by_step(command: Command, evidence, before: str, after: str) -> None:
    fixed = evidence(CONFORMING, "fixed.ndjson")
    completed = command("compare", before, after, fixed)
    assert completed.code == 0  # the last step decides
    assert completed.out.count("mine:tool\n") == 2
    conclusions = re.findall(r"^\S.* compared with \S+", completed.out, re.MULTILINE)
    assert conclusions == ["1 new failure compared with before.ndjson", "no new failures compared with after.ndjson;"]
    assert command("compare", fixed, before, after).code == 1


def test_evidence_of_another_corpus_is_compared_as_recorded(command: Command, before: str, after: str) -> None:
    def change(records) -> None:
        records[0]["corpus_sha256"] = "0" * 64
        records[1]["case"] = "old/topic/case"

    forge(before, change)
    completed = command("compare", before, after)
    assert completed.code == 1
    text = " ".join(completed.out.split())
    assert "the corpus of the earlier run is 000000000000, that of the later run is " in text
    assert "the verdicts of before.ndjson are not confirmed: they are of corpus 000000000000, suite " in text
    assert "new cases (1 case)" in completed.out
    assert "cases that are gone (1 case)" in completed.out
    assert "cases that are not in this corpus: 1 case" in completed.out


def test_compressed_evidence_is_read(command: Command, before: str, after: str) -> None:
    Path("before.ndjson.gz").write_bytes(gzip.compress(Path(before).read_bytes()))
    plain, compressed = command("compare", before, after), command("compare", "before.ndjson.gz", after)
    assert compressed.out == plain.out.replace("before.ndjson", "before.ndjson.gz")


def test_different_selections_are_compared_as_far_as_they_agree(command: Command, evidence, before: str) -> None:
    after = evidence(FAULTY, "e", "--select", FAILING)
    completed = command("compare", before, after)
    assert completed.code == 1
    assert "7 cases are not compared, because the later run does not select them" in completed.out
    completed = command("compare", after, before)
    assert "7 cases are not compared, because the earlier run does not select them" in completed.out


def test_other_settings_are_mentioned(command: Command, evidence, before: str) -> None:
    text = command("compare", before, evidence(CONFORMING, "e", "--variants", "--repeat", "2")).out
    assert "the setting variants was off in the earlier run, and is on in the later run\n" in text
    assert "the setting repeat was 1 in the earlier run, and is 2 in the later run\n" in text


def test_markdown_has_facts_counts_and_details(command: Command, before: str, after: str) -> None:
    text = command("compare", before, after, "--format", "markdown").out
    assert text.startswith("# Changes of `mine:tool`\n\n**1 new failure compared with before.ndjson**\n")
    assert "| file | `before.ndjson` | `after.ndjson` |" in text
    assert "| new failures | 1 |" in text
    assert f"- `{FAILING}`: `wrong output at /hue (before: passed)`\n\n  ```text\n  sent " in text


def test_json_matches_its_schema(command: Command, evidence, before: str, after: str) -> None:
    later = evidence(FAULTY_ELSEWHERE, "later.ndjson")
    completed = command("compare", before, after, later, "--format", "json")
    content = json.loads(completed.out)
    Draft202012Validator(load_json(data_directory("schemas") / "comparison.schema.json")).validate(content)
    assert completed.out.isascii()
    first, second = content["comparisons"]
    assert (content["worse"], first["worse"], second["worse"]) == (False, True, False)
    assert first["counts"]["new-failure"] == 1
    assert first["changes"][0]["case"] == FAILING
    assert first["changes"][0]["details"]["differences"] == ["/hue: expected 1, actual 2"]
    assert '"hue": 2}' in second["changes"][0]["actual_before"]


def test_report_is_written_to_a_file(command: Command, before: str, after: str) -> None:
    assert command("compare", before, after, "--out", "changes.txt") == (1, "", "")
    assert Path("changes.txt").read_text(encoding="utf-8") == command("compare", before, after).out


def test_text_is_colored_only_on_request(command: Command, before: str, after: str, monkeypatch) -> None:
    assert "\x1b" not in command("compare", before, after).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31mnew failures (1 case)\x1b[0m" in command("compare", before, after).out
    command("compare", before, after, "--out", "changes.txt")
    assert "\x1b" not in Path("changes.txt").read_text(encoding="utf-8")


class TestBadInput:
    def test_one_file_is_an_error(self, command: Command, before: str) -> None:
        command("compare", before).assert_error(
            2, f"only one evidence file is given: {before}. Name the evidence of an earlier and of a later run."
        )

    def test_no_file_is_an_error(self, command: Command) -> None:
        assert command("compare").code == 2

    def test_same_file_twice_is_an_error(self, command: Command, before: str, after: str) -> None:
        problem = "the evidence file is given twice. Name files of different runs."
        command("compare", before, after, f"./{before}").assert_error(2, f"{before}: {problem}")

    def test_output_that_is_an_input_is_an_error(self, command: Command, before: str, after: str) -> None:
        content = Path(before).read_bytes()
        problem = "the report would replace an evidence file. Name another file for the report."
        command("compare", before, after, "--out", before).assert_error(2, f"{before}: {problem}")
        assert Path(before).read_bytes() == content

    @pytest.mark.parametrize("name", ["missing.ndjson", "."])
    def test_missing_file_and_directory_are_errors(self, command: Command, before: str, name: str) -> None:
        command("compare", before, name).assert_error(2, f"{name}: the file cannot be read (")

    @pytest.mark.parametrize("content", [b"", b"{}\n", b"\x89PNG\r\n", b"[]\n", b"\x1f\x8b\x08", b"x" * 100_000])
    @pytest.mark.parametrize("order", [1, -1])
    def test_another_file_is_an_error(self, command: Command, before: str, content: bytes, order: int) -> None:
        Path("other").write_bytes(content)
        completed = command("compare", *(before, "other")[::order], "--out", "changes.txt")
        completed.assert_error(2, "other line 1: ")
        assert len(completed.err) < 400
        assert not Path("changes.txt").exists()

    def test_truncated_evidence_is_an_error(self, command: Command, before: str, after: str) -> None:
        Path(before).write_bytes(Path(before).read_bytes()[:-40])
        command("compare", before, after).assert_error(2, "The file is incomplete. Run the suite again.")

    def test_forged_evidence_is_an_error(self, command: Command, before: str, after: str) -> None:
        def change(records) -> None:
            records[-2] |= {"verdict": "error", "failure": "error"}
            records[-1]["verdicts"] |= {"pass": 6, "error": 1}

        forge(before, change)
        command("compare", before, after).assert_error(2, "but the judge returns pass. The file was edited.")

    def test_interrupted_run_is_an_error(self, command: Command, evidence, before: str) -> None:
        faulty = "def tool(payload):\n    return {**payload, 'hue': 2}\n"
        after = evidence(faulty, "e", "--fail-fast")
        command("compare", before, after).assert_error(2, "the run was interrupted at ", "Run the suite again.")

    def test_another_implementation_is_an_error(self, command: Command, before: str, after: str) -> None:
        forge(after, lambda records: records[0]["implementation"].update(name="other:tool\x1b[2J"))
        command("compare", before, after).assert_error(
            2,
            f"{after}: the run is of 'other:tool\\x1b[2J', but that of {before} is of 'mine:tool'. "
            "Compare runs of one implementation; for several ones, use `imagegen-conformance matrix`.",
        )

    def test_another_revision_is_an_error(self, command: Command, evidence, before: str) -> None:
        after = evidence(CONFORMING, "e", "--revision", "2.8")
        command("compare", before, after).assert_error(2, "e: the run was judged by profile azure, revision 2.8, but ")

    def test_max_bytes_applies_to_markdown_only(self, command: Command, before: str, after: str) -> None:
        command("compare", before, after, "--max-bytes", 20_000).assert_error(
            2, "--max-bytes applies only to the format markdown. Add --format markdown."
        )
        command("compare", before, after, "--format", "markdown", "--max-bytes", 20).assert_error(
            2, "--max-bytes 20 is too small for a report without cases. Give at least 10000."
        )

    def test_existing_report_survives_an_error(self, command: Command, before: str) -> None:
        Path("changes.txt").write_text("old", encoding="utf-8")
        assert command("compare", before, "missing", "--out", "changes.txt").code == 2
        assert Path("changes.txt").read_text(encoding="utf-8") == "old"

    def test_output_that_cannot_be_written_is_an_error(self, command: Command, before: str, after: str) -> None:
        command("compare", before, after, "--out", ".").assert_error(2, "the file cannot be written (")
        command("compare", before, after, "--out", "a/b/c").assert_error(2, "c: the file cannot be written (")


@pytest.mark.parametrize("options", [(), ("--format", "text")])
def test_text_gives_no_commands_to_a_runner(command: Command, before: str, after: str, monkeypatch, options) -> None:
    plain = command("compare", before, after).out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    first, *lines, last = command("compare", before, after, *options).out.splitlines()
    assert first == f"::stop-commands::{last.strip(':')}"
    assert lines == plain.splitlines()


def test_json_is_not_changed_on_a_runner(command: Command, before: str, after: str, monkeypatch) -> None:
    plain = command("compare", before, after, "--format", "json").out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert command("compare", before, after, "--format", "json").out == plain
