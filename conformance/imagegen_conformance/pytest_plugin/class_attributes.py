"""The attributes of a test class: their defaults, and the checks of their names and values."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import Option, suggest
from imagegen_conformance.runner.options import FAIL_ON_CHOICES, OPTIONS, PYTEST_PREFIX, RunOptions

__all__ = ["ClassAttributes", "read_attributes"]

# Attributes that would have no effect, and those that their authors probably mean.
MISTAKEN_ATTRIBUTES = {
    "area": "select",
    "areas": "select",
    "expected": "expected_failures",
    "impl": "implementation",
    "in_process": "isolate",
    "isolated": "isolate",
    "level": "levels",
    "patterns": "select",
    "rejection": "rejection_types",
    "rejections": "rejection_types",
    "strength": "fail_on",
    "xfail": "expected_failures",
}
# The options without which an option of pytest has no effect, if it is not `impl` alone.
NEEDED_OPTIONS = {
    "command": (),
    "timeout": ("impl", "isolate"),
    "startup-timeout": ("impl", "isolate"),
    "seed": ("impl", "generate"),
    "seed-count": ("impl", "generate"),
}

# The attributes that are a string or None, and what the string names.
VERSIONS = {
    "corpus_since": "a version of the suite",
    "profile": "the name of a profile",
    "revision": "the name of a revision",
}


class ClassAttributes(NamedTuple):
    """The attributes of a test class.

    Attributes:
        implementation: The implementation under test.
        options: The options of the run.
        isolate: Whether the implementation runs in a worker process.
        rejection_types: The types of exceptions that reject a payload; empty for the default.
    """

    implementation: Any
    options: RunOptions
    isolate: bool
    rejection_types: tuple[type[BaseException], ...]


def read_attributes(test_class: type, base_class: type) -> ClassAttributes:
    """Return the attributes of a test class.

    Args:
        test_class: The class.
        base_class: The class of the suite, which has the defaults and the annotations of the attributes.

    Raises:
        UsageError: The name of an attribute is misspelt, or its value is invalid.
    """
    _check_names(test_class, base_class)
    implementation = getattr(test_class, "implementation", None)
    if implementation is None:
        raise UsageError("no implementation is given", hint="Set the attribute `implementation`.")
    if isinstance(implementation, str):
        hint = "Import the object and assign it."
        raise UsageError(f"`implementation` is a string, {implementation!r}", hint=hint)
    values = {name: getattr(test_class, name) for name in base_class.__annotations__}
    _check_values(values)
    return ClassAttributes(
        implementation,
        RunOptions(
            levels=tuple(values["levels"]),
            fail_on=values["fail_on"],
            patterns=tuple(values["select"]),
            corpus_since=values["corpus_since"],
            expected_failures=_expected_failures_file(test_class, values["expected_failures"]),
            profile=values["profile"],
            revision=values["revision"],
        ),
        values["isolate"],
        tuple(values["rejection_types"]),
    )


def _check_names(test_class: type, base_class: type) -> None:
    """Raise UsageError for an attribute that would have no effect, if another one is probably meant.

    A class may have attributes of its own. Therefore an attribute is accepted unless it is an option of a run, or
    resembles an attribute that is not set.
    """
    own_classes = [base for base in test_class.__mro__ if base not in base_class.__mro__]
    own = {name: value for base in reversed(own_classes) for name, value in vars(base).items()}
    unset = [name for name in base_class.__annotations__ if name not in own]
    for name, value in own.items():
        meant = MISTAKEN_ATTRIBUTES.get(name)
        if meant is None and not name.startswith("_"):
            # A method is not a misspelt attribute. Only an implementation can be called.
            meant = _misspelt(name, unset if _is_data(value) else [word for word in unset if word == "implementation"])
        if meant is not None:
            raise UsageError(f"unknown attribute `{name}`", hint=f"Did you mean {meant}?")
        option = None if name in base_class.__annotations__ else _option_named(name)
        if option is not None and _is_data(value):
            raise UsageError(f"unknown attribute `{name}`", hint=_option_hint(option))


def _option_named(name: str) -> Option | None:
    """Return the option with this name, or else the one that sets this field of `RunOptions`."""
    named = (option for option in OPTIONS if option.attribute == name)
    return next(named, None) or next((option for option in OPTIONS if option.field == name), None)


def _option_hint(option: Option) -> str:
    """Return where an option exists that is no attribute of the class."""
    if option.front_end == "command line":
        return f"Remove it, or use the option --{option.name} of `imagegen-conformance run`."
    names = (*NEEDED_OPTIONS.get(option.name, ("impl",)), option.name)
    return f"Remove it, or run pytest with {' and '.join(f'--{PYTEST_PREFIX}{name}' for name in names)}."


def _is_data(value: object) -> bool:
    return not (callable(value) or isinstance(value, (property, classmethod, staticmethod)))


def _misspelt(name: str, words: Iterable[str]) -> str | None:
    """Return the word that differs from `name` by a single mistake, or None if there is none."""
    same_length = [word for word in words if abs(len(word) - len(name)) <= 1]
    return next(iter(get_close_matches(name, same_length, n=1, cutoff=0.7)), None)


def _check_values(values: dict[str, Any]) -> None:
    _check_names_of_versions(values)
    file = values["expected_failures"]
    if not (file is None or isinstance(file, Path) or (isinstance(file, str) and file)):
        raise UsageError(f"`expected_failures` is {file!r}", hint="Set it to the path of a file.")
    for name in ("levels", "select"):
        if not (_is_sequence(values[name]) and all(isinstance(value, str) for value in values[name])):
            raise UsageError(f"`{name}` is {values[name]!r}", hint="Set it to a tuple of strings.")
    for level in values["levels"]:
        if level not in LEVELS:
            hint = suggest(level, LEVELS, f"Choose from {', '.join(LEVELS)}.")
            raise UsageError(f"`levels` names the unknown level {level!r}", hint=hint)
    if values["fail_on"] not in FAIL_ON_CHOICES:
        hint = f"Set it to {' or '.join(map(repr, FAIL_ON_CHOICES))}."
        raise UsageError(f"`fail_on` is {values['fail_on']!r}", hint=hint)
    if not isinstance(values["isolate"], bool):
        raise UsageError(f"`isolate` is {values['isolate']!r}", hint="Set it to True or False.")
    types = values["rejection_types"]
    if not (_is_sequence(types) and all(map(_is_exception_type, types))):
        raise UsageError(f"`rejection_types` is {types!r}", hint="Set it to a tuple of exception classes.")


def _check_names_of_versions(values: dict[str, Any]) -> None:
    for name, content in VERSIONS.items():
        if not (values[name] is None or isinstance(values[name], str)):
            raise UsageError(f"`{name}` is {values[name]!r}", hint=f"Set it to {content} as a string.")


def _is_sequence(value: object) -> bool:
    return isinstance(value, (tuple, list))


def _is_exception_type(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)


def _expected_failures_file(test_class: type, file: Path | str | None) -> Path | None:
    """Return the path of the expected failures, which is relative to the file of the class that sets it."""
    if file is None:
        return None
    owner = next(base for base in test_class.__mro__ if "expected_failures" in vars(base))
    return Path(inspect.getfile(owner)).parent / file
