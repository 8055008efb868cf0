from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.evidence import VERDICTS, EvidenceWriter, RunSettings, case_record, header_record
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally

IDENTITY = Identity("mine", "1.0", "Python", "function", ("wire",))
LISTED = ExpectedFailure("known.json /expected_failures/0", "wrong-output", None, "It is known.")


@pytest.fixture
def header(small: Corpus) -> dict[str, Json]:
    return header_record(small, IDENTITY, Selection(), RunSettings("must"), 1)


@pytest.fixture
def failure(small: Corpus) -> Result:
    return Result.judge(small.case("wire/plain/unknown"), {"outcome": "accepted", "output": {}})


def records(file: Path) -> list[dict[str, Json]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_header_record_describes_the_run(small: Corpus) -> None:
    selection = Selection(("wire",), ("a/*",), ("wire",), ("wire.text",), smoke=True, corpus_since="0.1.0")
    header = header_record(small, IDENTITY, selection, RunSettings("should", variants=True, repeat=3, seed=7), 9)
    keys = ("record", "format", "profile", "revision", "corpus_sha256", "cases", "fail_on")
    assert {key: header[key] for key in keys} == {
        "record": "header",
        "format": 1,
        "profile": "azure",
        "revision": "2.3",
        "corpus_sha256": small.digest,
        "cases": 9,
        "fail_on": "should",
    }
    assert header["implementation"] == {
        "name": "mine",
        "version": "1.0",
        "language": "Python",
        "adapter": "function",
        "levels": ["wire"],
    }
    assert header["selection"] == {
        "levels": ["wire"],
        "select": ["a/*"],
        "areas": ["wire"],
        "requirements": ["wire.text"],
        "smoke": True,
        "corpus_since": "0.1.0",
    }
    assert header["settings"] == {"variants": True, "repeat": 3, "seed": 7}


def test_case_record_has_the_failure_and_its_place(failure: Result) -> None:
    assert case_record(failure) == {
        "record": "case",
        "case": "wire/plain/unknown",
        "verdict": "fail",
        "failure": "wrong-output",
        "pointer": "/type",
        "observation": {"outcome": "accepted", "output": {}},
    }


def test_case_record_of_a_pass_has_no_failure(small: Corpus) -> None:
    result = Result.judge(small.case("quality/values/low"), {"outcome": "accepted"})
    assert case_record(result) == {
        "record": "case",
        "case": "quality/values/low",
        "verdict": "pass",
        "observation": {"outcome": "accepted"},
    }


def test_case_record_has_the_listed_failure(failure: Result) -> None:
    assert case_record(failure, LISTED)["expected"] == {"failure": "wrong-output", "reason": "It is known."}
    expected = case_record(failure, LISTED._replace(pointer="/type"))["expected"]
    assert expected == {"failure": "wrong-output", "pointer": "/type", "reason": "It is known."}


def test_record_of_a_blocked_case_names_the_prerequisite_instead_of_the_verdict(failure: Result) -> None:
    assert case_record(failure, LISTED, "wire/plain/bare") == {
        "record": "case",
        "case": "wire/plain/unknown",
        "verdict": "blocked",
        "blocked_by": "wire/plain/bare",
        "expected": {"failure": "wrong-output", "reason": "It is known."},
        "observation": {"outcome": "accepted", "output": {}},
    }


def test_examples_of_the_schema_are_records_of_shipped_cases(shipped: Corpus) -> None:
    examples = load_json(data_directory("schemas") / "evidence.schema.json")["examples"]
    header, *cases, footer, interrupted = examples
    assert [example["record"] for example in examples] == ["header", *["case"] * len(cases), "footer", "footer"]
    patterns = tuple(header["selection"]["select"])
    selected = shipped.in_run_order(shipped.select(Selection(patterns=patterns)))
    assert [example["case"] for example in cases] == [case.id for case in selected]
    tally = Tally(ExpectedFailures(), "must", ("wire",), shipped.prerequisites)
    for example in cases:
        result = Result.judge(shipped.case(example["case"]), example["observation"])
        tally.add(result)
        assert case_record(result, None, tally.blocked.get(result.case.id)) == example
    assert (footer["exit_code"], footer["cases"]) == (tally.exit_code, len(cases))
    assert interrupted["case"] == cases[interrupted["cases"]]["case"]


class TestEvidenceWriter:
    def test_record_is_written_immediately(self, tmp_path: Path, header: dict[str, Json], failure: Result) -> None:
        writer = EvidenceWriter(tmp_path / "e", header)
        assert records(tmp_path / "e") == [header]
        writer.add(failure, LISTED)
        assert records(tmp_path / "e") == [header, case_record(failure, LISTED)]
        writer.abort()
        assert len(records(tmp_path / "e")) == 2

    def test_footer_has_counts_exit_code_and_checksum_at_the_end(
        self, tmp_path: Path, header: dict[str, Json], failure: Result
    ) -> None:
        writer = EvidenceWriter(tmp_path / "e", header)
        writer.add(failure)
        writer.close(1, ["the process did not end"], ["the gateway adds temperature"])
        footer = records(tmp_path / "e")[-1]
        assert (footer["record"], footer["cases"], footer["exit_code"]) == ("footer", 1, 1)
        assert footer["verdicts"] == dict.fromkeys(VERDICTS, 0) | {"fail": 1}
        assert footer["run_errors"] == ["the process did not end"]
        assert footer["notes"] == ["the gateway adds temperature"]
        assert list(footer)[-1] == "sha256"

    def test_footer_without_run_errors_and_notes_omits_the_keys(self, tmp_path: Path, header: dict[str, Json]) -> None:
        EvidenceWriter(tmp_path / "e", header).close(3)
        assert {"run_errors", "notes"}.isdisjoint(records(tmp_path / "e")[-1])

    def test_blocked_case_is_counted_as_blocked(self, tmp_path: Path, header: dict[str, Json], failure: Result) -> None:
        writer = EvidenceWriter(tmp_path / "e", header)
        writer.add(failure, blocked_by="wire/plain/bare")
        writer.close(0)
        assert records(tmp_path / "e")[-1]["verdicts"] == dict.fromkeys(VERDICTS, 0) | {"blocked": 1}

    def test_footer_of_an_interrupted_run_has_the_reason_and_the_case(
        self, tmp_path: Path, header: dict[str, Json], failure: Result
    ) -> None:
        writer = EvidenceWriter(tmp_path / "e", header)
        writer.add(failure)
        writer.interrupt("SIGTERM", "wire/plain/bare", ["the process did not end"], ["the gateway adds temperature"])
        footer = records(tmp_path / "e")[-1]
        members = {key: footer[key] for key in ("complete", "reason", "case", "cases", "run_errors", "notes")}
        assert members == {
            "complete": False,
            "reason": "SIGTERM",
            "case": "wire/plain/bare",
            "cases": 1,
            "run_errors": ["the process did not end"],
            "notes": ["the gateway adds temperature"],
        }
        assert "exit_code" not in footer
        assert list(footer)[-1] == "sha256"

    def test_interruption_on_a_full_disk_leaves_no_footer(
        self, tmp_path: Path, header: dict[str, Json], failure: Result, monkeypatch
    ) -> None:
        def full(descriptor: int, content: bytes) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        writer = EvidenceWriter(tmp_path / "e", header)
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(UsageError):
            writer.add(failure)
        monkeypatch.undo()  # space for a footer would not help: the last line may be a part of a record
        writer.interrupt("the disk is full", None)
        assert records(tmp_path / "e") == [header]

    def test_footer_that_cannot_be_written_is_omitted(
        self, tmp_path: Path, header: dict[str, Json], monkeypatch
    ) -> None:
        def full(descriptor: int, content: bytes) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        writer = EvidenceWriter(tmp_path / "e", header)
        monkeypatch.setattr(os, "write", full)
        writer.interrupt("the disk is full", None)
        monkeypatch.undo()
        assert records(tmp_path / "e") == [header]

    def test_closed_file_can_be_aborted(self, tmp_path: Path, header: dict[str, Json]) -> None:
        writer = EvidenceWriter(tmp_path / "e", header)
        writer.interrupt("SIGTERM", None)
        writer.abort()
        assert len(records(tmp_path / "e")) == 2

    def test_missing_directories_are_created(self, tmp_path: Path, header: dict[str, Json]) -> None:
        EvidenceWriter(tmp_path / "deep" / "er" / "e", header).abort()
        assert records(tmp_path / "deep" / "er" / "e") == [header]

    def test_older_evidence_is_replaced(self, tmp_path: Path, header: dict[str, Json]) -> None:
        EvidenceWriter(tmp_path / "e", header | {"suite": "x" * 100_000}).abort()
        EvidenceWriter(tmp_path / "e", header).abort()
        assert records(tmp_path / "e") == [header]

    def test_empty_file_is_replaced(self, tmp_path: Path, header: dict[str, Json]) -> None:
        (tmp_path / "e").touch()
        EvidenceWriter(tmp_path / "e", header).abort()
        assert records(tmp_path / "e") == [header]

    @pytest.mark.parametrize("content", [b"precious", b"{}\n", b'{"record":"case"}\n', b"\n"])
    def test_other_file_is_not_replaced(self, tmp_path: Path, header: dict[str, Json], content: bytes) -> None:
        file = tmp_path / "mine.py"
        file.write_bytes(content)
        message = r"mine\.py: the file exists and is not evidence\. Name another file, or delete it\."
        with pytest.raises(UsageError, match=message):
            EvidenceWriter(file, header)
        assert file.read_bytes() == content

    @pytest.mark.parametrize("place", ["folder", "file/below"])
    def test_unwritable_place_is_reported(self, tmp_path: Path, header: dict[str, Json], place: str) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").write_text("")
        message = rf"{place}: the evidence cannot be written \(.*\)\. Name a file in a writable directory\."
        with pytest.raises(UsageError, match=message):
            EvidenceWriter(tmp_path / place, header)

    def test_full_disk_is_reported(self, tmp_path: Path, header: dict[str, Json], monkeypatch) -> None:
        def full(descriptor: int, content: bytes) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(
            UsageError,
            match=r"the evidence cannot be written \(No space left on device\)\. Free some space, or name another file\.",
        ):
            EvidenceWriter(tmp_path / "e", header)

    def test_partial_write_is_continued(self, tmp_path: Path, header: dict[str, Json], monkeypatch) -> None:
        whole = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, content: whole(descriptor, content[:7]))
        EvidenceWriter(tmp_path / "e", header).abort()
        monkeypatch.undo()
        assert records(tmp_path / "e") == [header]


class TestLongTexts:
    @pytest.fixture
    def file(self, tmp_path: Path, header, small: Corpus) -> Path:
        output = {"type": "image_generation", "hue": "ab" * 4096, "k" * 5000: 1}
        writer = EvidenceWriter(tmp_path / "run.ndjson", header)
        writer.add(Result.judge(small.case("wire/plain/unknown"), {"outcome": "accepted", "output": output}))
        writer.close(1)
        return tmp_path / "run.ndjson"

    def test_record_has_the_compact_form(self, file: Path) -> None:
        record = records(file)[1]
        assert record["observation"]["output"] == {"type": "image_generation", "hue": "$1", "$2": 1}
        assert record["long_texts"] == {"$1": ["ab", 4096], "$2": ["k", 5000]}

    def test_record_matches_the_schema(self, file: Path) -> None:
        validator = Draft202012Validator(load_json(data_directory("schemas") / "evidence.schema.json"))
        for record in records(file):
            validator.validate(record)

    def test_place_with_a_long_key_has_a_name(self, tmp_path: Path, header, small: Corpus) -> None:
        output = {"type": "image_generation", "hue": 1, "k" * 5000: 1}
        writer = EvidenceWriter(tmp_path / "run.ndjson", header)
        writer.add(Result.judge(small.case("wire/plain/unknown"), {"outcome": "accepted", "output": output}))
        writer.close(1)
        record = records(tmp_path / "run.ndjson")[1]
        assert (record["pointer"], record["long_texts"]) == ("$1", {"$1": ["/", 1, "k", 5000], "$2": ["k", 5000]})
        validator = Draft202012Validator(load_json(data_directory("schemas") / "evidence.schema.json"))
        validator.validate(record)

    def test_other_record_has_no_key(self, tmp_path: Path, header, failure: Result) -> None:
        writer = EvidenceWriter(tmp_path / "run.ndjson", header)
        writer.add(failure)
        writer.close(1)
        assert "long_texts" not in records(tmp_path / "run.ndjson")[1]
