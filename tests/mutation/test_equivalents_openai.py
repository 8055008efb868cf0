from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation import equivalents_openai as openai

SUNBURST = "gpt-image-2.6-sunburst"


@pytest.mark.parametrize(
    ("reject", "accepted", "rejected"),
    [
        (
            openai.reject_unknown_members,
            [
                {"svg": {"model": "a", "reasoning": {"effort": "low"}}},
                {"input_image_mask": {"file_id": "f"}},
                {"svg": 1},
            ],
            [{"hue": 1}, {"name": "a"}, {"svg": {"style": 1}}, {"svg": {"reasoning": {"summary": 1}}}],
        ),
        (
            openai.reject_nulls,
            [{}, {"input_fidelity": None}, {"svg": {"reasoning": None}}],
            [{"quality": None}, {"svg": None}, {"svg": {"model": None}}, {"svg": {"reasoning": {"effort": None}}}],
        ),
        (
            openai.reject_retired_models,
            [{}, {"model": "gpt-image-1.5"}],
            [{"model": "gpt-image-1"}, {"model": "dall-e-2"}],
        ),
        (
            openai.reject_formats_of_other_models,
            [{}, {"output_format": "png"}, {"output_format": "gif", "model": SUNBURST}],
            [{"output_format": "gif"}, {"output_format": "svg", "model": "gpt-image-2"}],
        ),
        (
            openai.reject_frames_beyond_limits,
            [{}, {"frame_count": 1}, {"frame_count": 16, "frame_duration_ms": 10}, {"frame_duration_ms": 5000}],
            [{"frame_count": 0}, {"frame_count": 17}, {"frame_duration_ms": 9}, {"frame_duration_ms": 5001}],
        ),
        (
            openai.reject_qualities_of_other_models,
            [{"quality": "high"}, {"quality": "max", "model": "gpt-image-2.5-flare"}],
            [{"quality": "max"}, {"quality": "xhigh", "model": SUNBURST}],
        ),
        (
            openai.reject_undocumented_support,
            [
                {"background": "opaque", "model": SUNBURST},
                {"size": "auto"},
                {"size": "1024x1024", "model": SUNBURST},
                {"size": "1008x1008", "model": "gpt-image-2"},
                {"input_fidelity": "low", "model": "gpt-image-1.5"},
                {"input_fidelity": None},
            ],
            [
                {"background": "transparent"},
                {"background": "transparent", "model": "gpt-image-2"},
                {"size": "auto", "model": SUNBURST},
                {"size": "1008x1008"},
                {"input_fidelity": "low"},
            ],
        ),
        (openai.reject_decimal_points, [{"frame_count": 9}, {}], [{"frame_count": 9.0}]),
    ],
)
def test_undecided_payload_is_rejected(reject, accepted: list[dict[str, Any]], rejected: list[dict[str, Any]]):
    for payload in accepted:
        reject(payload)
    for payload in rejected:
        with pytest.raises(ValueError, match=r"\w"):
            reject(payload)


def test_equivalents_reject_illegal_payloads():
    for equivalent in openai.OPENAI_EQUIVALENTS:
        adapter = equivalent.make()
        with pytest.raises(ValueError, match=r"quality"):
            adapter.validate({"type": "image_generation", "quality": "huge"})


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("undecided-rejected", "quality/other-values/gpt-image-2-6-sunburst-xhigh"),
        ("undecided-rejected", "frame_count/values/sixty"),
        ("retired-rejected", "model/retired/gpt-image-1"),
        ("formats-by-model", "output_format/other-values/gif-gpt-image-2"),
        ("known-only", "svg/unknown-keys/string"),
    ],
)
def test_case_permits_the_difference(shipped_openai, name, case):
    (equivalent,) = [item for item in openai.OPENAI_EQUIVALENTS if item.name == f"openai-{name}"]
    assert shipped_openai.by_id[case].kind == "either"
    with pytest.raises(ValueError, match=r"\w"):
        equivalent.make().parse(shipped_openai.by_id[case].request.content)
