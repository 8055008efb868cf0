"""The options of a connection to a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import Envelope
from imagegen_conformance.connections.http_service.proxy import Proxy
from imagegen_conformance.connections.http_service.secret_values import Secrets
from imagegen_conformance.corpus.requirements import Level

__all__ = ["HttpOptions"]


class HttpOptions(NamedTuple):
    """The options of an `HttpConnection`.

    Attributes:
        endpoint: The endpoint to which requests are sent.
        envelope: The body of each request.
        headers: The headers of each request, beside the usual ones.
        secrets: The values that must not leave the run.
        name: The name of the server in reports; empty for its URL.
        concurrency: The number of requests that are sent in parallel.
        rate: The maximum number of requests per second, or None.
        max_requests: The maximum number of requests, or None.
        timeout: The seconds within which an exchange has to end.
        proxy: The proxy to which the requests are sent, or None for a direct connection.
        levels: The requested levels; levels beyond the claimed one are supported only if they are requested.
    """

    endpoint: Endpoint
    envelope: Envelope
    headers: Mapping[str, str]
    secrets: Secrets
    name: str = ""
    concurrency: int = 4
    rate: float | None = None
    max_requests: int | None = None
    timeout: float = 30.0
    proxy: Proxy | None = None
    levels: tuple[Level, ...] = ()
