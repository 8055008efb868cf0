from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.mutation.systematic.request_scope import CALLS, mentioning


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("parse", {"quality": 1}), True),
        (Request("parse", {"size": "quality"}), True),
        (Request("parse", {"size": ["x", {"quality": 1}]}), True),
        (Request("parse", {"size": "my quality"}), False),
        (Request("validate", 5), False),
        (Request("parse-text", "{}"), True),
        (Request("call", {"construct": {}, "steps": [{"method": "get", "args": ["quality"]}]}), True),
    ],
)
def test_request_mentions_a_field_as_a_key_or_a_string(request_, expected):
    assert mentioning("quality").contains(request_) is expected


def test_scope_of_a_field_is_created_once():
    assert mentioning("size") is mentioning("size")


@pytest.mark.parametrize(("operation", "expected"), [("call", True), ("parse", False), ("parse-text", False)])
def test_call_sequences_are_requests_to_call(operation, expected):
    assert CALLS.contains(Request(operation, {})) is expected
