from __future__ import annotations

import pytest

from imagegen_conformance.generation.certainty import is_certainly_legal

TOOL = {"type": "image_generation"}


@pytest.mark.parametrize(
    "fields",
    [
        {"size": "auto"},
        {"model": "gpt-image-1", "size": "1024x1024", "partial_images": 0},
        {"tool_configs": {"a b": {}}, "input_image_mask": {"file_id": "~"}},
    ],
)
def test_payload_of_documented_members_is_certainly_legal(fields):
    assert is_certainly_legal({**TOOL, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gpt-image-1", "size": "auto"},
        {"tool_configs": {"a": {}, "b": {"pin": False}}},
        {"tool_configs": {"": {}}},
        {"description": ""},
        {"description": " a"},
        {"model": "é"},
        {"input_image_mask": {"file_id": "a\n"}},
    ],
)
def test_payload_that_may_be_rejected_is_not(fields):
    assert not is_certainly_legal({**TOOL, **fields})
