"""A run of an adapter program against a process per case, against lock-step, and against a minimal loop.

`stdio.py peak NAME` prints the peak memory of a process that runs a misbehaving adapter.
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
from typing import Any

from imagegen_conformance.adapters.resolve import load_adapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.requirements import LEVELS, Requirement
from imagegen_conformance.resources import data_directory
from imagegen_conformance.runner.execution import execute
from ratio import HERE, IMPLEMENTATION, Ratio, measure_alternately, print_table, run_script

SUPPORT = HERE.parent / "tests" / "support"
ECHO = [sys.executable, "-S", str(HERE / "echo_adapter.py")]
REFERENCE = [sys.executable, str(SUPPORT / "stdio_server.py"), IMPLEMENTATION]
MISBEHAVING = str(SUPPORT / "misbehaving_adapters.py")
REVISION = Profiles.load(data_directory("fixtures")).find()
PAUSE = "0.002"  # seconds that the adapter waits before a response
BATCH = 64  # requests that the minimal loop sends at once
MAX_EXTRA_MEMORY = 64  # MiB
REQUIREMENT = Requirement("wire.round-trip", "wire", "must", "A payload is returned unchanged.", ())


def ratios() -> Sequence[Ratio]:
    many, few = list(_cases(20_000)), list(_cases(20))
    some = many[:4_000]
    lock_step = [partial(_time_suite, ECHO, some, max_in_flight=1), partial(_time_loop, some, 1)]
    suite, loop, suite_in_lock_step, loop_in_lock_step = measure_alternately(
        [partial(_time_suite, ECHO, many), partial(_time_loop, many, BATCH), *lock_step]
    )
    one_process, process_per_case = measure_alternately(
        [partial(_time_suite, ECHO, many), partial(_time_process_per_case, few)], rounds=3
    )
    program, in_process = measure_alternately(
        [partial(_time_suite, REFERENCE, list(Corpus.load().cases)), partial(_time_corpus_in_process)]
    )
    slow_echo = [*ECHO, PAUSE]
    two_jobs, one_job = measure_alternately(
        [partial(_time_suite, slow_echo, many[:1_000], jobs) for jobs in (2, 1)], rounds=3
    )
    return [
        Ratio("program : a process per case", one_process, process_per_case, 100, at_least=True),
        Ratio("program : --max-in-flight 1", suite, suite_in_lock_step, 7, at_least=True),
        Ratio("program : minimal loop in lock-step", suite, loop_in_lock_step, 7, at_least=True),
        Ratio("program : minimal NDJSON loop", suite, loop, 2, at_least=False),
        Ratio("corpus in a program : in process", program, in_process, 3, at_least=False),
        Ratio("--jobs 2 : --jobs 1, 2 ms per case", two_jobs, one_job, 1.6, at_least=True),
        *(_memory_ratio(name) for name in ("endless-line", "flood", "stderr-flood")),
    ]


def _memory_ratio(name: str) -> Ratio:
    """Compare the peak memory under a flood of output with that of a correct adapter and a fixed addition."""
    peak, correct = (run_script("stdio.py", "peak", adapter) for adapter in (name, "correct"))
    bound = correct + MAX_EXTRA_MEMORY * 2**20
    return Ratio(f"memory, {name} : {MAX_EXTRA_MEMORY} MiB more", [peak], [bound], 1, at_least=False, unit="B")


def _cases(count: int) -> Iterator[Case]:
    for number in range(count):
        payload = {"type": "image_generation", "quality": "low", "size": "1024x1024", "model": f"model-{number}"}
        expected = ExpectedOutcome(accepted=True, rejected=False, outputs=(payload,))
        request = Request("parse", payload)
        yield Case(f"a/b/{number}", "a/b", "accept", "wire", "must", REQUIREMENT, "", request, expected)


def _time_suite(
    call: list[str], cases: list[Case], jobs: int = 1, max_in_flight: int = StdioOptions().max_in_flight
) -> float:
    """Return the seconds per judged case, without the start of the program."""
    options = StdioOptions(max_in_flight=max_in_flight)
    connection = StdioConnection(shlex.join(call), REVISION, jobs=jobs, options=options)
    try:
        start = time.perf_counter()
        assert all(result.verdict.result == "pass" for result in execute(cases, connection))
        return (time.perf_counter() - start) / len(cases)
    finally:
        connection.close()


@contextmanager
def _minimal_loop() -> Iterator[Callable[[list[Case]], None]]:
    """Start the echo adapter, and give a function that sends cases, reads the responses and compares the outputs."""
    with subprocess.Popen(ECHO, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        requests, responses = child.stdin, child.stdout

        def run(cases: list[Case]) -> None:
            send([{"seq": n, "op": "parse", "payload": case.request.content} for n, case in enumerate(cases)])
            for case in cases:
                assert json.loads(responses.readline())["output"] == case.request.content

        def send(messages: list[dict[str, Any]]) -> None:
            lines = (json.dumps(message, separators=(",", ":")) + "\n" for message in messages)
            requests.write("".join(lines).encode())
            requests.flush()

        send([{"seq": 0, "op": "hello"}])
        responses.readline()
        yield run
        send([{"seq": 0, "op": "bye"}])
        responses.readline()


def _time_loop(cases: list[Case], batch: int) -> float:
    """Return the seconds per case of the minimal loop, without the start of the program."""
    with _minimal_loop() as run:
        start = time.perf_counter()
        remaining = iter(cases)
        while some := list(islice(remaining, batch)):
            run(some)
        return (time.perf_counter() - start) / len(cases)


def _time_process_per_case(cases: list[Case]) -> float:
    start = time.perf_counter()
    for case in cases:
        with _minimal_loop() as run:
            run([case])
    return (time.perf_counter() - start) / len(cases)


def _time_corpus_in_process() -> float:
    cases = Corpus.load().cases
    connection = InProcessConnection(load_adapter(IMPLEMENTATION), LEVELS)
    start = time.perf_counter()
    assert all(result.verdict.result == "pass" for result in execute(cases, connection))
    return (time.perf_counter() - start) / len(cases)


def _measure_peak(name: str) -> int:
    """Return the peak memory of this process in bytes, after a run of a misbehaving adapter."""
    call = shlex.join([sys.executable, "-S", MISBEHAVING, name])
    connection = StdioConnection(call, REVISION, options=StdioOptions(timeout=20))
    requests = [Request("parse", number) for number in range(10)]
    for number, request in enumerate(requests):
        connection.send(number, request)
    for _ in requests:
        connection.receive()
    connection.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure_peak(sys.argv[2])))
    else:
        print_table(ratios())
