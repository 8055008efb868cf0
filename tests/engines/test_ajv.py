"""The process of Node, and what comes of one that does not behave; where Node is missing, Python plays it."""

from __future__ import annotations

import json
import sys

import pytest

from imagegen_conformance.corpus import data
from imagegen_conformance.implementations.strict_schema import ajv

SCHEMA = data("schemas") / "image_gen_tool.strict.schema.json"


@pytest.fixture
def node(tmp_path, monkeypatch):
    """Starts a program that stands in for Node: `lines` are what it does with each batch."""

    def start(lines: str, deadline: float = 10.0):
        program = tmp_path / "program.py"
        program.write_text(f"import json, sys, time\nfor line in sys.stdin:\n    {lines}\n", encoding="utf-8")
        monkeypatch.setattr(ajv, "COMMAND", [sys.executable])
        return ajv.AjvProcess(SCHEMA, tmp_path, program=program, deadline=deadline)

    return start


def test_errors_are_reasons(node):
    told = json.dumps([[], [["/size", "#/$defs/size.grammar/pattern", False], ["/a~1b", "#/type", True]]])
    process = node(f"print({told!r}, flush=True)")
    first, second = process.errors([{}, {}])
    assert first == []
    assert [(reason.path, reason.rule) for reason in second] == [("/size", "size.grammar"), ("/a~1b", "null.refused")]


def test_text_arrives_as_it_is(node):
    process = node("print(json.dumps([[[f'/{ord(json.loads(line)[0])}', '#/type', False]]]), flush=True)")
    (found,) = process.errors(["\u00d7"])
    assert found[0].path == "/215"


@pytest.mark.parametrize(
    "answer", ["print('no JSON', flush=True)", "print('[1]', flush=True)", "print('{}}', flush=True)"]
)
def test_garbage_is_no_answer(node, answer):
    with pytest.raises(RuntimeError, match="Node answered with what is no list of errors"):
        node(answer).errors([{}])


def test_fewer_answers_than_payloads_are_no_answer(node):
    with pytest.raises(RuntimeError, match="Node answered 1 of 2 payloads"):
        node("print('[[]]', flush=True)").errors([{}, {}])


def test_one_that_dies_is_told_with_its_exit_code(node):
    process = node("sys.exit(7)")
    with pytest.raises(RuntimeError, match="Node gave no answer, and ended with 7"):
        process.errors([{}])
    with pytest.raises(RuntimeError, match="Node gave no answer, and ended with 7"):
        process.errors([{}])


def test_one_that_is_late_is_ended(node):
    with pytest.raises(RuntimeError, match="Node gave no answer, and ended with"):
        node("time.sleep(60)", deadline=0.2).errors([{}])


def test_it_ends_with_its_owner(node):
    process = node("print('[[]]', flush=True)")
    process.errors([{}])
    child = process._process
    assert child.poll() is None
    del process
    assert child.poll() == 0


def test_one_that_does_not_end_by_itself_is_ended(node, monkeypatch):
    monkeypatch.setattr(ajv, "PATIENCE", 0.2)
    process = node("print('[[]]', flush=True); time.sleep(60)")
    process.errors([{}])
    process.close()
    assert process._process.returncode not in (0, None)


def test_missing_node_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(ajv, "COMMAND", [str(tmp_path / "node")])
    with pytest.raises(OSError, match="node"):
        ajv.AjvProcess(SCHEMA, tmp_path)
