"""A connection to a Python implementation in one or several worker processes."""

from __future__ import annotations

from collections.abc import Sequence

from imagegen_conformance.connections.python_worker.program import WorkerProgram
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.messages import HelloResponse
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.requirements import Level

__all__ = ["PythonWorkerConnection"]
DEFAULT_OPTIONS = StdioOptions()


class PythonWorkerConnection(StdioConnection):
    """A connection to a Python implementation, whose processes are started, restarted and ended as those of a program.

    Its observations are those of an `InProcessConnection`.
    """

    def __init__(  # noqa: PLR0913 - the options of a Python object and those of its processes
        self,
        path: str,
        requested_levels: tuple[Level, ...] = (),
        *,
        rejections: Sequence[str] = (),
        with_version: bool = False,
        jobs: int = 1,
        options: StdioOptions = DEFAULT_OPTIONS,
        await_hello: bool = True,
    ) -> None:
        """Start the worker processes, which import the implementation.

        Args:
            path: The path of the Python object, such as `package.module:Name`.
            requested_levels: The levels that the user named. If there are any, every level that the adapter supports
                can be run; otherwise those that it claims.
            rejections: The types of exceptions that reject a payload, as paths; none for those of the adapter.
            with_version: Whether to look up the version of the distribution, which takes time.
            jobs: The number of worker processes.
            options: The time limits, restarts and requests in flight.
            await_hello: Whether to wait until the implementation is imported; otherwise `identity` does.

        Raises:
            UsageError: `path` does not have the form of a path.
            ImplementationError: The object cannot be imported, or no adapter fits it.
        """
        self._requested_levels = requested_levels
        program = WorkerProgram(path, rejections, with_version=with_version)
        # The revision has no meaning for a Python object, and is not known before the corpus is loaded.
        super().__init__(program, None, jobs=jobs, options=options, await_hello=await_hello)

    def _runnable_levels(self, hello: HelloResponse) -> tuple[Level, ...]:
        return hello.supported_levels if self._requested_levels else hello.levels
