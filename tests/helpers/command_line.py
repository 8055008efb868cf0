"""A program in Python as `--command` takes it."""

from __future__ import annotations

import shlex
import subprocess
import sys


def python(*arguments: object) -> str:
    """The command that runs this Python with these arguments."""
    call = [sys.executable, *map(str, arguments)]
    return subprocess.list2cmdline(call) if sys.platform == "win32" else shlex.join(call)
