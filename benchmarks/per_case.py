"""What a case costs, as the slope between about 1,000 and 10,000: start-up and imports cancel out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import replica
from figure import Figure, in_turns, script, show

SMALL, LARGE = 1, 10  # replicas of about a thousand cases
ROUNDS = 3  # the parametrised tests take long


class Slope(NamedTuple):
    """Seconds a case: of loading the corpus, and of everything after it."""

    load: float
    work: float


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for times in (SMALL, LARGE):
            replica.write(Path(folder) / str(times), times)
        sides = [partial(_slope, name, Path(folder)) for name in ("run", "unwritten", "pytest", "plugin", "bare")]
        run, unwritten, pytest, plugin, bare = in_turns(sides, ROUNDS)
    return [
        Figure("run : parametrised pytest, per case", _work(run), _work(pytest), 30, at_least=True),
        Figure("the same, without evidence", _work(unwritten), _work(pytest), 30, at_least=True),
        Figure("the same, with loading the corpus", _all(run), _all(pytest), 30, at_least=True),
        Figure("run : bare loop, per case", _work(run), _work(bare), 3, at_least=False),
        Figure("plugin : parametrised pytest, per case", _work(plugin), _work(pytest), 3, at_least=True),
    ]


def _slope(name: str, folder: Path) -> Slope:
    def once(times: int) -> dict[str, Any]:
        told: dict[str, Any] = script("side.py", name, str(folder / str(times)), str(folder / "run" / f"{name}.jsonl"))
        return told

    small, large = once(SMALL), once(LARGE)
    cases = large["cases"] - small["cases"]
    return Slope((large["load"] - small["load"]) / cases, (large["work"] - small["work"]) / cases)


def _work(slopes: Sequence[Slope]) -> list[float]:
    return [slope.work for slope in slopes]


def _all(slopes: Sequence[Slope]) -> list[float]:
    return [slope.load + slope.work for slope in slopes]


if __name__ == "__main__":
    show(figures())
