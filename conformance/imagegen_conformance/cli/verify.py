"""The command `verify`: checks an evidence file, and judges it again."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command

__all__ = ["add_verify"]

VERIFY = CommandHelp(
    summary="check an evidence file, and judge it again",
    description="""\
Check that an evidence file is complete and unchanged, and judge its observations again. The
implementation is not needed.

The exit code is 0 if every verdict is confirmed, even if the implementation does not conform. The
exit code of the run is printed.""",
    examples=["imagegen-conformance verify evidence.ndjson"],
)


def add_verify(commands: Commands[Parser]) -> None:
    """Add the command `verify`."""
    parser = add_command(commands, "verify", _verify, VERIFY)
    parser.add_argument("evidence", metavar="EVIDENCE", type=Path, help="evidence file of a run")


def _verify(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.results.verification import verify

    run = verify(parsed.evidence, Corpus.load())
    verdicts = run.verdicts.items()
    counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts if count or verdict in {"pass", "fail"})
    total = "" if len(run.cases) == run.selected else f" of {run.selected}"
    summary = f"{run.identity.name}, {run.corpus.revision}, {len(run.cases)}{total} cases, {counts}"
    summary = f"{summary}; exit code {run.exit_code}"
    print_lines([f"{parsed.evidence}: complete, and every verdict is confirmed: {summary}"])
    return 0
