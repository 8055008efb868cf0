"""Configured options: their values, the place of each in its file, and their combination with given options."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.configured_value import configured_value
from imagegen_conformance.runner.option import Option, suggest
from imagegen_conformance.runner.program_options import PROGRAM_OPTIONS
from imagegen_conformance.runner.service_options import REQUEST_OPTIONS
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview_repr

__all__ = ["NEEDS", "Configuration", "Keys", "given_values", "is_set", "merge_options", "path_in_messages"]

# From an option to those that it replaces if they are configured and it is given: it cannot be combined with them.
SUPERSEDED: dict[str, tuple[str, ...]] = {
    "implementation": ("command", "url", "relay", "upstream-port", *REQUEST_OPTIONS),
    "impl": ("command",),
    "command": ("implementation", "impl", "in-process", "isolate", "rejection", "url", *REQUEST_OPTIONS),
    "url": (
        *("implementation", "impl", "command", "in-process", "isolate", "rejection"),
        *("jobs", "max-restarts", "max-in-flight"),
    ),
    "in-process": tuple(option.name for option in PROGRAM_OPTIONS),
    "quiet": ("verbose", "max-failures"),
    "verbose": ("quiet",),
    "max-failures": ("quiet",),
    "smoke": ("no-smoke",),
    "no-smoke": ("smoke",),
    "compare": ("fail-fast",),
    "fail-fast": ("compare",),
}
# From an option to those that belong to its value: they are replaced, too, but a file can set both.
DEPENDENT: dict[str, tuple[str, ...]] = {"profile": ("revision",)}
# From an option to others. It has an effect only with one of them: it is configured for the runs that have it.
NEEDS: dict[str, tuple[str, ...]] = {
    "seed": ("generate",),
    "seed-count": ("generate",),
    "save-failures": ("generate",),
}


class Keys(NamedTuple):
    """The keys of a configuration.

    Attributes:
        options: From each key to its option.
        location: The place of the keys in the file, such as "tool.imagegen-conformance"; empty if they have none.
        prefix: The beginning of each key, such as "imagegen_".
        elsewhere: From each key that belongs to another place to a sentence that names the place.
    """

    options: Mapping[str, Option]
    location: str = ""
    prefix: str = ""
    elsewhere: Mapping[str, str] = {}

    def path(self, key: str) -> str:
        """Return the place of a key in the file."""
        return f"{self.location}.{key}" if self.location else key

    def suggest(self, key: str) -> str:
        """Return a hint for an unknown key."""
        # The prefix is left out of the comparison, because it would make all keys similar.
        words = {option.name: known for known, option in self.options.items()}
        word = key[:MAX_VALUE_LENGTH].lower().replace("_", "-").removeprefix(self.prefix.replace("_", "-"))
        if word in words:
            return f"Did you mean {words[word]}?"
        hint = self.elsewhere.get(word) or suggest(word, words, "")
        if not hint.startswith("Did you mean "):
            return hint or "See the reference of the configuration for the keys."
        names = hint.removeprefix("Did you mean ").removesuffix("?").split(" or ")
        return f"Did you mean {' or '.join(words[name] for name in names)}?"


class Configuration(NamedTuple):
    """The options that a file sets.

    Attributes:
        file: The file as messages name it, or None if the values belong to no file.
        values: The parsed values, by the names of the options.
        places: The place of each value in the file.
    """

    file: Path | None
    values: Mapping[str, Any]
    places: Mapping[str, str]

    @classmethod
    def parse(
        cls, table: Mapping[str, object], keys: Keys, file: Path | None, *, from_text: bool = False
    ) -> Configuration:
        """Return the configuration that a table of a file contains. Relative paths begin at the folder of the file.

        Args:
            table: The keys of the file and their values.
            keys: The known keys.
            file: The file as messages name it, or None.
            from_text: Whether texts stand for numbers and booleans, too.

        Raises:
            UsageError: A key is unknown, or the type or the value of one is invalid.
        """
        values: dict[str, Any] = {}
        folder = Path() if file is None else file.parent
        for key, value in table.items():
            option = keys.options.get(key)
            if option is None:
                problem = f"unknown key {preview_repr(key)}"
                raise UsageError(problem, file=file, location=keys.location, hint=keys.suggest(key))
            try:
                parsed = configured_value(option, value, from_text=from_text)
            except (argparse.ArgumentTypeError, ValueError) as error:
                raise UsageError(str(error), file=file, location=keys.path(key)) from None
            values[option.name] = _resolve(parsed, folder)
        places = {option.name: keys.path(key) for key, option in keys.options.items() if key in table}
        return cls(file, values, places)

    def only(self, names: Collection[str]) -> Configuration:
        """Return the configuration of some options."""
        return self._replace(values={name: value for name, value in self.values.items() if name in names})

    def check_contradictions(self, names: Iterable[str], given: Mapping[str, Any], prefix: str) -> None:
        """Raise UsageError if one of these options cannot be combined with another, or with one that is given."""
        configured = [name for name in names if is_set(self.values[name])]
        for name in configured:
            for other in (*configured, *given):
                if other in SUPERSEDED.get(name, ()) or name in SUPERSEDED.get(other, ()):
                    contradicted = self.places[other] if other in configured else f"the option --{prefix}{other}"
                    problem = f"this key contradicts {contradicted}"
                    raise UsageError(problem, file=self.file, location=self.places[name], hint="Remove one of them.")


def merge_options(
    given: Mapping[str, Any],
    configurations: Sequence[Configuration],
    needs: Mapping[str, Collection[str]],
    prefix: str = "",
) -> dict[str, Any]:
    """Return the values of options: those that are given, and those that are configured and can be combined with them.

    Args:
        given: The values of the options of the command line that are given, by their names.
        configurations: The configurations. Each has precedence over the following ones.
        needs: From an option to others. It has an effect only if one of them is set, and is ignored otherwise.
        prefix: The beginning of the options of the command line in messages.

    Raises:
        UsageError: A configured option contradicts another one.
    """
    values = dict(given)
    for configuration in configurations:
        present = {name: value for name, value in values.items() if is_set(value)}
        superseded = {other for name in present for other in (*SUPERSEDED.get(name, ()), *DEPENDENT.get(name, ()))}
        added = [name for name in configuration.values if name not in values and name not in superseded]
        configuration.check_contradictions(added, present, prefix)
        values |= {name: configuration.values[name] for name in added}
    return {name: value for name, value in values.items() if name in given or _has_effect(name, values, needs)}


def given_values(options: Iterable[Option], value_of: Callable[[Option], Any]) -> dict[str, Any]:
    """Return the values of the options of the command line that are given, by their names.

    Args:
        options: The options.
        value_of: The function from an option to its value.
    """
    values = [(option, value_of(option)) for option in options]
    # A switch that is off is given, too: its default depends on the environment.
    return {
        option.name: value for option, value in values if is_set(value) or (option.kind == "switch" and value is False)
    }


def is_set(value: object) -> bool:
    """Return whether a value is that of an option that is present."""
    return value is not None and value is not False and value != []


def path_in_messages(file: Path, directory: Path) -> Path:
    """Return the path from a directory to a file, if the file system has one."""
    try:
        return Path(os.path.relpath(file, directory))
    except (OSError, ValueError):  # the current directory was deleted, or the file is on another drive of Windows
        return file


def _has_effect(name: str, values: Mapping[str, Any], needs: Mapping[str, Collection[str]]) -> bool:
    return name not in needs or any(is_set(values.get(other)) for other in needs[name])


def _resolve(value: Any, folder: Path) -> Any:
    """Return a value whose relative paths begin at a folder."""
    if isinstance(value, Path):
        return folder / value
    if isinstance(value, list):
        return [_resolve(item, folder) for item in value]
    if isinstance(value, tuple):
        items = [_resolve(item, folder) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value
