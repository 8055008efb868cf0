"""The command `run`."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from imagegen_conformance.commands.arguments import add_filters, count, in_ci, number, seconds
from imagegen_conformance.commands.output import PROGRAM, say, write
from imagegen_conformance.commands.signals import orderly
from imagegen_conformance.errors import UsageError

if TYPE_CHECKING:
    from imagegen_conformance.cases import Case
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.program import Limits
    from imagegen_conformance.runner import Connection, Identity
    from imagegen_conformance.session import Options, Session

__all__ = ["add_limits", "add_run", "limits"]

T = TypeVar("T")

JOBS, DEADLINE, START_DEADLINE, RESTARTS, WINDOW = 1, 10.0, 60.0, 20, 128  # as in program.Limits, which is not imported


def add_run(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    run = commands.add_parser("run", help="run the cases against an implementation")
    run.add_argument(
        "implementation", nargs="?", metavar="IMPLEMENTATION", help="package.module:Name of a class, function, …"
    )
    run.add_argument("--command", dest="program", metavar="COMMAND", help="a program that answers JSON lines instead")
    add_filters(run)
    run.add_argument("--strength", choices=("must", "should"), default="must", help="what gates (default: must)")
    run.add_argument("--smoke", action="store_true", help="only the few cases that find most of what all find")
    run.add_argument(
        "--variants",
        action=argparse.BooleanOptionalAction,
        default=in_ci(),
        help="ask payloads in other words too; the verdict has to be the same (default: where CI is set)",
    )
    run.add_argument("--repeat", type=count, default=1, metavar="N", help="ask every case so many times (default: 1)")
    run.add_argument("--shuffle", type=int, metavar="SEED", help="ask the cases in another order")
    run.add_argument("--examples", type=count, metavar="N", help="draw N cases of each kind too; needs hypothesis")
    run.add_argument("--seed", type=int, help="what they are drawn by (default: 0)")
    run.add_argument("--save-case", type=Path, metavar="FILE", help="write those that fail to FILE, as cases")
    run.add_argument("--evidence", type=Path, metavar="FILE", help="write every observation and verdict to FILE")
    run.add_argument("--expected", type=Path, metavar="FILE", help="the failures that are known, with reasons")
    program = run.add_argument_group("of a program")
    program.add_argument("--jobs", type=count, metavar="N", help=f"processes side by side (default: {JOBS})")
    program.add_argument("--window", type=count, metavar="N", help=f"questions asked ahead (default: {WINDOW})")
    program.add_argument("--restarts", type=number, metavar="N", help=f"failures before it stops (default: {RESTARTS})")
    add_limits(program)
    run.set_defaults(command=_run)


def add_limits(parser: argparse._ArgumentGroup | argparse.ArgumentParser) -> None:
    """The options that say how long to wait for a program."""
    parser.add_argument(
        "--deadline", type=seconds, metavar="SECONDS", help=f"to wait for an answer (default: {DEADLINE:g})"
    )
    parser.add_argument(
        "--start-deadline", type=seconds, metavar="SECONDS", help=f"and for the first (default: {START_DEADLINE:g})"
    )


def limits(parsed: argparse.Namespace) -> Limits:
    """What the options say, and the defaults of the rest."""
    from imagegen_conformance.program import Limits

    given = {name: getattr(parsed, name, None) for name in Limits._fields}
    return Limits(**{name: value for name, value in given.items() if value is not None})


def _run(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus

    _check_examples(parsed)
    _check_program(parsed)
    options = _options(parsed)
    # Expected failures name cases of the whole corpus.
    corpus = Corpus.load(patterns=() if options.expected else options.patterns)
    with orderly():
        # What an implementation prints is no part of the report.
        with contextlib.redirect_stdout(sys.stderr):
            connection, identity = _connect(parsed, corpus, options)
        try:
            return _run_on(parsed, options, connection, identity, corpus)
        finally:
            connection.close()


def _check_examples(parsed: argparse.Namespace) -> None:
    """Generated cases are drawn last; what they lack is said first."""
    if parsed.examples is not None:
        from imagegen_conformance import generated  # noqa: F401 - it says what is missing
    elif (parsed.save_case or parsed.seed) is not None:
        given = "--seed" if parsed.save_case is None else "--save-case"
        raise UsageError(f"{given} is of generated cases, and none are drawn", mend="add --examples N")


def _check_program(parsed: argparse.Namespace) -> None:
    if parsed.implementation is not None and parsed.program is not None:
        raise UsageError("there are two implementations", mend="give a path, or a --command, and not both")
    if parsed.implementation is None and parsed.program is None:
        raise UsageError("there is no implementation", mend="give a path such as package.module:Name, or a --command")
    for option in ("jobs", "window", "restarts", "deadline", "start_deadline"):
        if parsed.program is None and getattr(parsed, option) is not None:
            raise UsageError(f"--{option.replace('_', '-')} is of programs, and none is run", mend="drop it")


def _options(parsed: argparse.Namespace) -> Options:
    from imagegen_conformance.session import Options

    return Options(
        levels=tuple(dict.fromkeys(parsed.level)),
        strength=parsed.strength,
        patterns=tuple(parsed.select),
        areas=tuple(parsed.area),
        requirements=tuple(parsed.requirement),
        evidence=parsed.evidence,
        expected=parsed.expected,
        smoke=parsed.smoke,
        variants=parsed.variants,
        repeat=parsed.repeat,
        seed=parsed.shuffle,
    )


def _connect(parsed: argparse.Namespace, corpus: Corpus, options: Options) -> tuple[Connection, Identity]:
    if parsed.program is not None:
        from imagegen_conformance.program import Program

        program = Program(parsed.program, corpus.revision, jobs=parsed.jobs or JOBS, limits=limits(parsed))
        return program, program.identity
    from imagegen_conformance.adapters import InProcess, resolve
    from imagegen_conformance.session import identify

    adapter = resolve(parsed.implementation)
    return InProcess(adapter, options.levels), identify(adapter, with_version=options.evidence is not None)


def _run_on(
    parsed: argparse.Namespace, options: Options, connection: Connection, identity: Identity, corpus: Corpus
) -> int:
    from imagegen_conformance.reports.terminal import describe_run
    from imagegen_conformance.session import Session

    with contextlib.redirect_stdout(sys.stderr):
        session = Session(corpus, identity, options)
        _judge(session, connection)
        found = _search(parsed, session, connection) if parsed.examples and not session.tally.exit_code else None
        faults = connection.close()
    code = session.finish(faults)
    say(describe_run(session, lambda case: _alone(parsed, case)))
    if found is not None:
        say(found.lines)
        return code or found.code
    if parsed.examples:
        say(["no case is generated before those of the corpus are passed\n"])
    return code


def _judge(session: Session, connection: Connection) -> None:
    session.begin(len(session.cases))
    count = 0
    try:
        for result in _with_progress(session.results(connection), len(session.cases)):
            session.take(result)
            count += 1
    except BaseException as error:
        session.abandon()
        if isinstance(error, KeyboardInterrupt) and count < len(session.cases):
            place = f" at {session.cases[count].id}, after {count} of {len(session.cases)} cases"
            raise KeyboardInterrupt(place) from None
        raise


class _Searched(NamedTuple):
    """What came of generated cases: the lines of the report, and the exit code."""

    lines: list[str]
    code: int


def _search(parsed: argparse.Namespace, session: Session, connection: Connection) -> _Searched:
    from imagegen_conformance.generated.search import Search, case_file
    from imagegen_conformance.reports.examples import describe_found, describe_search

    options, identity, seed = session.options, session.identity, parsed.seed or 0
    search = Search(session.corpus, connection, options.levels or identity.levels, options.strength, identity.name)
    found = list(search.failures(parsed.examples, seed))
    alone = f"{_asked(parsed, options.levels)} --examples {parsed.examples} --seed {seed}"
    if parsed.save_case is not None and found:
        write(parsed.save_case, case_file(found))
    lines = [describe_found(one, alone) + "\n" for one in found]
    return _Searched([*lines, describe_search(list(search.kinds), parsed.examples, seed, found)], int(bool(found)))


def _alone(parsed: argparse.Namespace, case: Case) -> str:
    ways = " --variants" * parsed.variants + f" --repeat {parsed.repeat}" * (parsed.repeat > 1)
    return f"{_asked(parsed, [case.level])}{ways} --select {case.id}"


def _asked(parsed: argparse.Namespace, levels: Iterable[str]) -> str:
    """The beginning of a command that asks the same implementation."""
    what = parsed.implementation if parsed.program is None else f"--command {shlex.quote(parsed.program)}"
    asked = "".join(f" --level {level}" for level in levels)
    strength = f" --strength {parsed.strength}" if parsed.strength != "must" else ""
    return f"{PROGRAM} run {what}{asked}{strength}"


def _with_progress(items: Iterable[T], total: int) -> Iterator[T]:
    if sys.stderr is None or not sys.stderr.isatty():  # None where the descriptor is closed
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description="judging", total=total, console=Console(stderr=True), transient=True)
