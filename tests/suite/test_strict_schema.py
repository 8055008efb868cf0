"""The strict schema says what the arithmetic says, for every size; and rules are where they are said to be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_conformance.models import Models
from imagegen_conformance.strict_schema import strict_schema, written

FILE = data("schemas") / "image_gen_tool.strict.schema.json"
NAMES = ("gpt-image-2", "gpt-image-2-2026-04-21")

# Where anything begins or ends: the least and the greatest edges, alone, by ratio and by pixels.
LIMITS = (0, 16, 176, 213, 218, 272, 512, 640, 655, 1024, 1280, 1662, 2160, 2880, 3072, 3840, 3856, 4096, 4200)
EDGES = sorted({near for limit in LIMITS for near in range(max(limit - 17, 0), limit + 18)} | set(range(0, 4201, 16)))


def legal(width: int, height: int) -> bool:
    """The arithmetic of the page and of its limits, written out once more."""
    return (
        width % 16 == height % 16 == 0
        and min(width, height) > 0
        and max(width, height) <= 3840
        and max(width, height) <= 3 * min(width, height)
        and 655_360 <= width * height <= 8_294_400
    )


@pytest.fixture(scope="module")
def schema():
    return read_json(FILE)


def test_is_what_is_generated(shipped: Corpus) -> None:
    assert FILE.read_bytes() == written(strict_schema(Models.load(shipped))).encode()


def test_is_short() -> None:
    assert FILE.stat().st_size < 64 * 1024


@pytest.mark.parametrize("model", NAMES)
def test_says_of_every_size_what_the_arithmetic_says(schema, model: str) -> None:
    is_valid = jsonschema_rs.validator_for(schema).is_valid
    wrong = [
        f"{width}x{height}"
        for width in EDGES
        for height in EDGES
        if is_valid({"type": "image_generation", "model": model, "size": f"{width}x{height}"}) != legal(width, height)
    ]
    assert wrong == []
    assert len(EDGES) ** 2 > 500_000
    assert sum(legal(width, height) for width in EDGES for height in EDGES) == 29_146


def test_other_models_are_free(schema) -> None:
    is_valid = jsonschema_rs.validator_for(schema).is_valid
    for edge in range(1, 4200):
        assert is_valid({"type": "image_generation", "model": "gpt-image-20", "size": f"{edge}x{4200 - edge}"})
        assert is_valid({"type": "image_generation", "size": f"{edge}x{4200 - edge}"})


def patterns(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "pattern":
                yield item
            else:
                yield from patterns(item)
    elif isinstance(value, list):
        for item in value:
            yield from patterns(item)


def test_patterns_are_those_that_every_engine_takes(schema) -> None:
    found = list(patterns(schema))
    assert len(found) >= 7
    for pattern in found:
        assert pattern in {"x", "\\n"} or (pattern.startswith("^") and pattern.endswith("$")), pattern
        assert not re.search(r"\(\?[^:]|[+*?}][+?]|\\[^n]", pattern), pattern


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"size": "1000x1024"}, ["size.gpt-image-2.multiple-of-16"]),
        ({"size": "3856x1600"}, ["size.gpt-image-2.edge"]),
        ({"size": "1552x512"}, ["size.gpt-image-2.ratio"]),
        ({"size": "1024x624"}, ["size.gpt-image-2.minimum"]),
        ({"size": "3840x2176"}, ["size.gpt-image-2.maximum"]),
        ({"size": "1024X1024"}, ["size.grammar"]),
        ({"size": "1000x1000\n"}, ["size.grammar"]),
        ({"size": "auto\n"}, ["size.grammar"]),
        ({"size": "16x3840"}, ["size.gpt-image-2.ratio", "size.gpt-image-2.minimum"]),
        ({"input_fidelity": "low"}, ["input_fidelity.model"]),
        ({"background": "transparent", "output_format": "jpeg"}, ["background.transparent-format"]),
        ({"output_compression": 99}, ["output_compression.png"]),
        ({"model": "dall-e-2", "size": "auto"}, ["size.auto"]),
        ({"model": "dall-e-2", "size": "1536x1024"}, ["size.dall-e-2"]),
        ({"model": "gpt-image-1", "size": "512x512"}, ["size.gpt-image-1"]),
    ],
)
def test_the_place_of_an_error_names_the_rule(schema, fields, rules: list[str]) -> None:
    payload = {"type": "image_generation", "model": "gpt-image-2", **fields}
    keywords = [error.schema for error in Draft202012Validator(schema).iter_errors(payload)]
    assert [rule for rule in schema["$defs"] if schema["$defs"][rule] in keywords] == rules


@pytest.mark.parametrize(
    "fields",
    [
        {"model": 5, "size": "1000x1000"},
        {"model": "gpt-image-1", "size": 1000},
        {"model": "gpt-image-2", "size": ["1000x1000"]},
        {"background": "transparent", "output_format": "gif"},
        {"output_compression": 50, "output_format": None},
        {"output_compression": 50.5},
        {"output_compression": -1},
        {"model": "gpt-image-2", "input_fidelity": "medium"},
    ],
)
def test_a_rule_is_silent_where_a_field_is_wrong_by_itself(schema, fields) -> None:
    payload = {"type": "image_generation", **fields}
    plain = Draft202012Validator(read_json(data("schemas") / "image_gen_tool.schema.json"))
    strict = Draft202012Validator(schema)
    assert [e.json_path for e in strict.iter_errors(payload)] == [e.json_path for e in plain.iter_errors(payload)]
    assert not strict.is_valid(payload)


def test_a_limit_that_is_new_in_the_file_is_new_in_the_schema(shipped: Corpus, tmp_path: Path) -> None:
    content = read_json(shipped.root / "models.json")
    limits = content["families"][0]["limits"]
    edge = next(limit for limit in limits if limit["kind"] == "edge")
    limits.append({**edge, "maximum": 1280, "rule": "size.any-model"})
    limits.remove(edge)
    least = {key: value for key, value in edge.items() if key != "maximum"}
    limits.append({**least, "minimum": 1000})
    (tmp_path / "models.json").write_text(json.dumps(content), encoding="utf-8")
    schema = strict_schema(Models.load(shipped, tmp_path / "models.json"))
    is_valid = jsonschema_rs.validator_for(schema).is_valid
    for size, expected in {"1008x1008": True, "992x1008": False, "1280x1008": True, "1296x1008": False}.items():
        assert is_valid({"type": "image_generation", "model": "gpt-image-2", "size": size}) == expected, size
