"""The style of a report: colors and emphasis on a terminal that shows them.

The escape sequences are written here, because `rich`, which a run uses for its progress bar, takes longer to import
than most runs of a single case.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PLAIN", "Style"]

RESET, BOLD, RED, GREEN, YELLOW = "0", "1", "31", "32", "33"  # parameters of the sequence "select graphic rendition"


class Style(NamedTuple):
    """The way to mark parts of a report.

    Attributes:
        colored: Whether colors are shown. If not, every text is returned unchanged.
    """

    colored: bool = False

    def heading(self, text: str) -> str:
        """Return the name of a thing, in bold."""
        return self._sequence(text, BOLD)

    def failure(self, text: str) -> str:
        """Return a text about something that makes a run fail, in bold red."""
        return self._sequence(text, BOLD, RED)

    def advisory(self, text: str) -> str:
        """Return a text about something that is wrong, but does not make a run fail, in yellow."""
        return self._sequence(text, YELLOW)

    def success(self, text: str) -> str:
        """Return a text about a success, in bold green."""
        return self._sequence(text, BOLD, GREEN)

    def _sequence(self, text: str, *parameters: str) -> str:
        return f"\x1b[{';'.join(parameters)}m{text}\x1b[{RESET}m" if self.colored and text else text


PLAIN = Style()
