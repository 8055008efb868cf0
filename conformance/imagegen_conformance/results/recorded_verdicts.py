"""The verdicts of an evidence file as it records them. The file is checked, but nothing is judged again.

Evidence of another corpus can be read in this way only. `verify` confirms the verdicts of evidence of the current
corpus; `RecordedVerdicts.of` returns them in the same form. `RecordedVerdicts.load` chooses between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Strength
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import EvidenceError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.evidence import VERDICTS, RunSettings
from imagegen_conformance.results.evidence_header import EvidenceHeader
from imagegen_conformance.results.evidence_reader import EvidenceReader
from imagegen_conformance.results.recorded_run import RecordedCase, RecordedRun
from imagegen_conformance.results.verification import verify
from imagegen_conformance.text import preview, preview_repr

__all__ = ["RecordedVerdict", "RecordedVerdicts"]

FAILED = frozenset({"fail", "flaky", "error"})
MAX_ID_LENGTH = 200  # characters of the id of a case in a message


class RecordedVerdict(NamedTuple):
    """The verdict on one case.

    Attributes:
        case_id: The id of the case in the corpus of the run.
        verdict: The verdict: a member of `VERDICTS`.
        failure: The kind of the failure, or None.
        pointer: The place of the failure, or None.
        is_expected: Whether the failure occurred as listed in the expected failures of the run.
        reason: The reason of the expected failure that is listed for the case, whether or not it occurred, or None.
        blocked_by: The failed prerequisite that blocks the case, or None.
        observation: What the implementation did.
        strength: The strength of the result, or None if the verdict is not confirmed: it depends on the corpus.
        gates: Whether the strength is one that makes the run fail, or None if it is unknown.
    """

    case_id: str
    verdict: str
    failure: str | None = None
    pointer: str | None = None
    is_expected: bool = False
    reason: str | None = None
    blocked_by: str | None = None
    observation: Json = None
    strength: Strength | None = None
    gates: bool | None = None

    @property
    def passed(self) -> bool:
        """Whether the case passed."""
        return self.verdict == "pass"

    @property
    def failed(self) -> bool:
        """Whether the case was judged and did not pass, whether or not the failure was expected."""
        return self.verdict in FAILED

    @classmethod
    def of(cls, case: RecordedCase, gating: tuple[Strength, ...]) -> RecordedVerdict:
        """Return the verdict on a case that was judged with the current corpus.

        Args:
            case: The case.
            gating: The strengths of the cases whose failures make the run fail.
        """
        result, blocker, expected = case.result, case.blocked_by, case.expected
        verdict, failure, pointer = result.verdict if blocker is None else ("blocked", None, None)
        return cls(
            result.case.id,
            verdict,
            failure,
            pointer,
            is_expected=case.disposition == "xfail",
            reason=None if expected is None else expected.reason,
            blocked_by=blocker,
            observation=result.observation,
            strength=result.strength,
            gates=result.strength in gating,
        )


class RecordedVerdicts(NamedTuple):
    """The verdicts of one run.

    Attributes:
        file: The evidence file.
        header: The record of the header.
        footer: The record of the footer.
        identity: The implementation under test.
        profile: The profile by which the cases were judged.
        revision: The revision of the profile.
        corpus_sha256: The checksum of the corpus with which they were judged.
        selection: The selection of the cases.
        settings: The settings of the run.
        cases: The verdicts in the order of judging, by the id of the case.
        run: The run with confirmed verdicts, or None if the verdicts are only recorded.
    """

    file: Path
    header: Mapping[str, Json]
    footer: Mapping[str, Json]
    identity: Identity
    profile: str
    revision: str
    corpus_sha256: str
    selection: Selection
    settings: RunSettings
    cases: Mapping[str, RecordedVerdict]
    run: RecordedRun | None = None

    @classmethod
    def load(cls, file: Path, corpus: Corpus) -> RecordedVerdicts:
        """Return the verdicts of an evidence file, confirmed by the judge if its corpus is this one.

        Args:
            file: The evidence file of a complete run.
            corpus: The current corpus, in any revision.

        Raises:
            EvidenceError: The file is incomplete, was edited, or is not evidence.
        """
        if EvidenceReader(file).read_header().get("corpus_sha256") == corpus.digest:
            return cls.of(verify(file, corpus), file)
        return cls.read(file)

    @classmethod
    def read(cls, file: Path) -> RecordedVerdicts:
        """Read an evidence file of a complete run, whatever its corpus is. Check its form, checksum and counts.

        Raises:
            EvidenceError: The file is incomplete, was edited, or is not evidence.
        """
        reader = EvidenceReader(file)
        header = reader.read_header()
        try:
            described = EvidenceHeader.of(header)
        except (TypeError, KeyError, ValueError, AttributeError):
            raise reader.edited_error("the header does not describe a run") from None
        cases: dict[str, RecordedVerdict] = {}
        for record in reader.case_records():
            verdict = _recorded_verdict(reader, record)
            if verdict.case_id in cases:
                raise reader.edited_error(f"{preview(verdict.case_id, MAX_ID_LENGTH)} is recorded twice")
            cases[verdict.case_id] = verdict
        reader.check_complete()
        place = header["profile"], header["revision"], header["corpus_sha256"]
        identity, selection, settings = described
        return cls(file, header, reader.footer, identity, *place, selection, settings, cases)

    @classmethod
    def of(cls, run: RecordedRun, file: Path) -> RecordedVerdicts:
        """Return the verdicts of a run that `verify` has read from a file."""
        verdicts = (RecordedVerdict.of(case, run.tally.gating) for case in run.cases)
        return cls(
            file,
            run.header,
            run.footer,
            run.identity,
            run.corpus.revision.profile,
            run.corpus.revision.name,
            run.corpus.digest,
            run.selection,
            run.settings,
            {verdict.case_id: verdict for verdict in verdicts},
            run,
        )


def _recorded_verdict(reader: EvidenceReader, record: dict[str, Json]) -> RecordedVerdict:
    """Return the verdict of a record.

    Raises:
        EvidenceError: The record is malformed.
    """
    case_id, verdict, expected = record.get("case"), record.get("verdict"), record.get("expected")
    if record.get("record") != "case" or not isinstance(case_id, str):
        raise reader.edited_error(f"{preview_repr(case_id)} is not a case")
    failure, pointer, blocker = record.get("failure"), record.get("pointer"), record.get("blocked_by")
    texts = [text for text in (failure, pointer, blocker) if text is not None]
    is_valid = verdict in VERDICTS and _are_strings(texts) and (verdict not in FAILED or failure is not None)
    if not is_valid or (verdict == "blocked") != (blocker is not None):
        raise _malformed(reader, "verdict", case_id)
    if expected is not None and not _is_expected_failure(expected):
        raise _malformed(reader, "expected failure", case_id)
    return RecordedVerdict(
        case_id,
        str(verdict),
        failure,
        pointer,
        is_expected=expected is not None and _occurred(expected, failure, pointer),
        reason=None if expected is None else expected["reason"],
        blocked_by=blocker,
        observation=record.get("observation"),
    )


def _malformed(reader: EvidenceReader, part: str, case_id: str) -> EvidenceError:
    return reader.edited_error(f"the {part} of {preview(case_id, MAX_ID_LENGTH)} is malformed")


def _is_expected_failure(expected: Any) -> bool:
    """Return whether the member `expected` of a record describes an expected failure."""
    return isinstance(expected, dict) and {"failure", "reason"} <= expected.keys() and _are_strings(expected.values())


def _occurred(expected: Mapping[str, str], failure: Json, pointer: Json) -> bool:
    """Return whether a case failed as listed, with an entry that had not expired."""
    return "expired" not in expected and expected["failure"] == failure and expected.get("pointer", pointer) == pointer


def _are_strings(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)
