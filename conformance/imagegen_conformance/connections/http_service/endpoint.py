"""The endpoint of a server: its URL, taken apart."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from imagegen_conformance.errors import UsageError
from imagegen_conformance.text import preview_repr

__all__ = ["Endpoint"]

DEFAULT_PORTS = {"http": 80, "https": 443}
# Words in the names of query parameters that hold secrets. The URL is printed, and is a part of evidence.
SECRET_WORDS = frozenset(
    {"apikey", "auth", "code", "credential", "key", "passwd", "password", "pwd", "secret", "sig", "signature", "token"}
)
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")  # a word of a name such as api_key, api-key and apiKey
EXAMPLE = "http://127.0.0.1:8000/v1/responses"


class Endpoint(NamedTuple):
    """The URL to which requests are sent.

    Attributes:
        url: The URL.
        scheme: "http" or "https".
        host: The host, without the brackets of an IPv6 address.
        port: The port.
        target: The path and the query, as the request line has them.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, url: str) -> Endpoint:
        """Return the endpoint of a URL.

        Raises:
            UsageError: It is no URL of an endpoint, or contains a secret.
        """
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname
        except ValueError as error:
            reason = "" if "@" in url else f" ({error})"  # the exception can quote a password
            raise UsageError(f"the URL cannot be read{reason}", hint=f"Write it like {EXAMPLE}.") from None
        if "@" in parts.netloc:  # the message must not contain the password
            hint = "Remove them from the URL, and give the header with --header NAME=ENVVAR."
            raise UsageError("the URL contains a user name or a password", hint=hint)
        _check_query(parts.query)
        if parts.fragment:  # it can be a token, and the other messages show the URL
            raise UsageError("the URL has a fragment", hint='Remove the part that begins with "#".')
        if parts.scheme not in DEFAULT_PORTS or not host:
            raise UsageError(f"{preview_repr(url)} is not the URL of an endpoint", hint=f"Write it like {EXAMPLE}.")
        if not url.isascii() or not url.isprintable() or " " in url:
            hint = "Encode it: %20 for a space, and punycode for the host."
            raise UsageError(f"{preview_repr(url)} contains characters that a URL cannot have", hint=hint)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(url, parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], target)

    @property
    def authority(self) -> str:
        """The host and the port, as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def _check_query(query: str) -> None:
    """Raise UsageError if a parameter may be a secret. Its value does not appear in the message."""
    for name, _ in parse_qsl(query, keep_blank_values=True):
        words = WORD.findall(name)
        if any(word.lower() in SECRET_WORDS for word in words):
            problem = f"the parameter {preview_repr(name)} of the URL may be a secret, and the URL is printed"
            raise UsageError(problem, hint="Give it as a header with --header NAME=ENVVAR.")
