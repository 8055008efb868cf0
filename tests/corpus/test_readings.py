from __future__ import annotations

import json

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.readings import with_other_readings
from imagegen_conformance.jsonlib.approximation import other_doubles
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.judging.judge import judge

LONG = 0.30000000000000004
OTHERS = [0.2999999999999999, 0.29999999999999993, 0.3, 0.3000000000000001, 0.30000000000000016, 0.3000000000000002]


def text_readings(text: str, *outputs: Json) -> list[Json]:
    """Return the permitted outputs of a request to parse a text."""
    return list(with_other_readings(Request("parse-text", text), outputs) or ())


def payload_readings(payload: Json, *outputs: Json) -> list[Json]:
    """Return the permitted outputs of a request to parse a payload."""
    return list(with_other_readings(Request("parse", payload), outputs or (payload,)) or ())


def test_number_of_a_text_is_read_as_a_near_double() -> None:
    text = '{"a": 0.300000000000000044, "b": 2.5}'
    assert text_readings(text, {"a": LONG, "b": 2.5}) == [{"a": a, "b": 2.5} for a in (LONG, *OTHERS)]


def test_number_of_a_payload_is_read_as_a_near_double() -> None:
    assert payload_readings({"a": [0, LONG]}) == [{"a": [0, a]} for a in (LONG, *OTHERS)]


@pytest.mark.parametrize("payload", [{"a": 2**64}, {"a": 2**64 + 1}])
def test_integer_beyond_64_bits_is_read_as_a_near_double(payload: Json) -> None:
    assert [output["a"] for output in payload_readings(payload)][1:] == list(other_doubles(str(payload["a"])))
    assert text_readings(dumps(payload), payload) == payload_readings(payload)


def test_each_number_has_its_own_reading() -> None:
    read = {(output["a"], output["b"]) for output in payload_readings({"a": LONG, "b": 1e23})}
    assert read == {(a, b) for a in (LONG, *OTHERS) for b in (1e23, *other_doubles("1e23"))}


def test_equal_notations_have_the_same_reading() -> None:
    assert all(a == b for a, b in payload_readings([LONG, LONG]))


def test_each_output_has_the_readings() -> None:
    payload = {"a": LONG, "b": None}
    expected = [output for a in (LONG, *OTHERS) for output in ({"a": a, "b": None}, {"a": a})]
    assert payload_readings(payload, payload, {"a": LONG}) == expected


def test_request_with_many_long_numbers_has_any_output() -> None:
    assert with_other_readings(Request("parse", [1e23, 1e24, 1e25]), ([],)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("80.0", 80), ("25e-1", 2.5), ("-0.0", 0), ("0.1", 0.1), ("9007199254740993", 9007199254740993)],
)
def test_short_number_has_one_reading(text: str, value: Json) -> None:
    assert text_readings(text, value) == [value]


def test_other_numbers_and_texts_are_unchanged() -> None:
    output = {"a": 1, "b": str(LONG), "c": LONG}
    assert text_readings(f'{{"a": {LONG}, "b": "{LONG}"}}', output) == [output]
    assert text_readings(f'{{"a": [{LONG}]}}', {"a": [LONG, LONG]}) == [{"a": [LONG, LONG]}]
    assert text_readings('{"a": 100.00000000000000000001}', {"a": True}) == [{"a": True}]
    assert text_readings(f'{{"a": {LONG}}}', {"a": 10**400}) == [{"a": 10**400}]


@pytest.mark.parametrize("text", ['{"a": 1e23', "NaN 1e23", "[" * 100_000 + "1e23" + "]" * 100_000])
def test_output_of_a_text_that_is_not_read_is_unchanged(text: str) -> None:
    assert text_readings(text, {"a": 1e23}) == [{"a": 1e23}]


def test_numbers_beside_an_integer_of_any_length_have_readings() -> None:
    output = {"a": 1e23, "b": None}
    assert len(text_readings(f'{{"a": 1e23, "b": {"1" * 5000}}}', output)) == 7


def test_case_without_outputs_has_none(shipped: Corpus) -> None:
    case = shipped.case("raw/integers/notation:beyond-doubles:unknown-key")
    assert isinstance(case.expected, ExpectedOutcome)
    assert case.expected.outputs is None


def result_of(case: Case, number: str) -> str | None:
    """Return the failure of a case if a number in a JSON text is its output at /note."""
    output = json.loads(f'{{"type": "image_generation", "note": {number}}}')
    return judge(case, {"outcome": "accepted", "output": output}).failure


@pytest.mark.parametrize(
    ("element", "right", "wrong"),
    [
        (
            "two-to-53-plus-1-point",
            ["9007199254740992", "9007199254740993", "9007199254740994.0", "9007199254740998.0", "9007199254740989"],
            ["9007199254740988", "9007199254741000", "9.0071993e15", "null"],
        ),
        (
            "rounds-to-3",
            ["3", "2.9999999999999996", "2.99999999999999999999", "3.0000000000000013"],
            ["2", "2.999999999999998", "3.0000000000000018", "2.9999999"],
        ),
        ("rounds-to-100", ["100", "100.00000000000001", "100.00000000000000000001"], ["99.99999999999994", "101"]),
        ("long-fraction", ["0.1", "0.09999999999999999"], ["0.10000000000000006", "0", "0.10000000149011612"]),
        ("underflow", ["0", "1e-400", "5e-324"], ["-5e-324", "2e-323"]),
        ("fraction", ["2.5", "25e-1"], ["2.4999999999999996", "2.5000000000000004", "2", "3"]),
        ("two-to-53-plus-1", ["9007199254740993", "9007199254740992"], ["9007199254740994", "9007199254740991"]),
        ("two-to-64", ["18446744073709551616", "18446744073709550000"], ["0", "18446744073709600000"]),
    ],
)
def test_judge_permits_the_readings_only(shipped: Corpus, element: str, right: list[str], wrong: list[str]) -> None:
    case = shipped.case(f"raw/integers/notation:{element}:unknown-key")
    assert {number: result_of(case, number) for number in right} == dict.fromkeys(right)
    assert {number: result_of(case, number) for number in wrong} == dict.fromkeys(wrong, "wrong-output")


def test_judge_permits_the_error_of_a_reader_in_a_long_integer(shipped: Corpus) -> None:
    case = shipped.case("raw/numbers/long-integer")
    for number, failure in [("1.0000000000000002e299", None), ("1.000000000000001e299", "wrong-output")]:
        output = json.loads(f'{{"type": "image_generation", "extra": {number}}}')
        assert judge(case, {"outcome": "accepted", "output": output}).failure == failure


@pytest.mark.parametrize("profile", ["azure", "openai"])
@pytest.mark.parametrize("index", [0, -1])
def test_reader_that_misses_the_nearest_double_passes(profile: str, index: int) -> None:
    def read(number: str) -> float:
        return ([float(number)] if not other_doubles(number) else other_doubles(number))[index]

    count = 0
    for case in Corpus.load(profile=profile).cases:
        if not (isinstance(case.expected, ExpectedOutcome) and case.expected.outputs):
            continue
        is_payload = case.request.operation == "parse"
        text = dumps(case.request.content) if is_payload else case.request.content
        try:
            nearest, output = json.loads(text), json.loads(text, parse_float=read)
        except (ValueError, RecursionError):
            continue
        if output != nearest:
            count += 1
            assert (case.id, judge(case, {"outcome": "accepted", "output": output}).failure) == (case.id, None)
    assert count > 30


@pytest.mark.parametrize("profile", ["azure", "openai"])
def test_number_of_a_payload_to_validate_is_an_integer_in_each_reading_or_in_none(profile: str) -> None:
    """A payload whose legality depends on the precision of the reader would be accepted by some and rejected by others."""

    def check(number: str) -> float:
        assert len({double.is_integer() for double in (float(number), *other_doubles(number))}) == 1, number
        return float(number)

    checked = [
        json.loads(dumps(case.request.content), parse_float=check)
        for case in Corpus.load(profile=profile).cases
        if case.request.operation == "validate" and case.strength == "must"
    ]
    assert len(checked) > 1000
