"""Criteria: the combinations of elements that the cases of a corpus must have, as data."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias

from imagegen_conformance.corpus.validity import EVERYWHERE, Validity

__all__ = ["Combination", "Criterion", "ExceptionEntry", "combination_text", "matches"]
Combination: TypeAlias = tuple[str, ...]
"""One element of each dimension of a subject, in the order of the dimensions."""
SEPARATOR = ":"


def combination_text(combination: Combination) -> str:
    """Return a combination as patterns match it: ELEMENT:ELEMENT."""
    return SEPARATOR.join(combination)


def matches(combination: Combination, pattern: Combination) -> bool:
    """Return whether each element of a combination matches its part of a pattern."""
    return all(map(fnmatchcase, combination, pattern))


class ExceptionEntry(NamedTuple):
    """Combinations that a criterion does not require.

    Attributes:
        pointer: The place in the file as a JSON Pointer.
        patterns: Patterns of combinations, each with one pattern for each dimension.
        reason: Why no case can combine the elements, or none needs to.
        validity: Where the exception holds.
    """

    pointer: str
    patterns: tuple[Combination, ...]
    reason: str
    validity: Validity = EVERYWHERE


class Criterion(NamedTuple):
    """One criterion.

    Attributes:
        pointer: The place in the file as a JSON Pointer.
        name: The name.
        statement: The combinations that it requires, as a sentence.
        subject: The name of the subject, which finds the combinations that a case has.
        dimensions: The patterns of the elements that are combined with each other, by dimension.
        exceptions: The combinations that are not required.
        validity: Where the criterion holds.
    """

    pointer: str
    name: str
    statement: str
    subject: str
    dimensions: Mapping[str, tuple[str, ...]]
    exceptions: tuple[ExceptionEntry, ...]
    validity: Validity = EVERYWHERE
