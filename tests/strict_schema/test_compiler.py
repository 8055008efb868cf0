"""The strict schema accepts exactly the legal sizes, and the location of an error names the rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.strict_schema.compiler import _SchemaBuilder, strict_schema, to_text

FILE = data_directory("schemas") / "image_gen_tool.strict.schema.json"
NAMES = ("gpt-image-2", "gpt-image-2-2026-04-21")

# Around these edges, a size becomes legal or illegal because of an edge, the ratio or the number of pixels.
LIMITS = (0, 16, 176, 213, 218, 272, 512, 640, 655, 1024, 1280, 1662, 2160, 2880, 3072, 3840, 3856, 4096, 4200)
EDGES = sorted({edge for limit in LIMITS for edge in range(max(limit - 17, 0), limit + 18)} | set(range(0, 4201, 16)))


def is_legal(width: int, height: int) -> bool:
    """Return whether gpt-image-2 supports a size, calculated independently of the model limits."""
    return (
        width % 16 == height % 16 == 0
        and min(width, height) > 0
        and max(width, height) <= 3840
        and max(width, height) <= 3 * min(width, height)
        and 655_360 <= width * height <= 8_294_400
    )


@pytest.fixture(scope="module")
def schema():
    return load_json(FILE)


def test_schema_file_is_up_to_date(shipped: Corpus) -> None:
    assert FILE.read_bytes() == to_text(strict_schema(ModelLimits.load(shipped))).encode()


def test_schema_file_is_smaller_than_64_kib() -> None:
    assert FILE.stat().st_size < 64 * 1024


@pytest.mark.parametrize("model", NAMES)
def test_schema_accepts_exactly_the_legal_sizes(schema, model: str) -> None:
    is_valid = jsonschema_rs.validator_for(schema).is_valid
    wrongly_judged = [
        f"{width}x{height}"
        for width in EDGES
        for height in EDGES
        if is_valid({"type": "image_generation", "model": model, "size": f"{width}x{height}"})
        != is_legal(width, height)
    ]
    assert wrongly_judged == []
    assert len(EDGES) ** 2 > 500_000
    assert sum(is_legal(width, height) for width in EDGES for height in EDGES) == 29_146


def test_sizes_of_unknown_models_are_not_limited(schema) -> None:
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


def test_patterns_use_only_portable_syntax(schema) -> None:
    all_patterns = list(patterns(schema))
    assert len(all_patterns) >= 7
    for pattern in all_patterns:
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
def test_location_of_an_error_names_the_rule(schema, fields, rules: list[str]) -> None:
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
def test_rule_that_spans_fields_ignores_fields_that_are_illegal_by_themselves(schema, fields) -> None:
    payload = {"type": "image_generation", **fields}
    plain = Draft202012Validator(load_json(data_directory("schemas") / "image_gen_tool.schema.json"))
    strict = Draft202012Validator(schema)
    assert [e.json_path for e in strict.iter_errors(payload)] == [e.json_path for e in plain.iter_errors(payload)]
    assert not strict.is_valid(payload)


def test_changed_limits_change_the_schema(shipped: Corpus, tmp_path: Path) -> None:
    content = load_json(shipped.root / "model_limits.json")
    limits = content["families"][0]["limits"]
    edge = next(limit for limit in limits if limit["kind"] == "edge")
    limits.append({**edge, "maximum": 1280, "rule": "size.any-model"})
    limits.remove(edge)
    without_maximum = {key: value for key, value in edge.items() if key != "maximum"}
    limits.append({**without_maximum, "minimum": 1000})
    (tmp_path / "model_limits.json").write_text(json.dumps(content), encoding="utf-8")
    schema = strict_schema(ModelLimits.load(shipped, tmp_path / "model_limits.json"))
    is_valid = jsonschema_rs.validator_for(schema).is_valid
    for size, expected in {"1008x1008": True, "992x1008": False, "1280x1008": True, "1296x1008": False}.items():
        assert is_valid({"type": "image_generation", "model": "gpt-image-2", "size": size}) == expected, size


def test_reference_to_a_rule_with_slash_and_tilde_is_escaped() -> None:
    assert _SchemaBuilder({})._define("a/b~c", {}) == {"$ref": "#/$defs/a~1b~0c"}
