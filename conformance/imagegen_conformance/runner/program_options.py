"""The options of a run that concern the processes under test."""

from __future__ import annotations

from typing import Literal

from imagegen_conformance.runner.option import Option, non_negative_int, positive_int, positive_seconds

__all__ = ["COMMAND_LINE", "PROGRAM_GROUP", "PROGRAM_OPTIONS"]

PROGRAM_GROUP = "processes"  # the heading in the help text
COMMAND_LINE: Literal["command line"] = "command line"

PROGRAM_OPTIONS: tuple[Option, ...] = (
    Option(
        "jobs",
        PROGRAM_GROUP,
        "number of processes that run in parallel",
        default="1",
        parse=positive_int,
        metavar="N",
        front_end=COMMAND_LINE,
    ),
    Option(
        "timeout",
        PROGRAM_GROUP,
        "seconds to wait for a response",
        default="10, or 30 with --url",
        parse=positive_seconds,
        metavar="S",
    ),
    Option(
        "startup-timeout",
        PROGRAM_GROUP,
        "seconds to wait for the import of the Python object, for the response to hello, or for the server of --start",
        default="60",
        parse=positive_seconds,
        metavar="S",
    ),
    Option(
        "max-restarts",
        PROGRAM_GROUP,
        "maximum number of restarts, of all processes together",
        default="20",
        parse=non_negative_int,
        metavar="N",
        front_end=COMMAND_LINE,
    ),
    Option(
        "max-in-flight",
        PROGRAM_GROUP,
        "maximum number of outstanding requests for each process",
        default="128",
        parse=positive_int,
        metavar="N",
        front_end=COMMAND_LINE,
    ),
)
