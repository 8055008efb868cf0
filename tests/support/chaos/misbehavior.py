"""The name of a misbehavior, and the share of the requests that it affects."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from chaos.messages import Request

__all__ = ["Misbehavior"]


@dataclass
class Misbehavior:
    """A misbehavior and the requests that it affects. By default it affects every POST request.

    Attributes:
        name: A name of SERVER_MISBEHAVIORS or GATEWAY_MISBEHAVIORS.
        key: A key that the tool must have, or None for every tool.
        first: The largest number of affected requests, or None for all.
        per_tool: Whether `first` applies to each tool by itself, so that a repeated request is affected at most
            `first` times.
        after: The number of POST requests before the first affected one.
        seconds: The duration of a startup, a delay, or the value of Retry-After.
        affected: The number of affected requests until now.
    """

    name: str
    key: str | None = None
    first: int | None = None
    per_tool: bool = False
    after: int = 0
    seconds: float = 2.0
    affected: int = 0
    started: float = field(default_factory=time.monotonic)
    _seen: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def affects(self, request: Request) -> bool:
        """Count a request, and return whether the misbehavior affects it."""
        if request.method != "POST":
            return False
        with self._lock:
            self._seen += 1
            if self._seen <= self.after or not self._has_key(request):
                return False
            if self.first is not None:
                counter = json.dumps(request.tool) if self.per_tool else ""
                self._counts[counter] += 1
                if self._counts[counter] > self.first:
                    return False
            self.affected += 1
            return True

    @property
    def is_starting(self) -> bool:
        """Whether the startup still lasts."""
        return time.monotonic() < self.started + self.seconds

    def _has_key(self, request: Request) -> bool:
        return self.key is None or (isinstance(request.tool, dict) and self.key in request.tool)
