"""The page of the matrix in a real browser: folded rows, opened requirements, links, keyboard, width and hostile texts."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from html_reports import HOSTILE, add_former_case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.reports.matrix import Matrix
from imagegen_conformance.reports.matrix_column import missing_column
from imagegen_conformance.reports.matrix_columns import MatrixColumns
from imagegen_conformance.reports.matrix_page import render_matrix_page
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from recorded_runs import passing, write_run

CASE, REQUIREMENT = "quality/values/low:wire", "wire.round-trip"
UNKNOWN_KEY, OTHER_REQUIREMENT = "wire/plain/unknown", "wire.no-corruption"
REASON = "Unknown keys are dropped, as in all versions."
LISTED = ExpectedFailures(entries={UNKNOWN_KEY: ExpectedFailure("list", "wrong-output", None, REASON)})
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = "document.activeElement"


def dropping(case) -> Any:
    return {"outcome": "accepted", "output": {"type": "image_generation"}} if case.id == UNKNOWN_KEY else passing(case)


def renaming(case) -> Any:
    output = {"type": "image_generation", "tone": 1}
    return {"outcome": "accepted", "output": output} if case.id == UNKNOWN_KEY else passing(case)


def build(folder: Path, root: Path, **observers: Any) -> Matrix:
    """Return a matrix of runs with these observations, and of a run without evidence."""
    corpus = Corpus.load(root)
    for name, observe in observers.items():
        listed = LISTED if observe is dropping else ExpectedFailures()
        write_run(folder / name, corpus, observe, listed=listed)
    columns = MatrixColumns(root)
    read = [columns.read(name, folder / name) for name in observers]
    return Matrix([*read, missing_column("crate", "cargo is not installed")], columns.corpus)


@pytest.fixture
def matrix(tmp_path: Path, root: Path) -> Matrix:
    return build(tmp_path, root, first=passing, second=dropping, third=renaming)


@pytest.fixture
def html(matrix: Matrix) -> str:
    return render_matrix_page(matrix)


def visible_rows(page: Any) -> list[str]:
    return page.eval_on_selector_all(
        "tr[data-requirement]", "rows => rows.filter(row => row.offsetHeight).map(row => row.dataset.requirement)"
    )


def shown(page: Any) -> str:
    return page.locator("#shown").text_content()


def fragment(page: Any) -> str:
    return page.evaluate("location.hash")


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition. The page's policy keeps Playwright from waiting in the page itself."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "the condition is not met"
        time.sleep(0.02)


class TestRows:
    def test_only_what_differs_is_shown_first(self, pages, html, matrix):
        page = pages.open(html)
        assert visible_rows(page) == [row.requirement.id for row in matrix.rows if not row.is_alike]
        assert shown(page) == "1 of 7 requirements shown; 6 say the same in every column that judges them."
        folds = page.locator("tr.fold").all_text_contents()
        assert folds[0].startswith("2 rows alike: 2 with passes only.")

    def test_toggle_shows_all_rows_and_is_in_the_fragment(self, pages, html, matrix):
        page = pages.open(html)
        page.get_by_label("Only requirements that differ").press("Space")
        assert len(visible_rows(page)) == len(matrix.rows)
        assert fragment(page) == "#rows=all"
        assert len(visible_rows(pages.open(html, "#rows=all"))) == len(matrix.rows)

    def test_button_of_a_fold_shows_all_rows(self, pages, html, matrix):
        page = pages.open(html)
        page.locator("tr.fold button").first.press("Enter")
        assert len(visible_rows(page)) == len(matrix.rows)
        assert not page.get_by_label("Only requirements that differ").is_checked()

    def test_single_run_shows_all_rows(self, pages, tmp_path, root):
        matrix = build(tmp_path, root, only=dropping)
        page = pages.open(render_matrix_page(matrix))
        assert len(visible_rows(page)) == len(matrix.rows)
        assert fragment(page) == ""

    def test_level_and_text_filter_rows_and_are_in_the_fragment(self, pages, html):
        page = pages.open(html, "#rows=all")
        page.get_by_label("Level").select_option("schema")
        assert visible_rows(page) == ["quality.value", "size.type"]
        page.get_by_label("Text").fill("size")
        until(lambda: "text=size" in fragment(page))
        assert visible_rows(page) == ["size.type"]
        assert fragment(page) == "#rows=all&level=schema&text=size"
        assert visible_rows(pages.open(html, fragment(page))) == ["size.type"]

    def test_hidden_columns_are_not_compared(self, pages, html):
        page = pages.open(html, "#columns=second,third")
        assert page.locator("table.matrix thead th:visible .name").all_text_contents() == ["second", "third"]
        assert visible_rows(page) == []
        page.get_by_text("Columns: 2 of 4").press("Enter")
        page.get_by_label("first").press("Space")
        assert visible_rows(page) == [OTHER_REQUIREMENT]
        assert fragment(page) == "#columns=first,second,third"
        page.get_by_role("button", name="All columns").press("Enter")
        assert fragment(page) == ""

    def test_unknown_column_is_said(self, pages, html):
        page = pages.open(html, "#columns=none")
        assert page.locator("#status").text_content() == "There is no column none."
        assert page.locator("table.matrix thead th:visible").count() == 5


class TestCases:
    def test_requirement_and_case_are_opened_with_the_keyboard(self, pages, html):
        page = pages.open(html)
        button = page.get_by_role("button", name=f"1 case not passed by all, of {OTHER_REQUIREMENT}")
        assert button.get_attribute("aria-expanded") == "false"
        button.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        cells = page.locator("tr.case td").all_text_contents()
        assert cells == ["passes", "failswrong output at /hue", "failswrong output at /hue", "no evidence"]
        for _ in range(5):  # the reasons are in between
            page.keyboard.press("Tab")
            if page.evaluate(f"{FOCUSED}.dataset.case") == UNKNOWN_KEY:
                break
        page.keyboard.press("Enter")
        assert page.locator("tr.exchange").is_visible()
        assert page.evaluate(f"{FOCUSED}.dataset.case") == UNKNOWN_KEY
        assert fragment(page) == f"#open={OTHER_REQUIREMENT}&case={UNKNOWN_KEY}"

    def test_observations_stand_side_by_side(self, pages, html):
        page = pages.open(html, f"#case={UNKNOWN_KEY}")
        exchange = page.locator("tr.exchange")
        assert exchange.locator("dt").all_text_contents() == ["sent", "expected"]
        assert "the payload contains an unknown key" in exchange.text_content()
        sides = exchange.locator(".side")
        assert sides.locator("h3").all_text_contents() == ["fails second", "fails third"]
        left, right = (sides.nth(index) for index in range(2))
        assert "/hue: missing" in left.text_content()
        assert f"listed as expected: {REASON}" in left.text_content()
        assert '"tone": 1' in right.text_content()
        assert left.bounding_box()["y"] == right.bounding_box()["y"]
        assert "passes: first" in exchange.text_content()

    def test_link_to_a_case_opens_it_and_focuses_it(self, pages, html):
        page = pages.open(html, f"#case={UNKNOWN_KEY}")
        assert page.evaluate(f"{FOCUSED}.dataset.case") == UNKNOWN_KEY
        page.evaluate("location.hash = ''")
        until(lambda: page.locator("tr.exchange").count() == 0)

    def test_link_to_a_case_that_a_filter_hides_shows_it(self, pages, html):
        page = pages.open(html, f"#level=schema&case={UNKNOWN_KEY}")
        assert page.locator("tr.exchange").is_visible()
        assert page.get_by_label("Level").input_value() == ""

    def test_link_with_the_former_id_of_a_case_is_followed(self, pages, tmp_path, root):
        add_former_case(root, "wire/plain/strange", UNKNOWN_KEY)
        page = pages.open(render_matrix_page(build(tmp_path, root, a=passing, b=dropping)), "#case=wire/plain/strange")
        assert page.evaluate(f"{FOCUSED}.dataset.case") == UNKNOWN_KEY

    def test_link_to_a_case_without_an_entry_says_so(self, pages, html):
        page = pages.open(html, "#case=quality/values/low")
        message = "quality/values/low has no entry: it passes in every column that judges it, or there is no such case."
        assert page.locator("#status").text_content() == message

    def test_reasons_are_in_the_cell(self, pages, html):
        page = pages.open(html)
        cell = page.locator(f"tr[data-requirement='{OTHER_REQUIREMENT}'] td[data-kind='fail']").first
        cell.locator("summary").press("Enter")
        assert cell.locator("li").text_content() == REASON

    def test_many_cases_are_shown_in_steps(self, pages, tmp_path, shipped):
        write_run(tmp_path / "good", shipped, passing, patterns=["action"])
        write_run(tmp_path / "bad", shipped, lambda case: {"outcome": "rejected"}, patterns=["action"])
        columns = MatrixColumns()
        read = [columns.read(name, tmp_path / name) for name in ("good", "bad")]
        matrix = Matrix(read, columns.corpus)
        row = max(matrix.rows, key=lambda row: len(row.cases))
        page = pages.open(render_matrix_page(matrix), f"#open={row.requirement.id}")
        number = page.locator("tr.case").count()
        assert number == min(100, sum(case.differs for case in row.cases))


class TestAccess:
    @pytest.mark.slow
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("state", ["", "#rows=all", f"#case={UNKNOWN_KEY}"])
    def test_axe_finds_no_violation(self, pages, html, violations, scheme, state):
        assert violations(pages.open(html, state, color_scheme=scheme)) == []

    def test_axe_finds_no_violation_in_a_narrow_window(self, pages, html, violations):
        assert violations(pages.open(html, "#rows=all", width=320)) == []

    @pytest.mark.parametrize("state", ["", f"#case={UNKNOWN_KEY}"])
    def test_table_scrolls_by_itself_in_a_narrow_window(self, pages, html, state):
        page = pages.open(html, state, width=320)
        assert page.evaluate(OVERFLOW) == 0
        region = page.get_by_role("region", name="Requirements, scrollable")
        assert region.evaluate("element => element.scrollWidth > element.clientWidth")
        region.focus()
        page.keyboard.press("ArrowRight")
        until(lambda: page.evaluate(f"{FOCUSED}.scrollLeft > 0"))

    def test_header_stays_in_view(self, pages, html):
        page = pages.open(html, "#rows=all", width=320)
        region = page.locator(".matrix-region")
        region.evaluate("element => { element.scrollTop = 200; element.scrollLeft = 100; }")
        box, head = region.bounding_box(), page.locator("table.matrix thead th").first.bounding_box()
        assert abs(head["y"] - box["y"]) <= 1
        assert abs(head["x"] - box["x"]) <= 1

    def test_page_without_a_script_shows_every_row(self, pages, html, matrix):
        page = pages.open(html, java_script_enabled=False)
        assert page.locator("tr[data-requirement]:visible").count() == len(matrix.rows)
        assert not page.locator("#filters").is_visible()
        cell = page.locator(f"tr[data-requirement='{OTHER_REQUIREMENT}'] td").nth(1)
        cell.locator("summary").click()
        assert cell.locator("li").is_visible()

    def test_print_has_the_whole_table(self, pages, html):
        page = pages.open(html)
        page.emulate_media(media="print")
        assert not page.locator("#filters").is_visible()
        region = page.locator(".matrix-region")
        assert region.evaluate("element => getComputedStyle(element).overflow") == "visible"
        assert page.evaluate(OVERFLOW) == 0


class TestHostileTexts:
    def test_texts_stay_texts(self, pages, tmp_path, root):
        def hostile(case):
            text = HOSTILE[sum(case.id.encode()) % len(HOSTILE)]
            return {"outcome": "error", "message": text}

        entry = ExpectedFailure("list", "error", None, HOSTILE[0])
        listed = ExpectedFailures(entries={UNKNOWN_KEY: entry})
        corpus = Corpus.load(root)
        write_run(tmp_path / "first", corpus, hostile, listed=listed)
        write_run(tmp_path / "second", corpus, passing)
        columns = MatrixColumns(root)
        read = [columns.read(HOSTILE[1], tmp_path / "first"), columns.read("b,%", tmp_path / "second")]
        page = pages.open(render_matrix_page(Matrix(read, columns.corpus)), f"#case={UNKNOWN_KEY}")
        assert page.locator("tr.exchange").is_visible()
        assert page.locator("img").count() == 0
        assert page.locator("script").count() == 1
        page.get_by_text("Columns: 2 of 2").click()
        page.get_by_label("b,%").uncheck()
        assert page.locator("table.matrix thead th:visible .name").all_text_contents() == [HOSTILE[1]]
        page.reload()
        assert page.locator("table.matrix thead th:visible .name").all_text_contents() == [HOSTILE[1]]
