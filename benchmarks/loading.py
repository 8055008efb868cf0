"""The time to load the corpus, and the time that `json.loads` takes for the same files.

`loading.py suite|json` prints one measurement.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.resources import data_directory
from ratio import Ratio, measure_alternately, print_table, run_script

MAX_RATIO = 2
ROUNDS = 15
REPETITIONS = 5  # in a process; the shortest counts, because nothing but a disturbance makes the others longer


def ratios() -> Sequence[Ratio]:
    sides = [partial(_measure_in_process, side) for side in ("suite", "json")]
    ours, theirs = measure_alternately(sides, ROUNDS)
    return [Ratio("load the corpus : json.loads of its files", ours, theirs, MAX_RATIO, at_least=False, unit="ms")]


def _measure_in_process(side: str) -> float:
    return float(run_script("loading.py", side))


def _files() -> list[Path]:
    """Return the files that `Corpus.load` reads."""
    fixtures = data_directory("fixtures")
    return [fixtures / "requirements.json", *fixtures.glob("cases/*/*.json"), *fixtures.glob("snapshots/*/*.json")]


def _measure(side: str) -> float:
    measurements = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        if side == "suite":
            Corpus.load()
        else:
            for file in _files():
                json.loads(file.read_text(encoding="utf-8"))
        measurements.append(time.perf_counter() - start)
    return min(measurements)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1])))
    else:
        print_table(ratios())
