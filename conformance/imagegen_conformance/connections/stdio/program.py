"""An adapter program: how it is started, how its responses are read, and what messages say about its failures."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from imagegen_conformance.connections.stdio.case_response import parse_case_response
from imagegen_conformance.connections.stdio.messages import HelloResponse, ProtocolError, parse_hello_response
from imagegen_conformance.connections.stdio.process import ChildProcess, Inbox, start_process
from imagegen_conformance.connections.stdio.shell_syntax import expansion_hint
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import ConformanceError, ImplementationError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation

if TYPE_CHECKING:
    from imagegen_conformance.connections.stdio.pipeline import RequestPipeline

__all__ = ["UPSTREAM_VARIABLE", "AdapterProgram", "signal_name"]

UPSTREAM_VARIABLE = "IMAGEGEN_UPSTREAM"  # holds the address to which a client program sends


class AdapterProgram:
    """An adapter program that a command line starts.

    The connection to a Python implementation replaces it by a description of the worker process.

    Attributes:
        name: The program, as messages name it.
        restarts_hint: The advice for a program that fails too often.
        hello_problem: The clause about a program whose processes respond to hello differently.
        hello_hint: The advice for such a program.
        shutdown_phase: The beginning of messages about failures after bye.
    """

    restarts_hint = (
        'Report exceptions of the implementation with the outcome "error", so that the program continues, '
        "or allow more restarts with --max-restarts."
    )
    hello_problem = "responds to hello differently in different processes"
    hello_hint = "Make its response to hello constant."
    shutdown_phase = "after bye, it"

    def __init__(self, command: str, variables: Mapping[str, str] | None = None) -> None:
        """Describe a program.

        Args:
            command: The command line that starts it.
            variables: The environment variables that it has beside those of this process.
        """
        self.name = repr(command)
        self._command = command
        self._variables = variables or {}

    def start(self, inbox: Inbox) -> ChildProcess:
        """Start a process of the program; raise `ConformanceError` if it cannot be started."""
        return start_process(self._command, inbox, self._variables)

    def parse_hello(self, response: dict[str, Json]) -> HelloResponse:
        """Return the content of a response to hello; raise `ProtocolError` if it is invalid."""
        return parse_hello_response(response)

    def parse_case_response(
        self, response: dict[str, Json], request: Request, capabilities: frozenset[str]
    ) -> Observation:
        """Return the observation of a response to a case's request."""
        return parse_case_response(response, request, capabilities)

    def can_start_again(self, process: ChildProcess, pipeline: RequestPipeline) -> bool:  # noqa: ARG002 - for the worker process
        """Return whether to start another process after this one failed before it responded to hello."""
        return False

    def violation_error(self, problem: str, hint: str = "") -> ProtocolError:
        """Return the error for a line that is not the next response."""
        return ProtocolError(problem, hint)

    def startup_timeout_error(self, seconds: float, *, answered: bool) -> ProtocolError:
        """Return the error for a process that does not respond to the first hello in time.

        Args:
            seconds: The time limit.
            answered: Whether an earlier process of the program has responded to hello.
        """
        advice = "" if answered else " (check that it flushes its output)"
        return ProtocolError(f"it did not respond to hello within {seconds:g} s{advice}")

    def timeout_error(self, seconds: float) -> ProtocolError:
        """Return the error for a process that does not respond to a request in time."""
        return ProtocolError(f"it did not respond within {seconds:g} s")

    def end_error(self, pipeline: RequestPipeline, exit_code: int | None, *, exited: bool) -> ProtocolError:
        """Return the error for a process that ended, or closed its output, before it responded to every request.

        Args:
            pipeline: The exchange with the process.
            exit_code: The exit code, negative for a signal; None if it is unknown.
            exited: Whether the process has ended.
        """
        return pipeline.end_error(self.describe_end(exit_code, exited=exited))

    def describe_end(self, exit_code: int | None, *, exited: bool) -> str:
        """Return a clause about the end of a process, without its subject. The arguments are those of `end_error`."""
        if not exited:
            return "closed its standard output"
        name = signal_name(exit_code)
        return f"was ended by {name}" if name else f"ended with exit code {exit_code}"

    def startup_error(self, error: ProtocolError, failure: str, *, answered: bool) -> ConformanceError:  # noqa: ARG002 - for the worker process
        """Return the error for a process that failed before it responded to the first hello.

        Args:
            error: What happened.
            failure: Its text, with the end of standard error.
            answered: Whether an earlier process of the program has responded to hello.
        """
        verb = "restarted" if answered else "started"
        problem = f"{self.name} could not be {verb}: {failure.removesuffix('.')}"
        if UPSTREAM_VARIABLE in self._variables:
            hint = f"Run the command by itself to see why, with any address in {UPSTREAM_VARIABLE}."
        elif UPSTREAM_VARIABLE in failure:  # a client program, which needs an upstream
            hint = "Add --relay if it is a client program."
        else:
            hint = "Run `imagegen-conformance protocol check` to see the messages."
        return ImplementationError(problem, hint=expansion_hint(self._command) + hint)


def signal_name(exit_code: int | None) -> str | None:
    """Return the name of the signal that ended a process, or None if it ended by itself or the signal is unknown."""
    if exit_code is not None and exit_code < 0:
        with suppress(ValueError):
            return signal.Signals(-exit_code).name
    return None
