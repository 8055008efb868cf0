"""One side of a ratio, in a process of its own.

`measured_process.py run|run_without_evidence|pytest|plugin|baseline FIXTURES EVIDENCE` prints the number of cases, the
seconds for loading the corpus, and the seconds for everything after that.
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

from imagegen_conformance.corpus.corpus import Corpus
from ratio import BARE_PYTEST, IMPLEMENTATION, TESTS


def run(_: Corpus, evidence: Path) -> int:
    from imagegen_conformance.cli.main import main

    return main(["run", IMPLEMENTATION, "--in-process", "--evidence", str(evidence)])


def run_without_evidence(*_: object) -> int:
    from imagegen_conformance.cli.main import main

    return main(["run", IMPLEMENTATION, "--in-process"])


def parametrized_pytest(*_: object) -> int:
    return _pytest(TESTS)


def plugin(_: Corpus, evidence: Path) -> int:
    options = ["--imagegen-impl", IMPLEMENTATION, "--imagegen-evidence", str(evidence)]
    return _pytest(str(evidence.parent), "-p", "imagegen_conformance.pytest_plugin.plugin", *options)


def _pytest(*arguments: str) -> int:
    import pytest

    return int(pytest.main([*BARE_PYTEST, *arguments]))


def baseline(corpus: Corpus, evidence: Path) -> int:
    from baseline_loop import run_case

    failures = 0
    with evidence.open("w", encoding="utf-8") as file:
        for case in corpus.cases:
            as_expected, actual = run_case(case)
            failures += not as_expected
            file.write(json.dumps({"case": case.id, "as_expected": as_expected, "actual": actual}) + "\n")
    return failures


SIDES: dict[str, Callable[[Corpus, Path], int]] = {
    "run": run,
    "run_without_evidence": run_without_evidence,
    "pytest": parametrized_pytest,
    "plugin": plugin,
    "baseline": baseline,
}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with Path(os.devnull).open("w", encoding="utf-8") as null, contextlib.redirect_stdout(null):
        yield


def main() -> None:
    name, fixtures, evidence = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    start = time.perf_counter()
    corpus = Corpus.load(fixtures)
    loaded = time.perf_counter()
    with patch.object(Corpus, "load", return_value=corpus), _silence():
        exit_code = SIDES[name](corpus, evidence)
    end = time.perf_counter()
    if exit_code:
        raise SystemExit(f"{name} exited with {exit_code}, but only a passing run can be measured")
    print(json.dumps({"cases": len(corpus.cases), "load": loaded - start, "work": end - loaded}))


if __name__ == "__main__":
    main()
