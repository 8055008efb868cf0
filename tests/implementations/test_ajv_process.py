"""The process of Node, and its failures. A Python program stands in for Node."""

from __future__ import annotations

import json
import sys

import pytest

import ajv
from imagegen_conformance.resources import data_directory

SCHEMA = data_directory("schemas") / "image_gen_tool.strict.schema.json"


@pytest.fixture
def start_node(tmp_path, monkeypatch):
    """Start a stand-in for Node. `statements` are what it executes for each batch."""

    def start(statements: str, timeout: float = 10.0):
        program = tmp_path / "program.py"
        program.write_text(f"import json, sys, time\nfor line in sys.stdin:\n    {statements}\n", encoding="utf-8")
        monkeypatch.setattr(ajv, "NODE", [sys.executable])
        return ajv.AjvProcess(SCHEMA, tmp_path, program=program, timeout=timeout)

    return start


def test_errors_become_findings(start_node):
    response = json.dumps([[], [["/size", "#/$defs/size.grammar/pattern", False], ["/a~1b", "#/type", True]]])
    process = start_node(f"print({response!r}, flush=True)")
    legal, illegal = process.errors([{}, {}])
    assert legal == []
    assert [(finding.path, finding.rule) for finding in illegal] == [
        ("/size", "size.grammar"),
        ("/a~1b", "null.refused"),
    ]


def test_non_ascii_text_is_transmitted(start_node):
    process = start_node("print(json.dumps([[[f'/{ord(json.loads(line)[0])}', '#/type', False]]]), flush=True)")
    (findings,) = process.errors(["\u00d7"])
    assert findings[0].path == "/215"


@pytest.mark.parametrize(
    "statements", ["print('not JSON', flush=True)", "print('[1]', flush=True)", "print('{}}', flush=True)"]
)
def test_invalid_response_is_an_error(start_node, statements):
    with pytest.raises(RuntimeError, match="the response of Node is not a list of errors: '"):
        start_node(statements).errors([{}])


def test_response_to_fewer_payloads_is_an_error(start_node):
    with pytest.raises(RuntimeError, match="the response of Node has errors for 1 of 2 payloads"):
        start_node("print('[[]]', flush=True)").errors([{}, {}])


def test_exited_process_is_an_error_with_its_exit_code(start_node):
    process = start_node("sys.exit(7)")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="Node sent no response and exited with code 7"):
            process.errors([{}])


def test_late_process_is_killed(start_node):
    with pytest.raises(RuntimeError, match="Node sent no response and exited with code"):
        start_node("time.sleep(60)", timeout=0.2).errors([{}])


def test_missing_pipes_are_an_error(start_node):
    process = start_node("print('[[]]', flush=True)")
    child, process._process = process._process, type("NoPipes", (), {"stdin": None, "stdout": None})()
    with pytest.raises(RuntimeError, match="Node has no pipes"):
        process.errors([{}])
    process._process = child


def test_process_exits_with_its_owner(start_node):
    process = start_node("print('[[]]', flush=True)")
    process.errors([{}])
    child = process._process
    assert child.poll() is None
    del process
    assert child.poll() == 0


def test_process_that_does_not_exit_is_killed_on_close(start_node, monkeypatch):
    monkeypatch.setattr(ajv, "EXIT_TIMEOUT", 0.2)
    process = start_node("print('[[]]', flush=True); time.sleep(60)")
    process.errors([{}])
    process.close()
    assert process._process.returncode not in (0, None)


def test_missing_node_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(ajv, "NODE", [str(tmp_path / "node")])
    with pytest.raises(OSError, match="node"):
        ajv.AjvProcess(SCHEMA, tmp_path)
