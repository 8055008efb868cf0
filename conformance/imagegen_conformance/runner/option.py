"""An option of a front end: its definition, the parsing of its value, and suggestions for unknown words."""

from __future__ import annotations

import argparse
import math
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from imagegen_conformance.errors import did_you_mean

__all__ = [
    "Option",
    "add_option",
    "choice_of",
    "file_path",
    "integer",
    "looks_like_program",
    "non_negative_int",
    "port_number",
    "positive_int",
    "positive_rate",
    "positive_seconds",
    "quote_command",
    "repeat_option",
    "suggest",
    "suggest_option",
]

# Words that users may try instead of the right one, and whose spelling does not lead to it.
SYNONYMS = {
    "deadline": "timeout",
    "endpoint": "url",
    "examples": "generate",
    "gateway": "relay",
    "headers": "header",
    "impl": "implementation",
    "implementation": "impl",
    "max-calls": "max-requests",
    "model": "object",
    "parallel": "concurrency",
    "server": "url",
    "start-deadline": "startup-timeout",
    "strength": "fail-on",
    "window": "max-in-flight",
}
# Words in the names of options with which other tools write a list of expected failures.
LIST_VERBS = {"accept", "add", "create", "generate", "prune", "save", "set", "suppress", "sync", "update", "write"}
LIST_NOUNS = {"baseline", "expectations", "expected", "suppressions", "xfail", "xfails"}
LIST_OPTIONS = {"accept", "accept-failures", "prune", "suppress-all", "update-failures", "writebaseline"}
LIST_HINT = (
    "A run does not write the list. Use `imagegen-conformance expected-failures accept` to add failures, and "
    "`imagegen-conformance expected-failures prune` to remove ids."
)


MAX_PORT = 65535
# Endings of files that users may name instead of a Python object.
PROGRAM_SUFFIXES = frozenset({".exe", ".jar", ".js", ".mjs", ".php", ".pl", ".rb", ".sh", ".ts"})


class Option(NamedTuple):
    """An option of a front end. Without the option, its value is None, False for a flag, or an empty list.

    Attributes:
        name: The name without dashes and prefix, such as "fail-on".
        group: The heading in the help text.
        help: The help text, without the default.
        default: What applies without the option, as the help text describes it.
        parse: The function from text to value.
        metavar: The name of the value in the help text.
        choices: The permitted values; empty if `parse` decides.
        kind: Whether the option has one value, is repeatable, is a flag, or a switch with a negative form.
        field: The field of `RunOptions` that the option sets, if any.
        front_end: The only front end that has the option, if it is not in both.
        letter: The letter of the short form of an option of the command line, if it has one.
    """

    name: str
    group: str
    help: str
    default: str = ""
    parse: Callable[[str], Any] = str
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    kind: Literal["value", "repeatable", "flag", "switch"] = "value"
    field: str = ""
    front_end: Literal["", "command line", "pytest"] = ""
    letter: str = ""

    @property
    def attribute(self) -> str:
        """The attribute that holds the parsed value on the command line."""
        return self.name.replace("-", "_")


def add_option(add: Callable[..., Any], option: Option, prefix: str = "", **changes: Any) -> None:
    """Add an option to a parser of argparse or pytest.

    Args:
        add: The method `add_argument` or `addoption` of the parser.
        option: The option.
        prefix: The prefix of its name.
        changes: Keyword arguments for `add` that are added or replaced.
    """
    default = f" (default: {option.default})" if option.default else ""
    keywords: dict[str, Any] = {"help": option.help + default}
    if option.kind == "flag":
        keywords["action"] = "store_true"
    elif option.kind == "switch":
        keywords["action"] = argparse.BooleanOptionalAction
    else:
        name = f"--{prefix}{option.name}" if option.kind == "repeatable" else ""
        keywords["type"] = choice_of(option.choices, name) if option.choices else option.parse
        keywords["metavar"] = f"{{{','.join(option.choices)}}}" if option.choices else option.metavar
    if option.kind == "repeatable":
        keywords |= {"action": "append", "default": []}
    short_forms = [f"-{option.letter}"] if option.letter else []
    add(*short_forms, f"--{prefix}{option.name}", **keywords | changes)


def integer(text: str) -> int:
    """Return the integer that `text` is, or raise ArgumentTypeError."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer. Give a whole number.") from None


def positive_int(text: str) -> int:
    """Return the integer of at least 1 that `text` is, or raise ArgumentTypeError."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive integer. Give a whole number of at least 1.")
    return int(text)


def non_negative_int(text: str) -> int:
    """Return the integer of at least 0 that `text` is, or raise ArgumentTypeError."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a non-negative integer. Give a whole number of at least 0.")
    return int(text)


def positive_seconds(text: str) -> float:
    """Return the finite number above 0 that `text` is, or raise ArgumentTypeError."""
    return _positive_number(text, "a duration", "a number of seconds")


def positive_rate(text: str) -> float:
    """Return the finite number above 0 that `text` is, or raise ArgumentTypeError."""
    return _positive_number(text, "a rate", "a number of requests per second")


def _positive_number(text: str, kind: str, form: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not (0 < number < math.inf):
        raise argparse.ArgumentTypeError(f"{text!r} is not {kind}. Give {form} above 0.")
    return number


def port_number(text: str) -> int:
    """Return the number of a port that `text` is, or raise ArgumentTypeError."""
    if not (text.isdecimal() and 0 < int(text) <= MAX_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port. Give a number from 1 to {MAX_PORT}.")
    return int(text)


def file_path(text: str) -> Path:
    """Return the path that `text` is, or raise ArgumentTypeError if it is empty."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty. Name a file.")
    return Path(text)


def choice_of(choices: Sequence[str], repeatable_option: str = "") -> Callable[[str], str]:
    """Return a function that returns its argument if it is one of `choices`, and raises ArgumentTypeError if not.

    Args:
        choices: The permitted values.
        repeatable_option: The option with its dashes, if it takes one value but can be repeated.
    """

    def parse(text: str) -> str:
        if text not in choices:
            parts = text.split(",")
            if repeatable_option and len(parts) > 1 and all(part in choices for part in parts):
                hint = repeat_option(repeatable_option, parts)
                raise argparse.ArgumentTypeError(f"{text!r} is a list of values. {hint}")
            hint = suggest(text, choices, f"Choose from {', '.join(choices)}.")
            raise argparse.ArgumentTypeError(f"unknown value {text!r}. {hint}")
        return text

    return parse


def repeat_option(option: str, values: Iterable[str]) -> str:
    """Return the hint that an option has to be repeated for each of several values."""
    return f"Repeat the option: {' '.join(f'{option} {value}' for value in values)}"


def quote_command(command: str) -> str:
    """Return the command of a program as one word of a shell, in double quotes if possible."""
    return shlex.quote(command) if any(character in command for character in '"$`\\!') else f'"{command}"'


def looks_like_program(text: str) -> bool:
    """Return whether a text that should name a Python object is the command of a program.

    It has several words, or is a file that is not a Python module.
    """
    if any(map(str.isspace, text.strip())):
        return True
    return ":" not in text and (Path(text).suffix in PROGRAM_SUFFIXES or ("/" in text and not text.endswith(".py")))


def suggest(word: str, words: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the known words that an unknown word may stand for, or `otherwise`."""
    known = list(words)
    synonym = SYNONYMS.get(word)
    return f"Did you mean {synonym}?" if synonym in known else did_you_mean(word, known, otherwise)


def suggest_option(option: str, names: Iterable[str], otherwise: str, prefix: str = "") -> str:
    """Return a hint for an unknown option such as `--imagegen-expected=FILE`.

    Args:
        option: The argument of the command line.
        names: The names of the known options, without dashes and prefix.
        otherwise: The hint if no known option is similar.
        prefix: The prefix that all options have, such as "imagegen-".
    """
    name = option.partition("=")[0].lstrip("-")
    if prefix:
        name = name.removeprefix("no-").removeprefix(prefix)
    known = list(names)
    if "expected-failures" in known and _writes_list(name):
        return LIST_HINT
    synonym = SYNONYMS.get(name)
    if synonym in known:
        return f"Did you mean --{prefix}{synonym}?"
    # The dashes and the prefix are left out of the comparison, because they would make all options similar.
    hint = did_you_mean(name, known, "")
    return hint.replace("mean ", f"mean --{prefix}").replace(" or ", f" or --{prefix}") or otherwise


def _writes_list(name: str) -> bool:
    """Return whether an unknown option is one with which other tools write a list of expected failures."""
    words = set(name.split("-"))
    return name in LIST_OPTIONS or bool(words & LIST_VERBS and words & LIST_NOUNS)
