"""The command `run`: tests an implementation."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from imagegen_conformance.cli.options import add_options, stdio_options
from imagegen_conformance.cli.output import PROGRAM, print_lines, write_text
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.cli.signals import exit_on_signal
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import looks_like_program, quote_command, repeat_option
from imagegen_conformance.runner.options import (
    OPTIONS,
    PROGRAM_GROUP,
    attempt_arguments,
    rerun_arguments,
    run_options,
)

if TYPE_CHECKING:
    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.corpus.cases import Case
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.runner.options import RunOptions
    from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["add_run"]

T = TypeVar("T")
RUN = CommandHelp(
    summary="test an implementation",
    description="""\
Send the selected cases to an implementation, judge its responses, and print the failures and a
table of results.

IMPLEMENTATION is a Python object, named as package.module:Name: a class, a function, an object with
a method validate, or an Adapter. Use --command for an implementation in another language.""",
    examples=[
        "imagegen-conformance run mypackage.tools:ImageGenTool",
        "imagegen-conformance run mypackage.tools:ImageGenTool --level wire --evidence evidence.ndjson",
        "imagegen-conformance run --command 'node adapter.mjs' --jobs 4",
    ],
)


def add_run(commands: Commands[Parser]) -> None:
    """Add the command `run`."""
    parser = add_command(commands, "run", _run, RUN)
    parser.add_argument(
        "implementation", nargs="?", metavar="IMPLEMENTATION", help="Python object, named as package.module:Name"
    )
    add_options(parser, [option for option in OPTIONS if option.front_end != "pytest"])


def _run(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.connections.factory import open_connection
    from imagegen_conformance.corpus.corpus import Corpus

    _check_generated(parsed)
    _check_implementation(parsed)
    options = run_options(lambda option: getattr(parsed, option.attribute, None))
    # An expected failure may name any case, so that the list is checked against the whole corpus.
    corpus = Corpus.load(patterns=() if options.expected_failures else options.patterns)
    with exit_on_signal():
        # The output of an implementation is not a part of the report.
        with contextlib.redirect_stdout(sys.stderr):
            connection = open_connection(
                parsed.implementation,
                parsed.command,
                corpus.revision,
                requested_levels=options.levels,
                with_version=options.evidence is not None,
                jobs=parsed.jobs or 1,
                options=stdio_options(parsed),
            )
        try:
            return _execute(parsed, options, connection, corpus)
        finally:
            connection.close()


def _check_generated(parsed: argparse.Namespace) -> None:
    """Raise UsageError for options of generated cases if none are generated, or if hypothesis is not installed."""
    if parsed.generate is not None:
        from imagegen_conformance import generation  # noqa: F401 - raises UsageError if hypothesis is not installed

        return
    for option, value in (("--save-failures", parsed.save_failures), ("--seed", parsed.seed)):
        if value is not None:
            hint = "Add --generate N, or remove it."
            raise UsageError(f"{option} applies only to generated cases", hint=hint)


def _check_implementation(parsed: argparse.Namespace) -> None:
    """Raise UsageError unless there is exactly one implementation, and all options apply to it."""
    if parsed.implementation is not None and parsed.command is not None:
        problem = f"{parsed.implementation} and --command name two implementations"
        raise UsageError(problem, hint="Remove one of them.")
    if parsed.implementation is None and parsed.command is None:
        hint = "Name a Python object, such as package.module:Name, or a program with --command."
        raise UsageError("no implementation is given", hint=hint)
    if parsed.implementation is not None:
        _check_path(parsed.implementation, parsed.level)
    for option in OPTIONS:
        if option.group == PROGRAM_GROUP and parsed.command is None and getattr(parsed, option.attribute) is not None:
            hint = "Remove it, or test a program with --command."
            raise UsageError(f"--{option.name} applies only to --command", hint=hint)


def _check_path(implementation: str, levels: list[str]) -> None:
    """Raise UsageError for a level or the command of a program in the place of the path of a Python object."""
    if implementation in LEVELS and levels:
        hint = repeat_option("--level", [*levels, implementation])
    elif looks_like_program(implementation):
        hint = f"For a program, write --command {quote_command(implementation)}"
    else:
        return
    raise UsageError(f"{implementation!r} does not name an implementation", hint=hint)


def _execute(parsed: argparse.Namespace, options: RunOptions, connection: Connection, corpus: Corpus) -> int:
    from imagegen_conformance.reports.terminal import describe_run
    from imagegen_conformance.runner.run import ConformanceRun

    with contextlib.redirect_stdout(sys.stderr):
        run = ConformanceRun(corpus, connection.identity, options)
        _judge_cases(run, connection)
        report = _search(parsed, run, connection) if parsed.generate and not run.tally.exit_code else None
        faults = connection.close()
    exit_code = run.finish(faults)
    print_lines(describe_run(run, lambda case: _rerun_command(parsed, options, case)))
    if report is not None:
        print_lines(report.lines)
        return exit_code or report.exit_code
    if parsed.generate:
        print_lines(["no cases were generated, because the run failed\n"])
    return exit_code


def _judge_cases(run: ConformanceRun, connection: Connection) -> None:
    total = len(run.cases)
    run.start(total)
    count = 0
    try:
        for result in _with_progress(run.results(connection), total):
            run.record(result)
            count += 1
    except BaseException as error:
        run.abort()
        if isinstance(error, KeyboardInterrupt) and count < total:
            raise KeyboardInterrupt(f" at {run.cases[count].id}, after {count} of {total} cases") from None
        raise


class _SearchReport(NamedTuple):
    """The result of a search for failing generated cases.

    Attributes:
        lines: The lines of the report.
        exit_code: 1 if a case failed, and 0 if none did.
    """

    lines: list[str]
    exit_code: int


def _search(parsed: argparse.Namespace, run: ConformanceRun, connection: Connection) -> _SearchReport:
    from imagegen_conformance.generation.report import describe_generated_failure, describe_search
    from imagegen_conformance.generation.search import Search, case_file

    options, identity, seed = run.options, run.identity, parsed.seed or 0
    search = Search(run.corpus, connection, options.levels or identity.levels, options.fail_on, identity.name)
    failures = list(search.failures(parsed.generate, seed))
    if parsed.save_failures is not None and failures:
        write_text(parsed.save_failures, case_file(failures))
    rerun = f"{_base_command(parsed, options, options.levels)} --generate {parsed.generate} --seed {seed}"
    lines = [describe_generated_failure(failure, rerun) + "\n" for failure in failures]
    lines.append(describe_search(list(search.kinds), parsed.generate, seed, failures))
    return _SearchReport(lines, int(bool(failures)))


def _rerun_command(parsed: argparse.Namespace, options: RunOptions, case: Case) -> str:
    """Return the command that runs one case as it was run."""
    command = _base_command(parsed, options, [case.level])
    return " ".join([command, *attempt_arguments(options), f"--select {case.id}"])


def _base_command(parsed: argparse.Namespace, options: RunOptions, levels: Iterable[str]) -> str:
    """Return the command that tests the same implementation at some levels."""
    implementation = parsed.implementation if parsed.command is None else f"--command {shlex.quote(parsed.command)}"
    return " ".join([PROGRAM, "run", implementation, *rerun_arguments(options, levels)])


def _with_progress(items: Iterable[T], total: int) -> Iterator[T]:
    """Yield the items, and show the progress if standard error is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():  # None if the file descriptor is closed
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description="judging", total=total, console=Console(stderr=True), transient=True)
