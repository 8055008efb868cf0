"""Pairwise coverage: the classes of values, the pairs that may be combined, and the suggested payloads."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

import pytest

from imagegen_conformance.authoring.pairwise import Pair, Pairwise, Value, accepted_payloads
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.errors import UsageError
from imagegen_conformance.resources import data_directory, load_json
from imagegen_reference import ImageGenTool


@pytest.fixture(scope="module")
def pairwise(shipped: Corpus) -> Pairwise:
    return Pairwise(shipped)


@pytest.fixture(scope="module")
def required(pairwise: Pairwise):
    return pairwise.required_pairs()


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("quality", ["absent", "low", "medium", "high", "auto"]),
        ("input_fidelity", ["absent", "high", "low", "None"]),
        ("output_compression", ["absent", "0", "between", "100"]),
        ("input_image_mask", ["absent", "empty", "with image_url", "with file_id", "with image_url and file_id"]),
        ("tool_configs", ["absent", "empty", "with one member", "with several members"]),
        ("name", ["absent", "empty", "text"]),
    ],
)
def test_values_of_a_field_are_classified(pairwise: Pairwise, field: str, names: list[str]) -> None:
    assert [value.name for value in pairwise.classes()[field]] == names


def test_every_field_but_type_has_classes(pairwise: Pairwise) -> None:
    schema = load_json(data_directory("schemas") / "image_gen_tool.schema.json")
    assert set(pairwise.classes()) == set(schema["properties"]) - {"type"}


@pytest.mark.parametrize(
    ("payload", "size"),
    [
        ({"size": "auto"}, "auto"),
        ({"size": "512x512"}, "supported by dall-e-2"),
        ({"size": "816x816"}, "supported by gpt-image-2"),
        ({"size": "3840x2160"}, "supported by gpt-image-2 with a warning"),
        ({"size": "1x3"}, "supported by no known model"),
        ({}, "absent"),
    ],
)
def test_sizes_are_classified_by_the_models_that_support_them(pairwise: Pairwise, payload, size: str) -> None:
    pair = (Value("model", "another-model"), Value("size", size))
    assert pair in pairwise.pairs({"type": "image_generation", "model": "gpt-image-20", **payload})


@pytest.mark.parametrize(
    ("first", "second", "is_required"),
    [
        (("model", "gpt-image-2"), ("size", "supported by gpt-image-2"), True),
        (("model", "gpt-image-1"), ("size", "supported by gpt-image-2"), False),
        (("model", "dall-e-3"), ("size", "auto"), False),
        (("output_format", "jpeg"), ("background", "transparent"), False),
        (("output_compression", "0"), ("background", "transparent"), True),  # together with output_format webp
        (("output_compression", "0"), ("background", "opaque"), True),
        (("model", "gpt-image-2"), ("background", "transparent"), False),  # in preview
        (("model", "gpt-image-2"), ("input_fidelity", "high"), False),
        (("model", "absent"), ("size", "supported by gpt-image-2"), False),  # a default model may have other sizes
        (("model", "absent"), ("input_fidelity", "high"), False),
        (("model", "absent"), ("size", "auto"), True),
    ],
)
def test_pair_is_required_if_it_can_be_legal(required, first, second, is_required: bool) -> None:
    pairs = {frozenset(pair) for pair in required}
    assert (frozenset({Value(*first), Value(*second)}) in pairs) == is_required


@pytest.mark.parametrize(
    ("profile", "revision", "field", "names"),
    [
        ("openai", "2025-10-06", "model", ["absent", "gpt-image-1", "gpt-image-1-mini"]),
        ("openai", "2025-10-06", "size", ["absent", "1024x1024", "1024x1536", "1536x1024", "auto"]),
        ("openai", "2026-11-04", "frame_count", ["absent", "number"]),
        ("openai", "2026-11-04", "svg", ["absent", "empty", "with model", "with reasoning", "with model and reasoning"]),
        (
            "openai", "2026-10-26", "model",
            ["absent", "gpt-image-2", "gpt-image-2.5", "gpt-image-1", "gpt-image-1-mini", "another-model"],
        ),
    ],
)  # fmt: skip
def test_classes_are_those_of_the_revision(profile: str, revision: str, field: str, names: list[str]) -> None:
    assert [value.name for value in in_revision(profile, revision).classes()[field]] == names


@cache
def in_revision(profile: str, revision: str) -> Pairwise:
    return Pairwise(Corpus.load(None, ("payload/pairwise/*",), profile, revision))


@pytest.mark.parametrize(
    ("profile", "revision", "first", "second", "is_required"),
    [
        ("openai", "2026-11-04", ("output_format", "gif"), ("partial_images", "0"), True),
        ("openai", "2026-11-04", ("output_format", "gif"), ("partial_images", "3"), False),
        ("openai", "2026-11-04", ("output_format", "gif"), ("model", "gpt-image-2"), False),  # not documented
        ("openai", "2026-11-04", ("output_format", "gif"), ("model", "another-model"), True),
        ("openai", "2026-11-04", ("svg", "empty"), ("output_format", "svg"), True),
        ("openai", "2026-11-04", ("svg", "empty"), ("output_format", "png"), False),
        ("openai", "2026-09-08", ("quality", "max"), ("model", "gpt-image-2.5"), True),
        ("openai", "2026-09-08", ("quality", "max"), ("model", "gpt-image-2"), False),
        ("openai", "2026-09-08", ("background", "transparent"), ("model", "gpt-image-2"), False),  # in preview
        ("openai", "2026-10-26", ("model", "gpt-image-1"), ("input_fidelity", "high"), True),  # of gpt-image-1.5
        ("openai", "2025-10-06", ("model", "gpt-image-1-mini"), ("size", "auto"), True),
        ("azure", "2.0", ("model", "gpt-image-1-mini"), ("input_fidelity", "low"), True),
        ("azure", "2.0", ("model", "gpt-image-1-mini"), ("input_fidelity", "high"), False),
    ],
)
def test_pair_is_required_if_it_can_be_legal_in_the_revision(
    profile: str, revision: str, first: tuple[str, str], second: tuple[str, str], *, is_required: bool
) -> None:
    pairs = {frozenset(pair) for pair in required_in(profile, revision)}
    assert (frozenset({Value(*first), Value(*second)}) in pairs) == is_required


@cache
def required_in(profile: str, revision: str) -> set[Pair]:
    return in_revision(profile, revision).required_pairs()


def test_two_values_of_one_field_are_not_a_pair(required) -> None:
    assert all(first.field != second.field for first, second in required)


def test_pair_without_a_case_is_missing(shipped: Corpus, pairwise: Pairwise, required) -> None:
    payloads = accepted_payloads(shipped)
    assert not required.difference(*map(pairwise.pairs, payloads))
    pair = (Value("input_fidelity", "low"), Value("action", "edit"))
    others = [payload for payload in payloads if pair not in pairwise.pairs(payload)]
    assert pair in required.difference(*map(pairwise.pairs, others))


def test_new_family_requires_cases(shipped: Corpus, tmp_path: Path) -> None:
    content = load_json(shipped.root / "model_limits.json")
    limits = [limit for limit in content["families"][0]["limits"] if limit["kind"] == "auto"]
    content["families"].append({"family": "painter", "models": ["painter-1"], "limits": limits})
    (tmp_path / "model_limits.json").write_text(json.dumps(content), encoding="utf-8")
    pairwise = Pairwise(shipped, ModelLimits.load(shipped, tmp_path / "model_limits.json"))
    missing = pairwise.required_pairs().difference(*map(pairwise.pairs, accepted_payloads(shipped)))
    assert Value("model", "painter") in {value for pair in missing for value in pair}


def test_suggestions_without_payloads_have_every_pair(pairwise: Pairwise, required) -> None:
    rows = pairwise.suggest_payloads([])
    assert not required.difference(*map(pairwise.pairs, rows))
    assert len(rows) < 80
    for row in rows:
        ImageGenTool.validate_payload(row)


def test_suggestions_complete_some_payloads(shipped: Corpus, pairwise: Pairwise, required) -> None:
    part = accepted_payloads(shipped)[:200]
    rows = pairwise.suggest_payloads(part)
    assert 0 < len(rows) < len(pairwise.suggest_payloads([]))
    assert not required.difference(*map(pairwise.pairs, [*part, *rows]))


def test_complete_payloads_have_no_suggestions(shipped: Corpus, pairwise: Pairwise) -> None:
    assert pairwise.suggest_payloads(accepted_payloads(shipped)) == []


def test_missing_covertable_is_a_usage_error(pairwise: Pairwise, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "covertable", None)
    with pytest.raises(UsageError, match=r"^covertable is not installed\. Install the dependency group dev\.$"):
        pairwise.suggest_payloads([])
