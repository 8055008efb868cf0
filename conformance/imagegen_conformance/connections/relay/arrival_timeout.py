"""The time to wait for an arrival after a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagegen_conformance.connections.relay.recorder import Recorder

__all__ = ["ArrivalTimeout"]

MAX_SECONDS = 1.0
MIN_SECONDS = 0.02


class ArrivalTimeout:
    """The time to wait. It becomes shorter after each one without an arrival.

    A run in which nothing ever arrives would otherwise take hours.
    """

    def __init__(self) -> None:
        self._missed = 0

    def wait(self, recorder: Recorder, number: int) -> bool:
        """Wait for an arrival with the marker of a number, and return whether there is one."""
        if recorder.wait(number, max(MAX_SECONDS / (1 + self._missed), MIN_SECONDS)):
            return True
        self._missed += 1
        return False
