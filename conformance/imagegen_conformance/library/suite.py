"""The function `run_suite`: runs the suite on an object, a path or a command."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from sys import stderr
from typing import Any, TypeAlias

from imagegen_conformance.adapters.rejection import load_rejection_types
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.connections.factory import open_connection
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.in_process.exit_guard import ExitGuard, ImplementationExit
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError
from imagegen_conformance.library.options import (
    SuiteOptions,
    check_options,
    process_options,
    run_options,
    with_option_names,
)
from imagegen_conformance.library.results import CaseResult, SuiteResult
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Disposition
from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["run_suite"]

Guard: TypeAlias = Callable[[], AbstractContextManager[Any]]  # returns the context in which the implementation runs
_NO_GUARD: Guard = nullcontext  # for an implementation in a process of its own
DEFAULT_OPTIONS = SuiteOptions()
REVISION_ADVICE = 'Pass profile="{profile}" and revision="{revision}".'  # as `ReportSettings` has it


def run_suite(
    implementation: object = None, options: SuiteOptions = DEFAULT_OPTIONS, *, command: str | None = None
) -> SuiteResult:
    """Run the suite on one implementation, and return the results.

    Args:
        implementation: A Python object, an `Adapter`, or the path of an object, such as "package.module:Name".
        options: The options of the run.
        command: The command line of an adapter program, instead of `implementation`.

    Raises:
        UsageError: The arguments contradict each other, or select no case.
        CorpusError: The corpus is damaged.
        ExpectedFailuresError: The file of expected failures is invalid.
        ImplementationError: The implementation cannot be started or loaded.
    """
    _check_target(implementation, command)
    check_options(options)
    try:
        return _run(implementation, command, options)
    except ConformanceError as error:
        problem, hint = with_option_names(error.problem), with_option_names(error.hint)
        if (problem, hint) == (error.problem, error.hint):
            raise
        raise type(error)(problem, file=error.file, location=error.location, hint=hint) from None


def _run(implementation: object, command: str | None, options: SuiteOptions) -> SuiteResult:
    corpus = Corpus.load(profile=options.profile, revision=options.revision)
    guard = _NO_GUARD if command is not None or (isinstance(implementation, str) and options.isolated) else ExitGuard
    with redirect_stdout(stderr):  # the output of an implementation does not mix with the output of the caller
        connection = _open_connection(implementation, command, corpus.revision, options, guard)
        try:
            run = ConformanceRun(corpus, connection.identity, run_options(options))
            return _execute(run, connection, guard)
        finally:
            connection.close()


def _open_connection(
    implementation: object, command: str | None, revision: Revision, options: SuiteOptions, guard: Guard
) -> Connection:
    try:
        with guard():
            return _connect(implementation, command, revision, options)
    except ImplementationExit as call:
        hint = "Remove the call, or pass a path, for which a worker process contains exits."
        raise ImplementationError(f"when it was loaded, {call}", hint=hint) from None


def _connect(implementation: object, command: str | None, revision: Revision, options: SuiteOptions) -> Connection:
    levels, rejections = tuple(options.levels), tuple(options.rejections)
    if command is None and not isinstance(implementation, str):
        adapter = adapter_for(implementation, rejection_types=load_rejection_types(rejections))
        return InProcessConnection(adapter, levels, with_version=True)
    return open_connection(
        implementation if isinstance(implementation, str) else None,
        command,
        revision,
        requested_levels=levels,
        rejections=rejections,
        with_version=True,
        isolated=options.isolated,
        jobs=options.jobs,
        options=process_options(options),
    )


def _check_target(implementation: object, command: str | None) -> None:
    """Raise UsageError unless there is exactly one implementation."""
    if implementation is not None and command is not None:
        problem = "the arguments implementation and command name two implementations"
        raise UsageError(problem, hint="Pass one of them.")
    if implementation is None and command is None:
        hint = "Pass a Python object, a path such as package.module:Name, or a command."
        raise UsageError("no implementation is given", hint=hint)


def _execute(run: ConformanceRun, connection: Connection, guard: Guard) -> SuiteResult:
    """Run all cases, and return the results, also if an error of the implementation or of the suite ends the run."""
    run.start(len(run.cases))
    cases: list[CaseResult] = []
    interruption = ""
    try:
        with guard():
            for result in run.results(connection):
                case_result = _case_result(result, run.record(result), run)
                cases.append(case_result)  # one by one, because an exception may end the run
            run_errors = connection.close()
        exit_code = run.finish(run_errors)
    except (ConformanceError, ImplementationExit) as cause:
        interruption = with_option_names(str(cause))
        exit_code = _interrupt(run, cause)
    except BaseException:
        run.abort()
        raise
    contained = guard is _NO_GUARD
    settings = ReportSettings(contained=contained, interruption=interruption, revision_advice=REVISION_ADVICE)
    return SuiteResult(
        exit_code,
        run.identity,
        *run.corpus.revision[:2],
        tuple(cases),
        tuple(run.tally.run_errors),
        tuple(run.tally.stale_expectations),
        "\n".join(describe_run(run, None, settings)),
        interruption,
    )


def _interrupt(run: ConformanceRun, cause: ConformanceError | ImplementationExit) -> int:
    """Mark the evidence as incomplete. Return the exit code of the command line."""
    case_id = next((case.id for case in run.cases if not run.is_recorded(case)), None)
    if not isinstance(cause, ImplementationExit):
        return run.interrupt(with_option_names(str(cause)), case_id)
    run_errors = [f"{cause} at {case_id}" if case_id else str(cause)]
    return run.interrupt(str(cause), case_id, run_errors, fails=True)


def _case_result(result: Result, disposition: Disposition, run: ConformanceRun) -> CaseResult:
    case, verdict = result.case, result.verdict
    blocked_by = run.tally.blocked.get(case.id)
    judged = blocked_by is None
    return CaseResult(
        case.id,
        case.level,
        result.strength,
        case.requirement.id,
        disposition,
        verdict.failure if judged else None,
        verdict.pointer if judged else None,
        blocked_by,
        result.observation,
    )
