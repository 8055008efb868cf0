"""All formats of the report of a run: the same counts in each, and no markup or command from foreign text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from hostile_texts import HOSTILE
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.formats import FORMATS, render_report
from imagegen_conformance.reports.markdown import MIN_BYTES, render_markdown
from imagegen_conformance.reports.run_report import DISPOSITION_LABELS, RunReport, describe_counts
from imagegen_conformance.reports.style import PLAIN
from imagegen_conformance.reports.table import describe_table
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.tally import Disposition
from imagegen_conformance.results.verification import verify
from imagegen_conformance.runner.report_options import REPORT_FORMATS
from recorded_runs import passing, write_run

LISTED = ExpectedFailure("list", "wrong-output", None, f"known {HOSTILE[0]} {HOSTILE[3]}")


def observe(case: Case) -> Observation:
    """Fail, crash, reject or pass, depending on the case."""
    number = sum(case.id.encode())
    text = HOSTILE[number % len(HOSTILE)]
    if case.request.operation == "call":
        return {"outcome": "error", "message": text}
    if case.id == "wire/plain/bare":
        return {"outcome": "not-applicable", "message": text}
    if case.level == "wire":
        return {"outcome": "accepted", "output": {"type": text, text: [text]}}
    reasons = [{"path": f"/{text}", "rule": text, "message": text}] * 30
    return {"outcome": "rejected", "message": text, "reasons": reasons} if number % 2 else passing(case)


@pytest.fixture
def run_report(tmp_path: Path, small: Corpus) -> RunReport:
    """The report of a run with most dispositions."""
    first = verify(write_run(tmp_path / "first", small, observe, fail_on="should"), small)
    failing = [case.result.case.id for case in first.cases if case.result.verdict.failure == "wrong-output"]
    listed = ExpectedFailures(entries=dict.fromkeys([*failing[:2], "quality/values/low"], LISTED))
    errors = ["it did not end ::error::x", HOSTILE[4]]
    file = write_run(tmp_path / "second", small, observe, fail_on="should", listed=listed, run_errors=errors)
    return RunReport(verify(file, small))


@pytest.fixture
def hostile_report(tmp_path: Path, root: Path, edit: Callable[..., None]) -> RunReport:
    """The report of a run whose corpus is hostile, too."""

    def spoil_requirements(content: Json) -> None:
        content["documents"]["page"] |= {"title": HOSTILE[3], "url": "https://example.org/a)<b>"}
        for number, requirement in enumerate(content["requirements"]):
            requirement["statement"] = HOSTILE[number % 4]

    def spoil_cases(content: Json) -> None:
        for number, case in enumerate(content["cases"]):
            case["description"] = f"{HOSTILE[number % 5]} {HOSTILE[3]}"
            if "rationale" in case:
                case["rationale"] = HOSTILE[3] + HOSTILE[6]

    edit(root / "requirements.json", spoil_requirements)
    for file in (root / "cases").rglob("*.json"):
        edit(file, spoil_cases)
    corpus = Corpus.load(root)
    return RunReport(verify(write_run(tmp_path / "e", corpus, observe, run_errors=list(HOSTILE)), corpus))


def test_every_format_is_offered() -> None:
    assert tuple(FORMATS) == REPORT_FORMATS


def numbers_of_markdown(text: str) -> Counter[tuple[str, str]]:
    table = re.search(r"^\| level \|(.*) \|\n\|[-:|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table is not None
    labels = [label.strip() for label in table[1].split("|")]
    numbers: Counter[tuple[str, str]] = Counter()
    for row in table[2].splitlines():
        level, *cells = [cell.strip() for cell in row.strip("|").split("|")]
        numbers.update({(level, label): int(cell) for label, cell in zip(labels, cells, strict=True) if int(cell)})
    return numbers


def numbers_of_html(text: str) -> Counter[tuple[str, str]]:
    table = text[text.index("<table>") : text.index("</table>")]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[1:]]
    head, *rows = [[re.sub("<[^>]*>", "", cell) for cell in row] for row in rows]
    numbers: Counter[tuple[str, str]] = Counter()
    for level, *cells in rows:
        numbers.update({(level, label): int(cell) for label, cell in zip(head[1:], cells, strict=True) if int(cell)})
    return numbers


def numbers_of_json(text: str) -> Counter[tuple[str, str]]:
    levels = json.loads(text)["levels"].items()
    return Counter({(level, DISPOSITION_LABELS[name]): n for level, by_name in levels for name, n in by_name.items()})


def numbers_of_the_terminal(lines: list[str]) -> Counter[tuple[str, str]]:
    head, *rows = [line.split() for line in lines]
    numbers: Counter[tuple[str, str]] = Counter()
    for level, *cells in rows:
        columns = zip(head[1:], cells, strict=True)
        found = {name: int(cell) for name, cell in columns if name in DISPOSITION_LABELS and cell != "0"}
        numbers.update({(level, DISPOSITION_LABELS[name]): number for name, number in found.items()})  # type: ignore[index]
    return numbers


def test_all_formats_have_the_counts_of_the_tally(run_report: RunReport) -> None:
    counts = run_report.run.tally.counts.items()
    expected = Counter({(level, DISPOSITION_LABELS[name]): number for (level, name), number in counts if number})
    assert len(expected) > 5
    assert numbers_of_markdown(render_markdown(run_report)) == expected
    assert numbers_of_html(render_report("html", run_report)) == expected
    assert numbers_of_json(render_report("json", run_report)) == expected
    lines = list(describe_table(run_report.run.tally, PLAIN))
    tables = [start for start, line in enumerate(lines) if line.startswith("level")]
    assert numbers_of_the_terminal(lines[: tables[1]] if len(tables) > 1 else lines) == expected


def test_json_has_every_case_once(run_report: RunReport) -> None:
    content = json.loads(render_report("json", run_report))
    by_requirement: Counter[tuple[str, str]] = Counter()
    listed: Counter[str] = Counter()
    for requirement in content["requirements"]:
        by_requirement.update({(requirement["level"], name): n for name, n in requirement["counts"].items()})
        listed.update(failure["disposition"] for failure in requirement["failures"])
        listed.update({name: len(ids) for name, ids in requirement["other_cases"].items()})
    assert by_requirement == {key: number for key, number in run_report.run.tally.counts.items() if number}
    assert listed == run_report.counts


def test_junit_has_the_counts_of_the_tally(run_report: RunReport) -> None:
    suite = ET.fromstring(render_report("junit", run_report)).find("testsuite")  # noqa: S314 - it was just written
    assert suite is not None
    counts, errors = run_report.counts, len(run_report.run_errors)
    assert errors == 2
    assert int(suite.get("tests", "")) == len(run_report.run.cases) + errors == len(suite)
    assert int(suite.get("failures", "")) == counts.get("fail", 0) + counts.get("stale", 0)
    assert int(suite.get("errors", "")) == errors
    skipped: tuple[Disposition, ...] = ("advisory", "xfail", "unsupported", "not-applicable", "blocked")
    assert int(suite.get("skipped", "")) == sum(counts.get(name, 0) for name in skipped)


def test_requirements_have_all_cases(run_report: RunReport) -> None:
    cases = [case.result.case.id for item in run_report.requirements for case in item.cases]
    assert sorted(cases) == sorted(case.result.case.id for case in run_report.run.cases)
    total = sum((Counter(item.counts) for item in run_report.requirements), Counter())
    assert total == run_report.counts
    assert {"pass", "fail", "xfail", "stale"} <= run_report.counts.keys()


@pytest.mark.parametrize("name", REPORT_FORMATS)
def test_format_is_a_function_of_the_evidence(run_report: RunReport, name: str) -> None:
    assert render_report(name, run_report) == render_report(name, RunReport(run_report.run))


@pytest.mark.parametrize("fixture", ["run_report", "hostile_report"])
class TestHostileText:
    @pytest.fixture
    def report(self, request: pytest.FixtureRequest, fixture: str) -> RunReport:
        return request.getfixturevalue(fixture)

    def test_json_is_ascii_and_matches_its_schema(self, report: RunReport) -> None:
        text = render_report("json", report)
        assert text.isascii()
        schema = load_json(data_directory("schemas") / "report.schema.json")
        Draft202012Validator(schema).validate(json.loads(text))

    def test_xml_is_well_formed_and_has_every_case(self, report: RunReport) -> None:
        root = ET.fromstring(render_report("junit", report).encode())  # noqa: S314 - it was just written
        names = [case.get("name") for case in root.iter("testcase")]
        assert names[: len(report.run.cases)] == [case.result.case.id for case in report.run.cases]

    def test_markdown_has_no_other_markup_than_its_own(self, report: RunReport) -> None:
        text = render_markdown(report)
        assert text.isprintable() or all(line.isprintable() for line in text.split("\n"))
        tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
        inline = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in [*tokens, *inline]}
        assert not kinds & {"html_block", "html_inline", "image", "s_open", "em_open", "blockquote_open"}
        links = {token.attrs["href"] for token in inline if token.type == "link_open"}
        assert links <= {"https://example.org/a)%3Cb%3E"}
        plain = "".join(token.content for token in inline if token.type == "text")
        assert not re.search(r"[@#]\w|GH-\d|https?:|::", plain)
        failures = sum(report.counts.get(name, 0) for name in ("fail", "stale", "advisory", "xfail"))
        assert sum(token.type == "fence" for token in tokens) == failures
        headings = sum(token.type == "heading_open" for token in tokens)
        assert headings == text.count("\n### ") + text.count("\n## ") + 1

    def test_commands_of_the_runner_are_the_own_ones(self, report: RunReport) -> None:
        lines = render_report("github", report).split("\n")
        assert lines.pop() == ""
        assert all(
            re.match(r"::(error|notice) title=[^:,]*::", line.replace("%3A", "").replace("%2C", "")) for line in lines
        )
        assert sum(line.startswith("::error") for line in lines) <= 10
        assert not any("\r" in line for line in lines)

    def test_texts_of_details_are_printable(self, report: RunReport) -> None:
        for item in report.requirements:
            for case in item.with_disposition("fail", "stale", "advisory", "xfail"):
                for _, text in report.details(case).fields():
                    assert all(line.isprintable() for line in text.split("\n")), text


class TestMarkdown:
    def test_failures_that_do_not_fit_are_left_out_as_a_whole(self, tmp_path: Path, shipped: Corpus) -> None:
        def accept(case: Case) -> Observation:
            return {"outcome": "accepted", "output": case.request.content}

        file = write_run(tmp_path / "e", shipped, accept, patterns=["quality", "size"])
        report = RunReport(verify(file, shipped))
        text = render_markdown(report, MIN_BYTES)
        assert len(text.encode()) <= MIN_BYTES
        shown, failures = text.count("\n### "), report.counts["fail"]
        assert 0 < shown < failures
        left_out = failures + report.counts.get("advisory", 0) - shown
        assert text.endswith(f"\n{left_out} more cases are left out for lack of room.\n")
        assert text.count("\n```") == 2 * shown
        complete = render_markdown(report, 10_000_000)
        assert "left out" not in complete
        assert complete.count("\n### ") == failures + report.counts.get("advisory", 0)

    def test_fence_is_longer_than_any_run_of_backticks(self, tmp_path: Path, small: Corpus) -> None:
        def quote(case: Case) -> Observation:
            return {"outcome": "error", "message": "a ````` b"}

        text = render_markdown(RunReport(verify(write_run(tmp_path / "e", small, quote), small)))
        assert "\n``````text\n" in text


class TestGitHub:
    def test_last_error_counts_the_others(self, tmp_path: Path, shipped: Corpus) -> None:
        def accept(case: Case) -> Observation:
            return {"outcome": "accepted", "output": {}}

        file = write_run(tmp_path / "e", shipped, accept, patterns=["*/values/*", "*/types/*"])
        report = RunReport(verify(file, shipped))
        lines = render_report("github", report).splitlines()
        failing = sum(bool(item.counts.get("fail")) for item in report.requirements)
        assert failing > 10
        assert len(lines) == 10
        problem = f"{failing - 9} more problems: see the other reports of the run"
        assert lines[-1] == f"::error title=further problems::{problem}"

    def test_conforming_run_has_one_notice(self, tmp_path: Path, small: Corpus) -> None:
        file = write_run(tmp_path / "e", small, passing, patterns=["wire"], levels=("wire",))
        (line,) = render_report("github", RunReport(verify(file, small))).splitlines()
        assert line.startswith("::notice title=mine%3Atool 1.0::")


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"pass": 28}, "28 of 28 cases pass"),
        ({"pass": 1}, "1 of 1 case passes"),
        ({"fail": 3, "pass": 25}, "3 of 28 cases fail, 25 pass"),
        ({"fail": 1, "xfail": 2, "stale": 1}, "1 of 4 cases fails, 1 stale expectation, 2 expected failures"),
        ({"pass": 2, "blocked": 3}, "2 of 5 cases pass, 3 blocked"),
        ({"unsupported": 7}, "7 cases: 7 not claimed"),
        ({"not-applicable": 1, "advisory": 1}, "2 cases: 1 advisory failure, 1 not applicable"),
    ],
)
def test_counts_in_words_say_what_they_are_of(counts: dict[Disposition, int], text: str) -> None:
    assert describe_counts(counts) == text
