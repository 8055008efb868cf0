"""The meaning of an HTTP response: whether the payload in the request was accepted or rejected, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from imagegen_conformance.connections.http_service.error_body import FAILED_STATUSES, ErrorBody, parse_error_body
from imagegen_conformance.connections.http_service.error_places import ErrorPlaces, find_places
from imagegen_conformance.connections.http_service.error_subject import find_subject
from imagegen_conformance.connections.http_service.event_stream import find_stream_problem
from imagegen_conformance.connections.http_service.place_parser import UNKNOWN_PAYLOAD
from imagegen_conformance.connections.http_service.response import (
    EMPTY_BODY,
    EVENT_STREAM,
    HTML_PAGE,
    HttpResponse,
    is_json_type,
)
from imagegen_conformance.connections.http_service.retry_after import retry_after
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, MAX_VALUE_LENGTH, preview

__all__ = ["UNKNOWN_PAYLOAD", "Interpretation", "ResponseForm", "interpret", "payload_value"]

FATAL_STATUSES = frozenset({401, 403, 404, 405, 407, 415})  # every other request would have the same response
TRANSIENT_STATUSES = frozenset({408, 409, 425, 429})
REJECTION_STATUSES = frozenset({400, 422})
PLAIN_TEXT = "text/plain"
UNREADABLE_BODIES = frozenset({EMPTY_BODY, HTML_PAGE, EVENT_STREAM})  # they contain no message for people
MAX_SPLIT_LENGTH = 4 * MAX_MESSAGE_LENGTH  # white space is shortened before the text is cut


class ResponseForm(NamedTuple):
    """What is known of the responses of a server.

    Attributes:
        accepted_object: The member `object` of a response that accepts the payload; None if it is unknown.
        rejection_media_type: The media type of the response that rejected an illegal payload; None if there was none,
            as with gateways, of which no control is rejected. Then a text for people counts as a rejection, too.
        is_stream_requested: Whether the request asks for an event stream. A JSON object is accepted nevertheless.
    """

    accepted_object: str | None = None
    rejection_media_type: str | None = None
    is_stream_requested: bool = False


class Interpretation(NamedTuple):
    """The meaning of a response.

    Attributes:
        kind: `accepted` and `rejected` are outcomes of the payload. After `fatal`, further requests are pointless.
            After `transient`, the request can be repeated. `error` concerns this request alone.
        message: A clause whose subject is the server, on one line.
        reasons: The findings of a rejection (`path`, `rule`, `message`).
        retry_after: The seconds after which the server permits another attempt (transient), if it says so.
    """

    kind: Literal["accepted", "rejected", "fatal", "transient", "error"]
    message: str
    reasons: Sequence[dict[str, str]] = ()
    retry_after: float | None = None


def interpret(
    response: HttpResponse, place: Sequence[str], payload: Json, *, form: ResponseForm, now: float | None = None
) -> Interpretation:
    """Return the meaning of a response. A response that is not understood is an error.

    Args:
        response: The response.
        place: The reference tokens of the payload in the request body, such as `("tools", "0")`.
        payload: The payload, or UNKNOWN_PAYLOAD if its text is not JSON.
        form: What is known of the responses of the server.
        now: The time of the response in seconds since the epoch, for a date in Retry-After. By default, it is the date
            of the response, or the time of this machine if the response has none.
    """
    status = response.status
    if 200 <= status < 300:
        return _interpret_success(response, form)
    if 300 <= status < 400:
        return Interpretation("error", _describe_redirect(response))
    if status in REJECTION_STATUSES:
        return _interpret_rejection(response, place, payload, form)
    message = _clause(response, _error_message(response))
    if status in FATAL_STATUSES:
        return Interpretation("fatal", message)
    if status in TRANSIENT_STATUSES or 500 <= status < 600:
        return Interpretation("transient", message, retry_after=retry_after(response, now))
    return Interpretation("error", message)


def payload_value(request: Request) -> Json:
    """Return the payload of a request to parse or to validate, or UNKNOWN_PAYLOAD if its text is not JSON."""
    if request.operation != "parse-text":
        return request.content
    try:
        return loads(request.content)
    except ValueError:
        return UNKNOWN_PAYLOAD


def _interpret_success(response: HttpResponse, form: ResponseForm) -> Interpretation:
    clause = f"responded {response.describe_status()}"
    if form.is_stream_requested and response.describe_body() == EVENT_STREAM:
        problem = find_stream_problem(response.text)
    else:
        problem = _find_problem_if_successful(response, form)
    return (
        Interpretation("accepted", clause) if problem is None else Interpretation("error", f"{clause} with {problem}")
    )


def _find_problem_if_successful(response: HttpResponse, form: ResponseForm) -> str | None:
    """Return what a successful response has instead of an accepted payload, as a noun phrase, or None."""
    expected = "expected a JSON object"
    try:
        body = response.json_value()
    except ValueError as error:
        kind = response.describe_body()
        if is_json_type(response.media_type) and kind not in UNREADABLE_BODIES:
            kind = f"a body that is not JSON ({preview(str(error), MAX_VALUE_LENGTH)})"
        return f"{kind}; {expected}"
    if type(body) is not dict:
        return f"the body {preview(response.text.strip(), MAX_VALUE_LENGTH)}; {expected}"
    if body.get("error") is not None:
        return f"an error: {_one_line(_body_message(response, body))}"
    status = body.get("status")
    if type(status) is str and status in FAILED_STATUSES:
        return f'the status "{status}": {_one_line(response.text)}'
    actual = body.get("object")
    if form.accepted_object is None or actual == form.accepted_object:
        return None
    shown = f'the object "{preview(actual, MAX_VALUE_LENGTH)}"' if type(actual) is str else "no object"
    return f'{shown}; expected "{preview(form.accepted_object, MAX_VALUE_LENGTH)}"'


def _interpret_rejection(
    response: HttpResponse, place: Sequence[str], payload: Json, form: ResponseForm
) -> Interpretation:
    body = _json_object(response)
    error = parse_error_body(body or {})
    places = find_places(error.entries, place, payload)
    problem = _find_problem_of_media_type(response, form, is_object=body is not None)
    # Servers whose parser and validator respond differently exist. A place in the payload leaves no doubt.
    if problem is not None and not _names_member(places):
        return Interpretation("error", f"responded {response.describe_status()} with {problem}")
    if body is None:
        return Interpretation("rejected", _clause(response, response.text))
    subject = _find_other_subject(error, places, payload)
    message = _describe_error(response, error, places.reasons)
    if subject is None:
        return Interpretation("rejected", _clause(response, message), places.reasons)
    problem = f"responded {response.describe_status()} about {subject}, not about the payload: {_one_line(message)}"
    return Interpretation("error", problem)


def _find_problem_of_media_type(response: HttpResponse, form: ResponseForm, *, is_object: bool) -> str | None:
    """Return what a response of a rejection's status has instead of a rejection, as a noun phrase, or None."""
    kind = response.describe_body()
    if kind in UNREADABLE_BODIES:
        return f"{kind}; expected a JSON object"
    actual, expected = response.media_type, form.rejection_media_type
    is_json = is_json_type(actual)
    if expected is not None and not is_json_type(expected):
        shown = preview(expected, MAX_VALUE_LENGTH) or "no media type"
        return None if actual == expected else f"{kind}; the rejection of an illegal payload has {shown}"
    if not is_json and actual not in {"", PLAIN_TEXT}:
        return f"{kind}; expected a JSON object"
    if actual == PLAIN_TEXT and expected is not None:
        return f"{kind}; the rejection of an illegal payload has {preview(expected, MAX_VALUE_LENGTH)}"
    if is_object or (actual == PLAIN_TEXT and response.body.strip()):  # no rejection has shown another form
        return None
    return f"{kind} that is not a JSON object"


def _find_other_subject(error: ErrorBody, places: ErrorPlaces, payload: Json) -> str | None:
    """Return what an error is about if it is not about the payload, as a noun phrase, or None."""
    if _names_member(places):
        return None
    subject = find_subject(error, payload)
    if subject is not None or places.contains_payload or not places.outside:
        return subject
    return f'"{preview(places.outside[0], MAX_VALUE_LENGTH)}"'


def _names_member(places: ErrorPlaces) -> bool:
    return any(reason["path"] for reason in places.reasons)


def _json_object(response: HttpResponse) -> dict[str, Json] | None:
    try:
        body = response.json_value()
    except ValueError:
        return None
    return body if type(body) is dict else None


def _error_message(response: HttpResponse) -> str:
    """Return what the body of an error says, or its kind if it is not for people."""
    body = _json_object(response)
    if body is not None:
        return _body_message(response, body)
    kind = response.describe_body()
    return kind if kind in UNREADABLE_BODIES else response.text


def _body_message(response: HttpResponse, body: dict[str, Json]) -> str:
    return _describe_error(response, parse_error_body(body), [])


def _describe_error(response: HttpResponse, error: ErrorBody, reasons: Sequence[dict[str, str]]) -> str:
    """Return the message of an error with that of its first detail, or the body if it has none."""
    details = [reason["message"] for reason in reasons] or [entry.message for entry in error.entries]
    texts = [error.message.removesuffix("."), *(text for text in details if text and text not in error.message)][:2]
    return (": ".join(filter(None, texts)) if texts[1:] else error.message) or response.text


def _clause(response: HttpResponse, message: str) -> str:
    return f"responded {response.describe_status()}: {_one_line(message)}"


def _one_line(text: str) -> str:
    """Return the beginning of a foreign text on one line."""
    return preview(" ".join(text[:MAX_SPLIT_LENGTH].split()), MAX_MESSAGE_LENGTH)


def _describe_redirect(response: HttpResponse) -> str:
    clause = f"responded {response.describe_status()}"
    location = response.headers.get("location", "").strip()
    if not location:
        return f"{clause} without a location; redirects are not followed"
    try:
        parts = urlsplit(location)
        # User names, passwords and queries can be secrets.
        address = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return f"{clause} with an invalid location; redirects are not followed"
    return f"{clause}: it redirects to {preview(address, MAX_MESSAGE_LENGTH)}; redirects are not followed"
