"""Verification of an evidence file: it is complete and unchanged, and the judge reaches the same verdicts again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import ConformanceError, EvidenceError, UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.evidence import EXPECTED_FAILURE_KEYS, FOOTER_CHECKSUM, FORMAT_VERSION, VERDICTS
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.long_texts import expanded_record
from imagegen_conformance.results.result import Result, failure_and_place
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.text import MAX_VALUE_LENGTH, describe_encoding, preview, preview_repr

__all__ = ["Verification", "verify"]

CONVERSION_HINT = "Copy the file unchanged. If it is in a Git repository, add `*.ndjson -text` to .gitattributes."
EVIDENCE_HINT = "Name an evidence file."
MAX_CHECKSUM_LENGTH = 12  # digits of a checksum in a message


class Verification(NamedTuple):
    """The content of a verified evidence file.

    Attributes:
        header: The record of the header.
        revision: The profile and the revision by which the cases were judged.
        cases: The number of judged cases.
        selected: The number of cases that the selection in the header selects, and of their prerequisites. Options of
            pytest may leave fewer.
        verdicts: The number of cases by verdict.
        exit_code: The exit code of the run.
    """

    header: dict[str, Json]
    revision: Revision
    cases: int
    selected: int
    verdicts: dict[str, int]
    exit_code: int


def verify(file: Path, corpus: Corpus) -> Verification:
    """Verify an evidence file.

    Args:
        file: The evidence file.
        corpus: The corpus with which the cases were judged, in any revision. It is loaded again if the evidence has
            another one.

    Raises:
        EvidenceError: The file is incomplete, was edited, or belongs to another corpus.
    """
    return _EvidenceVerifier(file, corpus).run()


class _EvidenceVerifier:
    """One pass over an evidence file, from the header to the footer."""

    def __init__(self, file: Path, corpus: Corpus) -> None:
        self._file = file
        self._corpus = corpus
        self._line_number = 1
        self._digest = hashlib.sha256()  # of the lines before the current one
        self._header: dict[str, Json] = {}
        self._verdicts: Counter[str] = Counter()
        self._judged: set[str] = set()
        self._order_problem = ""
        self._selected: frozenset[str] = frozenset()
        self._expected: dict[str, ExpectedFailure] = {}
        self._tally = Tally(ExpectedFailures(), "must")

    def run(self) -> Verification:
        """Verify the whole file."""
        lines = self._lines()
        self._header, _ = next(lines, ({}, b""))
        self._check_header()
        for record, line in lines:
            if record.get("record") == "footer":
                self._check_footer(record, line)
                if next(lines, None) is not None:
                    raise self._edited_error("there are lines after the footer")
                return self._verification(record)
            self._check_case(record)
        count = f"{self._verdicts.total()} of {self._header.get('cases')} cases"
        raise self._incomplete_error(f"the footer is missing after {count}")

    def _verification(self, footer: dict[str, Json]) -> Verification:
        return Verification(
            header=self._header,
            revision=self._corpus.revision,
            cases=self._verdicts.total(),
            selected=len(self._selected),
            verdicts=dict(footer["verdicts"]),
            exit_code=int(footer["exit_code"]),
        )

    def _error(self, problem: str, hint: str) -> EvidenceError:
        return EvidenceError(problem, file=self._file, location=f"line {self._line_number}", hint=hint)

    def _incomplete_error(self, problem: str) -> EvidenceError:
        return self._error(problem, "The file is incomplete. Run the suite again.")

    def _edited_error(self, problem: str) -> EvidenceError:
        return self._error(self._order_problem or problem, "The file was edited. Run the suite again.")

    def _lines(self) -> Iterator[tuple[dict[str, Json], bytes]]:
        """Yield each line, parsed and as bytes."""
        try:
            stream = self._file.open("rb")
        except OSError as error:
            problem = f"the file cannot be read ({error.strerror})"
            raise EvidenceError(problem, file=self._file, hint=EVIDENCE_HINT) from None
        with stream:
            for number, line in enumerate(stream, 1):
                self._line_number = number
                yield self._parse(line), line
                self._digest.update(line)

    def _check_conversion(self, line: bytes) -> None:
        """Raise EvidenceError if a tool converted the file after the run. The checksum is that of the bytes."""
        encoding = describe_encoding(line) if self._line_number == 1 else None
        if encoding is not None:
            raise self._error(f"the file was converted to {encoding}", CONVERSION_HINT)
        if line.endswith(b"\r\n"):
            raise self._error("the line breaks of the file were converted to CRLF", CONVERSION_HINT)

    def _parse(self, line: bytes) -> dict[str, Json]:
        self._check_conversion(line)
        if not line.endswith(b"\n"):
            raise self._incomplete_error("the line does not end with a line break")
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise self._error(
                "the line is not a JSON object", "Name an evidence file; if it is one, run the suite again."
            )
        return record

    def _check_header(self) -> None:
        header = self._header
        if header.get("record") != "header" or header.get("format") != FORMAT_VERSION:
            raise self._error(f"the file does not start with a header of format {FORMAT_VERSION}", EVIDENCE_HINT)
        recorded_digest, suite = header.get("corpus_sha256"), str(header.get("suite"))
        if not isinstance(recorded_digest, str):
            raise self._edited_error('the header has no string "corpus_sha256"')
        digest = self._corpus.digest
        if recorded_digest != digest:
            recorded, current = (
                preview(checksum[:MAX_CHECKSUM_LENGTH], MAX_CHECKSUM_LENGTH) for checksum in (recorded_digest, digest)
            )
            suite = preview(suite, MAX_VALUE_LENGTH)
            raise self._error(
                f"the cases were judged with corpus {recorded} of suite {suite}, but this is corpus {current}",
                "Verify the file with that version of the suite, or run the suite again.",
            )
        self._select_revision()
        try:
            self._apply_header()
        except (ConformanceError, TypeError, KeyError, ValueError, AttributeError):
            raise self._edited_error("the header does not describe a run") from None

    def _select_revision(self) -> None:
        """Load the corpus again if the header names another revision."""
        profile, revision = self._header.get("profile"), self._header.get("revision")
        if not (isinstance(profile, str) and isinstance(revision, str)):
            raise self._edited_error('the header has no strings "profile" and "revision"')
        try:
            if (profile, revision) != self._corpus.revision[:2]:
                self._corpus = Corpus.load(self._corpus.root, (), profile, revision)
        except UsageError as error:
            raise self._error(error.problem, error.hint) from None

    def _apply_header(self) -> None:
        """Select the cases and set up the tally as the run did."""
        filters, implementation = self._header["selection"], self._header["implementation"]
        str(implementation["name"])
        selection = Selection.from_json(filters)
        selected = self._corpus.select(selection)
        self._selected = frozenset(case.id for case in self._corpus.in_run_order(selected))
        added = self._selected.difference(case.id for case in selected)
        required_levels = selection.levels or tuple(implementation["levels"])
        expected_failures = ExpectedFailures(entries=self._expected)
        prerequisites = self._corpus.prerequisites
        self._tally = Tally(expected_failures, self._header["fail_on"], required_levels, prerequisites, added)

    def _check_case(self, record: dict[str, Json]) -> None:
        """Judge the observation of a record again, and count the result."""
        try:
            record = expanded_record(record)
        except (TypeError, ValueError, AttributeError):
            raise self._edited_error("`long_texts` is malformed") from None
        case_id = record.get("case")
        case = self._corpus.by_id.get(case_id) if isinstance(case_id, str) else None
        if record.get("record") != "case" or case is None or case.id not in self._selected:
            raise self._edited_error(f"{preview_repr(case_id)} is not a selected case")
        if case.id in self._judged:
            raise self._edited_error(f"{case.id} is recorded twice")
        for prerequisite in self._corpus.prerequisites.of(case):
            if prerequisite not in self._judged and not self._order_problem:
                self._order_problem = f"{prerequisite}, a prerequisite of {case.id}, is not recorded before it"
        self._judged.add(case.id)
        result = _rejudge(case, record.get("observation"))
        if result is None:
            raise self._edited_error(f"the observation of {case.id} is malformed")
        self._record_expected_failure(case.id, record.get("expected"))
        self._tally.add(result)
        self._check_verdict(record, result)
        self._verdicts[record["verdict"]] += 1

    def _check_verdict(self, record: dict[str, Json], result: Result) -> None:
        """Compare the verdict of a record with that of the judge, and with the failed prerequisites."""
        case_id = result.case.id
        recorded = record.get("verdict"), record.get("failure"), record.get("pointer")
        actual_blocker = record.get("blocked_by")
        actual = _verdict_text(*recorded, actual_blocker)
        blocker = self._tally.blocked.get(case_id)
        if blocker is not None:
            if recorded != ("blocked", None, None) or actual_blocker != blocker:
                problem = f"the recorded verdict of {case_id} is {actual}, but its prerequisite {blocker} failed"
                raise self._edited_error(problem)
        elif recorded[0] == "blocked" or actual_blocker is not None:
            raise self._edited_error(f"{case_id} is recorded as {actual}, but none of its prerequisites failed")
        elif recorded != tuple(result.verdict):
            expected = _verdict_text(*result.verdict)
            raise self._edited_error(f"the recorded verdict of {case_id} is {actual}, but the judge returns {expected}")

    def _record_expected_failure(self, case_id: str, expected: Any) -> None:
        if expected is None:
            return
        if not isinstance(expected, dict) or not {"failure", "reason"} <= expected.keys() <= set(EXPECTED_FAILURE_KEYS):
            raise self._edited_error(f"the expected failure of {case_id} is malformed")
        self._expected[case_id] = ExpectedFailure(
            str(self._file), expected["failure"], expected.get("pointer"), expected["reason"], expected.get("expired")
        )

    def _check_footer(self, footer: dict[str, Json], line: bytes) -> None:
        content, _, _ = line.rpartition(b',"sha256":')
        self._digest.update(content)
        if line != content + FOOTER_CHECKSUM.format(self._digest.hexdigest()).encode("ascii"):
            raise self._edited_error("the checksum does not match the content")
        count = self._verdicts.total()
        verdicts = {result: self._verdicts[result] for result in VERDICTS}
        if footer.get("verdicts") != verdicts or footer.get("cases") != count:
            raise self._edited_error("the counts of the footer do not match the records")
        if footer.get("complete", True) is not True:
            raise self._interrupted_error(footer)
        if self._order_problem:  # a run that was interrupted records the results that it has
            raise self._edited_error(self._order_problem)
        if self._header.get("cases") != count:
            announced_count = preview_repr(self._header.get("cases"))
            raise self._edited_error(
                f"the file has records of {count} cases, but the header announces {announced_count}"
            )
        run_errors = footer.get("run_errors", [])
        if type(run_errors) is not list or not all(type(error) is str for error in run_errors):
            raise self._edited_error("`run_errors` is not a list of strings")
        self._tally.run_errors += run_errors
        exit_code = footer.get("exit_code")
        if type(exit_code) is not int or exit_code != self._tally.exit_code:
            problem = (
                f"the recorded exit code is {preview_repr(exit_code)}, but the records imply {self._tally.exit_code}"
            )
            raise self._edited_error(problem)

    def _interrupted_error(self, footer: dict[str, Json]) -> EvidenceError:
        count = f"{self._verdicts.total()} of {preview_repr(self._header.get('cases'))} cases"
        case_id, reason = footer.get("case"), preview(str(footer.get("reason")), MAX_VALUE_LENGTH)
        place = f" at {preview(str(case_id), MAX_VALUE_LENGTH)}" if case_id is not None else ""
        return self._incomplete_error(f"the run was interrupted{place}, after {count} ({reason})")


def _rejudge(case: Case, observation: Any) -> Result | None:
    """Return the result of a recorded observation, or None if the observation is malformed."""
    try:
        return Result.judge(case, observation)
    except (TypeError, KeyError, ValueError, AttributeError, RecursionError):
        return None


def _verdict_text(result: Any, failure: Any, pointer: Any, blocked_by: Any = None) -> str:
    text = "missing" if result is None else str(result)
    if blocked_by is not None:
        text += f" by {blocked_by}"
    if failure is not None and failure != result:
        text += f" ({failure_and_place(str(failure), None if pointer is None else str(pointer))})"
    return preview(text, MAX_VALUE_LENGTH)
