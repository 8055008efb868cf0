from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.ledger import Ledger, content_hash

LOW = "quality/values/low"
CASE_FILE = "cases/quality/values.json"


def problems(root: Path) -> list[str]:
    return list(Ledger.load(root).problems(Corpus.load(root)))


def extend(root: Path, reason: str | None = None, release: str = "0.2.0") -> list[dict[str, object]]:
    return Ledger.load(root).extend(Corpus.load(root), release, reason)


def append(root: Path, *lines: object) -> None:
    with (root / "ids.lock").open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(line) + "\n" for line in lines)


def test_a_locked_corpus_has_no_problems_and_nothing_to_add(root: Path) -> None:
    before = (root / "ids.lock").read_bytes()
    assert problems(root) == []
    assert extend(root) == []
    assert (root / "ids.lock").read_bytes() == before


def test_a_ledger_that_is_not_there_is_empty(root: Path) -> None:
    (root / "ids.lock").unlink()
    assert Ledger.load(root).lines == {}
    assert len(problems(root)) == len(extend(root))
    assert problems(root) == []


def test_a_new_case_needs_no_reason(root: Path, edit) -> None:
    edit(root / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "lower"}))
    assert "quality/values/lower is not in the ledger; write it down with" in problems(root)[0]
    (line,) = extend(root)
    assert line == {"id": "quality/values/lower", "hash": line["hash"], "since": "0.2.0"}
    assert problems(root) == []


class TestAnEditedCase:
    @pytest.fixture
    def edited(self, root: Path, edit) -> Path:
        edit(root / CASE_FILE, lambda content: content["cases"][0]["payload"].update(quality="high"))
        return root

    def test_is_a_problem(self, edited: Path) -> None:
        assert f"{LOW} was changed; restore it, or write it down" in problems(edited)[0]

    @pytest.mark.parametrize("reason", [None, ""])
    def test_is_not_written_without_a_reason(self, edited: Path, reason: str | None) -> None:
        before = (edited / "ids.lock").read_bytes()
        with pytest.raises(UsageError, match=f"{LOW} was changed; restore it, or say why with --reason"):
            extend(edited, reason)
        assert (edited / "ids.lock").read_bytes() == before

    def test_is_written_below_what_stood_there(self, edited: Path) -> None:
        before = (edited / "ids.lock").read_bytes()
        (line,) = extend(edited, "It was wrong.")
        assert line["reason"] == "It was wrong."
        assert (edited / "ids.lock").read_bytes() == before + json.dumps(line).encode() + b"\n"
        assert problems(edited) == []


class TestADroppedCase:
    @pytest.fixture
    def dropped(self, root: Path, edit) -> Path:
        edit(root / CASE_FILE, lambda content: content["cases"].pop(0))
        return root

    def test_is_a_problem(self, dropped: Path) -> None:
        assert f"{LOW} was dropped; restore it" in problems(dropped)[0]

    def test_is_not_written_without_a_reason(self, dropped: Path) -> None:
        with pytest.raises(UsageError, match=f"{LOW} was dropped"):
            extend(dropped)

    def test_leaves_a_tombstone(self, dropped: Path) -> None:
        assert extend(dropped, "It was wrong.") == [{"id": LOW, "gone": "0.2.0", "reason": "It was wrong."}]
        assert problems(dropped) == []

    def test_never_comes_back(self, dropped: Path, edit) -> None:
        extend(dropped, "It was wrong.")
        edit(dropped / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "low"}))
        assert f"{LOW} is gone or an alias, and ids are not used again" in problems(dropped)[0]
        with pytest.raises(UsageError, match="ids are not used again"):
            extend(dropped, "Back again.")


class TestAnAlias:
    def test_is_a_promise_kept(self, root: Path) -> None:
        append(root, {"id": "quality/values/least", "alias": LOW, "since": "0.2.0"})
        assert problems(root) == []

    def test_of_nothing_is_a_problem(self, root: Path) -> None:
        append(root, {"id": "quality/values/least", "alias": "quality/values/none", "since": "0.2.0"})
        assert "is an alias of quality/values/none, which is no case; correct the line" in problems(root)[0]

    def test_is_no_free_id(self, root: Path, edit) -> None:
        append(root, {"id": "quality/values/least", "alias": LOW, "since": "0.2.0"})
        edit(root / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "least"}))
        assert "is gone or an alias" in problems(root)[0]


class TestLines:
    def test_the_same_id_twice_without_a_reason_is_refused(self, root: Path) -> None:
        append(root, {"id": LOW, "hash": "0" * 16, "since": "0.2.0"})
        count = len((root / "ids.lock").read_text().splitlines())
        with pytest.raises(CorpusError, match=rf"ids\.lock line {count}: {LOW} is written down again without a reason"):
            Ledger.load(root)

    def test_nothing_follows_a_tombstone(self, root: Path) -> None:
        append(root, {"id": LOW, "gone": "0.2.0", "reason": "It was wrong."})
        append(root, {"id": LOW, "hash": "0" * 16, "since": "0.3.0", "reason": "It is back."})
        with pytest.raises(CorpusError, match=f"{LOW} is written down again"):
            Ledger.load(root)

    @pytest.mark.parametrize(
        "line", [b"", b"{", b"[]", b"null", b'{"hash": 1}', b'{"id": 1}', b"\xff\xfe", b"[" * 99_999]
    )
    def test_rubbish_is_refused_with_its_number(self, root: Path, line: bytes) -> None:
        file = root / "ids.lock"
        file.write_bytes(line + b"\n" + file.read_bytes())
        with pytest.raises(CorpusError, match=r"ids\.lock line 1: this line is no object with an id; restore the line"):
            Ledger.load(root)

    def test_a_removed_line_is_a_problem(self, root: Path) -> None:
        file = root / "ids.lock"
        file.write_bytes(
            b"".join(line for line in file.read_bytes().splitlines(keepends=True) if LOW.encode() not in line)
        )
        assert f"{LOW} is not in the ledger" in problems(root)[0]

    def test_a_last_line_without_an_end_is_not_glued_to_the_next(self, root: Path, edit) -> None:
        file = root / "ids.lock"
        file.write_bytes(file.read_bytes().rstrip(b"\n"))
        edit(root / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "lower"}))
        extend(root)
        assert problems(root) == []

    def test_windows_line_ends_are_read(self, root: Path) -> None:
        file = root / "ids.lock"
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert problems(root) == []


class TestHash:
    CASE = {"kind": "accept", "name": "x", "description": "a fact", "requirement": "r", "payload": {"a": 1}}  # noqa: RUF012

    @pytest.mark.parametrize("change", [{"description": "other words"}, {"why": "other words"}])
    def test_wording_may_change(self, change) -> None:
        assert content_hash({**self.CASE, **change}) == content_hash(self.CASE)

    @pytest.mark.parametrize(
        "change",
        [
            {"payload": {"a": 2}},
            {"payload": {"a": 1.0}},
            {"payload": {"a": True}},
            {"requirement": "s"},
            {"name": "y"},
            {"kind": "either"},
        ],
    )
    def test_nothing_else_may(self, change) -> None:
        assert content_hash({**self.CASE, **change}) != content_hash(self.CASE)
