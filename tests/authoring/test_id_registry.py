"""The registry of case ids: it only grows, and every change of a source case has a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.authoring.id_registry import IdRegistry, content_hash
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError, UsageError

LOW = "quality/values/low"
CASE_FILE = "cases/quality/values.json"


def problems(root: Path) -> list[str]:
    return list(IdRegistry.load(root).problems(Corpus.load(root)))


def register(root: Path, reason: str | None = None, release: str = "0.2.0") -> list[dict[str, object]]:
    return IdRegistry.load(root).register(Corpus.load(root), release, reason)


def append(root: Path, *entries: object) -> None:
    with (root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(entry) + "\n" for entry in entries)


def test_registered_corpus_has_no_problems_and_no_new_entries(root: Path) -> None:
    before = (root / "case_ids.ndjson").read_bytes()
    assert problems(root) == []
    assert register(root) == []
    assert (root / "case_ids.ndjson").read_bytes() == before


def test_missing_file_is_an_empty_registry(root: Path) -> None:
    (root / "case_ids.ndjson").unlink()
    assert IdRegistry.load(root).entries == {}
    assert len(problems(root)) == len(register(root))
    assert problems(root) == []


def test_new_case_is_registered_without_a_reason(root: Path, edit) -> None:
    edit(root / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "lower"}))
    (problem,) = problems(root)
    hint = "Run `imagegen-conformance corpus register-ids`."
    assert problem == f"{root / 'case_ids.ndjson'}: quality/values/lower is not registered. {hint}"
    (entry,) = register(root)
    assert entry == {"id": "quality/values/lower", "hash": entry["hash"], "since": "0.2.0"}
    assert problems(root) == []


class TestChangedCase:
    @pytest.fixture
    def changed(self, root: Path, edit) -> Path:
        edit(root / CASE_FILE, lambda content: content["cases"][0]["payload"].update(quality="high"))
        return root

    def test_changed_case_is_a_problem(self, changed: Path) -> None:
        (problem,) = problems(changed)
        hint = "Restore it, or run `imagegen-conformance corpus register-ids --reason TEXT`."
        assert problem == f"{changed / 'case_ids.ndjson'}: {LOW} has changed. {hint}"

    @pytest.mark.parametrize("reason", [None, ""])
    def test_changed_case_is_not_registered_without_a_reason(self, changed: Path, reason: str | None) -> None:
        before = (changed / "case_ids.ndjson").read_bytes()
        hint = "Restore it, or state the reason with --reason TEXT."
        with pytest.raises(UsageError, match=f"^{LOW} has changed. {hint}$"):
            register(changed, reason)
        assert (changed / "case_ids.ndjson").read_bytes() == before

    def test_changed_case_is_appended_with_its_reason(self, changed: Path) -> None:
        before = (changed / "case_ids.ndjson").read_bytes()
        (entry,) = register(changed, "The payload was wrong.")
        assert entry["reason"] == "The payload was wrong."
        assert (changed / "case_ids.ndjson").read_bytes() == before + json.dumps(entry).encode() + b"\n"
        assert problems(changed) == []


class TestRemovedCase:
    @pytest.fixture
    def removed(self, root: Path, edit) -> Path:
        edit(root / CASE_FILE, lambda content: content["cases"].pop(0))
        return root

    def test_removed_case_is_a_problem(self, removed: Path) -> None:
        (problem,) = problems(removed)
        hint = "Restore it, or run `imagegen-conformance corpus register-ids --reason TEXT`."
        assert problem == f"{removed / 'case_ids.ndjson'}: {LOW} has been removed. {hint}"

    def test_removed_case_is_not_registered_without_a_reason(self, removed: Path) -> None:
        with pytest.raises(UsageError, match=f"{LOW} has been removed. Restore it, or state the reason"):
            register(removed)

    def test_removed_case_is_registered_as_removed(self, removed: Path) -> None:
        entry = {"id": LOW, "removed": "0.2.0", "reason": "The case was wrong."}
        assert register(removed, "The case was wrong.") == [entry]
        assert problems(removed) == []

    def test_removed_id_cannot_be_reused(self, removed: Path, edit) -> None:
        register(removed, "The case was wrong.")
        edit(removed / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "low"}))
        fact = f"{LOW} was removed or is an alias"
        assert problems(removed)[0].endswith(f": {fact}, and ids are never reused. Rename the case.")
        with pytest.raises(UsageError, match=f"{fact}. Rename the case: ids are never reused."):
            register(removed, "The case is right.")


class TestAlias:
    def test_alias_of_a_case_is_no_problem(self, root: Path) -> None:
        append(root, {"id": "quality/values/least", "alias": LOW, "since": "0.2.0"})
        assert problems(root) == []

    def test_alias_of_a_missing_case_is_a_problem(self, root: Path) -> None:
        append(root, {"id": "quality/values/least", "alias": "quality/values/none", "since": "0.2.0"})
        problem = "quality/values/least is an alias of quality/values/none, which is not a case. Correct the line."
        assert problems(root) == [f"{root / 'case_ids.ndjson'}: {problem}"]

    def test_alias_cannot_be_reused(self, root: Path, edit) -> None:
        append(root, {"id": "quality/values/least", "alias": LOW, "since": "0.2.0"})
        edit(root / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "least"}))
        assert "quality/values/least was removed or is an alias" in problems(root)[0]


class TestFile:
    def test_same_id_without_a_reason_is_rejected(self, root: Path) -> None:
        append(root, {"id": LOW, "hash": "0" * 16, "since": "0.2.0"})
        number = len((root / "case_ids.ndjson").read_text().splitlines())
        message = rf"case_ids\.ndjson line {number}: {LOW} is registered again without a reason. Remove the line."
        with pytest.raises(CorpusError, match=message):
            IdRegistry.load(root)

    def test_entry_after_a_removal_is_rejected(self, root: Path) -> None:
        append(root, {"id": LOW, "removed": "0.2.0", "reason": "The case was wrong."})
        append(root, {"id": LOW, "hash": "0" * 16, "since": "0.3.0", "reason": "The case is right."})
        with pytest.raises(CorpusError, match=f"{LOW} is registered again"):
            IdRegistry.load(root)

    @pytest.mark.parametrize(
        "line", [b"", b"{", b"[]", b"null", b'{"hash": 1}', b'{"id": 1}', b"\xff\xfe", b"[" * 99_999]
    )
    def test_malformed_line_is_rejected_with_its_number(self, root: Path, line: bytes) -> None:
        file = root / "case_ids.ndjson"
        file.write_bytes(line + b"\n" + file.read_bytes())
        message = r"case_ids\.ndjson line 1: this line is not a JSON object with an id\. Restore the line\."
        with pytest.raises(CorpusError, match=message):
            IdRegistry.load(root)

    def test_missing_line_is_a_problem(self, root: Path) -> None:
        file = root / "case_ids.ndjson"
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join(line for line in lines if LOW.encode() not in line))
        assert f"{LOW} is not registered" in problems(root)[0]

    def test_entry_is_appended_on_a_new_line_after_a_last_line_without_line_feed(self, root: Path, edit) -> None:
        file = root / "case_ids.ndjson"
        file.write_bytes(file.read_bytes().rstrip(b"\n"))
        edit(root / CASE_FILE, lambda content: content["cases"].append({**content["cases"][0], "name": "lower"}))
        register(root)
        assert problems(root) == []

    def test_windows_line_endings_are_supported(self, root: Path) -> None:
        file = root / "case_ids.ndjson"
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert problems(root) == []


class TestHash:
    CASE = {"kind": "accept", "name": "x", "description": "a fact", "requirement": "r", "payload": {"a": 1}}  # noqa: RUF012

    @pytest.mark.parametrize("change", [{"description": "another fact"}, {"rationale": "another reason"}])
    def test_text_for_people_does_not_change_the_hash(self, change) -> None:
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
    def test_any_other_key_changes_the_hash(self, change) -> None:
        assert content_hash({**self.CASE, **change}) != content_hash(self.CASE)
