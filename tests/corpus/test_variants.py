from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.variants import variants
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json, loads

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
TOOL = {"type": "image_generation", "size": "auto", "x": {"b": 0.5, "a": [1e300, "é"]}}


def texts(payload: Json) -> dict[str, Json]:
    """Return the texts of the variants of a request to parse a payload, by name."""
    return {name: request.content for name, request in variants(Request("parse", payload))}


@given(st.dictionaries(st.text(), JSON))
def test_each_variant_has_the_same_value(payload: Json) -> None:
    for text in texts(payload).values():
        assert equal(loads(text), payload, exact=True)


def test_payload_to_parse_has_five_texts() -> None:
    assert texts({"a": 0.5, "b": "é\U0001f3a8"}) == {
        "text": '{"a":0.5,"b":"\\u00e9\\ud83c\\udfa8"}',
        "reversed": '{"b":"\\u00e9\\ud83c\\udfa8","a":0.5}',
        "escaped": '{"\\u0061":0.5,"\\u0062":"\\u00e9\\ud83c\\udfa8"}',
        "spaced": '\r\n\t{"a"\t:\n 0.5 ,\r\n\t "b"\t:\n "\\u00e9\\ud83c\\udfa8"} \n',
        "renumbered": '{"a":5E-1,"b":"\\u00e9\\ud83c\\udfa8"}',
    }


def test_variants_with_the_same_text_are_omitted() -> None:
    assert texts({}).keys() == {"text", "spaced"}
    assert "renumbered" not in texts({"a": 1})


def test_keys_of_nested_objects_are_reversed() -> None:
    assert list(loads(texts(TOOL)["reversed"])) == ["x", "size", "type"]
    assert list(loads(texts(TOOL)["reversed"])["x"]) == ["a", "b"]


def test_payload_to_validate_has_reversed_keys_only() -> None:
    ((name, request),) = variants(Request("validate", TOOL))
    assert (name, request.operation, list(request.content)) == ("reversed", "validate", ["x", "size", "type"])


@pytest.mark.parametrize(
    "request_",
    [
        Request("parse-text", "{}"),
        Request("call", {}),
        Request("validate", {"a": 1}),
        Request("validate", None),
        Request("parse", {"a": ["x" * 4097]}),
        Request("parse", {"x" * 4097: 1}),
        Request("validate", {"a": 1, "b": "x" * 4097}),
    ],
    ids=lambda request: f"{request.operation}-{str(request.content)[:20]}",
)
def test_other_requests_have_no_variants(request_: Request) -> None:
    assert list(variants(request_)) == []


def test_text_of_4096_characters_has_variants() -> None:
    assert texts({"a": "x" * 4096}).keys() == {"text", "escaped", "spaced"}
