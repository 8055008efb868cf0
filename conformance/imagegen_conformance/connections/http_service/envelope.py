"""The envelope of a payload: the body of a request, with the place of the payload in it.

The text of the payload is inserted as it is, so that a server receives its notation: `80.0`, `1e2`, the order of keys,
and texts that are not JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import UsageError
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json, dumps, is_json, loads
from imagegen_conformance.text import describe_encoding

__all__ = ["DEFAULT_MODEL", "MARKER", "PAYLOAD", "Envelope", "payload_text"]

PAYLOAD = "$PAYLOAD"
MARKER = "$MARKER"
DEFAULT_MODEL = "gpt-4.1"
EXAMPLE = '{"model": "gpt-4.1", "input": "$MARKER", "tools": ["$PAYLOAD"]}'
MAX_FILE_SIZE = 1 << 20  # bytes


class Envelope(NamedTuple):
    """A request body around a payload.

    Attributes:
        before: The JSON text before the payload.
        after: The JSON text after it.
        place: The reference tokens of the payload in the body, such as ("tools", "0").
        is_response_request: Whether the body is the default one, a request of the Responses API.
        is_stream_request: Whether the body asks for an event stream.
    """

    before: str
    after: str
    place: tuple[str, ...]
    is_response_request: bool = False
    is_stream_request: bool = False

    @classmethod
    def default(cls, model: str = DEFAULT_MODEL) -> Envelope:
        """Return the envelope of the Responses API. No tool is called, and nothing is stored, so that it costs little.

        Args:
            model: The model of the request.
        """
        body = {
            "model": model,
            "input": MARKER,
            "tools": [PAYLOAD],
            "tool_choice": "none",
            "store": False,
            "max_output_tokens": 16,  # the smallest number that the API permits
        }
        return cls.of(body)._replace(is_response_request=True)

    @classmethod
    def load(cls, file: Path) -> Envelope:
        """Return the envelope that a file contains.

        Raises:
            UsageError: The file cannot be read, is not JSON, or does not have exactly one placeholder.
        """
        try:
            with file.open("rb") as stream:
                content = stream.read(MAX_FILE_SIZE + 1)
        except OSError as error:
            problem = f"the envelope cannot be read ({error.strerror})"
            raise UsageError(problem, file=file, hint="Name a file that contains a request body.") from None
        if len(content) > MAX_FILE_SIZE:
            raise UsageError("the envelope has more than 1 MiB", file=file, hint="Shorten it.")
        encoding = describe_encoding(content)
        if encoding is not None:
            raise UsageError(f"the envelope is encoded in {encoding}", file=file, hint="Save it in UTF-8.")
        try:
            body = loads(content.decode("utf-8"))
        except ValueError as error:
            raise UsageError(f"the envelope is not JSON ({error})", file=file, hint=f"Write {EXAMPLE}.") from None
        return cls.of(body, file)

    @classmethod
    def of(cls, body: Json, file: Path | None = None) -> Envelope:
        """Return the envelope with a body, in which one string is the placeholder of the payload.

        Raises:
            UsageError: There is not exactly one placeholder.
        """
        places = list(_places(body, ()))
        if len(places) != 1:
            found = "no string" if not places else f"{len(places)} strings"
            problem = f'{found} of the envelope is "{PAYLOAD}", which stands for the payload'
            problem = problem if not places else problem.replace(" is ", " are ")
            location = format_pointer(places[1]) if places else ""
            raise UsageError(problem, file=file, location=location, hint=f"Write one, as in {EXAMPLE}.")
        separator = PAYLOAD
        while dumps(separator) in dumps(body):  # a key can be the same text as the placeholder
            separator += "_"
        before, _, after = dumps(_replace(body, separator)).partition(dumps(separator))
        is_stream = isinstance(body, dict) and body.get("stream") is True
        return cls(before, after, places[0], is_stream_request=is_stream)

    @property
    def has_marker(self) -> bool:
        """Whether the body has the placeholder of the marker."""
        return MARKER in self.before or MARKER in self.after

    def body(self, text: str, marker: str) -> bytes:
        """Return the body of a request in UTF-8.

        Args:
            text: The text of the payload.
            marker: The text that identifies the request.
        """
        before, after = self.before.replace(MARKER, marker), self.after.replace(MARKER, marker)
        return (before + text + after).encode("utf-8", "surrogatepass")

    def preserves(self, text: str) -> bool:
        """Return whether the body with this text in it is JSON only if the text is JSON.

        An empty text, for example, is not JSON, but an array with nothing in it is.
        """
        return is_json(text) or not is_json(self.before + text + self.after)


def payload_text(request: Request) -> str:
    """Return the JSON text of the payload of a request to parse or to validate."""
    return request.content if request.operation == "parse-text" else dumps(request.content)


def _replace(value: Json, separator: str) -> Json:
    """Return a value in which another string is in the place of the placeholder of the payload."""
    if isinstance(value, dict):
        return {key: _replace(item, separator) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace(item, separator) for item in value]
    return separator if value == PAYLOAD else value


def _places(value: Json, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the reference tokens of each placeholder of the payload."""
    if value == PAYLOAD:
        yield tokens
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*tokens, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*tokens, str(index)))
