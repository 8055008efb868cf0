"""The route through a gateway: a payload is sent to it, and what it sends to its upstream is observed."""

from __future__ import annotations

from itertools import count
from urllib.parse import urlsplit

from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import Envelope, payload_text
from imagegen_conformance.connections.http_service.interpretation import (
    Interpretation,
    ResponseForm,
    interpret,
    payload_value,
)
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.connections.http_service.server_route import observation_of
from imagegen_conformance.connections.relay.arrival_timeout import ArrivalTimeout
from imagegen_conformance.connections.relay.notes import RelayNotes
from imagegen_conformance.connections.relay.observation import observe
from imagegen_conformance.connections.relay.other_tools import OtherTools
from imagegen_conformance.connections.relay.recorder import Recorder
from imagegen_conformance.connections.relay.request_changes import request_changes
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.judging.observation import not_applicable

__all__ = ["GatewayRoute"]

SUBJECT = "the gateway"
NOT_EMBEDDABLE = "a request body with this text in it is JSON, although the text is not"


class GatewayRoute:
    """The route through a gateway to the recorder.

    Attributes:
        kind: The kind of connection.
        levels: The levels at which cases can be asked.
        rejects: Whether an illegal payload has to be rejected.
        notes: What the gateway does beside the payloads.
    """

    kind = "gateway"
    levels: tuple[Level, ...] = ("wire",)
    rejects = False

    def __init__(self, endpoint: Endpoint, envelope: Envelope, sender: RequestSender, recorder: Recorder) -> None:
        self.notes = RelayNotes(SUBJECT, recorder, sender.redact)
        self._path = urlsplit(endpoint.url).path
        self._envelope = envelope
        self._sender = sender
        self._recorder = recorder
        self._numbers = count()
        self._timeout = ArrivalTimeout()
        self._other_tools = OtherTools(envelope.place)
        self._form = ResponseForm("response" if envelope.is_response_request else None, None)

    def probe(
        self, client: HttpClient, request: Request, *, give_up_at: float | None = None, learns: bool = False
    ) -> Probe:
        """Send a payload to the gateway, and return what arrived at its upstream."""
        text = payload_text(request)
        if request.operation == "parse-text" and not self._envelope.preserves(text):
            return Probe(None, not_applicable(NOT_EMBEDDABLE))
        payload = payload_value(request)
        recorder, number = self._recorder, next(self._numbers)
        body = self._envelope.body(text, recorder.marker(number))

        def meaning(response: HttpResponse) -> Interpretation:
            return interpret(response, self._envelope.place, payload, form=self._form)

        recorder.expect(number)
        exchange = self._sender.send(
            client, body, meaning, has_arrived=lambda: recorder.wait(number, 0), give_up_at=give_up_at
        )
        if exchange.interpretation.kind == "accepted":
            self._timeout.wait(recorder, number)
        arrivals = recorder.take(number)
        place = self._envelope.place
        relayed = observe(observation_of(exchange.interpretation, SUBJECT), arrivals, place, request, body)
        relayed = self._other_tools.check(relayed, arrivals)
        self.notes.add(relayed.notes)
        if learns:
            for arrival in arrivals:
                self.notes.add(request_changes(arrival, body, place, self._path))
        is_fatal = exchange.interpretation.kind == "fatal" and not arrivals
        return Probe(exchange, relayed.observation, tuple(arrivals), is_fatal=is_fatal)

    def faults(self) -> list[str]:
        """Return the faults of the recorder."""
        return list(self._recorder.faults.entries)
