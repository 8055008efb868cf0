"""The process of a server that the suite starts: its start, its end, and what it prints."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import chaos_server
from command_line import python_command
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.secret_values import Secrets
from imagegen_conformance.connections.http_service.server_process import ServerProcess
from imagegen_conformance.errors import ImplementationError, UsageError

CREDENTIAL = "sk-abcdef123456"
SECRETS = Secrets({"KEY": CREDENTIAL})
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")


@pytest.fixture
def endpoint() -> Endpoint:
    """An endpoint of this machine at which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return Endpoint.parse(f"http://127.0.0.1:{unused.getsockname()[1]}/v1/responses")


def is_open(endpoint: Endpoint) -> bool:
    try:
        socket.create_connection((endpoint.host, endpoint.port), 1).close()
    except OSError:
        return False
    return True


def server_command(endpoint: Endpoint, *options: str) -> str:
    return python_command(chaos_server.__file__, "--port", endpoint.port, *options)


def failure(command: str, endpoint: Endpoint, timeout: float = 20) -> str:
    process = ServerProcess(command, endpoint, SECRETS)
    try:
        with pytest.raises(ImplementationError) as caught:
            process.wait_until_open(timeout)
    finally:
        process.end()
    return str(caught.value)


@pytest.mark.parametrize("options", [(), ("--in-child",), ("--print-bytes", "3000000")])
def test_server_is_started_and_ended_with_its_children(endpoint: Endpoint, options: tuple[str, ...]) -> None:
    process = ServerProcess(server_command(endpoint, *options), endpoint, SECRETS)
    process.wait_until_open(20)
    assert is_open(endpoint)
    process.end()
    assert not is_open(endpoint)
    process.end()  # a second time


@POSIX_ONLY
def test_server_that_ignores_the_request_to_end_is_ended(endpoint: Endpoint, monkeypatch) -> None:
    monkeypatch.setattr("imagegen_conformance.connections.http_service.server_process.END_TIMEOUT", 0.2)
    process = ServerProcess(server_command(endpoint, "--ignore-sigterm"), endpoint, SECRETS)
    process.wait_until_open(20)
    start = time.monotonic()
    process.end()
    assert time.monotonic() - start < 5
    assert not is_open(endpoint)


def test_port_that_is_not_free_is_an_error(endpoint: Endpoint) -> None:
    with socket.socket() as other:
        other.bind((endpoint.host, endpoint.port))
        other.listen()
        with pytest.raises(ImplementationError) as caught:
            ServerProcess(server_command(endpoint), endpoint, SECRETS)
    assert str(caught.value) == (
        f"127.0.0.1:{endpoint.port} answers before the server is started, so that another one would be tested. "
        "End the process that has the port, or choose another port."
    )


def test_server_of_another_machine_is_not_started() -> None:
    with pytest.raises(UsageError) as caught:
        ServerProcess("serve", Endpoint.parse("https://api.example.com/v1"), SECRETS)
    assert str(caught.value) == (
        "--start starts a server on this machine, but api.example.com is another. Remove it, or name a URL of this "
        "machine."
    )


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("no-such-program --port 1", "'no-such-program --port 1' cannot be started"),
        ("serve | tee log", "'serve | tee log' contains |, but no shell reads it."),
        ("", "the command is empty"),
    ],
)
def test_command_that_cannot_be_started_is_an_error(endpoint: Endpoint, command: str, message: str) -> None:
    with pytest.raises((ImplementationError, UsageError)) as caught:
        ServerProcess(command, endpoint, SECRETS)
    if command:
        assert str(caught.value).startswith(message)


def test_end_before_the_start_has_the_output(endpoint: Endpoint) -> None:
    command = python_command("-c", "import sys; print('Error: no such table', file=sys.stderr); sys.exit(3)")
    message = failure(command, endpoint)
    assert "ended with exit code 3 before it accepted connections; its output: Error: no such table. " in message
    assert message.endswith("Run the command by itself to see why.")


def test_end_before_the_start_without_an_error_has_the_last_line(endpoint: Endpoint) -> None:
    command = python_command("-c", "print('starting'); print('the license has expired'); print()")
    assert "; its output: the license has expired. " in failure(command, endpoint)


def test_end_before_the_start_without_output_has_none(endpoint: Endpoint) -> None:
    assert "ended with exit code 0 before it accepted connections. Run" in failure(
        python_command("-c", "pass"), endpoint
    )


def test_server_that_does_not_listen_is_not_awaited(endpoint: Endpoint) -> None:
    start = time.monotonic()
    message = failure(python_command("-c", "import time; time.sleep(60)"), endpoint, timeout=0.5)
    assert time.monotonic() - start < 10
    assert message.endswith(
        f" does not accept connections at 127.0.0.1:{endpoint.port} within 0.5 s. Check that it listens on the port of "
        "the URL, or allow more time with --startup-timeout."
    )


def test_secret_and_control_characters_are_not_in_the_message(endpoint: Endpoint) -> None:
    message = failure(python_command("-c", f"import sys; sys.exit('error: \\x1b[31m bad key {CREDENTIAL}')"), endpoint)
    assert CREDENTIAL not in message
    assert "[KEY]" in message
    assert "\x1b" not in message


def test_server_has_the_variables(endpoint: Endpoint) -> None:
    command = python_command("-c", "import os, sys; sys.exit('error: ' + os.environ['IMAGEGEN_UPSTREAM'])")
    process = ServerProcess(command, endpoint, SECRETS, {"IMAGEGEN_UPSTREAM": "http://127.0.0.1:7"})
    with pytest.raises(ImplementationError, match=r"its output: error: http://127\.0\.0\.1:7\."):
        process.wait_until_open(20)
    process.end()


def test_end_of_the_server_is_told(endpoint: Endpoint) -> None:
    process = ServerProcess(server_command(endpoint), endpoint, SECRETS)
    process.wait_until_open(20)
    assert process.end_message is None
    process.end()
    message = process.end_message
    assert message is not None
    assert " ended with exit code " in message


@POSIX_ONLY
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_interrupted_run_leaves_no_server(endpoint: Endpoint, number: signal.Signals, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "imagegen_conformance", "run", "--url", endpoint.url, "--rate", "20"]
    command = [*words, "--start", server_command(endpoint, "--in-child")]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "CI": ""}
    ) as run:
        deadline = time.monotonic() + 30
        while not is_open(endpoint) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        run.send_signal(number)
        run.communicate(timeout=30)
    assert run.returncode == 128 + number
    assert not is_open(endpoint)
