"""The command `matrix`: compares implementations, given the evidence of a run of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from imagegen_conformance.cli.options import add_options
from imagegen_conformance.cli.output import PROGRAM, print_lines, write_or_print
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.cli.runner_log import without_runner_commands
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.option import Option, file_path
from imagegen_conformance.text import escape_control_characters

if TYPE_CHECKING:
    from imagegen_conformance.reports.matrix import Matrix
    from imagegen_conformance.reports.matrix_column import MatrixColumn

__all__ = ["add_matrix"]

MATRIX = CommandHelp(
    summary="compare implementations in a matrix",
    description="""\
Verify evidence files, one for each implementation, and write the matrix of implementations and
requirements: html is a page that needs no other file, markdown a table with the counts of each
level, json the whole matrix.

The runs may have different profiles, revisions and levels. Evidence of another corpus is shown as
stale, without verdicts. The exit code is 3 if all of it is.""",
    examples=[
        "imagegen-conformance matrix openai.ndjson azure.ndjson --out matrix.html",
        "imagegen-conformance matrix *.ndjson --format markdown",
    ],
)
FORMATS = ("html", "json", "markdown")
FORMAT = Option("format", "output", "format of the matrix", "html", choices=FORMATS)
OUT = Option("out", "output", "write the matrix to FILE", "standard output", parse=file_path, metavar="FILE")
NOTHING_JUDGED = 3


def _missing_run(text: str) -> tuple[str, str]:
    """Return the name and the reason of a run without evidence, or raise ArgumentTypeError."""
    name, _, reason = text.partition("=")
    if not name or not reason:
        raise argparse.ArgumentTypeError(f"{text!r} has no name or no reason. Write NAME=REASON.")
    return name, reason


MISSING = Option(
    "missing",
    "output",
    "add a column for a run that has no evidence; repeatable",
    parse=_missing_run,
    metavar="NAME=REASON",
    kind="repeatable",
)


def add_matrix(commands: Commands[Parser]) -> None:
    """Add the command `matrix`."""
    parser = add_command(commands, "matrix", _matrix, MATRIX)
    parser.add_argument("evidence", metavar="EVIDENCE", type=Path, nargs="+", help="evidence file of a run")
    add_options(parser, [FORMAT, OUT, MISSING])


def _matrix(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.reports.matrix import Matrix
    from imagegen_conformance.reports.matrix_column import missing_column
    from imagegen_conformance.reports.matrix_columns import MatrixColumns, column_names

    names = column_names(parsed.evidence)
    for name, _ in parsed.missing:
        if [*names.values(), *(other for other, _ in parsed.missing)].count(name) > 1:
            raise UsageError(f"two columns have the name {name!r}", hint="Give --missing another name.")
    reader = MatrixColumns()
    columns = [reader.read(name, file) for file, name in names.items()]
    columns += [missing_column(name, reason) for name, reason in parsed.missing]
    matrix = Matrix(columns, reader.corpus)
    text = _render(parsed.format or "html", matrix)
    write_or_print(text, parsed.out)
    with without_runner_commands(sys.stderr):
        print_lines(_warnings(list(names), columns), sys.stderr)
    return 0 if matrix.is_judged else NOTHING_JUDGED


def _render(name: str, matrix: Matrix) -> str:
    from imagegen_conformance.reports.matrix_json import render_matrix_json
    from imagegen_conformance.reports.matrix_markdown import render_matrix_markdown
    from imagegen_conformance.reports.matrix_page import render_matrix_page

    renderers = {"html": render_matrix_page, "json": render_matrix_json, "markdown": render_matrix_markdown}
    return renderers[name](matrix)


def _warnings(files: Sequence[Path], columns: Sequence[MatrixColumn]) -> Iterator[str]:
    for file, column in zip(files, columns, strict=False):  # the columns without evidence follow
        if column.status == "stale":
            place = escape_control_characters(str(file))
            yield f"{PROGRAM}: {place}: the evidence is stale: {column.detail}. Run the suite again."
