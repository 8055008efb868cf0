"""The totals of a run at the end of a session: the table and the conclusion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.terminal import describe_run

if TYPE_CHECKING:
    import pytest

__all__ = ["print_totals"]

TITLE = "image generation tool conformance"


def print_totals(
    terminalreporter: pytest.TerminalReporter,
    run: SessionRun,
    rerun_command: Callable[[Case], str],
    class_node_id: str = "",
) -> None:
    """Print the totals of a run. pytest prints the failures of the items.

    Args:
        terminalreporter: The reporter of the session.
        run: The run.
        rerun_command: Returns the command that runs one case only.
        class_node_id: The node id of the test class, or nothing for the run of the options.
    """
    terminalreporter.section(f"{TITLE}: {class_node_id}" if class_node_id else TITLE)
    for result in run.unreported_failures():
        terminalreporter.write_line(f"prerequisite {describe_failure(result, rerun_command(result.case))}")
    if not run.is_complete:
        terminalreporter.write_line(f"incomplete run: stopped after {run.recorded} of {run.planned} cases")
    if run.recorded:
        for line in describe_run(run.conformance_run, None):
            terminalreporter.write_line(line)
