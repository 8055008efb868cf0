"""The formats of the report of a run, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple, cast

from imagegen_conformance.reports.run_report import RunReport

__all__ = ["FORMATS", "render_report"]


class _Format(NamedTuple):
    """A format. Its module is imported when it is used.

    Attributes:
        module: The module in this package.
        function: The function that returns a report.
    """

    module: str
    function: str


FORMATS: Mapping[str, _Format] = {
    "markdown": _Format("markdown", "render_markdown"),
    "json": _Format("json_report", "render_json"),
    "junit": _Format("junit", "render_junit"),
    "html": _Format("html_page", "render_html"),
    "github": _Format("github", "render_github"),
    "badge": _Format("badge", "render_badge"),
}


def render_report(name: str, report: RunReport) -> str:
    """Return a report in the format with this name."""
    module, function = FORMATS[name]
    render = getattr(import_module(f"imagegen_conformance.reports.{module}"), function)
    return cast("Callable[[RunReport], str]", render)(report)
