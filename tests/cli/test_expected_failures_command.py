"""The commands `expected-failures accept` and `expected-failures prune`."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from forged_evidence import read_records, with_checksum
from imagegen_conformance.cli import file_replacement
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports import expected_failure_changes
from imagegen_conformance.results import entry_expiry
from recorded_runs import passing, write_run

BARE, UNKNOWN, SPACES, LOW = "wire/plain/bare", "wire/plain/unknown", "wire/texts/spaces", "quality/values/low:wire"
REJECTED: Observation = {"outcome": "rejected"}
EMPTY: Observation = {"outcome": "accepted", "output": {}}
ERROR: Observation = {"outcome": "error", "message": "It crashed."}
FLAKY: Observation = {"outcome": "inconsistent", "variation": "again", "baseline": EMPTY, "variant": REJECTED}
REASON = ("--reason", "It is known.")
HELP = "Run `imagegen-conformance expected-failures accept --help` for the options."


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    monkeypatch.setattr(entry_expiry, "current_date", lambda: date(2026, 7, 1))


@pytest.fixture
def record(modules: Path, small: Corpus, small_fixtures: Path):
    """Write evidence with these observations; other cases pass."""

    def write(observations: Mapping[str, Observation], **options) -> Path:
        def observe(case: Case) -> Observation:
            return observations.get(case.id) or passing(case)

        return write_run(modules / "e.ndjson", small, observe, **options)

    return write


@pytest.fixture
def accept(command):
    return lambda *arguments: command("expected-failures", "accept", "e.ndjson", "list.json", *arguments)


@pytest.fixture
def prune(command):
    return lambda *arguments: command("expected-failures", "prune", "e.ndjson", "list.json", *arguments)


def entry(*ids: str, **changes: object) -> dict[str, object]:
    return {"cases": list(ids), "failure": "wrongly-rejected", "reason": "It is known.", **changes}


def write_list(*entries: object, **members: object) -> bytes:
    """Write the list with this content, and return its bytes."""
    content = json.dumps({**members, "expected_failures": list(entries)}, indent=2).encode()
    Path("list.json").write_bytes(content)
    return content


def listed() -> list[dict[str, object]]:
    return json.loads(Path("list.json").read_bytes())["expected_failures"]


class TestAccept:
    def test_failures_are_added_to_a_new_file(self, accept, record) -> None:
        record({UNKNOWN: EMPTY, LOW: EMPTY, BARE: REJECTED})
        completed = accept(*REASON)
        assert (completed.code, completed.err) == (0, "")
        assert completed.out == (
            "added: 1 case of wire.round-trip, wrong-output at /type\n"
            "added: 1 case of wire.round-trip, wrongly-rejected\n"
            "added: 1 case of wire.no-corruption, wrong-output at /type\n"
            "list.json: 3 failures added for mine:tool. Review the file, and commit it.\n"
        )
        assert (
            Path("list.json").read_text("utf-8")
            == json.dumps(
                {
                    "implementation": "mine:tool",
                    "expected_failures": [
                        {"cases": [LOW], "failure": "wrong-output", "pointer": "/type", "reason": "It is known."},
                        {"cases": [BARE], "failure": "wrongly-rejected", "reason": "It is known."},
                        {"cases": [UNKNOWN], "failure": "wrong-output", "pointer": "/type", "reason": "It is known."},
                    ],
                },
                indent=2,
            )
            + "\n"
        )

    def test_failures_are_appended_to_a_file_whose_other_bytes_stay(self, accept, record) -> None:
        record({BARE: REJECTED, UNKNOWN: EMPTY})
        old = b'{\r\n\t"$schema":"x",\r\n\t"expected_failures": [\r\n\t\t{"reason": "\xc3\xa4", "cases": ["wire/plain/bare"],\r\n'
        old += b'\t\t "expires": "2026-12-31", "failure": "wrongly-rejected", "link": "https://x"}\r\n\t] }'
        Path("list.json").write_bytes(old)
        assert accept("--reason", "naïve", "--link", "https://example.com/1", "--expires", "2026-07-01").code == 0
        end = old.rindex(b"\r\n\t] }")
        new = (
            b',\r\n\t\t{\r\n\t\t\t"cases": [\r\n\t\t\t\t"wire/plain/unknown"\r\n\t\t\t],\r\n'
            b'\t\t\t"failure": "wrong-output",\r\n\t\t\t"pointer": "/type",\r\n\t\t\t"reason": "na\xc3\xafve",\r\n'
            b'\t\t\t"link": "https://example.com/1",\r\n\t\t\t"expires": "2026-07-01"\r\n\t\t}'
        )
        assert Path("list.json").read_bytes() == old[:end] + new + old[end:]

    def test_second_time_writes_nothing(self, accept, record) -> None:
        record({BARE: REJECTED})
        accept(*REASON)
        before = Path("list.json").stat()
        completed = accept(*REASON)
        assert (completed.code, completed.out) == (
            0,
            "list.json: unchanged, because there is nothing to add for mine:tool\n",
        )
        after = Path("list.json").stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)

    def test_passing_run_creates_no_file(self, accept, record) -> None:
        record({})
        assert accept(*REASON).code == 0
        assert not Path("list.json").exists()

    @pytest.mark.parametrize("reason", [REASON, ()])
    def test_check_writes_nothing_and_exits_with_1_if_a_failure_is_not_listed(self, accept, record, reason) -> None:
        record({BARE: REJECTED})
        completed = accept("--check", *reason)
        assert completed.code == 1
        assert completed.out == (
            "to add: 1 case of wire.round-trip, wrongly-rejected\n"
            "list.json: 1 failure to add for mine:tool. Run the command without --check to change the file.\n"
        )
        assert not Path("list.json").exists()
        write_list(entry(BARE))
        assert accept("--check", *reason).code == 0

    def test_selected_failures_are_added(self, accept, record) -> None:
        record({BARE: REJECTED, LOW: REJECTED, SPACES: REJECTED})
        completed = accept(*REASON, "--select", "quality", "--select", "wire/texts/*")
        assert [item["cases"] for item in listed()] == [[LOW], [SPACES]]
        assert "not added: 1 failure that is not selected\n" in completed.out

    def test_advisory_failure_is_not_added_without_a_selection(self, accept, record) -> None:
        record({SPACES: REJECTED})
        completed = accept(*REASON)
        assert completed.out.splitlines()[0] == (
            "not added: 1 advisory failure, without effect on the exit code. Name cases with --select to add them."
        )
        assert not Path("list.json").exists()

    @pytest.mark.parametrize(("observation", "word"), [(ERROR, "error"), (FLAKY, "flaky")])
    def test_unstable_result_is_added_only_by_its_id(self, accept, record, observation, word: str) -> None:
        record({BARE: observation})
        completed = accept(*REASON, "--select", "wire")
        assert (completed.code, completed.out.splitlines()[:2]) == (
            0,
            [
                "not added: 1 result that can differ in the next run. Run the suite again, or select the ids:",
                f"  --select {BARE}  ({word})",
            ],
        )
        assert accept(*REASON, "--check", "--select", "wire/plain/b*").code == 0
        assert accept(*REASON, "--select", BARE).code == 0
        assert [(item["cases"], item["failure"]) for item in listed()] == [([BARE], word)]

    def test_ids_of_many_unstable_results_are_cut(self, accept, record, monkeypatch) -> None:
        monkeypatch.setattr(expected_failure_changes, "MAX_IDS", 2)
        record(dict.fromkeys((BARE, UNKNOWN, LOW, "quality/values/low"), ERROR))
        lines = accept(*REASON).out.splitlines()
        assert [line.split()[0] for line in lines[1:3]] == ["--select", "--select"]
        assert lines[3] == "  and 2 more"

    def test_stale_and_expired_entries_stay_and_are_reported(self, accept, record) -> None:
        record({BARE: EMPTY, UNKNOWN: EMPTY})
        expired = entry(UNKNOWN, failure="wrong-output", expires="2026-06-30")
        content = write_list(entry(BARE), expired, entry(LOW))
        completed = accept(*REASON)
        assert completed.out.splitlines() == [
            "2 listed failures did not occur as listed. Remove the ids, then accept what fails in another way:",
            "  imagegen-conformance expected-failures prune e.ndjson list.json",
            "kept: 1 failure whose entries have expired. Fix the implementation, or set a later date.",
            "list.json: unchanged, because there is nothing to add for mine:tool",
        ]
        assert Path("list.json").read_bytes() == content

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "--reason is missing. Explain why the cases fail: --reason TEXT"),
            ((*REASON, "--expires", "2026-06-30"), "--expires: 2026-06-30 has passed. Give 2026-07-01 or a later day."),
            ((*REASON, "--select", "qualit"), "no case matches 'qualit'. Run `imagegen-conformance list` "),
        ],
    )
    def test_missing_reason_past_day_and_unknown_case_are_errors(self, accept, record, arguments, message) -> None:
        record({BARE: REJECTED})
        accept(*arguments).assert_error(2, message)
        assert not Path("list.json").exists()

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--reason", ""), "argument --reason: the reason is empty. Explain why the cases fail."),
            (("--reason", " \t"), "argument --reason: the reason is empty."),
            ((*REASON, "--link", "issues/1"), "argument --link: 'issues/1' is not a URL. Write it with its scheme."),
            ((*REASON, "--expires", "soon"), "argument --expires: 'soon' is not a date. Write it as YYYY-MM-DD."),
            ((*REASON, "--expires", "2026-02-30"), "argument --expires: '2026-02-30' is not a date."),
            ((*REASON, "--all"), f"unknown option --all. {HELP}"),
        ],
    )
    def test_invalid_argument_is_an_error(self, accept, arguments, message: str) -> None:
        accept(*arguments).assert_usage_error(message)

    def test_run_with_the_accepted_list_conforms(self, command, implementation, accept) -> None:
        path = implementation("def tool(payload):\n    return {} if payload.get('quality') == 'low' else payload\n")
        run = ("run", path, "--area", "quality", "--level", "wire")
        assert command(*run, "--evidence", "e.ndjson").code == 1
        assert accept("--reason", "\u202e``` ::error::x\x1b[31m").code == 0
        completed = command(*run, "--expected-failures", "list.json", "--evidence", "e.ndjson")
        assert (completed.code, "expected" in completed.out) == (0, True)
        assert accept(*REASON, "--check").code == 0


class TestPrune:
    def test_ids_that_do_not_fail_as_listed_are_removed(self, prune, record) -> None:
        record({UNKNOWN: EMPTY, LOW: REJECTED})
        write_list(
            entry(BARE, LOW), entry(UNKNOWN, pointer="/hue", failure="wrong-output"), implementation="mine:tool 1"
        )
        completed = prune()
        assert (completed.code, completed.err) == (0, "")
        assert completed.out.splitlines() == [
            f"removed: {BARE} (the case passes)",
            f"removed: {UNKNOWN} (expected wrong-output at /hue, actual wrong-output at /type)",
            "1 case fails in another way. Fix the fault, or accept it afterwards:",
            "  imagegen-conformance expected-failures accept e.ndjson list.json --reason TEXT",
            "list.json: 2 ids removed for mine:tool. Review the file, and commit it.",
        ]
        content = {"implementation": "mine:tool 1", "expected_failures": [entry(LOW)]}
        assert Path("list.json").read_text("utf-8") == json.dumps(content, indent=2)

    def test_check_writes_nothing_and_exits_with_1_if_an_id_is_stale(self, prune, record) -> None:
        record({})
        content = write_list(entry(BARE))
        completed = prune("--check")
        assert completed.code == 1
        assert completed.out == (
            f"to remove: {BARE} (the case passes)\n"
            "list.json: 1 id to remove for mine:tool. Run the command without --check to change the file.\n"
        )
        assert Path("list.json").read_bytes() == content
        record({BARE: REJECTED})
        completed = prune("--check")
        assert (completed.code, completed.out) == (
            0,
            "list.json: unchanged, because there is nothing to remove for mine:tool\n",
        )

    def test_last_entry_leaves_an_empty_list(self, prune, record) -> None:
        record({})
        write_list(entry(BARE), entry(UNKNOWN))
        prune()
        assert Path("list.json").read_bytes() == b'{\n  "expected_failures": []\n}'

    @pytest.mark.parametrize("options", [{"patterns": ["wire"]}, {"levels": ["wire"]}])
    def test_case_that_the_run_did_not_judge_stays(self, prune, record, options) -> None:
        observation: Observation = {"outcome": "unsupported"} if "levels" in options else REJECTED
        record({"quality/values/low": observation}, **options)
        write_list(entry("quality/values/low", BARE))
        assert prune().code == 0
        assert listed() == [entry("quality/values/low")]

    @pytest.mark.parametrize(("observation", "actual"), [(ERROR, "error"), (FLAKY, "flaky")])
    def test_unstable_result_removes_nothing(self, prune, record, observation, actual: str) -> None:
        record({BARE: observation})
        content = write_list(entry(BARE))
        completed = prune()
        assert completed.out.splitlines()[0] == (
            f"kept: {BARE} (expected wrongly-rejected, actual {actual}). Run the suite again, or edit the entry."
        )
        assert Path("list.json").read_bytes() == content

    @pytest.mark.parametrize(
        ("failure", "options", "reason"),
        [
            ("variant-mismatch", {"repeat": 2}, "a run without variants cannot show variant-mismatch"),
            ("flaky", {"variants": True}, "a run without repetitions cannot show flaky"),
        ],
    )
    def test_failure_that_the_settings_cannot_show_removes_nothing(
        self, prune, record, failure, options, reason
    ) -> None:
        option = "--variants" if failure == "variant-mismatch" else "--repeat 3"
        record({}, **options)
        content = write_list(entry(BARE, failure=failure))
        completed = prune()
        assert completed.out.splitlines() == [
            f"kept: {BARE} ({reason}). Run the suite with {option}, or edit the entry.",
            "list.json: unchanged, because there is nothing to remove for mine:tool",
        ]
        assert Path("list.json").read_bytes() == content
        record({}, variants=True, repeat=2)
        assert prune("--check").code == 1

    def test_flaky_case_that_fails_without_repetitions_stays(self, prune, record) -> None:
        record({BARE: REJECTED})
        write_list(entry(BARE, failure="flaky"), entry(UNKNOWN, failure="variant-mismatch"))
        record({BARE: REJECTED, UNKNOWN: EMPTY})
        completed = prune()
        assert completed.out.splitlines()[0].startswith(f"removed: {UNKNOWN} (expected variant-mismatch, actual ")
        assert listed() == [entry(BARE, failure="flaky")]

    def test_missing_list_is_an_error(self, prune, record) -> None:
        record({})
        prune().assert_error(2, "list.json: the file does not exist. Check the path.")

    def test_removed_case_is_named_with_what_to_do(self, command, implementation, prune) -> None:
        command("run", implementation("def tool(payload):\n    return payload\n"), "--smoke", "--evidence", "e.ndjson")
        write_list(entry("size/open/spaces:wire"))
        prune().assert_error(2, "list.json /expected_failures/0/cases/0: the case size/open/spaces:wire was removed")


@pytest.fixture(params=["accept", "prune"])
def edit(request: pytest.FixtureRequest, command):
    """Edit the list from evidence with one of the two commands."""
    reason = REASON if request.param == "accept" else ()
    return lambda: command("expected-failures", request.param, "e.ndjson", "list.json", *reason)


class TestImplementation:
    """Lists that name an implementation. The evidence is of mine:tool, unless a test says otherwise."""

    @pytest.mark.parametrize("text", ["mine:other", "mine:tool.other", "mine:tool2 1.0", "other.mine:tool, version 2"])
    def test_list_of_another_object_is_rejected(self, edit, record, text: str) -> None:
        record({UNKNOWN: EMPTY})
        content = write_list(entry(BARE), implementation=text)
        problem = f"list.json /implementation: the list is for '{text}', but the evidence is of 'mine:tool'. "
        edit().assert_error(2, f"{problem}Name the evidence of that implementation, or another file.")
        assert Path("list.json").read_bytes() == content

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("mine:tool", "mine:tool"),
            ("mine:tool 2.0", "mine:tool"),
            ("openai 2.54.0, types.ImageGeneration", "openai"),
            ("@openai/agents-openai 0.14.3, imageGenerationTool", "@openai/agents-openai"),
        ],
    )
    def test_list_that_begins_with_the_name_has_no_warning(self, edit, record, text: str, name: str) -> None:
        record({UNKNOWN: EMPTY}, name=name)
        write_list(entry(BARE), implementation=text)
        completed = edit()
        assert (completed.code, "warning" in completed.out) == (0, False)
        assert completed.out.splitlines()[-1].endswith(f" for {name}. Review the file, and commit it.")

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("azure-ai-projects 2.2.0, models.ImageGenTool", "azure.ai.projects.models:ImageGenTool"),
            ("openai-go 3.96.0", "openai"),
            ("mine:tool", "my program"),
            ("a\x1b\n::error::x", "mine:tool"),
        ],
    )
    def test_other_text_is_a_warning(self, edit, record, text: str, name: str) -> None:
        record({UNKNOWN: EMPTY}, name=name)
        write_list(entry(BARE), implementation=text)
        completed = edit()
        assert (completed.code, completed.err) == (0, "")
        assert completed.out.splitlines()[0] == (
            f"warning: list.json is for {text!r}, and the evidence is of {name!r}. Check that they belong together."
        )
        assert "for " + name in completed.out.splitlines()[-1]

    def test_name_of_the_implementation_is_escaped(self, edit, record) -> None:
        record({UNKNOWN: EMPTY}, name="a\x1b[31m\nb")
        write_list(entry(BARE))
        assert " for a\\x1b[31m\\nb. Review the file" in edit().out.splitlines()[-1]


class TestEvidence:
    """Evidence from which a list is not edited. UNKNOWN fails and is not listed, and BARE passes and is listed."""

    @pytest.fixture(autouse=True)
    def content(self, record) -> bytes:
        record({UNKNOWN: EMPTY})
        return write_list(entry(BARE))

    def assert_rejected(self, edit, content: bytes, *parts: str) -> None:
        edit().assert_error(2, "e.ndjson", *parts)
        assert Path("list.json").read_bytes() == content

    def test_evidence_without_footer_is_rejected(self, edit, content: bytes) -> None:
        lines = Path("e.ndjson").read_bytes().splitlines(keepends=True)
        Path("e.ndjson").write_bytes(b"".join(lines[:-1]))
        self.assert_rejected(edit, content, "the footer is missing after ", "Run the suite again.")

    def test_evidence_of_an_interrupted_run_is_rejected(self, edit, content: bytes) -> None:
        *records, footer = read_records(Path("e.ndjson"))
        del footer["exit_code"]
        footer |= {"complete": False, "reason": "SIGTERM", "case": None}
        Path("e.ndjson").write_bytes(with_checksum([*records, footer]))
        self.assert_rejected(edit, content, "the run was interrupted", "(SIGTERM)", "Run the suite again.")

    def test_evidence_of_another_corpus_is_rejected(self, edit, content: bytes) -> None:
        header, *records = read_records(Path("e.ndjson"))
        header["corpus_sha256"] = "0" * 64
        Path("e.ndjson").write_bytes(with_checksum([header, *records]))
        self.assert_rejected(edit, content, "the cases were judged with corpus 000000000000 ", "run the suite again.")

    def test_evidence_with_run_errors_is_rejected(self, edit, record, content: bytes) -> None:
        record({UNKNOWN: EMPTY}, run_errors=["the program\nended"])
        problem = "the run has 1 run error, so that its results are unreliable (the program\\nended). "
        self.assert_rejected(edit, content, problem, "Correct the cause, and run the suite again.")

    def test_evidence_without_a_judged_case_is_rejected(self, edit, record, content: bytes) -> None:
        record({UNKNOWN: {"outcome": "unsupported"}}, patterns=[UNKNOWN])
        hint = "Select levels that the implementation claims, and run the suite again."
        self.assert_rejected(edit, content, f"the run judged no case. {hint}")

    def test_edited_evidence_is_rejected(self, edit, content: bytes) -> None:
        evidence = Path("e.ndjson").read_bytes()
        Path("e.ndjson").write_bytes(evidence.replace(b"mine:tool", b"your:tool"))
        self.assert_rejected(edit, content, "the checksum does not match")

    @pytest.mark.parametrize("evidence", [b"", b"\0\xff\n", b"{}\n", b'{"expected_failures": []}\n'])
    def test_file_that_is_not_evidence_is_rejected(self, edit, content: bytes, evidence: bytes) -> None:
        Path("e.ndjson").write_bytes(evidence)
        self.assert_rejected(edit, content, "line 1: ", "Name an evidence file")

    def test_missing_evidence_is_rejected(self, edit, content: bytes) -> None:
        Path("e.ndjson").unlink()
        self.assert_rejected(edit, content, "the file cannot be read (", ". Name an evidence file.")


class TestList:
    """Lists that cannot be read or written. UNKNOWN fails, and BARE passes."""

    @pytest.fixture(autouse=True)
    def evidence(self, record) -> None:
        record({UNKNOWN: EMPTY})

    @pytest.mark.parametrize(
        "content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"expected_failures": [{}]}', b"\xef\xbb\xbf{}", b"[" * 99999]
    )
    def test_malformed_list_is_rejected_and_stays(self, edit, content: bytes) -> None:
        Path("list.json").write_bytes(content)
        edit().assert_error(2, "list.json", ". ")
        assert Path("list.json").read_bytes() == content

    def test_unknown_case_is_rejected_with_similar_ids(self, edit) -> None:
        write_list(entry("wire/plain/bar"))
        edit().assert_error(2, "list.json /expected_failures/0/cases/0: ", "Did you mean wire/plain/bare")

    def test_directory_is_rejected(self, edit) -> None:
        Path("list.json").mkdir()
        edit().assert_error(2, "list.json: this is a directory. Name a file.")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
    def test_named_pipe_is_rejected_without_waiting_for_a_writer(self, edit) -> None:
        os.mkfifo("list.json")
        edit().assert_error(2, "list.json: this is not a regular file. Name a file of expected failures.")
        assert stat.S_ISFIFO(Path("list.json").stat().st_mode)

    def test_file_in_a_missing_directory_is_rejected(self, command) -> None:
        completed = command("expected-failures", "accept", "e.ndjson", "none/list.json", *REASON)
        completed.assert_error(2, "none/list.json: the file cannot be written (No such file or directory). ")

    @pytest.mark.parametrize(
        ("number", "hint"),
        [(errno.ENOSPC, "Free some space, or name another file."), (errno.EROFS, "Name another file.")],
    )
    def test_failed_write_leaves_the_old_file_alone(self, edit, monkeypatch, number: int, hint: str) -> None:
        content = write_list(entry(BARE))

        def write(descriptor: int, data: bytes) -> int:
            os.write(descriptor, data[:5])
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(file_replacement, "_write_all", write)
        edit().assert_error(2, f"list.json: the file cannot be written ({os.strerror(number)}). {hint}")
        assert Path("list.json").read_bytes() == content
        assert sorted(map(str, Path().iterdir())) == ["e.ndjson", "list.json"]

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
    def test_permissions_stay(self, edit) -> None:
        write_list(entry(BARE))
        Path("list.json").chmod(0o640)
        assert edit().code == 0
        assert stat.S_IMODE(Path("list.json").stat().st_mode) == 0o640

    @pytest.mark.skipif(os.name == "nt", reason="a symbolic link needs a privilege on Windows")
    def test_symbolic_link_stays_and_its_target_is_replaced(self, edit) -> None:
        content = write_list(entry(BARE))
        Path("folder").mkdir()
        Path("list.json").rename("folder/target.json")
        Path("list.json").symlink_to("folder/target.json")
        assert edit().code == 0
        assert Path("list.json").is_symlink()
        assert Path("folder/target.json").read_bytes() != content

    @pytest.mark.skipif(os.name == "nt", reason="a symbolic link needs a privilege on Windows")
    def test_target_of_a_dangling_link_is_created(self, accept) -> None:
        Path("list.json").symlink_to("target.json")
        assert accept(*REASON).code == 0
        assert Path("target.json").is_file()

    def test_name_with_control_characters_is_escaped_in_messages(self, command) -> None:
        Path("a\x1b.json").write_bytes(write_list())
        completed = command("expected-failures", "accept", "e.ndjson", "a\x1b.json", "--check")
        assert completed.out.splitlines()[-1].startswith("a\\x1b.json: 1 failure to add for mine:tool. ")


class TestHints:
    EDITS = (
        "A run does not write the list. Use `imagegen-conformance expected-failures accept` to add failures, and "
        "`imagegen-conformance expected-failures prune` to remove ids."
    )

    @pytest.mark.parametrize(
        "option",
        [
            "--update-expected-failures",
            "--write-expected-failures=list.json",
            "--generate-baseline",
            "--set-baseline=list.json",
            "--update-baseline",
            "--writebaseline",
            "--accept",
            "--suppress-all",
            "--prune-suppressions",
        ],
    )
    def test_option_of_run_that_would_write_the_list_names_the_commands(self, command, option: str) -> None:
        completed = command("run", "mine:tool", option)
        completed.assert_usage_error(f"unknown option {option.partition('=')[0]}. {self.EDITS}")

    @pytest.mark.parametrize("verb", ["update", "add", "remove", "sync", "baseline"])
    def test_other_verb_names_the_two_commands(self, command, verb: str) -> None:
        hint = "Use accept to add failures, or prune to remove ids that do not fail as listed."
        command("expected-failures", verb).assert_usage_error(f"unknown command '{verb}'. {hint}")

    @pytest.mark.parametrize("word", ["accept", "prune", "baseline", "expected", "expected-failure"])
    def test_similar_command_names_expected_failures(self, command, word: str) -> None:
        command(word).assert_usage_error(f"unknown command '{word}'. Did you mean expected-failures?")

    def test_option_of_another_command_names_no_command(self, command) -> None:
        assert "accept" not in command("list", "--update-expected-failures").err

    @pytest.mark.parametrize("name", ["accept", "prune"])
    def test_missing_file_is_named(self, command, name: str) -> None:
        completed = command("expected-failures", name, "e.ndjson")
        completed.assert_usage_error("the following arguments are required: FILE")
