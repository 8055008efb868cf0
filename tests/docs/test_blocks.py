"""Every code block of every document is run or validated, except for those that say why they cannot be."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from document_runner import WORKSPACES, MissingToolError, Runner, commands_of, matches, workspace
from documents import CHECKOUT, DOCUMENTS, blocks
from missing_tools import report_not_run

posix = pytest.mark.skipif(sys.platform == "win32", reason="the commands of the documents are those of a POSIX shell")


@pytest.mark.slow
@posix
@pytest.mark.parametrize("document", [document for document in DOCUMENTS if list(blocks(document))])
def test_blocks_of_document_do_what_it_says(document, tmp_path):
    runner = workspace(document, tmp_path)
    problems: list[str] = []
    missing: set[str] = set()
    for block in blocks(document):
        if "not run" in block.options:
            continue
        try:
            problems += runner.problems(block)
        except MissingToolError as error:
            missing.add(error.tool)
        except ValueError as error:
            problems.append(f"{block.place}: {error}")
    assert not problems, "\n".join(problems)
    if missing:
        report_not_run(f"blocks of {document} were NOT RUN: {', '.join(sorted(missing))} is not installed")


def test_blocks_that_are_not_run_are_known():
    """A new illustration needs a look: most blocks can be run."""
    illustrations = [
        f"{document}: {block.options['not run']}"
        for document in DOCUMENTS
        for block in blocks(document)
        if "not run" in block.options
    ]
    known = (Path(__file__).parent / "not_run.txt").read_text(encoding="utf-8").splitlines()
    assert illustrations == known


def test_every_block_of_the_site_has_a_language():
    """A block without a language is not highlighted."""
    documents = [document for document in DOCUMENTS if document.startswith("docs/") or "/" not in document]
    assert [block.place for document in documents for block in blocks(document) if not block.language] == []


@pytest.mark.parametrize(
    "folder", sorted(path for path in WORKSPACES.rglob("*.*") if path.is_file()), ids=lambda path: path.name
)
def test_workspace_belongs_to_a_document(folder):
    place = folder.relative_to(WORKSPACES).as_posix()
    assert any(place.startswith(document.removesuffix(".md") + "/") for document in DOCUMENTS)


@pytest.mark.parametrize(
    ("expected", "actual", "result"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n[...]\n", "a\nb\nc\n", True),
        ("[...]\nc\n", "a\nb\nc\n", True),
        ("[...]\nd\n", "a\nb\nc\n", False),
        ("took [...] s\n", "took 1.5 s\n", True),
        ("a.c\n", "abc\n", False),
    ],
)
def test_output_matches_with_wildcards(expected, actual, result):
    assert matches(expected, actual) is result


def test_block_in_a_list_has_no_indentation():
    (block,) = blocks("x.md", "1. Run\n\n   <!-- exit: 1 -->\n   ```console\n   $ a \\\n   >   b\n   c\n   ```\n")
    assert block[1:] == (5, 8, "   ", "console", "$ a \\\n>   b\nc\n", {"exit": "1"})
    (command,) = commands_of(block)
    assert command[:2] == ("a b", "c\n")


def test_option_applies_to_the_next_block_only():
    text = "<!-- exit: 1 -->\n\nSome text.\n\n```console\n$ a\n```\n"
    assert [block.options for block in blocks("x.md", text)] == [{}]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("make nothing", "nothing does not exist"),
        ("pip install imagegen-conformance[nothing]", "does not exist"),
        ("git clone https://example.com", "does not exist"),
        (".venv/bin/python benchmarks/nothing.py", "does not exist"),
        ("rm -r x", "rm is not a program that documents may run"),
    ],
)
def test_command_that_cannot_work_is_found(tmp_path, command, problem):
    with pytest.raises(ValueError, match=re.escape(problem)):
        Runner(tmp_path).run(command)


@posix
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("```console\n$ python -c 'print(1)'\n2\n```", "printed other lines than shown"),
        ("```console\n$ python -c 'raise SystemExit(3)'\n```", "ended with exit code 3, not 0"),
        ("```python\n1 +\n```", "the program is invalid"),
        ("```python\n1 / 0\n```", "ended with exit code 1"),
        ("```json\n{]\n```", "this is not JSON"),
        ('```json\n{"$schema": "schemas/smoke.schema.json"}\n```', "smoke.schema.json"),
        ("<!-- schema: evidence -->\n```ndjson\n{}\n```", "evidence.schema.json"),
        ("```toml\n=\n```", "this is not TOML"),
        ("```yaml\n{\n```", "this is not YAML"),
        ("```yaml\njobs: {a: {steps: [{run: python -c 'exit(4)'}]}}\n```", "ended with exit code 4"),
        ("```text\nanything\n```", "Say in a comment why it is not run"),
        ('```text\n→ {"op": 1}\n```', "protocol.schema.json"),
        ("```rust\n```", "the language 'rust' is unknown"),
        ("```\npython -c 'exit(5)'\n```", "ended with exit code 5"),
    ],
)
def test_mistake_in_a_block_is_found(tmp_path, text, problem):
    (block,) = blocks("x.md", text)
    assert problem in "".join(Runner(tmp_path).problems(block))


def test_documents_are_those_of_the_checkout():
    assert {"README.md", "CONTRIBUTING.md", "docs/index.md"} <= set(DOCUMENTS)
    assert all((CHECKOUT / document).is_file() for document in DOCUMENTS)
