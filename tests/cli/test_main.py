"""The command as a whole: help, exit codes, start-up, terminals."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from imagegen_conformance.cli.main import parse_arguments
from imagegen_conformance.version import __version__

COMMANDS = [
    (),
    ("run",),
    ("list",),
    ("show",),
    ("verify",),
    ("report",),
    ("compare",),
    ("matrix",),
    ("expected-failures",),
    ("expected-failures", "accept"),
    ("expected-failures", "prune"),
    ("protocol",),
    ("protocol", "check"),
    ("http",),
    ("http", "check"),
    ("export",),
    ("schema",),
    ("coverage",),
    ("corpus",),
    ("corpus", "lint"),
    ("corpus", "suggest-pairs"),
    ("corpus", "register-ids"),
    ("mutation",),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_help_has_usage_description_and_example(command, arguments) -> None:
    completed = command(*arguments, "--help")
    assert (completed.code, completed.err) == (0, "")
    usage, description, *_ = completed.out.split("\n\n")
    assert usage.startswith(" ".join(["usage: imagegen-conformance", *arguments]))
    assert description.endswith((".", ":"))
    assert description[0].isupper()
    assert max(map(len, completed.out.splitlines())) <= 100
    assert "\nexample:\n" in completed.out or "\nexamples:\n" in completed.out


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_help_examples_can_be_parsed(command, arguments) -> None:
    lines = command(*arguments, "--help").out.splitlines()
    examples = [line for line in lines if line.startswith("  imagegen-conformance ")]
    assert examples
    for example in examples:
        command_line = example.partition(" > ")[0]  # without the redirection to a file
        assert parse_arguments(shlex.split(command_line)[1:]).handler is not None


def test_help_lists_every_command(command) -> None:
    out = command("--help").out
    listed = [line.split()[0] for line in out.splitlines() if line.startswith("    ") and line[4] != " "]
    assert listed == list(dict.fromkeys(words[0] for words in COMMANDS if words))


def test_help_lists_the_exit_codes(command) -> None:
    out = command("--help").out
    for line in (
        "  0      the implementation conforms, or the command succeeded",
        "  1      the implementation does not conform, or problems were found",
        "  2      the command line, the corpus, the evidence or the list of expected failures is invalid",
        "  3      the implementation could not be started, no case was judged, or output was lost",
        "  128+N  signal N ended the command",
    ):
        assert f"\n{line}\n" in out


def test_help_of_run_groups_the_options(command) -> None:
    groups = ["selection", "judging", "output", "processes", "generated cases"]
    headings = [line[:-1] for line in command("run", "--help").out.splitlines() if line.endswith(":")]
    assert [heading for heading in headings if heading in groups] == groups


def test_version_is_printed(command) -> None:
    assert command("--version").out == f"imagegen-conformance {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("corpus",),
        ("show",),
        ("verify",),
        ("list", "--level"),
        ("run", "x:y", "z:w"),
        ("show", "a", "b"),
        ("coverage", "x"),
        ("export",),
        ("protocol", "check"),
    ],
    ids=" ".join,
)
def test_invalid_command_line_exits_with_2(command, arguments) -> None:
    completed = command(*arguments)
    completed.assert_usage_error()
    assert "Traceback" not in completed.err


def test_installed_script_is_the_module(process) -> None:
    script = Path(sys.executable).parent / "imagegen-conformance"
    completed = subprocess.run([script, "--version"], capture_output=True, text=True, check=False, timeout=60)
    assert completed.stdout == process("--version").out


def imported_modules(program: list[str], directory: Path | None = None) -> set[str]:
    """Run a module with -X importtime, and return the names of the modules that it imports."""
    completed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", *program],
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    lines = [line for line in completed.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


THIRD_PARTY = {"pytest", "_pytest", "hypothesis", "jsonschema", "rich", "referencing", "pydantic", "syrupy"}


@pytest.mark.parametrize(
    "arguments", [("--help",), ("list",), ("--version",), ("show", "quality/values/low")], ids=" ".join
)
def test_start_imports_no_third_party_package(arguments) -> None:
    names = imported_modules(["imagegen_conformance", *arguments])
    assert "imagegen_conformance.cli" in names
    assert {name.partition(".")[0] for name in names}.isdisjoint(THIRD_PARTY)


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help")], ids=" ".join)
def test_help_imports_neither_corpus_nor_connections(arguments) -> None:
    names = imported_modules(["imagegen_conformance", *arguments])
    assert names.isdisjoint(
        {
            "imagegen_conformance.corpus.corpus",
            "imagegen_conformance.connections.connection",
            "imagegen_conformance.runner.run",
            "imagegen_conformance.results",
            "imagegen_conformance.reports",
        }
    )


def test_run_without_terminal_imports_no_third_party_package(modules: Path) -> None:
    (modules / "mine.py").write_text("def tool(payload):\n    return payload\n")
    names = imported_modules(["imagegen_conformance", "run", "mine:tool", "--area", "quality"], modules)
    assert {name.partition(".")[0] for name in names}.isdisjoint(THIRD_PARTY)


def run_in_terminal(program: list[str], directory: Path) -> tuple[int, bytes, bytes]:
    """Run a program whose stderr is a terminal; return its exit code, its stdout, and the output to the terminal."""
    import os
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(program, cwd=directory, stdout=subprocess.PIPE, stderr=follower, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"})  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # Linux reports the end of a terminal as an error
            break
        if not chunk:
            break
        shown += chunk
    os.close(leader)
    out = process.communicate(timeout=60)[0]
    return process.returncode, out, shown


if sys.platform != "win32":  # its standard library has no pseudo-terminals

    def test_progress_goes_to_the_terminal_and_not_into_the_report(modules: Path) -> None:
        program = [sys.executable, "-m", "imagegen_conformance", "run", "imagegen_reference:ImageGenTool"]
        code, out, shown = run_in_terminal(program, modules)
        assert code == 0
        assert b"judging" in shown
        assert b"\x1b" not in out
        assert b"judging" not in out
        without_terminal = subprocess.run(program, cwd=modules, capture_output=True, check=True, timeout=60)
        assert (without_terminal.stdout, without_terminal.stderr) == (out, b"")

    def test_error_on_a_terminal_is_one_line(modules: Path) -> None:
        program = [sys.executable, "-m", "imagegen_conformance", "run", "no_such_module_x:tool"]
        code, out, shown = run_in_terminal(program, modules)
        assert (code, out) == (3, b"")
        assert shown.count(b"\n") == 1

    @pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-"])
    def test_closed_file_descriptor_does_not_crash_the_command(modules: Path, closed: str) -> None:
        program = (
            f'"{sys.executable}" -m imagegen_conformance run imagegen_reference:ImageGenTool --area quality {closed}'
        )
        completed = subprocess.run(["sh", "-c", program], cwd=modules, capture_output=True, check=False, timeout=60)
        assert (completed.returncode, completed.stderr) == (0, b"")
