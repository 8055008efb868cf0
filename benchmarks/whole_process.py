"""The whole corpus, from the start of a process to its end: the command, and parametrized tests."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ratio import (
    BARE_PYTEST,
    IMPLEMENTATION,
    TESTS,
    Ratio,
    measure_alternately,
    print_table,
    suite_command,
    time_process,
)


def ratios() -> Sequence[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        ours = partial(time_process, *suite_command(), "run", IMPLEMENTATION, folder=Path(folder))
        theirs = partial(time_process, sys.executable, "-m", "pytest", *BARE_PYTEST, TESTS, folder=Path(folder))
        run, pytest = measure_alternately([ours, theirs])
    return [Ratio("run : parametrized pytest, process", run, pytest, 8, at_least=True, unit="ms")]


if __name__ == "__main__":
    print_table(ratios())
