from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forgery import sealed
from imagegen_conformance.adapters import InProcess, adapt
from imagegen_conformance.corpus import Corpus, Selection
from imagegen_conformance.errors import EvidenceError, UsageError
from imagegen_conformance.evidence import EvidenceWriter, Terms, Verified, header, record, verify
from imagegen_conformance.expected import Entry
from imagegen_conformance.json_value import Json
from imagegen_conformance.runner import Identity, run
from imagegen_conformance.session import Options, Session, identify


def give_back(payload: object) -> object:
    if isinstance(payload, dict) and "hue" in payload:
        return {}
    return payload


def run_into(file: Path, corpus: Corpus, *patterns: str) -> Path:
    adapter = adapt(give_back, "mine:give_back")
    session = Session(corpus, identify(adapter, with_version=False), Options(evidence=file, patterns=patterns))
    session.begin(len(session.cases))
    for result in run(session.cases, InProcess(adapter)):
        session.take(result)
    session.finish()
    return file


@pytest.fixture
def evidence(tmp_path: Path, small: Corpus) -> Path:
    """Of a run with passes, failures and unsupported cases."""
    return run_into(tmp_path / "deep" / "er" / "evidence.ndjson", small)


@pytest.fixture
def short(tmp_path: Path, small: Corpus) -> Path:
    """Of two cases, a pass and a failure."""
    return run_into(tmp_path / "short.ndjson", small, "wire/plain")


def lines(file: Path) -> list[dict[str, Json]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def refusal(file: Path, corpus: Corpus) -> str:
    with pytest.raises(EvidenceError) as refused:
        verify(file, corpus)
    assert refused.value.exit_code == 2
    assert refused.value.mend
    return str(refused.value).removeprefix(str(file)).lstrip(" :")


def test_a_whole_file_is_verified(evidence: Path, small: Corpus) -> None:
    found = verify(evidence, small)
    assert isinstance(found, Verified)
    assert found.cases == len(small.cases) == sum(found.verdicts.values())
    assert {verdict for verdict, count in found.verdicts.items() if count} == {"pass", "fail", "unsupported"}
    assert found.exit == 1
    assert found.header["implementation"]["name"] == "mine:give_back"


def test_sealing_again_gives_the_same_bytes(evidence: Path) -> None:
    assert sealed(lines(evidence)) == evidence.read_bytes()


def test_what_it_holds(evidence: Path, small: Corpus) -> None:
    first, *cases, footer = lines(evidence)
    assert (first["record"], first["format"], first["corpus"], first["cases"]) == (
        "header",
        1,
        small.digest,
        len(cases),
    )
    assert sorted(line["case"] for line in cases) == sorted(case.id for case in small.cases)
    assert footer["record"] == "footer"
    assert list(footer)[-1] == "sha256"
    assert evidence.read_bytes().isascii()


def test_cut_anywhere_it_is_refused(short: Path, small: Corpus) -> None:
    content = short.read_bytes()
    for length in range(len(content)):
        short.write_bytes(content[:length])
        line = refusal(short, small)
        assert "it was cut" in line or (length == 0 and "it is no evidence" in line), (length, line)
    short.write_bytes(content)
    assert verify(short, small).cases == 2


def test_a_cut_says_how_far_it_came(evidence: Path, small: Corpus) -> None:
    content = evidence.read_bytes().splitlines(keepends=True)
    evidence.write_bytes(b"".join(content[:4]))
    assert refusal(evidence, small) == f"line 4: it was cut: no footer after 3 of {len(small.cases)} cases; run again"
    evidence.write_bytes(b"".join(content[:4]) + content[4][:-1])
    assert refusal(evidence, small) == "line 5: it was cut in the middle of a line; run again"


@pytest.mark.parametrize("bit", [1, 32])  # another digit or letter; another case, a control character for a space
def test_with_any_byte_changed_it_is_refused(short: Path, small: Corpus, bit: int) -> None:
    content = bytearray(short.read_bytes())
    for place in range(len(content)):
        content[place] ^= bit
        short.write_bytes(content)
        refusal(short, small)
        content[place] ^= bit
    short.write_bytes(content)
    assert verify(short, small).cases == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_put_in_or_taken_out_it_is_refused(evidence: Path, small: Corpus, data) -> None:
    content = evidence.read_bytes()
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, min(start + 20, len(content))))
    put = data.draw(st.binary(max_size=8))
    changed = content[:start] + put + content[end:]
    if changed != content:
        evidence.write_bytes(changed)
        refusal(evidence, small)
        evidence.write_bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"\xff\xfe\n",
        b"\x00" * 100,
        b'{"record": "header"}\n',
        b"[" * 99_999 + b"\n",
    ],
)
def test_rubbish_is_refused(tmp_path: Path, small: Corpus, content: bytes) -> None:
    file = tmp_path / "rubbish"
    file.write_bytes(content)
    assert refusal(file, small).startswith("line 1: ")


def test_what_cannot_be_read_is_refused(tmp_path: Path, small: Corpus) -> None:
    assert refusal(tmp_path / "none", small).startswith("it cannot be read (No such file")
    assert refusal(tmp_path, small).startswith("it cannot be read")


def test_another_corpus_is_told(evidence: Path, root: Path, edit) -> None:
    edit(root / "requirements.json", lambda head: head["requirements"][0].update(statement="It holds, too."))
    line = refusal(evidence, Corpus.load(root))
    assert line.startswith("line 1: it was judged by corpus ")
    assert line.endswith("; verify it with that release, or run again")


class TestForged:
    """Files whose checksum fits: made by hand, or by another program."""

    def test_a_verdict_that_the_judge_does_not_share(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        at, failed = next((n, line) for n, line in enumerate(records) if line.get("verdict") == "fail")
        records[at] = {key: value for key, value in failed.items() if key not in {"failure", "at"}} | {
            "verdict": "pass"
        }
        evidence.write_bytes(sealed(records))
        assert f"{failed['case']} is written down as 'pass', and the judge says 'fail'" in refusal(evidence, small)

    def test_an_observation_that_does_not_bear_its_verdict(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        line = next(line for line in records if line["record"] == "case" and line["observation"].get("output"))
        line["observation"]["output"] = {}
        evidence.write_bytes(sealed(records))
        assert "and the judge says 'fail': it was edited" in refusal(evidence, small)

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
            {"outcome": "called", "steps": "abc"},
        ],
    )
    def test_an_observation_of_another_shape(self, evidence: Path, small: Corpus, observation) -> None:
        for number, line in enumerate(lines(evidence)[1:-1], 1):
            records = lines(evidence)
            records[number] = {**line, "observation": observation}
            (evidence.parent / "forged").write_bytes(sealed(records))
            refusal(evidence.parent / "forged", small)

    def test_an_observation_that_is_deep(self, evidence: Path, small: Corpus) -> None:
        content = evidence.read_bytes().splitlines(keepends=True)
        deep = "[" * 900 + "]" * 900
        for number in range(1, len(content) - 1):
            line = json.loads(content[number])
            line["observation"] = "DEEP"
            text = json.dumps(line).replace('"DEEP"', f'{{"outcome": "accepted", "output": {deep}}}')
            (evidence.parent / "deep").write_bytes(
                b"".join([*content[:number], text.encode() + b"\n", *content[number + 1 :]])
            )
            refusal(evidence.parent / "deep", small)

    def test_a_case_twice(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        evidence.write_bytes(sealed([*records[:2], records[1], *records[2:]]))
        assert "or is here twice" in refusal(evidence, small)

    def test_a_case_that_does_not_exist(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        records[1]["case"] = "a/b/c"
        evidence.write_bytes(sealed(records))
        assert "'a/b/c' is no case" in refusal(evidence, small)

    def test_a_case_left_out(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        del records[1]
        evidence.write_bytes(sealed(records))
        assert "the footer counts other verdicts" in refusal(evidence, small)

    def test_a_case_left_out_and_not_counted(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        gone = records.pop(1)
        records[-1]["cases"] -= 1
        records[-1]["verdicts"][gone["verdict"]] -= 1
        evidence.write_bytes(sealed(records))
        assert f"{len(small.cases) - 1} of {len(small.cases)} cases were judged" in refusal(evidence, small)

    @pytest.mark.parametrize("code", [None, "0", True, 0.0, [], 0, 2, 3])
    def test_an_exit_code_that_is_none(self, evidence: Path, small: Corpus, code) -> None:
        records = lines(evidence)
        records[-1]["exit"] = code
        evidence.write_bytes(sealed(records))
        assert "the exit code is not the " in refusal(evidence, small)

    @pytest.mark.parametrize(
        "change", [{"implementation": None}, {"implementation": {}}, {"format": 2}, {"record": "case"}]
    )
    def test_a_header_of_another_shape(self, evidence: Path, small: Corpus, change) -> None:
        records = lines(evidence)
        records[0] |= change
        evidence.write_bytes(sealed(records))
        assert refusal(evidence, small).startswith("line 1: ")

    def test_a_second_header(self, evidence: Path, small: Corpus) -> None:
        records = lines(evidence)
        evidence.write_bytes(sealed([records[0], *records]))
        refusal(evidence, small)


@pytest.mark.parametrize("extra", [b"{}\n", b"\n", b"x", b'{"record": "footer"}\n', b"\x00\n"])
def test_what_follows_the_footer_is_refused(evidence: Path, small: Corpus, extra: bytes) -> None:
    evidence.write_bytes(evidence.read_bytes() + extra)
    refusal(evidence, small)


def test_a_second_run_after_the_first_is_refused(evidence: Path, small: Corpus) -> None:
    evidence.write_bytes(evidence.read_bytes() * 2)
    assert "there is more after the footer" in refusal(evidence, small)


class TestWriter:
    @pytest.fixture
    def first(self, small: Corpus) -> dict[str, Json]:
        identity = Identity("mine", "1.0", "Python", "function", ("wire",))
        return header(small, identity, Selection(), Terms("must"), 1)

    def test_each_line_is_in_the_file_at_once(self, tmp_path: Path, first: dict[str, Json], small: Corpus) -> None:
        file = tmp_path / "e"
        writer = EvidenceWriter(file, first)
        assert len(lines(file)) == 1
        case = small.cases[0]
        (result,) = run([case], InProcess(adapt(lambda payload: payload)))
        writer.add(result, Entry("list.json /expected/0", "changed", None, "it is known"))
        assert lines(file)[1]["expected"] == {"failure": "changed", "reason": "it is known"}
        writer.abandon()
        assert "it was cut: no footer after 1 of 1 cases" in refusal(file, small)

    def test_an_older_file_is_replaced(self, tmp_path: Path, first: dict[str, Json]) -> None:
        file = tmp_path / "e"
        EvidenceWriter(file, first | {"suite": "x" * 100_000}).abandon()
        EvidenceWriter(file, first).abandon()
        assert len(lines(file)) == 1

    @pytest.mark.parametrize("content", [b"precious", b"{}\n", b'{"record":"case"}\n', b"\n"])
    def test_a_file_that_is_no_evidence_stays(self, tmp_path: Path, first: dict[str, Json], content: bytes) -> None:
        file = tmp_path / "mine.py"
        file.write_bytes(content)
        with pytest.raises(UsageError, match="this file is there, and is no evidence; name another, or delete it"):
            EvidenceWriter(file, first)
        assert file.read_bytes() == content

    def test_an_empty_file_is_taken(self, tmp_path: Path, first: dict[str, Json]) -> None:
        file = tmp_path / "e"
        file.touch()
        EvidenceWriter(file, first).abandon()
        assert len(lines(file)) == 1

    @pytest.mark.parametrize("place", ["folder", "file/below"])
    def test_a_place_that_cannot_be_written_is_refused(
        self, tmp_path: Path, first: dict[str, Json], place: str
    ) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").write_text("")
        with pytest.raises(UsageError, match=f"{place}: the evidence cannot be written .*; name a file in a folder"):
            EvidenceWriter(tmp_path / place, first)

    def test_a_full_disk_is_told(self, tmp_path: Path, first: dict[str, Json], monkeypatch) -> None:
        def full(descriptor: int, content: bytes) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(UsageError, match=r"the evidence cannot be written \(No space left on device\)"):
            EvidenceWriter(tmp_path / "e", first)

    def test_a_write_that_takes_a_part_goes_on(self, tmp_path: Path, first: dict[str, Json], monkeypatch) -> None:
        whole = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, content: whole(descriptor, content[:7]))
        EvidenceWriter(tmp_path / "e", first).abandon()
        monkeypatch.undo()
        assert lines(tmp_path / "e") == [first]


def test_a_record_tells_how_it_failed(small: Corpus) -> None:
    case = small.case("wire/plain/unknown")
    (result,) = run([case], InProcess(adapt(give_back)))
    assert record(result) == {
        "record": "case",
        "case": "wire/plain/unknown",
        "verdict": "fail",
        "failure": "changed",
        "at": "/type",
        "observation": {"outcome": "accepted", "output": {}},
    }
