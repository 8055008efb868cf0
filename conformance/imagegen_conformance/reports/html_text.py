"""HTML by functions that escape: text becomes markup only through `element` and `Markup`.

Texts of payloads, implementations and files are foreign. Their control characters, among them those that reorder text,
appear as escape sequences, so that a page consists of printable characters and line breaks only.
"""

from __future__ import annotations

import re
from html import escape
from typing import TypeAlias

from imagegen_conformance.text import escape_control_characters

__all__ = ["Attribute", "Markup", "code", "element", "isolated", "joined", "prose", "text"]

Attribute: TypeAlias = "str | int | bool | None"
QUOTED_CODE = re.compile(r"`([^`]+)`")
VOID_ELEMENTS = frozenset({"br", "col", "hr", "input", "link", "meta", "wbr"})


class Markup(str):
    """HTML that is inserted as it is."""

    __slots__ = ()


def text(content: str) -> Markup:
    """Return a text as HTML. Markup is returned as it is."""
    if isinstance(content, Markup):
        return content
    return Markup(escape(_printable(content)))


def element(name: str, /, *content: str, **attributes: Attribute) -> Markup:
    """Return an HTML element.

    Args:
        name: The name of the element.
        content: Texts, which are escaped, and markup, which is not.
        attributes: The attributes. `class_` is the attribute class, and `data_id` is data-id. True is an attribute
            without a value; an attribute that is False or None is left out.
    """
    start = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if name in VOID_ELEMENTS:
        return Markup(start)
    return Markup(f"{start}{''.join(map(text, content))}</{name}>")


def joined(*parts: str) -> Markup:
    """Return texts and markup as one piece of HTML."""
    return Markup("".join(map(text, parts)))


def isolated(content: str) -> Markup:
    """Return a foreign text as HTML: its direction cannot reorder the text around it."""
    return element("bdi", content)


def code(content: str) -> Markup:
    """Return a foreign text as code. The shared style isolates its direction."""
    return element("code", content)


def prose(content: str) -> Markup:
    """Return a sentence of the corpus as HTML. Its words between backticks are code."""
    parts = QUOTED_CODE.split(content)
    return element("bdi", *(code(part) if index % 2 else part for index, part in enumerate(parts)))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(_printable(str(value)))}"'


def _printable(content: str) -> str:
    if content.isprintable():
        return content
    return "\n".join(map(escape_control_characters, content.split("\n")))
