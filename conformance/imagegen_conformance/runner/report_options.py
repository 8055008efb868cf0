"""The options of a run that name its reports."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.runner.option import suggest

__all__ = ["REPORT_FORMATS", "ReportFile", "report_file"]

REPORT_FORMATS = ("markdown", "json", "junit", "html", "github", "badge")


class ReportFile(NamedTuple):
    """A report to write.

    Attributes:
        format: The name of its format.
        file: The file.
    """

    format: str
    file: Path


def report_file(text: str) -> ReportFile:
    """Return the report that `FORMAT=FILE` names, or raise ArgumentTypeError."""
    name, separator, file = text.partition("=")
    if not separator or not file:
        raise argparse.ArgumentTypeError(f"{text!r} names no file. Write FORMAT=FILE, such as markdown=report.md.")
    if name not in REPORT_FORMATS:
        hint = suggest(name, REPORT_FORMATS, f"Choose from {', '.join(REPORT_FORMATS)}.")
        raise argparse.ArgumentTypeError(f"unknown format {name!r}. {hint}")
    return ReportFile(name, Path(file))
