"""The HTML report as a file: structure, counts, size, policy; tests/browser has the tests in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from html_reports import BLOCKING, FAILING, HOSTILE, LISTED, PASSING, REASON, UNCLAIMED, hostile_report, mixed_report
from imagegen_conformance.cli.main import main
from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.reports.html_cases import DetailedCases
from imagegen_conformance.reports.html_document import asset, html_document
from imagegen_conformance.reports.html_page import render_html
from imagegen_conformance.reports.html_text import element
from imagegen_conformance.reports.run_report import DETAILED, DISPOSITION_LABELS, RunReport
from imagegen_conformance.results.evidence import EvidenceWriter, RunSettings, header_record
from imagegen_conformance.results.verification import verify
from recorded_runs import passing, write_run

OUTER = {"html", "head", "body", "style", "script"}  # the elements whose texts contain the style and the script


class Page(HTMLParser):
    """A page as it was parsed.

    Attributes:
        elements: The names and the attributes of all elements.
        texts: The text of each kind of element, in the order of their end tags.
        open_elements: The elements without an end tag.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open_elements: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "input"}:
            self.open_elements.append((tag, ""))

    def handle_data(self, data):
        self.open_elements = [(tag, text + data) for tag, text in self.open_elements]

    def handle_endtag(self, tag):
        opened, text = self.open_elements.pop()
        assert opened == tag, f"{opened} ends with {tag}"
        self.texts.setdefault(tag, []).append(text)

    def attributes(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def data_of(html: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', html)
    assert block is not None
    return json.loads(block[1])


@pytest.fixture(scope="module")
def report(tmp_path_factory, shipped: Corpus) -> RunReport:
    return mixed_report(tmp_path_factory.mktemp("mixed"), shipped)


@pytest.fixture(scope="module")
def html(report) -> str:
    return render_html(report)


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


class TestContent:
    def test_elements_are_closed_and_ids_are_unique(self, page):
        assert page.open_elements == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))

    def test_summary_has_the_counts_of_the_tally(self, report, html):
        names = {label: name for name, label in DISPOSITION_LABELS.items()}
        table = Page(html[html.index("<table>") : html.index("</table>") + len("</table>")])
        _, *columns = [text for text in table.texts["th"] if text not in report.levels]
        rows = [table.texts["td"][start : start + len(columns)] for start in range(0, len(table.texts["td"]), len(columns))]  # fmt: skip
        found = {
            (level, names[label]): int(number)
            for level, row in zip(report.levels, rows, strict=True)
            for label, number in zip(columns, row, strict=True)
            if int(number)
        }
        assert found == {key: number for key, number in report.run.tally.counts.items() if number}
        assert "not claimed" in columns
        assert "blocked" in columns

    def test_every_case_is_on_the_page_once(self, report, html, page):
        detailed = Counter(attributes["data-result"] for attributes in page.attributes("details") if attributes.get("class") == "case")  # fmt: skip
        ids = [attributes["data-case"] for attributes in page.attributes("details") if "data-case" in attributes]
        for by_result in data_of(html)["others"].values():
            for result, listed in by_result.items():
                cases = listed if isinstance(listed, list) else [id_ for group in listed.values() for id_ in group]
                detailed[result] += len(cases)
                ids += cases
        assert detailed == report.counts
        assert sorted(ids) == sorted(case.result.case.id for case in report.run.cases)

    def test_blocked_cases_are_listed_by_the_case_that_blocks_them(self, report, html):
        blocked = [by_result["blocked"] for by_result in data_of(html)["others"].values() if "blocked" in by_result]
        assert all(set(group) == {BLOCKING} for group in blocked)
        assert sum(len(group[BLOCKING]) for group in blocked) == report.counts["blocked"]

    def test_requirements_are_sections_with_statement_source_and_counts(self, report, page):
        sections = [attributes["data-requirement"] for attributes in page.attributes("section") if "data-requirement" in attributes]  # fmt: skip
        assert sections == [item.requirement.id for item in report.requirements]
        paragraphs = page.texts["p"]
        for item in report.requirements:
            assert item.summary in paragraphs
            assert item.requirement.statement.replace("`", "") in paragraphs
        links = [link for link in page.attributes("a") if link["href"].startswith("https://")]
        assert len(links) == sum(source.address is not None for item in report.requirements for source in item.sources)
        assert {link["rel"] for link in links} == {"noreferrer"}

    def test_failure_has_the_fields_of_its_details(self, report, html):
        (case,) = [case for case in report.run.cases if case.result.case.id == FAILING]
        start = html.index(f'data-case="{FAILING}"')
        details = Page(html[html.rindex("<details", 0, start) : html.index("</details>", start) + len("</details>")])
        fields = report.details(case).fields()
        assert details.texts["dt"] == [label for label, _ in fields]
        assert details.texts["dd"] == [value.replace("`", "") for _, value in fields]
        assert {"sent", "expected", "actual"} <= set(details.texts["dt"])

    def test_expected_failure_states_its_reason_in_its_line(self, page):
        (line,) = [text for text in page.texts["summary"] if f" {LISTED} " in text]
        assert line.startswith("expected failure ")
        assert line.endswith(f" listed: {REASON}")

    def test_no_percentage_is_shown(self, page):
        texts = [text for tag, texts in page.texts.items() if tag not in OUTER for text in texts]
        assert texts
        assert not [text for text in texts if re.search(r"[0-9] ?%", text)]

    def test_requirements_without_cases_have_no_evidence(self, report, page):
        number = len(report.run.corpus.requirements) - len(report.requirements)
        assert f"{number} requirements have no case in this run." in page.texts["summary"]
        assert "Requirements without evidence" in page.texts["h2"]

    def test_unclaimed_and_passing_cases_are_data_only(self, html):
        assert html.count(f'"{UNCLAIMED}"') == 1
        assert html.count(f'"{PASSING}"') == 1

    def test_stale_expectations_and_run_errors_are_listed(self, report, page, tmp_path, small):
        assert "Stale expectations" in page.texts["h2"]
        assert set(report.stale_expectations) <= set(page.texts["li"])
        file = write_run(tmp_path / "evidence", small, passing, run_errors=["it did not <end>"])
        other = Page(render_html(RunReport(verify(file, small))))
        assert "Errors of the run" in other.texts["h2"]
        assert "it did not <end>" in other.texts["li"]
        assert "No case fails." in other.texts["p"]

    def test_few_failures_are_open_at_first(self, page, tmp_path, small):
        assert not [attributes for attributes in page.attributes("details") if "open" in attributes]

        def observe(case):
            return {"outcome": "error", "message": "x"} if case.id == "wire/texts/cut" else passing(case)

        other = Page(render_html(RunReport(verify(write_run(tmp_path / "evidence", small, observe), small))))
        assert [details["data-case"] for details in other.attributes("details") if "open" in details] == ["wire/texts/cut"]  # fmt: skip

    def test_interrupted_run_says_so(self, tmp_path, small):
        identity = Identity("mine:tool", "1.0", "Python", "function", ("wire",))
        header = header_record(small, identity, Selection(), RunSettings("must"), len(small.cases))
        writer = EvidenceWriter(tmp_path / "evidence", header)
        writer.interrupt("it was <stopped>", "wire/plain/bare")
        report = RunReport(verify(tmp_path / "evidence", small, allow_interrupted=True))
        page = Page(render_html(report))
        assert report.interruption in page.texts["p"]
        assert "(it was <stopped> at wire/plain/bare)" in report.interruption
        assert "No case was judged." in page.texts["p"]


class TestDetailedCases:
    @pytest.mark.parametrize("max_cases", [1000, 29, 28, 10, 3, 2, 0])
    def test_number_of_details_is_limited(self, report, max_cases):
        cases = DetailedCases.choose(report, max_cases)
        chosen = [case for item in report.requirements for case in cases.of(item)]
        assert max_cases - 3 < len(chosen) <= max_cases or len(chosen) == 29
        others = [case for item in report.requirements for group in cases.others(item).values() for case in group]
        assert len(chosen) + len(others) == len(report.run.cases)

    def test_requirement_with_few_failures_keeps_all_of_them(self, report):
        cases = DetailedCases.choose(report, 5)
        numbers = {item.requirement.id: len(cases.of(item)) for item in report.requirements if cases.of(item)}
        assert numbers == {"wire.round-trip": 1, "moderation.value": 2, "action.value": 2}

    def test_omitted_failures_are_counted(self, report, monkeypatch):
        monkeypatch.setattr(DetailedCases, "choose", lambda report: DetailedCases(report, 1, opened=False))
        page = Page(render_html(report))
        assert "13 more cases fail" in page.texts["summary"]
        assert "12 more advisory failures" in page.texts["summary"]
        assert sum(details.get("class") == "case" for details in page.attributes("details")) == 3


class TestFile:
    def test_report_is_a_function_of_the_evidence(self, report, html):
        assert render_html(RunReport(report.run)) == html

    def test_page_asks_for_nothing(self, page):
        names = Counter(name for name, _ in page.elements)
        assert names["style"] == 1
        assert names["script"] == 2
        assert not names.keys() & {"link", "img", "iframe", "object", "embed", "base", "audio", "video"}
        attributes = {key for _, attributes in page.elements for key in attributes}
        assert not attributes & {"src", "srcset", "style", "action"}
        assert not [key for key in attributes if key.startswith("on")]

    def test_policy_allows_the_style_and_the_script_only(self, page):
        (policy,) = [meta["content"] for meta in page.attributes("meta") if "http-equiv" in meta]
        hashes = [base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() for source in (page.texts["style"][0], page.texts["script"][-1])]  # fmt: skip
        assert policy == (
            f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )

    def test_hostile_texts_become_no_markup(self, tmp_path, root):
        report = hostile_report(tmp_path, root)
        html = render_html(report)
        page = Page(html)
        names = Counter(name for name, _ in page.elements)
        assert page.open_elements == []
        assert names["script"] == 2
        assert not names.keys() & {"img", "b"}
        assert all(line.isprintable() for line in html.split("\n"))
        assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
        assert html.encode()
        assert sum(HOSTILE[0] in text for text in page.texts["p"]) > 0
        detailed = sum(report.counts[name] for name in DETAILED)
        assert sum(details.get("class") == "case" for details in page.attributes("details")) == detailed

    def test_command_writes_the_file(self, tmp_path, shipped, capsys):
        evidence = write_run(tmp_path / "evidence", shipped, passing, patterns=["action"])
        out = tmp_path / "report.html"
        assert main(["report", str(evidence), "--format", "html", "--out", str(out)]) == 0
        assert out.read_text(encoding="utf-8") == render_html(RunReport(verify(evidence, shipped)))
        assert main(["report", str(evidence), "--format", "html"]) == 0
        assert capsys.readouterr().out == out.read_text(encoding="utf-8")


class TestDocument:
    def test_texts_of_the_data_cannot_end_their_element(self):
        texts = [*HOSTILE, "<!--<script>", "]]>"]
        html = html_document("<t>", element("h1", "x"), style="", script="", data={"texts": texts})
        page = Page(html)
        assert page.texts["title"] == ["<t>"]
        assert len(page.texts["script"]) == 2
        assert data_of(html) == {"texts": texts}
        assert page.texts["script"][0].isascii()

    @pytest.mark.parametrize("name", ["document.css", "document.js", "report.css", "report.js"])
    def test_asset_cannot_end_its_element(self, name):
        assert not re.search(r"</(script|style)|<!--", asset(name), re.IGNORECASE)

    def test_scripts_put_texts_into_the_page_as_text_only(self):
        scripts = asset("document.js") + asset("report.js")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|querySelector\(`", scripts)  # fmt: skip
