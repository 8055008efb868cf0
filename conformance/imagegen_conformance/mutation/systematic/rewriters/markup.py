"""Rewriters of markup, escapes and quotes."""

from __future__ import annotations

import html
import re
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["MARKUP"]
ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}

MARKUP: Final = (
    Rewriter("html-tags", "removes HTML tags", replacing(r"</?[A-Za-z][^<>]*>", "")),
    Rewriter("html-scripts", "removes elements called script", replacing(r"<script\b.*?</script\s*>", "", re.IGNORECASE | re.DOTALL)),
    Rewriter("html-comments", "removes comments of HTML", replacing("<!--.*?-->", "", re.DOTALL)),
    Rewriter("html-ampersand", "escapes ampersands as HTML", lambda text: text.replace("&", "&amp;")),
    Rewriter("html-less", "escapes less-than and greater-than signs as HTML", lambda text: text.replace("<", "&lt;").replace(">", "&gt;")),
    Rewriter("html-quotes", "escapes quotes as HTML", lambda text: text.replace('"', "&quot;").replace("'", "&#39;")),
    Rewriter("html-named", "unescapes named references of HTML", replacing("&[A-Za-z]+;", lambda match: html.unescape(match[0]))),
    Rewriter("html-numeric", "unescapes numeric references of HTML", replacing("&#(?:[0-9]+|[xX][0-9A-Fa-f]+);", lambda match: html.unescape(match[0]))),
    Rewriter("html-breaks", "replaces line feeds with elements called br", lambda text: text.replace("\n", "<br>")),
    Rewriter("html-handlers", "removes attributes for events of HTML", replacing(r"\son\w+\s*=\s*(?:\"[^\"]*\"|'[^']*')", "", re.IGNORECASE)),
    Rewriter("xml-cdata", "removes CDATA marks", replacing(r"<!\[CDATA\[(.*?)\]\]>", r"\1", re.DOTALL)),
    Rewriter("markdown-emphasis", "removes emphasis of Markdown", replacing(r"\*\*([^*]+)\*\*", r"\1")),
    Rewriter("markdown-link", "replaces links of Markdown with their text", replacing(r"\[([^\[\]]+)\]\([^()]*\)", r"\1")),
    Rewriter("markdown-heading", "removes number signs at the beginning of lines", replacing("(?m)^#+ ", "")),
    Rewriter("markdown-fence", "removes fences of code", replacing("(?m)^```.*\n?", "")),
    Rewriter("escape-terminal", "removes escape sequences of terminals", replacing("\x1b\\[[0-9;]*[A-Za-z]", "")),
    Rewriter("escape-unicode", r"decodes escapes such as \u0041", replacing(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)))),
    Rewriter("escape-hexadecimal", r"decodes escapes such as \x41", replacing(r"\\x([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)))),
    Rewriter("escape-line-feed", r"decodes the escapes \n, \r and \t", replacing(r"\\([nrt])", lambda match: ESCAPES[match[1]])),
    Rewriter("escape-slash", r"decodes the escape \/", lambda text: text.replace("\\/", "/")),
    Rewriter("escape-controls", "encodes line feeds and tabs as escapes", lambda text: text.replace("\n", "\\n").replace("\t", "\\t")),
    Rewriter("quote-typographic", "replaces typographic quotes with ASCII", lambda text: text.translate(str.maketrans("\u2018\u2019\u201c\u201d\u00ab\u00bb", "''\"\"\"\""))),
    Rewriter("quote-doubled", "doubles single quotes as in SQL", lambda text: text.replace("'", "''")),
    Rewriter("quote-escaped", "escapes double quotes with backslashes", lambda text: text.replace('"', '\\"')),
    Rewriter("quote-removed", "removes double quotes", lambda text: text.replace('"', "")),
    Rewriter("sql-comment", "removes everything after two hyphens", replacing("--.*$", "", re.MULTILINE)),
    Rewriter("sql-semicolon", "removes semicolons", lambda text: text.replace(";", "")),
    Rewriter("spreadsheet", "puts an apostrophe before a sign that begins a formula", replacing(r"^(?=[=+@-])", "'")),
)  # fmt: skip
