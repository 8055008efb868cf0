"""The call of the suite for a run: its arguments and its environment variables."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from manifest import PYPI, Run
from suite_call import suite_call, variables

FOLDER = Path("implementations") / "example"
GATEWAY = Run(
    folder=FOLDER,
    name="example-gateway",
    registry="npm",
    levels=("wire",),
    title="example 1.0",
    url="http://127.0.0.1:18100/v1/responses",
    start=("node", "server.mjs", "one two"),
    variables={"EXAMPLE_KEY": "local-only"},
    headers={"Authorization": "EXAMPLE_KEY"},
    is_relay=True,
    upstream_port=18101,
    model="gpt-image-1",
    concurrency=16,
    profile="openai",
    revision="2026-11-04",
)
SERVER = Run(
    folder=FOLDER,
    name="example",
    registry=PYPI,
    levels=("schema",),
    title="example 1.0",
    url="http://127.0.0.1:18100/v1/responses",
    start=("python", "server.py", "18100"),
    envelope="envelope.json",
)


def call(run: Run) -> list[str]:
    """Return the arguments of the command `run`."""
    python, *words = suite_call(run, Path("python3"), Path("environment"), Path("example.ndjson"))
    assert (python, words[:3]) == ("python3", ["-m", "imagegen_conformance", "run"])
    return words[3:]


def test_gateway_is_started_and_the_suite_is_its_upstream():
    words = "'one two'" if sys.platform != "win32" else '"one two"'
    assert call(GATEWAY) == [
        "--relay",
        *("--url", "http://127.0.0.1:18100/v1/responses", "--name", "example 1.0"),
        *("--start", f"node server.mjs {words}"),
        *("--upstream-port", "18101", "--model", "gpt-image-1", "--concurrency", "16"),
        *("--header", "Authorization=EXAMPLE_KEY"),
        *("--no-config", "--profile", "openai", "--revision", "2026-11-04", "--level", "wire"),
        *("--fail-on", "should", "--no-variants", "--evidence", "example.ndjson"),
    ]


def test_server_is_started_and_gets_the_payloads_in_its_envelope():
    assert call(SERVER) == [
        *("--url", "http://127.0.0.1:18100/v1/responses", "--name", "example 1.0"),
        *("--start", "python server.py 18100", "--envelope", "envelope.json"),
        *("--no-config", "--level", "schema", "--fail-on", "should", "--no-variants"),
        *("--evidence", "example.ndjson"),
    ]


def test_client_is_started_by_its_command():
    run = Run(FOLDER, "example", PYPI, ("wire",), command=("python", "client.py"), is_relay=True)
    assert call(run) == [
        *("--relay", "--command", "python client.py", "--no-config", "--level", "wire"),
        *("--fail-on", "should", "--no-variants", "--evidence", "example.ndjson"),
    ]
    upstream_port = call(run._replace(upstream_port=18101))[3:5]
    assert upstream_port == ["--upstream-port", "18101"]


@pytest.mark.parametrize(
    ("run", "subject"),
    [
        (Run(FOLDER, "example", PYPI, ("wire",), implementation="adapter:Tool"), ["adapter:Tool"]),
        (Run(FOLDER, "example", "npm", ("wire",), command=("node", "adapter.mjs")), ["--command", "node adapter.mjs"]),
    ],
)
def test_object_and_adapter_are_run_with_variants_and_repetitions(run, subject):
    arguments = call(run)
    assert arguments[: len(subject)] == subject
    assert arguments[-5:-2] == ["--variants", "--repeat", "2"]
    assert call(run._replace(has_variants=False))[-3] == "--no-variants"


def test_variables_of_the_run_are_set():
    assert variables(GATEWAY, Path("environment")) == {**os.environ, "EXAMPLE_KEY": "local-only"}


@pytest.mark.parametrize("path", ["/usr/bin", None])
def test_programs_of_a_python_environment_are_found_first(tmp_path, monkeypatch, path):
    monkeypatch.delenv("PATH")
    if path is not None:
        monkeypatch.setenv("PATH", path)
    programs = tmp_path / ("Scripts" if sys.platform == "win32" else "bin")
    assert variables(SERVER, tmp_path)["PATH"] == f"{programs}{os.pathsep}{path or os.defpath}"


def test_python_object_gets_the_variables_of_the_suite():
    run = Run(FOLDER, "example", PYPI, ("wire",), implementation="adapter:Tool")
    assert variables(run, Path("environment")) == dict(os.environ)
