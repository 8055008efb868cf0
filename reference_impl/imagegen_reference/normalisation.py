"""What construction does to values that JSON does not know, and how nested values are rebuilt."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Exact types that are immutable and mean the same in JSON. Most values of real payloads are one of them, and
# a single set lookup lets those pass before any isinstance chain.
SCALARS: frozenset[type] = frozenset({str, int, float, bool, type(None)})

_COLLECTIONS: tuple[type[Any], ...] = (list, tuple, set)


def rebuild(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """Build `value` anew, so that no dict, list, tuple or set is shared with the original.

    Subclasses of those four come out as the plain type. Keys are kept as they are; every other value
    that is not a plain scalar goes through `leaf`.
    """
    if type(value) in SCALARS:
        return value
    if issubclass(type(value), dict):
        return {key: rebuild(member, leaf) for key, member in value.items()}
    for plain in _COLLECTIONS:
        if issubclass(type(value), plain):
            return plain([rebuild(member, leaf) for member in value])
    return leaf(value)


def normalise(value: Any) -> Any:
    """Return `value` as it is stored by construction and by setting an attribute.

    | given | stored |
    |---|---|
    | member of an enum | its value |
    | bytes, bytearray | base64 text |
    | datetime | ISO 8601 in UTC, ending in Z; a naive one is taken for UTC |
    | date, time | ISO 8601 |
    | timedelta | ISO 8601 duration |
    | Decimal | float |

    The same holds inside dicts, lists, tuples and sets, which are copied. Everything else is kept as it is.
    """
    return value if type(value) in SCALARS else rebuild(value, _normalise_leaf)


def _normalise_leaf(value: Any) -> Any:
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
    """Write days, hours, minutes and seconds from the first that is not zero, so that zero is a bare `P`.

    A negative span keeps Python's own split, negative days and a positive time.
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


# The first that fits counts, so that enums stand before what they may be mixed with, and datetime before
# date, of which it is a subclass.
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
