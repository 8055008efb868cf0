"""The documents of the project, and their code blocks.

A comment before a block says how it is tested:

    <!-- file: adapter.py -->       write the block to this file of the workspace
    <!-- exit: 1 -->                the last command of the block ends with this exit code
    <!-- schema: evidence -->       every value in the block matches schemas/evidence.schema.json
    <!-- not run: REASON -->        the block is an illustration

The comment `<!-- workspace: checkout -->` anywhere in a document lets its commands run in a copy of the checkout.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["CHECKOUT", "DOCUMENTS", "Block", "blocks", "prose", "read"]

CHECKOUT = Path(__file__).parents[2]
GENERATED = ("build", "dist", ".venv", ".implementations", "node_modules", "target", ".git", ".pytest_cache")
COMMENT = re.compile(r"^\s*<!-- (?P<name>[a-z ]+): (?P<value>.+?) -->$")
FENCE = re.compile(r"^(?P<indent>\s*)(?P<marks>`{3,}|:{3,})(?P<info>[^`]*)$")


def _documents() -> list[str]:
    files = (file.relative_to(CHECKOUT) for file in CHECKOUT.rglob("*.md"))
    # The templates of an export are files of the exported package, which its examples test.
    return sorted(file.as_posix() for file in files if not set(file.parts) & {*GENERATED, "templates"})


DOCUMENTS = _documents()


class Block(NamedTuple):
    """A fenced code block of a document.

    Attributes:
        document: The document, as a path in the checkout.
        line: The number of its first line, the one after the fence.
        end: The number of the line with the closing fence.
        indent: The indentation of the block.
        language: The language that the fence names.
        text: The lines of the block, without their indentation.
        options: The comments before the block.
    """

    document: str
    line: int
    end: int
    indent: str
    language: str
    text: str
    options: dict[str, str]

    @property
    def place(self) -> str:
        """The document and the line, as compilers print them."""
        return f"{self.document}:{self.line}"


def read(document: str) -> str:
    """Return the text of a document."""
    return (CHECKOUT / document).read_text(encoding="utf-8")


def blocks(document: str, text: str | None = None) -> Iterator[Block]:
    """Yield the code blocks of a document. Directives of Sphinx, such as `{toctree}`, are not code."""
    lines = (read(document) if text is None else text).splitlines()
    options: dict[str, str] = {}
    number = 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        if fence:
            end = _closing_fence(lines, number, fence["marks"])
            language = fence["info"].strip()
            if not language.startswith("{"):
                content = textwrap.dedent("\n".join(lines[number + 1 : end]) + "\n")
                yield Block(document, number + 2, end + 1, fence["indent"], language, content, options)
            number, options = end, {}
        elif comment := COMMENT.match(lines[number]):
            options[comment["name"]] = comment["value"]
        elif lines[number].strip():
            options = {}
        number += 1


def _closing_fence(lines: list[str], opening: int, marks: str) -> int:
    for number in range(opening + 1, len(lines)):
        line = lines[number].strip()
        if line.startswith(marks) and not line.strip(marks[0]):
            return number
    raise ValueError(f"the block that line {opening + 1} opens is not closed")


def prose(document: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a document outside its code blocks, with their numbers."""
    lines = read(document).splitlines()
    number = 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        if fence:
            number = _closing_fence(lines, number, fence["marks"])
        else:
            yield number + 1, lines[number]
        number += 1
