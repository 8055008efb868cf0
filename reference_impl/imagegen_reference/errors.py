"""How a refusal is told: one exception that lists every broken rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

__all__ = ["MISSING", "Error", "Errors", "RuleError", "RuleWarning", "ValidationError"]

# What `RuleError` is made of, and as cheap as can be: most refusals are caught without being read.
Error: TypeAlias = tuple[str, str, object, str]
Errors: TypeAlias = list[Error]

_LONGEST_SHOWN = 60  # characters of a string
_WIDEST_SHOWN = 200  # bits of an integer


class _Missing:
    """Stands for a value that is not there; there is one of it, in every process."""

    def __reduce__(self) -> str:
        return "MISSING"


MISSING = _Missing()


class RuleError(NamedTuple):
    """One broken rule, where it was broken, and what stands there instead of what is wanted."""

    path: str
    """JSON Pointer to what is wrong, such as `/input_image_mask/file_id`; empty for the payload itself."""
    rule: str
    """Id of the requirement that was broken, such as `quality.value`."""
    found: object
    """The value that breaks the rule."""
    wanted: str
    """What would have been legal, in words."""

    @property
    def message(self) -> str:
        """One line saying what was found and what is wanted; made only when somebody reads it."""
        return f"{_subject(self.path)} is {_shown(self.found)}; wanted {self.wanted}"


class RuleWarning(NamedTuple):
    """Something that is legal, and that one had better know."""

    path: str
    """JSON Pointer to what is warned of, such as `/size`."""
    rule: str
    """Id of the requirement that warns, such as `deprecated.warning`."""
    found: object
    """The value that stands there."""
    advice: str
    """What there is to know, in words."""

    @property
    def message(self) -> str:
        """One line saying what was found and what there is to know of it."""
        return f"{_subject(self.path)} is {_shown(self.found)}: {self.advice}"


class ValidationError(ValueError):
    """A payload breaks at least one rule. Made from what `RuleError` is made of, one tuple an error."""

    # No __init__: the base class's, which keeps its argument in `args`, is quicker than any of ours.
    @cached_property
    def errors(self) -> tuple[RuleError, ...]:
        """Every broken rule, in the documented order of the fields; made only when somebody reads them."""
        return tuple(RuleError(*error) for error in self.args[0])

    def __str__(self) -> str:
        return "\n".join(f"{error.message} [{error.rule}]" for error in self.errors)


def _subject(path: str) -> str:
    """Name the place that a pointer leads to, on one line whatever its keys hold."""
    subject = path[1:].replace("/", ".") or "the payload"
    return subject if subject.isprintable() else json.dumps(subject)[1:-1]


def _shown(value: object) -> str:
    """Describe a value on one short line, in the words of JSON."""
    if isinstance(value, str):
        return json.dumps(value[:_LONGEST_SHOWN]) + ("…" if len(value) > _LONGEST_SHOWN else "")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        # Python refuses to write very long integers out, and nobody wants to read them.
        bits = value.bit_length()
        return f"an integer of {bits} bits" if bits > _WIDEST_SHOWN else str(int(value))
    if isinstance(value, float):
        return repr(float(value))
    return "missing" if value is MISSING else _kind(value)


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return "an array" if isinstance(value, list) else f"a Python {type(value).__name__}"
