"""The layout of the documents: headings, lists and sentences. `test_blocks.py` runs their code blocks."""

from __future__ import annotations

import re

import pytest

from documents import DOCUMENTS, prose, read

HEADING = re.compile(r"#{1,6} (?P<number>\d+\. )?(?P<title>.*)")
ITEM = re.compile(r"(?P<indent> *)(?P<number>\d+)\. ")
# A period that ends a sentence is followed by a space and a capital letter, or by code.
SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)[.!?]\)? (?=[A-Z`\[(])")
PAGES = [document for document in DOCUMENTS if document.startswith("docs/") or "/" not in document]


def problems_of(lines: list[tuple[int, str]]) -> list[str]:
    """Return a line for each heading and each ordered list that is broken, for example by a tool that splits lines."""
    problems = []
    expected: dict[str, int] = {}  # the next number of each list, by its indentation
    section = 1
    for number, line in lines:
        if heading := HEADING.fullmatch(line):
            expected.clear()
            if not heading["title"] or heading["title"].endswith("."):
                problems.append(f"{number}: a heading is one line without a period: {line!r}")
            if heading["number"] and heading["number"] != f"{section}. ":
                problems.append(f"{number}: expected section {section}: {line!r}")
            section += bool(heading["number"])
        elif re.fullmatch(r" *(\d+\.|[-*]) *", line):
            problems.append(f"{number}: an item is empty: {line!r}")
        elif item := ITEM.match(line):
            following = expected.get(item["indent"], 1)
            if int(item["number"]) not in {following, 1}:
                problems.append(f"{number}: expected item {following}: {line!r}")
            expected[item["indent"]] = int(item["number"]) + 1
    return problems


@pytest.mark.parametrize("document", DOCUMENTS)
def test_headings_and_lists_are_complete(document):
    assert problems_of(list(prose(document))) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_heading_stands_alone(document):
    """A line before or after a heading is blank: otherwise it may be a part of the heading that was split off."""
    text = ["", *read(document).splitlines(), ""]
    wrong = [
        f"{document}:{number}"
        for number, line in prose(document)
        if HEADING.fullmatch(line) and (text[number - 1].strip() or text[number + 1].strip())
    ]
    assert wrong == []


@pytest.mark.parametrize("document", PAGES)
def test_line_of_a_page_has_one_sentence(document):
    """The cells of a table are one line by necessity, and a quotation is one sentence of its own."""
    wrong = [
        f"{document}:{number}: {line}"
        for number, line in prose(document)
        if not line.lstrip().startswith(("|", "<!--", "- Before:", "- After:", "#"))
        and SENTENCE_END.search(re.sub(r'"[^"]*"|`[^`]*`', "`", line.lstrip("0123456789. ")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("## 1.\nWrite a function", "1: a heading is one line without a period: '## 1.'"),
        ("## 1. A\n\n## 3. B", "3: expected section 2: '## 3. B'"),
        ("1.\nRun it.", "1: an item is empty: '1.'"),
        ("1. A\n3. B", "2: expected item 2: '3. B'"),
    ],
)
def test_broken_line_is_found(text, problem):
    assert problems_of(list(enumerate(text.splitlines(), 1))) == [problem]


def test_complete_lists_have_no_problem():
    text = "## 1. A\n\n1. B\n   1. C\n   2. D\n2. E\n\n## 2. F\n\n1. G"
    assert problems_of(list(enumerate(text.splitlines(), 1))) == []
