"""The command `imagegen-conformance`: reads its arguments, calls the suite, prints, and ends with an exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TypeVar

from imagegen_conformance import __version__
from imagegen_conformance.commands.arguments import add_filters, count
from imagegen_conformance.commands.export import add_export
from imagegen_conformance.commands.output import PROGRAM, print_problems, say, write
from imagegen_conformance.commands.protocol import add_protocol
from imagegen_conformance.commands.run import add_run
from imagegen_conformance.errors import ConformanceError, UsageError

__all__ = ["main"]

T = TypeVar("T")

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1, 2 or 3 as the help says, or 130 when interrupted."""
    if isinstance(sys.stdout, TextIOWrapper):  # what it cannot show is escaped, and no reason to crash
        sys.stdout.reconfigure(errors="backslashreplace")
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.command(parsed))
    except ConformanceError as error:
        say([f"{PROGRAM}: {error}"], sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        say([f"{PROGRAM}: interrupted{interrupt}"], sys.stderr)
        return INTERRUPTED


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
    add_run(commands)
    add_protocol(commands)
    _add_reading(commands)
    _add_corpus(commands)
    add_export(commands)
    return parser


def _add_reading(commands: argparse._SubParsersAction[Any]) -> None:
    listing = commands.add_parser("list", help="list the cases")
    add_filters(listing)
    listing.add_argument("--strength", choices=("must", "should", "may"), help="only cases of this strength")
    listing.add_argument("--smoke", action="store_true", help="only the few cases that find most of what all find")
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
        "--jobs", type=count, default=os.cpu_count() or 1, metavar="N", help="processes (default: one a core)"
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


def _list(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus, Selection

    strengths = (parsed.strength,) if parsed.strength else ()
    selection = Selection(
        tuple(parsed.level),
        tuple(parsed.select),
        tuple(parsed.area),
        tuple(parsed.requirement),
        strengths,
        smoke=parsed.smoke,
    )
    cases = Corpus.load().select(selection)
    width = max(len(case.id) for case in cases)
    say(f"{case.id:<{width}}  {case.level:<6}  {case.strength:<6}  {case.description}" for case in cases)
    return 0


def _show(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.reports.case import describe_case

    say(describe_case(Corpus.load().case(parsed.case)))
    return 0


def _verify(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.evidence import verify

    found = verify(parsed.evidence, Corpus.load())
    counts = ", ".join(f"{count} {result}" for result, count in found.verdicts.items())
    name = found.header["implementation"]["name"]
    cases = f"{found.cases} cases" if found.cases == found.selected else f"{found.cases} of {found.selected} cases"
    say([f"{parsed.evidence}: whole, and judged alike: {name}, {cases}, {counts}; exit {found.exit}"])
    return 0


def _coverage(_: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.traceability import Traceability

    return print_problems(*Traceability.of(Corpus.load()).report())


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
        say([text.removesuffix("\n")])
        return 0
    say([f"{parsed.out}: {write(parsed.out, text):,} bytes"])
    return 0


def _strength(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.reports.strength import describe_strength, problems
    from imagegen_conformance.strength import Strength, kills, smoke_text, wronged

    corpus = Corpus.load()
    strength = Strength(corpus, kills(corpus, jobs=parsed.jobs))
    if parsed.matrix is not None:
        matrix = {name: sorted(killers) for name, killers in strength.kills.items()}
        write(parsed.matrix, json.dumps(matrix, indent=2) + "\n")
    if parsed.write_smoke:
        write(corpus.root / "smoke.json", smoke_text(strength.smoke))
    found = list(problems(strength, list(wronged(corpus)), Corpus.load().smoke))
    told = "" if found else "every mutant is killed, every requirement noticed, and every case good for something"
    return print_problems([*describe_strength(strength), *filter(None, [told])], found)


def _corpus_check(_: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.corpus_check import check

    return print_problems(*check(Corpus.load()))


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
        say([dumps({**about, "payload": payload} | ({"outputs": [shorter]} if shorter != payload else {}))])
    told = "to be looked at, named and described" if payloads else "every pair of values stands in an accepted case"
    say([f"{PROGRAM}: {told}"], sys.stderr)
    return 0


def _corpus_lock(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.ledger import Ledger

    corpus = Corpus.load()
    added = Ledger.load(corpus.root).extend(corpus, __version__, parsed.reason)
    say([f"{len(added)} lines added to {corpus.root / 'ids.lock'}"])
    return 0
