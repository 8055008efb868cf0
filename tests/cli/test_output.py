"""Output of commands: colors, and standard streams that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from imagegen_conformance.cli.output import print_lines, shows_colors

FULL_DEVICE = Path("/dev/full")
ERROR = (
    "imagegen-conformance: standard output cannot be written (No space left on device). "
    "Free some space, or redirect the output to another file.\n"
)
needs_full_device = pytest.mark.skipif(not FULL_DEVICE.exists(), reason="the system has no full device")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "on_terminal", "elsewhere"),
    [
        ({"TERM": "xterm"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ({"TERM": "xterm", "FORCE_COLOR": ""}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
    ],
)
def test_colors_depend_on_terminal_and_environment(environment, on_terminal: bool, elsewhere: bool) -> None:
    assert shows_colors(Terminal(), environment) is on_terminal
    assert shows_colors(StringIO(), environment) is elsewhere


def test_closed_stream_shows_no_colors() -> None:
    assert not shows_colors(None, {"TERM": "xterm"})


def test_old_console_of_windows_shows_no_colors(monkeypatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    assert not shows_colors(Terminal(), {})
    assert shows_colors(Terminal(), {"WT_SESSION": "1"})


def run_on_full_device(*arguments: str) -> tuple[int, str]:
    """Return the exit code and standard error of a command whose standard output cannot be written."""
    with FULL_DEVICE.open("w") as full:
        command = [sys.executable, "-m", "imagegen_conformance", *arguments]
        completed = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    return completed.returncode, completed.stderr


@needs_full_device
@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["show", "quality/values/low"],
        ["coverage"],
        ["schema"],
        ["--help"],
        ["list", "--help"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_full_device_is_an_error(arguments: list[str]) -> None:
    assert run_on_full_device(*arguments) == (3, ERROR)


@needs_full_device
def test_error_on_full_device_has_its_own_exit_code() -> None:
    with FULL_DEVICE.open("w") as full:
        command = [sys.executable, "-m", "imagegen_conformance", "show", "nothing"]
        assert subprocess.run(command, stdout=full, stderr=full, check=False, timeout=60).returncode == 2


@needs_full_device
def test_lines_of_standard_error_are_discarded_if_it_cannot_be_written(monkeypatch) -> None:
    with FULL_DEVICE.open("w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        print_lines(["lost"], full)
