"""Rewriters of paths in file systems, and of dotted and bracketed paths."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["PATHS"]


def _normalize(text: str) -> str:
    """Normalize a path with a slash that is no URL."""
    is_path = "/" in text and "://" not in text and "\n" not in text and " " not in text and text[:5].lower() != "data:"
    return posixpath.normpath(text) if is_path else text


PATHS: Final = (
    Rewriter("path-slashes", "replaces backslashes with slashes", lambda text: text.replace("\\", "/")),
    Rewriter("path-backslashes", "doubles backslashes", lambda text: text.replace("\\", "\\\\")),
    Rewriter("path-backslashes-removed", "removes backslashes", lambda text: text.replace("\\", "")),
    Rewriter("path-normalized", "normalizes paths", _normalize),
    Rewriter("path-parents", "removes the segments .. from paths", replacing(r"\.\.[/\\]", "")),
    Rewriter("path-home", "expands a tilde at the beginning", replacing(r"^~(?=/|$)", "/home/user")),
    Rewriter("path-drive", "converts the letter of a drive to upper case", replacing(r"^[a-z](?=:[/\\])", lambda match: match[0].upper())),
    Rewriter("path-drive-removed", "removes the letter of a drive", replacing(r"^[A-Za-z]:(?=[/\\])", "")),
    Rewriter("path-name", "returns only the last segment of absolute paths", replacing(r"^/(?:[^/\s]+/)+(?=[^/\s]+$)", "")),
    Rewriter("path-windows-name", "returns only the last segment of paths of Windows", replacing(r"^(?:[A-Za-z]:|\\\\).*\\(?=[^\\]+$)", "")),
    Rewriter("path-long", "removes the prefix of long paths of Windows", replacing(r"^\\\\\?\\", "")),
    Rewriter("path-ending", "removes slashes at the end of paths", replacing(r"^((?:\.{0,2}/|~/)[^\s:]*[^/\s])/+$", r"\1")),
    Rewriter("path-repeated", "joins repeated slashes in paths", replacing("(?<![:/])/{2,}(?!/)", "/")),
    Rewriter("path-extension", "converts the extensions of file names to lower case", replacing(r"\.[A-Za-z]{3,4}$", lambda match: match[0].lower())),
    Rewriter("path-brackets", "converts indices in brackets to dots", replacing(r"\[([0-9]+)\]", r".\1")),
    Rewriter("path-quoted-brackets", "converts names in brackets to dots", replacing(r"\[[\"']([A-Za-z_]\w*)[\"']\]", r".\1")),
    Rewriter("path-dots", "replaces dots between words with underscores", replacing(r"(?<=[A-Za-z])\.(?=[A-Za-z])", "_", re.ASCII)),
    Rewriter("path-root", "removes $. at the beginning", replacing(r"^\$\.", "")),
    Rewriter("path-pointer", "unescapes JSON Pointers", lambda text: text.replace("~1", "/").replace("~0", "~") if text[:1] == "/" else text),
)  # fmt: skip
