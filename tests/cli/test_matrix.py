"""The command `matrix`: columns from evidence, stale and missing runs, and errors that leave no file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from recorded_runs import passing, write_run

FAILING = "wire/plain/unknown"
LOST_KEY = {"outcome": "accepted", "output": {"type": "image_generation"}}
REASON = "Unknown keys are dropped."
LISTED = ExpectedFailures(entries={FAILING: ExpectedFailure("list", "wrong-output", None, REASON)})


def losing(case):
    return LOST_KEY if case.id == FAILING else passing(case)


@pytest.fixture
def evidence(small_fixtures: Path, modules: Path) -> Path:
    """Write evidence of two runs: `good` passes, and `bad` fails one case that is listed. Return the folder."""
    corpus = Corpus.load(small_fixtures)
    write_run(modules / "good.ndjson", corpus, passing)
    write_run(modules / "bad.ndjson", corpus, losing, listed=LISTED)
    return modules


def read_matrix(text: str) -> dict[str, Json]:
    matrix = json.loads(text)
    Draft202012Validator(load_json(data_directory("schemas") / "matrix.schema.json")).validate(matrix)
    return matrix


def row(matrix: dict[str, Json], requirement: str) -> dict[str, Json]:
    return next(item for item in matrix["requirements"] if item["requirement"] == requirement)


def change_corpus(root: Path) -> None:
    file = root / "requirements.json"
    file.write_bytes(file.read_bytes() + b"\n")


def test_page_is_written_and_shows_counts_and_reasons(command, evidence):
    completed = command("matrix", "good.ndjson", "bad.ndjson", "--out", "matrix.html")
    assert completed == (0, "", "")
    page = (evidence / "matrix.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert '<td data-kind="fail">1 of 4 fails<details><summary>reason</summary><ul><li><bdi>' + REASON in page
    for fact in (
        "mine:tool 1.0 (Python, function)",
        "azure, revision 2.3",
        "levels wire, schema",
        "imagegen-conformance ",
    ):
        assert fact in page
    assert "%" not in page.partition("<style>")[0] + page.partition("</style>")[2].partition("<script")[0]


def test_page_is_the_same_for_the_same_evidence(command, evidence):
    pages = [command("matrix", "bad.ndjson", "good.ndjson").out for _ in range(2)]
    assert pages[0] == pages[1]
    assert pages[0].startswith("<!doctype html>")


def test_json_has_columns_cells_and_the_cases_that_do_not_pass(command, evidence):
    completed = command("matrix", "good.ndjson", "bad.ndjson", "--format", "json")
    assert (completed.code, completed.err) == (0, "")
    matrix = read_matrix(completed.out)
    assert [(column["name"], column["status"]) for column in matrix["columns"]] == [
        ("good", "judged"),
        ("bad", "judged"),
    ]
    found = row(matrix, "wire.no-corruption")
    assert found["alike"] is False
    assert found["cells"]["good"] == {"kind": "pass", "text": "4 pass", "counts": {"passes": 4}}
    assert found["cells"]["bad"] == {
        "kind": "fail",
        "text": "1 of 4 fails",
        "counts": {"passes": 3, "fails": 1},
        "reasons": [REASON],
    }
    assert found["cases"] == [{"case": FAILING, "states": {"good": "passes", "bad": "fails"}}]
    assert row(matrix, "wire.round-trip")["alike"] is True
    assert {cell["text"] for cell in row(matrix, "item.pop")["cells"].values()} == {"not claimed"}


def test_markdown_is_a_table_of_runs_and_levels(command, evidence):
    completed = command(
        "matrix", "good.ndjson", "bad.ndjson", "--format", "markdown", "--missing", "other=no | compiler"
    )
    assert completed.out.splitlines() == [
        "| run | implementation | profile | wire | object | schema | semantic |",
        "|---|---|---|---|---|---|---|",
        "| `good` | `mine:tool 1.0` | `azure 2.3` | 8 pass | not claimed | 6 pass | not claimed |",
        "| `bad` | `mine:tool 1.0` | `azure 2.3` | 1 of 8 fails | not claimed | 6 pass | not claimed |",
        "| `other` | `other` | `-` | no evidence | no evidence | no evidence | no evidence |",
        "",
        r"- `other`: no evidence, `no \| compiler`",
    ]


def test_two_profiles_say_which_requirements_they_lack(command, evidence, small_fixtures, edit):
    def restrict(content):
        by_id = {item["id"]: item for item in content["requirements"]}
        by_id["size.type"]["profiles"] = {"azure": {}}
        by_id["wire.text"]["profiles"] = {"openai": {"until": "2026-11-04"}, "azure": {}}

    edit(small_fixtures / "requirements.json", restrict)
    for name, profile in (("a", "azure"), ("o", "openai")):
        write_run(evidence / name, Corpus.load(small_fixtures, (), profile), passing)
    matrix = read_matrix(command("matrix", "a", "o", "--format", "json").out)
    assert row(matrix, "size.type")["cells"]["o"] == {"kind": "outside", "text": "not in this profile"}
    assert row(matrix, "wire.text")["cells"]["o"] == {"kind": "outside", "text": "not in this revision"}
    assert row(matrix, "wire.text")["cells"]["a"]["kind"] == "pass"


def test_requirement_that_is_not_selected_says_so(command, evidence, small_fixtures):
    write_run(evidence / "part", Corpus.load(small_fixtures), passing, patterns=["quality"])
    matrix = read_matrix(command("matrix", "good.ndjson", "part", "--format", "json").out)
    assert row(matrix, "size.type")["cells"]["part"] == {"kind": "outside", "text": "not selected"}


def test_stale_evidence_has_a_column_without_verdicts_and_a_warning(command, evidence, small_fixtures):
    change_corpus(small_fixtures)
    write_run(evidence / "new.ndjson", Corpus.load(small_fixtures), passing)
    completed = command("matrix", "new.ndjson", "bad.ndjson", "--format", "json")
    matrix = read_matrix(completed.out)
    new, old = matrix["columns"]
    assert (new["status"], old["status"]) == ("judged", "stale")
    assert old["detail"] == f"judged with corpus {old['facts']['corpus']} of suite 0.1.0"
    assert old["facts"]["corpus"] != new["facts"]["corpus"]
    assert {item["cells"]["bad"]["text"] for item in matrix["requirements"]} == {"stale"}
    assert all("bad" not in case["states"] for item in matrix["requirements"] for case in item["cases"])
    assert completed.code == 0
    warning = f"imagegen-conformance: bad.ndjson: the evidence is stale: {old['detail']}. Run the suite again.\n"
    assert completed.err == warning


def test_nothing_but_stale_evidence_exits_with_3(command, evidence, small_fixtures):
    change_corpus(small_fixtures)
    completed = command("matrix", "good.ndjson", "bad.ndjson", "--out", "matrix.html")
    assert (completed.code, completed.out, completed.err.count("the evidence is stale")) == (3, "", 2)
    page = (evidence / "matrix.html").read_text(encoding="utf-8")
    assert "No run was judged with the current corpus" in page
    assert '<td data-kind="pass">' not in page


def test_stale_evidence_of_an_unknown_revision_has_a_column(command, evidence, small_fixtures):
    change_corpus(small_fixtures)
    write_run(evidence / "new", Corpus.load(small_fixtures), passing)
    profiles = small_fixtures / "profiles.json"
    profiles.write_text(profiles.read_text(encoding="utf-8").replace('"2.3"', '"2.2"'), encoding="utf-8")
    write_run(evidence / "newest", Corpus.load(small_fixtures), passing)
    matrix = read_matrix(command("matrix", "newest", "new", "--format", "json").out)
    assert [column["status"] for column in matrix["columns"]] == ["judged", "stale"]
    assert matrix["columns"][1]["facts"]["profile"] == "azure, revision 2.3"


def test_compressed_evidence_is_read(command, evidence):
    (evidence / "good.ndjson.gz").write_bytes(gzip.compress((evidence / "good.ndjson").read_bytes(), mtime=0))
    plain, compressed = (command("matrix", name, "--format", "json").out for name in ("good.ndjson", "good.ndjson.gz"))
    assert plain == compressed


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda content: content[: len(content) // 2], "The file is incomplete. Run the suite again."),
        (lambda content: content.replace(b'"outcome":"rejected"', b'"outcome":"accepted"', 1), "The file was edited."),
        (lambda content: b'{"not": "evidence"}\n', "does not start with a header"),
        (lambda content: b"\x1f\x8b" + content, "The file is incomplete."),
    ],
)
def test_bad_evidence_is_one_line_and_writes_nothing(command, evidence, change, part):
    file = evidence / "bad.ndjson"
    file.write_bytes(change(file.read_bytes()))
    (evidence / "matrix.html").write_text("before", encoding="utf-8")
    command("matrix", "good.ndjson", "bad.ndjson", "--out", "matrix.html").assert_error(2, "bad.ndjson line ", part)
    assert (evidence / "matrix.html").read_text(encoding="utf-8") == "before"


def test_bad_stale_evidence_is_an_error(command, evidence, small_fixtures):
    change_corpus(small_fixtures)
    file = evidence / "bad.ndjson"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    command("matrix", "bad.ndjson", "--out", "matrix.html").assert_error(2, "the footer is missing")


def test_missing_file_is_an_error(command, small_fixtures):
    command("matrix", "none.ndjson").assert_error(2, "none.ndjson: the file cannot be read", "Name an evidence file.")


def test_unwritable_output_is_an_error(command, evidence):
    command("matrix", "good.ndjson", "--out", "none/matrix.html").assert_error(2, "none/matrix.html")


def test_files_with_the_same_name_are_named_by_their_folders(command, evidence):
    for folder in ("old", "new"):
        (evidence / folder).mkdir()
        (evidence / folder / "e.ndjson").write_bytes((evidence / "good.ndjson").read_bytes())
    matrix = read_matrix(command("matrix", "old/e.ndjson", "new/e.ndjson", "bad.ndjson", "--format", "json").out)
    assert [column["name"] for column in matrix["columns"]] == ["old/e", "new/e", "bad"]


def test_file_that_is_named_twice_is_an_error(command, evidence):
    error = "good.ndjson: the file is named twice. Name each evidence file once."
    command("matrix", "good.ndjson", "bad.ndjson", "good.ndjson").assert_error(2, error)


def test_files_that_cannot_be_told_apart_are_an_error(command, evidence):
    (evidence / "good.ndjson.gz").write_bytes((evidence / "good.ndjson").read_bytes())
    error = "good.ndjson: two files have the same name. Rename one of them."
    command("matrix", "good.ndjson", "good.ndjson.gz").assert_error(2, error)


def test_missing_run_with_the_name_of_a_file_is_an_error(command, evidence):
    error = "two columns have the name 'good'. Give --missing another name."
    command("matrix", "good.ndjson", "--missing", "good=x").assert_error(2, error)


@pytest.mark.parametrize("value", ["good", "=x", "good="])
def test_missing_run_without_a_name_or_a_reason_is_an_error(command, value):
    command("matrix", "e", "--missing", value).assert_usage_error(
        f"{value!r} has no name or no reason. Write NAME=REASON."
    )


def test_command_without_evidence_is_an_error(command):
    command("matrix", "--out", "x").assert_usage_error("EVIDENCE")
