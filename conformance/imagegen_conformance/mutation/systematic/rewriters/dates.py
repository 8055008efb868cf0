"""Rewriters of dates and times."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["DATES"]
MOMENT: Final = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})"
)


def _to_utc(match: re.Match[str]) -> str:
    """Convert a time with an offset to UTC."""
    text = re.sub(r"([+-][0-9]{2})([0-9]{2})$", r"\1:\2", match[0].replace("Z", "+00:00"))
    text = re.sub(r"\.([0-9]+)", lambda fraction: f".{fraction[1]:0<6.6}", text)
    try:
        return datetime.fromisoformat(text).astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    except ValueError:
        return match[0]


DATES: Final = (
    Rewriter("date-utc", "converts times with an offset to UTC", replacing(f"^{MOMENT}$", _to_utc)),
    Rewriter("date-zero-offset", "writes the offset +00:00 as Z", replacing(r"(?<=[0-9])[+-]00:00$", "Z")),
    Rewriter("date-offset", "writes Z as the offset +00:00", replacing(r"(?<=:[0-9]{2})Z$", "+00:00")),
    Rewriter("date-separator", "replaces the space between a date and a time with T", replacing(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) (?=[0-9]{2}:)", r"\1T")),
    Rewriter("date-fraction", "drops fractions of seconds", replacing(r"(?<=:[0-9]{2})\.[0-9]+", "")),
    Rewriter("date-midnight", "adds midnight to dates", replacing(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", lambda match: f"{match[0]}T00:00:00Z")),
    Rewriter("date-only", "drops the time after a date", replacing(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.Z+-]+$", r"\1")),
    Rewriter("date-american", "converts dates such as 12/31/2026 to ISO 8601", replacing(r"\b([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\b", r"\3-\1-\2")),
    Rewriter("date-european", "converts dates such as 31.12.2026 to ISO 8601", replacing(r"\b([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\b", r"\3-\2-\1")),
    Rewriter("date-compact", "converts dates such as 20261231 to ISO 8601", replacing(r"^((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])$", r"\1-\2-\3")),
)  # fmt: skip
