"""Interception of `os._exit` while a case runs in the process of the suite."""

from __future__ import annotations

import atexit
import os
from types import TracebackType
from typing import NoReturn

__all__ = ["ExitGuard", "ImplementationExit", "keep_exit_code"]


class ImplementationExit(KeyboardInterrupt):
    """The implementation called `os._exit` while a case ran.

    It is a KeyboardInterrupt because that is the only exception that is no result of a case: it ends the run.

    Attributes:
        code: The argument of the call.
    """

    def __init__(self, code: object) -> None:
        self.code = code
        super().__init__(f"the implementation called os._exit({code})")


class ExitGuard:
    """A context in which `os._exit` raises ImplementationExit, instead of ending the process of the suite.

    If the implementation catches that exception, it is raised again at the end of the context. A process that the
    implementation has forked ends as usual, and also when it leaves the context. The guard cannot intercept an exit in
    C code, or a call through a reference to `os._exit` that was taken before.
    """

    def __enter__(self) -> ExitGuard:  # noqa: PYI034 - Python 3.10 has no Self
        self._exit, self._process_id = os._exit, os.getpid()
        self._call: ImplementationExit | None = None
        os._exit = self._intercept
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os._exit = self._exit
        if not isinstance(error, ImplementationExit):
            self.check()

    def check(self) -> None:
        """Raise the exception of an intercepted call that was caught. End a process that the implementation forked."""
        if os.getpid() != self._process_id:
            self._exit(0)
        if self._call is not None:
            call, self._call = self._call, None
            raise call

    def _intercept(self, status: int = 0) -> NoReturn:
        if os.getpid() != self._process_id:
            self._exit(status)
        self._call = ImplementationExit(status)
        raise self._call


def keep_exit_code(exit_code: int) -> None:
    """Let the process end with this code if the implementation calls `os._exit` when the interpreter shuts down.

    Call this after the last case: functions that the implementation has registered with `atexit` are then called after
    the one that is registered here.
    """

    def replace_exit() -> None:
        original = os._exit

        def end(status: int = 0) -> NoReturn:  # noqa: ARG001 - the signature of os._exit
            original(exit_code)

        os._exit = end

    atexit.register(replace_exit)
