"""Signals that end a command also end the adapter program that it runs."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command_line import python_command
from imagegen_conformance.cli.signals import exit_on_signal
from processes import has_ended

SLEEPER = "import os, sys, time; open(sys.argv[1], 'w').write(f'{os.getpid()}\\n'); time.sleep(3600)"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="it sends POSIX signals")


@posix_only
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("words", [["run"], ["protocol", "check"]])
def test_signal_ends_the_program_and_sets_the_exit_code(tmp_path: Path, words: list[str], number: str) -> None:
    pid_file = tmp_path / "pid"
    program = python_command("-S", "-c", SLEEPER, pid_file)
    command = [sys.executable, "-m", "imagegen_conformance", *words, "--command", program]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as suite:
        deadline = time.monotonic() + 30
        while not (pid_file.is_file() and pid_file.read_text().endswith("\n")) and time.monotonic() < deadline:
            time.sleep(0.05)
        suite.send_signal(signal.Signals[number])
        assert suite.wait(30) == 128 + signal.Signals[number]
    assert has_ended(int(pid_file.read_text()))


@posix_only
def test_handlers_are_restored_and_ignored_signals_stay_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with exit_on_signal():
            assert callable(signal.getsignal(signal.SIGTERM))
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
