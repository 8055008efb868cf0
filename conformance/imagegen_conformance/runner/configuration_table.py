"""The table `tool.imagegen-conformance` of `pyproject.toml`: the search for its file, and its content."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.configuration import Configuration, Keys, path_in_messages
from imagegen_conformance.runner.option import Option, looks_like_program
from imagegen_conformance.runner.options import OPTIONS
from imagegen_conformance.runner.toml_file import parse_toml, read_file
from imagegen_conformance.text import preview_repr

__all__ = ["TABLE", "TABLE_OPTIONS", "read_table"]

FILE_NAME = "pyproject.toml"
NAME = "imagegen-conformance"
TABLE = f"tool.{NAME}"
SHORT_NAME = "imagegen"  # the prefix of the keys of pytest, which users may take for the name of the table
# A name with a single mistake still has one of its two words. A file without them has neither the table nor a
# misspelled one. The name of a dependency is followed by a version, extras or a comma.
MENTION = re.compile(rb"(?:image[\W_]?gen|conformance)(?![\w-]*\s*(?:[<>~!;@\[]|==)|[\w-]*[\"']\s*,)", re.IGNORECASE)


def _object_path(text: str) -> str:
    if looks_like_program(text):
        hint = "For a program, use the key command."
        raise argparse.ArgumentTypeError(f"{preview_repr(text)} does not name a Python object. {hint}")
    return text


IMPLEMENTATION = Option(
    "implementation",
    "implementation under test",
    "test a Python object, named as package.module:Name",
    parse=_object_path,
)
TABLE_OPTIONS = (IMPLEMENTATION, *(option for option in OPTIONS if option.front_end != "pytest"))
KEYS = Keys(
    {option.name: option for option in TABLE_OPTIONS},
    TABLE,
    elsewhere={
        option.name: f"Set imagegen_{option.attribute} in the configuration of pytest."
        for option in OPTIONS
        if option.front_end == "pytest" and option.name != "impl"
    },
)


def read_table(directory: Path, file: Path | None = None) -> Configuration | None:
    """Return the content of the table.

    Without `file`, it is that of the nearest `pyproject.toml` that has the table, from a directory upwards to the root
    of the repository, which has an entry `.git`.

    Args:
        directory: The current directory.
        file: The file that the user names.

    Returns:
        The configuration, or None if no file has the table.

    Raises:
        UsageError: A file cannot be read, the file that the user names has no table, or a key or a value is invalid.
    """
    if file is not None:
        table = _table_of(parse_toml(read_file(directory / file, file), file), file)
        if table is None:
            hint = f"Add [{TABLE}], or name another file."
            raise UsageError(f"the file has no table {TABLE}", file=file, hint=hint)
        return Configuration.parse(table, KEYS, file)
    for folder in (directory, *directory.parents):
        path = path_in_messages(folder / FILE_NAME, directory)
        content = _content(folder / FILE_NAME, path)
        if content is not None:
            table = _table_of(parse_toml(content, path), path)
            if table is not None:
                return Configuration.parse(table, KEYS, path)
        if _exists(folder / ".git"):
            break
    return None


def _content(file: Path, path: Path) -> bytes | None:
    """Return the content of a file if it may have the table, otherwise None."""
    if not _exists(file):
        return None
    if not file.is_file():  # reading a named pipe would wait for a writer
        raise UsageError("this is not a file", file=path, hint="Rename it.")
    content = read_file(file, path)
    # UTF-16 has a NUL for each of these characters. Importing tomllib takes longer than the search.
    return content if MENTION.search(content.replace(b"\0", b"")) else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that must not be searched
        return False


def _table_of(content: dict[str, Any], path: Path) -> dict[str, Any] | None:
    """Return the table, or None if it is missing. Raise UsageError if its name is misspelled."""
    tool = content.get("tool")
    tables = tool if isinstance(tool, dict) else {}
    table = tables.get(NAME)
    misspelled = _misspelled_tables(content, tables)
    if table is None:  # beside the table, one with the short name can be that of another tool
        misspelled += [f"tool.{name}" for name in tables if _plain(name) == SHORT_NAME]
    if misspelled:
        raise UsageError(f"unknown table {misspelled[0]}", file=path, hint=f"Did you mean {TABLE}?")
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{TABLE} is not a table", file=path, hint=f"Write [{TABLE}] above the keys.")
    return table


def _misspelled_tables(content: dict[str, Any], tables: dict[str, Any]) -> list[str]:
    """Return the misspelled paths of the table in the content of a file, whose tables of tools are given."""
    misspelled = [name for name in content if name == NAME or _is_misspelled(name)]
    misspelled += [f"tool.{name}" for name in tables if _is_misspelled(name)]
    for parent, children in content.items():
        if isinstance(children, dict) and parent != "tool" and _is_near(parent.lower(), "tool", 0.75):
            misspelled += [f"{parent}.{name}" for name in children if name == NAME or _is_misspelled(name)]
    return misspelled


def _is_misspelled(name: str) -> bool:
    """Return whether a name differs from that of the table by its case, its separators, or a single mistake."""
    return name != NAME and _is_near(_plain(name), _plain(NAME), 0.9)


def _is_near(word: str, expected: str, similarity: float) -> bool:
    from difflib import get_close_matches

    return abs(len(word) - len(expected)) <= 1 and bool(get_close_matches(word, [expected], cutoff=similarity))


def _plain(name: str) -> str:
    """Return the letters and digits of a name in lower case."""
    return re.sub(r"[\W_]", "", name).lower()
