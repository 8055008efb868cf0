"""The changes that a gateway makes to a request outside of the payload."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imagegen_conformance.connections.relay.arrival import Arrival
from imagegen_conformance.connections.relay.request_changes import request_changes

PLACE = ("tools", "0")
SENT = {"model": "gpt-4.1", "input": "x", "tools": [{"type": "image_generation"}], "store": False}


def changes_of(
    body: Any, sent: Any = SENT, path: str = "/v1/responses", place: tuple[str, ...] = PLACE
) -> tuple[str, ...]:
    arrival = Arrival("POST", path, "application/json", json.dumps(body).encode())
    return request_changes(arrival, json.dumps(sent), place)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in SENT.items() if key != name}


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (SENT, ()),
        (dict(reversed(SENT.items())), ()),
        ({**SENT, "tools": [{"changed": 1}]}, ()),
        ({**SENT, "temperature": 1.0, "parallel_tool_calls": True}, ("adds parallel_tool_calls, temperature",)),
        (without("store"), ("removes store",)),
        ({**SENT, "model": "other"}, ("changes model",)),
        ({**SENT, "store": 0}, ("changes store",)),
        ({**without("store"), "model": 1, "x": 1}, ("adds x", "removes store", "changes model")),
        ({**SENT, "tools": [{"type": "image_generation"}, {"type": "web_search"}]}, ("changes tools",)),
        ({**SENT, "tools": []}, ()),
        (without("tools"), ()),
        ({**without("tools"), "x": 1}, ("adds x",)),
        ({**SENT, "a\x1b": 1, "b" * 50: 1}, ("adds a\\x1b, " + "b" * 39 + "…",)),
        ({**SENT, **{f"m{index:02}": 1 for index in range(12)}}, ("adds m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, and 2 others",)),
        ([], ()),
        (float("nan"), ()),
    ],
)  # fmt: skip
def test_changed_members_are_named(body, changes):
    assert changes_of(body) == changes


@pytest.mark.parametrize("sent", [[], float("nan"), "text"])
def test_request_that_is_no_object_has_no_changes(sent):
    assert changes_of(SENT, sent) == ()


def test_bytes_can_be_compared():
    arrival = Arrival("POST", "/v1/responses", "", json.dumps(SENT).encode())
    assert request_changes(arrival, json.dumps(SENT).encode(), PLACE) == ()
    assert request_changes(arrival._replace(body=b"\xff"), json.dumps(SENT).encode(), PLACE) == ()


def test_place_can_be_a_member():
    sent = {"definition": {"tool": 1, "kind": "a"}}
    assert changes_of({"definition": {"tool": 2, "kind": "a"}}, sent, place=("definition", "tool")) == ()
    assert changes_of({"definition": {"tool": 1, "kind": "b"}}, sent, place=("definition", "tool")) == (
        "changes definition",
    )


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/messages"])
def test_request_for_another_api_is_one_change(path):
    endpoint = path.removeprefix("/v1")
    assert changes_of({"messages": []}, path=path) == (f"translates the request for {endpoint}",)
    arrival = Arrival("POST", path, "", json.dumps({**SENT, "x": 1}).encode())
    assert request_changes(arrival, json.dumps(SENT), PLACE, path=f"/gateway{endpoint}") == ("adds x",)


def test_other_path_is_compared():
    assert changes_of({**SENT, "x": 1}, path="/v1/responses/render") == ("adds x",)
