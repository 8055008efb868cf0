"""A signal that ends a command ends the program that it runs too."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command_line import python
from processes import gone

SLEEPER = "import os, sys, time; open(sys.argv[1], 'w').write(f'{os.getpid()}\\n'); time.sleep(3600)"


@pytest.mark.skipif(sys.platform == "win32", reason="it sends signals as POSIX has them")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("words", [["run"], ["protocol", "check"]])
def test_no_program_is_left(tmp_path: Path, words: list[str], number: str) -> None:
    told = tmp_path / "number"
    program = python("-S", "-c", SLEEPER, told)
    ours = [sys.executable, "-m", "imagegen_conformance", *words, "--command", program]
    with subprocess.Popen(ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as suite:
        until = time.monotonic() + 30
        while not (told.is_file() and told.read_text().endswith("\n")) and time.monotonic() < until:
            time.sleep(0.05)
        suite.send_signal(signal.Signals[number])
        assert suite.wait(30) == 128 + signal.Signals[number]
    assert gone(int(told.read_text()))
