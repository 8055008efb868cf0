"""The shape of a file of model limits, which people may write by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

if TYPE_CHECKING:
    from jsonschema import ValidationError

__all__ = ["check_limit_shape"]
MAX_MESSAGE_LENGTH = 200  # characters of a message of jsonschema


def check_limit_shape(file: Path) -> None:
    """Check that a file of model limits matches its schema.

    Raises:
        CorpusError: The file is missing, or does not match its schema; the error names the first such place.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    content = load_json(file)
    validator = Draft202012Validator(load_json(data_directory("schemas") / "model_limits.schema.json"))
    error = best_match(validator.iter_errors(content))
    if error is not None:
        location = format_pointer(error.absolute_path)
        raise CorpusError(
            _shorten_message(error), file=file, location=location, hint="See schemas/model_limits.schema.json."
        )
    for location, number in _non_integer_numbers(content):
        hint = f"Write {number:.0f}."
        raise CorpusError(f"{number} is written with a decimal point", file=file, location=location, hint=hint)


def _shorten_message(error: ValidationError) -> str:
    """Return the message of an error on one line, with the quoted value and the message shortened if they are long."""
    value = repr(error.instance)
    return preview(error.message.replace(value, preview(value, MAX_VALUE_LENGTH)), MAX_MESSAGE_LENGTH)


def _non_integer_numbers(content: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, float]]:
    """Yield numbers such as 16.0 with their JSON Pointers: integers for JSON Schema, but not for Python."""
    if isinstance(content, float):
        yield format_pointer(path), content
    elif isinstance(content, (dict, list)):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from _non_integer_numbers(value, (*path, key))
