"""A figure: two things measured side by side, in turns, and the ratio of them."""

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
FOLDERS = (HERE, HERE.parent / "tests" / "helpers")
TESTS = str(HERE / "parametrised.py")
# Bare pytest: no settings of this project, no cache to write.
QUIET = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(HERE)]
IMPLEMENTATION = "imagegen_reference:ImageGenTool"
ROUNDS = 5


class Figure(NamedTuple):
    """What ours and theirs took in each round. `target` bounds the ratio that it says: theirs / ours, or ours / theirs.

    No test asserts it: what a machine is busy with is not ours to promise.
    """

    name: str
    ours: Sequence[float]
    theirs: Sequence[float]
    target: float
    at_least: bool
    unit: str = "us"

    @property
    def ratios(self) -> list[float]:
        """One a round, each of two measurements that were taken next to each other."""
        return [b / a if self.at_least else a / b for a, b in zip(self.ours, self.theirs, strict=True)]

    def row(self) -> list[str]:
        ratios = self.ratios
        median = statistics.median(ratios)
        met = median >= self.target if self.at_least else median <= self.target
        return [
            self.name,
            _amount(self.ours, self.unit),
            _amount(self.theirs, self.unit),
            f"{median:.3g} ({min(ratios):.3g}-{max(ratios):.3g})",
            f"at {'least' if self.at_least else 'most'} {self.target:g}",
            "met" if met else "missed",
        ]


def _amount(measured: Sequence[float], unit: str) -> str:
    scale = {"us": 1e6, "ms": 1e3, "B": 1}[unit]
    return f"{statistics.median(measured) * scale:.1f} {unit}"


class NotMeasured(NamedTuple):
    """A figure that could not be measured here, and why."""

    name: str
    why: str

    def row(self) -> list[str]:
        return [self.name, "not measured", "", "", "", self.why]


Row: TypeAlias = Figure | NotMeasured


def show(figures: Sequence[Row]) -> int:
    """Print the table; 1 when something in it was not measured, for a call that asks for it."""
    rows = [["figure", "ours", "other", "ratio (min-max)", "target", ""], *(figure.row() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    return int(any(isinstance(figure, NotMeasured) for figure in figures))


def in_turns(sides: Sequence[Callable[[], T]], rounds: int = ROUNDS) -> list[list[T]]:
    """What each side measured in each round: A B A B …, after a round that does not count."""
    for side in sides:
        side()
    measured: list[list[T]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, results in zip(sides, measured, strict=True):
            results.append(side())
    return measured


def environment() -> dict[str, str]:
    """Only the plugins of pytest that are asked for: neither side pays for what happens to be installed."""
    return {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join(map(str, FOLDERS))}


def command() -> list[str]:
    """The installed command of this environment."""
    return [str(Path(sysconfig.get_path("scripts")) / "imagegen-conformance")]


def process(*call: str, folder: Path) -> float:
    """The seconds that a process takes from start to end."""
    began = time.perf_counter()
    subprocess.run(call, check=True, cwd=folder, env=environment(), stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def script(name: str, *arguments: str) -> Any:
    """What a script of this folder prints as JSON, run in a fresh process."""
    call = [sys.executable, str(HERE / name), *arguments]
    done = subprocess.run(call, check=True, env=environment(), stdout=subprocess.PIPE)
    return json.loads(done.stdout)
