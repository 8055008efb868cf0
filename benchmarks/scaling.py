"""Time and memory of 1,000, 10,000 and 100,000 cases.

`scaling.py seconds|bytes COUNT` prints one measurement of a run with evidence. `scaling.py corpus COUNT` prints the
memory of the corpus, per case.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import replicated_corpus
from imagegen_conformance.adapters.resolve import load_adapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.runner.execution import execute
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun
from ratio import IMPLEMENTATION, Ratio, measure_alternately, print_table, run_script

COUNTS = (1_000, 10_000, 100_000)
MAX_LINEAR = 1.2  # noise and a cold start can turn 1 into this
MAX_FLAT = 0.01  # garbage that is not yet collected can turn 0 into this


def ratios() -> Sequence[Ratio]:
    few, more, many = measure_alternately(
        [partial(_measure_in_process, "seconds", count) for count in COUNTS], rounds=3
    )
    per_corpus_case = [_measure_in_process("corpus", 0)]
    baseline, *peaks = (_measure_in_process("bytes", count) for count in COUNTS)
    return [
        Ratio("time per case, 10,000 : 1,000", more, few, MAX_LINEAR, at_least=False),
        Ratio("time per case, 100,000 : 1,000", many, few, MAX_LINEAR, at_least=False),
        *(
            Ratio(
                f"memory per further case, to {count:,} : per case",
                [max(peak - baseline, 0) / (count - COUNTS[0])],
                per_corpus_case,
                MAX_FLAT,
                at_least=False,
                unit="B",
            )
            for count, peak in zip(COUNTS[1:], peaks, strict=True)
        ),
    ]


def _measure_in_process(quantity: str, count: int) -> float:
    return float(run_script("scaling.py", quantity, str(count)))


def _measure(quantity: str, count: int) -> float:
    if quantity == "corpus":
        tracemalloc.start()
        corpus = Corpus.load()
        return tracemalloc.get_traced_memory()[0] / len(corpus.cases)
    corpus = Corpus.load()
    cases = replicated_corpus.short_cases(corpus.cases)
    _run(corpus, cases, len(cases))  # objects that are created once, and caches, do not grow with the cases
    if quantity == "seconds":
        start = time.perf_counter()
        _run(corpus, cases, count)
        return (time.perf_counter() - start) / count
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    _run(corpus, cases, count)
    return tracemalloc.get_traced_memory()[1] - before


def _run(corpus: Corpus, cases: Sequence[Case], count: int) -> None:
    connection = InProcessConnection(load_adapter(IMPLEMENTATION))
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(evidence=Path(folder) / "evidence.ndjson")
        run = ConformanceRun(corpus, connection.identity, options)
        run.start(count)
        for result in execute(replicated_corpus.iter_cases(cases, count), connection):
            run.record(result)
        run.finish()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]))))
    else:
        print_table(ratios())
