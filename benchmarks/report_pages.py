"""The HTML report of a run of about 5,000 cases: the time to write it, and its first paint in Chromium.

A report is written after its evidence was verified, so that its time is compared with that of the verification. The
first paint is compared with that of a page of one line. The times and the sizes of all formats are printed as they are.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.reports.formats import FORMATS, render_report
from imagegen_conformance.reports.html_page import render_html
from imagegen_conformance.reports.run_report import RunReport
from imagegen_conformance.results.verification import verify
from ratio import NotMeasured, Ratio, Row, bare_environment, measure_alternately, print_table, suite_command

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MATRIX = Path(__file__).parents[1] / "results" / "matrix.html"
MAX_WRITING = 2
MAX_PAINT = 5
ROUNDS = 9
NAMES = {"writing": "write the HTML report : verify its evidence", "paint": "first paint : of a page of one line"}
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
OTHER_PAGE = "<!doctype html><title>x</title><p>x</p>"


def in_lower_case(payload: Any) -> Any:
    """Return a payload with its texts in lower case: the implementation under test."""
    if isinstance(payload, dict):
        return {key: in_lower_case(value) for key, value in payload.items()}
    return payload.lower() if isinstance(payload, str) else payload


def ratios() -> Sequence[Row]:
    corpus = Corpus.load()
    with tempfile.TemporaryDirectory() as folder:
        evidence = _evidence(Path(folder))

        def write() -> float:
            report = RunReport(verify(evidence, corpus))
            return _seconds(lambda: render_html(report))

        writing, verification = measure_alternately([write, lambda: _seconds(lambda: verify(evidence, corpus))], ROUNDS)
        page = Path(folder) / "report.html"
        page.write_text(render_html(RunReport(verify(evidence, corpus))), encoding="utf-8")
        return [
            Ratio(NAMES["writing"], writing, verification, MAX_WRITING, at_least=False, unit="ms"),
            _paint(page),
        ]


def summary() -> str:
    """Return the figures of each format as they are, and the size of the published matrix."""
    corpus = Corpus.load()
    with tempfile.TemporaryDirectory() as folder:
        report = RunReport(verify(_evidence(Path(folder)), corpus))
    lines = [f"report of {len(report.run.cases)} cases, of which {report.counts['fail']} fail"]
    lines += [_format_figures(name, report) for name in FORMATS]
    return "\n".join([*lines, f"published matrix: {_megabytes(MATRIX.stat().st_size)}"])


def _format_figures(name: str, report: RunReport) -> str:
    seconds = statistics.median(_seconds(lambda: render_report(name, report)) for _ in range(ROUNDS))
    return f"{name}: {seconds:.2f} s, {_megabytes(len(render_report(name, report).encode()))}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f} MB"


def _evidence(folder: Path) -> Path:
    """Run the cases of an area with about 5,000 cases, and return the evidence."""
    file = folder / "evidence.ndjson"
    call = [*suite_command(), "run", "report_pages:in_lower_case", "--level", "wire", "--area", "strings", "--quiet"]
    done = subprocess.run(
        [*call, "--evidence", str(file)], check=False, env=bare_environment(), stdout=subprocess.DEVNULL
    )
    assert done.returncode == 1, done
    return file


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _paint(page: Path) -> Row:
    """Return the ratio of the first paints, or why it cannot be measured."""
    program = shutil.which("chromium")
    if program is None:
        return NotMeasured(NAMES["paint"], "Chromium is missing")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return NotMeasured(NAMES["paint"], "the package playwright is missing")
    other = page.with_name("other.html")
    other.write_text(OTHER_PAGE, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        sides = [lambda: _first_paint(browser, page), lambda: _first_paint(browser, other)]
        report, smallest = measure_alternately(sides, ROUNDS)
        browser.close()
    return Ratio(NAMES["paint"], report, smallest, MAX_PAINT, at_least=False, unit="ms")


def _first_paint(browser: Browser, file: Path) -> float:
    page = browser.new_page()
    page.goto(file.as_uri())
    while (milliseconds := page.evaluate(FIRST_PAINT)) is None:
        page.wait_for_timeout(10)
    page.close()
    return float(milliseconds) / 1000


if __name__ == "__main__":
    print_table(ratios())
    print(summary())
