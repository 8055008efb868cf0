"""The reader of the responses to requests with payloads: it knows their form, and what the payload is."""

from __future__ import annotations

from collections.abc import Callable

from imagegen_conformance.connections.http_service.envelope import Envelope
from imagegen_conformance.connections.http_service.interpretation import (
    REJECTION_STATUSES,
    Interpretation,
    ResponseForm,
    interpret,
    payload_value,
)
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import Observation, accepted, error, rejected

__all__ = ["ResponseReader", "observation_of"]


class ResponseReader:
    """The reader of the responses of a server or a gateway. Threads share it."""

    def __init__(self, envelope: Envelope) -> None:
        """Know of the responses what follows from the request.

        Args:
            envelope: The envelope of each request.
        """
        accepted_object = "response" if envelope.is_response_request else None
        self._form = ResponseForm(accepted_object, is_stream_requested=envelope.is_stream_request)
        self._place = envelope.place

    def reader(self, request: Request, *, learns: bool = False) -> Callable[[HttpResponse], Interpretation]:
        """Return the function from a response to a request to its meaning.

        Args:
            request: The request of a case.
            learns: Whether the response shows the form of responses of its kind, because it is that of a control.
        """
        payload = payload_value(request)

        def read(response: HttpResponse) -> Interpretation:
            if learns:
                self._form = _learned(self._form, response)
            return interpret(response, self._place, payload, form=self._form)

        return read


def observation_of(meaning: Interpretation, subject: str) -> Observation:
    """Return the observation that a response stands for.

    Args:
        meaning: The meaning of the response.
        subject: The party that responded, as messages name it.
    """
    if meaning.kind == "accepted":
        return accepted()
    if meaning.kind == "rejected":
        return rejected(meaning.message, list(meaning.reasons))
    return error(f"{subject} {meaning.message}")


def _learned(form: ResponseForm, response: HttpResponse) -> ResponseForm:
    """Return the form of responses, after that of a control: an acceptance or a rejection."""
    if response.status in REJECTION_STATUSES:
        return form._replace(rejection_media_type=response.media_type)
    if form.accepted_object is not None or response.status // 100 != 2:
        return form
    try:
        body = response.json_value()
    except ValueError:
        return form
    value = body.get("object") if isinstance(body, dict) else None
    return form._replace(accepted_object=value) if isinstance(value, str) else form
