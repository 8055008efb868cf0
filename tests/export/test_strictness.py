"""Every strict JSON parser can read an export, except the files that say so."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from imagegen_conformance.export.strictness import needs_lenient_parser
from imagegen_conformance.jsonlib.values import Json

MAX_FILE_DEPTH = 32


@pytest.mark.parametrize(
    "value",
    [
        "high \ud800",
        "\udfff low",
        "a\udc00b",
        "\udc00\ud800",
        {"\ud800": 1},
        [{"a": ["\ud800"]}],
        "\0",
        "a\0",
        {"\0": 1},
        2**63,
        -(2**63) - 1,
        10**4000,
        [[2**64]],
    ],
    ids=repr,
)
def test_value_that_some_parsers_reject_needs_a_lenient_parser(value: Json) -> None:
    assert needs_lenient_parser(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        2**63 - 1,
        -(2**63),
        1.7976931348623157e308,
        5e-324,
        -0.0,
        "",
        "\U0001f600",
        "\uffff\ufdd0\u0001\x7f",
        {"": {}, "__proto__": []},
    ],
    ids=repr,
)
def test_other_value_needs_no_lenient_parser(value: Json) -> None:
    assert not needs_lenient_parser(value)


@pytest.mark.parametrize("make", [lambda value: [value], lambda value: {"a": value}])
def test_depth_is_limited(make) -> None:
    value: Json = []
    for _ in range(29):
        value = make(value)
    assert not needs_lenient_parser(value)
    assert needs_lenient_parser(make(value))


def strict_loads(text: bytes) -> Json:
    """Parse a file as a parser does that rejects everything that any strict parser rejects."""

    def number(token: str) -> int:
        value = int(token)
        assert -(2**63) <= value < 2**63, token
        return value

    def double(token: str) -> float:
        value = float(token)
        assert math.isfinite(value), token
        return value

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), keys
        for key in keys:
            check_string(key)
        return dict(pairs)

    def constant(token: str) -> None:
        raise AssertionError(token)

    text.decode("ascii")  # as it stands, without a byte order mark
    value = json.loads(text, parse_int=number, parse_float=double, object_pairs_hook=members, parse_constant=constant)
    check_strings(value, 0)
    return value


def check_string(text: str) -> None:
    text.encode("utf-8")
    assert "\0" not in text


def check_strings(value: Json, depth: int) -> None:
    assert depth <= MAX_FILE_DEPTH
    if isinstance(value, str):
        check_string(value)
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            check_strings(item, depth + 1)


def test_json_files_outside_fixtures_are_strict(whole) -> None:
    names = [name for name in whole if name.endswith(".json") and not name.startswith("fixtures/")]
    assert {"cases.json", "cases-lenient.json", "manifest.json", "schemas/image_gen_tool.schema.json"} < set(names)
    for name in names:
        if name != "cases-lenient.json":
            strict_loads(whole[name])


def test_every_lenient_case_is_rejected_by_some_strict_parser(whole) -> None:
    for case in json.loads(whole["cases-lenient.json"])["cases"]:
        with pytest.raises((AssertionError, UnicodeEncodeError)):
            strict_loads(json.dumps({"cases": [case]}).encode("ascii"))


def test_few_cases_are_lenient(whole) -> None:
    counts = json.loads(whole["manifest.json"])["counts"]
    assert 0 < counts["lenient_cases"] < 0.03 * counts["cases"]
