"""A connection to a server, with threads that send requests in parallel.

An observation is confirmed by the controls that are sent after it: until they hold, `receive` does not return it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import nullcontext

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.connections.control_check import ControlCheck, changed_tool_lines
from imagegen_conformance.connections.http_service.announced_wait import announced_wait
from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.control_schedule import CONTROL_INTERVAL, ControlSchedule
from imagegen_conformance.connections.http_service.controls import Controls, FailedControl
from imagegen_conformance.connections.http_service.options import HttpOptions
from imagegen_conformance.connections.http_service.request_threads import RequestThreads
from imagegen_conformance.connections.http_service.route import Probe, Route
from imagegen_conformance.connections.http_service.server_process import ServerProcess
from imagegen_conformance.connections.http_service.transcript import transcript
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.errors import ServiceError
from imagegen_conformance.judging.observation import Observation, error

__all__ = ["HttpConnection"]

STREAM_TYPES = "text/event-stream, application/json"  # a strict server would reject the request with 406 otherwise


def _say_nothing(_: str) -> None:
    pass


class HttpConnection:
    """A connection to a server, or through a gateway to the suite itself.

    Attributes:
        identity: The description of the server.
        max_in_flight: The maximum number of outstanding requests.
        notes: The notes on the gateway, or None for a server.
        budget: The requests that may still be sent.
        planned_requests: Returns the number of requests, with controls, for a number of requests of cases.
        can_validate: True: each payload is sent in the same request.
    """

    can_validate = True

    def __init__(
        self,
        options: HttpOptions,
        route: Route,
        budget: RequestBudget,
        server: ServerProcess | None = None,
        announce: Callable[[str], None] = _say_nothing,
    ) -> None:
        """Prepare a connection. Nothing is sent before `prepare`.

        Args:
            options: The options.
            route: The way to ask about payloads.
            budget: The maximum number of requests, and their pace.
            server: The process of the server, if the suite has started it.
            announce: The function that shows the user what takes long, or can cost money, before the first case.
        """
        name = options.name or options.endpoint.url
        self.identity = Identity(name, None, "HTTP", route.kind, route.levels[:1])
        self.max_in_flight = CONTROL_INTERVAL + 4 * options.concurrency  # during the controls, the threads go on
        self.budget = budget
        self._options = options
        self.notes = route.notes
        self._announce = announce
        self._route = route
        self._server = server
        self._controls = Controls(route, budget)
        self._schedule = ControlSchedule(budget, len(self._controls.controls))
        self.planned_requests = self._schedule.request_count
        self._client = self.new_client()  # that of the main thread, for the controls
        self._threads = RequestThreads(route.probe)
        self._outstanding = 0  # requests without an observation
        self._unconfirmed: list[tuple[int, Probe]] = []
        self._confirmed: deque[tuple[int, Observation]] = deque()
        self._failure: ServiceError | None = None
        self._is_failure_raised = False
        self._is_end_checked = False  # whether the controls were sent because the process of the server has ended

    def new_client(self) -> HttpClient:
        """Return a client for one thread."""
        options = self._options
        headers = options.headers
        if options.envelope.is_stream_request and "accept" not in map(str.lower, headers):
            headers = {"Accept": STREAM_TYPES, **headers}
        return HttpClient(options.endpoint, headers, options.timeout, options.proxy, options.secrets.redact)

    def supports(self, level: Level) -> bool:
        """Return whether cases of this level can be asked, and the level is claimed or requested."""
        return level in self._route.levels and level in {*self.identity.levels, *self._options.levels}

    def announcement(self, count: int) -> str | None:
        """Return what the run will send if the server is another machine, where requests may cost money; else None.

        Args:
            count: The number of requests of cases.

        Raises:
            UsageError: The maximum number of requests is too small.
        """
        self._schedule.check_budget(count)
        endpoint = self._options.endpoint
        if endpoint.is_loopback:
            return None
        line = f"the run sends at least {self.planned_requests(count):,} requests to {endpoint.host}"
        permitted = self.budget.max_requests
        return line if permitted is None else f"{line}; --max-requests permits {permitted:,}"

    def prepare(self, count: int) -> None:
        """Check the controls, and start the threads.

        Args:
            count: The number of requests of cases.

        Raises:
            UsageError: The maximum number of requests is too small.
            ServiceError: A control does not hold.
        """
        announcement = self.announcement(count)
        if announcement is not None:
            self._announce(announcement)
        first, *others = self._controls.controls
        with announced_wait(self._options.endpoint, self._announce):
            _, failed = self._controls.probe(self._client, first, learns=True)
        failed = failed or self._controls.check(self._client, others, learns=True)
        if failed is not None:
            failure = self._control_error(failed)
            failure.details = (*failure.details, *self._note_lines())
            raise failure
        self._schedule.begin(count)
        for _ in range(self._options.concurrency):
            self._threads.start(self.new_client())

    def checks(self) -> Iterator[ControlCheck]:
        """Send the controls, and yield the result of each, up to the first one that does not hold.

        Raises:
            UsageError: The maximum number of requests is too small.
        """
        self._schedule.check_budget(0)
        for number, control in enumerate(self._controls.controls):
            with nullcontext() if number else announced_wait(self._options.endpoint, self._announce):
                probe, failed = self._controls.probe(self._client, control, learns=True)
            lines = [*transcript(self._options.endpoint, probe, self._options.secrets.redact)]
            if failed is not None:
                problem = self._options.secrets.redact(failed.problem)
                yield ControlCheck(control.purpose, [*lines, *self._note_lines()], problem, failed.hint)
                return
            lines += changed_tool_lines(self._redacted(probe.observation), control.request)
            yield ControlCheck(control.purpose, lines)

    def send(self, sequence: int, request: Request) -> None:
        """Queue a request."""
        self._outstanding += 1
        self._threads.put(sequence, request)

    def receive(self) -> tuple[int, Observation]:
        """Return the next confirmed observation, with the sequence number of its request.

        Raises:
            ServiceError: The server cannot be tested any further. It is raised after every observation was
                returned.
        """
        while not self._confirmed:
            if self._is_check_due():
                self._confirm()
            elif self._failure is not None:
                self._is_failure_raised = True
                raise self._failure
            else:
                self._take_response()
        return self._confirmed.popleft()

    def take_available(self) -> list[tuple[int, Observation]]:
        """Return the confirmed observations that `receive` has not returned, and remove them."""
        available = list(self._confirmed)
        self._confirmed.clear()
        return available

    def sequence_in_progress(self) -> int | None:
        """Return the number of the request that has waited longest for its response; None if there is none."""
        return self._threads.sequence_in_progress()

    def close(self) -> list[str]:
        """End the exchange, and return the faults that no request caused.

        Raises:
            ServiceError: A control after the last request does not hold.
        """
        self.end()
        if self._failure is not None and not self._is_failure_raised:
            self._is_failure_raised = True
            raise self._failure
        clients = (self._client, *self._threads.clients)
        faults = [fault for client in clients for fault in client.faults]
        return [self._options.secrets.redact(fault) for fault in dict.fromkeys([*faults, *self._route.faults()])]

    def end(self) -> None:
        """End the exchange."""
        self.budget.stop()
        self._threads.end()
        self._client.close()
        self._client.disconnect()

    def _take_response(self) -> None:
        response = self._threads.take(min(CONTROL_INTERVAL - len(self._unconfirmed), self._outstanding))
        if response is None:
            return
        sequence, probe = response
        self._outstanding -= 1
        if probe.is_fatal and self._failure is None:
            self._end(self._fatal_error(probe))
        self._unconfirmed.append((sequence, probe))

    def _note_lines(self) -> list[str]:
        """Return the notes, such as a request that arrived at the upstream of a gateway without a marker."""
        return [] if self.notes is None else self.notes.lines()

    def _redacted(self, observation: Observation) -> Observation:
        """Return an observation without secrets. An output cannot be judged without them."""
        redacted: Observation = self._options.secrets.redact_json(observation)
        if redacted.get("output") != observation.get("output"):
            return error("what arrived contains the value of a header that must stay secret")
        return redacted

    def _final(self, probe: Probe) -> Observation:
        """Return the observation of a probe that the controls have confirmed."""
        return self._redacted(self._route.revised(probe))

    def _is_check_due(self) -> bool:
        if not self._unconfirmed:
            return False
        is_end = not self._outstanding or self._failure is not None
        if is_end:
            return True
        is_urgent = self._server is not None and self._server.has_ended and not self._is_end_checked
        is_due = self._schedule.is_due(len(self._unconfirmed), is_urgent=is_urgent)
        self._is_end_checked = self._is_end_checked or (is_urgent and is_due)
        return is_due

    def _confirm(self) -> None:
        """Check the controls. If one does not hold, the observations since the last check mean nothing."""
        failed = self._controls.check(self._client)
        self._schedule.record_check(len(self._unconfirmed))
        if failed is None:
            self._confirmed.extend((sequence, self._final(probe)) for sequence, probe in self._unconfirmed)
        else:
            message = f"after this request, {self._options.secrets.redact(failed.problem)}"
            self._confirmed.extend((sequence, error(message)) for sequence, _ in self._unconfirmed)
            if self._failure is None:
                self._end(self._control_error(failed))
        self._unconfirmed.clear()

    def _end(self, failure: ServiceError) -> None:
        """Send no further request of a case."""
        self._failure = failure
        self._threads.stop()

    def _control_error(self, failed: FailedControl) -> ServiceError:
        return self._service_error(failed.problem, failed.hint, failed.probe)

    def _fatal_error(self, probe: Probe) -> ServiceError:
        message = "" if probe.exchange is None else probe.exchange.interpretation.message
        return self._service_error(f"the server {message}", "No further case was sent.", probe)

    def _service_error(self, problem: str, hint: str, probe: Probe) -> ServiceError:
        secrets = self._options.secrets
        failure = ServiceError(secrets.redact(problem.removesuffix(".")), hint=hint)
        ended = None if self._server is None else self._server.end_message
        lines = transcript(self._options.endpoint, probe, secrets.redact)
        failure.details = (*lines, *([] if ended is None else [ended]))
        return failure
