"""A client that posts bodies to an endpoint over one kept connection, with a time limit for each exchange.

Redirects are not followed, certificates are verified, and proxies are those of the environment.
"""

from __future__ import annotations

import http
import http.client
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from imagegen_conformance.connections.http_service.kept_socket import KeptSocket
from imagegen_conformance.connections.http_service.plain_response import read_plain_response
from imagegen_conformance.connections.http_service.proxy import Proxy
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.text import preview
from imagegen_conformance.version import __version__

if TYPE_CHECKING:
    import socket

    from imagegen_conformance.connections.http_service.endpoint import Endpoint

__all__ = ["ExchangeError", "HttpClient"]

MAX_BODY_SIZE = 16 << 20  # bytes
CHUNK_SIZE = 1 << 16  # bytes
MAX_PROBLEM_LENGTH = 200  # characters
USER_AGENT = f"imagegen-conformance/{__version__}"
ENCODINGS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class ExchangeError(Exception):
    """An exchange failed: there is no response that can be read.

    Attributes:
        problem: What happened, as a clause without its subject, the server.
        is_transient: Whether the request may be sent again.
        is_stale: Whether the server closed a kept connection, as it may at any time, so that it has not read the
            request.
    """

    def __init__(self, problem: str, *, is_transient: bool = True, is_stale: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_transient = is_transient
        self.is_stale = is_stale


class HttpClient:
    """A client of one thread.

    Attributes:
        faults: What the server did between its responses, one line each.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        headers: Mapping[str, str],
        timeout: float,
        proxy: Proxy | None,
        redact: Callable[[str], str] = str,
    ) -> None:
        """Prepare the requests; connect later.

        Args:
            endpoint: The endpoint.
            headers: The headers of each request, beside those that this class sets.
            timeout: The seconds within which an exchange has to end.
            proxy: The proxy, or None for a direct connection.
            redact: The function that replaces secrets in a text, before a part of it is shown.
        """
        self.faults: list[str] = []
        self._endpoint = endpoint
        self._timeout = timeout
        self._proxy = proxy
        self._redact = redact
        self._head = _request_head(endpoint, headers, proxy)
        self._socket: KeptSocket | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def post(self, body: bytes) -> HttpResponse:
        """Send a body, and return the response.

        Raises:
            ExchangeError: There is no response that can be read.
        """
        deadline = time.monotonic() + self._timeout
        is_reused = self._is_connected()
        try:
            return self._exchange(body, deadline)
        except (OSError, http.client.HTTPException) as error:
            was_received = self._socket is not None and self._socket.received
            self.disconnect()
            is_stale = is_reused and not was_received and not isinstance(error, TimeoutError)
            raise self._problem(error, was_received=was_received, is_stale=is_stale) from None

    def close(self) -> None:
        """End the exchange of another thread, and let it begin no other."""
        with self._lock:
            self._is_closed = True
            if self._socket is not None:
                self._socket.shut_down()

    def _exchange(self, body: bytes, deadline: float) -> HttpResponse:
        kept = self._socket or self._connect(deadline)
        kept.start(deadline)
        kept.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (self._head, len(body), body))
        plain = read_plain_response(kept)
        if plain is not None:
            return plain
        response = _final_response(kept)
        headers = {name.lower(): value for name, value in response.getheaders()}
        try:
            content = _read(response, headers)
        except ExchangeError:
            self.disconnect()
            raise
        if response.will_close:
            self.disconnect()
        return HttpResponse(response.status, response.reason, headers, content)

    def _is_connected(self) -> bool:
        """Return whether a connection is kept that can be used again."""
        if self._socket is None:
            return False
        state = self._socket.state()
        if state == "surplus":
            self.faults.append("the server sent bytes after a response that belong to no request")
        if state != "idle":
            self.disconnect()
        return state == "idle"

    def _connect(self, deadline: float) -> KeptSocket:
        endpoint, proxy = self._endpoint, self._proxy
        timeout = max(deadline - time.monotonic(), 0.001)
        host, port = (endpoint.host, endpoint.port) if proxy is None else (proxy.host, proxy.port)
        connection = _connection(endpoint, host, port, timeout)
        try:
            if proxy is not None and endpoint.scheme == "https":
                connection.set_tunnel(endpoint.host, endpoint.port, proxy.headers)
            connection.connect()
        except ssl.SSLCertVerificationError as error:
            # The Python of python.org for macOS has no certificates of authorities.
            problem = (
                f"has a certificate that cannot be verified ({error.verify_message}; SSL_CERT_FILE can name others)"
            )
            raise ExchangeError(problem, is_transient=False) from None
        except (OSError, http.client.HTTPException) as error:
            connection.close()  # a proxy that responds with something else leaves it open
            is_permanent = isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)
            reason = self._reason(error)
            raise ExchangeError(f"cannot be reached ({reason})", is_transient=not is_permanent) from None
        kept = KeptSocket(connection.sock)
        with self._lock:
            self._socket = kept
            if self._is_closed:
                kept.shut_down()
        return kept

    def disconnect(self) -> None:
        """Close the connection. No other thread may wait for a response."""
        with self._lock:
            kept, self._socket = self._socket, None
        if kept is not None:
            kept.close()

    def _problem(self, error: Exception, *, was_received: bool, is_stale: bool) -> ExchangeError:
        if isinstance(error, TimeoutError):
            verb = "did not complete its response" if was_received else "did not respond"
            return ExchangeError(f"{verb} within {self._timeout:g} s")
        if isinstance(error, http.client.IncompleteRead):
            return ExchangeError("closed the connection within its response")
        if isinstance(error, http.client.HTTPException) and not isinstance(error, http.client.RemoteDisconnected):
            return ExchangeError(f"sent a response that is not HTTP ({self._reason(error)})")
        where = "within its response" if was_received else "before it responded"
        return ExchangeError(f"closed the connection {where} ({self._reason(error)})", is_stale=is_stale)

    def _reason(self, error: BaseException) -> str:
        text = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return preview(self._redact(" ".join(text.split())), MAX_PROBLEM_LENGTH)


def _connection(endpoint: Endpoint, host: str, port: int, timeout: float) -> http.client.HTTPConnection:
    if endpoint.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=timeout)
    return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())


def _request_head(endpoint: Endpoint, headers: Mapping[str, str], proxy: Proxy | None) -> bytes:
    """Return the request line and the headers, without Content-Length and the empty line."""
    is_forwarded = proxy is not None and endpoint.scheme == "http"
    target = f"http://{endpoint.authority}{endpoint.target}" if is_forwarded else endpoint.target
    lines = {
        "Host": endpoint.authority,
        "User-Agent": USER_AGENT,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        **(proxy.headers if proxy is not None and is_forwarded else {}),
    }
    given = {name.lower() for name in headers}
    lines = {name: value for name, value in lines.items() if name.lower() not in given} | dict(headers)
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {target} HTTP/1.1\r\n{text}".encode("latin-1")


def _final_response(kept: KeptSocket) -> http.client.HTTPResponse:
    """Return the response, without the informational ones before it. Raise HTTPException if its head is invalid."""
    while True:
        response = http.client.HTTPResponse(cast("socket.socket", kept), method="POST")
        response.begin()
        if response.status >= 200 or response.status == http.HTTPStatus.SWITCHING_PROTOCOLS:
            break
    lengths = {length.strip() for length in response.getheader("Content-Length", "0").split(",")}
    # http.client ignores an invalid length, and takes everything up to the end of the connection for the body.
    if len(lengths) > 1 or not min(lengths).isdecimal():
        raise http.client.HTTPException("its Content-Length is invalid")
    return response


def _read(response: http.client.HTTPResponse, headers: Mapping[str, str]) -> bytes:
    """Return the decoded body. Raise ExchangeError if it is too large, or its encoding is unknown or wrong."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        length = response.length
        if length is not None and length <= CHUNK_SIZE:
            return response.read()
        return _read_chunks(response, None)
    if encoding not in ENCODINGS:
        problem = f"sent a response with the content encoding {preview(encoding, 40)}, although none was accepted"
        raise ExchangeError(problem, is_transient=False)
    return _read_chunks(response, zlib.decompressobj(ENCODINGS[encoding]))


def _read_chunks(response: http.client.HTTPResponse, decoder: Any) -> bytes:
    content = bytearray()
    received = 0
    while chunk := response.read1(CHUNK_SIZE):
        received += len(chunk)
        if decoder is None:
            content += chunk
        else:
            try:
                content += decoder.decompress(chunk, MAX_BODY_SIZE + 1 - len(content))
            except zlib.error:
                raise ExchangeError("sent a response that is not encoded as it says", is_transient=False) from None
        if len(content) > MAX_BODY_SIZE or received > MAX_BODY_SIZE:
            size = MAX_BODY_SIZE >> 20
            raise ExchangeError(f"sent a response of more than {size} MiB", is_transient=False)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    if decoder is not None and not decoder.eof:
        raise http.client.IncompleteRead(b"")
    return bytes(content)
