"""The command `http check`: the controls with their exchanges, and invalid command lines."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import chaos_server
import sending_clients
from chaos_gateway import ChaosGateway
from chaos_server import ChaosServer
from command_line import python_command
from imagegen_conformance.connections.http_service import controls, retries
from service_arguments import CREDENTIAL, URL


def test_controls_of_a_server_are_shown(command, server: ChaosServer) -> None:
    start = time.monotonic()
    completed = command("http", "check", "--url", server.url)
    assert time.monotonic() - start < 2
    assert (completed.code, completed.err) == (0, "")
    lines = completed.out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "ok    the plain tool is accepted",
        "ok    a tool with the quality 5 is rejected",
        "ok    the plain tool has the same outcome again",
        "all 3 controls hold",
    ]
    marker = re.search(r"imagegen-[0-9a-f]{8}-0", completed.out)
    assert marker
    assert lines[1:4] == [
        f"      → POST {server.url}",
        (
            f'        {{"model":"gpt-4.1","input":"{marker[0]}","tools":[{{"type":"image_generation"}}],'
            '"tool_choice":"none","store":false,"max_output_tokens":16}'
        ),
        "      ← 200 OK",
    ]
    assert len(server.requests) == 3


def test_server_is_started_and_ended(command, port: int) -> None:
    url = f"http://127.0.0.1:{port}/v1/responses"
    program = python_command(chaos_server.__file__, "--port", port)
    for _ in range(2):
        assert command("http", "check", "--url", url, "--start", program).code == 0


def test_server_that_listens_elsewhere_is_not_awaited_for_long(command, port: int) -> None:
    program = python_command("-c", "import time; time.sleep(60)")
    completed = command(
        "http", "check", "--url", f"http://127.0.0.1:{port}/v1", "--start", program, "--startup-timeout", "0.5"
    )
    completed.assert_error(
        3,
        f"does not accept connections at 127.0.0.1:{port} within 0.5 s. Check that it listens on the port of the URL, "
        "or allow more time with --startup-timeout.",
    )


def test_port_must_be_free_before_the_server_is_started(command, server: ChaosServer) -> None:
    completed = command("http", "check", "--url", server.url, "--start", python_command("-c", "pass"))
    completed.assert_error(
        3,
        " answers before the server is started, so that another one would be tested. End the process that has the "
        "port, or choose another port.",
    )


def test_first_control_that_does_not_hold_ends_the_check(command) -> None:
    with ChaosServer("400-model") as server:
        completed = command("http", "check", "--url", server.url)
    assert completed.code == 3
    assert completed.out.startswith("WRONG the plain tool is accepted\n      → POST ")
    assert "ok " not in completed.out
    assert "hold" not in completed.out
    assert completed.err.startswith("imagegen-conformance: ")
    assert completed.err.endswith(" Check the URL, the model, the headers and the envelope.\n")


def test_server_that_does_not_run_has_a_hint(command, port: int, monkeypatch) -> None:
    monkeypatch.setattr(controls, "MAX_WAIT", 0.1)
    completed = command("http", "check", "--url", f"http://127.0.0.1:{port}/v1/responses")
    assert completed.code == 3
    assert "cannot be reached (" in completed.err
    assert completed.err.endswith(". Check that it is running at this URL, or allow it more time with --timeout.\n")


def test_requests_of_the_controls_must_be_permitted(command, server: ChaosServer) -> None:
    completed = command("http", "check", "--url", server.url, "--max-requests", "2")
    completed.assert_error(
        2, "the check needs at least 3 requests, and --max-requests permits 2. Permit more requests."
    )
    assert server.requests == []


def test_requests_that_are_used_up_have_a_hint(command, port: int, monkeypatch) -> None:
    monkeypatch.setattr(retries, "BASE_DELAY", 0.01)
    completed = command("http", "check", "--url", f"http://127.0.0.1:{port}/v1/responses", "--max-requests", "3")
    assert completed.code == 3
    assert completed.err.endswith(
        "the server was not sent this request again: --max-requests 3 permits no more. Permit more requests with "
        "--max-requests.\n"
    )


def test_secret_is_not_shown(command, server: ChaosServer, monkeypatch, modules: Path) -> None:
    monkeypatch.setenv("MY_KEY", CREDENTIAL)
    (modules / "envelope.json").write_text(f'{{"model": "m", "input": "{CREDENTIAL} $MARKER", "tools": ["$PAYLOAD"]}}')
    arguments = ("--url", server.url, "--header", "Authorization=MY_KEY", "--envelope", "envelope.json")
    completed = command("http", "check", *arguments)
    assert completed.code == 0
    assert CREDENTIAL not in completed.out
    assert "[MY_KEY]" in completed.out
    assert server.requests[0].headers["authorization"] == f"Bearer {CREDENTIAL}"


def test_controls_of_a_gateway_show_what_arrives(command, port: int) -> None:
    with ChaosGateway(f"http://127.0.0.1:{port}") as gateway:
        completed = command("http", "check", "--relay", "--url", gateway.url, "--upstream-port", port)
    assert completed.code == 0, completed
    lines = completed.out.splitlines()
    assert lines[0] == f"the upstream is http://127.0.0.1:{port}"
    assert [line for line in lines[1:] if not line.startswith(" ")] == [
        "ok    the plain tool arrives at the upstream",
        "ok    the plain tool has the same outcome again",
        "all 2 controls hold",
    ]
    assert sum(line.startswith("      ⇢ POST /v1/responses ") for line in lines) == 2


def test_gateway_that_drops_the_tool_is_shown(command, port: int) -> None:
    with ChaosGateway(f"http://127.0.0.1:{port}", "drops-tool") as gateway:
        completed = command("http", "check", "--relay", "--url", gateway.url, "--upstream-port", port)
    assert completed.code == 0
    assert "      the request arrived without the tool: a run reports this as a failure\n" in completed.out


def test_controls_of_a_client_show_what_arrives(command) -> None:
    completed = command("http", "check", "--relay", "--command", python_command(sending_clients.__file__))
    assert completed.code == 0, completed
    lines = completed.out.splitlines()
    assert [line for line in lines[1:] if not line.startswith(" ")] == [
        "ok    the plain tool arrives at the upstream",
        "ok    the plain tool arrives in the same form again",
        "all 2 controls hold",
    ]
    assert '      → send {"type":"image_generation"}' in lines


def test_client_that_changes_the_tool_is_shown(command) -> None:
    completed = command("http", "check", "--relay", "--command", python_command(sending_clients.__file__, "Changes"))
    assert completed.code == 3  # it changes the tool in another way each time
    lines = [line for line in completed.out.splitlines() if line.startswith("      the tool arrived as ")]
    assert len(lines) == 1
    assert '"type":"image_generation"' in lines[0]
    assert lines[0].endswith("}: a run can report this as a failure")


def test_client_that_cannot_send_is_shown(command) -> None:
    completed = command("http", "check", "--relay", "--command", python_command(sending_clients.__file__, "CannotSend"))
    assert completed.code == 3
    assert "WRONG the program announces that it can send payloads\n" in completed.out
    assert "does not announce the capability send" in completed.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no server is given. Name a server or a gateway with --url, or a client program with --relay --command."),
        (["--relay"], "no server is given. Name a server or a gateway with --url, or a client program with --relay --command."),
        (["--url", URL, "--command", "x"], "--url and --command are both given. Name a server or a gateway with --url, or a client program with --relay --command."),
        (["--command", "x"], "--command names a program that the suite cannot reach over HTTP. Add --relay for a client program, or run `imagegen-conformance protocol check` for an adapter program."),
        (["--url", URL, "--upstream-port", "9"], "--upstream-port applies only to --relay. Remove it, or add --relay."),
        (["--relay", "--url", URL, "--upstream-port", "9"], "--url and --upstream-port have the same port, 9, so that no gateway would be tested. Name the port of the gateway in --url, and another one in --upstream-port."),
        (["--relay", "--command", "x", "--model", "m"], "--model does not apply to client programs. Remove it, or name a gateway with --url."),
        (["--url", URL, "--start", ""], "--start names no command. Write the command that starts the server."),
        (["--url", "https://api.example.com/v1"], "api.example.com is not this machine, and the number of requests is not limited. Add --max-requests N. Each request may cost money."),
        (["--url", "x"], "'x' is not the URL of an endpoint. Write it like http://127.0.0.1:8000/v1/responses."),
    ],
)  # fmt: skip
def test_message_says_what_to_do(command, arguments: list[str], message: str) -> None:
    command("http", "check", *arguments).assert_error(2, message)


class TestConfiguration:
    def test_keys_of_the_controls_are_read_and_others_are_ignored(
        self, command, server: ChaosServer, modules: Path
    ) -> None:
        (modules / "pyproject.toml").write_text(
            f'[tool.imagegen-conformance]\nurl = "{server.url}"\nmodel = "mine"\nmax-requests = 3\nname = "named"\n'
            'concurrency = 2\nlevel = ["wire"]\nselect = ["no/such/case"]\nevidence = "e.ndjson"\n'
        )
        completed = command("http", "check")
        assert (completed.code, completed.err) == (0, "")
        assert {request.data["model"] for request in server.requests} == {"mine"}
        assert not (modules / "e.ndjson").exists()

    def test_argument_replaces_the_key(self, command, server: ChaosServer, modules: Path) -> None:
        (modules / "pyproject.toml").write_text(f'[tool.imagegen-conformance]\ncommand = "x"\nmodel = "{"m" * 3}"\n')
        completed = command("http", "check", "--url", server.url, "--model", "mine")
        assert completed.code == 0, completed
        assert {request.data["model"] for request in server.requests} == {"mine"}

    def test_configuration_is_ignored_on_request(self, command, modules: Path) -> None:
        (modules / "pyproject.toml").write_text(f'[tool.imagegen-conformance]\nurl = "{URL}"\n')
        command("http", "check", "--no-config").assert_error(2, "no server is given. ")

    def test_file_can_be_named(self, command, server: ChaosServer, modules: Path) -> None:
        (modules / "other.toml").write_text(f'[tool.imagegen-conformance]\nurl = "{server.url}"\n')
        assert command("http", "check", "--config", "other.toml").code == 0

    def test_invalid_key_is_named(self, command, modules: Path) -> None:
        (modules / "pyproject.toml").write_text("[tool.imagegen-conformance]\nurl = 5\n")
        command("http", "check").assert_error(2, "pyproject.toml tool.imagegen-conformance.url: 5 is not a string.")


def test_http_without_a_subcommand_is_an_error(command) -> None:
    command("http").assert_usage_error("no command is given. Run `imagegen-conformance http --help` for the commands.")
