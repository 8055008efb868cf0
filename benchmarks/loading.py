"""The time to load the corpus, the part of it that selects the revision, and the time of `json.loads` for the files.

`loading.py suite|selection|json` prints one measurement.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.definition import Definition
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.resources import data_directory
from ratio import Ratio, measure_alternately, print_table, run_script

MAX_RATIO = 2
MAX_SELECTION_SHARE = 0.1
ROUNDS = 15
REPETITIONS = 5  # in a process; the shortest counts, because nothing but a disturbance makes the others longer


def ratios() -> Sequence[Ratio]:
    sides = [partial(_measure_in_process, side) for side in ("suite", "json", "selection")]
    suite, decoding, selection = measure_alternately(sides, ROUNDS)
    return [
        Ratio("load the corpus : json.loads of its files", suite, decoding, MAX_RATIO, at_least=False, unit="ms"),
        Ratio(
            "select the revision : load the corpus", selection, suite, MAX_SELECTION_SHARE, at_least=False, unit="ms"
        ),
    ]


def _measure_in_process(side: str) -> float:
    return float(run_script("loading.py", side))


def _files() -> list[Path]:
    """Return the files that `Corpus.load` reads."""
    fixtures = data_directory("fixtures")
    files = [fixtures / name for name in ("profiles.json", "requirements.json")]
    return [*files, *fixtures.glob("cases/*/*.json"), *fixtures.glob("snapshots/*/*.json")]


def _decode_files() -> None:
    for file in _files():
        json.loads(file.read_text(encoding="utf-8"))


def _selection() -> Callable[[], None]:
    """Return a function that does what loading does for the selected revision."""
    corpus = Corpus.load()
    source_cases = [source_case.data for source_case in iter_source_cases(corpus.root)]

    def select() -> None:
        profiles = Profiles.load(corpus.root)
        definition = Definition.of(profiles, profiles.find(), corpus.definition.all_requirements)
        for source_case in source_cases:
            definition.expectation(source_case)

    return select


def _function(side: str) -> Callable[[], object]:
    if side == "suite":
        return Corpus.load
    return _decode_files if side == "json" else _selection()


def _measure(side: str) -> float:
    function = _function(side)
    measurements = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        function()
        measurements.append(time.perf_counter() - start)
    return min(measurements)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1])))
    else:
        print_table(ratios())
