"""The check whether a server listens at the port of an endpoint."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagegen_conformance.connections.http_service.endpoint import Endpoint

__all__ = ["is_open"]

CONNECT_TIMEOUT = 1.0  # seconds


def is_open(endpoint: Endpoint) -> bool:
    """Return whether a process accepts connections at the port."""
    try:
        socket.create_connection((endpoint.host, endpoint.port), CONNECT_TIMEOUT).close()
    except OSError:
        return False
    return True
