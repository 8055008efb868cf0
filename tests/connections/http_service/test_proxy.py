"""The proxies of the environment, and the client of a thread that sends its requests through them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from chaos.listener import Listener
from chaos.messages import Reader, Request, read_request
from http_clients import Certificate, client_for, error_of, tls_server
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.proxy import Proxy
from imagegen_conformance.errors import UsageError
from raw_server import OK

BODY = b'{"object": "response"}'
LOGIN = "open sesame/1"


@contextmanager
def proxy_server(target: int, response: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Iterator[tuple[int, list[Request]]]:
    """Serve as a proxy that connects to a port of this machine, whatever the host is."""
    requests: list[Request] = []

    def pipe(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # the other thread has closed a socket
            while content := source.recv(65536):
                sink.sendall(content)

    def serve(connection: socket.socket, number: int) -> None:
        request = read_request(Reader(connection), number)
        requests.append(request)
        if request.method != "CONNECT":
            connection.sendall(OK)
            return
        connection.sendall(response)
        with socket.create_connection(("127.0.0.1", target)) as upstream:
            threading.Thread(target=pipe, args=(upstream, connection), daemon=True).start()
            pipe(connection, upstream)

    with Listener(serve) as listener:
        yield listener.port, requests


class TestProxy:
    @pytest.fixture(autouse=True)
    def no_proxies(self, monkeypatch) -> None:
        for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)

    def proxy_of(self, url: str) -> Proxy | None:
        return Proxy.of_environment(Endpoint.parse(url))

    def test_request_for_http_has_the_whole_url(self, monkeypatch) -> None:
        with proxy_server(0) as (port, requests):
            monkeypatch.setenv("HTTP_PROXY", f"http://alice:open%20sesame%2F1@127.0.0.1:{port}")
            url = "http://api.example.com:8080/v1/responses?a=1"
            with client_for(url, proxy=self.proxy_of(url)) as client:
                assert client.post(b"{}").body == BODY
        (request,) = requests
        assert (request.method, request.target) == ("POST", url)
        assert request.headers["host"] == "api.example.com:8080"
        assert request.headers["proxy-authorization"] == "Basic YWxpY2U6b3BlbiBzZXNhbWUvMQ=="

    @pytest.mark.slow
    def test_request_for_https_goes_through_a_tunnel(self, certificate: Certificate, monkeypatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        with tls_server(certificate) as (target, arrived), proxy_server(target) as (port, requests):
            monkeypatch.setenv("HTTPS_PROXY", f"alice:secret@127.0.0.1:{port}")
            url = "https://api.example.com/v1/responses"
            with client_for(url, proxy=self.proxy_of(url)) as client:
                assert [client.post(b"{}").body for _ in range(2)] == [BODY] * 2
        (request,) = requests
        assert (request.method, request.target) == ("CONNECT", "api.example.com:443")
        assert request.headers["proxy-authorization"] == "Basic YWxpY2U6c2VjcmV0"
        assert [(request.target, request.headers["host"]) for request in arrived] == [
            ("/v1/responses", "api.example.com")
        ] * 2
        assert not any("proxy-authorization" in request.headers for request in arrived)

    @pytest.mark.parametrize("response", [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", b"no HTTP\r\n\r\n"])
    def test_tunnel_that_the_proxy_does_not_open_is_an_error_without_the_password(
        self, response: bytes, monkeypatch
    ) -> None:
        with proxy_server(1, response) as (port, _):
            monkeypatch.setenv(
                "HTTPS_PROXY", f"http://alice:{LOGIN.replace(' ', '%20').replace('/', '%2F')}@127.0.0.1:{port}"
            )
            url = "https://api.example.com/v1/responses"
            with client_for(url, proxy=self.proxy_of(url)) as client:
                problem = error_of(client).problem
        assert problem.startswith("cannot be reached (")
        assert LOGIN not in problem
        assert "alice" not in problem

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/"])
    def test_this_machine_is_reached_without_a_proxy(self, url: str, monkeypatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        assert self.proxy_of(url) is None

    @pytest.mark.parametrize("hosts", ["api.example.com", ".example.com", "other.com,example.com", "*"])
    def test_host_of_no_proxy_is_reached_without_a_proxy(self, hosts: str, monkeypatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", hosts)
        assert self.proxy_of("https://api.example.com/v1") is None
        if hosts != "*":
            assert self.proxy_of("https://api.example.org/v1") == ("127.0.0.1", 9, {})

    def test_without_a_variable_there_is_no_proxy(self) -> None:
        assert self.proxy_of("https://api.example.invalid/v1") is None

    def test_port_of_a_proxy_is_80_by_default(self, monkeypatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com")
        assert self.proxy_of("https://api.example.com/v1") == ("proxy.example.com", 80, {})

    @pytest.mark.parametrize(
        "value", ["socks5://alice:{}@proxy:1080", "https://{}@proxy", "http://alice:{}@[proxy", "http://:{}"]
    )
    def test_value_that_is_no_http_proxy_is_an_error_without_the_value(self, value: str, monkeypatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", value.format("opensesame"))
        with pytest.raises(UsageError) as caught:
            self.proxy_of("https://api.example.com/v1")
        assert str(caught.value) == (
            "the environment variable HTTPS_PROXY does not name an HTTP proxy. Set HTTPS_PROXY to http://HOST:PORT, or "
            "add the host to NO_PROXY."
        )
