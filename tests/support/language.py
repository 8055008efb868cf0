"""Finds phrases that docs/contributing/style.md excludes: `python tests/support/language.py` lists them by folder.

The prose of the project is in Markdown files outside code, in docstrings, comments and strings of Python modules, and in
the descriptions of JSON files.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from documents import CHECKOUT, GENERATED, prose

__all__ = ["FOLDERS", "Hit", "Text", "hits_in", "phrases_in", "texts_of"]

FOLDERS = (
    "",
    "docs",
    "conformance",
    "reference_impl",
    "fixtures",
    "schemas",
    "action",
    "implementations",
    "benchmarks",
    "examples",
    "tests",
)
# These files quote the phrases that they exclude.
QUOTING = ("tests/support/language.py", "tests/repository/test_language.py")
# Members of JSON files whose values are prose.
PROSE_KEYS = frozenset({"title", "description", "topic", "rationale", "statement", "exclusion", "reason", "$comment"})
START = r"(?:^|(?<=[.;:!?]\s))"  # of a sentence or a clause
VERB = r"(?<!what )(?<!that )(?<!which )\b(?:is|are|was|were|becomes?|counts?|fails?|passes|gates|stands)\b"
FORBIDDEN = {
    # A noun clause by itself, such as "What the exchange checks.", is a description, and no sentence with this subject.
    rf"{START}what\b[^.?!;:,]+?{VERB}(?=[^?]*\.(?:\s|$))": "name the actor as the subject",
    rf"{START}(?:who|whatever)\b(?=[^?]*\.(?:\s|$))": "name the actor as the subject",
    r"[;,] who\b(?! (?:is|are|was|has)\b)": "name the actor as the subject",
    r"\bwho(?:so)?ever\b": "name the actor",
    r"\bwhat (?:was|is|were|are|comes|came) (?:told|asked|given|written|wanted|sent|said|drawn|due|done)\b": "use a noun",
    r"\btold\b": "use a noun such as message, or the verb report",
    r"\bas it (?:came|went)\b": "write unchanged",
    r"(?<![.\w-])refus(?:e|es|ed|ing|als?)\b": "write reject",
    r"\bmend(?:s|ed|ing)?\b": "write fix or correct",
    r"\bgood for (?:nothing|something)\b": "write redundant",
    r"\bin other words\b": "write in an equivalent encoding",
    r"\bin another way\b(?= right)": "write correct but different",
    r"\bso too\b": "repeat the term",
    r"\bthe same to the byte\b": "write equal byte by byte",
    r"\bwanted\b": "write expected",
    r"\b(?:wrong on purpose|right in another way)\b": "write mutant, or equivalent mutant",
    r"\b(?:nobody|somebody|anybody)\b": "name the actor",
    r"\bwhere (?:nothing|none|nobody|there (?:is|are) no)\b": "write if or unless",
    r"\bledger\b": "write id registry",
    r"\bauthored\b": "write source case",
    r"\bnot to be done\b": "use MUST NOT, or an imperative",
    r"\b(?:given?|gives|giving) back\b": "write return",
    r"\ball the same\b": "write nevertheless, or leave it out",
    r"\bno (?:kind|sort) of\b": "write invalid, unsupported or unknown",
    r"\b(?:may|can) come of\b": "write outcome",
    r"\bwhom\b": "name the actor",
    r"\b(?:behaviou?rs?)\b(?<=our|urs)": "write behavior",
    r"\b\w*(?:normalis|serialis|parametris|initialis|recognis|organis|summaris|minimis|maximis|optimis|generalis)\w*": "write -iz-",
    r"\b(?:colour|honour|favour|neighbour|licence|grey|judgement|artefact|labelled|cancelled|modelled|whilst)\w*": "use American spelling",
    r"(?<![\w.])/(?:home|root|Users)/\w": "remove the path of a machine",
}  # fmt: skip
# A space in a pattern also stands for a line break.
PATTERNS = [(re.compile(pattern.replace(" ", r"\s"), re.IGNORECASE), advice) for pattern, advice in FORBIDDEN.items()]


class Text(NamedTuple):
    """A piece of prose.

    Attributes:
        file: The file, as a path in the checkout.
        line: The number of its first line.
        text: The prose, which may have several lines.
    """

    file: str
    line: int
    text: str


class Hit(NamedTuple):
    """A forbidden phrase.

    Attributes:
        place: The file and the line.
        phrase: The phrase.
        advice: What to do.
    """

    place: str
    phrase: str
    advice: str

    def __str__(self) -> str:
        return f"{self.place}: {self.phrase!r}: {self.advice}"


def phrases_in(text: Text) -> Iterator[Hit]:
    """Yield the forbidden phrases of a text. Code in backticks is not prose."""
    prose_text = re.sub(r"`[^`\n]*`", lambda code: "`" * len(code[0]), text.text)
    prose_text = re.sub(r"\n[ \t]+", "\n", prose_text)
    for pattern, advice in PATTERNS:
        for match in pattern.finditer(prose_text):
            line = text.line + prose_text.count("\n", 0, match.start())
            yield Hit(f"{text.file}:{line}", " ".join(match[0].split())[:60], advice)


def hits_in(folder: str) -> list[Hit]:
    """Return the forbidden phrases in the files of a folder; the empty name stands for the root documents."""
    root = CHECKOUT / folder
    files = root.rglob("*") if folder else root.glob("*.md")
    hits: list[Hit] = []
    for file in sorted(path for path in files if path.is_file() and not set(path.parts) & set(GENERATED)):
        if file.relative_to(CHECKOUT).as_posix() not in QUOTING:
            for text in texts_of(file):
                hits += phrases_in(text)
    return hits


def texts_of(file: Path) -> Iterator[Text]:
    """Yield the prose of a file; none for a kind of file that has no known prose."""
    name = file.relative_to(CHECKOUT).as_posix()
    if file.suffix == ".md":
        # The style guide quotes sentences that break its rules.
        quoted = ("- Before:", "These pairs replace", "References to other cells", "No sentence has")
        for line, text in prose(name):
            if not (name.endswith("contributing/style.md") and text.startswith(quoted)):
                yield Text(name, line, text)
    elif file.suffix == ".py":
        yield from _texts_of_module(name, file.read_text(encoding="utf-8"))
    elif (
        file.suffix == ".json" and not name.startswith(("fixtures/snapshots/", "fixtures/smoke")) and "lock" not in name
    ):
        yield from _texts_of_json(name, file.read_text(encoding="utf-8"))


def _texts_of_module(name: str, source: str) -> Iterator[Text]:
    yield from _comments(name, source)
    nodes = list(ast.walk(ast.parse(source)))
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            # The values between the constant parts are not prose.
            constants = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield Text(name, node.lineno, "".join(map(str, constants)))
        elif id(node) not in parts and _is_text(node):
            yield Text(name, node.lineno, str(node.value))


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    """Return whether a node is a string of several words."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()


def _comments(name: str, source: str) -> Iterator[Text]:
    """Yield the comments. Comments in consecutive lines are one text."""
    first, last = 0, 0
    lines: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if lines and token.start[0] > last + 1:
                yield Text(name, first, "\n".join(lines))
                lines = []
            first, last = (first if lines else token.start[0]), token.start[0]
            lines.append(token.string.lstrip("# "))
    if lines:
        yield Text(name, first, "\n".join(lines))


def _texts_of_json(name: str, source: str) -> Iterator[Text]:
    for text in _prose_values(json.loads(source)):
        # A text is found again by its encoding, because the parser reports no lines.
        encodings = (json.dumps(text), json.dumps(text, ensure_ascii=False))
        position = next((source.index(encoding) for encoding in encodings if encoding in source), 0)
        yield Text(name, source.count("\n", 0, position) + 1, text)


def _prose_values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in PROSE_KEYS and isinstance(item, str):
                yield item
            elif key not in {"payload", "text", "steps", "examples", "const", "enum", "pattern", "repair", "outputs"}:
                yield from _prose_values(item)
    elif isinstance(value, list):
        for item in value:
            yield from _prose_values(item)


if __name__ == "__main__":
    for folder in FOLDERS:
        hits = hits_in(folder)
        print(f"{folder or 'root documents'}: {len(hits)}")
        print(*(f"  {hit}" for hit in hits), sep="\n", end="\n" if hits else "")
