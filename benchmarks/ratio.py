"""Ratios: two measurements that are taken alternately, and how they compare."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")

HERE = Path(__file__).parent
TESTS = str(HERE / "parametrized_tests.py")
# pytest without the settings of this project, and without a cache to write.
BARE_PYTEST = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(HERE)]
IMPLEMENTATION = "imagegen_reference:ImageGenTool"
ROUNDS = 5
SCALES = {"us": 1e6, "ms": 1e3, "B": 1.0}


class Ratio(NamedTuple):
    """A ratio of two measurements.

    No test asserts the target, because the load of the machine changes the ratio.

    Attributes:
        name: The two sides, separated by a colon.
        ours: The measurements of the suite, one per round.
        theirs: The measurements of the other side, one per round.
        target: The bound of the ratio.
        at_least: Whether the ratio is theirs / ours and the target its minimum. Otherwise it is ours / theirs, and the
            target is its maximum.
        unit: The unit in the table. Times are measured in seconds, memory in bytes.
    """

    name: str
    ours: Sequence[float]
    theirs: Sequence[float]
    target: float
    at_least: bool
    unit: str = "us"

    @property
    def per_round(self) -> list[float]:
        """The ratio of each round, whose measurements were taken one right after the other."""
        return [
            theirs / ours if self.at_least else ours / theirs
            for ours, theirs in zip(self.ours, self.theirs, strict=True)
        ]

    def row(self) -> list[str]:
        """Return the cells of the table."""
        ratios = self.per_round
        median = statistics.median(ratios)
        is_met = median >= self.target if self.at_least else median <= self.target
        return [
            self.name,
            _format_median(self.ours, self.unit),
            _format_median(self.theirs, self.unit),
            f"{median:.3g} ({min(ratios):.3g}-{max(ratios):.3g})",
            f"at {'least' if self.at_least else 'most'} {self.target:g}",
            "met" if is_met else "missed",
        ]


def _format_median(measurements: Sequence[float], unit: str) -> str:
    return f"{statistics.median(measurements) * SCALES[unit]:.1f} {unit}"


class NotMeasured(NamedTuple):
    """A ratio that could not be measured on this machine, and the reason."""

    name: str
    reason: str

    def row(self) -> list[str]:
        """Return the cells of the table."""
        return [self.name, "not measured", "", "", "", self.reason]


Row: TypeAlias = Ratio | NotMeasured


def print_table(rows: Sequence[Row]) -> int:
    """Print a table, and return the exit code: 1 if a ratio could not be measured."""
    cells = [["ratio", "ours", "other", "ratio (min-max)", "target", ""], *(row.row() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())
    return int(any(isinstance(row, NotMeasured) for row in rows))


def measure_alternately(sides: Sequence[Callable[[], T]], rounds: int = ROUNDS) -> list[list[T]]:
    """Return the measurements of each side, taken as A B A B … after a first round that is not counted."""
    for side in sides:
        side()
    measurements: list[list[T]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, results in zip(sides, measurements, strict=True):
            results.append(side())
    return measurements


def bare_environment() -> dict[str, str]:
    """Return the environment of a process, in which pytest loads only the plugins that its arguments name."""
    return {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(HERE)}


def suite_command() -> list[str]:
    """Return the command `imagegen-conformance` of this environment."""
    return [str(Path(sysconfig.get_path("scripts")) / "imagegen-conformance")]


def time_process(*call: str, folder: Path) -> float:
    """Run a process in a folder, and return the seconds from its start to its end."""
    start = time.perf_counter()
    subprocess.run(call, check=True, cwd=folder, env=bare_environment(), stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def run_script(name: str, *arguments: str) -> Any:
    """Run a script of this folder in a new process, and return the JSON value that it prints."""
    call = [sys.executable, str(HERE / name), *arguments]
    process = subprocess.run(call, check=True, env=bare_environment(), stdout=subprocess.PIPE)
    return json.loads(process.stdout)
