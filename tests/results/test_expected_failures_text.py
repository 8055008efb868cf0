"""Edits of the text of a file of expected failures: properties over many texts, and examples of the form."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.expected_failures_text import ExpectedFailuresText

IDS = tuple(f"area/group/case-{number}:wire" for number in range(12))
WHITE_SPACE = ("", " ", "\n", "\r\n", "\t", "\n  ", "\r\n    ", " \n\t")
strings = st.text(st.characters(codec="utf-8"), max_size=6).map(lambda text: f'["{text}\\')
links = st.sampled_from([{}, {"link": "https://example.com/1", "expires": "2099-12-31"}])


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Json]:
    """Draw the content of a file: entries with different ids, and keys in any order."""
    ids = list(draw(st.permutations(IDS)))[: draw(st.integers(0, len(IDS)))]
    entries: list[Json] = []
    while ids:
        size = draw(st.integers(1, len(ids)))
        members: dict[str, Json] = {"cases": ids[:size], "failure": "wrong-output", "reason": draw(strings)}
        members |= draw(links)
        entries.append(dict(draw(st.permutations(list(members.items())))))
        ids = ids[size:]
    content: dict[str, Json] = {"$schema": "[{", "implementation": draw(strings), "expected_failures": entries}
    return dict(draw(st.permutations(list(content.items()))))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw the text of a file, with any white space between any two tokens."""
    text = json.dumps(draw(contents()), ensure_ascii=draw(st.booleans()), separators=(",", ":"))
    tokens = re.findall(r'"(?:[^"\\]|\\.)*"|[^"]', text)
    return "".join(token + draw(st.sampled_from(WHITE_SPACE)) for token in tokens)


def entry(*ids: str, **members: Json) -> dict[str, Json]:
    return {"cases": list(ids), "failure": "wrong-output", "reason": "It is known.", **members}


def entries_of(text: str) -> list[dict[str, Json]]:
    return json.loads(text)["expected_failures"]


def remaining(entries: list[dict[str, Json]], removed: set[str]) -> list[dict[str, Json]]:
    kept = [{**entry, "cases": [id_ for id_ in entry["cases"] if id_ not in removed]} for entry in entries]
    return [entry for entry in kept if entry["cases"]]


NEW = [entry("area/group/new:wire"), entry("area/group/newer", "area/group/newest", reason="\u202e\ud800 naïve\n")]


@given(texts(), st.sets(st.sampled_from(IDS)))
def test_removal_leaves_the_other_ids_and_entries_in_their_order(text: str, removed: set[str]) -> None:
    edited = ExpectedFailuresText(text).without_cases(removed)
    assert entries_of(edited) == remaining(entries_of(text), removed)
    assert {**json.loads(edited), "expected_failures": None} == {**json.loads(text), "expected_failures": None}
    assert list(json.loads(edited)) == list(json.loads(text))


@given(texts(), st.sets(st.sampled_from(IDS)))
def test_removal_deletes_characters_only(text: str, removed: set[str]) -> None:
    characters = iter(text)
    assert all(character in characters for character in ExpectedFailuresText(text).without_cases(removed))


@given(texts(), st.sets(st.sampled_from(IDS)))
def test_removal_is_idempotent(text: str, removed: set[str]) -> None:
    edited = ExpectedFailuresText(text).without_cases(removed)
    assert ExpectedFailuresText(edited).without_cases(removed) == edited


@given(texts())
def test_removal_of_unlisted_ids_keeps_every_byte(text: str) -> None:
    assert ExpectedFailuresText(text).without_cases({"area/group/unlisted"}) == text


@given(texts())
def test_new_entries_are_appended_and_the_rest_keeps_every_byte(text: str) -> None:
    edited = ExpectedFailuresText(text).with_entries(NEW)
    assert entries_of(edited) == [*entries_of(text), *NEW]
    if entries_of(text):
        start = next(index for index, pair in enumerate(zip(text, edited, strict=False)) if pair[0] != pair[1])
        inserted = len(edited) - len(text)
        assert edited[:start] + edited[start + inserted :] == text


@given(texts())
def test_removal_of_new_entries_restores_the_text(text: str) -> None:
    edited = ExpectedFailuresText(text).with_entries(NEW)
    new_ids = {id_ for entry in NEW for id_ in entry["cases"]}
    restored = ExpectedFailuresText(edited).without_cases(new_ids)
    assert restored == text or not entries_of(text)
    assert json.loads(restored) == json.loads(text)


@given(texts())
def test_no_new_entry_keeps_every_byte(text: str) -> None:
    assert ExpectedFailuresText(text).with_entries([]) == text


@given(texts())
def test_text_of_new_entries_can_be_encoded(text: str) -> None:
    assert ExpectedFailuresText(text).with_entries(NEW).encode()


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("indentation", ["  ", "    ", "\t", " "])
@pytest.mark.parametrize("end", ["\n", ""])
def test_indented_file_keeps_its_form(line_break: str, indentation: str, end: str) -> None:
    def form(entries: list[Json]) -> str:
        content = {"$schema": "x", "expected_failures": entries}
        return (json.dumps(content, indent=indentation) + end).replace("\n", line_break)

    first, second = entry(*IDS[:3]), entry(IDS[3], pointer="/size")
    assert ExpectedFailuresText(form([])).with_entries([first]) == form([first])
    assert ExpectedFailuresText(form([first])).with_entries([second]) == form([first, second])
    assert ExpectedFailuresText(form([first, second])).without_cases(IDS[:3]) == form([second])
    assert ExpectedFailuresText(form([first, second])).without_cases(IDS[3:4]) == form([first])
    for id_ in IDS[:3]:
        kept = entry(*(other for other in IDS[:3] if other != id_))
        assert ExpectedFailuresText(form([first])).without_cases({id_}) == form([kept])
    assert ExpectedFailuresText(form([first, second])).without_cases(IDS) == form([])


def test_entry_is_added_to_a_file_on_one_line() -> None:
    text = ExpectedFailuresText('{"expected_failures":[{"cases":["a/b/c"]}]}').with_entries([{"cases": ["d/e/f"]}])
    assert text == (
        '{"expected_failures":[{"cases":["a/b/c"]},\n    {\n      "cases": [\n        "d/e/f"\n      ]\n    }]}'
    )


def test_new_file_has_the_name_of_the_implementation_and_a_final_line_break() -> None:
    text = ExpectedFailuresText.empty("mine\u202e:tool").with_entries([entry("a/b/c")])
    assert text == (
        '{\n  "implementation": "mine\\u202e:tool",\n  "expected_failures": [\n    {\n      "cases": [\n'
        '        "a/b/c"\n      ],\n      "failure": "wrong-output",\n      "reason": "It is known."\n    }\n  ]\n}\n'
    )


def test_letters_are_written_as_they_are_and_control_characters_as_escapes() -> None:
    text = ExpectedFailuresText.empty("x").with_entries([entry("a/b/c", reason="naïve 😀\u202e\x1b\ud800\U000e0001")])
    assert '"naïve 😀\\u202e\\u001b\\ud800\\udb40\\udc01"' in text
