"""Protection of the test session from an implementation that ends its process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.in_process.exit_guard import ExitGuard, ImplementationExit
from imagegen_conformance.errors import ImplementationError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from imagegen_conformance.connections.connection import Connection

__all__ = ["protected_execution", "protected_loading"]


@contextmanager
def protected_loading(name: str) -> Iterator[None]:
    """Raise ImplementationError if an implementation ends the process while it is loaded.

    Its standard streams are restored, because an implementation may replace them.
    """
    with redirect_stdout(sys.stdout), redirect_stderr(sys.stderr):
        try:
            with ExitGuard():
                yield
        except ImplementationExit as call:
            hint = "Remove the call, or run the implementation in a worker process, which contains it."
            raise ImplementationError(f"{name!r}: when it was loaded, {call}", hint=hint) from None


def protected_execution(connection: Connection) -> AbstractContextManager[Any]:
    """Return a context in which `os._exit` raises ImplementationExit, if the implementation runs in this process."""
    return ExitGuard() if isinstance(connection, InProcessConnection) else nullcontext()
