"""Requests to a server and through a gateway, against the best loops of a client with the same library.

`http_throughput.py memory server|gateway` prints the resident memory of a process after every 10,000 requests.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from client_loop import Arrivals, Form, minimal_recorder, send_all
from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.connection import HttpConnection
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import Envelope, payload_text
from imagegen_conformance.connections.http_service.options import HttpOptions
from imagegen_conformance.connections.http_service.secret_values import Secrets
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.connections.http_service.server_route import ServerRoute
from imagegen_conformance.connections.relay.gateway_route import GatewayRoute
from imagegen_conformance.connections.relay.recorder import Recorder
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import dumps
from imagegen_conformance.runner.execution import execute
from loopback_servers import started
from ratio import Ratio, measure_alternately, print_table, run_script
from replicated_corpus import iter_cases, short_cases

CONCURRENCY = 16
REQUESTS = 6_000
ROUNDS = 9
STEP, STEPS = 10_000, 5  # requests before the memory is read, and how often it is
MAX_GROWTH = 1.05
FORMS: tuple[Form, ...] = ("raw", "request")
ILLEGAL_CONTROL = {"type": "image_generation", "quality": 5}


class Seconds(NamedTuple):
    """The seconds per request.

    Attributes:
        elapsed: The time that has passed.
        of_cpu: The CPU time of this process.
    """

    elapsed: float
    of_cpu: float


def ratios() -> Sequence[Ratio]:
    return [*_server_ratios(), *_gateway_ratios(), *map(_memory_ratio, ("server", "gateway"))]


def _server_ratios() -> list[Ratio]:
    cases = repeated(cases_of_level("schema"), REQUESTS)
    bodies = list(map(request_body, range(REQUESTS), cases))
    with trivial_server(cases) as url:
        loops = [partial(time_loop, url, bodies, form=form) for form in FORMS]
        measured = measure_alternately([partial(time_server, url, cases, REQUESTS), *loops], ROUNDS)
    return _throughput_ratios("server", measured, 0.6)


def _gateway_ratios() -> list[Ratio]:
    cases = repeated(cases_of_level("wire"), REQUESTS)
    bodies = list(map(request_body, range(REQUESTS), cases))
    with gateway() as (url, recorder), minimal_recorder() as (port, arrivals), started("gateway", str(port)) as other:
        loops = [partial(time_loop, other, bodies, arrivals, form) for form in FORMS]
        measured = measure_alternately([partial(time_gateway, url, recorder, cases, REQUESTS), *loops], ROUNDS)
    return _throughput_ratios("gateway", measured, 0.5)


def _throughput_ratios(name: str, measured: list[list[Seconds]], target: float) -> list[Ratio]:
    """Compare the suite with the faster one of the loops."""
    suite, *loops = measured
    loop = min(loops, key=lambda seconds: statistics.median(side.elapsed for side in seconds))
    elapsed, elapsed_of_loop = ([side.elapsed for side in sides] for sides in (suite, loop))
    of_cpu, of_cpu_of_loop = ([side.of_cpu for side in sides] for sides in (suite, loop))
    return [
        Ratio(f"client loop : {name}, {CONCURRENCY} connections", elapsed, elapsed_of_loop, target, at_least=True),
        Ratio(f"client loop : {name}, CPU time", of_cpu, of_cpu_of_loop, target, at_least=True),
    ]


def _memory_ratio(name: str) -> Ratio:
    memory = run_script("http_throughput.py", "memory", name)
    growth = f"memory, {name}, {len(memory) * STEP:,} : {STEP:,} requests"
    return Ratio(growth, [memory[-1]], [memory[0]], MAX_GROWTH, at_least=False, unit="B")


def _measure_memory(name: str) -> list[int]:
    """Return the resident memory of this process in bytes after each step of a flood of requests."""
    cases = cases_of_level("schema" if name == "server" else "wire")
    if name == "server":
        with trivial_server(cases) as url:
            return _memory_after_each_step(partial(time_server, url), cases)
    with gateway() as (url, recorder):
        return _memory_after_each_step(partial(time_gateway, url, recorder), cases)


def _memory_after_each_step(run: Callable[[Iterable[Case], int], Seconds], cases: Sequence[Case]) -> list[int]:
    memory = []

    def measured() -> Iterator[Case]:
        for number, case in enumerate(iter_cases(cases, STEP * STEPS + 1)):
            if number and number % STEP == 0:
                process = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], check=True, capture_output=True)
                memory.append(1024 * int(process.stdout))
            yield case

    run(measured(), STEP * STEPS + 1)
    return memory


def cases_of_level(level: Level) -> Sequence[Case]:
    """Return the cases of a level that are legal or illegal without a doubt, except for those with long texts."""
    cases = [case for case in short_cases(Corpus.load().cases) if case.level == level]
    expected = [(case, case.expected) for case in cases]
    clear = [case for case, is_ in expected if isinstance(is_, ExpectedOutcome) and is_.accepted != is_.rejected]
    return [case for case in clear if level == "schema" or case.request.operation == "parse"]


def repeated(cases: Sequence[Case], count: int) -> list[Case]:
    """Return so many cases: the given ones, repeated under new ids."""
    return [cases[n % len(cases)]._replace(id=f"{cases[n % len(cases)].id}-{n}") for n in range(count)]


def request_body(number: int, case: Case) -> bytes:
    """Return the body of the request of a case, as the suite sends it."""
    return Envelope.default().body(payload_text(case.request), f"imagegen-00000000-{number}")


@contextmanager
def trivial_server(cases: Sequence[Case]) -> Iterator[str]:
    """Start a server that knows the illegal payloads of cases, and give its URL."""
    expected = [(case.request.content, case.expected) for case in cases]
    illegal = [payload for payload, is_ in expected if isinstance(is_, ExpectedOutcome) and is_.rejected]
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "rejected"
        file.write_text("\n".join(map(dumps, [ILLEGAL_CONTROL, *illegal])))
        with started("server", str(file)) as url:
            yield url


@contextmanager
def gateway() -> Iterator[tuple[str, Recorder]]:
    """Start a gateway to a recorder in this process, and give the URL of the gateway and the recorder."""
    with Recorder() as recorder, started("gateway", recorder.url.rpartition(":")[2]) as url:
        yield url, recorder


def time_server(url: str, cases: Iterable[Case], count: int) -> Seconds:
    """Return the seconds per case of a run against a server, with the controls."""
    options, budget = _options(url), RequestBudget()
    route = ServerRoute(options.envelope, RequestSender(budget, options.secrets))
    return _time_run(cases, count, HttpConnection(options, route, budget))


def time_gateway(url: str, recorder: Recorder, cases: Iterable[Case], count: int) -> Seconds:
    """Return the seconds per case of a run through a gateway, with the controls."""
    options, budget = _options(url), RequestBudget()
    route = GatewayRoute(options.endpoint, options.envelope, RequestSender(budget, options.secrets), recorder)
    return _time_run(cases, count, HttpConnection(options, route, budget))


def _options(url: str) -> HttpOptions:
    return HttpOptions(Endpoint.parse(url), Envelope.default(), {}, Secrets({}), concurrency=CONCURRENCY)


def _time_run(cases: Iterable[Case], count: int, connection: HttpConnection) -> Seconds:
    def run() -> None:
        connection.prepare(count)
        failed = next((result for result in execute(cases, connection) if result.verdict.result != "pass"), None)
        if failed is not None:
            raise SystemExit(f"{failed.case.id} does not pass: {failed.observation}")

    try:
        return _time(run, count)
    finally:
        connection.close()


def time_loop(url: str, bodies: Sequence[bytes], arrivals: Arrivals | None = None, form: Form = "raw") -> Seconds:
    """Return the seconds per request of a client loop."""
    return _time(partial(send_all, url, bodies, CONCURRENCY, arrivals, form), len(bodies))


def _time(run: Callable[[], None], count: int) -> Seconds:
    start, start_of_cpu = time.perf_counter(), time.process_time()
    run()
    return Seconds((time.perf_counter() - start) / count, (time.process_time() - start_of_cpu) / count)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measure_memory(sys.argv[2])))
    else:
        print_table(ratios())
