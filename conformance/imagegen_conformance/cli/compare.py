"""The command `compare`: reports what changed between runs of one implementation, given their evidence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from imagegen_conformance.cli.options import add_options
from imagegen_conformance.cli.output import shows_colors, write_or_print
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import Option, file_path, positive_int

if TYPE_CHECKING:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.reports.comparison import ComparisonReport
    from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts

__all__ = ["add_compare"]

COMPARE = CommandHelp(
    summary="report what changed between runs of one implementation",
    description="""\
Compare the evidence of runs of one implementation, each with the one before it, case by case: new
failures, cases that are not judged any more, cases that fail differently, fixed cases, new cases,
and cases that are gone.

Evidence of another version of the suite can be compared, too: its verdicts are taken as recorded.

The exit code is 1 if the last run is worse than the one before it: it has new failures that are
neither expected nor advisory, cases that passed are not judged any more, or it has run errors.""",
    examples=[
        "imagegen-conformance compare before.ndjson after.ndjson",
        "imagegen-conformance compare before.ndjson after.ndjson --format markdown --out changes.md",
    ],
)
FORMATS = ("text", "markdown", "json")
FORMAT = Option("format", "output", "format of the report", "text", choices=FORMATS)
OUT = Option("out", "output", "write the report to FILE", "standard output", parse=file_path, metavar="FILE")
MAX_BYTES = Option(
    "max-bytes",
    "output",
    "leave out cases so that a Markdown report has at most N bytes",
    "60000",
    parse=positive_int,
    metavar="N",
)
WORSE, NOTHING_JUDGED = 1, 3  # exit codes


def add_compare(commands: Commands[Parser]) -> None:
    """Add the command `compare`."""
    parser = add_command(commands, "compare", _compare, COMPARE)
    parser.add_argument(
        "evidence", metavar="EVIDENCE", type=Path, nargs="+", help="evidence files of two or more runs, in order"
    )
    add_options(parser, [FORMAT, OUT, MAX_BYTES])


def _compare(parsed: argparse.Namespace) -> int:
    _check_files(parsed.evidence, parsed.out)
    _check_size(parsed)
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts

    corpus = Corpus.load()
    runs = [RecordedVerdicts.load(file, corpus) for file in parsed.evidence]
    reports = [_report(before, after, corpus) for before, after in pairwise(runs)]
    _write(parsed, reports)
    last = reports[-1].comparison
    return WORSE if last.is_worse else NOTHING_JUDGED if last.is_without_judgment else 0


def _report(before: RecordedVerdicts, after: RecordedVerdicts, corpus: Corpus) -> ComparisonReport:
    from imagegen_conformance.reports.comparison import ComparisonReport
    from imagegen_conformance.results.comparison import Comparison, check_comparable, corpus_of

    check_comparable(before, after)
    return ComparisonReport(Comparison(before, after, corpus_of(after, corpus)))


def _write(parsed: argparse.Namespace, reports: Sequence[ComparisonReport]) -> None:
    from imagegen_conformance.reports.comparison_formats import render_comparisons
    from imagegen_conformance.reports.style import Style

    name = parsed.format or FORMATS[0]
    style = Style(colored=parsed.out is None and shows_colors(sys.stdout, os.environ))
    text = render_comparisons(name, reports, style=style, max_bytes=parsed.max_bytes)
    write_or_print(text, parsed.out)


def _check_files(files: Sequence[Path], out: Path | None) -> None:
    """Raise UsageError unless there are two or more different files, none of which is the output."""
    if len(files) < 2:
        hint = "Name the evidence of an earlier and of a later run."
        raise UsageError(f"only one evidence file is given: {files[0]}", hint=hint)
    seen: set[Path] = set()
    for file in files:
        if file.resolve() in seen:
            raise UsageError("the evidence file is given twice", file=file, hint="Name files of different runs.")
        seen.add(file.resolve())
    if out is not None and out.resolve() in seen:
        hint = "Name another file for the report."
        raise UsageError("the report would replace an evidence file", file=out, hint=hint)


def _check_size(parsed: argparse.Namespace) -> None:
    """Raise UsageError if the maximum size applies to another format, or is too small."""
    from imagegen_conformance.reports.markdown import MIN_BYTES

    if parsed.max_bytes is None:
        return
    if parsed.format != "markdown":
        raise UsageError("--max-bytes applies only to the format markdown", hint="Add --format markdown.")
    minimum = MIN_BYTES * (len(parsed.evidence) - 1)
    if parsed.max_bytes < minimum:
        problem = f"--max-bytes {parsed.max_bytes} is too small for a report without cases"
        raise UsageError(problem, hint=f"Give at least {minimum}.")
