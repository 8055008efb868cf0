from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forged_evidence import read_records, verification_error, with_checksum, write_evidence
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.verification import verify


def test_unchanged_file_is_verified(evidence: Path, small: Corpus) -> None:
    verification = verify(evidence, small)
    assert len(verification.cases) == verification.selected == len(small.cases) == sum(verification.verdicts.values())
    assert {verdict for verdict, count in verification.verdicts.items() if count} == {"pass", "fail", "unsupported"}
    assert verification.exit_code == 1
    assert verification.header["implementation"]["name"] == "mine:tool"


def test_selection_is_applied_again(short: Path, small: Corpus) -> None:
    verification = verify(short, small)
    assert (len(verification.cases), verification.selected) == (2, 2)


def test_expected_failure_is_applied_again(tmp_path: Path, small: Corpus) -> None:
    for failure, exit_code in (("wrong-output", 0), ("error", 2)):
        listed = ExpectedFailure("known.json", failure, None, "It is known.")  # type: ignore[arg-type]
        file = write_evidence(tmp_path / failure, small, "wire/plain", listed=listed)
        assert verify(file, small).exit_code == exit_code


def test_expired_expected_failure_is_applied_again(tmp_path: Path, small: Corpus) -> None:
    listed = ExpectedFailure("known.json", "wrong-output", None, "It is known.", "2026-06-30")
    file = write_evidence(tmp_path / "expired", small, "wire/plain", listed=listed)
    assert b'"expired":"2026-06-30"' in file.read_bytes()
    assert verify(file, small).exit_code == 2


def test_forging_without_a_change_returns_the_same_bytes(evidence: Path) -> None:
    assert with_checksum(read_records(evidence)) == evidence.read_bytes()


class TestIncomplete:
    def test_file_cut_at_any_byte_is_incomplete(self, short: Path, small: Corpus) -> None:
        content = short.read_bytes()
        for length in range(len(content)):
            short.write_bytes(content[:length])
            line = verification_error(short, small)
            expected = "The file is incomplete." if length else "does not start with a header"
            assert expected in line, (length, line)
        short.write_bytes(content)
        assert len(verify(short, small).cases) == 2

    def test_missing_footer_is_reported_with_the_number_of_cases(self, evidence: Path, small: Corpus) -> None:
        lines = evidence.read_bytes().splitlines(keepends=True)
        evidence.write_bytes(b"".join(lines[:4]))
        assert verification_error(evidence, small) == (
            f"line 4: the footer is missing after 3 of {len(small.cases)} cases. "
            "The file is incomplete. Run the suite again."
        )

    def test_missing_line_break_is_reported(self, evidence: Path, small: Corpus) -> None:
        lines = evidence.read_bytes().splitlines(keepends=True)
        evidence.write_bytes(b"".join(lines[:4]) + lines[4][:-1])
        assert verification_error(evidence, small) == (
            "line 5: the line does not end with a line break. The file is incomplete. Run the suite again."
        )


class TestEdited:
    @pytest.mark.parametrize("bit", [1, 32])  # another digit or letter; the other case, a control character
    def test_file_with_any_byte_changed_is_rejected(self, short: Path, small: Corpus, bit: int) -> None:
        content = bytearray(short.read_bytes())
        for index in range(len(content)):
            content[index] ^= bit
            short.write_bytes(content)
            verification_error(short, small)
            content[index] ^= bit
        short.write_bytes(content)
        assert len(verify(short, small).cases) == 2

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_file_with_any_part_replaced_is_rejected(self, evidence: Path, small: Corpus, data) -> None:
        content = evidence.read_bytes()
        start = data.draw(st.integers(0, len(content) - 1))
        end = data.draw(st.integers(start, min(start + 20, len(content))))
        changed = content[:start] + data.draw(st.binary(max_size=8)) + content[end:]
        if changed != content:
            evidence.write_bytes(changed)
            verification_error(evidence, small)
            evidence.write_bytes(content)

    @pytest.mark.parametrize("extra", [b"{}\n", b"\n", b"x", b'{"record": "footer"}\n', b"\x00\n"])
    def test_bytes_after_the_footer_are_rejected(self, evidence: Path, small: Corpus, extra: bytes) -> None:
        evidence.write_bytes(evidence.read_bytes() + extra)
        verification_error(evidence, small)

    def test_second_run_after_the_footer_is_rejected(self, evidence: Path, small: Corpus) -> None:
        evidence.write_bytes(evidence.read_bytes() * 2)
        line = "there are lines after the footer. The file was edited. Run the suite again."
        assert verification_error(evidence, small).endswith(line)

    def test_changed_record_does_not_match_the_checksum(self, short: Path, small: Corpus) -> None:
        short.write_bytes(short.read_bytes().replace(b'"pass":1', b'"pass":2'))
        assert "the checksum does not match the content. The file was edited." in verification_error(short, small)


NO_HEADER = "line 1: the file does not start with a header of format 1. Name an evidence file."
NO_OBJECT = "line 1: the line is not a JSON object. Name an evidence file; if it is one, run the suite again."


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", NO_HEADER),
        (b"\n", NO_OBJECT),
        (b"{}\n", NO_HEADER),
        (b"[]\n", NO_OBJECT),
        (b"null\n", NO_OBJECT),
        (b"\xff\xfe\n", NO_OBJECT),
        (b"\x00" * 100, "line 1: the line does not end with a line break. "),
        (b'{"record": "header"}\n', NO_HEADER),
        (b"[" * 99_999 + b"\n", NO_OBJECT),
    ],
)
def test_other_file_is_rejected(tmp_path: Path, small: Corpus, content: bytes, line: str) -> None:
    (tmp_path / "other").write_bytes(content)
    assert verification_error(tmp_path / "other", small).startswith(line)


@pytest.mark.parametrize(
    ("convert", "problem"),
    [
        (lambda text: text.replace("\n", "\r\n").encode(), "the line breaks of the file were converted to CRLF"),
        (lambda text: text.encode("utf-8-sig"), "the file was converted to UTF-8 with a byte order mark"),
        (lambda text: text.encode("utf-16"), "the file was converted to UTF-16"),
        (lambda text: text.replace("\n", "\r\n").encode("utf-16"), "the file was converted to UTF-16"),
        (lambda text: text.encode("utf-16-be"), "the file was converted to UTF-16"),
    ],
    ids=["CRLF", "UTF-8 with BOM", "UTF-16", "UTF-16 with CRLF", "UTF-16 without BOM"],
)
def test_converted_file_is_reported_with_the_conversion(short: Path, small: Corpus, convert, problem: str) -> None:
    short.write_bytes(convert(short.read_text(encoding="ascii")))
    hint = "Copy the file unchanged. If it is in a Git repository, add `*.ndjson -text` to .gitattributes."
    assert verification_error(short, small) == f"line 1: {problem}. {hint}"


def test_missing_file_is_reported(tmp_path: Path, small: Corpus) -> None:
    line = "the file cannot be read (No such file or directory). Name an evidence file."
    assert verification_error(tmp_path / "none", small) == line


def test_directory_is_reported(tmp_path: Path, small: Corpus) -> None:
    assert verification_error(tmp_path, small).startswith("the file cannot be read (")


def test_other_corpus_is_reported_with_both_checksums(evidence: Path, root: Path, edit) -> None:
    before = Corpus.load(root).digest
    edit(root / "requirements.json", lambda head: head["requirements"][0].update(statement="It holds, too."))
    corpus = Corpus.load(root)
    assert re.fullmatch(
        rf"line 1: the cases were judged with corpus {before[:12]} of suite [0-9.]+, but this is corpus "
        rf"{corpus.digest[:12]}\. Verify the file with that version of the suite, or run the suite again\.",
        verification_error(evidence, corpus),
    )
