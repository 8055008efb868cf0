"""The totals of a run at the end of a session: the table and the conclusion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.runner.options import PYTEST_PREFIX

if TYPE_CHECKING:
    import pytest

__all__ = ["print_totals"]

TITLE = "image generation tool conformance"
# How to judge an implementation by another revision, as `ReportSettings` has it.
OPTIONS_ADVICE = f"Add --{PYTEST_PREFIX}profile {{profile}} --{PYTEST_PREFIX}revision {{revision}}."
CLASS_ADVICE = 'Set `profile = "{profile}"` and `revision = "{revision}"`.'


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
    corpus = run.conformance_run.corpus
    sources = ReportedSources(corpus.profiles, corpus.revision)
    for result in run.unreported_failures():
        terminalreporter.write_line(f"prerequisite {describe_failure(result, rerun_command(result.case), sources)}")
    if not run.is_complete:
        terminalreporter.write_line(f"incomplete run: stopped after {run.recorded} of {run.planned} cases")
    if run.recorded:
        settings = ReportSettings(revision_advice=CLASS_ADVICE if class_node_id else OPTIONS_ADVICE)
        for line in describe_run(run.conformance_run, None, settings):
            terminalreporter.write_line(line)
