from __future__ import annotations

import copy
from typing import Any

from imagegen_conformance.mutation.generated.limit_place import LimitPlace, limit_places

CONTENT: Any = {
    "any_model": [{"rule": "svg.format", "formats": ["svg"]}],
    "families": [
        {"family": "a", "limits": [{"rule": "size.a", "maximum": 3}, {"rule": "size.auto", "legal": True}]},
        {"family": "b", "limits": [{"rule": "size.auto", "legal": False}, {"rule": "x", "support": "full"}]},
    ],
}
PLACES = {place.label: place for place in limit_places(CONTENT)}


def edited(place: LimitPlace, edit: Any) -> Any:
    content = copy.deepcopy(CONTENT)
    edit(content)
    return content["families"][0]["limits"] if place.family else content["any_model"]


def test_every_limit_has_a_place():
    assert list(PLACES) == ["svg.format", "size.a-of-a", "size.auto-of-a", "size.auto-of-b", "x-of-b"]
    assert [place.subject for place in PLACES.values()][:2] == ["svg.format", "size.a for a"]


def test_permission_states_that_something_is_legal():
    assert [label for label, place in PLACES.items() if place.is_permission] == ["size.auto-of-a", "x-of-b"]


def test_limit_is_removed():
    place = PLACES["size.a-of-a"]
    assert edited(place, place.remove) == [{"rule": "size.auto", "legal": True}]
    assert edited(PLACES["svg.format"], PLACES["svg.format"].remove) == []


def test_member_of_a_limit_is_set():
    place = PLACES["size.a-of-a"]
    assert edited(place, place.set("maximum", 4)) == [
        {"rule": "size.a", "maximum": 4},
        {"rule": "size.auto", "legal": True},
    ]


def test_limit_is_repeated_with_another_value():
    place = PLACES["svg.format"]
    limit = {"rule": "svg.format", "formats": ["svg"]}
    assert edited(place, place.repeat_with("equals", "gif")) == [limit, {**limit, "equals": "gif"}]
