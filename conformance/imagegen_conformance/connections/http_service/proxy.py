"""The proxy that the environment names for an endpoint."""

from __future__ import annotations

import base64
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.errors import UsageError

__all__ = ["Proxy"]

DEFAULT_PORT = 80


class Proxy(NamedTuple):
    """An HTTP proxy.

    Attributes:
        host: Its host.
        port: Its port.
        headers: The headers that authenticate the client to it.
    """

    host: str
    port: int
    headers: dict[str, str]

    @classmethod
    def of_environment(cls, endpoint: Endpoint) -> Proxy | None:
        """Return the proxy for an endpoint, or None for a direct connection, as to this machine.

        Raises:
            UsageError: The environment names a proxy that is no HTTP proxy.
        """
        if endpoint.is_loopback:
            return None
        # It is imported here, because the import takes longer than that of everything else of the connection.
        from urllib.request import getproxies, proxy_bypass

        url = getproxies().get(endpoint.scheme)
        if not url or proxy_bypass(f"{endpoint.host}:{endpoint.port}"):
            return None
        variable = f"{endpoint.scheme.upper()}_PROXY"
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
            parts = urlsplit("")
        if parts.scheme != "http" or not host:  # the message does not contain the URL, which may have a password
            hint = f"Set {variable} to http://HOST:PORT, or add the host to NO_PROXY."
            raise UsageError(f"the environment variable {variable} does not name an HTTP proxy", hint=hint)
        return cls(host, port or DEFAULT_PORT, _authorization(parts.username, parts.password))


def _authorization(user: str | None, password: str | None) -> dict[str, str]:
    if user is None:
        return {}
    credentials = f"{unquote(user)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(credentials).decode()}"}
