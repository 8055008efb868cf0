"""What came of a run, and the table that closes a command with many."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.evidence import RESULTS

__all__ = ["AS_EXPECTED", "NOT_RUN", "Outcome", "counted", "table"]

AS_EXPECTED = 0
NOT_RUN = 3


class Outcome(NamedTuple):
    """The exit code that it asks for, whether the run took place, and what else there is to tell."""

    code: int
    ran: bool
    detail: str

    @property
    def told(self) -> str:
        """The outcome in a word or two."""
        if not self.ran:
            return "NOT RUN"
        return "as expected" if self.code == AS_EXPECTED else f"exit {self.code}"


def counted(evidence: Path) -> str:
    """How often each verdict was given, as the footer of an evidence file says."""
    try:
        last = evidence.read_bytes().splitlines()[-1]
        verdicts = json.loads(last)["verdicts"]
        return ", ".join(f"{verdicts[result]} {result}" for result in RESULTS if verdicts[result])
    except (OSError, IndexError, ValueError, KeyError, TypeError):
        return "no evidence to the end"


def table(outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """A line for each run: its name, its outcome, and the counts of its verdicts or the reason why there are none."""
    widths = [max(map(len, column)) for column in (outcomes, [outcome.told for outcome in outcomes.values()])]
    for name, outcome in outcomes.items():
        yield f"{name:<{widths[0]}}  {outcome.told:<{widths[1]}}  {outcome.detail}"
