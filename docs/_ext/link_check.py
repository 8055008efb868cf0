"""Check the links of the built site: `python docs/_ext/link_check.py build/docs`.

Internal links must lead to a file and an anchor of the site. External links must be well-formed https addresses; they
are not requested.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["problems"]


class Page(HTMLParser):
    """The links and the anchors of an HTML page.

    Attributes:
        links: The value of each `href` and `src`.
        anchors: The value of each `id` and `name`.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {"", "top"}
        self.feed(text)

    def handle_starttag(
        self,
        tag: str,  # noqa: ARG002 - the signature is that of HTMLParser
        attrs: list[tuple[str, str | None]],
    ) -> None:
        """Collect the links and the anchors of a tag."""
        values = {name: value or "" for name, value in attrs}
        self.links += [values[name] for name in ("href", "src") if name in values]
        self.anchors |= {values[name] for name in ("id", "name") if name in values}


def problems(site: Path) -> Iterator[str]:
    """Yield one line for each broken link of a site."""
    pages = {file.resolve(): Page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}
    for file, page in pages.items():
        for link in page.links:
            problem = _external_problem(link) if urlsplit(link).scheme else _internal_problem(link, file, pages)
            if problem:
                yield f"{file.relative_to(site.resolve())}: {link}: {problem}"


def _external_problem(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme in {"data", "mailto"}:
        return None
    if parts.scheme != "https":
        return f"the scheme is {parts.scheme}, not https"
    return None if "." in parts.netloc and " " not in link else "the address is malformed"


def _internal_problem(link: str, file: Path, pages: dict[Path, Page]) -> str | None:
    parts = urlsplit(link)
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if not target.is_file():
        return "the file does not exist"
    if target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return "the anchor does not exist"
    return None


def main(site: str) -> int:
    """Print the problems of a site. Return the exit code."""
    if not Path(site).is_dir():
        print(f"{site} is not a directory. Build the site first, with make docs.")
        return 2
    lines = list(problems(Path(site)))
    print(*lines, sep="\n", end="\n" if lines else "")
    print(f"{len(lines)} broken links" if lines else "all links are valid")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
