"""Rewriters that mask personal data, as filters of logs and prompts do."""

from __future__ import annotations

import re
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["PERSONAL_DATA"]


def _mask_valid_card(match: re.Match[str]) -> str:
    """Mask a card number if its check digit is correct."""
    digits = [int(character) for character in match[0] if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if position % 2 else digit for position, digit in enumerate(digits[::-1])]
    return "****" if sum(doubled) % 10 == 0 else match[0]


PERSONAL_DATA: Final = (
    Rewriter("email", "masks e-mail addresses", replacing(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}\.[A-Za-z]{2,}", "[EMAIL]")),
    Rewriter("email-lower", "converts e-mail addresses to lower case", replacing(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}\.[A-Za-z]{2,}", lambda match: match[0].lower())),
    Rewriter("phone", "masks telephone numbers in international form", replacing(r"\+[0-9][0-9 ().-]{6,18}[0-9]", "[PHONE]")),
    Rewriter("phone-national", "masks telephone numbers in North American form", replacing(r"\(?\b[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b", "[PHONE]")),
    Rewriter("phone-digits", "removes spaces and hyphens from telephone numbers", replacing(r"\+[0-9][0-9 ().-]{6,18}[0-9]", lambda match: re.sub("[ ().-]", "", match[0]))),
    Rewriter("card", "masks card numbers", replacing(r"\b(?:[0-9][ -]?){12,18}[0-9]\b", _mask_valid_card)),
    Rewriter("social-security", "masks social security numbers", replacing(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", "***-**-****")),
    Rewriter("iban", "masks international bank account numbers", replacing(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b", "[IBAN]")),
    Rewriter("ipv4", "masks IPv4 addresses", replacing(r"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b", "[IP]")),
    Rewriter("ipv6", "masks IPv6 addresses", replacing(r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}", "[IP]")),
    Rewriter("mac", "masks MAC addresses", replacing(r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b", "[MAC]")),
    Rewriter("home", "masks the name of the user in paths", replacing(r"(?i)((?:/home/|/Users/|\\Users\\))[^/\\\s]+", r"\1***")),
    Rewriter("handle", "masks names after an at sign", replacing(r"(?<![\w.])@[A-Za-z0-9_]{2,}", "@***")),
)  # fmt: skip
