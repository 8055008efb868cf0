"""The threads that send requests, and the exchanges that they keep."""

from __future__ import annotations

from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.interpretation import Interpretation
from imagegen_conformance.connections.http_service.request_threads import RequestThreads
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.connections.http_service.sender import Exchange
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import accepted, error

REQUEST = Request("validate", {})
EXCHANGE = Exchange(b"{}", HttpResponse(200, "OK", {}, b"x" * 1000), Interpretation("accepted", ""), 1)


def taken(probe: Probe) -> Probe:
    """Return what the main thread receives of a probe."""
    threads = RequestThreads(lambda _client, _request: probe)
    threads.start(HttpClient(Endpoint.parse("http://127.0.0.1:9/"), {}, 1, None))
    try:
        threads.put(0, REQUEST)
        while (response := threads.take(1)) is None:
            pass
        return response[1]
    finally:
        threads.end()


def test_large_responses_do_not_wait_for_the_main_thread() -> None:
    assert taken(Probe(EXCHANGE, accepted(), ["an arrival"])) == Probe(None, accepted())


def test_exchange_that_ends_the_run_is_kept() -> None:
    probe = Probe(EXCHANGE, error("the server responded 401"), ["an arrival"], is_fatal=True)
    assert taken(probe) == probe
