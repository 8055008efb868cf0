"""The connection of `run` to a server, a gateway or a client, from the arguments of the command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.cli.options import stdio_options
from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.connection import HttpConnection
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import DEFAULT_MODEL, MARKER, Envelope
from imagegen_conformance.connections.http_service.options import HttpOptions
from imagegen_conformance.connections.http_service.proxy import Proxy
from imagegen_conformance.connections.http_service.secret_values import HeaderSource, Secrets, parse_header
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.connections.http_service.server_process import ServerProcess
from imagegen_conformance.connections.http_service.server_route import ServerRoute
from imagegen_conformance.connections.relay.client_connection import ClientConnection
from imagegen_conformance.connections.relay.gateway_route import GatewayRoute
from imagegen_conformance.connections.relay.recorder import Recorder
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.program import UPSTREAM_VARIABLE, AdapterProgram
from imagegen_conformance.errors import UsageError

if TYPE_CHECKING:
    from types import TracebackType

    from imagegen_conformance.connections.http_service.route import Route
    from imagegen_conformance.corpus.profiles import Revision
    from imagegen_conformance.runner.options import RunOptions

__all__ = ["Service", "check_levels", "open_service", "service_options", "service_run_options"]


class Service(NamedTuple):
    """A server, a gateway or a client that is being tested.

    Attributes:
        connection: The connection.
        upstream: The address of the recorder, if there is one.
    """

    connection: HttpConnection | ClientConnection
    upstream: str | None


def check_levels(parsed: argparse.Namespace) -> None:
    """Raise UsageError if a level is requested that cannot be tested over the connection."""
    supported = GatewayRoute.levels if parsed.relay else ServerRoute.levels  # a client has the level of a gateway
    level = next((level for level in parsed.level if level not in supported), None)
    if level is None:
        return
    choices = f"choose from {', '.join(supported)}"
    if parsed.relay:
        kind = "an adapter program" if parsed.url is None else "a server"
        problem, hint = "over --relay", f"Request level {supported[0]}, or remove --relay to test {kind}."
    elif level in GatewayRoute.levels:
        problem, hint = "over --url without --relay", f"Add --relay to test a gateway. For a server, {choices}."
    else:
        problem, hint = "over --url", f"{choices.capitalize()}."
    raise UsageError(f"level {level} is not available {problem}", hint=hint)


def service_options(parsed: argparse.Namespace) -> HttpOptions:
    """Return the options of the connection to the server of --url.

    Raises:
        UsageError: An option is invalid, or a header is not available.
    """
    endpoint = Endpoint.parse(parsed.url)
    _check_upstream_port(parsed, endpoint)
    envelope = _envelope(parsed)
    sources = _header_sources(parsed.header)
    headers = {source.name: source.value(os.environ) for source in sources}
    values = {source.variable: headers[source.name] for source in sources}
    proxy = Proxy.of_environment(endpoint)
    if proxy is not None:  # the proxy or the server can repeat the password
        values |= {f"{endpoint.scheme.upper()}_PROXY": value for value in proxy.headers.values()}
    secrets = Secrets(values)
    texts = [parsed.url, parsed.start, parsed.name, parsed.model]
    if secrets.is_in(text for text in texts if text is not None):
        hint = (
            "Give it only in the environment: the command line is printed, and other users of this machine can see it."
        )
        raise UsageError("the command line contains the value of a header", hint=hint)
    if parsed.max_requests is None and not endpoint.is_loopback:
        hint = "Add --max-requests N. Each request may cost money."
        raise UsageError(f"{endpoint.host} is not this machine, and the number of requests is not limited", hint=hint)
    given = {name: getattr(parsed, name) for name in ("name", "concurrency", "rate", "max_requests", "timeout")}
    given = {name: value for name, value in given.items() if value is not None}
    levels = tuple(getattr(parsed, "level", None) or ())  # http check has no levels
    return HttpOptions(endpoint, envelope, headers, secrets, proxy=proxy, levels=levels, **given)


def service_run_options(parsed: argparse.Namespace, options: RunOptions, service: HttpOptions) -> RunOptions:
    """Return the options of a run against a server. Each request to another machine may cost money.

    Unless the user chooses cases, the smoke list is run there, and without variants.

    Raises:
        UsageError: Generated cases are requested for another machine.
    """
    if service.endpoint.is_loopback:
        return options
    if parsed.generate is not None:
        problem = "--generate sends a number of requests that is not known before"
        raise UsageError(problem, hint="Remove it, or test a server on this machine.")
    chooses = parsed.no_smoke or options.patterns or options.areas or options.requirements or options.corpus_since
    return options._replace(smoke=options.smoke or not chooses, variants=bool(parsed.variants))


def open_service(
    parsed: argparse.Namespace,
    revision: Revision,
    options: HttpOptions | None,
    stack: ExitStack,
    announce: Callable[[str], None],
) -> Service:
    """Start what has to be started, and return the service. Nothing is sent before the run is prepared.

    Args:
        parsed: The arguments of a command that has the options of services.
        revision: The revision by which the implementation is judged.
        options: The options of the connection to the server; None for a client program.
        stack: Receives the functions that end what was started.
        announce: The function that shows the user what takes long, or can cost money, before the first case.

    Raises:
        ConformanceError: The server or the program cannot be started, or its port is not free.
    """
    recorder = None
    if parsed.relay:
        redact = str if options is None else options.secrets.redact
        recorder = stack.enter_context(Recorder(parsed.upstream_port or 0, redact=redact))
    variables = {} if recorder is None else {UPSTREAM_VARIABLE: recorder.url}
    if options is None:
        if recorder is None:
            raise ValueError("a client needs a recorder")
        return Service(_open_client(parsed, revision, recorder, stack), recorder.url)
    process = None if parsed.start is None else _start_server(parsed, options, variables, stack)
    budget = RequestBudget(options.max_requests, options.rate)
    sender = RequestSender(budget, options.secrets)
    route: Route = (
        ServerRoute(options.envelope, sender)
        if recorder is None
        else GatewayRoute(options.endpoint, options.envelope, sender, recorder)
    )
    connection = HttpConnection(options, route, budget, process, announce)
    stack.callback(connection.end)
    return Service(connection, None if recorder is None else recorder.url)


def _start_server(
    parsed: argparse.Namespace, options: HttpOptions, variables: Mapping[str, str], stack: ExitStack
) -> ServerProcess:
    process = ServerProcess(parsed.start, options.endpoint, options.secrets, variables)
    stack.push(partial(_end_process, process))
    process.wait_until_open(parsed.startup_timeout or StdioOptions().startup_timeout)
    return process


def _end_process(
    process: ServerProcess,
    kind: type[BaseException] | None,
    error: BaseException | None,  # noqa: ARG001 - the signature of an exit function
    trace: TracebackType | None,  # noqa: ARG001
) -> None:
    """End a server, soon if a signal has ended the command."""
    process.end(soon=kind is not None and issubclass(kind, KeyboardInterrupt))


def _open_client(
    parsed: argparse.Namespace, revision: Revision, recorder: Recorder, stack: ExitStack
) -> ClientConnection:
    program = AdapterProgram(parsed.command, {UPSTREAM_VARIABLE: recorder.url})
    connection = StdioConnection(program, revision, jobs=parsed.jobs or 1, options=stdio_options(parsed))
    stack.callback(connection.end)
    return ClientConnection(connection, recorder)


def _check_upstream_port(parsed: argparse.Namespace, endpoint: Endpoint) -> None:
    """Raise UsageError if the gateway is the upstream: the suite would test itself, and every payload would arrive."""
    if parsed.relay and endpoint.is_loopback and endpoint.port == parsed.upstream_port:
        problem = f"--url and --upstream-port have the same port, {endpoint.port}, so that no gateway would be tested"
        raise UsageError(problem, hint="Name the port of the gateway in --url, and another one in --upstream-port.")


def _header_sources(texts: Sequence[str]) -> list[HeaderSource]:
    """Return the headers of --header. Raise UsageError if one is given twice."""
    sources = [parse_header(text) for text in texts]
    names = [source.name.lower() for source in sources]
    repeated = next((source.name for source in sources if names.count(source.name.lower()) > 1), None)
    if repeated is not None:
        raise UsageError(f"--header {repeated} is given more than once", hint="Remove one of them.")
    return sources


def _envelope(parsed: argparse.Namespace) -> Envelope:
    if parsed.envelope is None:
        return Envelope.default(DEFAULT_MODEL if parsed.model is None else parsed.model)
    if parsed.model is not None:
        raise UsageError(
            "--model applies to the default request, but --envelope replaces it", hint="Remove one of them."
        )
    envelope = Envelope.load(parsed.envelope)
    if parsed.relay and not envelope.has_marker:
        problem = f'no string of the envelope contains "{MARKER}", by which requests are recognized when they arrive'
        raise UsageError(problem, file=parsed.envelope, hint=f'Write "{MARKER}" as the text of the input.')
    return envelope
