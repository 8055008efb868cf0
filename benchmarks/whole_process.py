"""The real corpus from the start of a process to its end: the command, and parametrised tests."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from figure import IMPLEMENTATION, QUIET, TESTS, Figure, command, in_turns, process, show


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        ours = partial(process, *command(), "run", IMPLEMENTATION, folder=Path(folder))
        theirs = partial(process, sys.executable, "-m", "pytest", *QUIET, TESTS, folder=Path(folder))
        run, pytest = in_turns([ours, theirs])
    return [Figure("run : parametrised pytest, process", run, pytest, 8, at_least=True, unit="ms")]


if __name__ == "__main__":
    show(figures())
