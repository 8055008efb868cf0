"""The formats of a comparison: the same counts in each, and no markup or command from foreign text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from compared_runs import IDENTITY, OTHER_CORPUS, VERDICTS, compare, recorded_run, recorded_verdict
from hostile_texts import HOSTILE
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.comparison import ComparisonReport
from imagegen_conformance.reports.comparison_formats import render_comparisons
from imagegen_conformance.reports.comparison_json import render_comparisons_json
from imagegen_conformance.reports.comparison_markdown import render_comparisons_markdown
from imagegen_conformance.reports.comparison_text import TextLimits, describe_changes, describe_comparisons
from imagegen_conformance.reports.markdown import MIN_BYTES
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.case_change import CHANGE_KINDS
from imagegen_conformance.results.comparison import Comparison
from imagegen_conformance.results.evidence import RunSettings
from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts
from imagegen_conformance.results.verification import verify
from recorded_runs import passing, write_run


def observe(case: Case, shift: int) -> Observation:
    """Pass, return something else, crash or do nothing, depending on the case: in the next run, what follows next."""
    number = sum(case.id.encode())
    text, step = HOSTILE[number % len(HOSTILE)], (number + shift) % 4
    if case.request.operation == "call" or step == 3:
        return {"outcome": "unsupported", "message": text}
    if step == 0:
        return passing(case)
    if step == 1 and case.level == "wire":
        return {"outcome": "accepted", "output": {"type": text, text: [text]}}
    return {"outcome": "error", "message": text}


def confirmed(file: Path, corpus: Corpus, shift: int) -> RecordedVerdicts:
    errors = list(HOSTILE) if shift else []
    write_run(file, corpus, lambda case: observe(case, shift), run_errors=errors)
    return RecordedVerdicts.of(verify(file, corpus), file)


@pytest.fixture
def confirmed_report(tmp_path: Path, small: Corpus) -> ComparisonReport:
    """The comparison of two runs whose observations are hostile."""
    runs = (confirmed(tmp_path / f"{number} {HOSTILE[3].replace('/', '')}", small, number) for number in (0, 1))
    return ComparisonReport(compare(runs, small))


@pytest.fixture
def recorded_report(small: Corpus) -> ComparisonReport:
    """The comparison of two runs of other corpora in which every text is hostile."""
    identity = IDENTITY._replace(name=HOSTILE[3], version=HOSTILE[1], language=HOSTILE[2], adapter=HOSTILE[4])
    runs = []
    for number in (0, 1):
        ids = [*small.by_id, *(f"{number} {text}" for text in HOSTILE)]
        verdicts = {
            id_: recorded_verdict(id_, sorted(VERDICTS)[(index + 2 * number) % len(VERDICTS)], reason=HOSTILE[3])
            for index, id_ in enumerate(ids)
        }
        for index, id_ in enumerate(small.by_id):
            text = HOSTILE[index % len(HOSTILE)]
            if verdicts[id_].failed:
                verdicts[id_] = verdicts[id_]._replace(failure=f"{number} {text}", pointer=f"/{text}", is_expected=True)
            elif verdicts[id_].blocked_by:
                verdicts[id_] = verdicts[id_]._replace(blocked_by=text)
        header = {"suite": HOSTILE[number], "started": HOSTILE[5]}
        run = recorded_run(
            small, verdicts, HOSTILE[number], identity=identity, corpus_sha256=f"{number} {HOSTILE[3]}", header=header
        )
        runs.append(run._replace(footer={"run_errors": list(HOSTILE)}))
    runs[1] = runs[1]._replace(identity=identity._replace(version=HOSTILE[3], language=HOSTILE[5]))
    return ComparisonReport(compare(runs, small))


@pytest.fixture(params=["confirmed_report", "recorded_report"])
def report(request: pytest.FixtureRequest) -> ComparisonReport:
    """A comparison with hostile texts and most kinds of changes."""
    report: ComparisonReport = request.getfixturevalue(request.param)
    assert len(report.sections) >= 4
    return report


class TestForeignText:
    def test_lines_of_text_are_printable(self, report: ComparisonReport) -> None:
        for line in describe_comparisons([report]):
            assert line.isprintable(), repr(line)
            assert not line.startswith("::")

    def test_markdown_has_no_other_markup_than_its_own(self, report: ComparisonReport) -> None:
        text = render_comparisons_markdown([report], 1_000_000)
        assert all(line.isprintable() for line in text.split("\n"))
        tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
        inline = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in [*tokens, *inline]}
        assert not kinds & {"html_block", "html_inline", "image", "s_open", "em_open", "blockquote_open", "link_open"}
        plain = "".join(token.content for token in inline if token.type == "text")
        assert not re.search(r"[@#]\w|GH-\d|https?://|::", plain)
        headings = sum(token.type == "heading_open" for token in tokens)
        groups = sum(len(section.groups) for section in report.sections)
        assert headings == 1 + len(report.sections) + groups + bool(report.run_errors)

    def test_json_is_ascii_and_matches_its_schema(self, report: ComparisonReport) -> None:
        text = render_comparisons_json([report])
        assert text.isascii()
        content = json.loads(text)
        schema = load_json(data_directory("schemas") / "comparison.schema.json")
        if report.comparison.after.run is not None:  # evidence has other names of failures only if it is forged
            Draft202012Validator(schema).validate(content)


def test_every_format_has_the_counts_of_the_comparison(report: ComparisonReport) -> None:
    comparison = report.comparison
    counts = {kind: len(comparison.of_kind(kind)) for kind in CHANGE_KINDS}
    (content,) = json.loads(render_comparisons("json", [report]))["comparisons"]
    assert content["counts"] == counts
    shown = {kind: sum(change["kind"] == kind for change in content["changes"]) for kind in CHANGE_KINDS}
    assert shown == {**counts, "unchanged": 0}
    text, markdown = render_comparisons("text", [report]), render_comparisons("markdown", [report])
    for section in report.sections:
        assert section.size == counts[section.kind]
        assert f"\n{section.title}\n" in text
        assert f"\n| {section.heading} | {section.size} |\n" in markdown
    assert f"\n{report.unchanged}\n" in text
    assert f"\n{report.unchanged}.\n" in markdown


def test_sections_and_cases_have_the_order_of_their_importance(report: ComparisonReport) -> None:
    kinds = [section.kind for section in report.sections]
    assert kinds == [kind for kind in CHANGE_KINDS if kind in kinds]
    for section in report.sections:
        for group in section.groups:
            worse = [change.is_worse for change in group.changes]
            assert worse == sorted(worse, reverse=True)


def test_format_is_a_function_of_the_runs(report: ComparisonReport, small: Corpus) -> None:
    again = ComparisonReport(Comparison(report.comparison.before, report.comparison.after, small))
    for name in ("text", "markdown", "json"):
        assert render_comparisons(name, [report]) == render_comparisons(name, [again])


class TestDetails:
    def test_failing_differently_has_both_observations(self, confirmed_report: ComparisonReport) -> None:
        changes = confirmed_report.comparison.of_kind("failing-differently")
        details = [confirmed_report.details(change) for change in changes]
        assert any(item.earlier_actual for item in details)
        for item in details:
            labels = [label for label, _ in item.fields()]
            assert labels.index("before") == labels.index("actual") + 1

    def test_recorded_verdicts_have_no_details(self, recorded_report: ComparisonReport) -> None:
        changes = recorded_report.comparison.changes
        assert {recorded_report.details(change).failure for change in changes} == {None}

    def test_observation_that_the_judge_does_not_confirm_is_not_described(self, tmp_path: Path, small: Corpus) -> None:
        after = confirmed(tmp_path / "after", small, 1)
        failing = next(verdict for verdict in after.cases.values() if verdict.failure == "wrong-output")
        for observation in (None, {}, {"outcome": "rejected"}, {"outcome": "accepted", "output": 1, "message": 2}, [1]):
            verdict = recorded_verdict(failing.case_id, "error", observation=observation)
            before = recorded_run(small, {failing.case_id: verdict}, corpus_sha256=OTHER_CORPUS)
            report = ComparisonReport(Comparison(before, after, small))
            (change,) = report.comparison.of_kind("failing-differently")
            assert report.details(change).failure is not None
            assert report.details(change).earlier_actual == ""


class TestRemarks:
    @pytest.mark.parametrize(
        ("changes", "remark"),
        [
            (
                {"identity": IDENTITY._replace(version=None)},
                "the version of the implementation was 1.0, and is unknown",
            ),
            (
                {"identity": IDENTITY._replace(language="Go")},
                "the language of the implementation was Python, and is Go",
            ),
            (
                {"settings": RunSettings("should")},
                "the setting fail on was must in the earlier run, and is should in the later run",
            ),
            (
                {"settings": RunSettings("must", variants=True)},
                "the setting variants was off in the earlier run, and is on in the later run",
            ),
            (
                {"selection": Selection(areas=("wire",))},
                "1 case (1 of them fails) is not compared, because the later run does not select it",
            ),
        ],
    )
    def test_difference_of_the_runs_is_mentioned(self, small: Corpus, changes: dict[str, Any], remark: str) -> None:
        verdicts = {"wire/plain/bare": "pass", "quality/values/low": "fail"}
        before = recorded_run(small, verdicts)
        if "selection" in changes:
            verdicts = {"wire/plain/bare": "pass"}
        after = recorded_run(small, verdicts, **changes)
        assert remark in ComparisonReport(Comparison(before, after, small)).remarks


class TestLimits:
    def test_failures_that_do_not_fit_are_left_out_as_a_whole(self, tmp_path: Path, shipped: Corpus) -> None:
        failing = write_run(tmp_path / "after", shipped, _fail, patterns=["quality"])
        before = write_run(tmp_path / "before", shipped, passing, patterns=["quality"])
        runs = [RecordedVerdicts.of(verify(file, shipped), file) for file in (before, failing)]
        report = ComparisonReport(compare(runs, shipped))
        text = render_comparisons_markdown([report], MIN_BYTES)
        assert len(text.encode()) <= MIN_BYTES
        assert text.count("```") % 2 == 0
        left_out = re.search(r"\n(\d+) more cases are left out for lack of room\.\n$", text)
        assert left_out is not None
        changes = sum(section.size for section in report.sections)
        assert text.count("\n  ```text\n") + int(left_out[1]) == changes > 20

    def test_text_counts_what_it_leaves_out(self, confirmed_report: ComparisonReport) -> None:
        text = "\n".join(describe_changes(confirmed_report, limits=TextLimits(0, 1)))
        assert "      sent " not in text
        assert re.search(r"^  and \d+ more cases? of \d+ requirements?$", text, re.MULTILINE)

    def test_many_cases_with_the_same_verdicts_are_counted(self, shipped: Corpus) -> None:
        ids = [case.id for case in shipped.cases if case.requirement.id == "wire.round-trip"][:30]
        runs = [recorded_run(shipped, dict.fromkeys(ids, name)) for name in ("fail", "pass")]
        report = ComparisonReport(compare(runs, shipped))
        text = " ".join(" ".join(describe_changes(report)).split())
        assert f"30 cases: passed (before: wrong output at /quality): {', '.join(ids[:3])} and 27 more" in text
        markdown = render_comparisons("markdown", [report])
        assert markdown.count("\n  - `") == 20
        assert "\n  - and 10 more\n" in markdown


def _fail(case: Case) -> Observation:
    is_plain = not case.id.startswith("quality") or case.id.startswith("quality/values")
    return passing(case) if is_plain else {"outcome": "error", "message": f"{case.id} is not possible"}


@pytest.mark.parametrize(
    ("before", "after", "conclusion"),
    [
        ("pass", "pass", "no new failures compared with run.ndjson"),
        ("pass", "fail", "1 new failure compared with run.ndjson"),
        ("fail", "fail", "no new failures compared with run.ndjson; 1 failure as before"),
        ("fail", "fail elsewhere", "no new failures compared with run.ndjson; 1 case fails differently"),
        ("fail", "pass", "no new failures compared with run.ndjson; 1 case fixed"),
        ("pass", "blocked", "1 case not judged any more compared with run.ndjson"),
        ("fail", "blocked", "no new failures compared with run.ndjson"),
    ],
)
def test_conclusion_says_what_got_worse(small: Corpus, before: str, after: str, conclusion: str) -> None:
    runs = [recorded_run(small, {"wire/plain/bare": name}) for name in (before, after)]
    assert ComparisonReport(compare(runs, small)).conclusion == conclusion


def test_conclusion_names_everything(small: Corpus, root: Path) -> None:
    ids: Callable[..., dict[str, str]] = lambda *names: dict(zip(small.by_id, names, strict=False))  # noqa: E731
    before = recorded_run(small, ids("pass", "pass", "fail", "fail"), corpus_sha256=OTHER_CORPUS)
    after = recorded_run(small, ids("fail", "blocked", "fail", "pass", "error"), footer={"run_errors": ["it hung"]})
    conclusion = "1 new failure, 1 case not judged any more and 1 run error compared with run.ndjson"
    assert ComparisonReport(Comparison(before, after, small)).conclusion == (
        f"{conclusion}; 1 failure as before; 1 case fixed; 1 new case fails"
    )
