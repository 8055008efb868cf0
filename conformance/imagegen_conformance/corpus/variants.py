"""Variants of a request: the same request in equivalent JSON encodings, for metamorphic tests.

| name | operation | encoding |
|---|---|---|
| `text` | parse | a JSON text instead of a payload |
| `reversed` | parse, validate | keys in reverse order; objects are unordered (RFC 8259, section 4) |
| `escaped` | parse | every character of a string escaped |
| `spaced` | parse | white space between all tokens |
| `renumbered` | parse | fractions in scientific notation; level wire compares numbers by value |

The variants of a request to parse a payload are requests to parse a text. A variant that would be the same text as
`text` is omitted. A request with a long text has no variants: they would take most of the time of a run, and find what
those of short texts find.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.long_texts import has_long_text
from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["variants"]


def variants(request: Request) -> Iterator[tuple[str, Request]]:
    """Yield the name and the request of each variant.

    Requests to parse a text, call sequences, and requests with a long text have none.
    """
    operation, content = request
    if has_long_text(content):
        return
    if operation == "validate":
        reordered = _reverse_keys(content)
        if dumps(reordered) != dumps(content):
            yield "reversed", Request("validate", reordered)
    elif operation == "parse":
        text = dumps(content)
        yield "text", Request("parse-text", text)
        encodings = {
            "reversed": dumps(_reverse_keys(content)),
            "escaped": _encode(content, _escape, repr),
            "spaced": "\r\n\t" + json.dumps(content, separators=(" ,\r\n\t ", "\t:\n ")) + " \n",
            "renumbered": _encode(content, dumps, _scientific_notation),
        }
        for name, encoding in encodings.items():
            if encoding != text:
                yield name, Request("parse-text", encoding)


def _reverse_keys(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _reverse_keys(item) for key, item in reversed(value.items())}
    return [_reverse_keys(item) for item in value] if isinstance(value, list) else value


def _encode(value: Json, encode_string: Callable[[str], str], encode_float: Callable[[float], str]) -> str:
    """Return a value as JSON text, in which the functions encode strings and fractions."""
    if isinstance(value, dict):
        members = (f"{encode_string(key)}:{_encode(item, encode_string, encode_float)}" for key, item in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_encode(item, encode_string, encode_float) for item in value) + "]"
    if isinstance(value, str):
        return encode_string(value)
    return encode_float(value) if isinstance(value, float) else dumps(value)


def _escape(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass").hex()
    return '"' + "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4)) + '"'


def _scientific_notation(number: float) -> str:
    return f"{Decimal(repr(number)):E}"
