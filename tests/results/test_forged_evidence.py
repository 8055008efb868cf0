"""Files with a correct checksum, written by hand or by another program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from forged_evidence import FAILING_CASE_ID, read_records, verification_error, with_checksum, write_evidence
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.verification import verify


def forge(evidence: Path, change) -> Path:
    """Apply `change` to the records, and write them with a correct checksum."""
    content = read_records(evidence)
    change(content)
    evidence.write_bytes(with_checksum(content))
    return evidence


def test_changed_verdict_is_reported(evidence: Path, small: Corpus) -> None:
    def change(content) -> None:
        failed = next(record for record in content if record.get("case") == FAILING_CASE_ID)
        del failed["failure"], failed["pointer"]
        failed["verdict"] = "pass"

    line = f"the recorded verdict of {FAILING_CASE_ID} is pass, but the judge returns fail (wrong-output at /type). The"
    assert line in verification_error(forge(evidence, change), small)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"profile": "opnai"}, "line 1: the profile 'opnai' does not exist. Did you mean openai?"),
        ({"revision": "2.33"}, "line 1: the profile azure has no revision '2.33'. Did you mean 2.3"),
        ({"profile": None}, 'line 1: the header has no strings "profile" and "revision". The file was edited.'),
        ({"revision": 2.3}, 'line 1: the header has no strings "profile" and "revision". The file was edited.'),
    ],
)
def test_unknown_revision_is_reported(evidence: Path, small: Corpus, changes: dict[str, Json], message: str) -> None:
    assert verification_error(forge(evidence, lambda content: content[0].update(changes)), small).startswith(message)


def test_revision_is_not_read_if_the_corpus_is_another(evidence: Path, small: Corpus) -> None:
    """A later version of the suite can have further revisions."""
    changes = {"corpus_sha256": "0" * 64, "revision": "9.9"}
    message = verification_error(forge(evidence, lambda content: content[0].update(changes)), small)
    assert message.startswith("line 1: the cases were judged with corpus 000000000000 ")


def test_evidence_of_any_revision_is_judged_by_it(tmp_path: Path, small: Corpus) -> None:
    other = Corpus.load(small.root, (), "openai")
    verification = verify(write_evidence(tmp_path / "openai.ndjson", other), small)
    assert str(verification.corpus.revision) == "openai 2026-11-04"
    assert len(verification.cases) == len(other.cases)


class TestLongTexts:
    TEXT = "ab" * 4096

    @pytest.fixture
    def file(self, tmp_path: Path, root: Path, edit) -> Path:
        """Evidence of a case whose output contains a long text."""
        payload = {"type": "image_generation", "hue": self.TEXT}
        edit(root / "cases/wire/plain.json", lambda content: content["cases"][0].update(payload=payload))
        edit(root / "snapshots/wire/plain.json", lambda content: content.update({"wire/plain/bare": payload}))
        return write_evidence(tmp_path / "long.ndjson", Corpus.load(root), "wire/plain/bare")

    def test_observation_is_judged_in_full(self, file: Path, root: Path) -> None:
        assert b"abababab" not in file.read_bytes()
        assert verify(file, Corpus.load(root)).verdicts["pass"] == 1

    def test_changed_text_changes_the_verdict(self, file: Path, root: Path) -> None:
        forge(file, lambda content: content[1]["long_texts"].update({"$1": ["ab", 4095]}))
        line = "the recorded verdict of wire/plain/bare is pass, but the judge returns fail (wrong-output at /hue)"
        assert line in verification_error(file, Corpus.load(root))

    @pytest.mark.parametrize(
        "long_texts", [None, [], 1, {"$1": ["ab"]}, {"$1": [1, 1]}, {"$1": ["x", 1 << 60]}, {"$1": {"x": 1}}], ids=str
    )
    def test_malformed_texts_are_reported(self, file: Path, root: Path, long_texts: Json) -> None:
        forge(file, lambda content: content[1].update(long_texts=long_texts))
        message = "line 2: `long_texts` is malformed. The file was edited. Run the suite again."
        assert verification_error(file, Corpus.load(root)) == message


def test_missing_verdict_is_reported(evidence: Path, small: Corpus) -> None:
    def change(content) -> None:
        del content[1]["verdict"]
        content[1].pop("failure", None)

    assert "is missing, but the judge returns " in verification_error(forge(evidence, change), small)


def test_changed_observation_is_reported(evidence: Path, small: Corpus) -> None:
    def change(content) -> None:
        next(record for record in content if record.get("case") == "wire/plain/bare")["observation"]["output"] = {}

    line = "the recorded verdict of wire/plain/bare is pass, but the judge returns fail (wrong-output at /type)"
    assert line in verification_error(forge(evidence, change), small)


@pytest.mark.parametrize(
    "observation",
    [
        None,
        1,
        "x",
        [],
        {},
        {"outcome": 1},
        {"outcome": "rejected", "reasons": 1},
        {"outcome": "completed", "steps": "abc"},
    ],
)
def test_malformed_observation_is_rejected(evidence: Path, small: Corpus, observation) -> None:
    for index in range(1, len(read_records(evidence)) - 1):
        content = read_records(evidence)
        content[index] = {**content[index], "observation": observation}
        (evidence.parent / "forged").write_bytes(with_checksum(content))
        verification_error(evidence.parent / "forged", small)


def test_malformed_observation_is_reported(evidence: Path, small: Corpus) -> None:
    forged = forge(evidence, lambda content: content[1].update(observation={}))
    assert re.search(r"the observation of \S+ is malformed\. The file was edited\.", verification_error(forged, small))


def test_deep_observation_is_rejected(evidence: Path, small: Corpus) -> None:
    lines = evidence.read_bytes().splitlines(keepends=True)
    deep = f'{{"outcome": "accepted", "output": {"[" * 900 + "]" * 900}}}'
    for index in range(1, len(lines) - 1):
        text = json.dumps({**json.loads(lines[index]), "observation": "DEEP"}).replace('"DEEP"', deep)
        forged = [*lines[:index], text.encode() + b"\n", *lines[index + 1 :]]
        (evidence.parent / "deep").write_bytes(b"".join(forged))
        verification_error(evidence.parent / "deep", small)


def test_repeated_case_is_reported(evidence: Path, small: Corpus) -> None:
    forged = forge(evidence, lambda content: content.insert(2, content[1]))
    assert re.match(r"line 3: \S+ is recorded twice\. The file was edited\.", verification_error(forged, small))


@pytest.mark.parametrize("case_id", ["a/b/c", None, 1, ["a"]])
def test_unknown_case_is_reported(evidence: Path, small: Corpus, case_id: Json) -> None:
    forged = forge(evidence, lambda content: content[1].update(case=case_id))
    assert verification_error(forged, small).startswith(f"line 2: {case_id!r} is not a selected case. ")


def test_case_outside_of_the_selection_is_reported(short: Path, small: Corpus) -> None:
    forged = forge(short, lambda content: content[1].update(case="quality/values/low"))
    assert verification_error(forged, small).startswith("line 2: 'quality/values/low' is not a selected case. ")


def test_omitted_case_does_not_match_the_counts(evidence: Path, small: Corpus) -> None:
    forged = forge(evidence, lambda content: content.pop(1))
    assert "the counts of the footer do not match the records. The file was edited." in verification_error(
        forged, small
    )


def test_omitted_case_does_not_match_the_header(evidence: Path, small: Corpus) -> None:
    def change(content) -> None:
        removed = content.pop(1)
        content[-1]["cases"] -= 1
        content[-1]["verdicts"][removed["verdict"]] -= 1

    count = len(small.cases)
    line = f"the file has records of {count - 1} cases, but the header announces {count}. The file was edited."
    assert line in verification_error(forge(evidence, change), small)


@pytest.mark.parametrize("exit_code", [None, "0", True, 0.0, [], 0, 2, 3])
def test_changed_exit_code_is_reported(evidence: Path, small: Corpus, exit_code: Json) -> None:
    forged = forge(evidence, lambda content: content[-1].update(exit_code=exit_code))
    line = f"the recorded exit code is {exit_code!r}, but the records imply 1. The file was edited."
    assert line in verification_error(forged, small)


@pytest.mark.parametrize("lines", [None, "x", [1], {}])
@pytest.mark.parametrize("name", ["run_errors", "notes"])
def test_malformed_lines_of_the_footer_are_reported(evidence: Path, small: Corpus, name: str, lines: Json) -> None:
    forged = forge(evidence, lambda content: content[-1].update({name: lines}))
    assert f"`{name}` is not a list of strings. The file was edited." in verification_error(forged, small)


def test_added_run_error_changes_the_exit_code(tmp_path: Path, small: Corpus) -> None:
    file = write_evidence(tmp_path / "e", small, "wire/plain/bare")
    assert verify(file, small).exit_code == 0
    forged = forge(file, lambda content: content[-1].update(run_errors=["it did not end"]))
    assert "the recorded exit code is 0, but the records imply 1." in verification_error(forged, small)


@pytest.mark.parametrize(
    "expected",
    [1, [], {"failure": "error"}, {"reason": "x"}, {"failure": "error", "reason": "x", "note": "y"}],
)
def test_malformed_expected_failure_is_reported(evidence: Path, small: Corpus, expected: Json) -> None:
    forged = forge(evidence, lambda content: content[1].update(expected=expected))
    assert re.search(
        r"the expected failure of \S+ is malformed\. The file was edited\.", verification_error(forged, small)
    )


@pytest.mark.parametrize(
    "change", [{"implementation": None}, {"implementation": {}}, {"selection": {}}, {"fail_on": "never"}]
)
def test_malformed_header_is_reported(evidence: Path, small: Corpus, change: dict[str, Json]) -> None:
    forged = forge(evidence, lambda content: content[0].update(change))
    line = "line 1: the header does not describe a run. The file was edited. Run the suite again."
    assert verification_error(forged, small) == line


@pytest.mark.parametrize("change", [{"format": 2}, {"record": "case"}])
def test_header_of_another_format_is_reported(evidence: Path, small: Corpus, change: dict[str, Json]) -> None:
    assert (
        verification_error(forge(evidence, lambda content: content[0].update(change)), small)
        == "line 1: the file does not start with a header of format 1. Name an evidence file."
    )


def test_second_header_is_rejected(evidence: Path, small: Corpus) -> None:
    forged = forge(evidence, lambda content: content.insert(0, content[0]))
    assert verification_error(forged, small).startswith("line 2: None is not a selected case. ")
