"""Conversion of Python values that have no JSON equivalent, and copying of nested values."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Immutable types with the same meaning in JSON. Most values of real payloads have one of them, so that one set lookup
# replaces a chain of isinstance calls.
SCALARS: frozenset[type] = frozenset({str, int, float, bool, type(None)})

_COLLECTIONS: tuple[type[Any], ...] = (list, tuple, set)


def deep_rebuild(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """Return a copy of `value` that shares no dict, list, tuple or set with it.

    Instances of subclasses of these four types become instances of the plain type. Keys are kept. Every other value
    that is not a plain scalar is replaced by the result of `leaf`.
    """
    if type(value) in SCALARS:
        return value
    if issubclass(type(value), dict):
        return {key: deep_rebuild(member, leaf) for key, member in value.items()}
    for plain in _COLLECTIONS:
        if issubclass(type(value), plain):
            return plain([deep_rebuild(member, leaf) for member in value])
    return leaf(value)


def normalize(value: Any) -> Any:
    """Return `value` as construction and writing an attribute store it.

    | value | stored as |
    |---|---|
    | member of an enum | its value |
    | bytes, bytearray | base64 text |
    | datetime | ISO 8601 in UTC, ending in Z; a naive datetime is in UTC |
    | date, time | ISO 8601 |
    | timedelta | ISO 8601 duration |
    | Decimal | float |

    Dicts, lists, tuples and sets are copied, and their members are normalized. Other values are kept.
    """
    return value if type(value) in SCALARS else deep_rebuild(value, _normalize_leaf)


def _normalize_leaf(value: Any) -> Any:
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return value


def _base64_text(value: bytes | bytearray) -> str:
    return b64encode(value).decode("ascii")


def _utc_text(moment: datetime) -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc)
    return moment.replace(tzinfo=None).isoformat() + "Z"


def _duration_text(span: timedelta) -> str:
    """Return an ISO 8601 duration that begins with the first nonzero unit; a duration of zero is `P`.

    A negative duration has negative days and a positive time, as in Python.
    """
    days = f"P{span.days}D" if span.days else "P"
    if not (span.seconds or span.microseconds):
        return days
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    hours_text = f"{hours:02d}H" if span.days or hours else ""
    minutes_text = f"{minutes:02d}M" if hours_text or minutes else ""
    fraction = f".{span.microseconds:06d}".rstrip("0") if span.microseconds else ""
    return f"{days}T{hours_text}{minutes_text}{seconds:02d}{fraction}S"


# The first matching type is used. Enum precedes the types that an enumeration may also inherit from, and datetime
# precedes date, its base class.
_WRITERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Enum, attrgetter("value")),
    (bytes, _base64_text),
    (bytearray, _base64_text),
    (datetime, _utc_text),
    (date, date.isoformat),
    (time, time.isoformat),
    (timedelta, _duration_text),
    (Decimal, float),
)
