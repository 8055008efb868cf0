"""The options of a run that concern servers, gateways and clients behind HTTP."""

from __future__ import annotations

from imagegen_conformance.runner.option import Option, file_path, port_number, positive_int, positive_rate
from imagegen_conformance.runner.program_options import COMMAND_LINE

__all__ = ["REQUEST_OPTIONS", "SERVICE_GROUP", "SERVICE_OPTIONS"]

SERVICE_GROUP = "servers and gateways"  # the heading in the help text


SERVICE_OPTIONS: tuple[Option, ...] = (
    Option(
        "url",
        SERVICE_GROUP,
        "test the server at this endpoint, such as http://127.0.0.1:8000/v1/responses",
        metavar="URL",
        front_end=COMMAND_LINE,
    ),
    Option(
        "relay",
        SERVICE_GROUP,
        "test what arrives at an upstream that the suite provides: through the gateway of --url, or from the client "
        "program of --command",
        kind="flag",
        front_end=COMMAND_LINE,
    ),
    Option(
        "start",
        SERVICE_GROUP,
        "start the server or gateway with COMMAND before the run, and end it after the run",
        metavar="COMMAND",
        front_end=COMMAND_LINE,
    ),
    Option(
        "header",
        SERVICE_GROUP,
        "send the header NAME with the value of the environment variable ENVVAR; repeatable",
        metavar="NAME=ENVVAR",
        kind="repeatable",
        front_end=COMMAND_LINE,
    ),
    Option(
        "model",
        SERVICE_GROUP,
        "model of each request",
        default="gpt-4.1",
        metavar="MODEL",
        front_end=COMMAND_LINE,
    ),
    Option(
        "envelope",
        SERVICE_GROUP,
        'send the request body in FILE, in which the string "$PAYLOAD" stands for the payload',
        default="a request of the Responses API that calls no tool",
        parse=file_path,
        metavar="FILE",
        front_end=COMMAND_LINE,
    ),
    Option(
        "name",
        SERVICE_GROUP,
        "name of the server or gateway in reports",
        default="the URL",
        metavar="NAME",
        front_end=COMMAND_LINE,
    ),
    Option(
        "concurrency",
        SERVICE_GROUP,
        "number of requests that are sent in parallel",
        default="4",
        parse=positive_int,
        metavar="N",
        front_end=COMMAND_LINE,
    ),
    Option(
        "rate",
        SERVICE_GROUP,
        "maximum number of requests per second",
        parse=positive_rate,
        metavar="R",
        front_end=COMMAND_LINE,
    ),
    Option(
        "max-requests",
        SERVICE_GROUP,
        "maximum number of requests, with controls and retries; required if the server is not on this machine",
        parse=positive_int,
        metavar="N",
        front_end=COMMAND_LINE,
    ),
    Option(
        "no-smoke",
        SERVICE_GROUP,
        "select all cases, although the server is not on this machine",
        kind="flag",
        front_end=COMMAND_LINE,
    ),
    Option(
        "upstream-port",
        SERVICE_GROUP,
        "port of the upstream that the suite provides with --relay",
        default="a free port",
        parse=port_number,
        metavar="P",
        front_end=COMMAND_LINE,
    ),
)

# The names of those that concern the requests of the suite, and not those of a client program.
REQUEST_OPTIONS = tuple(
    option.name for option in SERVICE_OPTIONS if option.name not in {"url", "relay", "upstream-port"}
)
