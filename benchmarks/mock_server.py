"""The schema cases against prism, a mock server that validates by an OpenAPI document, against a client loop."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from client_loop import send_all
from http_throughput import CONCURRENCY, request_body, time_loop, time_server
from imagegen_conformance.corpus.corpus import Corpus
from loopback_servers import HOST, PATH
from ratio import HERE, NotMeasured, Ratio, Row, measure_alternately, print_table

IMPLEMENTATIONS = HERE.parent / "implementations"
sys.path.append(str(IMPLEMENTATIONS / "runner"))
from toolchains import NotInstalledError, install_npm  # noqa: E402 - the folder was not on the path before

NAME = "prism, all schema cases : client loop"
ROUNDS = 5
START_TIMEOUT = 30.0  # seconds
PRISM = IMPLEMENTATIONS / "node-prism"
PACKAGES = HERE.parent / "build" / "npm-prism"


def ratios() -> Sequence[Row]:
    try:
        install_npm(PRISM / "package-lock.json", PACKAGES)
    except NotInstalledError as error:
        return [NotMeasured(NAME, str(error))]
    cases = [case for case in Corpus.load().cases if case.level == "schema"]
    bodies = list(map(request_body, range(len(cases)), cases))
    with _prism() as url:
        send_all(url, bodies, CONCURRENCY)  # the compiler of Node is still at work
        suite, loop = measure_alternately(
            [partial(time_server, url, cases, len(cases)), partial(time_loop, url, bodies)], ROUNDS
        )
    return [Ratio(NAME, [side.elapsed for side in suite], [side.elapsed for side in loop], 1.3, at_least=False)]


@contextmanager
def _prism() -> Iterator[str]:
    """Start prism in a process of its own, and give the URL of its endpoint."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    program = PACKAGES / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    document = str(PRISM / "openapi-azure.json")
    options = ["--host", HOST, "--port", str(port), "--verboseLevel", "fatal"]
    with subprocess.Popen(["node", str(program), "mock", document, *options], stdout=subprocess.DEVNULL) as process:
        try:
            _await_start(port)
            yield f"http://{HOST}:{port}{PATH}"
        finally:
            process.terminate()


def _await_start(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            socket.create_connection((HOST, port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    raise SystemExit(print_table(ratios()))
