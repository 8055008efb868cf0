from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import ClassVar

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, ExpectedFailuresError, UsageError
from imagegen_conformance.judging.judge import judge
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.judging.verdict import PASS, Failure, Verdict
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.possible_failures import can_fail_at, possible_failures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import STALE_EXPECTATIONS, Tally

LOW = "quality/values/low"
HUGE = "quality/values/huge"
POP = "model/items/pop"
ENTRY = {"cases": [LOW], "failure": "wrongly-rejected", "reason": "The value is unknown."}
TODAY = date(2026, 7, 1)
Load = Callable[[object], ExpectedFailures]


@pytest.fixture
def load(tmp_path: Path, small: Corpus) -> Load:
    file = tmp_path / "known.json"

    def load_content(content: object) -> ExpectedFailures:
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return ExpectedFailures.load(file, small, TODAY)

    return load_content


def entries(*items: object) -> dict[str, object]:
    return {"expected_failures": list(items)}


def message(load: Load, content: object) -> str:
    """Return the message of the error, without the name of the file."""
    with pytest.raises(ConformanceError) as caught:
        load(content)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return str(caught.value).partition("known.json")[2]


def test_entry_applies_to_each_of_its_cases(load: Load) -> None:
    cases = [f"{LOW}:wire", f"{HUGE}:wire"]
    expected = load(entries({**ENTRY, "cases": cases, "failure": "wrong-output", "pointer": "/size"}))
    assert list(expected.entries) == cases
    assert expected.entries[cases[0]][1:] == ("wrong-output", "/size", ENTRY["reason"], None, None, None)
    assert expected.entries[cases[0]].location.endswith("known.json /expected_failures/0")


def test_empty_list_is_valid(load: Load) -> None:
    assert load(entries()).entries == {}


def test_keys_for_the_reader_are_valid(load: Load) -> None:
    entry = {**ENTRY, "link": "https://example.com/1", "expires": "2026-07-01"}
    expected = load({"$schema": "x", "implementation": "mine 1.0", **entries(entry)}).entries[LOW]
    assert (expected.link, expected.expires, expected.expired) == ("https://example.com/1", "2026-07-01", None)


def test_examples_of_the_schema_are_valid(tmp_path: Path, shipped: Corpus) -> None:
    file = tmp_path / "known.json"
    for example in load_json(data_directory("schemas") / "expected_failures.schema.json")["examples"]:
        file.write_text(json.dumps(example), encoding="utf-8")
        assert ExpectedFailures.load(file, shipped, TODAY).entries


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"cases": [LOW, LOW]}, "cases/1: quality/values/low is listed twice. Delete it in one of the places."),
        ({"cases": [1]}, "cases/0: 1 is not a case id. Write the id as a string."),
        (
            {"cases": ["quality/*"]},
            "cases/0: 'quality/*' is a pattern; patterns are not permitted. List the ids.",
        ),
        ({"cases": [None]}, "cases/0: None is not a case id."),
        ({"cases": []}, "cases: [] is not a list of case ids. List the cases that fail for this reason."),
        ({"cases": LOW}, f"cases: {LOW!r} is not a list of case ids."),
        (
            {"failure": "rejected"},
            "failure: 'rejected' is not a kind of failure. Did you mean wrongly-rejected",
        ),
        ({"failure": "step"}, "failure: 'step' is not a kind of failure. Did you mean wrong-step"),
        (
            {"failure": "xyz"},
            "failure: 'xyz' is not a kind of failure. Use one of wrongly-rejected, wrongly-accepted, wrongly-not-",
        ),
        ({"failure": None}, "failure: None is not a kind of failure."),
        ({"failure": []}, "failure: [] is not a kind of failure."),
        ({"reason": ""}, "reason: '' is not a reason. Explain why the cases fail."),
        ({"reason": " \t"}, "reason: ' \\t' is not a reason."),
        ({"reason": 1}, "reason: 1 is not a reason."),
        ({"pointer": 0}, "pointer: 0 is not a string. Write a JSON Pointer."),
        ({"pointer": "size"}, "pointer: 'size' is not a JSON Pointer. Did you mean /size?"),
        ({"pointer": "#/size"}, "pointer: '#/size' is not a JSON Pointer. Did you mean /size?"),
        ({"pointer": "steps/0"}, "pointer: 'steps/0' is not a JSON Pointer. Did you mean /steps/0?"),
        (
            {"pointer": "a~b"},
            "pointer: 'a~b' is not a JSON Pointer. Write the keys and indices with a slash before each of them, such as",
        ),
        ({"link": 1}, "link: 1 is not a string. Write a URL."),
        ({"link": "issues/1"}, "link: 'issues/1' is not a URL. Write it with its scheme."),
        ({"link": "https:"}, "link: 'https:' is not a URL. Write it with its scheme."),
        ({"link": ""}, "link: '' is not a URL."),
        ({"at": "/size"}, "at: unknown key 'at'. Did you mean pointer?"),
        ({"reasons": "x"}, "reasons: unknown key 'reasons'. Did you mean reason"),
        (
            {"url": "x"},
            "url: unknown key 'url'. The keys are cases, failure, pointer, reason, link, expires.",
        ),
        ({"a/b": "x"}, "a~1b: unknown key 'a/b'."),
        ({"a\0": "x"}, "a\\x00: unknown key 'a\\x00'."),
        ({"expires": "2026-02-30"}, "expires: '2026-02-30' is not a date. Write it as YYYY-MM-DD."),
        ({"expires": "20270101"}, "expires: '20270101' is not a date."),
        ({"expires": "2027-W01-1"}, "expires: '2027-W01-1' is not a date."),
        ({"expires": "2027-1-1"}, "expires: '2027-1-1' is not a date."),
        ({"expires": "\uff12027-01-01"}, "expires: '\uff12027-01-01' is not a date."),
        ({"expires": "soon"}, "expires: 'soon' is not a date."),
        ({"expires": None}, "expires: None is not a date."),
        ({"expires": 20270101}, "expires: 20270101 is not a date."),
    ],
)
def test_invalid_entry_is_reported_with_place_and_hint(load: Load, change: dict[str, object], line: str) -> None:
    assert message(load, entries({**ENTRY, **change})).startswith(f" /expected_failures/0/{line}")


def test_unknown_case_is_reported_with_similar_ids(load: Load, small: Corpus) -> None:
    with pytest.raises(UsageError) as of_the_corpus:
        small.case("quality/values/lo")
    line = message(load, entries({**ENTRY, "cases": ["quality/values/lo"]}))
    assert line == f" /expected_failures/0/cases/0: {of_the_corpus.value}"
    assert "Did you mean quality/values/low" in line


def test_unknown_case_with_a_line_break_is_reported_on_one_line(load: Load) -> None:
    line = " /expected_failures/0/cases/0: the case a\\nb does not exist. "
    assert message(load, entries({**ENTRY, "cases": ["a\nb"]})).startswith(line)


def test_long_value_is_shortened(load: Load) -> None:
    assert len(message(load, entries({**ENTRY, "expires": "9" * 9999}))) < 200


@pytest.mark.parametrize("key", ["cases", "failure", "reason"])
def test_missing_key_is_reported(load: Load, key: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != key}
    assert message(load, entries(entry)) == (
        f" /expected_failures/0/{key}: `{key}` is missing. Every entry has `cases`, `failure` and `reason`."
    )


def test_case_in_two_entries_is_reported(load: Load) -> None:
    line = " /expected_failures/1/cases/0: quality/values/low is listed twice."
    assert message(load, entries(ENTRY, ENTRY)).startswith(line)


def test_entry_is_valid_on_its_last_day(load: Load) -> None:
    assert load(entries({**ENTRY, "expires": "2026-07-01"})).entries


@pytest.mark.parametrize("entry", [None, 1, "x", [], True])
def test_entry_that_is_not_an_object_is_reported(load: Load, entry: object) -> None:
    hint = 'Write {"cases": […], "failure": "…", "reason": "…"}.'
    line = f" /expected_failures/0: an entry is an object, not {entry!r}. {hint}"
    assert message(load, entries(entry)) == line


MISSING_LIST = ": the list `expected_failures` is missing. See schemas/expected_failures.schema.json."
NOT_AN_OBJECT = ': the file does not contain an object. Write {"expected_failures": […]}.'


ENCODING_HINT = "Save it in UTF-8 without a byte order mark, in Windows PowerShell with `Set-Content -Encoding ascii`."
EMPTY = ': the file is empty. Write {"expected_failures": []}.'


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", EMPTY),
        (b" \r\n", EMPTY),
        (b"x", " line 1 column 1: the file is not valid JSON (Expecting value). Correct it."),
        (b'{"expected_failures": [\n}', " line 2 column 1: the file is not valid JSON"),
        (b"\xff\xff", ": the file is not valid UTF-8. Save it in UTF-8."),
        ("{}".encode("utf-16"), f": the file is encoded in UTF-16. {ENCODING_HINT}"),
        ("{}".encode("utf-16-le"), ": the file is encoded in UTF-16. "),
        ("{}".encode("utf-16-be"), ": the file is encoded in UTF-16. "),
        ("{}".encode("utf-32"), ": the file is encoded in UTF-32. "),
        (
            b'\xef\xbb\xbf{"expected_failures": []}',
            f": the file is encoded in UTF-8 with a byte order mark. {ENCODING_HINT}",
        ),
        (
            b'{"expected_failures": [], "expected_failures": []}',
            ": an object contains the key 'expected_failures' twice. Delete one of the two.",
        ),
        (
            b'{"expected_failures": [{"reason": "a", "cases": [], "reason": "b"}]}',
            ": an object contains the key 'reason' twice.",
        ),
        (b"[" * 100_000, ": the file cannot be read ("),
        (b"[]", NOT_AN_OBJECT),
        (b"null", NOT_AN_OBJECT),
        (b"{}", MISSING_LIST),
        (b'{"expected_failures": {}}', MISSING_LIST),
        (b'{"expected": []}', " /expected: unknown key 'expected'. Did you mean expected_failures?"),
        (
            b'{"expected_failures": [], "notes": []}',
            " /notes: unknown key 'notes'. The keys are $schema, implementation, expected_failures.",
        ),
        (b'{"expected_failures": [], "implementation": 1}', " /implementation: 1 is not a string. Write a name."),
        (b'{"expected_failures": [], "$schema": null}', " /$schema: None is not a string. Write a path or URL."),
    ],
)
def test_invalid_file_is_reported(load: Load, content: bytes, line: str) -> None:
    assert message(load, content).startswith(line)


def test_file_with_crlf_line_breaks_is_valid(load: Load) -> None:
    assert load(json.dumps(entries(ENTRY), indent=2).replace("\n", "\r\n").encode()).entries


def test_too_long_integer_is_reported(load: Load) -> None:
    assert message(load, b'{"expected_failures": [' + b"9" * 5000 + b"]}")


def test_missing_file_is_reported(tmp_path: Path, small: Corpus) -> None:
    with pytest.raises(UsageError, match=r"none\.json: the file does not exist\. Check the path\.$"):
        ExpectedFailures.load(tmp_path / "none.json", small)


def test_directory_is_reported(tmp_path: Path, small: Corpus) -> None:
    with pytest.raises(UsageError, match=r": this is a directory\. Name a file\.$"):
        ExpectedFailures.load(tmp_path, small)


def test_unreadable_file_is_reported(tmp_path: Path, small: Corpus) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"the file cannot be read \(.*\)\. Name a file of expected failures\.$"):
        ExpectedFailures.load(tmp_path / "file" / "known.json", small)


def test_error_has_its_own_type_and_location(load: Load) -> None:
    with pytest.raises(ExpectedFailuresError) as caught:
        load(entries({**ENTRY, "reason": ""}))
    assert caught.value.location == "/expected_failures/0/reason"


class TestImpossibleEntry:
    @pytest.mark.parametrize(
        ("changes", "problem", "hint"),
        [
            ({"failure": "wrong-output"}, f"{LOW} cannot fail with wrong-output", f"Did you mean {LOW}:wire?"),
            (
                {"failure": "wrong-output", "cases": [HUGE], "pointer": "/quality"},
                f"{HUGE} cannot fail with wrong-output",
                f"Did you mean {HUGE}:wire?",
            ),
            (
                {"failure": "wrongly-rejected", "cases": [HUGE]},
                f"{HUGE} cannot fail with wrongly-rejected",
                f"Did you mean {HUGE}:repaired?",
            ),
            (
                {"pointer": "/quality"},
                f"{LOW} cannot fail with wrongly-rejected at /quality",
                "Correct or remove `pointer`.",
            ),
            (
                {"failure": "error", "pointer": ""},
                f"{LOW} cannot fail with error at the root",
                "Correct or remove `pointer`.",
            ),
            (
                {"failure": "wrong-step", "cases": [POP], "pointer": "/steps/2"},
                f"{POP} cannot fail with wrong-step at /steps/2",
                "Correct or remove `pointer`.",
            ),
            (
                {"failure": "wrong-step", "cases": [POP], "pointer": "/size"},
                f"{POP} cannot fail with wrong-step at /size",
                "Correct or remove `pointer`.",
            ),
        ],
    )
    def test_failure_that_the_case_cannot_have_is_reported(self, load: Load, changes, problem: str, hint: str) -> None:
        assert message(load, entries({**ENTRY, **changes})) == f" /expected_failures/0/cases/0: {problem}. {hint}"

    @pytest.mark.parametrize(
        ("case", "failure", "pointer"),
        [
            (LOW, "wrongly-not-applicable", None),
            (LOW, "modified-input", None),
            (LOW, "variant-mismatch", None),
            (LOW, "flaky", None),
            (LOW, "unsupported", None),
            (f"{LOW}:wire", "wrong-output", ""),
            (HUGE, "wrong-reason", "/quality"),
            (HUGE, "wrongly-accepted", None),
            (POP, "wrongly-rejected", None),
            (POP, "wrong-step", "/steps/1"),
            (POP, "error", "/steps/9"),
            # No case with the same source can have these. An entry that was possible in an earlier version is stale.
            (LOW, "wrong-step", "/steps/0"),
            (POP, "wrong-output", None),
        ],
    )
    def test_other_failure_is_valid(self, load: Load, case: str, failure: str, pointer) -> None:
        entry = {**ENTRY, "cases": [case], "failure": failure, **({} if pointer is None else {"pointer": pointer})}
        assert load(entries(entry)).entries[case].failure == failure

    def test_every_failure_of_the_judge_is_possible(self, shipped: Corpus) -> None:
        observations: list[Observation] = [
            {"outcome": "accepted", "output": None, "warnings": [{"path": "", "rule": "x"}]},
            {"outcome": "rejected", "reasons": [{"path": "/nonsense", "rule": "x"}]},
            {"outcome": "completed", "steps": [{"returned": "nonsense"}] * 9},
            {"outcome": "completed", "steps": []},
            {"outcome": "not-applicable"},
            {"outcome": "unsupported"},
            {"outcome": "error"},
        ]
        for case, observation in product(shipped.cases, observations):
            verdict = judge(case, observation)
            if verdict.failure is not None:
                assert verdict.failure in possible_failures(case)
                assert verdict.pointer is None or can_fail_at(case, verdict.failure, verdict.pointer)


class TestFormerCase:
    def test_removed_case_is_reported_with_the_reason(self, tmp_path: Path, shipped: Corpus) -> None:
        file = tmp_path / "known.json"
        file.write_text(json.dumps(entries({**ENTRY, "cases": ["size/open/spaces:wire"]})), encoding="utf-8")
        with pytest.raises(ExpectedFailuresError) as caught:
            ExpectedFailures.load(file, shipped, TODAY)
        fact = "the case size/open/spaces:wire was removed in release 0.1.0"
        assert caught.value.problem == f"{fact} (a malformed size is a matter of level semantic)"
        assert caught.value.hint


class TestExpiredEntry:
    EXPIRED: ClassVar = {**ENTRY, "cases": [LOW, f"{LOW}:wire"], "expires": "2026-06-30"}

    def test_expired_entry_does_not_match(self, load: Load, small: Corpus) -> None:
        entry = load(entries(self.EXPIRED)).entries[LOW]
        result = Result(small.case(LOW), {"outcome": "rejected"}, Verdict("fail", "wrongly-rejected"))
        assert entry.expired == "2026-06-30"
        assert not entry.matches(result)
        assert entry.mismatch(result).partition("known.json ")[2] == (
            "/expected_failures/0: the entry expired on 2026-06-30. Fix the implementation, or set a later date."
        )

    def test_case_that_passes_is_deleted_from_the_list(self, load: Load, small: Corpus) -> None:
        entry = load(entries(self.EXPIRED)).entries[LOW]
        line = entry.mismatch(Result(small.case(LOW), {"outcome": "accepted"}, PASS))
        assert line.endswith("did not occur: the case passes. Delete it from the list.")

    def test_run_has_one_stale_expectation_for_all_its_cases(self, load: Load, small: Corpus) -> None:
        tally = Tally(load(entries(self.EXPIRED)), "must")
        for case in (small.case(LOW), small.case(f"{LOW}:wire")):
            assert tally.add(Result(case, {"outcome": "rejected"}, Verdict("fail", "wrongly-rejected"))) == "stale"
        assert len(tally.stale_expectations) == 1
        assert tally.exit_code == STALE_EXPECTATIONS


SCHEMA_CHANGES: list[object] = [
    {},
    {"cases": []},
    {"cases": [LOW, LOW]},
    {"cases": ["quality"]},
    {"cases": LOW},
    {"failure": "rejected"},
    {"failure": "modified-input"},
    {"failure": "wrongly-not-applicable"},
    {"failure": None},
    {"reason": ""},
    {"reason": " "},
    {"reason": "x"},
    {"reason": " padded "},
    {"reason": "two\nlines"},
    {"reason": 1},
    {"pointer": "size"},
    {"pointer": None},
    {"link": "https://example.com/1"},
    {"link": "issues/1"},
    {"link": None},
    {"expires": "2026-06-30"},
    {"expires": "2026-02-30"},
    {"expires": "30.06.2026"},
    {"expires": None},
    {"at": "/size"},
]


@pytest.mark.parametrize("change", SCHEMA_CHANGES, ids=str)
def test_schema_and_suite_agree_on_an_entry(load: Load, change: dict[str, object]) -> None:
    schema = load_json(data_directory("schemas") / "expected_failures.schema.json")
    content = entries({**ENTRY, **change})
    is_valid = Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(content)
    try:
        load(content)
    except ConformanceError:
        assert not is_valid
    else:
        assert is_valid


class TestMatches:
    def result(self, small: Corpus, failure: Failure, pointer: str) -> Result:
        verdict = Verdict("fail", failure, pointer)
        return Result(small.case(POP), {"outcome": "completed"}, verdict)

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"pointer": "/steps/0"}, "wrong-step at /steps/0"),
            ({"failure": "error"}, "error"),
        ],
    )
    def test_other_failure_does_not_match(self, load: Load, small: Corpus, change, expected: str) -> None:
        entry = load(entries({**ENTRY, "cases": [POP], "failure": "wrong-step", **change})).entries[POP]
        result = self.result(small, "wrong-step", "/steps/1")
        assert not entry.matches(result)
        assert entry.mismatch(result).partition("known.json ")[2] == (
            f"/expected_failures/0: the listed failure of {POP} did not occur as listed: "
            f"expected {expected}, actual wrong-step at /steps/1. Correct the entry."
        )

    @pytest.mark.parametrize("pointer", [{}, {"pointer": "/steps/1"}])
    def test_same_failure_matches_with_and_without_its_place(self, load: Load, small: Corpus, pointer) -> None:
        entry = load(entries({**ENTRY, "cases": [POP], "failure": "wrong-step", **pointer})).entries[POP]
        assert entry.matches(self.result(small, "wrong-step", "/steps/1"))

    def test_pass_does_not_match(self, load: Load, small: Corpus) -> None:
        entry = load(entries(ENTRY)).entries[LOW]
        result = Result(small.case(LOW), {"outcome": "accepted"}, PASS)
        assert not entry.matches(result)
        assert entry.mismatch(result).partition("known.json ")[2] == (
            f"/expected_failures/0: the listed failure of {LOW} did not occur: the case passes. "
            "Delete it from the list."
        )
