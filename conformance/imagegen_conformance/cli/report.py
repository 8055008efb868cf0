"""The command `report`: writes the report of a run, given its evidence."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.cli.options import add_options
from imagegen_conformance.cli.output import write_or_print
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import Option, file_path, positive_int
from imagegen_conformance.runner.report_options import REPORT_FORMATS

__all__ = ["add_report"]

REPORT = CommandHelp(
    summary="write the report of a run",
    description="""\
Verify an evidence file, and write the report of its run in one of these formats: markdown for job
summaries and comments, json, junit for CI services, html for a page that needs no other file,
github for annotations, badge for a badge of shields.io.

The report depends on nothing but the evidence. The exit code is 0 if it is written, even if the
implementation does not conform.""",
    examples=[
        "imagegen-conformance report evidence.ndjson --format html --out report.html",
        "imagegen-conformance report evidence.ndjson --format markdown --max-bytes 1000000",
    ],
)
FORMAT = Option("format", "output", "format of the report", "markdown", choices=REPORT_FORMATS)
OUT = Option("out", "output", "write the report to FILE", "standard output", parse=file_path, metavar="FILE")
MAX_BYTES = Option(
    "max-bytes",
    "output",
    "leave out failures so that a Markdown report has at most N bytes",
    "60000",
    parse=positive_int,
    metavar="N",
)


def add_report(commands: Commands[Parser]) -> None:
    """Add the command `report`."""
    parser = add_command(commands, "report", _report, REPORT)
    parser.add_argument("evidence", metavar="EVIDENCE", type=Path, help="evidence file of a run")
    add_options(parser, [FORMAT, OUT, MAX_BYTES])


def _report(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.reports.formats import render_report
    from imagegen_conformance.reports.markdown import MIN_BYTES, render_markdown
    from imagegen_conformance.reports.run_report import RunReport
    from imagegen_conformance.results.verification import verify

    name = parsed.format or "markdown"
    if parsed.max_bytes is not None:
        if name != "markdown":
            raise UsageError("--max-bytes applies only to the format markdown", hint="Remove it.")
        if parsed.max_bytes < MIN_BYTES:
            hint = f"Give at least {MIN_BYTES}."
            raise UsageError(f"--max-bytes {parsed.max_bytes} is too small for a report without failures", hint=hint)
    report = RunReport(verify(parsed.evidence, Corpus.load(), allow_interrupted=True))
    text = render_report(name, report) if parsed.max_bytes is None else render_markdown(report, parsed.max_bytes)
    write_or_print(text, parsed.out)
    return 0
