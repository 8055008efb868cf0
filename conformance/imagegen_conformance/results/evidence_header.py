"""The header of an evidence file: its members with their types. A forged one could contain anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.evidence import RunSettings

__all__ = ["EvidenceHeader"]
STRINGS = ("suite", "profile", "revision", "corpus_sha256", "started")


class EvidenceHeader(NamedTuple):
    """The description of a run, as the header of its evidence has it.

    Attributes:
        identity: The implementation under test.
        selection: The selection of the cases.
        settings: The settings of the run.
    """

    identity: Identity
    selection: Selection
    settings: RunSettings

    @classmethod
    def of(cls, record: Mapping[str, Json]) -> EvidenceHeader:
        """Return the header that a record describes.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: A member is missing, or is not what a run writes.
        """
        identity = Identity.from_json(record["implementation"])
        selection = Selection.from_json(record["selection"])
        settings = RunSettings(record["fail_on"], **record["settings"])
        _require_strings(record[key] for key in STRINGS)
        _check_selection(selection)
        _check_settings(settings)
        if not _is_integer(record["cases"], 0):
            raise TypeError("cases")
        return cls(identity, selection, settings)


def _check_selection(selection: Selection) -> None:
    _require_strings((*selection.patterns, *selection.areas, *selection.requirements))
    if not set(selection.levels) <= set(LEVELS) or type(selection.smoke) is not bool:
        raise ValueError("a filter has an unknown value")
    if selection.corpus_since is not None:
        _require_strings([selection.corpus_since])


def _check_settings(settings: RunSettings) -> None:
    if settings.fail_on not in STRENGTHS or type(settings.variants) is not bool:
        raise ValueError("a setting has an unknown value")
    if not _is_integer(settings.repeat, 1) or not (settings.seed is None or _is_integer(settings.seed)):
        raise TypeError("a setting is not an integer")


def _is_integer(value: Any, minimum: int | None = None) -> bool:
    return type(value) is int and (minimum is None or value >= minimum)


def _require_strings(values: Any) -> None:
    if not all(isinstance(value, str) for value in values):
        raise TypeError("a member is not a string")
