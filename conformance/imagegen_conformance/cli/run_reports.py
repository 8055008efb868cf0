"""The report files that a run writes at its end, from its evidence."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from imagegen_conformance.errors import UsageError, write_error
from imagegen_conformance.runner.report_options import ReportFile

if TYPE_CHECKING:
    from imagegen_conformance.results.recorded_run import RecordedRun

__all__ = ["check_report_files", "evidence_for_reports", "write_reports"]


def check_report_files(reports: Sequence[ReportFile], other_files: Iterable[Path | None]) -> None:
    """Check the names of the reports before the run, whose results would be lost otherwise.

    Args:
        reports: The reports.
        other_files: Further files of the run, which a report must not replace.

    Raises:
        UsageError: A report cannot be written, or has the name of another file of the run.
    """
    names = {file.resolve() for file in other_files if file is not None}
    for report in reports:
        file = report.file
        if file.resolve() in names:
            hint = "Name another file for the report."
            raise UsageError("the report would replace another file of the run", file=file, hint=hint)
        names.add(file.resolve())
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error("the report", error, file, "Name a file in a writable directory.") from None
        if file.is_dir():
            raise UsageError("this is a directory", file=file, hint="Name a file for the report.")


@contextlib.contextmanager
def evidence_for_reports(evidence: Path | None, *, needed: bool) -> Iterator[Path | None]:
    """Provide the file for the evidence of a run: a temporary one if it is needed, but the user names none."""
    if evidence is not None or not needed:
        yield evidence
        return
    with tempfile.TemporaryDirectory(prefix="imagegen-conformance-") as folder:
        yield Path(folder) / "evidence.ndjson"


def write_reports(reports: Sequence[ReportFile], run: RecordedRun) -> None:
    """Write the reports of a run that was read from its evidence.

    Raises:
        UsageError: A report cannot be written.
    """
    from imagegen_conformance.cli.output import write_text
    from imagegen_conformance.reports.formats import render_report
    from imagegen_conformance.reports.run_report import RunReport

    report = RunReport(run)
    for file in reports:
        write_text(file.file, render_report(file.format, report))
