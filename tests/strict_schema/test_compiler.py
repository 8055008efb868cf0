"""The strict schema accepts exactly the legal sizes, and the location of an error names the rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema, plain_schema
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.strict_schema.compiler import strict_schema, to_text
from imagegen_conformance.strict_schema.rule_definitions import RuleDefinitions, reference

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


def plain(corpus: Corpus) -> Schema:
    return plain_schema(corpus.root, corpus.profiles, corpus.revision)


def test_schema_files_are_up_to_date(shipped: Corpus) -> None:
    assert FILE.read_bytes() == to_text(strict_schema(ModelLimits.load(shipped), plain(shipped))).encode()
    assert (FILE.parent / "image_gen_tool.schema.json").read_bytes() == to_text(plain(shipped)).encode()


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
    ("fields", "names"),
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
        ({"input_fidelity": "low"}, ["input_fidelity.model:gpt-image-2"]),
        ({"model": "gpt-image-1-mini", "input_fidelity": "high"}, ["input_fidelity.model:gpt-image-1-mini"]),
        ({"background": "transparent", "output_format": "jpeg"}, ["background.transparent-format"]),
        ({"output_compression": 99}, ["output_compression.png"]),
        ({"model": "dall-e-2", "size": "auto"}, ["size.auto"]),
        ({"model": "dall-e-2", "size": "1536x1024"}, ["size.dall-e-2"]),
        ({"model": "gpt-image-1", "size": "512x512"}, ["size.gpt-image-1"]),
    ],
)
def test_location_of_an_error_names_the_rule(schema, fields, names: list[str]) -> None:
    payload = {"type": "image_generation", "model": "gpt-image-2", **fields}
    keywords = [error.schema for error in Draft202012Validator(schema).iter_errors(payload)]
    assert [name for name in schema["$defs"] if schema["$defs"][name] in keywords] == names


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
    schema = strict_schema(ModelLimits.load(shipped, tmp_path / "model_limits.json"), plain(shipped))
    is_valid = jsonschema_rs.validator_for(schema).is_valid
    for size, expected in {"1008x1008": True, "992x1008": False, "1280x1008": True, "1296x1008": False}.items():
        assert is_valid({"type": "image_generation", "model": "gpt-image-2", "size": size}) == expected, size


def test_reference_to_a_rule_with_slash_and_tilde_is_escaped() -> None:
    assert reference("a/b~c") == {"$ref": "#/$defs/a~1b~0c"}


def limit(kind: str, rule: str, pointer: str = "", **data: Json) -> Limit:
    return Limit(pointer, kind, rule, {"kind": kind, "rule": rule, **data})


FIELDS: Schema = {
    "size": {"type": "string"},
    "quality": {"title": "Quality", "enum": ["low", "high", "max", None]},
    "count": {"type": "integer", "minimum": 0, "maximum": 5, "title": "Count"},
    "frames": {"type": "integer", "examples": [1]},
    "mask": {"$ref": "#/$defs/mask"},
    "text": {"type": "string", "title": "Text", "description": "A text.", "deprecated": True},
}


@pytest.mark.parametrize(
    ("stated", "schema"),
    [
        (limit("format", "a.b", field="quality", equals="low", formats=["png"]), {"const": "low"}),
        (limit("format", "a.b", field="count", below=3, formats=["png"]), {"type": "integer", "minimum": 0, "maximum": 2}),
        (limit("not-with", "a.b", field="count", below=3, equals="gif"), {"type": "integer", "minimum": 0, "maximum": 2}),
        (limit("not-with", "a.b", field="count", above=0, equals="gif"), {"type": "integer", "minimum": 1, "maximum": 5}),
        (limit("not-with", "a.b", field="frames", above=0, equals="gif"), {"type": "integer", "minimum": 1}),
        (limit("not-with", "a.b", field="quality", equals="gif"), {"enum": ["low", "high", "max"]}),
        (limit("not-with", "a.b", field="mask", equals="gif"), {"$ref": "#/$defs/mask"}),
        (limit("format", "a.b", field="text", formats=["svg"]), {"type": "string"}),
    ],
)  # fmt: skip
def test_rule_of_any_model_forbids_the_legal_values_that_it_is_about(stated: Limit, schema: Schema) -> None:
    definitions = RuleDefinitions(ModelLimits((stated,), ()), FIELDS)
    assert definitions.by_name == {"a.b": {"not": schema}}
    assert definitions.reference(stated) == {"$ref": "#/$defs/a.b"}


@pytest.mark.parametrize(
    ("stated", "illegal"),
    [
        (limit("feature", "a.b", field="quality", support="none"), ["low", "high", "max"]),
        (limit("feature", "a.b", field="quality", support="none", equals="max"), ["max"]),
        (limit("values", "a.b", field="quality", values=["low", "high"]), ["max"]),
    ],
)
def test_rule_of_a_family_forbids_values(stated: Limit, illegal: list[str]) -> None:
    family = Family("", "one", ("one-1",), (stated,))
    assert RuleDefinitions(ModelLimits((), (family,)), FIELDS).by_name == {"a.b": {"not": {"enum": illegal}}}


@pytest.mark.parametrize(
    "stated",
    [
        limit("feature", "a.b", field="quality", support="full"),
        limit("feature", "a.b", field="quality", support="preview", equals="max"),
        limit("values", "a.b", field="quality", values=["low", "high", "max"]),
        limit("auto", "a.b", legal=True),
        limit("experimental", "a.b", above=5),
    ],
)
def test_limit_that_permits_every_value_has_no_definition(stated: Limit) -> None:
    definitions = RuleDefinitions(ModelLimits((), (Family("", "one", ("one-1",), (stated,)),)), FIELDS)
    assert definitions.by_name == {}
    assert definitions.reference(stated) is None
    assert definitions.references([stated]) == []


def test_definitions_of_a_rule_that_differ_are_named_after_the_first_family() -> None:
    stated = [
        limit("feature", "a.b", "/0", field="quality", support="none"),
        limit("values", "a.b", "/1", field="quality", values=["low"]),
        limit("values", "a.b", "/2", field="quality", values=["low"]),
        limit("values", "c.d", "/3", field="quality", values=["low"]),
    ]
    families = [Family("", name, (name,), (item,)) for name, item in zip("wxyz", stated, strict=True)]
    definitions = RuleDefinitions(ModelLimits((), tuple(families)), FIELDS)
    assert list(definitions.by_name) == ["a.b:w", "a.b:x", "c.d"]
    assert [schema["$ref"] for schema in definitions.references(stated)] == [
        "#/$defs/a.b:w", "#/$defs/a.b:x", "#/$defs/a.b:x", "#/$defs/c.d",
    ]  # fmt: skip


def test_closed_size_has_no_size_rules() -> None:
    sizes = limit("sizes", "size.one", sizes=["1x1"])
    limits = ModelLimits((), (Family("", "one", ("one-1",), (sizes,)),))
    closed = {"$id": "urn:a", "title": "A", "properties": {**FIELDS, "size": {"enum": ["1x1", "2x2"]}}, "$defs": {}}
    assert strict_schema(limits, closed)["$defs"] == strict_schema(limits, closed)["dependentSchemas"] == {}
