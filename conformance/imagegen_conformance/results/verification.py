"""Verification of an evidence file: it is complete and unchanged, and the judge reaches the same verdicts again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.entry_expiry import parse_date
from imagegen_conformance.results.evidence import EXPECTED_FAILURE_KEYS
from imagegen_conformance.results.evidence_header import EvidenceHeader
from imagegen_conformance.results.evidence_reader import EvidenceReader
from imagegen_conformance.results.expected_failures import (
    ExpectedFailure,
    ExpectedFailures,
    undetectable_failures,
)
from imagegen_conformance.results.recorded_run import Interruption, RecordedCase, RecordedRun
from imagegen_conformance.results.result import Result, failure_and_place
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.text import MAX_DIGEST_LENGTH, MAX_VALUE_LENGTH, preview, preview_repr

__all__ = ["verify"]

DATE_KEYS = {"expires", "expired"}  # of the expected failure of a case
MAX_SECONDS = 1e9  # of one case; a forged file could name any number


def verify(file: Path, corpus: Corpus, *, allow_interrupted: bool = False) -> RecordedRun:
    """Verify an evidence file, and return the run that it records.

    Args:
        file: The evidence file.
        corpus: The corpus with which the cases were judged, in any revision. It is loaded again if the evidence has
            another one.
        allow_interrupted: Whether the evidence may be that of an interrupted run, whose footer says so.

    Raises:
        EvidenceError: The file is incomplete, was edited, or belongs to another corpus.
    """
    return _EvidenceVerifier(file, corpus).run(allow_interrupted=allow_interrupted)


class _EvidenceVerifier:
    """One pass over an evidence file, from the header to the footer."""

    def __init__(self, file: Path, corpus: Corpus) -> None:
        self._reader = EvidenceReader(file)
        self._corpus = corpus
        self._header: dict[str, Json] = {}
        self._cases: list[RecordedCase] = []
        self._judged: set[str] = set()
        self._selected: frozenset[str] = frozenset()
        self._expected: dict[str, ExpectedFailure] = {}

    def run(self, *, allow_interrupted: bool) -> RecordedRun:
        """Verify the whole file."""
        reader = self._reader
        self._header = reader.read_header()
        self._check_corpus()
        self._select_revision()
        try:
            self._apply_header()
        except (ConformanceError, TypeError, KeyError, ValueError, AttributeError):
            raise reader.edited_error("the header does not describe a run") from None
        for record in reader.case_records():
            self._check_case(record)
        self._tally.run_errors += reader.footer.get("run_errors", [])
        if reader.is_complete or not allow_interrupted:
            reader.check_complete()
            self._check_exit_code()
        return self._recorded_run()

    def _recorded_run(self) -> RecordedRun:
        footer, interruption = self._reader.footer, None
        if not self._reader.is_complete:
            interruption = Interruption(footer["reason"], footer["case"], self._header["cases"])
        return RecordedRun(
            self._header,
            self._corpus,
            self._identity,
            self._selection,
            self._settings,
            tuple(self._cases),
            len(self._selected),
            self._tally,
            footer,
            interruption,
        )

    def _check_corpus(self) -> None:
        recorded, digest = self._header.get("corpus_sha256"), self._corpus.digest
        if not isinstance(recorded, str):
            raise self._reader.edited_error('the header has no string "corpus_sha256"')
        if recorded != digest:
            old, new = (preview(text[:MAX_DIGEST_LENGTH], MAX_DIGEST_LENGTH) for text in (recorded, digest))
            suite = preview(str(self._header.get("suite")), MAX_VALUE_LENGTH)
            raise self._reader.error(
                f"the cases were judged with corpus {old} of suite {suite}, but this is corpus {new}",
                "Verify the file with that version of the suite, or run the suite again.",
            )

    def _select_revision(self) -> None:
        """Load the corpus again if the header names another revision."""
        profile, revision = self._header.get("profile"), self._header.get("revision")
        if not (isinstance(profile, str) and isinstance(revision, str)):
            raise self._reader.edited_error('the header has no strings "profile" and "revision"')
        try:
            if (profile, revision) != self._corpus.revision[:2]:
                self._corpus = Corpus.load(self._corpus.root, (), profile, revision)
        except UsageError as error:
            raise self._reader.error(error.problem, error.hint) from None

    def _apply_header(self) -> None:
        """Select the cases and set up the tally as the run did."""
        self._identity, self._selection, self._settings = EvidenceHeader.of(self._header)
        selected = self._corpus.select(self._selection)
        self._selected = frozenset(case.id for case in self._corpus.in_run_order(selected))
        added = self._selected.difference(case.id for case in selected)
        required_levels = self._selection.levels or self._identity.levels
        settings = self._settings
        undetectable = undetectable_failures(variants=settings.variants, repeat=settings.repeat)
        expected_failures = ExpectedFailures(None, self._expected, undetectable)
        self._tally = Tally(expected_failures, settings.fail_on, required_levels, self._corpus.prerequisites, added)

    def _check_case(self, record: dict[str, Json]) -> None:
        """Judge the observation of a record again, and count the result."""
        reader, case_id = self._reader, record.get("case")
        case = self._corpus.by_id.get(case_id) if isinstance(case_id, str) else None
        if record.get("record") != "case" or case is None or case.id not in self._selected:
            raise reader.edited_error(f"{preview_repr(case_id)} is not a selected case")
        if case.id in self._judged:
            raise reader.edited_error(f"{case.id} is recorded twice")
        for prerequisite in self._corpus.prerequisites.of(case):
            if prerequisite not in self._judged and not reader.earlier_problem:
                reader.earlier_problem = f"{prerequisite}, a prerequisite of {case.id}, is not recorded before it"
        self._judged.add(case.id)
        result = _rejudge(case, record.get("observation"), self._seconds(record))
        if result is None:
            raise reader.edited_error(f"the observation of {case.id} is malformed")
        self._record_expected_failure(case.id, record.get("expected"))
        disposition = self._tally.add(result)
        self._check_verdict(record, result)
        blocker, expected = self._tally.blocked.get(case.id), self._expected.get(case.id)
        self._cases.append(RecordedCase(result, disposition, blocker, expected))

    def _seconds(self, record: dict[str, Json]) -> float | None:
        seconds = record.get("seconds")
        if seconds is None or (type(seconds) in (int, float) and 0 <= seconds <= MAX_SECONDS):
            return seconds
        raise self._reader.edited_error(f"the time of {record['case']} is not a number of seconds")

    def _check_verdict(self, record: dict[str, Json], result: Result) -> None:
        """Compare the verdict of a record with that of the judge, and with the failed prerequisites."""
        reader, case_id = self._reader, result.case.id
        recorded = record.get("verdict"), record.get("failure"), record.get("pointer")
        actual_blocker = record.get("blocked_by")
        actual = _verdict_text(*recorded, actual_blocker)
        blocker = self._tally.blocked.get(case_id)
        if blocker is not None:
            if recorded != ("blocked", None, None) or actual_blocker != blocker:
                problem = f"the recorded verdict of {case_id} is {actual}, but its prerequisite {blocker} failed"
                raise reader.edited_error(problem)
        elif recorded[0] == "blocked" or actual_blocker is not None:
            raise reader.edited_error(f"{case_id} is recorded as {actual}, but none of its prerequisites failed")
        elif recorded != tuple(result.verdict):
            expected = _verdict_text(*result.verdict)
            raise reader.edited_error(
                f"the recorded verdict of {case_id} is {actual}, but the judge returns {expected}"
            )

    def _record_expected_failure(self, case_id: str, expected: Any) -> None:
        if expected is None:
            return
        required, known = {"failure", "reason"}, set(EXPECTED_FAILURE_KEYS)
        is_valid = isinstance(expected, dict) and required <= expected.keys() <= known and _are_strings(expected)
        if not is_valid or not all(parse_date(expected[key]) for key in DATE_KEYS & expected.keys()):
            raise self._reader.edited_error(f"the expected failure of {case_id} is malformed")
        members: dict[str, Json] = {key: expected.get(key) for key in EXPECTED_FAILURE_KEYS}
        self._expected[case_id] = ExpectedFailure("the list of expected failures", **members)

    def _check_exit_code(self) -> None:
        exit_code, implied = self._reader.footer.get("exit_code"), self._tally.exit_code
        if type(exit_code) is not int or exit_code != implied:
            problem = f"the recorded exit code is {preview_repr(exit_code)}, but the records imply {implied}"
            raise self._reader.edited_error(problem)


def _rejudge(case: Case, observation: Any, seconds: float | None) -> Result | None:
    """Return the result of a recorded observation, or None if the observation is malformed."""
    try:
        return Result.judge(case, observation, seconds)
    except (TypeError, KeyError, ValueError, AttributeError, RecursionError):
        return None


def _are_strings(members: dict[str, Json]) -> bool:
    return all(isinstance(value, str) for value in members.values())


def _verdict_text(result: Any, failure: Any, pointer: Any, blocked_by: Any = None) -> str:
    text = "missing" if result is None else str(result)
    if blocked_by is not None:
        text += f" by {blocked_by}"
    if failure is not None and failure != result:
        text += f" ({failure_and_place(str(failure), None if pointer is None else str(pointer))})"
    return preview(text, MAX_VALUE_LENGTH)
