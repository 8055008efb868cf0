"""The data of the dimensions of strings, lengths, counts, depths and numbers."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

import pytest

from imagegen_conformance.corpus.dimensions import Dimensions, Element
from imagegen_conformance.corpus.templates import NO_SCOPE, evaluate
from imagegen_conformance.resources import data_directory, read_text

DIMENSIONS = Dimensions(data_directory("fixtures"))
STRINGS = ("strings", "further_strings")
LADDERS = ("lengths", "counts", "depths")
NUMBERS = ("numbers", "whole_doubles", "number_values")
FIELDS_OF_STRINGS = ("places", "further_places", "value_places")
# An implementation may reject strings with these characters, and long ones: RFC 8259, section 9.
SPECIAL_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
MAX_LENGTH = 200
# Patterns of common secret scanners. A string of such a form is written as a repetition, so that none matches a file.
SECRETS = re.compile(
    r"AKIA[0-9A-Z]{16}|AIza[\w-]{35}|sk-[\w-]{20,}|gh[pousr]_\w{36}|xox[baprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}"
    r"|hf_\w{30,}|glpat-[\w-]{20}|npm_\w{36}|SG\.[\w-]{20,}|eyJ[\w-]{10,}\.eyJ|gAAAA[\w-]{20,}"
    r"|AccountKey=[\w+/]{40,}|-----BEGIN [A-Z ]*PRIVATE KEY"
)


def elements(*names: str) -> list[Element]:
    """Return the elements of dimensions."""
    return [element for name in names for element in DIMENSIONS.find(name).elements]


def value(element: Element) -> Any:
    """Return the value of an element that refers to no other element."""
    return evaluate(element.attributes["value"], NO_SCOPE, is_data=True)


@pytest.mark.parametrize(
    "names", [STRINGS, ("lengths",), ("image_urls",), ("depths",), FIELDS_OF_STRINGS], ids=lambda names: names[0]
)
def test_names_and_values_are_unique(names):
    found = elements(*names)
    assert len({element.name for element in found}) == len(found)
    if names != FIELDS_OF_STRINGS:
        assert len({repr(value(element)) for element in found}) == len(found)


@pytest.mark.parametrize("name", [*STRINGS, "image_urls", *LADDERS, *NUMBERS, "surrogates"])
def test_every_element_has_a_reason_and_a_source(name):
    for element in elements(name):
        assert str(element.attributes["reason"]).endswith("."), element.name
        assert element.attributes["source"], element.name


@pytest.mark.parametrize("element", elements(*STRINGS), ids=lambda element: element.name)
def test_attributes_of_a_string_agree_with_its_value(element):
    attributes, string = element.attributes, value(element)
    assert element.name.startswith(f"{attributes['kind']}.")
    is_printable = all(" " <= character <= "~" for character in string)
    assert attributes["certain"] == (is_printable and string.strip(" ") == string and 0 < len(string) < 256)
    assert attributes["certain"] or attributes["strength"] in ("should", "may")
    # A server that checks image_url expects a URL, so that other strings are legal there with less certainty.
    assert attributes["url_strength"] is not None or attributes["kind"] in ("url", "data-url")


@pytest.mark.parametrize("element", elements(*STRINGS, "lengths"), ids=lambda element: element.name)
def test_string_with_special_characters_may_be_rejected(element):
    attributes, string = element.attributes, value(element)
    is_special = "\ufffd" in string or bool(SPECIAL_CATEGORIES.intersection(map(unicodedata.category, string)))
    is_long = len(string) > MAX_LENGTH
    assert (attributes["strength"] == "may") >= (is_special or is_long)
    assert (attributes["url_strength"] == "may") >= is_special
    assert attributes["member_strength"] == ("may" if is_special or is_long else "should")


def test_every_kind_of_string_is_at_all_places():
    further = {element.attributes["kind"] for element in elements("further_strings")}
    assert further == {element.attributes["kind"] for element in elements("strings")}


@pytest.mark.parametrize("name", [*STRINGS, "image_urls"])
def test_files_contain_no_recognized_secret(name):
    assert SECRETS.search(read_text(DIMENSIONS.find(name).file)) is None


def test_credentials_are_no_real_ones():
    credentials = [element for element in elements(*STRINGS) if element.attributes["kind"] == "credential"]
    recognized = [element for element in credentials if SECRETS.search(value(element))]
    assert len(recognized) >= 12
    for element in recognized:
        assert re.search(r"([A-Za-z0-9])\1{3}", value(element)), element.name


def test_ladders_contain_the_limits():
    lengths = {len(value(element)) for element in elements("lengths")}
    assert {0, 1, *range(63, 66), *range(255, 258), 4096, *range(8191, 8194), *range(65535, 65538)} <= lengths
    counts = {len(element.attributes["items"]) for element in elements("counts")}
    assert {0, 1, 2, 100, 256, 1000} <= counts


@pytest.mark.parametrize("element", elements("lengths"), ids=lambda element: element.name)
def test_text_of_a_length_states_it(element):
    text, length = str(element.attributes["text"]), len(value(element))
    if element.name.isdecimal():
        assert length == int(element.name)
        assert f"{length:,}" in text or length == 0


@pytest.mark.parametrize("element", elements("counts"), ids=lambda element: element.name)
def test_collections_of_a_count_have_equal_sizes(element):
    sizes = {len(element.attributes[key]) for key in ("members", "configurations", "items")}
    assert sizes == {int(element.name)}


@pytest.mark.parametrize("element", elements("depths"), ids=lambda element: element.name)
def test_name_of_a_depth_states_it(element):
    inner, depth = value(element), 0
    while isinstance(inner, list | dict):
        (inner,) = inner.values() if isinstance(inner, dict) else inner
        depth += 1
    assert element.name.endswith(f"-{depth}")


@pytest.mark.parametrize("element", elements("numbers"), ids=lambda element: element.name)
def test_value_of_a_notation_is_its_double(element):
    double = float(element.attributes["notation"])
    if element.attributes["value"] is None:
        assert math.isinf(double)
    else:
        assert float(value(element)) == double


@pytest.mark.parametrize("element", elements("whole_doubles"), ids=lambda element: element.name)
def test_whole_double_is_written_with_a_point(element):
    assert isinstance(value(element), float)
    assert value(element).is_integer()
