"""A program, asked by the suite: against a process per case, against lock-step, and against a loop that does the least.

`programs.py peak NAME` tells the peak of memory of a process that runs an animal of the zoo.
"""

from __future__ import annotations

import json
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from figure import IMPLEMENTATION, Figure, in_turns, script, show
from imagegen_conformance.adapters import InProcess, resolve
from imagegen_conformance.cases import LEVELS, Answer, Case, Request, Requirement
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.program import Limits, Program
from imagegen_conformance.runner import run

HERE = Path(__file__).parent
ECHO = [sys.executable, "-S", str(HERE / "echo.py")]
SERVED = [sys.executable, str(HERE.parent / "tests" / "helpers" / "served.py"), IMPLEMENTATION]
ZOO = HERE.parent / "tests" / "helpers" / "zoo.py"
PAUSE = "0.002"
MEGABYTES = 64
RULE = Requirement("wire.round-trip", "wire", "must", "It comes back.", (), "2.3")


def figures() -> Sequence[Figure]:
    many, few = list(_cases(20_000)), list(_cases(20))
    some = many[:4_000]
    steps = [partial(_suite, ECHO, some, window=1), partial(_bare, some, 1)]
    suite, bare, own, bare_step = in_turns([partial(_suite, ECHO, many), partial(_bare, many, 64), *steps])
    single, alone = in_turns([partial(_suite, ECHO, many), partial(_process_each, few)], rounds=3)
    outside, inside = in_turns([partial(_suite, SERVED, list(Corpus.load().cases)), partial(_corpus_inside)])
    paced = [*ECHO, PAUSE]
    two, one = in_turns([partial(_suite, paced, many[:1_000], jobs) for jobs in (2, 1)], rounds=3)
    return [
        Figure("program : a process per case", single, alone, 100, at_least=True),
        Figure("program : the same with --window 1", suite, own, 7, at_least=True),
        Figure("program : bare lock-step", suite, bare_step, 7, at_least=True),
        Figure("program : bare NDJSON loop", suite, bare, 2, at_least=False),
        Figure("corpus in a program : in process", outside, inside, 3, at_least=False),
        Figure("--jobs 2 : --jobs 1, 2 ms a case", two, one, 1.6, at_least=True),
        *(_memory(name) for name in ("endless-line", "flood", "flood-of-errors")),
    ]


def _memory(name: str) -> Figure:
    """The peak of the whole process while it is flooded, against that of one that is not."""
    peak, quiet = (script("programs.py", "peak", one) for one in (name, "wide"))
    most = quiet + MEGABYTES * 2**20
    return Figure(f"memory under {name} : {MEGABYTES} MB more", [peak], [most], 1, at_least=False, unit="B")


def _cases(count: int) -> Iterator[Case]:
    for number in range(count):
        payload = {"type": "image_generation", "quality": "low", "size": "1024x1024", "model": f"model-{number}"}
        answer = Answer(accepted=True, rejected=False, outputs=(payload,))
        yield Case(f"a/b/{number}", "a/b", "accept", "wire", "must", RULE, "", Request("parse", payload), answer)


def _suite(call: list[str], cases: list[Case], jobs: int = 1, window: int = Limits().window) -> float:
    """Seconds a case, judged: the start is left out."""
    program = Program(shlex.join(call), "2.3", jobs=jobs, limits=Limits(window=window))
    try:
        began = time.perf_counter()
        assert all(result.verdict.result == "pass" for result in run(cases, program))
        return (time.perf_counter() - began) / len(cases)
    finally:
        program.close()


@contextmanager
def _started() -> Iterator[Callable[[list[Case]], None]]:
    """What anybody would write without a suite: requests out, answers in, and the outputs compared."""
    with subprocess.Popen(ECHO, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        requests, answers = child.stdin, child.stdout

        def ask(cases: list[Case]) -> None:
            lines = [{"seq": n, "op": "parse", "payload": case.request.content} for n, case in enumerate(cases)]
            tell(lines)
            for case in cases:
                assert json.loads(answers.readline())["output"] == case.request.content

        def tell(lines: list[dict[str, Any]]) -> None:
            requests.write("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines).encode())
            requests.flush()

        tell([{"seq": 0, "op": "hello"}])
        answers.readline()
        yield ask
        tell([{"seq": 0, "op": "bye"}])
        answers.readline()


def _bare(cases: list[Case], window: int) -> float:
    """Seconds a case, so many at once; the start is left out."""
    with _started() as ask:
        began = time.perf_counter()
        left = iter(cases)
        while some := list(islice(left, window)):
            ask(some)
        return (time.perf_counter() - began) / len(cases)


def _process_each(cases: list[Case]) -> float:
    began = time.perf_counter()
    for case in cases:
        with _started() as ask:
            ask([case])
    return (time.perf_counter() - began) / len(cases)


def _corpus_inside() -> float:
    cases = Corpus.load().cases
    connection = InProcess(resolve(IMPLEMENTATION), LEVELS)
    began = time.perf_counter()
    # What goes through a pipe is written as JSON: here nobody has to.
    assert all(result.verdict.result == "pass" for result in run(cases, connection))
    return (time.perf_counter() - began) / len(cases)


def _peak(name: str) -> int:
    """Bytes at the peak of this process, after it has met an animal of the zoo."""
    program = Program(shlex.join([sys.executable, "-S", str(ZOO), name]), "2.3", limits=Limits(deadline=20))
    requests = [Request("parse", number) for number in range(10)]
    for number, request in enumerate(requests):
        program.send(number, request)
    for _ in requests:
        program.receive()
    program.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_peak(sys.argv[2])))
    else:
        show(figures())
