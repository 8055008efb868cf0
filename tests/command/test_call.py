"""The call itself: help, wrong arguments, start-up, terminals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from imagegen_conformance import __version__

COMMANDS = [
    (),
    ("run",),
    ("list",),
    ("show",),
    ("verify",),
    ("coverage",),
    ("corpus",),
    ("corpus", "check"),
    ("corpus", "lock"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_help(command, arguments) -> None:
    ended = command(*arguments, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("usage: imagegen-conformance")


def test_the_help_tells_the_exit_codes(command) -> None:
    out = " ".join(command("--help").out.split())
    assert "exit codes: 0 conforms, or nothing is wrong; 1 does not; 2 the call" in out


def test_version(command) -> None:
    assert command("--version").out == f"imagegen-conformance {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("walk",),
        ("corpus",),
        ("corpus", "walk"),
        ("show",),
        ("verify",),
        ("ru", "x:y"),
        ("lis",),
        ("--vers",),
        ("list", "--colour"),
        ("list", "extra"),
        ("list", "--lev", "wire"),
        ("list", "--level", "wires"),
        ("list", "--level"),
        ("list", "--strength", "maybe"),
        ("run", "x:y", "--strength", "may"),
        ("run", "x:y", "--evid", "e"),
        ("run", "x:y", "z:w"),
        ("show", "a", "b"),
        ("verify", "--strict", "e"),
        ("corpus", "lock", "--rea", "x"),
        ("corpus", "check", "--fix"),
        ("coverage", "x"),
    ],
)
def test_a_wrong_call_is_2(command, arguments) -> None:
    ended = command(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    usage, *_, last = ended.err.splitlines()
    assert usage.startswith("usage: imagegen-conformance")
    assert last.startswith("imagegen-conformance")
    assert ": error: " in last
    assert "Traceback" not in ended.err


def test_the_script_that_is_installed_is_the_module(process) -> None:
    script = Path(sys.executable).parent / "imagegen-conformance"
    ended = subprocess.run([script, "--version"], capture_output=True, text=True, check=False, timeout=60)
    assert ended.stdout == process("--version").out


@pytest.mark.parametrize(
    "arguments", [("--help",), ("list",), ("--version",), ("show", "quality/values/low")], ids=" ".join
)
def test_starting_imports_nothing_heavy(arguments) -> None:
    program = [sys.executable, "-X", "importtime", "-m", "imagegen_conformance", *arguments]
    ended = subprocess.run(program, capture_output=True, encoding="utf-8", check=True, timeout=60)
    imported = {
        line.rpartition("|")[2].strip() for line in ended.stderr.splitlines() if line.startswith("import time:")
    }
    assert "imagegen_conformance.cli" in imported
    packages = {name.partition(".")[0] for name in imported}
    assert packages.isdisjoint(
        {"pytest", "_pytest", "hypothesis", "jsonschema", "rich", "referencing", "pydantic", "syrupy"}
    )


def test_running_imports_nothing_heavy_where_nobody_watches(modules: Path) -> None:
    (modules / "mine.py").write_text("def tool(payload):\n    return payload\n")
    program = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "imagegen_conformance",
        "run",
        "mine:tool",
        "--area",
        "quality",
    ]
    ended = subprocess.run(program, cwd=modules, capture_output=True, encoding="utf-8", check=True, timeout=60)
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in ended.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert imported.isdisjoint({"pytest", "_pytest", "hypothesis", "jsonschema", "rich"})


def in_terminal(program: list[str], folder: Path) -> tuple[int, bytes, bytes]:
    """Exit code, stdout through a pipe, and what a terminal got of stderr."""
    import os
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(program, cwd=folder, stdout=subprocess.PIPE, stderr=follower, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"})  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # Linux tells the end of a terminal so
            break
        if not part:
            break
        shown += part
    os.close(leader)
    out = process.communicate(timeout=60)[0]
    return process.returncode, out, shown


if sys.platform != "win32":  # which has no pseudo-terminals in its standard library

    def test_a_terminal_sees_progress_and_the_report_nothing_of_it(modules: Path) -> None:
        program = [sys.executable, "-m", "imagegen_conformance", "run", "imagegen_reference:ImageGenTool"]
        code, out, shown = in_terminal(program, modules)
        assert code == 0
        assert b"judging" in shown
        assert b"\x1b" not in out
        assert b"judging" not in out
        quiet = subprocess.run(program, cwd=modules, capture_output=True, check=True, timeout=60)
        assert (quiet.stdout, quiet.stderr) == (out, b"")

    def test_a_terminal_sees_an_error_on_one_line(modules: Path) -> None:
        program = [sys.executable, "-m", "imagegen_conformance", "run", "no_such_module_x:tool"]
        code, out, shown = in_terminal(program, modules)
        assert (code, out) == (3, b"")
        assert shown.count(b"\n") == 1

    @pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-"])
    def test_closed_descriptors_are_no_reason_to_crash(modules: Path, closed: str) -> None:
        program = (
            f'"{sys.executable}" -m imagegen_conformance run imagegen_reference:ImageGenTool --area quality {closed}'
        )
        ended = subprocess.run(["sh", "-c", program], cwd=modules, capture_output=True, check=False, timeout=60)
        assert (ended.returncode, ended.stderr) == (0, b"")
