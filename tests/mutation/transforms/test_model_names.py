from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import model_names

KNOWN = ("image-1", "image-1-mini", "image-2")


@pytest.mark.parametrize(
    ("change", "changes", "unchanged"),
    [
        (model_names.longest_known_prefix(KNOWN), {"image-1x": "image-1", "image-1-mini2": "image-1-mini"}, ["x-image-1", ""]),
        (model_names.longest_known_prefix_before_hyphen(KNOWN), {"image-1-mini-x": "image-1-mini"}, ["image-1x", "image-1-mini"]),
        (model_names.first_known_inside(KNOWN), {"my-image-2": "image-2", "image-1-mini": "image-1"}, ["image", ""]),
        (model_names.replace_unknown(KNOWN, "image-2"), {"x": "image-2", "": "image-2"}, ["image-1"]),
        (model_names.match_dot_as_any_character, {"gpt-image-1-5": "gpt-image-1.5"}, ["gpt-image-15", "gpt-image-1.5"]),
        (model_names.last_path_segment, {"a/b/c": "c"}, ["abc"]),
        (model_names.default_if_empty, {"": "gpt-image-1"}, ["x"]),
    ],
)  # fmt: skip
def test_model_name_is_changed(change, changes, unchanged):
    for name, expected in changes.items():
        assert change(name) == expected
    for name in unchanged:
        assert change(name) == name
