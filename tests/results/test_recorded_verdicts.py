"""Evidence that is read without judging it again, because it can be of another corpus."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from forged_evidence import FAILING_CASE_ID, read_records, with_checksum, write_evidence
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import EvidenceError
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts
from imagegen_conformance.results.verification import verify

OTHER = "0" * 64


def forge(file: Path, change) -> Path:
    """Change the records of a file, and compute the checksum again."""
    records = read_records(file)
    change(records)
    file.write_bytes(with_checksum(records))
    return file


def reading_error(file: Path) -> str:
    with pytest.raises(EvidenceError) as caught:
        RecordedVerdicts.read(file)
    assert (caught.value.exit_code, caught.value.file) == (2, file)
    return str(caught.value)


def with_other_corpus(file: Path) -> Path:
    return forge(file, lambda records: records[0].update(corpus_sha256=OTHER))


def test_recorded_verdicts_are_those_that_the_judge_confirms(evidence: Path, small: Corpus) -> None:
    recorded, confirmed = RecordedVerdicts.read(evidence), RecordedVerdicts.of(verify(evidence, small), evidence)
    assert recorded.run is None
    assert confirmed.run is not None
    assert {id_: verdict[:8] for id_, verdict in recorded.cases.items()} == {
        id_: verdict[:8] for id_, verdict in confirmed.cases.items()
    }
    assert recorded[3:9] == confirmed[3:9]
    assert {verdict.strength for verdict in recorded.cases.values()} == {None}
    assert confirmed.cases[FAILING_CASE_ID].strength == "must"
    assert confirmed.cases[FAILING_CASE_ID].gates is True


def test_verdicts_of_this_corpus_are_confirmed(evidence: Path, small: Corpus) -> None:
    assert RecordedVerdicts.load(evidence, small).run is not None


def test_verdicts_of_another_corpus_are_read(evidence: Path, small: Corpus) -> None:
    run = RecordedVerdicts.load(with_other_corpus(evidence), small)
    assert (run.run, run.corpus_sha256) == (None, OTHER)
    assert run.cases[FAILING_CASE_ID][1:4] == ("fail", "wrong-output", "/type")
    assert run.cases[FAILING_CASE_ID].failed


def test_cases_of_another_corpus_may_be_unknown(evidence: Path, small: Corpus) -> None:
    forge(evidence, lambda records: records[1].update(case="old/topic/case"))
    assert "old/topic/case" in RecordedVerdicts.load(with_other_corpus(evidence), small).cases


def test_compressed_file_is_read(evidence: Path, small: Corpus) -> None:
    plain = RecordedVerdicts.read(evidence)
    evidence.write_bytes(gzip.compress(evidence.read_bytes()))
    assert RecordedVerdicts.read(evidence).cases == plain.cases


@pytest.mark.parametrize(
    ("entry", "is_expected"),
    [
        (("wrong-output", None, None), True),
        (("wrong-output", "/type", None), True),
        (("wrong-output", "/hue", None), False),
        (("error", None, None), False),
        (("wrong-output", None, "2026-01-01"), False),
    ],
)
def test_expected_failure_counts_only_if_it_occurred(
    tmp_path: Path, small: Corpus, entry: tuple[Failure, str | None, str | None], is_expected: bool
) -> None:
    failure, pointer, expired = entry
    listed = ExpectedFailure("list", failure, pointer, "It is known.", expired)
    file = write_evidence(tmp_path / "e", small, "wire/plain", listed=listed)
    for run in (RecordedVerdicts.read(file), RecordedVerdicts.load(file, small)):
        verdict = run.cases[FAILING_CASE_ID]
        assert (verdict.is_expected, verdict.reason) == (is_expected, "It is known.")


EDITED = "The file was edited. Run the suite again."


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda records: records[0].update(implementation=None), "the header does not describe a run"),
        (lambda records: records[0].update(suite=1), "the header does not describe a run"),
        (lambda records: records[0].update(fail_on="never"), "the header does not describe a run"),
        (lambda records: records[0]["selection"].update(select=[1]), "the header does not describe a run"),
        (lambda records: records[0]["selection"].update(corpus_since=1), "the header does not describe a run"),
        (lambda records: records[0].pop("revision"), "the header does not describe a run"),
        (lambda records: records[0]["settings"].update(speed=1), "the header does not describe a run"),
        (lambda records: records[1].update(case=1), "1 is not a case"),
        (lambda records: records[1].update(record="Case"), "'wire/plain/bare' is not a case"),
        (lambda records: records[1].update(case="wire/plain/unknown"), "wire/plain/unknown is recorded twice"),
        (lambda records: records[1].update(pointer=1), "the verdict of wire/plain/bare is malformed"),
        (lambda records: records[1].update(blocked_by="a"), "the verdict of wire/plain/bare is malformed"),
        (lambda records: records[2].pop("failure"), "the verdict of wire/plain/unknown is malformed"),
        (lambda records: records[1].update(expected={}), "the expected failure of wire/plain/bare is malformed"),
        (lambda records: records[1].update(expected=[1]), "the expected failure of wire/plain/bare is malformed"),
        (lambda records: records[1].update(expected={"failure": "error", "reason": 1}), "the expected failure of wire"),
        (lambda records: records[0].update(cases=3), "the file has records of 2 cases, but the header announces 3"),
    ],
)  # fmt: skip
def test_forged_file_is_rejected(short: Path, change, problem: str) -> None:
    message = reading_error(forge(short, change))
    assert problem in message
    assert message.endswith(EDITED)


@pytest.mark.parametrize("verdict", ["passed", ["pass"], None, {}])
def test_unknown_verdict_is_rejected(short: Path, verdict) -> None:
    forge(short, lambda records: records[1].update(verdict=verdict))
    assert f"the verdict of wire/plain/bare is malformed. {EDITED}" in reading_error(short)


def test_interrupted_run_is_rejected(short: Path) -> None:
    def change(records) -> None:
        del records[-1]["exit_code"]
        records[-1] |= {"complete": False, "reason": "--fail-fast", "case": None}

    assert "the run was interrupted, after 2 of 2 cases (--fail-fast)" in reading_error(forge(short, change))
