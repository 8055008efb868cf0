"""Command lines of adapter programs in Python, as `--command` takes them."""

from __future__ import annotations

import shlex
import subprocess
import sys


def python_command(*arguments: object) -> str:
    """Return the command line that runs the Python of these tests with these arguments."""
    words = [sys.executable, *map(str, arguments)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
