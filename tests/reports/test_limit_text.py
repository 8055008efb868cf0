"""Model limits in words."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.model_limits import LIMITS_FILE, Limit, LimitsFile
from imagegen_conformance.reports.limit_text import describe_limit
from imagegen_conformance.resources import data_directory
from revisions import PROFILES

LIMITS = LimitsFile.load(PROFILES, data_directory("fixtures") / LIMITS_FILE)
TRANSPARENT = {"field": "background", "equals": "transparent"}


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        ("multiple", {"of": 16}, "width and height are multiples of 16"),
        ("edge", {"maximum": 3840}, "width and height in pixels: at most 3,840"),
        ("pixels", {"minimum": 1, "maximum": 4000}, "pixels: at least 1 and at most 4,000"),
        ("ratio", {"maximum": 3}, "ratio of the long edge to the short edge: at most 3"),
        ("experimental", {"above": 3686400}, "sizes of more than 3,686,400 pixels are experimental"),
        ("sizes", {"sizes": ["1x1", "2x2"]}, "sizes: `1x1`, `2x2`"),
        ("auto", {"legal": True}, "`auto` is legal as `size`"),
        ("auto", {"legal": False}, "`auto` is illegal as `size`"),
        ("feature", {"field": "input_fidelity", "support": "none"}, "support for `input_fidelity`: none"),
        ("feature", {**TRANSPARENT, "support": "preview"}, "support for `background` `transparent`: preview"),
        ("values", {"field": "quality", "values": ["low", "high"]}, "legal values of `quality`: `low`, `high`"),
        ("format", {"field": "svg", "formats": ["svg"]}, "`svg` requires `output_format` `svg`"),
        (
            "format",
            {**TRANSPARENT, "formats": ["png", "webp"]},
            "`background` `transparent` requires `output_format` `png` or `webp`",
        ),
        (
            "not-with",
            {"field": "input_image_mask", "other": "output_format", "equals": "gif"},
            "`input_image_mask` is illegal with `output_format` `gif`",
        ),
        (
            "not-with",
            {"field": "partial_images", "above": 0, "other": "output_format", "equals": "gif"},
            "`partial_images` above 0 is illegal with `output_format` `gif`",
        ),
        (
            "not-with",
            {"field": "output_compression", "below": 100, "other": "output_format", "equals": "png"},
            "`output_compression` below 100 is illegal with `output_format` `png`",
        ),
        ("deprecated", {"fields": ["name", "description"]}, "deprecated fields: `name`, `description`"),
    ],
)
def test_limit_is_described(kind: str, data, text: str) -> None:
    assert describe_limit(Limit("", kind, "", data)) == text


@pytest.mark.parametrize(
    "limit",
    [*LIMITS.any_model, *(limit for family in LIMITS.families for limit in family.limits)],
    ids=lambda limit: limit.pointer,
)
def test_every_limit_of_the_suite_has_a_description(limit: Limit) -> None:
    assert describe_limit(limit)
