"""The choice of the connection to an implementation under test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.connections.stdio.options import StdioOptions
    from imagegen_conformance.corpus.requirements import Level

__all__ = ["open_connection"]


def open_connection(  # noqa: PLR0913 - the options of both kinds of connections
    path: str | None,
    command: str | None,
    revision: str,
    *,
    requested_levels: tuple[Level, ...] = (),
    with_version: bool = False,
    jobs: int = 1,
    options: StdioOptions | None = None,
) -> Connection:
    """Return a connection to a Python object or to an adapter program; exactly one of `path` and `command` is given.

    Args:
        path: The path of a Python object, such as `package.module:Name`.
        command: The command line of an adapter program.
        revision: The revision of the specification, for the program.
        requested_levels: The levels that the user named; without any, those that the implementation claims.
        with_version: Whether to look up the version of the Python object's distribution, which takes time.
        jobs: The number of processes of the program.
        options: The options of the connection to the program; None for the defaults.

    Raises:
        UsageError: `path` does not have the form of a path.
        ImplementationError: The object cannot be imported, or the program cannot be started.
    """
    # The imports are local, because a run needs only one of the two connections, and each import delays the startup.
    if command is not None:
        from imagegen_conformance.connections.stdio.connection import StdioConnection
        from imagegen_conformance.connections.stdio.options import StdioOptions

        return StdioConnection(command, revision, jobs=jobs, options=options or StdioOptions())
    if path is None:
        raise ValueError("open_connection needs a path or a command")
    from imagegen_conformance.adapters.resolve import load_adapter
    from imagegen_conformance.connections.in_process.connection import InProcessConnection

    return InProcessConnection(load_adapter(path), requested_levels, with_version=with_version)
