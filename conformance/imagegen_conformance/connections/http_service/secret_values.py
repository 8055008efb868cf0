"""The secrets of a run: values of environment variables that must not leave it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from imagegen_conformance.errors import UsageError
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.text import preview_repr

__all__ = ["HeaderSource", "Secrets", "parse_header"]

MIN_LENGTH = 6  # characters; shorter values occur in texts by chance
MIN_FRAGMENT_LENGTH = 4  # characters of a secret that the end of an excerpt cuts off
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# The connection sets these, and they are not secret.
OWN_HEADERS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}
FORM = "Write --header NAME=ENVVAR, with the name of an environment variable that holds the value."


class HeaderSource(NamedTuple):
    """A header of each request, and the environment variable that holds its value.

    Attributes:
        name: The name of the header.
        variable: The name of the environment variable.
    """

    name: str
    variable: str

    def __str__(self) -> str:
        return f"{self.name}={self.variable}"

    def value(self, environment: Mapping[str, str]) -> str:
        """Return the value of the header. A key without a scheme in Authorization is that of a bearer.

        Raises:
            UsageError: The variable is not set, or has no value for a header. The message does not contain the name of
                the variable unless it is set: it may be the secret itself, given by mistake.
        """
        value = environment.get(self.variable)
        if value is None:
            problem = f"--header {self.name} names an environment variable that is not set"
            raise UsageError(problem, hint="Set it, or name another variable.")
        value = value.strip()
        if not value:
            raise UsageError(f"the environment variable {self.variable} is empty", hint="Set it.")
        if not (value.isascii() and value.isprintable()):
            problem = f"the value of the environment variable {self.variable} has characters that a header cannot have"
            raise UsageError(problem, hint="Set it to printable ASCII characters.")
        return f"Bearer {value}" if self.name.lower() == "authorization" and " " not in value else value


def parse_header(text: str) -> HeaderSource:
    """Return the header that the value of --header describes.

    Raises:
        UsageError: The form is invalid. The message does not contain the value, because it may be a secret.
    """
    name, separator, variable = text.partition("=")
    if not separator or not HEADER_NAME.fullmatch(name):
        raise UsageError("the value of --header does not have the form NAME=ENVVAR", hint=FORM)
    if not VARIABLE_NAME.fullmatch(variable):
        raise UsageError(f"--header {name} does not name an environment variable", hint=FORM)
    if name.lower() in OWN_HEADERS:
        raise UsageError(f"the header {preview_repr(name)} is set by the suite", hint="Remove it.")
    return HeaderSource(name, variable)


class Secrets:
    """The values that must not appear in anything that leaves the run, in each form in which a text may have them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Collect secrets.

        Args:
            values: From the name of each environment variable to its value, or the value of its header.

        Raises:
            UsageError: A value is too short to be found in texts.
        """
        self._names: dict[str, str] = {}
        for variable, value in values.items():
            secret = value.rpartition(" ")[2]
            if len(secret) < MIN_LENGTH:
                problem = f"the value of the environment variable {variable} has fewer than {MIN_LENGTH} characters"
                raise UsageError(f"{problem}, so that it cannot be kept secret", hint="Use a longer value.")
            for text in {value, secret, *_basic_credentials(value)}:
                self._names |= dict.fromkeys(_forms(text), f"[{variable}]")
        # The longest form first: one may be a part of another.
        forms = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, forms))) if forms else None
        self._byte_pattern = re.compile(b"|".join(re.escape(form.encode()) for form in forms)) if forms else None

    @property
    def is_empty(self) -> bool:
        """Whether there are no secrets."""
        return self._pattern is None

    def redact(self, text: str) -> str:
        """Return a text in which each secret is replaced by the name of its variable, in brackets."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._names[match[0]], text)

    def redact_excerpt(self, text: str) -> str:
        """Return the excerpt of a text, in which also secrets that its ends cut off are replaced."""
        text = self.redact(text)
        for form, name in self._names.items():
            for length in range(len(form) - 1, MIN_FRAGMENT_LENGTH - 1, -1):
                if text.endswith(form[:length]):
                    text = text[:-length] + name
                if text.startswith(form[-length:]):
                    text = name + text[length:]
        return text

    def redact_bytes(self, content: bytes) -> bytes:
        """Return bytes in which each secret is replaced, as in `redact`."""
        if self._byte_pattern is None:
            return content
        return self._byte_pattern.sub(lambda match: self._names[match[0].decode()].encode(), content)

    def redact_json(self, value: Json) -> Json:
        """Return a JSON value in which secrets are replaced in keys and strings."""
        if self._pattern is None or not self._pattern.search(dumps(value)):
            return value
        return self._redact_value(value)

    def is_in(self, texts: Iterable[str]) -> bool:
        """Return whether a secret is in one of the texts."""
        return self._pattern is not None and any(map(self._pattern.search, texts))

    def _redact_value(self, value: Json) -> Json:
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, dict):
            return {self.redact(key): self._redact_value(item) for key, item in value.items()}
        return [self._redact_value(item) for item in value] if isinstance(value, list) else value


def _basic_credentials(value: str) -> Iterator[str]:
    """Yield the user name with the password, and the password, of a header for basic authentication."""
    scheme, _, encoded = value.partition(" ")
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(encoded, validate=True).decode()
        except ValueError:
            return
        yield from (credentials, credentials.partition(":")[2])


def _forms(secret: str) -> set[str]:
    """Return a secret as texts contain it: as it is, escaped in JSON and in URLs, and in base64."""
    encoded, escaped = secret.encode(), dumps(secret)[1:-1]
    forms = {secret, escaped, quote(secret), quote(secret, safe=""), repr(secret)[1:-1]}
    # The error of an upstream may be JSON in a string. PHP escapes slashes, and .NET these characters.
    forms |= {dumps(escaped)[1:-1], escaped.replace("/", "\\/")}
    for digits in ("04X", "04x"):
        codes = {ord(letter): f"\\u{ord(letter):{digits}}" for letter in "\"&'+<>`"}
        forms.add(secret.replace("\\", "\\\\").translate(codes))
    # In the base64 of a longer text, the secret begins at one of three offsets; the ends depend on its neighbors.
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + encoded).decode()
        start, end = (0, 2, 3)[offset], len(text) - 4 if (len(encoded) + offset) % 3 else len(text)
        forms |= {text[start:end], text[start:end].replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= MIN_LENGTH}
