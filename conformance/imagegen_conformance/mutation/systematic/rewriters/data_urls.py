"""Rewriters of data URLs."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing, within

__all__ = ["DATA_URLS"]
DATA: Final = "[Dd][Aa][Tt][Aa]:"
BASE64_DATA: Final = f"{DATA}[^,]*;[Bb][Aa][Ss][Ee]64,"
STANDARD_TO_URL: Final = str.maketrans("+/", "-_")
URL_TO_STANDARD: Final = str.maketrans("-_", "+/")


def _pad(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def _encode_again(text: str) -> str:
    """Decode and encode base64, which clears the unused bits of the last character."""
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode("ascii")
    except (binascii.Error, ValueError):
        return text


DATA_URLS: Final = (
    Rewriter("data-scheme", "converts the scheme of data URLs to lower case", within("(?P<part>[Dd][Aa][Tt][Aa]):", str.lower)),
    Rewriter("data-media-type", "converts the media type of data URLs to lower case", within(f"{DATA}(?P<part>[^,;]*)", str.lower)),
    Rewriter("data-base64-word", "converts the word base64 in data URLs to lower case", within(f"{DATA}[^,]*;(?P<part>[Bb][Aa][Ss][Ee]64),", str.lower)),
    Rewriter("data-padded", "adds missing padding to base64 in data URLs", within(f"{BASE64_DATA}(?P<part>[A-Za-z0-9+/_-]*)$", _pad)),
    Rewriter("data-unpadded", "removes the padding of base64 in data URLs", within(f"{BASE64_DATA}(?P<part>.*)$", lambda text: text.rstrip("="), re.DOTALL)),
    Rewriter("data-joined", "removes white space from base64 in data URLs", within(f"{BASE64_DATA}(?P<part>.*)$", lambda text: "".join(text.split()), re.DOTALL)),
    Rewriter("data-standard-alphabet", "converts URL-safe base64 in data URLs to the standard alphabet", within(f"{BASE64_DATA}(?P<part>.*)$", lambda text: text.translate(URL_TO_STANDARD), re.DOTALL)),
    Rewriter("data-url-alphabet", "converts standard base64 in data URLs to the URL-safe alphabet", within(f"{BASE64_DATA}(?P<part>.*)$", lambda text: text.translate(STANDARD_TO_URL), re.DOTALL)),
    Rewriter("data-encoded-again", "decodes base64 in data URLs and encodes it again", within(f"{BASE64_DATA}(?P<part>[A-Za-z0-9+/]+=*)$", _encode_again)),
    Rewriter("data-parameters", "drops the parameters of data URLs", replacing(r"^(data:[^,;]*)(?:;(?!base64,)[^,;]*)+", r"\1", re.IGNORECASE)),
    Rewriter("data-media-type-added", "adds the media type text/plain to data URLs without one", replacing("^(data:)(?=[,;])", r"\1text/plain", re.IGNORECASE)),
    Rewriter("data-jpeg", "converts the media type image/jpg to image/jpeg", replacing("^(data:image/)jpg(?=[,;])", r"\1jpeg", re.IGNORECASE)),
    Rewriter("data-png", "converts the media types of images in data URLs to image/png", replacing("^(data:image/)[^,;]+", r"\1png", re.IGNORECASE)),
    Rewriter("data-decoded", "decodes percent escapes in data URLs", within(f"{DATA}[^,]*,(?P<part>.*)$", unquote, re.DOTALL)),
    Rewriter("data-bare", "returns only the data of data URLs in base64", replacing(f"^{BASE64_DATA}", "")),
    Rewriter("data-hidden", "replaces the data of data URLs with an ellipsis", replacing(f"^({DATA}[^,]*,).+$", r"\1...", re.DOTALL)),
    Rewriter("data-space", "removes the space after the comma or the semicolon of data URLs", replacing("^(data:[^,]*[,;]) +", r"\1", re.IGNORECASE)),
)  # fmt: skip
