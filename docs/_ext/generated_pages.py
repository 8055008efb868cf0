"""Sphinx extension: replaces a comment such as `<!-- generated: command line -->` by generated Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from command_line_page import command_line
from corpus_pages import model_limits, requirements
from profile_pages import revisions

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CONTENT = {
    "command line": command_line,
    "requirements": requirements,
    "model limits": model_limits,
    "revisions": revisions,
}
MARKER = re.compile(r"^<!-- generated: (.+) -->$", re.MULTILINE)


def insert_generated(text: str) -> str:
    """Return the text of a page in which each marker is replaced by the content that it names."""
    return MARKER.sub(lambda marker: CONTENT[marker[1]](), text)


def _source_read(_app: Sphinx, _docname: str, source: list[str]) -> None:
    source[0] = insert_generated(source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("source-read", _source_read)
    return {"version": "1", "parallel_read_safe": True}
