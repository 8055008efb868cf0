"""A message for the user if the first response takes long: the server may not run, or the port may be wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from imagegen_conformance.connections.http_service.controls import MAX_WAIT
from imagegen_conformance.connections.http_service.port_check import is_open

if TYPE_CHECKING:
    from imagegen_conformance.connections.http_service.endpoint import Endpoint

__all__ = ["announced_wait"]

SILENT_WAIT = 1.0  # seconds


@contextmanager
def announced_wait(endpoint: Endpoint, announce: Callable[[str], None]) -> Iterator[None]:
    """Tell the user that the suite waits, unless the context is left soon.

    Args:
        endpoint: The endpoint whose response is awaited.
        announce: The function that shows the message.
    """
    timer = threading.Timer(SILENT_WAIT, lambda: announce(_describe(endpoint)))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _describe(endpoint: Endpoint) -> str:
    # Another host is not asked twice: it can take long, and the way to it can be a proxy.
    if endpoint.is_loopback and not is_open(endpoint):
        return f"no server listens at {endpoint.authority} yet; trying again for up to {MAX_WAIT:g} s"
    return f"waiting for the response of {endpoint.url}"
