"""Shell syntax in the command line of an adapter program, which no shell reads."""

from __future__ import annotations

import re
import shlex
import sys

from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

__all__ = ["expansion_hint", "find_expansion", "find_shell_syntax", "shell_hint"]
# A quoted part or an escaped character, which a shell would pass on; in double quotes, it would expand variables.
_LITERAL = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.""" if sys.platform != "win32" else r'"[^"]*"', re.DOTALL)
_PLACEHOLDER = "\0"  # stands for a literal part; a command line cannot contain it
_OPERATOR = re.compile(r"\|\|?|&&?|;|\d*(?:>>?|<<?)(?:&\d)?")
_VARIABLE = re.compile(r"\$(?:\w+|\{\w*|\()|`")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PATTERN = re.compile(r"[*?]|\[[^\]\s]+\]")


def find_shell_syntax(command: str) -> str | None:
    """Return the first part of a command line that only a shell understands, or None if there is none.

    That is an operator between words, a variable or a command substitution outside quotation marks, an assignment
    before the program, or a word with a tilde at its beginning.
    """
    words = _LITERAL.sub(_PLACEHOLDER, command).split()
    if words and _ASSIGNMENT.match(words[0]):
        return words[0].replace(_PLACEHOLDER, "…")
    for word in words:
        operator, variable = _OPERATOR.match(word), _VARIABLE.search(word)
        if operator is not None:
            return operator[0]
        if variable is not None or word.startswith("~") or word.endswith((";", "&")):
            return (variable[0] if variable else word).replace(_PLACEHOLDER, "…")
    return None


def find_expansion(command: str) -> str | None:
    """Return a word that a shell would expand, but that may be meant as it stands: a pattern, or a quoted variable."""
    for word in _LITERAL.sub(_PLACEHOLDER, command).split():
        if _PATTERN.search(word):
            return word.replace(_PLACEHOLDER, "…")
    quoted = (part for part in _LITERAL.findall(command) if part.startswith('"'))
    return next((variable[0] for part in quoted if (variable := _VARIABLE.search(part))), None)


def shell_hint(command: str) -> str:
    """Return the hint to let a shell run a command line."""
    return f"Use a shell, such as sh -c {preview(shlex.quote(command), MAX_VALUE_LENGTH)}, or quote this part."


def expansion_hint(command: str) -> str:
    """Return the hint that no shell expands a part of a command line, or the empty string if no part needs that."""
    expansion = find_expansion(command)
    return f"No shell expands {expansion}. " if expansion is not None else ""
