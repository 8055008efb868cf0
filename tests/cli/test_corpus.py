"""The command `corpus`, and errors in the corpus that every command reports, on a copy of the corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.version import __version__

LOW = "quality/values/low"
VALUES = "cases/quality/values.json"
PAIRWISE = "cases/payload/pairwise.json"


def edit(file: Path, change) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def add_case(content) -> None:
    content["cases"].append({**content["cases"][0], "name": "added", "description": "an added case"})


class TestLint:
    def test_corpus_without_problems_exits_with_0(self, command, small_fixtures: Path) -> None:
        completed = command("corpus", "lint")
        assert (completed.code, completed.err) == (0, "")
        assert completed.out.splitlines()[-1] == "no problems"

    def test_problems_are_printed_one_per_line_and_exit_with_1(self, command, small_fixtures: Path) -> None:
        edit(small_fixtures / VALUES, add_case)
        completed = command("corpus", "lint")
        assert completed.code == 1
        assert all(line.startswith("imagegen-conformance: ") for line in completed.err.splitlines())
        assert "quality/values/added is not registered. " in completed.err
        assert len(completed.err.splitlines()) > 1

    def test_unrecognized_file_is_a_problem(self, command, fixtures: Path) -> None:
        (fixtures / "cases/quality/notes.txt").write_text("x")
        completed = command("corpus", "lint")
        assert completed.code == 1
        assert f"{fixtures / 'cases/quality/notes.txt'}: unrecognized file: " in completed.err


MALFORMED = {
    "missing": ("requirements.json", None, ("requirements.json: the file does not exist. ",)),
    "not JSON": ("requirements.json", "{", ("requirements.json line 1 column 2: ", "Correct the file.")),
    "not requirements": ("requirements.json", "[]", ("requirements.json: ", "See schemas/requirements.schema.json.")),
    "case file not JSON": (VALUES, "{", ("values.json line 1 column 2: ",)),
    "not a case file": (VALUES, "[]", ("values.json: ", "See schemas/cases.schema.json.")),
    "not a case": (VALUES, '{"cases": [1]}', ("values.json /cases/0: this is not a case", "See schemas/cases.schema.json.")),
    "not an id registry": ("case_ids.ndjson", "rubbish\n", ("case_ids.ndjson line 1: this line is not a JSON object with an id. Restore the line.",)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fault", MALFORMED)
@pytest.mark.parametrize(
    "arguments",
    [("corpus", "lint"), ("corpus", "register-ids"), ("list",), ("run", "imagegen_reference:ImageGenTool")],
    ids=" ".join,
)
def test_malformed_file_exits_with_2(command, fixtures: Path, fault: str, arguments) -> None:
    name, content, parts = MALFORMED[fault]
    file = fixtures / name
    file.unlink() if content is None else file.write_text(content)
    completed = command(*arguments)
    if name == "case_ids.ndjson" and arguments[0] != "corpus":
        assert completed.code == 0  # only the command corpus reads the registry
    else:
        completed.assert_error(2, *parts)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"kind": "odd"}, (f"{LOW} has the unknown kind 'odd'. Use accept, reject, ",)),
        ({"requirement": "odd"}, (f"{LOW} refers to the unknown requirement 'odd'. ",)),
    ],
)
def test_invalid_case_exits_with_2(command, fixtures: Path, change, parts) -> None:
    edit(fixtures / VALUES, lambda content: content["cases"][0].update({"name": "low", **change}))
    command("list").assert_error(2, "values.json /cases/0: ", *parts)


def test_duplicate_id_exits_with_2(command, fixtures: Path) -> None:
    edit(fixtures / VALUES, lambda content: content["cases"].append(content["cases"][0]))
    command("list").assert_error(2, "values.json /cases/", "Rename the newer of the two cases.")


def test_corpus_without_cases_exits_with_2(command, fixtures: Path) -> None:
    for file in fixtures.rglob("*"):
        if file.is_file() and file.parent != fixtures:
            file.unlink()
    command("list").assert_error(2, "cases: the directory contains no cases. ")


class TestRegisterIds:
    def test_registered_corpus_adds_no_entry(self, command, fixtures: Path) -> None:
        registry = fixtures / "case_ids.ndjson"
        before = registry.read_bytes()
        completed = command("corpus", "register-ids")
        assert (completed.code, completed.err) == (0, "")
        assert completed.out == f"{registry}: 0 entries added\n"
        assert registry.read_bytes() == before

    def test_new_case_adds_an_entry(self, command, fixtures: Path) -> None:
        edit(fixtures / VALUES, add_case)
        registry = fixtures / "case_ids.ndjson"
        before = registry.read_bytes()
        assert command("corpus", "register-ids").out == f"{registry}: 1 entry added\n"
        after = registry.read_bytes()
        assert after.startswith(before)
        entry = json.loads(after.removeprefix(before))
        assert entry == {"id": "quality/values/added", "hash": entry["hash"], "since": __version__}

    @pytest.mark.parametrize("reason", [(), ("--reason", "")])
    def test_removed_case_without_reason_is_an_error(self, command, fixtures: Path, reason) -> None:
        edit(fixtures / VALUES, lambda content: content["cases"].pop())
        before = (fixtures / "case_ids.ndjson").read_bytes()
        hint = "has been removed. Restore it, or state the reason with --reason TEXT."
        command("corpus", "register-ids", *reason).assert_error(2, hint)
        assert (fixtures / "case_ids.ndjson").read_bytes() == before

    def test_removed_case_with_reason_adds_the_reason(self, command, fixtures: Path) -> None:
        edit(fixtures / VALUES, lambda content: content["cases"].pop())
        assert command("corpus", "register-ids", "--reason", "It was wrong.").code == 0
        entry = json.loads((fixtures / "case_ids.ndjson").read_text().splitlines()[-1])
        assert entry["reason"] == "It was wrong."


class TestSuggestPairs:
    def test_complete_corpus_prints_no_case(self, command, fixtures: Path) -> None:
        completed = command("corpus", "suggest-pairs")
        assert (completed.code, completed.out) == (0, "")
        assert completed.err == "imagegen-conformance: every pair of values is combined in an accepted case\n"

    @pytest.mark.slow
    def test_missing_pairs_are_printed_as_cases(self, command, fixtures: Path) -> None:
        edit(fixtures / PAIRWISE, lambda content: content["cases"].pop(20))
        completed = command("corpus", "suggest-pairs")
        printed = [json.loads(line) for line in completed.out.splitlines()]
        assert {case["requirement"] for case in printed} == {"payload.combinations"}
        assert completed.err == "imagegen-conformance: review, name and describe each candidate\n"
        named = [{**case, "name": f"more-{number}", "description": "more"} for number, case in enumerate(printed)]
        edit(fixtures / PAIRWISE, lambda content: content["cases"].extend(named))
        assert command("corpus", "suggest-pairs").out == ""
        criterion = command("corpus", "criteria", "legality-pairs", "--missing", "--format", "json")
        revisions = json.loads(criterion.out)["criteria"][0]["revisions"]
        assert [revision["missing"] for revision in revisions if revision["profile"] == "azure"] == [[]]
