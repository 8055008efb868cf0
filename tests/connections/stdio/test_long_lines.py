"""Requests and responses of up to a megabyte, many of them in flight."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import python_command
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.cases import Request
from revisions import AZURE

# The program writes each response as soon as it has read the request, so that both pipes are full most of the time.
PROGRAM = """
import json, sys

hello = {"protocol": 1, "name": "n", "version": None, "language": "L", "levels": ["wire"], "capabilities": []}
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "parse":
        response = {"outcome": "accepted", "output": request.get("payload", request.get("text"))}
    else:
        response = hello if request["op"] == "hello" else {"outcome": "bye"}
    sys.stderr.write("x" * 10000)
    print(json.dumps({"seq": request["seq"], **response}), flush=True)
"""


@pytest.mark.parametrize("max_in_flight", [1, 64, 128])
def test_long_lines_in_flight_do_not_block(tmp_path: Path, max_in_flight: int) -> None:
    program = tmp_path / "echo.py"
    program.write_text(PROGRAM, encoding="utf-8")
    lengths = [65536] * 64 + [1 << 20, 1, 1 << 20] + [65537] * 64
    requests = [Request("parse", {"type": "image_generation", "x": "y" * length}) for length in lengths]
    requests.append(Request("parse-text", "\u20ac" * (1 << 18)))
    options = StdioOptions(timeout=30.0, max_in_flight=max_in_flight)
    connection = StdioConnection(python_command(program), AZURE, options=options)
    received: dict[int, object] = {}
    for number, request in enumerate(requests):
        if number >= max_in_flight:
            sequence, observation = connection.receive()
            received[sequence] = observation["output"]
        connection.send(number, request)
    while len(received) < len(requests):
        sequence, observation = connection.receive()
        received[sequence] = observation["output"]
    assert connection.close() == []
    assert [received[number] for number in range(len(requests))] == [request.content for request in requests]
