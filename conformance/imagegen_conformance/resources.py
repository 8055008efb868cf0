"""The data directories `fixtures`, `schemas` and `docs`, and loading a JSON file."""

from __future__ import annotations

import json
from pathlib import Path

from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json, loads

__all__ = ["data_directory", "load_json", "parse_json", "read_text"]


def data_directory(name: str) -> Path:
    """Return the directory `fixtures`, `schemas` or `docs`: in the installed package, or in the root of a checkout.

    Of `docs`, the installed package contains only the page of the adapter protocol.
    """
    package = Path(__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parent.parent / name


def load_json(file: Path) -> Json:
    """Return the value of a JSON file.

    Raises:
        CorpusError: The file is missing, unreadable, or not valid JSON.
    """
    return parse_json(read_text(file), file)


def read_text(file: Path) -> str:
    """Return the text of a file.

    Raises:
        CorpusError: The file is missing or unreadable.
    """
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        hint = "Restore the file, or reinstall the package."
        raise CorpusError("the file does not exist", file=file, hint=hint) from None
    except (ValueError, OSError) as error:  # a directory, another encoding
        raise _unreadable(file, error) from None


def parse_json(text: str, file: Path) -> Json:
    """Return the value of the text of a JSON file.

    Raises:
        CorpusError: The text is not valid JSON.
    """
    try:
        return loads(text)
    except json.JSONDecodeError as error:
        location = f"line {error.lineno} column {error.colno}"
        problem = f"the file is not valid JSON ({error.msg})"
        raise CorpusError(problem, file=file, location=location, hint="Correct the file.") from None
    except ValueError as error:  # NaN, too many digits or levels of nesting
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: Exception) -> CorpusError:
    problem = f"the file cannot be read ({error})"
    return CorpusError(problem, file=file, hint="Correct the file, and save it in UTF-8.")
