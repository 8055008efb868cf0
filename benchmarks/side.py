"""One side of a figure, in a process of its own: prints how many cases it had, and how long it took.

`side.py run|unwritten|pytest|plugin|bare FIXTURES EVIDENCE`: the corpus is loaded first, and both times are told apart.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from figure import IMPLEMENTATION, QUIET, TESTS
from imagegen_conformance.corpus import Corpus


def run(_: Corpus, evidence: Path) -> int:
    from imagegen_conformance.cli import main

    return main(["run", IMPLEMENTATION, "--evidence", str(evidence)])


def unwritten(*_: object) -> int:
    from imagegen_conformance.cli import main

    return main(["run", IMPLEMENTATION])


def parametrised(*_: object) -> int:
    return _pytest(TESTS)


def plugin(_: Corpus, evidence: Path) -> int:
    options = ["--imagegen-impl", IMPLEMENTATION, "--imagegen-evidence", str(evidence)]
    return _pytest(str(evidence.parent), "-p", "imagegen_conformance.plugin", *options)


def _pytest(*arguments: str) -> int:
    import pytest

    return int(pytest.main([*QUIET, *arguments]))


def bare(corpus: Corpus, evidence: Path) -> int:
    from bare import ask

    wrong = 0
    with evidence.open("w", encoding="utf-8") as file:
        for case in corpus.cases:
            as_expected, seen = ask(case)
            wrong += not as_expected
            file.write(json.dumps({"case": case.id, "as_expected": as_expected, "seen": seen}) + "\n")
    return wrong


SIDES: dict[str, Callable[[Corpus, Path], int]] = {
    "run": run,
    "unwritten": unwritten,
    "pytest": parametrised,
    "plugin": plugin,
    "bare": bare,
}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        yield


def main() -> None:
    name, fixtures, evidence = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    began = time.perf_counter()
    corpus = Corpus.load(fixtures)
    loaded = time.perf_counter()
    with patch.object(Corpus, "load", return_value=corpus), _quiet():
        code = SIDES[name](corpus, evidence)
    ended = time.perf_counter()
    if code:
        raise SystemExit(f"{name} ended with {code}: what is measured has to pass")
    print(json.dumps({"cases": len(corpus.cases), "load": loaded - began, "work": ended - loaded}))


if __name__ == "__main__":
    main()
