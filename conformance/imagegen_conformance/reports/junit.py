"""The report of a run as JUnit XML, with the names that pytest's `--junitxml` writes for the pytest plugin.

The standard library writes it: no maintained library escapes the control characters that XML excludes, and the format
has few elements.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from imagegen_conformance.reports.case_outcome import CaseOutcome, case_outcome
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.run_report import RunReport
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.reports.xml_text import xml_text
from imagegen_conformance.results.recorded_run import RecordedCase
from imagegen_conformance.results.result import Result
from imagegen_conformance.text import escape_control_characters

__all__ = ["render_junit"]

NAME = "imagegen-conformance"
RUN_TEST_NAME = "run"  # the test case for what is not the outcome of a case; no id of a case has this form
SKIP_TYPES = {"xfailed": "pytest.xfail", "skipped": "pytest.skip"}


def render_junit(report: RunReport) -> str:
    """Return the report. The failures of the run as a whole are an additional test case."""
    run = report.run
    sources = ReportedSources(run.corpus.profiles, run.corpus.revision)

    def describe(result: Result) -> str:
        rerun = escape_control_characters(run.rerun_command(result.case.id) or "unknown")
        return describe_failure(result, rerun, sources)

    suite = ET.Element("testsuite", name=NAME)
    for case in run.cases:
        suite.append(_test_case(case, case_outcome(run.tally, case.result, describe)))
    for problem in _run_problems(report):
        element = ET.SubElement(ET.SubElement(suite, "testcase", classname=NAME, name=RUN_TEST_NAME), "error")
        element.set("message", xml_text(problem))
    seconds = sum(case.result.seconds or 0 for case in run.cases)
    counts = {
        "tests": len(suite),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    for name, number in counts.items():
        suite.set(name, str(number))
    suite.set("time", f"{seconds:.3f}")
    suite.set("timestamp", xml_text(run.header["started"]))
    root = ET.Element("testsuites", name=NAME)
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _test_case(case: RecordedCase, outcome: CaseOutcome) -> ET.Element:
    result = case.result
    element = ET.Element("testcase", classname=NAME, name=result.case.id, time=f"{result.seconds or 0:.3f}")
    if outcome.outcome == "failed":
        failure = ET.SubElement(element, "failure", message=xml_text(outcome.summary))
        failure.text = xml_text(outcome.text)
    elif outcome.outcome != "passed":
        kind, message = SKIP_TYPES[outcome.outcome], xml_text(outcome.summary)
        ET.SubElement(element, "skipped", type=kind, message=message).text = xml_text(outcome.details) or None
    return element


def _run_problems(report: RunReport) -> list[str]:
    """Return why the run as a whole fails, apart from its cases. A report without these would be green."""
    run = report.run
    problems = [report.interruption] if report.interruption else []
    problems += report.run_errors
    if not problems and run.exit_code and not any(case.disposition in {"fail", "stale"} for case in run.cases):
        problems.append(report.conclusion)
    return problems
