"""The reader of evidence files: their form, their checksum and their counts, without judging anything.

A file may be compressed with gzip, as published evidence is.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from imagegen_conformance.errors import EvidenceError
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.results.evidence import FOOTER_CHECKSUM, FORMAT_VERSION, VERDICTS
from imagegen_conformance.results.long_texts import expanded_record
from imagegen_conformance.text import MAX_VALUE_LENGTH, describe_encoding, preview, preview_repr

__all__ = ["EVIDENCE_HINT", "EvidenceReader"]

CONVERSION_HINT = "Copy the file unchanged. If it is in a Git repository, add `*.ndjson -text` to .gitattributes."
EVIDENCE_HINT = "Name an evidence file."
GZIP_MAGIC = b"\x1f\x8b"


class EvidenceReader:
    """One pass over an evidence file, from the header to the footer.

    Attributes:
        file: The file.
        header: The record of the header, after `read_header`.
        footer: The record of the footer, after the last record of a case.
        verdicts: The number of the records of cases so far, by recorded verdict.
        earlier_problem: A problem to report instead of the next sign that the file was edited; empty if there is none.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.header: dict[str, Json] = {}
        self.footer: dict[str, Json] = {}
        self.verdicts: Counter[str] = Counter()
        self.earlier_problem = ""
        self._line_number = 1
        self._digest = hashlib.sha256()  # of the lines before the current one
        self._records = self._lines()

    def read_header(self) -> dict[str, Json]:
        """Read the first line, and return its record.

        Raises:
            EvidenceError: The file cannot be read, or does not start with a header of the current format.
        """
        self.header, _ = next(self._records, ({}, b""))
        if self.header.get("record") != "header" or self.header.get("format") != FORMAT_VERSION:
            raise self.error(f"the file does not start with a header of format {FORMAT_VERSION}", EVIDENCE_HINT)
        return self.header

    def case_records(self) -> Iterator[dict[str, Json]]:
        """Yield the record of each case, with its long texts in full. Check the footer behind the last one.

        Raises:
            EvidenceError: The file is truncated, or was edited.
        """
        for record, line in self._records:
            if record.get("record") == "footer":
                self._check_footer(record, line)
                if next(self._records, None) is not None:
                    raise self.edited_error("there are lines after the footer")
                self.footer = record
                return
            try:
                yield expanded_record(record)
            except (TypeError, ValueError, AttributeError, RecursionError):
                raise self.edited_error("`long_texts` is malformed") from None
            self.verdicts[str(record.get("verdict"))] += 1
        count = f"{self.verdicts.total()} of {self.header.get('cases')} cases"
        raise self.incomplete_error(f"the footer is missing after {count}")

    def error(self, problem: str, hint: str) -> EvidenceError:
        """Return an error about the current line."""
        return EvidenceError(problem, file=self.file, location=f"line {self._line_number}", hint=hint)

    def incomplete_error(self, problem: str) -> EvidenceError:
        """Return an error about a file that lacks something."""
        return self.error(problem, "The file is incomplete. Run the suite again.")

    def edited_error(self, problem: str) -> EvidenceError:
        """Return an error about a file that no run has written as it is."""
        return self.error(self.earlier_problem or problem, "The file was edited. Run the suite again.")

    @property
    def progress(self) -> str:
        """How many of the announced cases have records, in words."""
        return f"{self.verdicts.total()} of {preview_repr(self.header.get('cases'))} cases"

    @property
    def is_complete(self) -> bool:
        """Whether the run reached its end, according to the footer."""
        return self.footer.get("complete", True) is True

    def check_complete(self) -> None:
        """Raise EvidenceError if the run was interrupted, or if there are fewer or more cases than announced."""
        footer, count = self.footer, self.verdicts.total()
        if not self.is_complete:
            case_id, reason = footer.get("case"), preview(str(footer.get("reason")), MAX_VALUE_LENGTH)
            place = f" at {preview(str(case_id), MAX_VALUE_LENGTH)}" if case_id is not None else ""
            raise self.incomplete_error(f"the run was interrupted{place}, after {self.progress} ({reason})")
        if self.earlier_problem:  # a run that was interrupted records the results that it has
            raise self.edited_error(self.earlier_problem)
        if self.header.get("cases") != count:
            announced = preview_repr(self.header.get("cases"))
            raise self.edited_error(f"the file has records of {count} cases, but the header announces {announced}")

    def _lines(self) -> Iterator[tuple[dict[str, Json], bytes]]:
        """Yield each line, parsed and as bytes."""
        try:
            with self._open() as stream:
                for number, line in enumerate(stream, 1):
                    self._line_number = number
                    yield self._parse(line), line
                    self._digest.update(line)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise self.incomplete_error("the compressed content is damaged, or ends too early") from None
        except OSError as error:
            problem = f"the file cannot be read ({error.strerror})"
            raise EvidenceError(problem, file=self.file, hint=EVIDENCE_HINT) from None

    def _open(self) -> BinaryIO:
        if self.file.exists() and not (self.file.is_file() or self.file.is_dir()):
            hint = "Write the content to a file first."  # a pipe can be read only once
            raise EvidenceError("this is not a regular file", file=self.file, hint=hint)
        with self.file.open("rb") as stream:
            is_compressed = stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        return cast("BinaryIO", gzip.open(self.file)) if is_compressed else self.file.open("rb")

    def _parse(self, line: bytes) -> dict[str, Json]:
        self._check_conversion(line)
        if not line.endswith(b"\n"):
            raise self.incomplete_error("the line does not end with a line break")
        try:
            record = loads(line.decode("utf-8"))
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise self.error(
                "the line is not a JSON object", "Name an evidence file; if it is one, run the suite again."
            )
        return record

    def _check_conversion(self, line: bytes) -> None:
        """Raise EvidenceError if a tool converted the file after the run. The checksum is that of the bytes."""
        encoding = describe_encoding(line) if self._line_number == 1 else None
        if encoding is not None:
            raise self.error(f"the file was converted to {encoding}", CONVERSION_HINT)
        if line.endswith(b"\r\n"):
            raise self.error("the line breaks of the file were converted to CRLF", CONVERSION_HINT)

    def _check_footer(self, footer: dict[str, Json], line: bytes) -> None:
        content, _, _ = line.rpartition(b',"sha256":')
        digest = self._digest.copy()
        digest.update(content)
        if line != content + FOOTER_CHECKSUM.format(digest.hexdigest()).encode("ascii"):
            raise self.edited_error("the checksum does not match the content")
        verdicts = {verdict: self.verdicts[verdict] for verdict in VERDICTS}
        if footer.get("verdicts") != verdicts or footer.get("cases") != self.verdicts.total():
            raise self.edited_error("the counts of the footer do not match the records")
        for name in ("run_errors", "notes"):
            lines = footer.get(name, [])
            if type(lines) is not list or not all(type(line) is str for line in lines):
                raise self.edited_error(f"`{name}` is not a list of strings")
        if not _is_footer(footer):
            raise self.edited_error("the footer does not describe the end of a run")


def _is_footer(footer: dict[str, Json]) -> bool:
    """Return whether the members of a footer have the types that a run writes."""
    if not isinstance(footer.get("finished"), str):
        return False
    if footer.get("complete", True) is True:
        return True  # the exit code is compared with the records
    is_case = footer.get("case", 0) is None or isinstance(footer.get("case"), str)
    return (
        footer["complete"] is False and is_case and isinstance(footer.get("reason"), str) and "exit_code" not in footer
    )
