"""Record the outputs in the documents again: `python tests/docs/record.py [DOCUMENT …]`.

The command runs every console block, and replaces an output that differs from the one shown. If the shown output has a
line `[...]`, the lines before and after it keep their number. A `[...]` inside a line is kept if the words around it are
still in the line. Look at the difference before you commit it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))


from document_runner import WILDCARD, Command, MissingToolError, Runner, commands_of, matches, workspace
from documents import CHECKOUT, DOCUMENTS, Block, blocks, read

DURATION = re.compile(r"\b\d+\.\d+s\b")


def record(document: str) -> None:
    """Run the blocks of a document, and write its outputs again."""
    lines = read(document).splitlines()
    shift = 0
    with tempfile.TemporaryDirectory() as folder:
        runner = workspace(document, Path(folder))
        for block in blocks(document):
            if "not run" in block.options:
                continue
            try:
                updated = _updated(runner, block) if block.language == "console" else _validated(runner, block)
            except (MissingToolError, ValueError) as error:
                print(f"{block.place}: {error}")
                continue
            start, end = block.line - 1 + shift, block.end - 1 + shift
            lines[start:end] = [f"{block.indent}{line}".rstrip() for line in updated]
            shift += len(updated) - (end - start)
    (CHECKOUT / document).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _validated(runner: Runner, block: Block) -> list[str]:
    for problem in runner.problems(block):
        print(problem)
    return block.text.splitlines()


def _updated(runner: Runner, block: Block) -> list[str]:
    lines = block.text.splitlines()
    shown: list[str] = []
    position = 0
    commands = list(commands_of(block))
    for command in commands:
        shown += lines[position : command.first]
        position = command.last
        code, output = runner.run(command.text)
        expected = int(block.options.get("exit", "0")) if command is commands[-1] else 0
        if code is not None and code != expected:
            print(f"{block.place}: `{command.text}` ended with exit code {code}, not {expected}")
        shown += _output(command, output.replace(str(runner.folder), WILDCARD), f"{block.place}: `{command.text}`")
    return shown


def _output(command: Command, actual: str, place: str) -> list[str]:
    """Return the lines to show below a command."""
    shown = command.output.splitlines()
    if not shown or matches(command.output, actual):
        return shown
    print(f"{place} has a new output")
    lines = DURATION.sub(f"{WILDCARD}s", actual).replace(sys.prefix, WILDCARD).splitlines()
    if WILDCARD not in shown:
        return _with_wildcards_of_lines(shown, lines)
    if shown.count(WILDCARD) > 1:
        print(f"{place} has several lines {WILDCARD}. Edit its output by hand.")
        return shown
    head, tail = shown.index(WILDCARD), len(shown) - 1 - shown.index(WILDCARD)
    last_lines = lines[-tail:] if tail else []
    return [
        *_with_wildcards_of_lines(shown[:head], lines[:head]),
        WILDCARD,
        *_with_wildcards_of_lines(shown[head + 1 :], last_lines),
    ]


def _with_wildcards_of_lines(shown: list[str], lines: list[str]) -> list[str]:
    if len(shown) != len(lines):
        return lines
    return [with_wildcards(*pair) for pair in zip(shown, lines, strict=True)]


def with_wildcards(shown: str, line: str) -> str:
    """Return a line of an output with the wildcards that the shown line has, between the same words."""
    if matches(f"{shown}\n", f"{line}\n"):
        return shown
    parts = shown.split(WILDCARD)
    for before, after in pairwise(parts):
        word_before, word_after = re.search(r"\S*\s*$", before), re.match(r"\s*\S*", after)
        if word_before is not None and word_after is not None:
            start = f"(?<={re.escape(word_before[0])})" if word_before[0] else "^"
            end = f"(?={re.escape(word_after[0])})" if word_after[0] else "$"
            line = re.sub(f"{start}.*?{end}", lambda _: WILDCARD, line, count=1)
    return line


if __name__ == "__main__":
    for document in sys.argv[1:] or DOCUMENTS:
        record(document)
