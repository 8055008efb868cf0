from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation.transforms import updates
from imagegen_reference import ImageGenTool

ITEMS = {"quality": "low", "type": "image_generation"}


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(ITEMS)


@pytest.mark.parametrize(
    ("update", "args", "kwargs", "expected"),
    [
        (updates.update_adopting_mapping, [{"size": "auto"}], {"hue": 1}, {**ITEMS, "size": "auto", "hue": 1}),
        (updates.update_adopting_mapping, [[("hue", 1)]], {}, {**ITEMS, "hue": 1}),
        (updates.update_known, [{"hue": 1, "size": "auto"}], {}, {**ITEMS, "size": "auto"}),
        (updates.update_keeping_present, [{"quality": "high", "hue": 1}], {}, {**ITEMS, "hue": 1}),
        (updates.update_replacing_all, [{"hue": 1}], {}, {"hue": 1}),
        (updates.update_without_nulls, [{"hue": None}], {"size": "auto"}, {**ITEMS, "size": "auto"}),
        (updates.update_without_pairs, [{"hue": 1}], {"size": "auto"}, {**ITEMS, "hue": 1, "size": "auto"}),
        (updates.update_first_pair, [[("hue", 1), ("size", "auto")]], {}, {**ITEMS, "hue": 1}),
        (updates.update_first_pair, [{"hue": 1, "size": "auto"}], {}, {**ITEMS, "hue": 1, "size": "auto"}),
        (updates.update_ignoring_keywords, [{"hue": 1}], {"size": "auto"}, {**ITEMS, "hue": 1}),
        (updates.update_keywords_first, [{"hue": 1}], {"hue": 2, "size": "auto"}, {**ITEMS, "hue": 1, "size": "auto"}),
        (updates.update_with_required_argument, [{"hue": 1}], {}, {**ITEMS, "hue": 1}),
        (updates.update_clearing_if_empty, [], {}, {}),
        (updates.update_clearing_if_empty, [{}], {}, ITEMS),
        (updates.update_ignoring_errors, [1], {}, ITEMS),
        (updates.update_ignoring_errors, [["abc"]], {}, ITEMS),
        (updates.update_ignoring_errors, [], {"hue": 1}, {**ITEMS, "hue": 1}),
        (updates.update_accepting_many, [{"hue": 1}, {"hue": 2}], {}, {**ITEMS, "hue": 2}),
        (updates.update_accepting_none, [None], {"hue": 1}, {**ITEMS, "hue": 1}),
    ],
)
def test_update_sets_the_items(tool, update, args, kwargs, expected):
    assert update(tool, *args, **kwargs) is None
    assert dict(tool) == expected


def test_update_returns_the_tool(tool):
    assert updates.update_returning_tool(tool, hue=1) is tool
    assert tool["hue"] == 1


def test_update_adopts_the_mapping(tool):
    mapping: dict[str, Any] = {"hue": 1}
    updates.update_adopting_mapping(tool, mapping)
    tool["hue"] = 2
    assert mapping == {"hue": 2, **ITEMS}


def test_update_rejects_pairs(tool):
    with pytest.raises(TypeError, match="the argument is not a mapping"):
        updates.update_without_pairs(tool, [("hue", 1)])


def test_update_requires_an_argument(tool):
    with pytest.raises(TypeError):
        updates.update_with_required_argument(tool)  # type: ignore[call-arg]
