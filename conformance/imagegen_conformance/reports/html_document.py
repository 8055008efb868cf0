"""A self-contained HTML document: one file that asks for no other, whose only style and script are known by hash."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.html_text import Markup, element, joined

__all__ = ["asset", "html_document", "json_block"]

MAIN_ID = "main"
DATA_ID = "data"


def html_document(title: str, body: Markup, *, style: str, script: str, data: Mapping[str, Json] | None = None) -> str:
    """Return a document.

    The style and the script follow those that all documents share, `document.css` and `document.js`. The scripts are
    one function: the names that the shared script declares are visible in the other.

    Args:
        title: The title.
        body: The content of the element `main`. It begins with the heading of the document.
        style: The style of this kind of document.
        script: The script of this kind of document. It must not contain the end tag of a script.
        data: The data that the shared function `readData` returns, or None if there is none.
    """
    whole_style = f"\n{asset('document.css')}{style}"
    whole_script = f"\n(() => {{\n'use strict';\n{asset('document.js')}{script}}})();\n"
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(whole_style, whole_script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(whole_style)),
    )
    content = joined(
        element("a", "Skip to the content", class_="skip", href=f"#{MAIN_ID}"),
        element("main", body, id=MAIN_ID, tabindex=-1),
        element("p", id="status", class_="status", role="status"),
        json_block(DATA_ID, data or {}),
        element("script", Markup(whole_script)),
    )
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{content}\n</body>\n</html>\n'


def json_block(id_: str, value: Json) -> Markup:
    """Return JSON in an element that browsers do not run. No text in it can end the element."""
    content = json.dumps(value, separators=(",", ":")).replace("&", "\\u0026")
    content = content.replace("<", "\\u003c").replace(">", "\\u003e")
    return element("script", Markup(content), type="application/json", id=id_)


@cache
def asset(name: str) -> str:
    """Return a style or a script of this package."""
    return (files("imagegen_conformance.reports") / "assets" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_source_hash(style)}'",
            f"script-src '{_source_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _source_hash(source: str) -> str:
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode('ascii')}"
