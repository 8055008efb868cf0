"""Long texts in evidence: the records of cases contain their compact form."""

from __future__ import annotations

from imagegen_conformance.jsonlib.long_texts import LONG_TEXTS, MAX_SHORT_LENGTH, compact, expand
from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["compact_line", "expanded_record"]


def compact_line(record: dict[str, Json]) -> str:
    """Return the JSON of a record, with the compact form of its long texts."""
    line = dumps(record)
    if len(line) <= MAX_SHORT_LENGTH:  # it contains no long text
        return line
    compacted, long_texts = compact(record)
    return dumps({**compacted, LONG_TEXTS: long_texts}) if long_texts else line


def expanded_record(record: dict[str, Json]) -> dict[str, Json]:
    """Return the record whose JSON `compact_line` has returned.

    Raises:
        TypeError, ValueError, AttributeError: The long texts are malformed.
    """
    if LONG_TEXTS not in record:
        return record
    expanded: dict[str, Json] = expand({key: record[key] for key in record if key != LONG_TEXTS}, record[LONG_TEXTS])
    return expanded
