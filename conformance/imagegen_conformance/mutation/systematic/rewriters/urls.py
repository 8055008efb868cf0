"""Rewriters of URLs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing, within

__all__ = ["URLS"]
SCHEME: Final = "[A-Za-z][A-Za-z0-9+.-]*://"
HOST: Final = f"{SCHEME}(?:[^/?#@]*@)?(?P<part>[^/?#:]*)"
QUERY: Final = rf"{SCHEME}[^?#]*\?(?P<part>[^#]*)"
PATH: Final = f"{SCHEME}[^/?#]*(?P<part>/[^?#]*)"
DEFAULT_PORTS: Final = {"http": ":80", "https": ":443", "ftp": ":21", "ws": ":80", "wss": ":443"}
SIGNATURES: Final = "sig|signature|x-amz-signature|x-goog-signature|token|access_token|key|api_key|apikey|password|code"
UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _drop_default_port(text: str) -> str:
    match = re.match(rf"({SCHEME}[^/?#]*?)(:[0-9]+)(?=[/?#]|$)", text)
    if match is None or DEFAULT_PORTS.get(text.partition(":")[0].lower()) != match[2]:
        return text
    return match[1] + text[match.end() :]


def _remove_dot_segments(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ending = [""] if segments[-1] in {".", ".."} else []
    return "/" + "/".join(kept + ending)


def _decode_unreserved(text: str) -> str:
    def decode(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in UNRESERVED else match[0]

    return re.sub("%([0-9A-Fa-f]{2})", decode, text)


def _to_punycode(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _from_punycode(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host.lower() else host
    except UnicodeError:
        return host


def _sort_query(query: str) -> str:
    return "&".join(sorted(query.split("&")))


def _parsed_again(text: str) -> str:
    """Parse and join a URL as the standard library does, which drops empty queries and fragments."""
    try:
        parts: SplitResult = urlsplit(text)
        return urlunsplit(parts) if parts.scheme and parts.netloc else text
    except ValueError:
        return text


def _on_urls(change: Callable[[str], str]) -> Callable[[str], str]:
    matches = re.compile(SCHEME).match
    return lambda text: change(text) if matches(text) else text


URLS: Final = (
    Rewriter("url-scheme", "converts the scheme of URLs to lower case", within("(?P<part>[A-Za-z][A-Za-z0-9+.-]*)://", str.lower)),
    Rewriter("url-host", "converts the host of URLs to lower case", within(HOST, str.lower)),
    Rewriter("url-default-port", "drops the default port of URLs", _drop_default_port),
    Rewriter("url-port", "drops the port of URLs", replacing(rf"^({SCHEME}[^/?#]*?):[0-9]+(?=[/?#]|$)", r"\1")),
    Rewriter("url-query", "drops the query of URLs", replacing(rf"^({SCHEME}[^?#]*)\?[^#]*", r"\1")),
    Rewriter("url-empty-query", "drops the empty query of URLs", replacing(rf"^({SCHEME}[^?#]*)\?(?=#|$)", r"\1")),
    Rewriter("url-fragment", "drops the fragment of URLs", replacing(f"^({SCHEME}[^#]*)#.*$", r"\1", re.DOTALL)),
    Rewriter("url-empty-fragment", "drops the empty fragment of URLs", replacing(f"^({SCHEME}[^#]*)#$", r"\1")),
    Rewriter("url-parsed", "parses URLs and joins their parts again", _parsed_again),
    Rewriter("url-dot-segments", "removes dot segments from URLs", within(PATH, _remove_dot_segments)),
    Rewriter("url-double-slashes", "joins repeated slashes in the path of URLs", within(PATH, replacing("/{2,}", "/"))),
    Rewriter("url-root-added", "adds a slash to URLs without a path", replacing(f"^({SCHEME}[^/?#]+)(?=[?#]|$)", r"\1/")),
    Rewriter("url-slash-removed", "removes the slash at the end of URLs", replacing(f"^({SCHEME}[^?#]*?)/+$", r"\1")),
    Rewriter("url-unreserved", "decodes percent escapes of unreserved characters in URLs", _on_urls(_decode_unreserved)),
    Rewriter("url-decoded", "decodes percent escapes in URLs", _on_urls(unquote)),
    Rewriter("url-escapes-upper", "converts percent escapes in URLs to upper case", _on_urls(replacing("%[0-9a-f]{2}", lambda match: match[0].upper(), re.IGNORECASE))),
    Rewriter("url-encoded", "encodes characters other than ASCII in URLs", _on_urls(lambda text: quote(text, safe="%:/?#[]@!$&'()*+,;=~ ", errors="replace"))),
    Rewriter("url-spaces", "encodes spaces in URLs", _on_urls(lambda text: text.replace(" ", "%20"))),
    Rewriter("url-plus", "replaces plus signs in the query of URLs with encoded spaces", within(QUERY, lambda text: text.replace("+", "%20"))),
    Rewriter("url-user", "drops the user and the password from URLs", replacing(f"^({SCHEME})[^/?#@]*@", r"\1")),
    Rewriter("url-password", "masks the password in URLs", replacing(f"^({SCHEME}[^/?#@:]*:)[^/?#@]+@", r"\1***@")),
    Rewriter("url-punycode", "converts the host of URLs to punycode", within(HOST, _to_punycode)),
    Rewriter("url-unicode-host", "converts the host of URLs from punycode", within(HOST, _from_punycode)),
    Rewriter("url-https", "converts http to https in URLs", replacing("^http://", "https://", re.IGNORECASE)),
    Rewriter("url-signature", "masks signatures in the query of URLs", replacing(f"([?&](?:{SIGNATURES})=)[^&#]+", r"\1***", re.IGNORECASE)),
    Rewriter("url-sorted-query", "sorts the query of URLs", within(QUERY, _sort_query)),
    Rewriter("url-tracking", "drops tracking parameters from URLs", replacing("[?&]utm_[a-z]+=[^&#]*", "", re.IGNORECASE)),
    Rewriter("url-scheme-added", "adds https to URLs without a scheme", replacing("^//(?=[^/])", "https://")),
    Rewriter("url-file-path", "converts file URLs to paths", replacing("^file://", "", re.IGNORECASE)),
    Rewriter("url-schemes-emptied", "empties URLs with schemes other than http, https and data", replacing("^(?!https?:|data:)[a-z][a-z0-9+.-]*:(?=[^ ]).*$", "", re.IGNORECASE | re.DOTALL)),
    Rewriter("url-script", "empties strings that begin with javascript or vbscript and a colon", replacing(r"^\s*(?:javascript|vbscript):.*$", "", re.IGNORECASE | re.DOTALL)),
    Rewriter("url-www", "drops www from the host of URLs", within(HOST, lambda text: text.removeprefix("www."))),
    Rewriter("url-local", "empties URLs of hosts in a local network", replacing(f"^{SCHEME}(?:[^/?#@]*@)?(?:localhost|127\\.|10\\.|192\\.168\\.|169\\.254\\.|\\[::1\\]).*$", "", re.DOTALL)),
    Rewriter("url-backslashes", "replaces backslashes in URLs with slashes", _on_urls(lambda text: text.replace("\\", "/"))),
)  # fmt: skip
