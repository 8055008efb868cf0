"""The badge of a run, in the JSON form that the endpoint badges of shields.io read."""

from __future__ import annotations

import json
from typing import NamedTuple

from imagegen_conformance.reports.layout import count, verb
from imagegen_conformance.reports.run_report import RunReport
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind

__all__ = ["render_badge"]

SCHEMA_VERSION = 1  # of the form
LABEL = "imagegen-conformance"


class _Text(NamedTuple):
    """The right side of a badge.

    Attributes:
        message: The text.
        color: The name of the color.
    """

    message: str
    color: str


FIXED_TEXTS = {
    ConclusionKind.FAILS: _Text("does not conform", "red"),
    ConclusionKind.STALE_EXPECTATIONS: _Text("stale known failures", "orange"),
    ConclusionKind.NOTHING_JUDGED: _Text("nothing judged", "lightgrey"),
    ConclusionKind.NOTHING_GATING_JUDGED: _Text("nothing judged", "lightgrey"),
}


def render_badge(report: RunReport) -> str:
    """Return the badge of a run as JSON.

    The badge claims a level only if all of its cases were run, and none of them makes the run fail. The color shows
    whether the implementation conforms: brightgreen, yellow with known failures, orange if these have to be edited,
    red if it does not conform, and lightgrey if the run does not say.
    """
    run = report.run
    message, color = _text(run.conclusion, interrupted=run.interruption is not None)
    label = f"{LABEL} {run.corpus.revision}"  # another definition of the tool is another statement
    badge = {"schemaVersion": SCHEMA_VERSION, "label": label, "message": message, "color": color}
    return json.dumps(badge, indent=2) + "\n"


def _text(conclusion: Conclusion, *, interrupted: bool) -> _Text:
    kind = conclusion.kind
    if interrupted and kind is not ConclusionKind.FAILS:  # one failure is enough not to conform
        return _Text("incomplete", "lightgrey")
    if kind is ConclusionKind.CONFORMS:
        exceptions = _exceptions(conclusion)
        return _Text(", ".join([*conclusion.levels, *exceptions]), "yellow" if exceptions else "brightgreen")
    if kind is ConclusionKind.CONFORMS_PARTLY:
        passes = f"{count(conclusion.passes, 'selected case')} {verb(conclusion.passes, 'passes')}"
        return _Text(", ".join([passes, *_exceptions(conclusion)]), "lightgrey")
    if kind is ConclusionKind.LEVELS_BLOCKED:
        return _Text(f"nothing judged at {', '.join(conclusion.blocked_levels)}", "lightgrey")
    return FIXED_TEXTS[kind]


def _exceptions(conclusion: Conclusion) -> list[str]:
    """Return the expected failures, and the cases that were not judged because of them."""
    failures, blocked = conclusion.expected_failures, sum(conclusion.blocked.values())
    texts = [count(failures, "known failure")] * bool(failures)
    return texts + [count(blocked, "blocked case")] * bool(blocked)
