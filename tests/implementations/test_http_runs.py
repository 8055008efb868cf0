"""Runs of a server and of a gateway, which the runner installs, starts, runs and ends."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

import manifest
import toolchains
from command import main
from toolchains import Toolchain

HEADER, VARIABLE, VALUE = "X-Access", "HTTP_RUN_ACCESS", "passphrase-of-the-run"

# Installed by the runner: it copies its source into the program that is started.
BUILD = "import pathlib; pathlib.Path('program.py').write_text(pathlib.Path('source').read_text())"

# Both programs ask for the header, and answer on the port that is their first argument.
HANDLER = f"""
import http.client, json, os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["{HEADER}"] != os.environ["{VARIABLE}"]:
            self.send(401, b'{{"error": {{"message": "the header is missing"}}}}')
        else:
            self.send(*self.answer(body))

    def send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

"""
SERVE = """

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

SERVER = f"""{HANDLER}
    def answer(self, body):
        [tool] = json.loads(body)["tools"]
        if not isinstance(tool, dict) or tool.get("type") != "image_generation":
            return 400, b'{{"error": {{"message": "no such tool", "param": "tools[0].type"}}}}'
        if tool.get("quality", "low") not in ("low", "medium", "high", "auto"):
            return 400, b'{{"error": {{"message": "unknown quality", "param": "tools[0].quality"}}}}'
        return 200, b'{{"object": "response", "status": "completed", "output": []}}'
{SERVE}"""

GATEWAY = f"""{HANDLER}
    def answer(self, body):
        upstream = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]), timeout=10)
        upstream.request("POST", "/v1/responses", body, {{"Content-Type": "application/json"}})
        response = upstream.getresponse()
        content = response.read()
        upstream.close()
        return response.status, content
{SERVE}"""


# Added to the method of the gateway.
DROP_QUALITY = """
        request = json.loads(body)
        if isinstance(request["tools"][0], dict):
            request["tools"][0].pop("quality", None)
        body = json.dumps(request).encode()
"""


def find_free_port() -> int:
    """Return a port that no program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def port() -> int:
    return find_free_port()


@pytest.fixture
def call(tmp_path, monkeypatch, port):
    """Run the command on a program with this source, and with these keys of its run."""
    monkeypatch.setattr(manifest, "IMPLEMENTATIONS", tmp_path / "implementations")
    local = Toolchain({sys.executable: "Python"}, (sys.executable, "build.py"))
    monkeypatch.setitem(toolchains.TOOLCHAINS, "local", local)
    monkeypatch.chdir(tmp_path)

    def call(source: str, *arguments: int, **keys: Any) -> int:
        run = {
            "name": "program",
            "url": f"http://127.0.0.1:{port}/v1/responses",
            "start": [sys.executable, "program.py", str(port), *map(str, arguments)],
            "environment": {VARIABLE: VALUE},
            "headers": {HEADER: VARIABLE},
            "areas": ["quality"],
            **keys,
        }
        folder = tmp_path / "implementations" / "program"
        folder.mkdir(parents=True)
        (folder / "build.py").write_text(BUILD, encoding="utf-8")
        (folder / "source").write_text(source, encoding="utf-8")
        content = {"name": "program 1.0", "registry": "local", "runs": [run]}
        (folder / "implementation.json").write_text(json.dumps(content), encoding="utf-8")
        return main(["--environments", "environments", "--evidence", "evidence"])

    return call


def read_evidence(folder: Path) -> tuple[dict[str, Any], str]:
    """Return the header of the evidence, and the whole of it as text."""
    text = (folder / "evidence" / "program.ndjson").read_text(encoding="utf-8")
    return json.loads(text.splitlines()[0]), text


def assert_nothing_listens(port: int) -> None:
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) != 0


def test_server_is_started_run_and_ended(call, tmp_path, port, capfd):
    assert call(SERVER, levels=["schema"]) == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("program  as expected  azure 2.3, ")
    header, text = read_evidence(tmp_path)
    assert (header["implementation"]["name"], header["implementation"]["levels"]) == ("program 1.0", ["schema"])
    assert f"--url http://127.0.0.1:{port}/v1/responses --start " in header["rerun"]
    assert '"outcome":"rejected"' in text.replace(" ", "")
    assert VALUE not in text
    assert_nothing_listens(port)


def test_gateway_passes_the_payloads_on_to_the_suite(call, tmp_path, port, capfd):
    upstream_port = find_free_port()
    keys = {"relay": True, "upstream_port": upstream_port, "concurrency": 2, "levels": ["wire"]}
    assert call(GATEWAY, upstream_port, **keys) == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("program  as expected  azure 2.3, ")
    header, text = read_evidence(tmp_path)
    assert header["rerun"].startswith("imagegen-conformance run --relay --url ")
    assert f"--upstream-port {upstream_port} --header {HEADER}={VARIABLE} " in header["rerun"]
    assert VALUE not in text
    assert_nothing_listens(port)
    assert_nothing_listens(upstream_port)


def test_gateway_that_drops_a_field_is_reported(call, tmp_path, capfd):
    upstream_port = find_free_port()
    source = GATEWAY.replace("def answer(self, body):", "def answer(self, body):\n" + DROP_QUALITY)
    assert call(source, upstream_port, relay=True, upstream_port=upstream_port, levels=["wire"]) == 1
    assert " fail" in capfd.readouterr().out.splitlines()[-1]
    assert '"failure":"wrong-output"' in read_evidence(tmp_path)[1].replace(" ", "")


def test_server_that_does_not_start_has_no_evidence(call, tmp_path, capfd):
    assert call("raise SystemExit(7)", levels=["schema"]) == 3
    captured = capfd.readouterr()
    assert captured.out.splitlines()[-1] == "program  exit 3  no evidence"
    assert "program.py" in captured.err
    assert not (tmp_path / "evidence").exists()
