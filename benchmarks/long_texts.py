"""The cost of a case with a text of more than 4,096 characters, which the other ratios of a case leave out.

`long_texts.py run|baseline` prints the seconds per case.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from baseline_loop import run_case
from imagegen_conformance.adapters.resolve import load_adapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.long_texts import has_long_text
from imagegen_conformance.runner.execution import execute
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun
from ratio import IMPLEMENTATION, Ratio, measure_alternately, print_table, run_script

REPETITIONS = 10  # of the cases, in one measurement


def ratios() -> Sequence[Ratio]:
    run, baseline = measure_alternately([partial(_measure_in_process, side) for side in SIDES])
    return [Ratio("run : baseline loop, per case with a long text", run, baseline, 3, at_least=False)]


def _measure_in_process(side: str) -> float:
    return float(run_script("long_texts.py", side))


def _run(corpus: Corpus, cases: Sequence[Case], file: Path) -> None:
    connection = InProcessConnection(load_adapter(IMPLEMENTATION))
    run = ConformanceRun(corpus, connection.identity, RunOptions(evidence=file))
    run.start(len(cases))
    for result in execute(cases, connection):
        run.record(result)
    run.finish()


def _baseline(_: Corpus, cases: Sequence[Case], file: Path) -> None:
    with file.open("w", encoding="utf-8") as stream:
        for case in cases:
            as_expected, actual = run_case(case)
            stream.write(json.dumps({"case": case.id, "as_expected": as_expected, "actual": actual}) + "\n")


SIDES: dict[str, Callable[[Corpus, Sequence[Case], Path], None]] = {"run": _run, "baseline": _baseline}


def _measure(side: str) -> float:
    corpus = Corpus.load()
    long = [case for case in corpus.cases if has_long_text(case.request.content)]
    cases = [case._replace(id=f"{case.id}-{number}") for number in range(REPETITIONS) for case in long]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        SIDES[side](corpus, cases, Path(folder) / "evidence.ndjson")
        return (time.perf_counter() - start) / len(cases)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1])))
    else:
        print_table(ratios())
