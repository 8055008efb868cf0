"""The messages of the protocol: requests are encoded as lines, and responses are parsed from lines.

`schemas/protocol.schema.json` describes the same messages. This module and `case_response` check responses without a
schema library, and say in one clause what is wrong with a response.
"""

from __future__ import annotations

from collections.abc import Container
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.jsonlib.values import Json, dumps, loads
from imagegen_conformance.text import preview
from imagegen_conformance.version import __version__

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision

__all__ = [
    "CAPABILITIES",
    "PROTOCOL",
    "PROTOCOL_HINT",
    "HelloResponse",
    "ProtocolError",
    "bye_request",
    "case_request",
    "describe_request",
    "find_sequence_problem",
    "hello_request",
    "max_response_size",
    "parse_bye_response",
    "parse_hello_response",
    "parse_line",
    "preview_line",
    "preview_value",
]
PROTOCOL = 1
CAPABILITIES = ("validate", "call", "reasons", "warnings", "send")
PROTOCOL_URL = "https://imagegen-conformance.github.io/imagegen-conformance/reference/protocol.html"
PROTOCOL_HINT = f"See {PROTOCOL_URL}."
BASE_RESPONSE_SIZE = 256 * 1024  # bytes that every response may have
RESPONSE_SIZE_FACTOR = 16  # further bytes of the response for each byte of the request
MAX_PREVIEW_LENGTH = 80  # characters of a line or a value in a message
STDERR_HINT = "Write everything that is not a response to standard error."
UTF_8_HINT = "Encode the response as UTF-8, or escape other characters as \\u…."
_HELLO_KEYS = ("seq", "protocol", "name", "version", "language", "levels", "capabilities", "profile", "revision")


class ProtocolError(Exception):
    """A violation of the protocol by an adapter program.

    Attributes:
        problem: The violation, as a clause about "it", the program.
        hint: What to do, as a complete sentence; empty if the clause says it.
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        self.problem = problem
        self.hint = hint
        super().__init__(f"{problem}. {hint}" if hint else problem)


class HelloResponse(NamedTuple):
    """The response to hello.

    Attributes:
        name: The name of the implementation under test.
        version: Its version, or None if it has none.
        language: Its programming language.
        levels: The levels that it claims, in the order of `LEVELS`.
        capabilities: The optional operations and keys that the adapter program uses.
        adapter: The kind of adapter, for reports. An adapter program does not send it; a worker process does.
        supported_levels: The levels that can be run if the user names them. Only a worker process sends them.
        profile: The profile that the program states to implement, or None if it states none.
        revision: The revision that it states to implement; None if `profile` is None.
    """

    name: str
    version: str | None
    language: str
    levels: tuple[Level, ...]
    capabilities: frozenset[str]
    adapter: str = "program"
    supported_levels: tuple[Level, ...] = ()
    profile: str | None = None
    revision: str | None = None

    @property
    def identity(self) -> Identity:
        """The description of the implementation, as reports and evidence show it."""
        return Identity(self.name, self.version, self.language, self.adapter, self.levels, self.profile, self.revision)


def hello_request(sequence: int, revision: Revision | None) -> bytes:
    """Return the line of a hello: the first request, and each barrier.

    Args:
        sequence: The sequence number.
        revision: The revision by which the program is judged. None for a worker process, to which it has no meaning.
    """
    request: dict[str, Json] = {"seq": sequence, "op": "hello", "protocol": PROTOCOL, "suite": __version__}
    if revision is not None:
        request |= {"profile": revision.profile, "revision": revision.name}
    return _encode_line(dumps(request))


def bye_request(sequence: int) -> bytes:
    """Return the line of the last request."""
    return _encode_line(dumps({"seq": sequence, "op": "bye"}))


def case_request(sequence: int, request: Request, *, can_validate: bool) -> bytes:
    """Return the line of a case's request; without the capability `validate`, payloads are parsed instead."""
    operation, content = request
    if operation in {"call", "send"}:
        return _encode_line(f'{{"seq":{sequence},"op":"{operation}",{dumps(content)[1:]}')
    if operation == "parse-text":
        return _encode_line(f'{{"seq":{sequence},"op":"parse","text":{dumps(content)}}}')
    if not can_validate:
        operation = "parse"
    return _encode_line(f'{{"seq":{sequence},"op":"{operation}","payload":{dumps(content)}}}')


def describe_request(request: Request, *, can_validate: bool) -> str:
    """Return the operation of a case's request as `case_request` sends it, and the beginning of its content."""
    operation, content = request
    parsed = operation == "parse-text" or (operation == "validate" and not can_validate)
    return f"{'parse' if parsed else operation} {preview_value(content)}"


def _encode_line(text: str) -> bytes:
    return text.encode("ascii") + b"\n"


def max_response_size(request_size: int) -> int:
    """Return the maximum size of a response, for the size of its request in bytes."""
    return BASE_RESPONSE_SIZE + RESPONSE_SIZE_FACTOR * request_size


def parse_line(line: bytes) -> dict[str, Json]:
    """Return the JSON object of a line without its line feed; raise `ProtocolError` if it is anything else."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(f"it wrote a line that is not UTF-8: {preview_line(line)}", UTF_8_HINT) from None
    try:
        message = loads(text)
    except ValueError as error:
        raise _invalid_json_error(line, text, error) from None
    if type(message) is not dict:
        raise ProtocolError(f"it wrote a line that is not a JSON object: {preview_line(line)}", STDERR_HINT)
    return message


def _invalid_json_error(line: bytes, text: str, error: ValueError) -> ProtocolError:
    """Return the error for a line that is not JSON, with a hint that fits its cause."""
    problem = "it wrote a line that is not JSON"
    if not isinstance(error, JSONDecodeError):  # JSON syntax, but a value that JSON or a double does not have
        hint = _describe_unsupported_value(str(error))
    elif text.startswith("\ufeff"):
        hint = "Write no byte order mark."
    elif text.lstrip()[:1] in {"{", "["} and error.pos >= len(text.rstrip()):
        problem = "it wrote a line that is only the beginning of a JSON value"
        hint = "A response is one line; switch off pretty-printing."
    else:
        hint = STDERR_HINT
    return ProtocolError(f"{problem}: {preview_line(line)}", hint)


def _describe_unsupported_value(cause: str) -> str:
    token = cause.partition(" ")[0]
    if token in {"NaN", "Infinity", "-Infinity"}:
        return f"JSON has no {token}."
    if cause.startswith("Exceeds the limit"):  # the advice of Python is for its own programs
        return "It has an integer with too many digits."
    if cause == "nested too deeply":
        return "Its arrays or objects are nested too deeply."
    return f"{preview(cause, MAX_PREVIEW_LENGTH)}."


def find_sequence_problem(response: dict[str, Json], expected: int, responded: Container[int]) -> str | None:
    """Return what is wrong with the sequence number of a response, as a clause, or None if it is the expected one.

    Args:
        response: The response.
        expected: The number of the request.
        responded: The numbers of the requests that already have a response.
    """
    if "seq" not in response:
        return f'its response has no "seq"; expected {expected}'
    sequence = response["seq"]
    if type(sequence) is int and sequence == expected:
        return None
    problem = f'its "seq" is {preview_value(sequence)}; expected {expected}'
    if type(sequence) is int and sequence in responded:
        return f"{problem} (this line responds to request {sequence}, which already has a response)"
    return problem


def preview_line(line: bytes) -> str:
    """Return the beginning of a line, in quotes."""
    text = line[: 4 * (MAX_PREVIEW_LENGTH + 1)].decode("utf-8", "backslashreplace")  # a character has up to 4 bytes
    return f"'{preview(text, MAX_PREVIEW_LENGTH)}'"


def preview_value(value: Json) -> str:
    """Return a value of a message as JSON, shortened if it is long."""
    try:
        return preview(dumps(value), MAX_PREVIEW_LENGTH)
    except RecursionError:  # it was read with fewer calls on the stack
        return "a deeply nested value"


def parse_hello_response(response: dict[str, Json]) -> HelloResponse:
    """Return the content of a response to hello; raise `ProtocolError` if it is invalid or contradicts itself."""
    _check_version(response)
    unknown = response.keys() - set(_HELLO_KEYS)
    if unknown:
        raise ProtocolError(
            f"its response to hello has the unknown key {preview_value(min(unknown))}; "
            f"known keys are {', '.join(_HELLO_KEYS)}"
        )
    name, version, language = (response.get(key) for key in ("name", "version", "language"))
    if not (isinstance(name, str) and name and isinstance(language, str) and language):
        raise ProtocolError('its response to hello needs "name" and "language", each a non-empty string')
    if not (version is None or isinstance(version, str)) or "version" not in response:
        raise ProtocolError('its response to hello needs "version", a string or null')
    levels = _parse_known_values(response, "levels", LEVELS)
    capabilities = _parse_known_values(response, "capabilities", CAPABILITIES)
    if not levels:
        raise ProtocolError(f'its response to hello has no level in "levels"; known values are {", ".join(LEVELS)}')
    for value, required in (("object", "call"), ("warnings", "validate")):
        if value in (*levels, *capabilities) and required not in capabilities:
            raise ProtocolError(
                f'its response to hello has "{value}" but not "{required}", the capability that "{value}" requires'
            )
    profile, revision = _parse_stated_revision(response)
    return HelloResponse(name, version, language, levels, frozenset(capabilities), profile=profile, revision=revision)


def _check_version(response: dict[str, Json]) -> None:
    """Raise `ProtocolError` unless a response to hello has the version of the protocol that the suite speaks."""
    if "protocol" not in response:
        raise ProtocolError(f'its response to hello has no "protocol"; it must be the number {PROTOCOL}')
    version = response["protocol"]
    if version == PROTOCOL and type(version) is not bool:
        return
    if type(version) is int:
        raise ProtocolError(f"it speaks protocol {preview_value(version)}, but this suite speaks protocol {PROTOCOL}")
    kind = "the string " if type(version) is str else ""
    raise ProtocolError(
        f'in its response to hello, "protocol" is {kind}{preview_value(version)}; it must be the number {PROTOCOL}'
    )


def _parse_stated_revision(response: dict[str, Json]) -> tuple[str | None, str | None]:
    """Return the profile and the revision that the program states to implement, or None twice if it states none."""
    stated = [response.get(key) for key in ("profile", "revision")]
    if response.keys().isdisjoint(("profile", "revision")):
        return None, None
    if not all(isinstance(text, str) and text for text in stated):
        raise ProtocolError(
            'its response to hello needs both "profile" and "revision", each a non-empty string, or neither'
        )
    return stated[0], stated[1]


def _parse_known_values(response: dict[str, Json], key: str, known: tuple[Any, ...]) -> tuple[Any, ...]:
    values = response.get(key)
    if type(values) is not list:
        raise ProtocolError(f'its response to hello needs "{key}", an array of strings')
    for value in values:
        if value not in known:
            unknown = preview_value(value)
            raise ProtocolError(
                f'its response to hello has the unknown value {unknown} in "{key}"; known values are {", ".join(known)}'
            )
        if values.count(value) > 1:
            raise ProtocolError(f'its response to hello has {preview_value(value)} more than once in "{key}"')
    return tuple(value for value in known if value in values)


def parse_bye_response(response: dict[str, Json]) -> None:
    """Raise `ProtocolError` unless a response is that to bye."""
    if response.get("outcome") != "bye" or len(response) != 2:
        raise ProtocolError('its response to bye is not {"seq": …, "outcome": "bye"}')
