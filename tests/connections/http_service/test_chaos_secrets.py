"""Texts of servers in the output: secrets that they repeat, and sequences that control terminals and runners."""

from __future__ import annotations

import base64
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

import chaos_server
from chaos.misbehavior import Misbehavior
from chaos_server import SERVER_MISBEHAVIORS, ChaosServer
from command_line import python_command
from imagegen_conformance.cli.main import main

CASES = ("model/closed/gpt-image-1", "model/closed/integer", "moderation/types/integer")
KEY = 'sk-"Zx81/+q~\\w=='  # JSON, URLs and base64 write it differently
USER, PASSWORD = "operator", 'pa"ss/+word~1'
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
VALUES = {"bearer": KEY, "with-scheme": f"Bearer {KEY}", "basic": f"Basic {BASIC}"}
SECRETS = {"bearer": [KEY], "with-scheme": [KEY], "basic": [BASIC, PASSWORD, f"{USER}:{PASSWORD}"]}
LEAKS = sorted(name for name in SERVER_MISBEHAVIORS if name.startswith("leaks-authorization"))
FORMATS = ("markdown", "json", "junit", "html", "github", "badge")
Check = Callable[..., tuple[int, str, str]]
CONTROL_CHARACTERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def forms(secret: str) -> Iterator[bytes]:
    """Yield a secret in the forms in which a text may contain it."""
    texts = {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(json.dumps(secret))[3:-3],
        quote(secret),
        quote(secret, safe=""),
    }
    for prefix in ("", "x", "xx", "Bearer ", "Basic "):
        encoded = base64.b64encode((prefix + secret).encode()).decode()
        # The characters at the ends also depend on the neighbors of the secret.
        core = encoded[-(-len(prefix) * 4 // 3) + 1 : -4]
        texts |= {core, core.replace("+", "-").replace("/", "_")}
    yield from (text.encode() for text in texts)


def assert_secret_is_absent(kind: str, out: str, err: str, directory: Path) -> None:
    contents = {"stdout": out.encode(), "stderr": err.encode()}
    contents |= {str(file): file.read_bytes() for file in directory.rglob("*") if file.is_file()}
    contents.pop(str(directory / "environment.py"), None)
    for form in (form for secret in SECRETS[kind] for form in forms(secret)):
        assert [place for place, content in contents.items() if form in content] == [], form


@pytest.fixture(params=VALUES)
def kind(request, monkeypatch) -> str:
    """The kind of the value that the environment variable CHAOS_KEY has."""
    monkeypatch.setenv("CHAOS_KEY", VALUES[request.param])
    name: str = request.param
    return name


@pytest.fixture
def check(tmp_path: Path, monkeypatch, capsys, quick_retries) -> Check:
    """Call the command `http check`, and return its exit code and its output."""
    monkeypatch.chdir(tmp_path)

    def call(url: str, *arguments: str) -> tuple[int, str, str]:
        code = main(["http", "check", "--url", url, *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_forms_are_found():
    texts = [KEY, json.dumps({"error": KEY}), quote(KEY), base64.b64encode(f"Bearer {KEY}".encode()).decode()]
    assert all(any(form in text.encode() for form in forms(KEY)) for text in texts)


class TestSecrets:
    @pytest.mark.parametrize("name", [*LEAKS, "echoes-request", "rejects-everything"])
    @pytest.mark.parametrize("after", [0, 8], ids=["from-the-start", "in-the-middle"])
    def test_secret_is_in_no_output_of_a_run(self, run, tmp_path, kind, name, after):
        reports = [word for format_ in FORMATS for word in ("--report", f"{format_}=report.{format_}")]
        words = ("--header", "Authorization=CHAOS_KEY", "--verbose", *reports)
        with ChaosServer(Misbehavior(name, key="model" if after else None)) as server:
            result = run(server.url, CASES, *words)
        assert result.code in {1, 3}
        assert {request.headers["authorization"].rpartition(" ")[2] for request in server.requests} == {
            SECRETS[kind][0]
        }
        if name in LEAKS:
            assert "[CHAOS_KEY]" in "".join((result.out + result.err).split())  # the report breaks lines
        assert len([*tmp_path.glob("report.*")]) == (len(FORMATS) if after else 0)
        assert_secret_is_absent(kind, result.out, result.err, tmp_path)

    @pytest.mark.parametrize("name", [None, *LEAKS, "echoes-request"])
    def test_secret_is_in_no_output_of_a_check(self, check, tmp_path, kind, name):
        with ChaosServer(name) as server:
            code, out, err = check(server.url, "--header", "Authorization=CHAOS_KEY")
        assert code == (0 if name is None else 3)
        assert ("[CHAOS_KEY]" in out) == (name in LEAKS)
        assert_secret_is_absent(kind, out, err, tmp_path)

    @pytest.mark.slow
    @pytest.mark.parametrize("options", [("--exit-code", 4), ("--misbehavior", "slow-start", "--seconds", 60)])
    def test_secret_is_not_in_the_output_of_a_server_that_does_not_start(self, run, tmp_path, kind, options):
        with closing(socket.socket()) as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        command = python_command(chaos_server.__file__, "--port", port, "--print-environment", *options)
        words = ("--start", command, "--header", "Authorization=CHAOS_KEY", "--startup-timeout", "1.5")
        result = run(f"http://127.0.0.1:{port}/v1/responses", CASES, *words)
        assert result.code == 3
        assert "; its output: " in result.err
        assert_secret_is_absent(kind, result.out, result.err, tmp_path)

    @pytest.mark.parametrize("place", ["--url", "--start", "--name", "--model"])
    def test_secret_in_the_command_line_is_an_error_without_it(self, run, tmp_path, kind, place):
        secret = SECRETS[kind][0]
        url = f"http://127.0.0.1:1/{quote(secret)}" if place == "--url" else "http://127.0.0.1:1/v1/responses"
        words = () if place == "--url" else (place, secret)
        result = run(url, CASES, "--header", "Authorization=CHAOS_KEY", *words)
        assert (result.code, result.out) == (2, "")
        assert "the command line contains the value of a header" in result.err
        assert_secret_is_absent(kind, result.out, result.err, tmp_path)


class TestTerminal:
    @pytest.mark.parametrize("name", ["terminal-text", "401-runner-command"])
    @pytest.mark.parametrize("key", ["model", None], ids=["in-the-middle", "from-the-start"])
    @pytest.mark.parametrize("is_runner", [False, True], ids=["terminal", "runner"])
    def test_run_prints_no_control_sequences(self, run, monkeypatch, name, key, is_runner):
        monkeypatch.setenv("GITHUB_ACTIONS", "true" if is_runner else "false")
        with ChaosServer(Misbehavior(name, key=key)) as server:
            result = run(server.url, CASES, "--verbose")
        assert_harmless(result.out, is_runner=is_runner)
        assert_harmless(result.err, is_runner=is_runner)
        assert "::error::" in result.out + result.err

    @pytest.mark.parametrize("is_runner", [False, True], ids=["terminal", "runner"])
    @pytest.mark.parametrize("name", ["terminal-text", "401-runner-command"])
    def test_check_prints_no_control_sequences(self, check, monkeypatch, is_runner, name):
        monkeypatch.setenv("GITHUB_ACTIONS", "true" if is_runner else "false")
        with ChaosServer(name) as server:
            code, out, err = check(server.url)
        assert code == 3
        assert_harmless(out, is_runner=is_runner)
        assert_harmless(err, is_runner=is_runner)
        assert "::error::" in out


def assert_harmless(text: str, *, is_runner: bool) -> None:
    """Assert that a text has no control characters, and that a runner of GitHub Actions executes no line of it."""
    assert CONTROL_CHARACTERS.findall(text) == []
    token = None
    for line in map(str.strip, text.splitlines() if is_runner else ()):
        if token is not None:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::"):
            assert line.startswith("::stop-commands::")
            token = line.removeprefix("::stop-commands::")
    assert token is None
