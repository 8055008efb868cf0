"""The worker process of a Python implementation, as the program that a connection starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakSet

from imagegen_conformance.connections.stdio.case_response import find_case_problem
from imagegen_conformance.connections.stdio.messages import HelloResponse, ProtocolError, parse_hello_response
from imagegen_conformance.connections.stdio.process import ChildProcess, Inbox
from imagegen_conformance.connections.stdio.program import AdapterProgram, signal_name
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation, error

if TYPE_CHECKING:
    from imagegen_conformance.connections.stdio.pipeline import RequestPipeline

__all__ = ["WorkerProgram"]
# The worker process imports from the same directories as this process. The current directory comes into its path when
# the adapter is loaded: a module in it must not replace one that the suite imports.
BOOTSTRAP = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"
SERVER = "imagegen_conformance.connections.python_worker.server"
INTERNAL_ERROR = 70  # the exit code of `server` if it cannot respond, for example because its descriptors are closed
PROBED_KINDS = frozenset({"function", "validator"})  # the adapters between which a call of the function decides
DAMAGE_HINT = "The implementation wrote to descriptors that are not its own, or changed the json module."
END_HINT = "Check that it uses only its own descriptors, and does not change the json module."
IN_PROCESS_HINT = "Add --in-process to run the implementation in the process of the suite."


class WorkerProgram(AdapterProgram):
    """The worker process of a Python implementation.

    Messages are about the implementation: for the user there is no adapter program.
    """

    restarts_hint = "Fix the first failure, or allow more restarts with --max-restarts."
    hello_problem = "has another name, version or other levels in each process"
    hello_hint = "Make these attributes constant."
    shutdown_phase = "after the last case, the implementation"

    def __init__(self, path: str, rejections: Sequence[str] = (), *, with_version: bool = False) -> None:
        """Describe a worker process. The arguments are those of `PythonWorkerConnection`."""
        super().__init__(path)
        module, colon, _ = path.partition(":")
        self._module = module if colon and module.replace(".", "").isidentifier() else "package.module"
        self._arguments = [path, *(word for rejection in rejections for word in ("--rejection", rejection))]
        self._arguments += ["--version"] * with_version + ["--extended"]
        self._kind: str | None = None  # of the adapter for a function, when it is known
        self._probing: WeakSet[ChildProcess] = WeakSet()  # the processes that were started before it was known

    def start(self, inbox: Inbox) -> ChildProcess:
        """Start a worker process; raise `ImplementationError` if it cannot be started."""
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # noqa: SLF001 - as multiprocessing does
        path = [str(entry) for entry in sys.path]
        bootstrap = BOOTSTRAP.format(path=path, module=SERVER)
        arguments = [*self._arguments, *(("--kind", self._kind) if self._kind else ())]
        try:
            process = ChildProcess([sys.executable or "python3", *flags, "-c", bootstrap, *arguments], inbox)
        except OSError as problem:
            text = f"{self.name}: its worker process cannot be started ({problem.strerror})"
            raise ImplementationError(text, hint=IN_PROCESS_HINT) from None
        if self._kind is None:
            self._probing.add(process)
        return process

    def can_start_again(self, process: ChildProcess, pipeline: RequestPipeline) -> bool:
        """Return whether a process failed when it called the function, so that another one can start without the call.

        Such a function is no validator, as one that raises. Its failures become those of cases.
        """
        if process not in self._probing or not pipeline.has_partial_line:  # the server announces the call
            return False
        self._kind = "function"
        return True

    def parse_hello(self, response: dict[str, Json]) -> HelloResponse:
        """Return the content of a response to hello; raise `ConformanceError` if the object cannot be loaded."""
        if "startup_error" in response:
            failure = response["startup_error"]
            error_type = UsageError if failure["kind"] == "usage" else ImplementationError
            raise error_type(failure["problem"], hint=failure["hint"])
        if not {"adapter", "supported_levels"} <= response.keys():
            raise self.violation_error("its response to hello is incomplete")
        adapter, supported_levels = response.pop("adapter"), tuple(response.pop("supported_levels"))
        hello = parse_hello_response(response)
        if adapter in PROBED_KINDS:
            self._kind = adapter
        return hello._replace(adapter=adapter, supported_levels=supported_levels)

    def parse_case_response(
        self, response: dict[str, Json], request: Request, capabilities: frozenset[str]
    ) -> Observation:
        """Return the observation of a response. It is the one that the worker process has made, without defaults."""
        checked = response
        if request.operation == "call":  # the constructor of a Python object may give reasons
            checked = {key: value for key, value in response.items() if key != "reasons"}
        # An adapter may raise NotApplicableError in any method: the judge decides whether it may do so, as in process.
        operation = "validate" if response.get("outcome") == "not-applicable" else request.operation
        problem = find_case_problem(checked, operation, capabilities)
        if problem is not None:
            return error(f"the worker process returned an invalid observation: {problem}")
        del response["seq"]
        observation: Observation = response  # type: ignore[assignment]
        return observation

    def violation_error(self, problem: str, hint: str = "") -> ProtocolError:  # noqa: ARG002 - the hint is for authors of programs
        """Return the error for output that is no response: the implementation has damaged its process."""
        return ProtocolError(f"the exchange with the worker process is damaged: {problem}", DAMAGE_HINT)

    def startup_timeout_error(self, seconds: float, *, answered: bool) -> ProtocolError:  # noqa: ARG002 - as in the base class
        """Return the error for an implementation whose import takes too long."""
        return ProtocolError(f"loading it took longer than {seconds:g} s", "Increase --startup-timeout.")

    def timeout_error(self, seconds: float) -> ProtocolError:
        """Return the error for a request that takes too long."""
        return ProtocolError(f"the implementation did not return within {seconds:g} s")

    def end_error(self, pipeline: RequestPipeline, exit_code: int | None, *, exited: bool) -> ProtocolError:
        """Return the error for a process that ended before it responded to every request."""
        end = self.describe_end(exit_code, exited=exited)
        if not pipeline.is_starting:
            return ProtocolError(f"the implementation {end}")
        return ProtocolError(f"it {end} while it was loaded", END_HINT if exit_code == INTERNAL_ERROR else "")

    def describe_end(self, exit_code: int | None, *, exited: bool) -> str:
        """Return a clause about the end of the process, without its subject."""
        if not exited:
            return "closed the descriptors of its process"
        name = signal_name(exit_code)
        if name is None:
            if exit_code == INTERNAL_ERROR:
                return f"damaged its process, or ended it with exit code {exit_code}"
            return f"ended its process with exit code {exit_code}"
        cause = ", maybe because memory was short" if name == "SIGKILL" else ""
        return f"crashed: {name} ended its process{cause}"

    def startup_error(self, error: ProtocolError, failure: str, *, answered: bool) -> ConformanceError:
        """Return the error for a process that failed before the implementation was imported."""
        again = "after a restart, " if answered else ""
        hint = "" if error.hint else f"Run python -c 'import {self._module}' to see where."
        return ImplementationError(f"{self.name}: {again}{failure}", hint=hint)
