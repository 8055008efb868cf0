"""The same request in other words: what it means is the same, and so has the verdict to be.

A payload to parse is asked again as JSON text: in its own order, with its keys reversed, with every character escaped,
with other white space, and with its fractions in another notation (level wire takes numbers by their value). A payload
to validate is asked again with its keys reversed: it is the same object (RFC 8259, section 4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal

from imagegen_conformance.cases import Request
from imagegen_conformance.json_value import Json, dumps

__all__ = ["AGAIN", "WORDS", "variants"]

AGAIN = "again"
WORDS = {
    AGAIN: "asked again",
    "text": "as JSON text",
    "reversed": "with its keys in reverse",
    "escaped": "as JSON text in which every character is escaped",
    "spaced": "as JSON text with other white space",
    "renumbered": "as JSON text with fractions in another notation",
}


def variants(request: Request) -> Iterator[tuple[str, Request]]:
    """Each variant with its name; none where a text or a script is asked, or where it would be the same."""
    operation, content = request
    turned = _reversed(content) if operation in {"parse", "validate"} else content
    if operation == "validate" and dumps(turned) != dumps(content):
        yield "reversed", Request("validate", turned)
    if operation != "parse":
        return
    plain = dumps(content)
    texts = {
        "text": plain,
        "reversed": dumps(turned),
        "escaped": _written(content, _escaped, repr),
        "spaced": "\r\n\t" + json.dumps(content, separators=(" ,\r\n\t ", "\t:\n ")) + " \n",
        "renumbered": _written(content, dumps, _notation),
    }
    for how, text in texts.items():
        if how == "text" or text != plain:
            yield how, Request("parse-text", text)


def _reversed(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _reversed(item) for key, item in reversed(value.items())}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _written(value: Json, string: Callable[[str], str], fraction: Callable[[float], str]) -> str:
    """A value as text, with strings and fractions written by these."""
    if isinstance(value, dict):
        members = (f"{string(key)}:{_written(item, string, fraction)}" for key, item in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(item, string, fraction) for item in value) + "]"
    if isinstance(value, str):
        return string(value)
    return fraction(value) if isinstance(value, float) else dumps(value)


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass").hex()
    return '"' + "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4)) + '"'


def _notation(number: float) -> str:
    return f"{Decimal(repr(number)):E}"
