"""The command `run`: tests an implementation."""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from typing import TYPE_CHECKING

from imagegen_conformance.cli.configured_arguments import apply_configuration
from imagegen_conformance.cli.implementation_choice import check_implementation
from imagegen_conformance.cli.options import add_options, load_corpus, stdio_options
from imagegen_conformance.cli.output import print_announcement
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.cli.signals import exit_on_signal
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError
from imagegen_conformance.runner.configuration_options import CONFIGURATION_OPTIONS
from imagegen_conformance.runner.options import OPTIONS, run_options

if TYPE_CHECKING:
    from imagegen_conformance.cli.run_comparison import RunComparison
    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.connections.http_service.options import HttpOptions
    from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
    from imagegen_conformance.corpus.profiles import Revision
    from imagegen_conformance.runner.options import RunOptions

__all__ = ["add_run"]
RUN = CommandHelp(
    summary="test an implementation",
    description="""\
Send the selected cases to an implementation, judge its responses, and print the failures and a
table of results.

IMPLEMENTATION is a Python object, named as package.module:Name: a class, a function, an object with
a method validate, or an Adapter. It runs in a process of its own, which is started again if the
object ends it, crashes or hangs. Use --command for an implementation in another language, --url for
a server, and --relay for a gateway or a client, of which the suite is the upstream.

Options and the implementation can also be set in the table tool.imagegen-conformance of
pyproject.toml.""",
    examples=[
        "imagegen-conformance run mypackage.tools:ImageGenTool",
        "imagegen-conformance run mypackage.tools:ImageGenTool --level wire --evidence evidence.ndjson",
        "imagegen-conformance run mypackage.tools:ImageGenTool --profile openai --revision 3.57.0",
        "imagegen-conformance run mypackage.tools:ImageGenTool --compare earlier.ndjson",
        "imagegen-conformance run --command 'node adapter.mjs' --jobs 4",
        "imagegen-conformance run --url http://127.0.0.1:8000/v1/responses",
        "imagegen-conformance run --relay --command 'node client.mjs'",
    ],
)


def add_run(commands: Commands[Parser]) -> None:
    """Add the command `run`."""
    parser = add_command(commands, "run", _run, RUN)
    parser.add_argument(
        "implementation", nargs="?", metavar="IMPLEMENTATION", help="Python object, named as package.module:Name"
    )
    add_options(parser, [*(option for option in OPTIONS if option.front_end != "pytest"), *CONFIGURATION_OPTIONS])


def _run(parsed: argparse.Namespace) -> int:
    apply_configuration(parsed)
    if not parsed.in_process:
        return _run_suite(parsed)
    from imagegen_conformance.connections.in_process.exit_guard import keep_exit_code

    exit_code = ImplementationError.exit_code
    try:
        exit_code = _run_suite(parsed)
    except ConformanceError as error:
        exit_code = error.exit_code
        raise
    finally:
        keep_exit_code(exit_code)
    return exit_code


def _run_suite(parsed: argparse.Namespace) -> int:
    _check_generated(parsed)
    check_implementation(parsed)
    options = run_options(lambda option: getattr(parsed, option.attribute, None))
    is_service = parsed.url is not None or parsed.relay
    service = None
    if is_service:
        from imagegen_conformance.cli.service import check_levels

        check_levels(parsed)
    if parsed.url is not None:
        from imagegen_conformance.cli.service import service_options, service_run_options

        service = service_options(parsed)
        options = service_run_options(parsed, options, service)
    with exit_on_signal() as signals, contextlib.ExitStack() as stack:
        comparison = _earlier_run(parsed, options)  # invalid evidence ends the command before anything runs
        worker: PythonWorkerConnection | None = None
        if not is_service and parsed.command is None and not parsed.in_process:
            # The worker process imports the implementation while this process imports modules and loads the corpus.
            worker = _start_worker(parsed, options)
            stack.callback(worker.end)
        from imagegen_conformance.cli.run_execution import RunExecution
        from imagegen_conformance.cli.run_reports import check_report_files, evidence_for_reports

        check_report_files(parsed.report, (options.evidence, options.expected_failures))
        needs_evidence = bool(parsed.report) or comparison is not None
        evidence = stack.enter_context(evidence_for_reports(options.evidence, needed=needs_evidence))
        options = options._replace(evidence=evidence)
        # An expected failure may name any case, so that the list is checked against the whole corpus.
        patterns = () if options.expected_failures else options.patterns
        corpus = load_corpus(parsed, patterns) if comparison is None else comparison.corpus
        gc.freeze()  # the corpus lives as long as this process: the garbage collector need not search it
        if is_service:
            connection: Connection = _open_service(parsed, corpus.revision, service, stack)
        else:
            connection = worker or _open_connection(parsed, options, corpus.revision)
            stack.callback(connection.close)
        return RunExecution(parsed, options, corpus, connection, signals, comparison=comparison).run()


def _earlier_run(parsed: argparse.Namespace, options: RunOptions) -> RunComparison | None:
    """Return the comparison with the run that --compare names, if it names one."""
    if parsed.compare is None:
        return None
    from imagegen_conformance.cli.run_comparison import RunComparison

    return RunComparison.load(parsed, options, load_corpus(parsed))


def _start_worker(parsed: argparse.Namespace, options: RunOptions) -> PythonWorkerConnection:
    from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection

    return PythonWorkerConnection(
        parsed.implementation,
        options.levels,
        rejections=parsed.rejection,
        with_version=True,
        jobs=parsed.jobs or 1,
        options=stdio_options(parsed),
        await_hello=False,
    )


def _open_connection(parsed: argparse.Namespace, options: RunOptions, revision: Revision) -> Connection:
    from imagegen_conformance.connections.factory import open_connection

    # The output of an implementation is not a part of the report.
    with contextlib.redirect_stdout(sys.stderr):
        return open_connection(
            parsed.implementation,
            parsed.command,
            revision,
            requested_levels=options.levels,
            rejections=tuple(parsed.rejection),
            with_version=True,
            jobs=parsed.jobs or 1,
            options=stdio_options(parsed),
        )


def _open_service(
    parsed: argparse.Namespace, revision: Revision, options: HttpOptions | None, stack: contextlib.ExitStack
) -> Connection:
    from imagegen_conformance.cli.service import open_service

    service = open_service(parsed, revision, options, stack, print_announcement)
    # With --quiet, the address is printed only if the user has to give it to the gateway.
    is_known = parsed.upstream_port is not None or parsed.start is not None or parsed.command is not None
    if service.upstream is not None and not (parsed.quiet and is_known):
        print_announcement(f"the upstream is {service.upstream}")
    return service.connection


def _check_generated(parsed: argparse.Namespace) -> None:
    """Raise UsageError for options of generated cases if none are generated, or if hypothesis is not installed."""
    if parsed.generate is not None:
        from imagegen_conformance import generation  # noqa: F401 - raises UsageError if hypothesis is not installed

        return
    for option, value in (("--save-failures", parsed.save_failures), ("--seed", parsed.seed)):
        if value is not None:
            hint = "Add --generate N, or remove it."
            raise UsageError(f"{option} applies only to generated cases", hint=hint)
