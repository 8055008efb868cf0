"""Evidence: the file of a run, with a header, a record for each case, and a footer.

The file has one JSON object per line, as `schemas/evidence.schema.json` describes. It is written during the run. The
last member of the footer is the SHA-256 of every byte before that member: a file without a footer is incomplete, and a
file that does not match its checksum was edited. The footer of an interrupted run says so.

Long texts in the record of a case are in their compact form.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Strength
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import UsageError, write_error
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.long_texts import compact_line
from imagegen_conformance.results.result import Result
from imagegen_conformance.version import __version__

__all__ = [
    "EXPECTED_FAILURE_KEYS",
    "FOOTER_CHECKSUM",
    "FORMAT_VERSION",
    "VERDICTS",
    "EvidenceWriter",
    "RunSettings",
    "case_record",
    "header_record",
]

FORMAT_VERSION = 1
VERDICTS = ("pass", "fail", "flaky", "error", "unsupported", "not-applicable", "blocked")
HEADER_PREFIX = b'{"record":"header"'
# The keys of `expected` in the record of a case.
EXPECTED_FAILURE_KEYS = ("failure", "pointer", "reason", "link", "expires", "expired")
MIN_SECONDS, SECONDS_DIGITS = 0.001, 3  # shorter times have no record: most cases in process take microseconds
FOOTER_CHECKSUM = ',"sha256":"{}"}}\n'  # the end of the footer, and of the file


class RunSettings(NamedTuple):
    """The settings of a run, which determine how its cases are executed and which failures make it fail.

    Attributes:
        fail_on: The weakest strength that makes the run fail.
        variants: Whether each payload is also sent in equivalent encodings.
        repeat: How often each request is sent.
        seed: The seed of the order of the requests; None for the order of the corpus.
    """

    fail_on: Strength
    variants: bool = False
    repeat: int = 1
    seed: int | None = None


def header_record(
    corpus: Corpus, identity: Identity, selection: Selection, settings: RunSettings, case_count: int
) -> dict[str, Json]:
    """Return the first record: the suite and the corpus, the implementation, the selection and the settings."""
    return {
        "record": "header",
        "format": FORMAT_VERSION,
        "suite": __version__,
        "profile": corpus.revision.profile,
        "revision": corpus.revision.name,
        "corpus_sha256": corpus.digest,
        "implementation": identity.to_json(),
        "selection": selection.to_json(),
        "fail_on": settings.fail_on,
        "cases": case_count,
        "settings": {"variants": settings.variants, "repeat": settings.repeat, "seed": settings.seed},
        "started": _timestamp(),
    }


def case_record(
    result: Result, expected: ExpectedFailure | None = None, blocked_by: str | None = None
) -> dict[str, Json]:
    """Return the record of a case.

    Args:
        result: The result of the case.
        expected: The expected failure that is listed for the case, whether or not it occurred.
        blocked_by: The failed prerequisite that blocks the case. The verdict of the judge is not recorded then.
    """
    verdict = result.verdict
    record: dict[str, Json] = {"record": "case", "case": result.case.id, "verdict": verdict.result}
    if blocked_by is not None:
        record |= {"verdict": "blocked", "blocked_by": blocked_by}
    elif verdict.failure is not None:
        record["failure"] = verdict.failure
        if verdict.pointer is not None:
            record["pointer"] = verdict.pointer
    if expected is not None:
        members = expected._asdict()
        record["expected"] = {key: members[key] for key in EXPECTED_FAILURE_KEYS if members[key] is not None}
    if result.seconds is not None and result.seconds >= MIN_SECONDS:
        record["seconds"] = round(result.seconds, SECONDS_DIGITS)
    record["observation"] = result.observation
    return record


def _timestamp() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class EvidenceWriter:
    """An evidence file that is being written.

    Each record reaches the operating system before the next case is judged: a run that is killed loses none.

    Raises:
        UsageError: The file cannot be written, or exists and is not evidence.
    """

    def __init__(self, file: Path, header: dict[str, Json]) -> None:
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _check_replaceable(file)
            self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise self._write_error(error) from None
        self._digest = hashlib.sha256()
        self._verdicts: Counter[str] = Counter()
        self._is_open = True
        self._write_failed = False
        self._write(dumps(header) + "\n")

    def add(self, result: Result, expected: ExpectedFailure | None = None, blocked_by: str | None = None) -> None:
        """Write the record of a case. The arguments are those of `case_record`."""
        record = case_record(result, expected, blocked_by)
        self._verdicts[record["verdict"]] += 1
        self._write(compact_line(record) + "\n")

    def close(self, exit_code: int, run_errors: Sequence[str] = (), notes: Sequence[str] = ()) -> None:
        """Write the footer, and close the file. The arguments are those of `ConformanceRun.finish`."""
        self._write_footer({"exit_code": exit_code}, run_errors, notes)
        self.abort()

    def interrupt(
        self, reason: str, case_id: str | None, run_errors: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> None:
        """Write the footer of an interrupted run, and close the file.

        If the footer cannot be written, for example because the disk is full, the file has none: it is incomplete, too.

        Args:
            reason: Why the run ended.
            case_id: The case in progress, if there was one.
            run_errors: Errors that are not the outcome of a case, one line each.
            notes: What the implementation did beside the payloads, one line each.
        """
        try:
            if not self._write_failed:  # otherwise the last line is a part of a record
                self._write_footer({"complete": False, "reason": reason, "case": case_id}, run_errors, notes)
        except UsageError:
            pass
        finally:
            self.abort()

    def _write_footer(self, members: dict[str, Json], run_errors: Sequence[str], notes: Sequence[str]) -> None:
        footer: dict[str, Json] = {
            "record": "footer",
            **members,
            "cases": self._verdicts.total(),
            "verdicts": {result: self._verdicts[result] for result in VERDICTS},
            "finished": _timestamp(),
        }
        if run_errors:
            footer["run_errors"] = list(run_errors)
        if notes:
            footer["notes"] = list(notes)
        self._write(dumps(footer)[:-1])
        self._write(FOOTER_CHECKSUM.format(self._digest.hexdigest()))

    def abort(self) -> None:
        """Close the file, if it is open. It is incomplete if the footer is not written yet."""
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)

    def _write(self, text: str) -> None:
        content = text.encode("ascii")
        self._digest.update(content)
        try:
            while content:  # the system may write only a part, for example if the disk is nearly full
                content = content[os.write(self._descriptor, content) :]
        except OSError as error:
            self._write_failed = True
            raise self._write_error(error) from None

    def _write_error(self, error: OSError) -> UsageError:
        return write_error("the evidence", error, self._file, "Name a file in a writable directory.")


def _check_replaceable(file: Path) -> None:
    """Raise UsageError if the file contains anything but evidence: it was probably named by mistake."""
    if not file.is_file():
        return
    with file.open("rb") as stream:
        prefix = stream.read(len(HEADER_PREFIX))
    if prefix and prefix != HEADER_PREFIX:
        raise UsageError("the file exists and is not evidence", file=file, hint="Name another file, or delete it.")
