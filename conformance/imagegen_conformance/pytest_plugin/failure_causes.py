"""The causes of failures in pytest's reports: each in one line, because pytest shortens it to the width of a line."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any

import pytest

from imagegen_conformance.runner.options import running_in_ci
from imagegen_conformance.runner.runner_commands import StopCommands, is_github_runner

__all__ = ["CAUSE", "FailureCauses", "failure_repr", "set_cause", "show_causes"]

CAUSE = pytest.StashKey[str]()  # the cause of the failure of an item
PLUGIN_NAME = "imagegen-conformance-causes"
MAX_CAUSES = 10  # errors with different messages are different causes


def failure_repr(item: pytest.Item, text: str) -> Any:
    """Return the representation of a failure without a traceback, as `pytest.fail` makes it."""
    try:
        pytest.fail(text, pytrace=False)
    except pytest.fail.Exception:
        return item.repr_failure(pytest.ExceptionInfo.from_current())


def set_cause(report: pytest.TestReport, cause: str) -> None:
    """Make the cause of a failure the message of its report, so that the short summary shows it and nothing else."""
    report.imagegen_cause = cause  # type: ignore[attr-defined]
    location = getattr(report.longrepr, "reprcrash", None)
    if location is not None:
        location.message = cause
        # Otherwise it is the line of the plugin that raised the exception.
        location.path, location.lineno = report.location[0], (report.location[1] or 0) + 1


def show_causes(config: pytest.Config) -> None:
    """Show the causes of the failures below the short summary."""
    if not config.pluginmanager.hasplugin(PLUGIN_NAME):
        config.pluginmanager.register(FailureCauses(), PLUGIN_NAME)


class FailureCauses:
    """The hooks that show the causes of failures."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Set the cause of a failure that pytest's own protocol reports."""
        report = yield
        if report.failed and report.when == "call" and CAUSE in item.stash:
            set_cause(report, item.stash[CAUSE])
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # the terminal reporter prints the short summary in a wrapper, too
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None]:
        """Print each cause with the number of its failures, if the short summary does not show every cause in full.

        In the log of a runner of GitHub Actions, the failures give no commands to the runner.
        """
        reports = [report for report in terminalreporter.stats.get("failed", ()) if hasattr(report, "imagegen_cause")]
        if not reports or not is_github_runner(os.environ):
            yield
            self._print_causes(terminalreporter, reports)
            return
        lines = StopCommands.with_new_token()
        terminalreporter.write_line(lines.stop)
        try:
            yield
            self._print_causes(terminalreporter, reports)
        finally:
            terminalreporter.write_line(lines.resume)

    def _print_causes(self, terminalreporter: pytest.TerminalReporter, reports: Sequence[Any]) -> None:
        if not (terminalreporter.hasopt("f") and any(map(_is_shortened, reports))):
            return
        causes = Counter(report.imagegen_cause for report in reports)
        for cause, number in causes.most_common(MAX_CAUSES):
            terminalreporter.write_line(f"{number} {'failure' if number == 1 else 'failures'}: {cause}")
        if len(causes) > MAX_CAUSES:
            terminalreporter.write_line(f"other causes: {len(causes) - MAX_CAUSES}")


def _is_shortened(report: pytest.TestReport) -> bool:
    """Return whether the line of the short summary does not fit. On continuous integration, pytest does not shorten."""
    line = f"FAILED {report.nodeid} - {report.imagegen_cause}"
    return len(line) > shutil.get_terminal_size().columns and not running_in_ci()
