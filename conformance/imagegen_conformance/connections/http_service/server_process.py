"""The process of a server that the suite starts for a run, and ends."""

from __future__ import annotations

import time
from collections.abc import Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from imagegen_conformance.connections.http_service.port_check import is_open
from imagegen_conformance.connections.stdio.process import ChildProcess, split_command, start_process
from imagegen_conformance.errors import ImplementationError, UsageError
from imagegen_conformance.text import escape_control_characters, preview

if TYPE_CHECKING:
    from imagegen_conformance.connections.http_service.endpoint import Endpoint
    from imagegen_conformance.connections.http_service.secret_values import Secrets

__all__ = ["ServerProcess"]

POLL_INTERVAL = 0.05  # seconds
END_TIMEOUT = 5.0  # seconds from the request to end to the signal that ends the process
INTERRUPTED_END_TIMEOUT = 0.5  # seconds, if a signal has ended the command
OUTPUT_TAIL_SIZE = 4096  # bytes
MAX_OUTPUT_LENGTH = 400  # characters


class _OutputTail(SimpleQueue[Any]):
    """A queue that keeps only the end of the output, so that the server never waits for a reader."""

    def __init__(self) -> None:
        super().__init__()
        self.content = bytearray()

    def put(self, item: tuple[ChildProcess, bytes], block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002, FBT001, FBT002 - the signature of a queue
        process, chunk = item
        self.content += chunk[-OUTPUT_TAIL_SIZE:]
        del self.content[:-OUTPUT_TAIL_SIZE]
        process.chunk_consumed()


class ServerProcess:
    """A server in a process group of its own."""

    def __init__(
        self, command: str, endpoint: Endpoint, secrets: Secrets, variables: Mapping[str, str] | None = None
    ) -> None:
        """Start a server.

        Args:
            command: The command line. No shell reads it.
            endpoint: The endpoint that it will have.
            secrets: The values that must not appear in messages.
            variables: The environment variables that it has beside those of this process.

        Raises:
            UsageError: The endpoint is not on this machine, or the command line is empty or needs a shell.
            ImplementationError: Another process has the port, or the command cannot be started.
        """
        if not endpoint.is_loopback:
            hint = "Remove it, or name a URL of this machine."
            raise UsageError(f"--start starts a server on this machine, but {endpoint.host} is another", hint=hint)
        _check_command(command, secrets)
        if is_open(endpoint):
            problem = f"{endpoint.authority} answers before the server is started, so that another one would be tested"
            raise ImplementationError(problem, hint="End the process that has the port, or choose another port.")
        self._endpoint = endpoint
        self._secrets = secrets
        self._output = _OutputTail()
        self._process = start_process(command, self._output, variables)
        self._name = repr(secrets.redact(command))

    def wait_until_open(self, timeout: float) -> None:
        """Wait until the server accepts connections.

        Args:
            timeout: The maximum number of seconds.

        Raises:
            ImplementationError: It does not in time, or it ends.
        """
        deadline = time.monotonic() + timeout
        while not is_open(self._endpoint):
            if self._process.exited:
                code = self._process.end()
                problem = f"{self._name} ended with exit code {code} before it accepted connections{self._last_output}"
                raise ImplementationError(problem, hint="Run the command by itself to see why.")
            if time.monotonic() > deadline:
                problem = f"{self._name} does not accept connections at {self._endpoint.authority} within {timeout:g} s"
                hint = "Check that it listens on the port of the URL, or allow more time with --startup-timeout."
                raise ImplementationError(problem + self._last_output, hint=hint)
            time.sleep(POLL_INTERVAL)

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended. A command can also leave a server in the background, and end itself."""
        return self._process.exited

    @property
    def end_message(self) -> str | None:
        """How the server ended, as a clause, if it has ended; otherwise None."""
        if not self.has_ended:
            return None
        return f"{self._name} ended with exit code {self._process.end()}{self._last_output}"

    def end(self, *, soon: bool = False) -> None:
        """Ask the server to end, and end it with everything that it started if it does not.

        Args:
            soon: Whether a signal has ended the command, which has little time left.
        """
        if not self._process.exited:
            self._process.request_end()
            self._process.wait(min(END_TIMEOUT, INTERRUPTED_END_TIMEOUT) if soon else END_TIMEOUT)
        self._process.end()

    @property
    def _last_output(self) -> str:
        """The line of the output that most likely says what happened, as a clause; empty if there is none."""
        summary = self._process.stderr_summary
        if not summary:
            lines = bytes(self._output.content).decode("utf-8", "backslashreplace").split("\n")
            summary = next((line.strip() for line in reversed(lines) if line.strip()), "")
        text = preview(escape_control_characters(self._secrets.redact_excerpt(summary)), MAX_OUTPUT_LENGTH)
        return f"; its output: {text}" if text else ""


def _check_command(command: str, secrets: Secrets) -> None:
    """Raise UsageError if a command line has no words, or a part of it is not complete."""
    if not command.strip():
        raise UsageError("--start names no command", hint="Write the command that starts the server.")
    try:
        split_command(command)
    except ValueError as error:  # a quotation mark that is not closed, or a backslash at the end
        problem = f"the command {secrets.redact(command)!r} of --start is not complete ({error})"
        raise UsageError(problem, hint="Write the missing character.") from None
