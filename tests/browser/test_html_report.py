"""The HTML report in a real browser: keyboard, screen readers, filters, links, print, and hostile texts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from html_reports import (
    BLOCKING,
    FAILING,
    HOSTILE,
    LISTED,
    PASSING,
    REASON,
    REMOVED,
    UNCLAIMED,
    add_former_case,
    hostile_report,
    mixed_report,
)
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.html_page import render_html
from imagegen_conformance.reports.run_report import RunReport
from imagegen_conformance.results.verification import verify
from imagegen_conformance.text import escape_control_characters
from recorded_runs import passing, write_run

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.conftest import OpenedPages

FOCUSED = "document.activeElement"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def mixed(tmp_path_factory, shipped: Corpus) -> Path:
    """The file of a report that has cases of every disposition."""
    folder = tmp_path_factory.mktemp("mixed")
    file = folder / "report.html"
    file.write_text(render_html(mixed_report(folder, shipped)), encoding="utf-8")
    return file


@pytest.fixture
def renamed(tmp_path: Path, root: Path) -> str:
    """A report whose corpus has renamed cases."""
    add_former_case(root, "quality/old/tiny", "quality/old/small")
    add_former_case(root, "quality/old/small", "quality/values/huge")
    corpus = Corpus.load(root)
    return render_html(RunReport(verify(write_run(tmp_path / "evidence", corpus, passing), corpus)))


def status(page: Page) -> str:
    return page.locator("#status").text_content() or ""


def wait_for_focus(pages: OpenedPages, page: Page, id_: str) -> None:
    """Wait until the case with this id has the focus: the summary of its details, or its line in a list of ids."""
    focused = f"{FOCUSED}.closest('[data-case]')?.dataset.case ?? {FOCUSED}.id.replace('case=', '')"
    pages.wait(page, f"({focused}) === '{id_}'")


class TestKeyboard:
    def test_skip_link_is_first_and_focuses_the_content(self, pages, mixed):
        page = pages.open(mixed, "#level=schema")
        page.keyboard.press("Tab")
        link = page.locator(".skip")
        assert link.evaluate(f"element => element === {FOCUSED}")
        assert link.bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate(f"{FOCUSED}.id") == "main"
        assert page.evaluate("location.hash") == "#level=schema"

    def test_every_control_is_reached_in_order_and_shows_its_focus(self, pages, mixed):
        page = pages.open(mixed, "#requirement=moderation.value")
        reached: list[str] = []
        for _ in range(4):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(f"{FOCUSED}.tagName + ' ' + {FOCUSED}.className"))
            assert page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") == "solid"
        assert reached[-1] == "SUMMARY "
        page = pages.open(mixed)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        names = [page.evaluate(f"{FOCUSED}.getAttribute('aria-label')")]
        for _ in range(4):
            page.keyboard.press("Tab")
            names.append(page.evaluate(f"{FOCUSED}.id || {FOCUSED}.textContent"))
        assert names == [
            "Cases by level and result", "filter-text", "filter-level", "filter-result", "Reset the filters",
        ]  # fmt: skip

    def test_page_that_loads_leaves_the_focus_where_the_reader_put_it(self, pages, mixed):
        type_while_loading = """addEventListener('load', () => {
            document.dispatchEvent(new KeyboardEvent('keydown'));
            document.getElementById('filter-text').focus();
        });"""
        page = pages.open(mixed, f"#case={FAILING}", script=type_while_loading)
        assert page.evaluate(f"{FOCUSED}.id") == "filter-text"

    def test_case_opens_and_its_command_is_copied(self, pages, mixed):
        page = pages.open(mixed, permissions=["clipboard-read", "clipboard-write"])
        details = page.locator(f'details[data-case="{FAILING}"]')
        details.locator("summary").focus()
        page.keyboard.press("Enter")
        pages.wait(page, f"{FOCUSED}.parentElement.querySelector('button')")
        page.keyboard.press("Tab")
        assert page.evaluate(f"{FOCUSED}.textContent") == "Copy the command"
        page.keyboard.press("Enter")
        pages.wait(page, "document.getElementById('status').textContent")
        assert status(page) == "Copied the command."
        command = f"imagegen-conformance run mine:tool --level schema --select {FAILING}"
        assert page.evaluate("navigator.clipboard.readText()") == command
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        pages.wait(page, f"location.hash === '#case={FAILING}'")

    def test_command_that_cannot_be_copied_is_announced(self, pages, mixed):
        page = pages.open(mixed, f"#case={FAILING}")
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }")
        page.locator(f'details[data-case="{FAILING}"] button').click()
        pages.wait(page, "document.getElementById('status').textContent")
        assert status(page) == "The browser does not allow copying. Select the command instead."


class TestAccessibility:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "fragment",
        ["", "#text=upper-case&level=schema", f"#case={FAILING}", f"#case={PASSING}", "#text=no-such-text"],
    )
    def test_axe_finds_no_violation(self, pages, mixed, violations, fragment):
        page = pages.open(mixed, fragment)
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == []

    def test_schemes_differ(self, pages, mixed):
        colors = {
            pages.open(mixed, color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
            for scheme in ("light", "dark")
        }
        assert len(colors) == 2

    def test_headings_and_tables_have_their_structure(self, pages, mixed):
        page = pages.open(mixed)
        levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => +tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(second - first <= 1 for first, second in pairwise(levels))
        assert page.locator("th:not([scope])").count() == 0
        assert page.locator("table:not(:has(caption))").count() == 0

    @pytest.mark.parametrize("fragment", ["", f"#case={FAILING}", f"#case={PASSING}", f"#case={LISTED}"])
    def test_narrow_page_does_not_scroll_sideways(self, pages, mixed, fragment):
        page = pages.open(mixed, fragment, width=320)
        assert page.evaluate(OVERFLOW) == 0


class TestFilters:
    def test_text_filters_cases_and_ids(self, pages, mixed):
        page = pages.open(mixed)
        total = page.locator("#shown").text_content()
        page.locator("#filter-text").fill("upper-case")
        pages.wait(page, "location.hash === '#text=upper-case'")
        assert "cases match, of" in page.locator("#shown").text_content()
        visible = page.locator("details.case:visible")
        assert visible.count() == len(["action", "moderation"])
        assert all("upper-case" in text for text in visible.locator("summary").all_text_contents())
        page.locator("button[type=reset]").click()
        pages.wait(page, "location.hash === ''")
        assert page.locator("#shown").text_content() == total

    def test_level_and_result_filter_requirements(self, pages, mixed):
        page = pages.open(mixed)
        page.locator("#filter-level").select_option("wire")
        page.locator("#filter-result").select_option("blocked")
        pages.wait(page, "location.hash === '#level=wire&result=blocked'")
        assert page.locator("#shown").text_content() == "21 of 148 cases match, of 2 of 11 requirements"
        assert page.locator("details.case:visible").count() == 0
        opened = page.locator("details.others:visible").first
        opened.locator("summary").click()
        first = opened.locator("li").first
        assert first.text_content().endswith(f" blocked by {BLOCKING}")
        first.locator("a").last.click()
        wait_for_focus(pages, page, BLOCKING)
        assert page.evaluate("location.hash") == f"#case={BLOCKING}"

    def test_state_of_an_address_is_restored(self, pages, mixed):
        page = pages.open(mixed, "#text=moderation&level=schema&result=pass")
        values = [page.locator(f"#filter-{name}").input_value() for name in ("text", "level", "result")]
        assert values == ["moderation", "schema", "pass"]
        assert page.locator("details.case:visible").count() == 0

    def test_unknown_value_of_an_address_is_announced(self, pages, mixed):
        page = pages.open(mixed, "#level=wires")
        assert status(page) == "The report has no level wires."
        assert page.locator("#shown").text_content() == "All 148 cases of 11 requirements"

    def test_filter_without_a_match_says_so(self, pages, mixed):
        page = pages.open(mixed, "#text=no-such-text")
        assert page.locator("#no-match").is_visible()
        assert page.locator("section.group:visible").count() == 0


class TestLinks:
    @pytest.mark.parametrize("id_", [FAILING, f"{FAILING}:repaired", PASSING, UNCLAIMED])
    def test_link_opens_and_focuses_the_case(self, pages, mixed, id_):
        page = pages.open(mixed, f"#case={id_}")
        wait_for_focus(pages, page, id_)
        place = page.evaluate(f"{FOCUSED}.getBoundingClientRect().top")
        assert 0 <= place < 800
        assert page.evaluate(f"{FOCUSED}.closest('details').open")

    def test_link_that_is_followed_in_the_page_works_too(self, pages, mixed):
        page = pages.open(mixed)
        page.evaluate(f"location.hash = 'case={FAILING}'")
        wait_for_focus(pages, page, FAILING)

    def test_encoded_link_works(self, pages, mixed):
        encoded = FAILING.replace("/", "%2F")
        wait_for_focus(pages, pages.open(mixed, f"#case={encoded}"), FAILING)

    def test_filters_that_hide_the_case_are_reset(self, pages, mixed):
        page = pages.open(mixed, f"#level=wire&case={FAILING}")
        wait_for_focus(pages, page, FAILING)
        assert page.locator("#filter-level").input_value() == ""

    def test_filters_that_show_the_case_are_kept(self, pages, mixed):
        page = pages.open(mixed, f"#level=schema&case={FAILING}")
        wait_for_focus(pages, page, FAILING)
        assert page.locator("#filter-level").input_value() == "schema"

    @pytest.mark.parametrize("suffix", ["", ":repaired"])
    def test_former_ids_are_followed(self, pages, renamed, suffix):
        page = pages.open(renamed, f"#case=quality/old/tiny{suffix}")
        current = f"quality/values/huge{suffix}"
        wait_for_focus(pages, page, current)
        assert status(page) == f"The case quality/old/tiny{suffix} was renamed. Its id is {current}."

    def test_unknown_id_is_announced(self, pages, mixed):
        page = pages.open(mixed, "#case=action/no/such'\"<b>")
        assert status(page) == "The report has no evidence of a case action/no/such'\"<b>."
        assert page.locator("#status").get_attribute("role") == "status"

    def test_removed_id_is_announced_with_its_reason(self, pages, mixed):
        page = pages.open(mixed, f"#case={REMOVED}")
        reason = "a malformed size is a matter of level semantic"
        assert status(page) == f"The case {REMOVED} was removed in release 0.1.0 ({reason})."

    def test_malformed_fragment_is_no_error(self, pages, mixed):
        page = pages.open(mixed, "#case=%E0%A4%A")
        assert status(page) == "The report has no evidence of a case %E0%A4%A."

    def test_link_to_a_requirement_focuses_its_heading(self, pages, mixed):
        page = pages.open(mixed, "#text=no-such-text")
        page.evaluate("location.hash = 'requirement=moderation.value'")
        pages.wait(page, f"{FOCUSED}.tagName === 'H3'")
        assert page.evaluate(f"{FOCUSED}.textContent") == "moderation.value"
        page.evaluate("location.hash = 'requirement=moderation.values'")
        pages.wait(page, "document.getElementById('status').textContent")
        assert status(page) == "The report has no evidence of a requirement moderation.values."


class TestWithoutScript:
    def test_failures_are_readable(self, pages, mixed):
        page = pages.open(mixed, java_script_enabled=False)
        assert page.locator("#filter-section").is_hidden()
        details = page.locator(f'details[data-case="{FAILING}"]')
        details.locator("summary").click()
        assert '{"type": "image_generation", "action": "GENERATE"}' in details.locator("dd.sent").inner_text()
        assert details.locator("dd.expected").is_visible()
        assert details.locator("dd.actual").is_visible()

    def test_expected_failure_shows_its_reason_unopened(self, pages, mixed):
        page = pages.open(mixed, java_script_enabled=False)
        summary = page.locator(f'details[data-case="{LISTED}"] > summary')
        assert f"listed: {REASON}" in summary.text_content()
        assert "expected failure" in summary.text_content()

    def test_browser_opens_the_case_of_a_link(self, pages, mixed):
        page = pages.open(mixed, f"#case={FAILING}", java_script_enabled=False)
        assert page.locator(f'details[data-case="{FAILING}"] dd.sent').is_visible()


class TestPrint:
    @pytest.mark.parametrize("script", [True, False])
    def test_failures_are_open_and_controls_are_left_out(self, pages, mixed, script):
        page = pages.open(mixed, java_script_enabled=script)
        sent = page.locator(f'details[data-case="{FAILING}"] dd.sent')
        assert not sent.is_visible()
        page.emulate_media(media="print", color_scheme="dark")
        assert sent.is_visible()
        assert not page.locator("#filter-section").is_visible()
        if script:
            color = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert color == "rgb(255, 255, 255)"

    def test_details_are_closed_again_after_printing(self, pages, mixed):
        page = pages.open(mixed)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details.case:not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details.case[open]").count() == 0
        assert page.pdf().startswith(b"%PDF")


class TestPolicy:
    def test_injected_script_and_style_do_not_apply(self, pages, mixed):
        html = mixed.read_text(encoding="utf-8")
        injected = '<script>document.title = "x"</script><p id=p style="color: red" onclick="document.title = 1">p</p>'
        page = pages.open(html.replace('<main id="main"', f'{injected}<main id="main"'))
        page.locator("#p").click()
        assert page.title() == "mine:tool 1.0: conformance report"
        assert page.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
        assert len(pages.problems) == 3
        assert all("Content Security Policy" in problem for problem in pages.problems)
        pages.problems.clear()

    def test_page_cannot_ask_for_anything(self, pages, mixed):
        page = pages.open(mixed)
        blocked = page.evaluate(
            "fetch('https://example.org/').then(() => 'allowed', (error) => error.name)",
        )
        assert blocked == "TypeError"
        assert all("Content Security Policy" in problem for problem in pages.problems)
        pages.problems.clear()


class TestHostileTexts:
    @pytest.fixture
    def hostile(self, tmp_path: Path, root: Path) -> RunReport:
        return hostile_report(tmp_path, root)

    def test_they_are_shown_as_text(self, pages, hostile, violations):
        page = pages.open(render_html(hostile))
        assert page.locator("img, [onerror], [onfocus], [autofocus]").count() == 0
        assert page.evaluate("document.scripts.length") == 1  # the data of the page are removed once they are read
        details = page.locator("details.case")
        assert details.count() == sum(hostile.counts[name] for name in ("fail", "advisory"))
        page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")
        text = page.locator("main").inner_text()
        for hostile_text in HOSTILE:
            assert escape_control_characters(hostile_text) in text
        assert violations(page) == []

    def test_they_do_not_reorder_the_text_around_them(self, pages, hostile):
        page = pages.open(render_html(hostile))
        isolated = page.evaluate(
            """() => [...document.querySelectorAll('bdi, code, pre')]
                .every((element) => getComputedStyle(element).unicodeBidi === 'isolate')"""
        )
        assert isolated


def test_large_report_stays_usable(pages, tmp_path, shipped):
    """More than 10,000 cases fail: the page describes some of them, and lists the ids of the others."""
    prerequisites = shipped.prerequisites.ids

    def observe(case: Case) -> Observation:
        return passing(case) if case.id in prerequisites else {"outcome": "error", "message": "crash"}

    file = write_run(tmp_path / "evidence", shipped, observe, levels=("wire", "object", "schema"), fail_on="should")
    report = RunReport(verify(file, shipped))
    assert report.counts["fail"] > 10_000
    html = render_html(report)
    assert len(html) < 3_500_000
    page = pages.open(html)
    last = report.requirements[0].with_disposition("fail")[-1].result.case.id
    page.evaluate(f"location.hash = 'case={last}'")
    wait_for_focus(pages, page, last)
    page.locator("#filter-text").fill("upper-case")
    pages.wait(page, "location.hash === '#text=upper-case'")
    assert 0 < page.locator("details.case:visible").count() < 1500
