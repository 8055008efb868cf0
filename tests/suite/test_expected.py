from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, ExpectedError, UsageError
from imagegen_conformance.expected import Expected
from imagegen_conformance.judge import judge
from imagegen_conformance.runner import Result

POP = "model/items/pop"
ENTRY = {"cases": [POP], "failure": "step", "reason": "pop is not there."}
TODAY = date(2026, 7, 1)


@pytest.fixture
def load(tmp_path: Path, small: Corpus):
    file = tmp_path / "expected.json"

    def load_it(content: object) -> Expected:
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return Expected.load(file, small, TODAY)

    return load_it


def refusal(load, content: object) -> str:
    with pytest.raises(ConformanceError) as refused:
        load(content)
    assert refused.value.exit_code == 2
    assert refused.value.mend
    assert "\n" not in str(refused.value)
    return str(refused.value).partition("expected.json")[2]


def test_entries_are_found_by_their_case(load) -> None:
    expected = load({"expected": [{**ENTRY, "cases": [POP, "model/items/popitem"], "at": "/steps/0"}]})
    assert set(expected.entries) == {POP, "model/items/popitem"}
    assert expected.entries[POP].reason == ENTRY["reason"]


def test_an_empty_list_is_fine(load) -> None:
    assert load({"expected": []}).entries == {}


def test_what_is_for_the_reader_is_taken(load) -> None:
    whole = {**ENTRY, "link": "https://example.com/1", "expires": "2026-07-01"}
    assert load({"$schema": "x", "implementation": "mine 1.0", "expected": [whole]}).entries


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"cases": [POP, POP]}, " /expected/0/cases/1: model/items/pop is here twice; delete one of them"),
        (
            {"cases": ["model/items/popp"]},
            " /expected/0/cases/0: there is no case model/items/popp; did you mean model/items/pop",
        ),
        ({"cases": [1]}, " /expected/0/cases/0: 1 is no case id; an id is a string"),
        ({"cases": [None]}, " /expected/0/cases/0: None is no case id"),
        ({"cases": ["a\nb"]}, " /expected/0/cases/0: there is no case a b"),
        ({"cases": []}, " /expected/0/cases: [] is no list of case ids; name the cases"),
        ({"cases": POP}, f" /expected/0/cases: {POP!r} is no list of case ids"),
        ({"failure": "Step"}, " /expected/0/failure: 'Step' is no failure; it is one of rejected, accepted"),
        ({"failure": None}, " /expected/0/failure: None is no failure"),
        ({"failure": []}, " /expected/0/failure: [] is no failure"),
        ({"reason": ""}, " /expected/0/reason: no reason; say why it fails"),
        ({"reason": " \t"}, " /expected/0/reason: no reason"),
        ({"reason": 1}, " /expected/0/reason: no reason"),
        ({"at": 0}, " /expected/0/at: 0 is no string"),
        ({"link": 1}, " /expected/0/link: 1 is no string"),
        ({"note": "x"}, " /expected/0/note: there is no key 'note'; the keys are at, cases, expires"),
        (
            {"expires": "2026-06-30"},
            " /expected/0/expires: it expired on 2026-06-30; mend the implementation, or set a new date",
        ),
        ({"expires": "2026-02-30"}, " /expected/0/expires: '2026-02-30' is no date; write it as YYYY-MM-DD"),
        ({"expires": "20270101"}, " /expected/0/expires: '20270101' is no date"),
        ({"expires": "2027-W01-1"}, " /expected/0/expires: '2027-W01-1' is no date"),
        ({"expires": "2027-1-1"}, " /expected/0/expires: '2027-1-1' is no date"),
        ({"expires": "\uff12027-01-01"}, " /expected/0/expires: '\uff12027-01-01' is no date"),
        ({"expires": "soon"}, " /expected/0/expires: 'soon' is no date"),
        ({"expires": None}, " /expected/0/expires: None is no date"),
        ({"expires": 20270101}, " /expected/0/expires: 20270101 is no date"),
    ],
)
def test_a_wrong_entry_is_named_with_its_place_and_mend(load, change, line: str) -> None:
    assert refusal(load, {"expected": [{**ENTRY, **change}]}).startswith(line)


@pytest.mark.parametrize("key", ["cases", "failure", "reason"])
def test_an_entry_without_a_key_is_refused(load, key: str) -> None:
    assert refusal(load, {"expected": [{k: v for k, v in ENTRY.items() if k != key}]}).startswith(
        f" /expected/0/{key}: "
    )


def test_a_case_in_two_entries_is_refused(load) -> None:
    assert refusal(load, {"expected": [ENTRY, ENTRY]}).startswith(" /expected/1/cases/0: model/items/pop is here twice")


def test_the_last_day_still_holds(load) -> None:
    assert load({"expected": [{**ENTRY, "expires": "2026-07-01"}]}).entries


@pytest.mark.parametrize("entry", [None, 1, "x", [], True])
def test_an_entry_that_is_no_object_is_refused(load, entry) -> None:
    assert refusal(load, {"expected": [entry]}).startswith(" /expected/0: an entry is an object; write {")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", " line 1 column 1: this is no JSON"),
        (b'{"expected": [\n}', " line 2 column 1: this is no JSON"),
        (b"\xff\xff", ": it cannot be read"),
        (b"[" * 100_000, ": it cannot be read"),
        (b"[]", ": it is no object with a list `expected`; see schemas/expected.schema.json"),
        (b"null", ": it is no object with a list `expected`"),
        (b"{}", ": it is no object with a list `expected`"),
        (b'{"expected": {}}', ": it is no object with a list `expected`"),
        (b'{"expected": [], "expect": []}', " /expect: there is no key 'expect'; drop it, or correct it"),
    ],
)
def test_a_file_of_another_shape_is_refused(load, content: bytes, line: str) -> None:
    assert refusal(load, content).startswith(line)


def test_an_endless_number_is_no_reason_to_crash(load) -> None:
    with pytest.raises(ConformanceError):
        load(b'{"expected": [' + b"9" * 5000 + b"]}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, small: Corpus) -> None:
    with pytest.raises(UsageError, match=r"none.json: it cannot be read .*; name a file of expected failures"):
        Expected.load(tmp_path / "none.json", small)
    with pytest.raises(UsageError, match="it cannot be read"):
        Expected.load(tmp_path, small)


class TestFits:
    def result(self, small: Corpus, *answers: object) -> Result:
        case = small.case(POP)
        observation = {"outcome": "called", "steps": [{"returned": answer} for answer in answers]}
        return Result(case, observation, judge(case, observation))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("change", "fits"),
        [
            ({}, True),
            ({"at": "/steps/1"}, True),
            ({"at": "/steps/0"}, False),
            ({"at": ""}, False),
            ({"failure": "error"}, False),
        ],
    )
    def test_the_same_failure_at_the_same_place(self, load, small: Corpus, change, fits: bool) -> None:
        entry = load({"expected": [{**ENTRY, **change}]}).entries[POP]
        result = self.result(small, "low", "low")
        assert entry.fits(result) is fits
        if not fits:
            assert "/expected/0: model/items/pop is expected to fail as" in entry.complaint(result)
            assert "and fails as step at /steps/1; look at it again" in entry.complaint(result)

    def test_a_pass_does_not_fit(self, load, small: Corpus) -> None:
        case = small.case(POP)
        observation = {"outcome": "called", "steps": [{"returned": "low"}, {"raised": "missing-key"}]}
        result = Result(case, observation, judge(case, observation))  # type: ignore[arg-type]
        entry = load({"expected": [ENTRY]}).entries[POP]
        assert not entry.fits(result)
        assert entry.complaint(result).endswith("/expected/0: model/items/pop passes; delete it from the list")


def test_errors_of_the_file_are_errors_of_expectations(load) -> None:
    with pytest.raises(ExpectedError) as refused:
        load({"expected": [{**ENTRY, "reason": ""}]})
    assert refused.value.place == "/expected/0/reason"
