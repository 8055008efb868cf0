"""The route through a gateway: a payload is sent to it, and what it sends to its upstream is observed."""

from __future__ import annotations

from itertools import count
from urllib.parse import urlsplit

from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import Envelope, payload_text
from imagegen_conformance.connections.http_service.response_reader import ResponseReader, observation_of
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.connections.relay.observer import RelayObserver
from imagegen_conformance.connections.relay.recorder import Recorder
from imagegen_conformance.connections.relay.request_changes import request_changes
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.judging.observation import Observation, not_applicable

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
        self._observer = RelayObserver(SUBJECT, recorder, envelope.place, sender.redact)
        self.notes = self._observer.notes
        self._path = urlsplit(endpoint.url).path
        self._envelope = envelope
        self._sender = sender
        self._recorder = recorder
        self._numbers = count()
        self._responses = ResponseReader(envelope)

    def probe(
        self, client: HttpClient, request: Request, *, give_up_at: float | None = None, learns: bool = False
    ) -> Probe:
        """Send a payload to the gateway, and return what arrived at its upstream."""
        text = payload_text(request)
        if request.operation == "parse-text" and not self._envelope.preserves(text):
            return Probe(None, not_applicable(NOT_EMBEDDABLE))
        recorder, number = self._recorder, next(self._numbers)
        body = self._envelope.body(text, recorder.marker(number))
        read = self._responses.reader(request)
        recorder.expect(number)
        exchange = self._sender.send(
            client, body, read, has_arrived=lambda: recorder.wait(number, 0), give_up_at=give_up_at
        )
        response = observation_of(exchange.interpretation, SUBJECT)
        observation, arrivals = self._observer.observe(number, response, request, body)
        if learns:
            for arrival in arrivals:
                self.notes.add(request_changes(arrival, body, self._envelope.place, self._path))
        is_fatal = exchange.interpretation.kind == "fatal" and not arrivals
        return Probe(exchange, observation, tuple(arrivals), is_fatal=is_fatal, number=number)

    def revised(self, probe: Probe) -> Observation:
        """Return the observation of a probe, with what has arrived since."""
        if probe.number is None:
            return probe.observation
        return self._observer.revised(probe.number, probe.observation)

    def faults(self) -> list[str]:
        """Return the faults of the recorder, and what has arrived too late for an observation."""
        return self._observer.faults()
