"""The summary of a run, and the table of all summaries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.results.evidence import VERDICTS

__all__ = ["EXIT_AS_EXPECTED", "EXIT_NOT_RUN", "Summary", "count_verdicts", "render_table"]

EXIT_AS_EXPECTED = 0
EXIT_NOT_RUN = 3


class Summary(NamedTuple):
    """The summary of a run.

    Attributes:
        exit_code: The exit code of the run.
        was_run: Whether the implementation was installed and run.
        detail: The counts of its verdicts, or the reason why there are none.
    """

    exit_code: int
    was_run: bool
    detail: str

    @property
    def status(self) -> str:
        """The result in one or two words."""
        if not self.was_run:
            return "NOT RUN"
        return "as expected" if self.exit_code == EXIT_AS_EXPECTED else f"exit {self.exit_code}"


def count_verdicts(evidence: Path) -> str:
    """Return the number of each verdict in an evidence file.

    The text begins with the profile and the revision, because those of several runs may differ, and says whether the
    run was interrupted.
    """
    try:
        lines = evidence.read_bytes().splitlines()
        header, footer = json.loads(lines[0]), json.loads(lines[-1])
        counts = footer["verdicts"]
        verdicts = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]]
        text = ", ".join([f"{header['profile']} {header['revision']}", *verdicts])
        return text if footer.get("complete", True) else f"interrupted: {text}"
    except (OSError, IndexError, ValueError, KeyError, TypeError):
        return "incomplete evidence"


def render_table(summaries: Mapping[str, Summary]) -> Iterator[str]:
    """Yield one line for each run: its name, its status and the detail."""
    name_width = max(map(len, summaries))
    status_width = max(len(summary.status) for summary in summaries.values())
    for name, summary in summaries.items():
        yield f"{name:<{name_width}}  {summary.status:<{status_width}}  {summary.detail}"
