"""Time and memory of 1,000, 10,000 and 100,000 cases.

`growth.py seconds|bytes COUNT` measures once: a session with evidence takes cases that are made as they are asked for.
`growth.py corpus COUNT` tells what the corpus itself takes, per case.
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

import replica
from figure import IMPLEMENTATION, Figure, in_turns, script, show
from imagegen_conformance.adapters import InProcess, resolve
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.runner import run
from imagegen_conformance.session import Options, Session, identify

COUNTS = (1_000, 10_000, 100_000)
FLAT = 1.2  # what noise and a cold start may make of 1
NOTHING = 0.01  # and what rubbish that is still to be collected may make of 0


def figures() -> Sequence[Figure]:
    seconds = in_turns([partial(_measured, "seconds", count) for count in COUNTS], rounds=3)
    few, more, many = (_measured("bytes", count) for count in COUNTS)
    of_a_case = [_measured("corpus", 0)]
    return [
        Figure("time a case, 10,000 : 1,000", seconds[1], seconds[0], FLAT, at_least=False),
        Figure("time a case, 100,000 : 1,000", seconds[2], seconds[0], FLAT, at_least=False),
        Figure(
            "memory a further case, to 10,000 : a case",
            [_further(few, more, 1)],
            of_a_case,
            NOTHING,
            at_least=False,
            unit="B",
        ),
        Figure(
            "memory a further case, to 100,000 : a case",
            [_further(few, many, 2)],
            of_a_case,
            NOTHING,
            at_least=False,
            unit="B",
        ),
    ]


def _further(few: float, many: float, count: int) -> float:
    """The bytes by which each case beyond the first thousand moves the peak."""
    return max(many - few, 0) / (COUNTS[count] - COUNTS[0])


def _measured(what: str, count: int) -> float:
    return float(script("growth.py", what, str(count)))


def _measure(what: str, count: int) -> float:
    if what == "corpus":
        tracemalloc.start()
        corpus = Corpus.load()
        return tracemalloc.get_traced_memory()[0] / len(corpus.cases)
    corpus = Corpus.load()
    _judge(corpus, len(corpus.cases))  # what is made once, and caches, is no part of growth
    if what == "seconds":
        began = time.perf_counter()
        _judge(corpus, count)
        return (time.perf_counter() - began) / count
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    _judge(corpus, count)
    return tracemalloc.get_traced_memory()[1] - before


def _judge(corpus: Corpus, count: int) -> None:
    adapter = resolve(IMPLEMENTATION)
    with tempfile.TemporaryDirectory() as folder:
        options = Options(evidence=Path(folder) / "evidence.jsonl")
        session = Session(corpus, identify(adapter, with_version=False), options)
        session.begin(count)
        for result in run(replica.lazily(corpus.cases, count), InProcess(adapter)):
            session.take(result)
        session.finish()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]))))
    else:
        show(figures())
