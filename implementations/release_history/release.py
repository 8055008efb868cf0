"""A release of a package, with the date that revisions are named after."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from imagegen_conformance.errors import ConformanceError

if TYPE_CHECKING:
    from packaging.version import Version

__all__ = ["ZONE", "Release"]

# Publishers name the snapshots of their models after the date in this zone. A release of the evening has the date of
# the next day in UTC: gpt-image-2.5-sunburst-2026-09-08 appeared in a release that was uploaded on 2026-09-09 in UTC.
ZONE = "America/Los_Angeles"


class Release(NamedTuple):
    """A release that has a wheel.

    Attributes:
        version: The version.
        uploaded: The time at which the wheel was uploaded, in UTC.
        url: The address of the wheel.
        sha256: The digest of the wheel, from the package index.
    """

    version: Version
    uploaded: datetime
    url: str
    sha256: str

    @property
    def date(self) -> date:
        """The date of the upload in Los Angeles. Raise ConformanceError if there are no data of time zones."""
        try:
            return self.uploaded.astimezone(ZoneInfo(ZONE)).date()
        except ZoneInfoNotFoundError:
            hint = "Install the package tzdata."
            raise ConformanceError(f"this system has no data of the time zone {ZONE}", hint=hint) from None
