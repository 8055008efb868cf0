"""The gateway as a server: with an upstream that answers each request with the same response.

Usage: python server.py PORT METRICS_PORT UPSTREAM_PORT
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODELS = {"object": "list", "data": [{"id": "gpt-4.1", "object": "model", "created": 0, "owned_by": "openai"}]}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 0,
    "status": "completed",
    "model": "gpt-4.1",
    "output": [],
    "parallel_tool_calls": True,
    "tool_choice": "none",
    "tools": [],
}
HOST = "127.0.0.1"


class Upstream(BaseHTTPRequestHandler):
    """An upstream with one model."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Return the models."""
        self._answer(MODELS)

    def do_POST(self) -> None:
        """Return the response."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(RESPONSE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Log nothing."""

    def _answer(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> int:
    """Start the upstream and the gateway, and wait until the gateway ends."""
    port, metrics_port, upstream_port = sys.argv[1:]
    upstream = ThreadingHTTPServer((HOST, int(upstream_port)), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    command = ["smg", "launch", "--backend", "openai", "--worker-urls", f"http://{HOST}:{upstream_port}"]
    command += ["--host", HOST, "--port", port, "--prometheus-host", HOST, "--prometheus-port", metrics_port]
    return subprocess.run([*command, "--disable-load-monitoring", "--log-level", "error"], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
