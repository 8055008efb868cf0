"""The command `imagegen-conformance`: reads its arguments, calls the suite, prints, and ends with an exit code."""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from imagegen_conformance import __version__
from imagegen_conformance.cases import LEVELS
from imagegen_conformance.errors import ConformanceError, UsageError

if TYPE_CHECKING:
    from imagegen_conformance.adapters import Adapter
    from imagegen_conformance.cases import Case
    from imagegen_conformance.session import Options, Session

__all__ = ["main"]

T = TypeVar("T")

PROGRAM = "imagegen-conformance"
INTERRUPTED = 130  # as shells have it: 128 and the number of the signal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1, 2 or 3 as the help says, or 130 when interrupted."""
    if isinstance(sys.stdout, TextIOWrapper):  # what it cannot show is escaped, and no reason to crash
        sys.stdout.reconfigure(errors="backslashreplace")
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.command(parsed))
    except ConformanceError as error:
        _say([f"{PROGRAM}: {error}"], sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        _say([f"{PROGRAM}: interrupted{interrupt}"], sys.stderr)
        return INTERRUPTED


def _say(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines. When nobody reads on, as in `… | head`, that is fine, and the exit code stays what it is."""
    out: TextIO = stream or sys.stdout
    try:
        for line in lines:
            print(line, file=out)
        print(end="", flush=True, file=out)
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EINVAL}:  # as Windows calls a pipe that nobody reads
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def _help(prog: str) -> argparse.HelpFormatter:
    # argparse makes one for every option: asking the terminal for its width each time takes longer than parsing.
    return argparse.HelpFormatter(prog, width=100)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **keywords: Any) -> None:
        super().__init__(formatter_class=_help, allow_abbrev=False, **keywords)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="Checks implementations of the image generation tool payload.",
        epilog="exit codes: 0 conforms, or nothing is wrong; 1 does not; 2 the call, the corpus or the expected"
        " failures are wrong; 3 the implementation could not be started, or nothing was judged",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_run(commands)
    _add_reading(commands)
    _add_corpus(commands)
    return parser


def _add_run(commands: argparse._SubParsersAction[Any]) -> None:
    run = commands.add_parser("run", help="run the cases against an implementation")
    run.add_argument("implementation", metavar="IMPLEMENTATION", help="package.module:Name of a class, function, …")
    _add_filters(run)
    run.add_argument("--strength", choices=("must", "should"), default="must", help="what gates (default: must)")
    run.add_argument("--smoke", action="store_true", help="only the few cases that find most of what all find")
    run.add_argument(
        "--variants",
        action=argparse.BooleanOptionalAction,
        default=os.environ.get("CI", "").lower() not in {"", "0", "false"},
        help="ask payloads in other words too; the verdict has to be the same (default: where CI is set)",
    )
    run.add_argument("--repeat", type=_count, default=1, metavar="N", help="ask every case so many times (default: 1)")
    run.add_argument("--shuffle", type=int, metavar="SEED", help="ask the cases in another order")
    run.add_argument("--examples", type=_count, metavar="N", help="draw N cases of each kind too; needs hypothesis")
    run.add_argument("--seed", type=int, help="what they are drawn by (default: 0)")
    run.add_argument("--save-case", type=Path, metavar="FILE", help="write those that fail to FILE, as cases")
    run.add_argument("--evidence", type=Path, metavar="FILE", help="write every observation and verdict to FILE")
    run.add_argument("--expected", type=Path, metavar="FILE", help="the failures that are known, with reasons")
    run.set_defaults(command=_run)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--level",
        action="append",
        choices=LEVELS,
        default=[],
        help="only this level; can be repeated (default: those that are claimed)",
    )
    parser.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only these ids: a glob, an id, or its beginning",
    )
    parser.add_argument("--area", action="append", default=[], help="only this area, the first part of an id")
    parser.add_argument("--requirement", action="append", default=[], metavar="ID", help="only what checks this")


def _add_reading(commands: argparse._SubParsersAction[Any]) -> None:
    listing = commands.add_parser("list", help="list the cases")
    _add_filters(listing)
    listing.add_argument("--strength", choices=("must", "should", "may"), help="only cases of this strength")
    listing.set_defaults(command=_list)
    show = commands.add_parser("show", help="show one case, and who says so")
    show.add_argument("case", metavar="CASE")
    show.set_defaults(command=_show)
    verify = commands.add_parser("verify", help="check that an evidence file is whole, and judge it again")
    verify.add_argument("evidence", metavar="EVIDENCE", type=Path)
    verify.set_defaults(command=_verify)
    coverage = commands.add_parser("coverage", help="specification, sentence by sentence: requirements and cases")
    coverage.set_defaults(command=_coverage)
    strength = commands.add_parser("strength", help="measure the cases by implementations that are wrong on purpose")
    strength.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="processes (default: one a core)"
    )
    strength.add_argument("--matrix", type=Path, metavar="FILE", help="write what kills each mutant to FILE, as JSON")
    strength.add_argument("--write-smoke", action="store_true", help="write the smoke list anew")
    strength.set_defaults(command=_strength)
    schema = commands.add_parser("schema", help="print the JSON Schema of the payload")
    schema.add_argument("--strict", action="store_true", help="with the rules that span fields, made from models.json")
    schema.add_argument("--models", type=Path, metavar="FILE", help="limits of models to make it from (default: ours)")
    schema.add_argument("--out", type=Path, metavar="FILE", help="write it to FILE, and print its size")
    schema.set_defaults(command=_schema)


def _add_corpus(commands: argparse._SubParsersAction[Any]) -> None:
    corpus = commands.add_parser("corpus", help="look after the corpus itself")
    actions = corpus.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="check every file, id and expectation, against both oracles")
    check.set_defaults(command=_corpus_check)
    pairs = actions.add_parser("pairs", help="print cases for the pairs of values that stand in no accepted case")
    pairs.set_defaults(command=_corpus_pairs)
    lock = actions.add_parser("lock", help="write new, changed and dropped cases into the id ledger")
    lock.add_argument("--reason", help="why cases were changed or dropped; new ones need none")
    lock.set_defaults(command=_corpus_lock)


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


def _run(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.adapters import InProcess, resolve
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.reports.terminal import describe_run
    from imagegen_conformance.session import Session, identify

    _check_examples(parsed)
    options = _options(parsed)
    # Expected failures name cases of the whole corpus.
    corpus = Corpus.load(patterns=() if options.expected else options.patterns)
    # What an implementation prints is no part of the report.
    with contextlib.redirect_stdout(sys.stderr):
        adapter = resolve(parsed.implementation)
        session = Session(corpus, identify(adapter, with_version=options.evidence is not None), options)
        session.begin(len(session.cases))
        count = 0
        try:
            for result in _with_progress(session.results(InProcess(adapter, options.levels)), len(session.cases)):
                session.take(result)
                count += 1
        except BaseException as error:
            session.abandon()
            if isinstance(error, KeyboardInterrupt) and count < len(session.cases):
                place = f" at {session.cases[count].id}, after {count} of {len(session.cases)} cases"
                raise KeyboardInterrupt(place) from None
            raise
    code = session.finish()
    report = describe_run(session, lambda case: _alone(parsed, case))
    _say(report)
    if parsed.examples and code:
        _say(["no case is generated before those of the corpus are passed\n"])
    return _search(parsed, session, adapter, parsed.seed or 0) if parsed.examples and not code else code


def _check_examples(parsed: argparse.Namespace) -> None:
    """Generated cases are drawn last; what they lack is said first."""
    if parsed.examples is not None:
        from imagegen_conformance import generated  # noqa: F401 - it says what is missing
    elif (parsed.save_case or parsed.seed) is not None:
        given = "--seed" if parsed.save_case is None else "--save-case"
        raise UsageError(f"{given} is of generated cases, and none are drawn", mend="add --examples N")


def _search(parsed: argparse.Namespace, session: Session, adapter: Adapter, seed: int) -> int:
    from imagegen_conformance.adapters import InProcess
    from imagegen_conformance.generated.search import Search, case_file
    from imagegen_conformance.reports.examples import describe_found, describe_search

    options = session.options
    connection = InProcess(adapter, options.levels)
    search = Search(session.corpus, connection, options.levels or adapter.levels, options.strength, adapter.name)
    with contextlib.redirect_stdout(sys.stderr):
        found = list(search.failures(parsed.examples, seed))
    asked = "".join(f" --level {level}" for level in parsed.level)
    asked += f" --strength {parsed.strength}" * (parsed.strength != "must")
    alone = f"{PROGRAM} run {parsed.implementation}{asked} --examples {parsed.examples} --seed {seed}"
    _say(describe_found(one, alone) + "\n" for one in found)
    _say([describe_search(list(search.kinds), parsed.examples, seed, found)])
    if parsed.save_case is not None and found:
        _write(parsed.save_case, case_file(found))
    return 1 if found else 0


def _alone(parsed: argparse.Namespace, case: Case) -> str:
    strength = f" --strength {parsed.strength}" if parsed.strength != "must" else ""
    ways = " --variants" * parsed.variants + f" --repeat {parsed.repeat}" * (parsed.repeat > 1)
    return f"{PROGRAM} run {parsed.implementation} --level {case.level}{strength}{ways} --select {case.id}"


def _with_progress(items: Iterable[T], total: int) -> Iterator[T]:
    if sys.stderr is None or not sys.stderr.isatty():  # None where the descriptor is closed
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description="judging", total=total, console=Console(stderr=True), transient=True)


def _list(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus, Selection

    strengths = (parsed.strength,) if parsed.strength else ()
    selection = Selection(
        tuple(parsed.level), tuple(parsed.select), tuple(parsed.area), tuple(parsed.requirement), strengths
    )
    cases = Corpus.load().select(selection)
    width = max(len(case.id) for case in cases)
    _say(f"{case.id:<{width}}  {case.level:<6}  {case.strength:<6}  {case.description}" for case in cases)
    return 0


def _show(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.reports.case import describe_case

    _say(describe_case(Corpus.load().case(parsed.case)))
    return 0


def _verify(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.evidence import verify

    found = verify(parsed.evidence, Corpus.load())
    counts = ", ".join(f"{count} {result}" for result, count in found.verdicts.items())
    name = found.header["implementation"]["name"]
    cases = f"{found.cases} cases" if found.cases == found.selected else f"{found.cases} of {found.selected} cases"
    _say([f"{parsed.evidence}: whole, and judged alike: {name}, {cases}, {counts}; exit {found.exit}"])
    return 0


def _coverage(_: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.traceability import Traceability

    return _print_problems(*Traceability.of(Corpus.load()).report())


def _schema(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus, data

    if parsed.models and not parsed.strict:
        raise UsageError("the plain schema says nothing of models", mend="add --strict")
    if parsed.models and not parsed.models.exists():
        raise UsageError("there is no such file", file=parsed.models, mend="name a file like models.json")
    if parsed.strict:
        from imagegen_conformance.models import Models
        from imagegen_conformance.strict_schema import strict_schema, written

        text = written(strict_schema(Models.load(Corpus.load(), parsed.models)))
    else:
        text = (data("schemas") / "image_gen_tool.schema.json").read_text(encoding="utf-8")
    if parsed.out is None:
        _say([text.removesuffix("\n")])
        return 0
    _say([f"{parsed.out}: {_write(parsed.out, text):,} bytes"])
    return 0


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of at least 1")
    return int(text)


def _strength(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.reports.strength import describe_strength, problems
    from imagegen_conformance.strength import Strength, kills, smoke_text, wronged

    corpus = Corpus.load()
    strength = Strength(corpus, kills(corpus, jobs=parsed.jobs))
    if parsed.matrix is not None:
        matrix = {name: sorted(killers) for name, killers in strength.kills.items()}
        _write(parsed.matrix, json.dumps(matrix, indent=2) + "\n")
    if parsed.write_smoke:
        _write(corpus.root / "smoke.json", smoke_text(strength.smoke))
    found = list(problems(strength, list(wronged(corpus)), Corpus.load().smoke))
    told = "" if found else "every mutant is killed, every requirement noticed, and every case good for something"
    return _print_problems([*describe_strength(strength), *filter(None, [told])], found)


def _write(file: Path, text: str) -> int:
    try:
        return file.write_bytes(text.encode())
    except OSError as error:
        problem = f"it cannot be written ({error.strerror})"
        raise UsageError(problem, file=file, mend="name another file") from None


def _corpus_check(_: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.corpus_check import check

    return _print_problems(*check(Corpus.load()))


def _corpus_pairs(_: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.json_value import dumps
    from imagegen_conformance.models import Models
    from imagegen_conformance.pairwise import REQUIREMENT, Pairwise, accepted

    corpus = Corpus.load()
    payloads = Pairwise(Models.load(corpus)).complement(accepted(corpus))
    about = {"kind": "accept", "name": "", "description": "", "requirement": REQUIREMENT}
    for payload in payloads:
        shorter = {key: value for key, value in payload.items() if value is not None}  # a null may be left out
        _say([dumps({**about, "payload": payload} | ({"outputs": [shorter]} if shorter != payload else {}))])
    told = "to be looked at, named and described" if payloads else "every pair of values stands in an accepted case"
    _say([f"{PROGRAM}: {told}"], sys.stderr)
    return 0


def _print_problems(lines: Sequence[str], problems: Sequence[str]) -> int:
    _say(lines)
    _say((f"{PROGRAM}: {problem}" for problem in problems), sys.stderr)
    return 1 if problems else 0


def _corpus_lock(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.ledger import Ledger

    corpus = Corpus.load()
    added = Ledger.load(corpus.root).extend(corpus, __version__, parsed.reason)
    _say([f"{len(added)} lines added to {corpus.root / 'ids.lock'}"])
    return 0
