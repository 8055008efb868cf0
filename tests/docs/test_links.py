"""The links in the documents: files and anchors exist, and addresses are well formed. `make docs` checks the built site."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from documents import CHECKOUT, DOCUMENTS, prose, read

sys.path.insert(0, str(CHECKOUT / "docs" / "_ext"))

from generated_pages import insert_generated

LINK = re.compile(r"\]\(<?([^)>\s]+)>?\)")
SITE = "https://imagegen-conformance.github.io/imagegen-conformance/"
REPOSITORY = "https://github.com/imagegen-conformance/imagegen-conformance/"
# Pages that are included or generated, by their path on the site.
SOURCES = {
    "changelog": "CHANGELOG.md",
    "benchmarks": "benchmarks/README.md",
    "explanation/architecture": "ARCHITECTURE.md",
    "matrix": "results/matrix.html",
}


def links_of(document: str) -> list[str]:
    return [link for _, line in prose(document) for link in LINK.findall(re.sub(r"`[^`]*`", "", line))]


def anchors_of(text: str) -> set[str]:
    """Return the anchors of the headings, as GitHub and Sphinx derive them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def problem_of(link: str, document: str) -> str | None:
    parts = urlsplit(link)
    if link.startswith(SITE):
        name = parts.path.removeprefix(urlsplit(SITE).path).removesuffix(".html")
        return _problem_of_file(CHECKOUT / SOURCES.get(name, f"docs/{name or 'index'}.md"), parts.fragment)
    if link.startswith(f"{REPOSITORY}blob/main/"):
        return _problem_of_file(CHECKOUT / link.removeprefix(f"{REPOSITORY}blob/main/"), parts.fragment)
    if parts.scheme:
        return None if parts.scheme == "https" and "." in parts.netloc else "the address is not https"
    target = CHECKOUT / Path(document).parent / parts.path if parts.path else CHECKOUT / document
    return _problem_of_file(target, parts.fragment)


def _problem_of_file(file: Path, anchor: str) -> str | None:
    if not file.exists():
        return "the file does not exist"
    if anchor and anchor not in anchors_of(insert_generated(file.read_text(encoding="utf-8"))):
        return "the anchor does not exist"
    return None


@pytest.mark.parametrize("document", [document for document in DOCUMENTS if links_of(document)])
def test_links_lead_somewhere(document):
    problems = {link: problem for link in links_of(document) if (problem := problem_of(link, document))}
    assert problems == {}


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("nothing.md", "the file does not exist"),
        ("CONTRIBUTING.md#nothing", "the anchor does not exist"),
        ("http://example.com", "the address is not https"),
        ("https://nowhere", "the address is not https"),
        (f"{SITE}nothing.html", "the file does not exist"),
        (f"{REPOSITORY}blob/main/nothing", "the file does not exist"),
        (f"{SITE}findings.html", None),
        ("CONTRIBUTING.md#set-up", None),
    ],
)
def test_broken_link_is_found(link, problem):
    assert problem_of(link, "README.md") == problem


def test_every_page_is_in_the_table_of_contents():
    pages = {
        path.relative_to(CHECKOUT / "docs").with_suffix("").as_posix() for path in (CHECKOUT / "docs").rglob("*.md")
    }
    listed = {"index"}
    for page in pages:
        for toctree in re.findall(r"```\{toctree\}\n(.*?)```", read(f"docs/{page}.md"), re.DOTALL):
            folder = Path(page).parent
            listed |= {(folder / line).as_posix() for line in toctree.splitlines() if line and not line.startswith(":")}
    assert listed == pages
