from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.corpus.dimensions import Element
from imagegen_conformance.corpus.templates import NO_SCOPE, NotCombinableError, Scope, evaluate
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json

STRING = Element("home", {"name": "home", "text": "a variable", "value": "${HOME} and ${place}"})
PLACE = Element(
    "mask", {"name": "mask", "text": "a mask", "payload": {"url": "${string.value}"}, "steps": [{"n": "${string}"}, 2]}
)
SCOPE = Scope(Scope(NO_SCOPE, "string", STRING), "place", PLACE)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("${string}", "home"),
        ("${string.text}", "a variable"),
        ("${place.payload}", {"url": "${HOME} and ${place}"}),
        ("${string} in ${place.text}", "home in a mask"),
        ({"${place}": 1}, {"mask": 1}),
        (["${*place.steps}", "${place}"], [{"n": "home"}, 2, "mask"]),
        (["${place.steps}"], [[{"n": "home"}, 2]]),
        ({"$repeat": ["ab", 3]}, "ababab"),
        ({"$repeat": ["ab", 0]}, ""),
        ({"$repeat": ["head", 1, "ab", 2, "!", 1]}, "headabab!"),
        ({"$repeat": []}, ""),
        ({"$add": [{"a": 1}, {"b": 2}, {}]}, {"a": 1, "b": 2}),
        ({"$replace": [{"a": 1, "b": 2}, {"a": 3, "c": 4}]}, {"a": 3, "b": 2, "c": 4}),
        ({"$add": [{"x": "${string}"}, "${place.payload}"]}, {"x": "home", "url": "${HOME} and ${place}"}),
        ({"$repeat": ["a", 2], "other": 1}, {"$repeat": ["a", 2], "other": 1}),
        ("$string {string} $ {} ${", "$string {string} $ {} ${"),
        (None, None),
        ([1.5, True, []], [1.5, True, []]),
    ],
)
def test_template_stands_for_its_value(template: Json, value: Json) -> None:
    assert evaluate(template, SCOPE) == value


def test_order_of_added_members_is_that_of_the_objects() -> None:
    assert [*evaluate({"$add": [{"z": 1}, {"a": 2}]}, NO_SCOPE)] == ["z", "a"]


def test_attribute_may_contain_text_that_looks_like_a_placeholder() -> None:
    assert evaluate("${string.value}", SCOPE) == "${HOME} and ${place}"


def test_objects_with_a_common_key_cannot_be_added() -> None:
    with pytest.raises(NotCombinableError):
        evaluate({"$add": [{"a": 1}, {"a": 1}]}, NO_SCOPE)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("${strng}", "the placeholder ${strng} refers to no variable. Did you mean string?"),
        ("${x} y", "the placeholder ${x} refers to no variable. Name a variable of `each`."),
        ("${string.valu}", "the element home of ${string} has no attribute valu. Did you mean value?"),
        (
            "${place.x}",
            "the element mask of ${place} has no attribute x. Add the attribute, or correct the placeholder.",
        ),
    ],
)
def test_unknown_name_raises(template: str, message: str) -> None:
    with pytest.raises(CorpusError) as error:
        evaluate(template, SCOPE)
    assert str(error.value) == message


@pytest.mark.parametrize("arguments", [["a"], ["a", "b"], [1, 2], ["a", 1, 2], None])
def test_repetition_of_anything_but_a_text_raises(arguments: Json) -> None:
    with pytest.raises((TypeError, ValueError)):
        evaluate({"$repeat": arguments}, NO_SCOPE)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
).filter(lambda value: "$" not in repr(value))


@given(PLAIN)
def test_value_without_placeholders_stands_for_itself(value: Json) -> None:
    assert evaluate(value, SCOPE) == value
