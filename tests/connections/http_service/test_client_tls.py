"""The client of a thread against servers with TLS."""

from __future__ import annotations

import socket
import time

import pytest

from chaos.listener import Listener
from http_clients import Certificate, client_for, error_of, tls_server

BODY = b'{"object": "response"}'


class TestTls:
    def test_certificate_of_an_unknown_authority_is_not_accepted(self, certificate: Certificate) -> None:
        with tls_server(certificate) as (port, requests), client_for(f"https://127.0.0.1:{port}/v1") as client:
            error = error_of(client)
        assert error.problem.startswith("has a certificate that cannot be verified (")
        assert error.problem.endswith("; SSL_CERT_FILE can name others)")
        assert not error.is_transient
        assert requests == []

    def test_certificate_of_the_environment_is_accepted(self, certificate: Certificate, monkeypatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        with tls_server(certificate) as (port, requests), client_for(f"https://127.0.0.1:{port}/v1") as client:
            for _ in range(3):
                assert client.post(b"{}").body == BODY
            assert client.faults == []
        assert {request.connection for request in requests} == {0}

    def test_certificate_of_another_host_is_not_accepted(self, certificate: Certificate, monkeypatch) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        with tls_server(certificate) as (port, _), client_for(f"https://localhost:{port}/v1") as client:
            assert error_of(client).problem.startswith("has a certificate that cannot be verified (")

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("pause", "problem"),
        [(0.05, "did not complete its response within 0.5 s"), (2, "did not respond within 0.5 s")],
    )
    def test_time_limit_is_a_total(self, certificate: Certificate, monkeypatch, pause: float, problem: str) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        with tls_server(certificate, pause) as (port, _), client_for(f"https://127.0.0.1:{port}/v1", 0.5) as client:
            start = time.monotonic()
            error = error_of(client)
            assert time.monotonic() - start < 2
        assert (error.problem, error.is_transient) == (problem, True)

    def test_server_without_tls_cannot_be_reached(self) -> None:
        def serve(connection: socket.socket, number: int) -> None:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        with Listener(serve) as listener, client_for(f"https://127.0.0.1:{listener.port}/") as client:
            error = error_of(client)
        assert error.problem.startswith("cannot be reached (")
        assert not error.is_transient  # it will not speak TLS later
