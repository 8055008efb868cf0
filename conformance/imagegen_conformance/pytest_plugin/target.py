"""The implementation under test, as the options of pytest name it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.pytest_plugin.exit_protection import protected_loading
from imagegen_conformance.runner.options import PYTEST_PREFIX

if TYPE_CHECKING:
    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.corpus.profiles import Revision
    from imagegen_conformance.corpus.requirements import Level

__all__ = ["Target"]

FLAG_PREFIX = f"--{PYTEST_PREFIX}"


class Target(NamedTuple):
    """The implementation under test, and how the suite connects to it.

    Attributes:
        path: The path of the Python object, or None.
        command: The command line of the adapter program, or None. Exactly one of both is given.
        isolate: Whether the Python object runs in a worker process.
        rejections: The types of exceptions that reject a payload, as paths.
        timeout: The seconds to wait for a response of another process; None for the default.
        startup_timeout: The seconds to wait for its start; None for the default.
        configuration: The path of the `pyproject.toml` whose table was read; empty if none was read. A command that
            repeats the run does not read it, because its options are complete.
    """

    path: str | None
    command: str | None
    isolate: bool = False
    rejections: tuple[str, ...] = ()
    timeout: float | None = None
    startup_timeout: float | None = None
    configuration: str = ""

    @property
    def arguments(self) -> str:
        """The options, as a part of a shell command."""
        name, value = ("impl", self.path) if self.command is None else ("command", self.command)
        words = [f"{FLAG_PREFIX}{name}", shlex.quote(str(value))]
        words += [f"{FLAG_PREFIX}no-config"] * bool(self.configuration) + [f"{FLAG_PREFIX}isolate"] * self.isolate
        words += [f"{FLAG_PREFIX}rejection {shlex.quote(rejection)}" for rejection in self.rejections]
        for option, seconds in (("timeout", self.timeout), ("startup-timeout", self.startup_timeout)):
            words += [] if seconds is None else [f"{FLAG_PREFIX}{option} {seconds:g}"]
        return " ".join(words)

    def connect(self, revision: Revision, requested_levels: tuple[Level, ...]) -> Connection:
        """Return a connection to the implementation. The arguments are those of `open_connection`.

        Raises:
            ConformanceError: The object cannot be imported, or the program cannot be started.
        """
        from imagegen_conformance.connections.factory import open_connection
        from imagegen_conformance.connections.stdio.options import StdioOptions

        options = StdioOptions()
        if self.timeout is not None:
            options = options._replace(timeout=self.timeout)
        if self.startup_timeout is not None:
            options = options._replace(startup_timeout=self.startup_timeout)
        with protected_loading(self.path or ""):
            return open_connection(
                self.path,
                self.command,
                revision,
                requested_levels=requested_levels,
                rejections=self.rejections,
                with_version=True,
                isolated=self.isolate,
                options=options,
            )
