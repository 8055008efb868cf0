"""The option --relay of the command `run`: gateways and clients, whose upstream is the suite."""

from __future__ import annotations

import json
import re
import shlex
import socket
from pathlib import Path

import pytest

import chaos_gateway
import sending_clients
from chaos_gateway import ChaosGateway
from command_line import python_command
from imagegen_conformance.connections.http_service import controls
from service_arguments import URL

CLIENT = python_command(sending_clients.__file__)
MASKS = ("--select", "input_image_mask/*")
PREREQUISITE = "input_image_mask/values/file-id:wire"
PLAIN = ("--select", "quality/values/low:wire")


def misbehaving(name: str) -> str:
    return python_command(sending_clients.__file__, name)


class TestClient:
    def test_client_that_sends_each_payload_passes(self, command, modules: Path) -> None:
        completed = command("run", "--relay", "--command", CLIENT, *MASKS, "--evidence", "evidence.ndjson")
        assert completed.code == 0, completed
        assert completed.out.startswith("Client 1.2 (Python, client)\n")
        assert re.fullmatch(r"imagegen-conformance: the upstream is http://127\.0\.0\.1:\d+\n", completed.err)
        assert command("verify", "evidence.ndjson").code == 0

    @pytest.mark.parametrize("jobs", ["1", "3"])
    def test_texts_are_read_and_sent(self, command, jobs: str) -> None:
        completed = command("run", "--relay", "--command", CLIENT, "--area", "raw", "--jobs", jobs, "--verbose")
        assert completed.code == 0, completed
        assert "ADVISORY raw/lenient/nan" in completed.out  # the client reads NaN, and sends it

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("name", "actual"),
        [
            ("DropsMasks", "error: it accepted the payload, but sent nothing to its upstream"),
            ("Rejects", "rejected: masks are not supported"),
            ("SendsDifferently", 'sent again: accepted with output {"type": "image_generation"}'),
        ],
    )
    def test_client_that_does_not_send_a_payload_fails(self, command, name: str, actual: str) -> None:
        completed = command("run", "--relay", "--command", misbehaving(name), *MASKS)
        assert completed.code == 1
        assert actual in " ".join(completed.out.split())
        assert f"--level wire --select {PREREQUISITE}" in completed.out

    def test_client_that_sends_twice_has_a_note(self, command) -> None:
        completed = command("run", "--relay", "--command", misbehaving("SendsTwice"), *MASKS)
        assert completed.code == 0
        assert completed.err.endswith("\nnote: the client sends a request several times\n")

    def test_notes_are_in_the_evidence_and_in_reports(self, command, modules: Path) -> None:
        note = "the client sends a request several times"
        reports = [word for kind in ("html", "json", "markdown") for word in ("--report", f"{kind}=report.{kind}")]
        completed = command(
            "run", "--relay", "--command", misbehaving("SendsTwice"), *MASKS, "--evidence", "e.ndjson", *reports
        )
        assert completed.code == 0
        footer = json.loads((modules / "e.ndjson").read_text(encoding="ascii").splitlines()[-1])
        assert footer["notes"] == [note]
        assert command("verify", "e.ndjson").code == 0
        assert json.loads((modules / "report.json").read_text(encoding="utf-8"))["notes"] == [note]
        assert f"## Notes\n\n- `{note}`\n" in (modules / "report.markdown").read_text(encoding="utf-8")
        assert '<h2 id="notes">Notes</h2>' in (modules / "report.html").read_text(encoding="utf-8")

    def test_run_that_ends_early_has_the_notes_too(self, command, modules: Path) -> None:
        later = ("--area", "input_image_mask", "--area", "raw", "--fail-on", "should", "--fail-fast")
        completed = command("run", "--relay", "--command", misbehaving("SendsTwice"), *later, "--evidence", "e.ndjson")
        assert completed.code == 1
        assert "incomplete run: " in completed.out
        assert completed.err.endswith("\nnote: the client sends a request several times\n")
        footer = json.loads((modules / "e.ndjson").read_text(encoding="ascii").splitlines()[-1])
        assert (footer["complete"], footer["notes"]) == (False, ["the client sends a request several times"])

    def test_client_that_crashes_is_started_again(self, command) -> None:
        completed = command("run", "--relay", "--command", misbehaving("Crashes"), "--select", PREREQUISITE, *PLAIN)
        assert completed.code == 1
        assert "cannot serialize a mask" in " ".join(completed.out.split())

    @pytest.mark.parametrize(
        ("name", "problem", "lines"),
        [
            (
                "CannotSend",
                (
                    "the client program of 'CannotSend' does not announce the capability send. "
                    'Add "send" to the capabilities. See '
                ),
                [],
            ),
            (
                "NeverSends",
                (
                    "the plain tool did not arrive: the outcome is error (it accepted the payload, but sent nothing to "
                    "its upstream). Let the program send to the address in the environment variable IMAGEGEN_UPSTREAM."
                ),
                ['→ send {"type":"image_generation"}', '← {"outcome":"accepted"}'],
            ),
            (
                "WrongPath",
                "it sent the payload only to POST /v1/images, not with POST to a path that ends in /responses",
                ["⇢ POST /v1/images "],
            ),
            (
                "IgnoresTheInput",
                "the plain tool did not arrive: the outcome is error (it accepted the payload, but sent nothing",
                ["the client sent 1 request without a marker of this run (the first: POST /v1/responses)"],
            ),
            (
                "Changes",
                (
                    "the plain tool arrived differently when it was repeated. A client that sends something else for "
                    "the same payload cannot be judged."
                ),
                ["⇢ POST /v1/responses ", '"n": 2'],
            ),
        ],
    )
    def test_control_that_does_not_hold_ends_the_run(self, command, name: str, problem: str, lines: list[str]) -> None:
        completed = command("run", "--relay", "--command", misbehaving(name), *MASKS)
        assert (completed.code, completed.out) == (3, "")
        address, message, *details = completed.err.splitlines()
        assert address.startswith("imagegen-conformance: the upstream is ")
        assert problem in message
        for line in lines:
            assert any(line in detail for detail in details), details

    def test_port_of_the_upstream_is_the_given_one(self, command, port: int) -> None:
        completed = command("run", "--relay", "--command", CLIENT, "--upstream-port", port, *PLAIN)
        assert completed.code == 0
        assert completed.err == f"imagegen-conformance: the upstream is http://127.0.0.1:{port}\n"

    def test_quiet_run_does_not_print_the_address_that_the_program_has(self, command) -> None:
        completed = command("run", "--relay", "--command", CLIENT, "--quiet", *PLAIN)
        assert (completed.code, completed.err) == (0, "")

    def test_port_that_is_not_free_is_an_error(self, command) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            completed = command("run", "--relay", "--command", CLIENT, "--upstream-port", port, *PLAIN)
        assert completed.code in {2, 3}
        assert str(port) in completed.err

    def test_rerun_command_repeats_the_failure(self, command, process) -> None:
        completed = command("run", "--relay", "--command", misbehaving("Rejects"), *MASKS)
        line = next(line for line in completed.out.splitlines() if line.strip().startswith("rerun"))
        words = shlex.split(line.strip().removeprefix("rerun"))
        assert words[:3] == ["imagegen-conformance", "run", "--relay"]
        again = process(*words[1:])
        assert again.code == 1, again
        assert "masks are not supported" in again.out


class TestGateway:
    def test_gateway_that_forwards_passes(self, command, port: int, modules: Path) -> None:
        with ChaosGateway(f"http://127.0.0.1:{port}") as gateway:
            completed = command(
                "run", "--relay", "--url", gateway.url, "--upstream-port", port, *MASKS, "--evidence", "e.ndjson"
            )
        assert completed.code == 0, completed
        assert completed.out.startswith(f"{gateway.url} (HTTP, gateway)\n")
        assert command("verify", "e.ndjson").code == 0

    def test_gateway_of_start_has_the_address_of_the_upstream(self, command, port: int, modules: Path) -> None:
        program = modules / "gateway.py"
        program.write_text(
            "import os, subprocess, sys\n"
            f"sys.exit(subprocess.call([sys.executable, {chaos_gateway.__file__!r}, '--port', sys.argv[1], "
            "'--upstream', os.environ['IMAGEGEN_UPSTREAM']]))\n"
        )
        url = f"http://127.0.0.1:{port}/v1/responses"
        completed = command("run", "--relay", "--url", url, "--start", python_command(program, port), *PLAIN)
        assert completed.code == 0, completed

    def test_envelope_needs_the_marker(self, command, modules: Path) -> None:
        (modules / "envelope.json").write_text('{"input": "draw", "tools": ["$PAYLOAD"]}')
        completed = command("run", "--relay", "--url", URL, "--envelope", "envelope.json")
        assert completed.code == 2
        assert completed.err == (
            'imagegen-conformance: envelope.json: no string of the envelope contains "$MARKER", by which requests are '
            'recognized when they arrive. Write "$MARKER" as the text of the input.\n'
        )

    def test_quiet_run_prints_the_address_only_if_the_user_has_to_give_it_to_the_gateway(
        self, command, port: int, monkeypatch
    ) -> None:
        with ChaosGateway(f"http://127.0.0.1:{port}") as gateway:
            arguments = ("run", "--relay", "--quiet", "--url", gateway.url, *PLAIN)
            completed = command(*arguments, "--upstream-port", port)
            assert completed.code == 0
            assert "the upstream is" not in completed.err
            monkeypatch.setattr(controls, "MAX_WAIT", 0.1)
            assert "imagegen-conformance: the upstream is http://127.0.0.1:" in command(*arguments).err

    def test_gateway_whose_upstream_is_another_server_does_not_pass_the_control(
        self, command, port: int, monkeypatch
    ) -> None:
        monkeypatch.setattr(controls, "MAX_WAIT", 0.1)
        with ChaosGateway(f"http://127.0.0.1:{port}") as gateway:
            completed = command("run", "--relay", "--url", gateway.url, *PLAIN)
        assert (completed.code, completed.out) == (3, "")
        assert "the plain tool arrives at the upstream" in completed.err
        assert "→ POST " in completed.err

    def test_request_without_the_marker_is_shown(self, command, port: int) -> None:
        with ChaosGateway(f"http://127.0.0.1:{port}", "drops-marker") as gateway:
            completed = command("run", "--relay", "--url", gateway.url, "--upstream-port", port, *PLAIN)
        assert completed.code == 3
        assert completed.err.splitlines()[-1].startswith(
            "the gateway sent 1 request without a marker of this run (the first: POST /v1/responses)"
        )

    def test_client_program_that_cannot_be_started_has_a_hint(self, command) -> None:
        completed = command("run", "--relay", "--command", python_command("-c", "import missing_sdk"), *PLAIN)
        assert completed.code == 3
        assert completed.err.endswith(
            "'missing_sdk'. Run the command by itself to see why, with any address in IMAGEGEN_UPSTREAM.\n"
        )


class TestInvalidCommandLine:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["m:x"], "--relay does not apply to Python objects. Remove it, or name a gateway with --url or a client program with --command."),
            ([], "no implementation is given. Name a gateway with --url, or a client program with --command."),
            (["--command", CLIENT, "--url", URL], "--command and --url name two implementations. Remove one of them."),
            (["--command", CLIENT, "--rate", "5"], "--rate does not apply to client programs. Remove it, or name a gateway with --url."),
            (["--command", CLIENT, "--header", "A=B"], "--header does not apply to client programs."),
            (["--command", CLIENT, "--concurrency", "2"], "--concurrency does not apply to client programs. Remove it; --jobs starts several processes."),
            (["--command", CLIENT, "--level", "schema"], "level schema is not available over --relay. Request level wire, or remove --relay to test an adapter program."),
            (["--url", URL, "--level", "wire", "--level", "semantic"], "level semantic is not available over --relay. Request level wire, or remove --relay to test a server."),
            (["--command", CLIENT, "--rejection", "m:E"], "--rejection applies only to Python objects."),
            (["--url", URL, "--upstream-port", "9"], "--url and --upstream-port have the same port, 9, so that no gateway would be tested."),
            (["--url", URL, "--jobs", "2"], "--jobs does not apply to servers and gateways. Remove it; --concurrency sends requests in parallel."),
            (["--url", URL, "--max-restarts", "2"], "--max-restarts does not apply to servers and gateways. Remove it."),
            (["--command", "a | b"], "'a | b' contains |, but no shell reads it. Use a shell, such as "),
        ],
    )  # fmt: skip
    def test_message_says_what_to_do(self, command, arguments: list[str], message: str) -> None:
        completed = command("run", "--relay", *arguments)
        assert (completed.code, completed.out) == (2, "")
        assert completed.err.splitlines()[-1].startswith(f"imagegen-conformance: {message}")


def test_keys_of_a_relay_are_read_from_the_configuration(command, modules: Path, port: int) -> None:
    (modules / "pyproject.toml").write_text(
        f"[tool.imagegen-conformance]\nrelay = true\ncommand = {json.dumps(CLIENT)}\nupstream-port = {port}\n"
        'select = ["quality/values/low:wire"]\n'
    )
    completed = command("run")
    assert completed.code == 0, completed
    assert completed.err == f"imagegen-conformance: the upstream is http://127.0.0.1:{port}\n"
    # A Python object on the command line replaces the client.
    assert command("run", "imagegen_reference:ImageGenTool").code == 0
