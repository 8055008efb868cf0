"""The choice of the connection to an implementation under test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.connections.stdio.options import StdioOptions
    from imagegen_conformance.corpus.profiles import Revision
    from imagegen_conformance.corpus.requirements import Level

__all__ = ["open_connection"]


def open_connection(  # noqa: PLR0913 - the options of all kinds of connections
    path: str | None,
    command: str | None,
    revision: Revision,
    *,
    requested_levels: tuple[Level, ...] = (),
    rejections: tuple[str, ...] = (),
    with_version: bool = False,
    isolated: bool = False,
    jobs: int = 1,
    options: StdioOptions | None = None,
) -> Connection:
    """Return a connection to a Python object or to an adapter program; exactly one of `path` and `command` is given.

    Args:
        path: The path of a Python object, such as `package.module:Name`.
        command: The command line of an adapter program, which always runs in processes of its own.
        revision: The revision by which the implementation is judged, for the program.
        requested_levels: The levels that the user named; without any, those that the implementation claims.
        rejections: The paths of the exceptions that reject a payload; without any, the adapter decides.
        with_version: Whether to look up the version of the Python object's distribution, which takes time.
        isolated: Whether the Python object runs in a worker process, so that crashes, exits and hangs are contained.
        jobs: The number of processes.
        options: The options of the connection to the processes; None for the defaults.

    Raises:
        UsageError: `path` does not have the form of a path, or the command line needs a shell.
        ImplementationError: The object cannot be imported, or the program cannot be started.
    """
    if command is not None:
        return _open_program(command, revision, jobs, options)
    if path is None:
        raise ValueError("open_connection needs a path or a command")
    if isolated:
        return _open_worker(path, requested_levels, rejections, with_version, jobs, options)
    return _open_in_process(path, requested_levels, rejections, with_version)


# The imports are local, because a run needs only one of the connections, and each import delays the startup.


def _open_program(command: str, revision: Revision, jobs: int, options: StdioOptions | None) -> Connection:
    from imagegen_conformance.connections.stdio.connection import StdioConnection
    from imagegen_conformance.connections.stdio.options import StdioOptions

    return StdioConnection(command, revision, jobs=jobs, options=options or StdioOptions())


def _open_worker(  # noqa: PLR0913, PLR0917 - the options of a Python object and those of its processes
    path: str,
    requested_levels: tuple[Level, ...],
    rejections: tuple[str, ...],
    with_version: bool,  # noqa: FBT001 - as in the public function
    jobs: int,
    options: StdioOptions | None,
) -> Connection:
    from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
    from imagegen_conformance.connections.stdio.options import StdioOptions

    return PythonWorkerConnection(
        path,
        requested_levels,
        rejections=rejections,
        with_version=with_version,
        jobs=jobs,
        options=options or StdioOptions(),
    )


def _open_in_process(
    path: str,
    requested_levels: tuple[Level, ...],
    rejections: tuple[str, ...],
    with_version: bool,  # noqa: FBT001 - as in the public function
) -> Connection:
    from imagegen_conformance.adapters.resolve import load_adapter
    from imagegen_conformance.connections.in_process.connection import InProcessConnection
    from imagegen_conformance.connections.in_process.exit_guard import ExitGuard, ImplementationExit
    from imagegen_conformance.errors import ImplementationError

    try:
        with ExitGuard():
            adapter = load_adapter(path, rejections)
    except ImplementationExit as call:
        hint = f"Run python -c 'import {path.partition(':')[0]}' to see where."
        raise ImplementationError(f"{path!r}: it called os._exit({call.code}) while it was loaded", hint=hint) from None
    return InProcessConnection(adapter, requested_levels, with_version=with_version)
