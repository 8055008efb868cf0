"""The cost of a case: the slope between about 1,000 and 10,000 cases, so that start-up and imports cancel out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import replicated_corpus
from ratio import Ratio, measure_alternately, print_table, run_script

SMALL, LARGE = 1, 10  # replicas of about a thousand cases
ROUNDS = 3  # the parametrized tests take long


class Slope(NamedTuple):
    """The seconds per case: for loading the corpus, and for everything after that."""

    load: float
    work: float


def ratios() -> Sequence[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        for replicas in (SMALL, LARGE):
            replicated_corpus.write(Path(folder) / str(replicas), replicas)
        names = ("run", "run_without_evidence", "pytest", "plugin", "baseline")
        sides = [partial(_slope, name, Path(folder)) for name in names]
        run, without_evidence, pytest, plugin, baseline = measure_alternately(sides, ROUNDS)
    return [
        Ratio("run : parametrized pytest, per case", _work(run), _work(pytest), 25, at_least=True),
        Ratio("run : parametrized pytest, no evidence", _work(without_evidence), _work(pytest), 45, at_least=True),
        Ratio("run : parametrized pytest, with loading", _total(run), _total(pytest), 25, at_least=True),
        Ratio("run : baseline loop, per case", _work(run), _work(baseline), 3, at_least=False),
        Ratio("plugin : parametrized pytest, per case", _work(plugin), _work(pytest), 3, at_least=True),
    ]


def _slope(name: str, folder: Path) -> Slope:
    def measure(replicas: int) -> dict[str, Any]:
        evidence = folder / "run" / f"{name}.ndjson"
        measured: dict[str, Any] = run_script("measured_process.py", name, str(folder / str(replicas)), str(evidence))
        return measured

    small, large = measure(SMALL), measure(LARGE)
    cases = large["cases"] - small["cases"]
    return Slope((large["load"] - small["load"]) / cases, (large["work"] - small["work"]) / cases)


def _work(slopes: Sequence[Slope]) -> list[float]:
    return [slope.work for slope in slopes]


def _total(slopes: Sequence[Slope]) -> list[float]:
    return [slope.load + slope.work for slope in slopes]


if __name__ == "__main__":
    print_table(ratios())
