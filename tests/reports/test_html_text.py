"""Escaping in HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.reports.html_text import Markup, code, element, isolated, joined, prose, text
from imagegen_conformance.text import escape_control_characters

ANY_TEXT = st.text(st.characters())


class Reader(HTMLParser):
    """What a browser makes of HTML: elements, their attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.content = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.content += data


def printable(content: str) -> str:
    return "\n".join(map(escape_control_characters, content.split("\n")))


@given(content=ANY_TEXT, value=ANY_TEXT)
def test_any_text_stays_text(content, value):
    html = element("p", content, code(content), isolated(content), title=value)
    reader = Reader(html)
    assert reader.elements == [("p", {"title": printable(value)}), ("code", {}), ("bdi", {})]
    assert reader.content == 3 * printable(content)
    assert all(line.isprintable() for line in html.split("\n"))


@given(content=ANY_TEXT)
def test_prose_keeps_its_words(content):
    reader = Reader(prose(content))
    assert {name for name, _ in reader.elements} <= {"bdi", "code"}
    assert reader.content.replace("`", "") == printable(content).replace("`", "")


def test_words_between_backticks_are_code():
    assert prose("`type` is <set>") == "<bdi><code>type</code> is &lt;set&gt;</bdi>"


def test_control_characters_become_visible():
    assert text("\u202ea\x00\u2028\ud800\n<") == "\\u202ea\\x00\\u2028\\ud800\n&lt;"


def test_markup_is_not_escaped_again():
    assert joined("<", Markup("<br>"), element("b", Markup("&lt;"))) == "&lt;<br><b>&lt;</b>"


@pytest.mark.parametrize(
    ("attributes", "html"),
    [
        ({"class_": "a b"}, '<p class="a b">'),
        ({"data_case": "a/b:wire", "for_": "x"}, '<p data-case="a/b:wire" for="x">'),
        ({"hidden": True, "open": False, "title": None}, "<p hidden>"),
        ({"tabindex": 0}, '<p tabindex="0">'),
    ],
)
def test_attributes_are_written(attributes, html):
    assert element("p", **attributes) == f"{html}</p>"


def test_void_element_has_no_end_tag():
    assert element("meta", charset="utf-8") == '<meta charset="utf-8">'
