"""The matrix: cells, rows that are alike, cases that differ, and the compact data of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from html_reports import HOSTILE
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.matrix import KIND_LABELS, STATE_LABELS, Matrix
from imagegen_conformance.reports.matrix_column import MatrixColumn, MatrixFailure, missing_column
from imagegen_conformance.reports.matrix_data import matrix_data
from imagegen_conformance.reports.matrix_markdown import render_matrix_markdown
from imagegen_conformance.reports.matrix_page import render_matrix_page

REQUIREMENT = "wire.no-corruption"
NOTHING = {"available": frozenset({REQUIREMENT}), "levels": ("wire",)}


def failure(text: str, reason: str = "") -> MatrixFailure:
    return MatrixFailure("sent", "expected", text, "wrong output", "must", reason)


def column(corpus: Corpus, states: str, name: str = "mine", reason: str = "") -> MatrixColumn:
    """Return a column in which the states of the cases "a", "b" and so on are those of a string."""
    by_id = dict(zip("abcdefgh", states, strict=False))
    failures = {id_: failure(f"actual {state}", reason) for id_, state in by_id.items() if state != "P"}
    return MatrixColumn(
        name,
        name,
        "judged",
        revision=corpus.revision,
        levels=("wire",),
        states={REQUIREMENT: by_id} if by_id else {},  # type: ignore[dict-item]
        descriptions=dict.fromkeys(failures, "a description"),
        failures=failures,
        available=frozenset({REQUIREMENT}),
    )


def matrix_row(matrix: Matrix):
    return next(row for row in matrix.rows if row.requirement.id == REQUIREMENT)


def texts_of(data: Json) -> list[str]:
    """Return the texts of the data, as the page reads them."""
    entries = data["texts"]

    def read(entry: str | list[int]) -> str:
        return entry if isinstance(entry, str) else "".join(read(entries[number]) for number in entry)

    return [read(entry) for entry in entries]


@pytest.mark.parametrize(
    ("states", "kind", "text"),
    [
        ("PPP", "pass", "3 pass"),
        ("P", "pass", "1 passes"),
        ("PFP", "fail", "1 of 3 fails"),
        ("FLE", "fail", "3 of 3 fail"),
        ("PFB", "fail", "1 of 3 fails, 1 blocked"),
        ("PPB", "blocked", "2 pass, 1 blocked"),
        ("BB", "blocked", "2 blocked"),
        ("PU", "partial", "1 passes, 1 unsupported"),
        ("UU", "unsupported", "2 unsupported"),
        ("NN", "not-claimed", "not claimed"),
        ("AA", "not-applicable", "not applicable"),
        ("PA", "partial", "1 passes, 1 not applicable"),
        ("", "outside", "not selected"),
    ],
)
def test_cell_has_counts_with_what_they_are_of(small: Corpus, states, kind, text):
    cell = matrix_row(Matrix([column(small, states)], small)).cells[0]
    assert (cell.kind, cell.text) == (kind, text)
    assert cell.kind in KIND_LABELS


def test_cell_of_a_level_that_is_not_claimed_says_so(small: Corpus):
    other = column(small, "")._replace(levels=("schema",))
    assert matrix_row(Matrix([other], small)).cells[0].text == "not claimed"


def test_cell_of_a_requirement_without_cases_says_so(small: Corpus):
    other = column(small, "")._replace(available=frozenset())
    assert matrix_row(Matrix([other], small)).cells[0].text == "no cases in this revision"


@pytest.mark.parametrize(
    ("left", "right", "is_alike"),
    [
        ("PPP", "PPP", True),
        ("PPP", "PPPP", True),  # the number of cases depends on the revision
        ("PFP", "PPP", False),
        ("PFP", "PFP", True),
        ("PFP", "FPP", False),  # the counts are equal, but the cases are not
        ("PFP", "PEP", False),
        ("PPP", "NNN", True),
        ("PPP", "", True),
        ("PPP", "PPB", False),
    ],
)
def test_row_is_alike_if_all_columns_that_judge_it_say_the_same(small: Corpus, left, right, is_alike):
    row = matrix_row(Matrix([column(small, left), column(small, right, "other"), missing_column("x", "y")], small))
    assert row.is_alike is is_alike


def test_only_cases_that_do_not_pass_everywhere_are_kept(small: Corpus):
    row = matrix_row(Matrix([column(small, "PFPP"), column(small, "PPN", "other")], small))
    assert [(case.id, case.states, case.differs) for case in row.cases] == [
        ("b", ("F", "P"), True),
        ("c", ("P", "N"), False),
    ]


def test_reasons_and_failures_without_a_reason_are_counted(small: Corpus):
    listed = column(small, "FFF", reason="known")
    listed.failures["c"] = failure("other")  # type: ignore[index]
    cell = matrix_row(Matrix([listed], small)).cells[0]
    assert (cell.reasons, cell.unlisted) == (("known",), 1)
    page = render_matrix_page(Matrix([listed], small))
    assert "<summary>reason</summary><ul><li><bdi>known</bdi></li><li>1 failure without a reason</li></ul>" in page


def test_data_shares_texts_and_equal_observations(small: Corpus):
    columns = [column(small, "FP"), column(small, "FF", "other"), column(small, "EP", "third")]
    data = matrix_data(Matrix(columns, small))
    first, second = data["rows"][REQUIREMENT]
    assert first[:3] == [0, "a", "FFE"]
    assert [observation[0] for observation in first[4:]] == [[0, 1], [2]]
    assert second[:3] == [0, "b", "PFP"]
    texts = texts_of(data)
    assert len(set(texts)) == len(texts)
    assert [texts[number] for number in first[4][1:]] == ["sent", "expected", "actual F", "wrong output", "must", ""]


def test_data_splits_ids_and_json_that_is_in_several_texts(small: Corpus):
    base = column(small, "")
    ids = {"area/topic/first": "F", "area/topic/second": "F"}
    sent = '{"type": "x"}'
    found = MatrixFailure(
        f"{sent} (to parse)", f"accepted with output {sent}", f"accepted with output {sent}\n/a: 1", "c", "must", ""
    )
    longer = base._replace(
        states={REQUIREMENT: ids},  # type: ignore[dict-item]
        descriptions=dict.fromkeys(ids, ""),
        failures=dict.fromkeys(ids, found),
    )
    data = matrix_data(Matrix([longer], small))
    assert [entry[:2] for entry in data["rows"][REQUIREMENT]] == [[0, "area/topic/first"], [11, "second"]]
    assert [entry for entry in data["texts"] if isinstance(entry, str)].count(sent) == 1
    texts = texts_of(data)
    assert set(found) <= set(texts)


def test_blocked_case_has_its_prerequisite_only(small: Corpus):
    blocked = column(small, "B")
    blocked.failures["a"] = MatrixFailure("", "", "plain/case", "", "must", "")  # type: ignore[index]
    data = matrix_data(Matrix([blocked], small))
    [entry] = data["rows"][REQUIREMENT]
    texts = texts_of(data)
    assert entry[:3] == [0, "a", "B"]
    assert texts[entry[3]] == ""
    assert [[columns, *(texts[number] for number in numbers)] for columns, *numbers in entry[4:]] == [
        [[0], "plain/case", ""]
    ]


def test_page_has_words_for_every_state_and_kind_that_the_script_knows():
    script = Path(__file__).parents[2] / "conformance" / "imagegen_conformance" / "reports" / "assets" / "matrix.js"
    text = script.read_text(encoding="utf-8")
    style = script.with_suffix(".css").read_text(encoding="utf-8")
    for state, label in STATE_LABELS.items():
        assert f"{state}: ['{label}', " in text
    for kind in KIND_LABELS:
        assert f'[data-kind="{kind}"]::before' in style


def test_page_is_readable_without_a_script(small: Corpus):
    page = render_matrix_page(Matrix([column(small, "PF"), missing_column("crate", "cargo is not installed")], small))
    static = page.partition("<script")[0]
    for row in Matrix([column(small, "PF")], small).rows:
        assert f'data-requirement="{row.requirement.id}"' in static
        assert row.requirement.statement in static
    assert "1 of 2 fails" in static
    assert "cargo is not installed" in static
    assert " hidden" not in static.replace('aria-label="Filters" hidden', "").partition("</style>")[2]


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_never_markup(small: Corpus, text):
    spoiled = column(small, "FP", name=text, reason=text)._replace(title=text, facts=(("implementation", text),))
    spoiled.failures["a"] = MatrixFailure(*(text,) * 6)  # type: ignore[index]
    spoiled.descriptions["a"] = text  # type: ignore[index]
    matrix = Matrix([spoiled, missing_column(text * 2, text)], small)
    page = render_matrix_page(matrix)
    body = page.partition("</head>")[2]
    for part in ("<img", "<script>alert", "--> <!--", "\u202e", "\x1b", "\x00"):
        assert part not in body
    page.encode("utf-8")
    table = render_matrix_markdown(matrix)
    assert len([line for line in table.splitlines() if line.startswith("|")]) == 4
