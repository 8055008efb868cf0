"""Evidence for tests: written without a run, or forged, with a correct checksum."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import EvidenceError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.results.evidence import EvidenceWriter, RunSettings, header_record
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.results.verification import verify

FAILING_CASE_ID = "wire/plain/unknown"
"""The id of the case of the small corpus that fails in the evidence of `write_evidence`."""

IDENTITY = Identity("mine:tool", None, "Python", "function", ("wire",))


def with_checksum(records: list[dict[str, Json]]) -> bytes:
    """Return an evidence file with these records, with the checksum of the footer computed again."""
    *header_and_cases, footer = records
    footer = {key: value for key, value in footer.items() if key != "sha256"}
    content = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in header_and_cases)
    content += json.dumps(footer, separators=(",", ":"))[:-1]
    checksum = hashlib.sha256(content.encode()).hexdigest()
    return f'{content},"sha256":"{checksum}"}}\n'.encode()


def read_records(file: Path) -> list[dict[str, Json]]:
    """Return the records of an evidence file."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def write_evidence(file: Path, corpus: Corpus, *patterns: str, listed: ExpectedFailure | None = None) -> Path:
    """Write evidence of the cases that match the patterns. The case `FAILING_CASE_ID` fails, and `listed` is listed for it."""
    selection = Selection(patterns=patterns)
    cases = corpus.select(selection)
    writer = EvidenceWriter(file, header_record(corpus, IDENTITY, selection, RunSettings("must"), len(cases)))
    entries = {} if listed is None else {FAILING_CASE_ID: listed}
    tally = Tally(ExpectedFailures(entries=entries), "must", IDENTITY.levels)
    for case in cases:
        result = Result.judge(case, _observe(case))
        writer.add(result, entries.get(case.id))
        tally.add(result)
    writer.close(tally.exit_code)
    return file


def _observe(case: Case) -> Observation:
    if case.level != "wire" or case.request.operation != "parse":
        return {"outcome": "unsupported", "message": "no"}
    return {"outcome": "accepted", "output": {} if case.id == FAILING_CASE_ID else case.request.content}


def verification_error(file: Path, corpus: Corpus) -> str:
    """Return the message with which the verification of a file fails, without the name of the file."""
    with pytest.raises(EvidenceError) as caught:
        verify(file, corpus)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    return str(caught.value).removeprefix(str(file)).lstrip(" :")
