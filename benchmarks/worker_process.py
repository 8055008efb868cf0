"""A run of a Python object in a worker process against the same run in process: the whole corpus, and one case."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from ratio import IMPLEMENTATION, Ratio, measure_alternately, print_table, suite_command, time_process

ROUNDS = 15


def ratios() -> Sequence[Ratio]:
    cases = [case for case in Corpus.load().cases if case.strength == "must"]
    one_case = ["--select", cases[len(cases) // 2].id]
    with tempfile.TemporaryDirectory() as name:
        run = partial(time_process, *suite_command(), "run", IMPLEMENTATION, folder=Path(name))
        worker, in_process = measure_alternately([run, partial(run, "--in-process")], ROUNDS)
        worker_once, in_process_once = measure_alternately(
            [partial(run, *one_case), partial(run, *one_case, "--in-process")], ROUNDS
        )
    return [
        Ratio("worker process : in process, whole corpus", worker, in_process, 2.5, at_least=False, unit="ms"),
        Ratio("worker process : in process, one case", worker_once, in_process_once, 1.6, at_least=False, unit="ms"),
    ]


if __name__ == "__main__":
    print_table(ratios())
