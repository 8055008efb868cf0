"""The option --url of the command `run`: results, invalid command lines, other machines, and configuration."""

from __future__ import annotations

import base64
import json
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import chaos_server
import imagegen_conformance.connections.http_service.endpoint as endpoint_module
from chaos.messages import Request
from chaos_server import ChaosServer, Misbehavior
from command_line import python_command
from imagegen_conformance.connections.http_service import announced_wait, controls
from raw_server import OK, json_bytes, raw_server
from service_arguments import CREDENTIAL, REMOTE, URL

HEADER_FORM = "Write --header NAME=ENVVAR, with the name of an environment variable that holds the value."


@pytest.fixture
def remote(server: ChaosServer, monkeypatch) -> ChaosServer:
    """A server on another machine, as far as the program knows."""
    monkeypatch.setattr(endpoint_module.Endpoint, "is_loopback", property(lambda _: False))
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return server


def rows(out: str) -> dict[str, list[str]]:
    """Return the cells of the table of results by level."""
    return {
        line.split()[0]: line.split()[1:] for line in out.splitlines() if re.match(r"(wire|schema|semantic) ", line)
    }


class TestRun:
    def test_level_schema_is_the_claimed_one(self, command, server: ChaosServer, modules: Path) -> None:
        completed = command("run", "--url", server.url, "--area", "quality", "--evidence", "evidence.ndjson")
        assert completed.code == 0, completed
        assert completed.err == ""
        assert completed.out.startswith(f"{server.url} (HTTP, server)\n")
        table = rows(completed.out)
        assert int(table["schema"][0]) > 20
        assert table["wire"][0] == "0"
        assert table.get("semantic", ["0"])[0] == "0"
        assert command("verify", "evidence.ndjson").code == 0

    def test_level_semantic_is_tested_on_request(self, command, server: ChaosServer) -> None:
        completed = command("run", "--url", server.url, "--level", "semantic", "--area", "size")
        assert completed.code == 1
        assert "wrongly-accepted" in completed.out  # the server validates at level schema

    def test_accepted_type_of_another_tool_is_not_applicable(self, command) -> None:
        cases = ["contexts/rules/wrong-type-beside:name", "type/near-miss/*"]
        with ChaosServer(Misbehavior("accepts-everything", key="name")) as server:
            completed = command("run", "--url", server.url, *(word for case in cases for word in ("--select", case)))
        assert completed.code == 0, completed
        assert "1 case is not applicable: it accepted the payload as that of another tool" in completed.out

    @pytest.mark.parametrize(
        ("level", "message"),
        [
            (
                "wire",
                (
                    "level wire is not available over --url without --relay. Add --relay to test a gateway. For a "
                    "server, choose from schema, semantic."
                ),
            ),
            ("object", "level object is not available over --url. Choose from schema, semantic."),
        ],
    )
    def test_level_of_payloads_that_a_response_does_not_show_is_an_error(
        self, command, server: ChaosServer, level: str, message: str
    ) -> None:
        completed = command("run", "--url", server.url, "--level", "schema", "--level", level)
        completed.assert_error(2, message)
        assert server.requests == []

    def test_name_model_and_envelope_are_used(self, command, server: ChaosServer, modules: Path) -> None:
        body = {"model": "mine", "input": "draw $MARKER", "tools": ["$PAYLOAD"]}
        (modules / "envelope.json").write_text(json.dumps(body))
        completed = command(
            "run",
            "--url",
            server.url,
            "--select",
            "quality/values/low",
            "--envelope",
            "envelope.json",
            "--name",
            "mine",
        )
        assert completed.code == 0, completed
        assert completed.out.startswith("mine (HTTP, server)\n")
        assert {request.data["model"] for request in server.requests} == {"mine"}
        assert all(request.data["input"].startswith("draw imagegen-") for request in server.requests)
        server.requests.clear()
        assert command("run", "--url", server.url, "--select", "quality/values/low", "--model", "gpt-5").code == 0
        assert {request.data["model"] for request in server.requests} == {"gpt-5"}

    def test_header_has_the_value_of_the_variable(self, command, server: ChaosServer, monkeypatch) -> None:
        monkeypatch.setenv("MY_KEY", CREDENTIAL)
        headers = ("--header", "Authorization=MY_KEY", "--header", "api-key=MY_KEY")
        completed = command("run", "--url", server.url, "--select", "quality/values/low", *headers)
        assert completed.code == 0
        for request in server.requests:
            assert request.headers["authorization"] == f"Bearer {CREDENTIAL}"
            assert request.headers["api-key"] == CREDENTIAL

    def test_server_of_start_is_started_and_ended(self, command, port: int) -> None:
        url = f"http://127.0.0.1:{port}/v1/responses"
        program = python_command(chaos_server.__file__, "--port", port)
        for _ in range(2):  # the second run needs the port
            completed = command("run", "--url", url, "--start", program, "--select", "quality/values/low")
            assert completed.code == 0, completed

    def test_server_that_ends_at_once_has_its_output_in_the_message(self, command, port: int) -> None:
        url = f"http://127.0.0.1:{port}/v1/responses"
        program = python_command("-c", "import sys; sys.exit('cannot open the database')")
        completed = command("run", "--url", url, "--start", program)
        completed.assert_error(
            3,
            "ended with exit code 1 before it accepted connections; its output: cannot open the database",
            "Run the command by itself to see why.",
        )

    def test_rerun_command_repeats_the_failure(self, command, process, server: ChaosServer, monkeypatch) -> None:
        monkeypatch.setenv("MY_KEY", CREDENTIAL)
        options = ("--level", "semantic", "--select", "size/*", "--concurrency", "2")
        values = {"--name": "my server", "--model": "gpt 5", "--timeout": "7", "--header": "Authorization=MY_KEY"}
        pairs = [*values.items(), ("--url", server.url)]
        completed = command("run", *options, *(word for pair in pairs for word in pair))
        assert completed.code == 1  # the server validates at level schema
        line = next(line for line in completed.out.splitlines() if line.strip().startswith("rerun"))
        words = shlex.split(line.strip().removeprefix("rerun"))
        assert words[:2] == ["imagegen-conformance", "run"]
        for name, value in pairs:
            assert words[words.index(name) + 1] == value
        again = process(*words[1:])
        assert again.code == 1, again
        assert "wrongly-accepted" in again.out
        assert words[words.index("--select") + 1] in again.out

    def test_rerun_command_quotes_the_name_of_a_header(self, command, server: ChaosServer, monkeypatch) -> None:
        monkeypatch.setenv("MY_KEY", CREDENTIAL)
        header = "X|touch&y`=MY_KEY"  # HTTP permits these characters in names
        completed = command("run", "--url", server.url, "--level", "semantic", "--select", "size/*", "--header", header)
        line = next(line for line in completed.out.splitlines() if line.strip().startswith("rerun"))
        assert f" --header '{header}' " in line


ENDING_SERVER = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    count = 0
    def do_POST(self):
        Handler.count += 1
        if Handler.count > 20:
            print("MemoryError: no memory is left", file=sys.stderr, flush=True)
            os._exit(7)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_legal = body["tools"][0].get("quality") != 5
        content = b'{"object": "response"}' if is_legal else b'{"error": {"message": "invalid", "param": "tools[0]"}}'
        self.send_response(200 if is_legal else 400)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_run_ends_soon_after_the_server_that_it_has_started(command, modules: Path, port: int, monkeypatch) -> None:
    monkeypatch.setattr(controls, "MAX_WAIT", 0.1)
    (modules / "ending.py").write_text(ENDING_SERVER)
    program = python_command(modules / "ending.py", port)
    url = f"http://127.0.0.1:{port}/v1/responses"
    start = time.monotonic()
    completed = command("run", "--url", url, "--start", program, "--area", "quality", "--quiet", "--concurrency", "1")
    assert time.monotonic() - start < 20
    assert completed.code == 3
    assert completed.err.splitlines()[-1].endswith(
        " ended with exit code 7; its output: MemoryError: no memory is left"
    )


class TestWaiting:
    @pytest.fixture(autouse=True)
    def short_times(self, monkeypatch) -> None:
        monkeypatch.setattr(announced_wait, "SILENT_WAIT", 0.1)
        monkeypatch.setattr(controls, "MAX_WAIT", 0.8)

    def test_port_at_which_nothing_listens_is_shown_soon(self, command, port: int) -> None:
        completed = command("run", "--url", f"http://127.0.0.1:{port}/v1/responses", "--select", "quality/values/low")
        assert completed.code == 3
        line, message, *_ = completed.err.splitlines()
        assert line == f"imagegen-conformance: no server listens at 127.0.0.1:{port} yet; trying again for up to 15 s"
        assert "cannot be reached (" in message

    @pytest.mark.parametrize("arguments", [("run", "--select", "quality/values/low"), ("http", "check")])
    @pytest.mark.parametrize(("pause", "count"), [(0.3, 1), (0.06, 0)])
    def test_first_response_that_takes_long_is_announced(
        self, command, arguments: tuple[str, ...], pause: float, count: int
    ) -> None:
        def serve_slowly(connection: socket.socket, request: Request, number: int) -> None:
            time.sleep(pause)
            rejected = json_bytes(b'{"error": {"param": "tools[0].quality"}}', status="400 Bad Request")
            connection.sendall(rejected if request.tool.get("quality") == 5 else OK)

        with raw_server(serve_slowly) as server:
            url = f"http://127.0.0.1:{server.port}/v1/responses"
            completed = command(*arguments, "--url", url)
        assert completed.code == 0
        message = f"imagegen-conformance: waiting for the response of {url}\n"
        assert completed.err.count("waiting for") == completed.err.count(message) == count


class TestInvalidCommandLine:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([URL], f"'{URL}' does not name an implementation. For a server, write --url {URL}"),
            (["m:x", "--url", URL], "m:x and --url name two implementations. Remove one of them."),
            (["--command", "x", "--url", URL], "--command and --url name two implementations. Remove one of them."),
            (["--url", URL, "--jobs", "3"], "--jobs does not apply to servers and gateways. Remove it; --concurrency sends requests in parallel."),
            (["--url", URL, "--max-restarts", "3"], "--max-restarts does not apply to servers and gateways. Remove it.\n"),
            (["--url", URL, "--max-in-flight", "3"], "--max-in-flight does not apply to servers and gateways. Remove it; --concurrency sends requests in parallel."),
            (["--url", URL, "--start", ""], "--start names no command. Write the command that starts the server."),
            (["--url", URL, "--start", " "], "--start names no command."),
            (["--url", URL, "--in-process"], "--in-process applies only to Python objects. Remove it, or test a Python object."),
            (["--url", URL, "--rejection", "m:E"], "--rejection applies only to Python objects."),
            (["--url", URL, "--smoke", "--no-smoke"], "--smoke and --no-smoke contradict each other. Remove one of them."),
            (["--url", URL, "--upstream-port", "80"], "--upstream-port applies only to --relay. Remove it, or add --relay."),
            (["m:x", "--start", "x"], "--start applies only to servers and gateways. Remove it, or name a server with --url."),
            (["m:x", "--header", "A=B"], "--header applies only to servers and gateways."),
            (["m:x", "--model", "m"], "--model applies only to servers and gateways."),
            (["m:x", "--envelope", "f"], "--envelope applies only to servers and gateways."),
            (["m:x", "--name", "n"], "--name applies only to servers and gateways."),
            (["m:x", "--concurrency", "2"], "--concurrency applies only to servers and gateways."),
            (["m:x", "--rate", "2"], "--rate applies only to servers and gateways."),
            (["m:x", "--max-requests", "2"], "--max-requests applies only to servers and gateways."),
            (["m:x", "--no-smoke"], "--no-smoke applies only to servers and gateways."),
            ([], "no implementation is given. Name a Python object, such as package.module:Name, a program with --command, or a server with --url."),
            (["--url", "127.0.0.1:9/v1"], "'127.0.0.1:9/v1' is not the URL of an endpoint. Write it like http://127.0.0.1:8000/v1/responses."),
            (["--url", REMOTE], "api.example.com is not this machine, and the number of requests is not limited. Add --max-requests N. Each request may cost money."),
            (["--url", REMOTE, "--max-requests", "5", "--start", "x"], "--start starts a server on this machine, but api.example.com is another. Remove it, or name a URL of this machine."),
            (["--url", URL, "--envelope", "missing.json"], "missing.json: the envelope cannot be read (No such file or directory). Name a file that contains a request body."),
            (["--url", URL, "--envelope", "f.json", "--model", "m"], "--model applies to the default request, but --envelope replaces it. Remove one of them."),
            (["--url", URL, "--header", "X-Key=UNSET_VARIABLE"], "--header X-Key names an environment variable that is not set. Set it, or name another variable."),
            (["--url", URL, "--header", "Host=PATH"], "the header 'Host' is set by the suite. Remove it."),
            (["--url", URL, "--max-requests", "3"], "requests, and --max-requests permits 3. Select fewer cases, or permit more requests."),
        ],
    )  # fmt: skip
    def test_message_says_what_to_do(self, command, arguments: list[str], message: str) -> None:
        command("run", *arguments).assert_error(2, message)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--header", CREDENTIAL], f"the value of --header does not have the form NAME=ENVVAR. {HEADER_FORM}"),
            (["--header", f"Authorization: {CREDENTIAL}"], f"the value of --header does not have the form NAME=ENVVAR. {HEADER_FORM}"),
            (["--header", f"Authorization={CREDENTIAL}"], f"--header Authorization does not name an environment variable. {HEADER_FORM}"),
            (["--header", f"Authorization=Bearer {CREDENTIAL}"], f"--header Authorization does not name an environment variable. {HEADER_FORM}"),
            (["--header", f"Authorization={CREDENTIAL.replace('-', '_')}"], "--header Authorization names an environment variable that is not set. Set it, or name another variable."),
            (["--header", "X=MY_KEY", "--header", "x=OTHER_KEY"], "--header X is given more than once. Remove one of them."),
            (["--header", "X=MY_KEY", "--name", CREDENTIAL], "the command line contains the value of a header. Give it only in the environment: the command line is printed, and other users of this machine can see it."),
            (["--header", "X=MY_KEY", "--start", f"serve --key {CREDENTIAL}"], "the command line contains the value of a header."),
            (["--header", "X=MY_KEY", "--model", CREDENTIAL], "the command line contains the value of a header."),
        ],
    )  # fmt: skip
    def test_secret_is_not_in_the_message(self, command, arguments: list[str], message: str, monkeypatch) -> None:
        monkeypatch.setenv("MY_KEY", CREDENTIAL)
        completed = command("run", "--url", URL, *arguments)
        completed.assert_error(2, message)
        assert CREDENTIAL not in completed.err
        assert CREDENTIAL.replace("-", "_") not in completed.err

    @pytest.mark.parametrize(
        ("url", "message"),
        [
            (f"http://user:{CREDENTIAL}@127.0.0.1/v1", "the URL contains a user name or a password. Remove them from the URL, and give the header with --header NAME=ENVVAR."),
            (f"http://127.0.0.1/v1?api-key={CREDENTIAL}", "the parameter 'api-key' of the URL may be a secret, and the URL is printed. Give it as a header with --header NAME=ENVVAR."),
        ],
    )  # fmt: skip
    def test_url_with_a_secret_is_not_shown(self, command, url: str, message: str) -> None:
        for arguments in (("--url", url), (url,)):
            completed = command("run", *arguments)
            completed.assert_error(2, message)
            assert CREDENTIAL not in completed.err

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows splits a command line itself")
    @pytest.mark.parametrize(
        ("words", "shown", "reason"),
        [
            ("serve 'my port", '''"serve 'my port"''', "No closing quotation"),
            ("serve \\", r"'serve \\'", "No escaped character"),
        ],
    )
    def test_command_of_start_that_is_not_complete_is_an_error(
        self, command, words: str, shown: str, reason: str
    ) -> None:
        problem = f"the command {shown} of --start is not complete ({reason})"
        command("run", "--url", URL, "--start", words).assert_error(2, f"{problem}. Write the missing character.")

    @pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "fast", ""])
    def test_rate_is_a_positive_number(self, command, value: str) -> None:
        completed = command("run", "--url", URL, f"--rate={value}")
        completed.assert_usage_error(
            f"argument --rate: '{value}' is not a rate. Give a number of requests per second above 0."
        )

    @pytest.mark.parametrize("value", ["0", "-1", "65536", "http", "8000.5"])
    def test_port_is_a_number_of_a_port(self, command, value: str) -> None:
        completed = command("run", "--relay", "--url", URL, f"--upstream-port={value}")
        completed.assert_usage_error(
            f"argument --upstream-port: '{value}' is not a port. Give a number from 1 to 65535."
        )

    @pytest.mark.parametrize("option", ["--concurrency", "--max-requests"])
    def test_count_is_positive(self, command, option: str) -> None:
        command("run", "--url", URL, option, "0").assert_usage_error(f"argument {option}: ")

    @pytest.mark.parametrize(
        ("word", "suggestion"),
        [("--endpoint", "--url"), ("--server", "--url"), ("--gateway", "--relay"), ("--headers", "--header"), ("--parallel", "--concurrency"), ("--max-calls", "--max-requests")],
    )  # fmt: skip
    def test_other_word_for_an_option_has_a_suggestion(self, command, word: str, suggestion: str) -> None:
        completed = command("run", word, "x")
        assert completed.code == 2
        assert suggestion in completed.err


class TestOtherMachine:
    def test_smoke_list_is_the_default_and_the_number_of_requests_is_shown(self, command, remote: ChaosServer) -> None:
        completed = command("run", "--url", remote.url, "--max-requests", "5000", "--level", "schema")
        assert completed.code == 0, completed
        match = re.fullmatch(
            r"imagegen-conformance: the run sends at least ([\d,]+) requests to 127\.0\.0\.1; "
            r"--max-requests permits 5,000\n",
            completed.err,
        )
        assert match, completed.err
        assert int(match[1].replace(",", "")) == len(remote.requests)
        smoke = command("run", "--url", remote.url, "--max-requests", "5000", "--level", "schema", "--smoke")
        assert smoke.out == completed.out

    def test_all_cases_are_run_on_request(self, command, remote: ChaosServer) -> None:
        completed = command("run", "--url", remote.url, "--max-requests", "100000", "--level", "schema", "--no-smoke")
        assert completed.code == 0, completed
        assert len(remote.requests) > 3000

    def test_selected_cases_are_run(self, command, remote: ChaosServer) -> None:
        completed = command("run", "--url", remote.url, "--max-requests", "500", "--select", "quality/types/*")
        assert completed.code == 0, completed
        assert rows(completed.out)["schema"][0] != "0"

    def test_variants_are_not_sent_unless_they_are_requested(self, command, remote: ChaosServer, monkeypatch) -> None:
        monkeypatch.setenv("CI", "true")
        arguments = ("run", "--url", remote.url, "--max-requests", "500", "--select", "quality/types/*")
        assert "variants off" in command(*arguments).out
        assert "variants on" in command(*arguments, "--variants").out

    def test_generated_cases_are_an_error(self, command, remote: ChaosServer) -> None:
        completed = command("run", "--url", remote.url, "--max-requests", "500", "--generate", "5")
        problem = "--generate sends a number of requests that is not known before"
        completed.assert_error(2, f"{problem}. Remove it, or test a server on this machine.")
        assert remote.requests == []

    def test_budget_that_is_too_small_ends_the_run_before_it_begins(self, command, remote: ChaosServer) -> None:
        completed = command("run", "--url", remote.url, "--max-requests", "4", "--select", "quality/types/*")
        completed.assert_error(
            2, "the run needs at least ", " requests, and --max-requests permits 4. Select fewer cases"
        )
        assert remote.requests == []

    def test_number_of_requests_is_not_shown_for_this_machine(self, command, server: ChaosServer) -> None:
        assert command("run", "--url", server.url, "--select", "quality/types/*", "--max-requests", "900").err == ""

    def test_password_of_the_proxy_is_not_shown(self, command, monkeypatch) -> None:
        def repeat_headers(connection: socket.socket, request: Request, number: int) -> None:
            body = json.dumps({"error": {"message": request.headers["proxy-authorization"]}}).encode()
            connection.sendall(json_bytes(body, status="403 Forbidden"))

        for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        with raw_server(repeat_headers) as proxy:
            monkeypatch.setenv("http_proxy", f"http://alice:{CREDENTIAL}@127.0.0.1:{proxy.port}")
            url = "http://api.example.invalid/v1/responses"
            completed = command("run", "--url", url, "--max-requests", "500", "--select", "quality/types/*")
        assert completed.code == 3
        assert '{"message": "[HTTP_PROXY]"}' in completed.err
        encoded = base64.b64encode(f"alice:{CREDENTIAL}".encode()).decode()
        assert encoded not in completed.err
        assert CREDENTIAL not in completed.err


class TestConfiguration:
    def test_keys_of_a_server_are_read(self, command, server: ChaosServer, modules: Path, monkeypatch) -> None:
        monkeypatch.setenv("MY_KEY", CREDENTIAL)
        (modules / "envelope.json").write_text('{"model": "mine", "input": "$MARKER", "tools": ["$PAYLOAD"]}')
        (modules / "pyproject.toml").write_text(
            "[tool.imagegen-conformance]\n"
            f'url = "{server.url}"\nheader = ["Authorization=MY_KEY", "api-key=MY_KEY"]\nenvelope = "envelope.json"\n'
            'name = "configured"\nconcurrency = 2\nrate = 500.5\nmax-requests = 900\nselect = ["quality/types/*"]\n'
        )
        completed = command("run")
        assert completed.code == 0, completed
        assert completed.out.startswith("configured (HTTP, server)\n")
        assert {request.data["model"] for request in server.requests} == {"mine"}
        assert {request.headers["api-key"] for request in server.requests} == {CREDENTIAL}

    def test_url_of_the_command_line_replaces_the_implementation(
        self, command, server: ChaosServer, modules: Path
    ) -> None:
        (modules / "pyproject.toml").write_text(
            '[tool.imagegen-conformance]\nimplementation = "missing:x"\nselect = ["quality/types/*"]\n'
        )
        assert command("run", "--url", server.url).code == 0

    def test_implementation_of_the_command_line_replaces_the_url(self, command, modules: Path) -> None:
        (modules / "pyproject.toml").write_text(
            f'[tool.imagegen-conformance]\nurl = "{URL}"\nselect = ["quality/types/*"]\n'
        )
        completed = command("run", "imagegen_reference:ImageGenTool")
        assert completed.code == 0, completed

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("url = 5", "pyproject.toml tool.imagegen-conformance.url: "),
            ('header = "A=B"', "pyproject.toml tool.imagegen-conformance.header: "),
            ("rate = 0", "pyproject.toml tool.imagegen-conformance.rate: "),
            ("upstream-port = 70000", "pyproject.toml tool.imagegen-conformance.upstream-port: "),
            ('relay = "yes"', "pyproject.toml tool.imagegen-conformance.relay: "),
        ],
    )
    def test_invalid_value_is_named(self, command, modules: Path, line: str, message: str) -> None:
        (modules / "pyproject.toml").write_text(f"[tool.imagegen-conformance]\n{line}\n")
        command("run", "m:x").assert_error(2, message)


def test_network_modules_are_not_imported_by_other_runs(modules: Path) -> None:
    script = (
        "import sys; from imagegen_conformance.cli.main import main; "
        "main(['run', 'imagegen_reference:ImageGenTool', '--in-process', '--select', 'quality/values/low']); "
        "print(sorted({'ssl', 'http.client', 'http.server'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=modules)
    assert done.stderr.endswith("[]\n"), done.stderr
