"""The strict schema of each revision: it agrees with the reference, and its size patterns are exact."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from itertools import product

import jsonschema_rs
import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, Family, Limit, LimitsFile
from imagegen_conformance.corpus.payload_schema import Schema, plain_schema
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.oracles.oracle import SchemaOracle, reference_oracle
from imagegen_conformance.resources import data_directory
from imagegen_conformance.strict_schema.compiler import strict_schema, to_text

ROOT = data_directory("fixtures")
PROFILES = Profiles.load(ROOT)
LIMITS = LimitsFile.load(PROFILES, ROOT / LIMITS_FILE)
TOOL = {"type": "image_generation"}
CALCULATED_KINDS = ("edge", "multiple", "ratio", "pixels")
MODELS: list[Json] = [None, "another-model", *(family.models[0] for family in LIMITS.families), "gpt-image-1.5", 1]
FORMATS: list[Json] = [None, "png", "webp", "jpeg", "gif", "svg", "tiff"]
OBJECTS: list[Json] = [{}, [], "", {"file_id": 1}, {"image_url": ""}, {"a": {"pin": 1}}, {"a": {"pin": True}}, {"a": 1}]
VALUES: dict[str, list[Json]] = {
    "type": ["image_generation", "function", None],
    "model": ["gpt-image-1", "gpt-image-1-mini", "", 1, None],
    "quality": ["low", "medium", "high", "auto", "xhigh", "max", "ultra", None],
    "size": ["1024x1024", "1536x1024", "1792x1024", "256x256", "1040x1040", "1041x1040", "4000x16", "auto", "x", None],
    "output_format": [*FORMATS[1:], None],
    "output_compression": [0, 99, 100, 101, 99.5, 100.0, "99", None],
    "moderation": ["auto", "low", "high", None],
    "background": ["transparent", "opaque", "auto", "clear", None],
    "input_fidelity": ["high", "low", None, "medium"],
    "input_image_mask": [*OBJECTS, None],
    "partial_images": [0, 1, 3, 4, -1, 1.5, True, None],
    "action": ["generate", "edit", "auto", "none", None],
    "name": ["", "painter", 1, None],
    "description": ["", "Paints.", 1, None],
    "tool_configs": [*OBJECTS, None],
    "complexity": ["low", "medium", "high", "auto", None],
    "frame_count": [0, 9, -1, 1.5, "9", None],
    "frame_duration_ms": [0, 200, "200", None],
    "svg": [
        *OBJECTS, {"model": "a"}, {"model": None}, {"reasoning": None}, {"reasoning": {"effort": "none"}},
        {"reasoning": {"effort": "ultra"}}, {"reasoning": {"effort": None}}, {"reasoning": 1}, None,
    ],
}  # fmt: skip


@pytest.fixture(params=PROFILES.revisions, ids=str)
def revision(request) -> Revision:
    return request.param


@cache
def plain(revision: Revision) -> Schema:
    return plain_schema(ROOT, PROFILES, revision)


@cache
def strict(revision: Revision) -> Schema:
    return strict_schema(LIMITS.in_revision(revision), plain(revision))


def payloads() -> Iterator[dict[str, Json]]:
    """Yield every field with every value, beside every model and every output format."""
    for field, values in VALUES.items():
        for value, model, output_format in product(values, MODELS, FORMATS):
            others = {"model": model, "output_format": output_format}
            yield {**TOOL, **{key: item for key, item in others.items() if item is not None}, field: value}


def test_values_of_every_field_are_compared() -> None:
    fields = {field for revision in PROFILES.revisions for field in plain(revision)["properties"]}
    assert fields == VALUES.keys()


@pytest.mark.slow
def test_strict_schema_and_reference_find_the_same(revision: Revision) -> None:
    validator = jsonschema_rs.validator_for(strict(revision))
    reference = reference_oracle(revision)
    oracle = SchemaOracle(strict(revision))
    for payload in payloads():
        expected = {finding.rule for finding in reference(payload)}
        assert validator.is_valid(payload) == (not expected), payload
        if expected:
            assert {finding.rule for finding in oracle(payload)} == expected, payload


def test_rules_of_a_strict_schema_hold_in_its_revision(revision: Revision, shipped: Corpus) -> None:
    definitions = strict(revision)["$defs"].keys() - plain(revision)["$defs"].keys()
    rules = {name.partition(":")[0] for name in definitions}
    requirements = shipped.definition.all_requirements
    assert [rule for rule in rules if not requirements[rule].validity.holds_in(revision)] == []


def test_id_and_title_name_the_revision_unless_it_is_the_default(revision: Revision) -> None:
    schema = strict(revision)
    if revision == PROFILES.find():
        assert (schema["$id"], schema["title"]) == (
            "urn:imagegen-conformance:image_gen_tool.strict", "Image generation tool, strict",
        )  # fmt: skip
    else:
        id_ = f"urn:imagegen-conformance:image_gen_tool:{revision.profile}:{revision.name}.strict"
        assert (schema["$id"], schema["title"]) == (id_, f"Image generation tool, {revision}, strict")


def test_schemas_of_all_revisions_are_generated_in_a_minute() -> None:
    start = time.perf_counter()
    for revision in PROFILES.revisions:
        assert to_text(strict_schema(LIMITS.in_revision(revision), plain_schema(ROOT, PROFILES, revision)))
    assert time.perf_counter() - start < 60


def calculated_families() -> Iterator[tuple[Revision, Family]]:
    """Yield each family whose sizes are calculated, in each revision in which they are."""
    for revision in PROFILES.revisions:
        for family in LIMITS.in_revision(revision).families:
            if family.limits_of_kind("edge"):
                yield revision, family


def limits_text(family: Family) -> str:
    return dumps([limit.definition for limit in family.limits_of_kind(*CALCULATED_KINDS)])


# The first family with each distinct set of limits.
DISTINCT = {limits_text(family): (revision, family) for revision, family in reversed(list(calculated_families()))}


def test_families_with_equal_limits_have_equal_patterns() -> None:
    patterns: dict[str, set[str]] = {}
    for revision, family in calculated_families():
        definitions = strict(revision)["$defs"]
        rules = [limit.rule for limit in family.limits_of_kind(*CALCULATED_KINDS)]
        text = dumps([definitions.get(f"{rule}:{family.name}", definitions.get(rule)) for rule in rules])
        patterns.setdefault(limits_text(family), set()).add(text)
    assert len(patterns) == len(DISTINCT) >= 1
    assert [len(texts) for texts in patterns.values()] == [1] * len(patterns)


def permits(limit: Limit, width: int, height: int) -> bool:
    """Return whether a limit permits a size, calculated independently of the suite."""
    data = limit.data
    if limit.kind == "multiple":
        return width % data["of"] == 0 == height % data["of"]
    numbers = {"edge": (width, height), "pixels": (width * height,)}.get(limit.kind)
    if numbers is None:  # a ratio
        return width <= data["maximum"] * height and height <= data["maximum"] * width
    return all(data.get("minimum", 1) <= number <= data.get("maximum", number) for number in numbers)


@pytest.mark.parametrize("name", DISTINCT, ids=[family.name for _, family in DISTINCT.values()])
def test_size_patterns_of_each_distinct_set_of_limits_are_exact(name: str) -> None:
    """Every size of multiples is compared, and for the other sizes every edge beside some of them."""
    revision, family = DISTINCT[name]
    limits = family.limits_of_kind(*CALCULATED_KINDS)
    is_valid = jsonschema_rs.validator_for(strict(revision)).is_valid
    multiples, maximum = family.multiples(), family.edges().stop
    others = [(edge, other) for edge in range(1, maximum + 40) for other in multiples[:: len(multiples) // 8 or 1]]
    sizes = [*product(multiples, repeat=2), *others, *((height, width) for width, height in others)]
    for model in family.models:
        wrongly_judged = [
            f"{width}x{height}"
            for width, height in sizes
            if is_valid({**TOOL, "model": model, "size": f"{width}x{height}"})
            != all(permits(limit, width, height) for limit in limits)
        ]
        assert wrongly_judged == []
