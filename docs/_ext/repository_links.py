"""Sphinx extension: links of a page to files outside `docs/` lead to the repository.

Pages link to such files by relative paths, so that the links also work where the repository is browsed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
RELATIVE_LINK = re.compile(r"\]\((?P<path>\.\.?/[^)#\s]*)(?P<anchor>#[^)\s]*)?\)")
# Root documents that the site includes as pages, by their path in the repository.
PAGES = {
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "ARCHITECTURE.md": "explanation/architecture.md",
}


def repository_url() -> str:
    """Return the address of the repository, as `pyproject.toml` states it."""
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^Repository = "(https://[^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise LookupError("pyproject.toml has no Repository in [project.urls]")
    return found[1]


def rewrite_links(text: str, folder: str) -> str:
    """Return the text of a page in which links out of `docs/` are absolute.

    Args:
        text: The Markdown text.
        folder: The folder that its links are relative to, as a path in the repository such as "docs/how-to".
    """

    def replace(link: re.Match[str]) -> str:
        target = PurePosixPath(os.path.normpath(PurePosixPath(folder) / link["path"]))
        anchor = link["anchor"] or ""
        if str(target) in PAGES:
            return f"](/{PAGES[str(target)]}{anchor})"
        if target.is_relative_to("docs"):
            return f"](/{target.relative_to('docs')}{anchor})"
        kind = "tree" if (CHECKOUT / target).is_dir() else "blob"
        return f"]({repository_url()}/{kind}/main/{target}{anchor})"

    return RELATIVE_LINK.sub(replace, text)


def _source_read(_: Sphinx, docname: str, source: list[str]) -> None:
    folder = PurePosixPath("docs", docname).parent
    source[0] = rewrite_links(source[0], str(folder))


def _include_read(app: Sphinx, relative_path: Path, parent_docname: str, content: list[str]) -> None:
    """Rewrite the links of an included root document, which are relative to its own folder."""
    file = (DOCS / PurePosixPath(parent_docname).parent / relative_path).resolve()
    if not file.is_relative_to(CHECKOUT) or file.is_relative_to(DOCS):
        file = (app.srcdir / relative_path).resolve()
    folder = file.parent.relative_to(CHECKOUT).as_posix()
    content[0] = rewrite_links(re.sub(r"\]\((?=[\w])(?!\w+:)", "](./", content[0]), folder)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("source-read", _source_read)
    app.connect("include-read", _include_read)
    return {"version": "1", "parallel_read_safe": True}
