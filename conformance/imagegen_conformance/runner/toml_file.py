"""The content of a TOML file."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path
from typing import Any

from imagegen_conformance.errors import UsageError

__all__ = ["parse_toml", "read_file"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The end of a message of tomllib, which has no attributes for the place before Python 3.14.
PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def read_file(file: Path, path: Path) -> bytes:
    """Return the content of a file.

    Args:
        file: The file.
        path: The path of the file in messages.

    Raises:
        UsageError: The file does not exist, is not a regular file, or cannot be read.
    """
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UsageError("this is a directory", file=path, hint="Name a file.")
        if not stat.S_ISREG(mode):  # reading a named pipe would wait for a writer
            raise UsageError("this is not a regular file", file=path, hint="Name another file.")
        return file.read_bytes()
    except FileNotFoundError:
        raise UsageError("the file does not exist", file=path, hint="Name another file.") from None
    except OSError as error:
        raise UsageError(f"the file cannot be read ({error.strerror})", file=path, hint="Make it readable.") from None


def parse_toml(content: bytes, path: Path) -> dict[str, Any]:
    """Return the value of the content of a TOML file.

    Args:
        content: The content.
        path: The path of the file in messages.

    Raises:
        UsageError: The content is not valid TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib  # pyright: ignore[reportMissingImports] - only Python 3.10 has it
    if content.startswith(BYTE_ORDER_MARK):
        hint = "Save it in UTF-8 without a byte order mark."
        raise UsageError("the file begins with a byte order mark", file=path, hint=hint)
    try:
        value: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        problem = f"the file is not valid UTF-8 (byte {error.start})"
        raise UsageError(problem, file=path, hint="Save it in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), content, path) from None
    except (RecursionError, ValueError) as error:  # too many levels of nesting, or digits
        raise UsageError(f"the file cannot be read as TOML ({error})", file=path, hint="Correct the file.") from None
    return value


def _syntax_error(message: str, content: bytes, path: Path) -> UsageError:
    place = PLACE.search(message)
    location = ""
    if place is not None:
        lines = content.decode("utf-8").split("\n")
        line, column = place["line"] or len(lines), place["column"] or len(lines[-1]) + 1
        location, message = f"line {line} column {column}", message[: place.start()]
    problem = f"the file is not valid TOML ({message})"
    return UsageError(problem, file=path, location=location, hint="Correct the file.")
