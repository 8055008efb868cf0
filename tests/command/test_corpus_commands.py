"""corpus check and corpus lock, on a copy of the corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance import __version__

LOW = "quality/values/low"


def edit(file: Path, change) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def add(content) -> None:
    content["cases"].append({**content["cases"][0], "name": "planted", "description": "a planted case"})


def test_a_clean_corpus_is_0(command, fixtures: Path) -> None:
    ended = command("corpus", "check")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "every file, id and expectation holds"


def test_every_problem_is_a_line_and_1(command, fixtures: Path) -> None:
    edit(fixtures / "cases/quality/values.json", add)
    (fixtures / "cases/quality/notes.txt").write_text("x")
    ended = command("corpus", "check")
    assert ended.code == 1
    assert ended.err.splitlines()
    assert all(line.startswith("imagegen-conformance: ") for line in ended.err.splitlines())
    assert f"{fixtures / 'cases/quality/notes.txt'}: this is no cases file" in ended.err


@pytest.mark.parametrize(
    "fault",
    [
        ("requirements.json", None, ("requirements.json: there is no such file; reinstall, or restore the file",)),
        ("requirements.json", "{", ("requirements.json line 1 column 2: this is no JSON", "; correct the file")),
        ("requirements.json", "[]", ("requirements.json: it has not the shape of requirements", "; see schemas/requirements")),
        ("cases/quality/values.json", "{", ("values.json line 1 column 2: this is no JSON",)),
        ("cases/quality/values.json", "[]", ("values.json: a case file is an object with a list `cases`; see schemas/cases",)),
        ("cases/quality/values.json", '{"cases": [1]}', ("values.json /cases/0: it has not the shape of a case", "; see schemas/cases")),
        ("ids.lock", "rubbish\n", ("ids.lock line 1: this line is no object with an id; restore the line",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "arguments", [("corpus", "check"), ("corpus", "lock"), ("list",), ("run", "imagegen_reference:ImageGenTool")]
)
def test_a_broken_file_is_2(command, fixtures: Path, fault, arguments) -> None:
    name, content, parts = fault
    if name == "ids.lock" and arguments[0] != "corpus":
        assert command(*arguments).code == 0  # nobody else needs it
        return
    file = fixtures / name
    file.unlink() if content is None else file.write_text(content)
    command(*arguments).complains(2, *parts)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"kind": "odd"}, f"values.json /cases/0: {LOW} is of an unknown kind 'odd'; it is accept, reject"),
        (
            {"requirement": "odd"},
            f"values.json /cases/0: {LOW} names a requirement that does not exist: 'odd'; see requirements.json",
        ),
    ],
)
def test_a_broken_case_is_2(command, fixtures: Path, change, part: str) -> None:
    edit(fixtures / "cases/quality/values.json", lambda content: content["cases"][0].update({"name": "low", **change}))
    command("list").complains(2, part)


def test_an_id_twice_is_2(command, fixtures: Path) -> None:
    edit(fixtures / "cases/quality/values.json", lambda content: content["cases"].append(content["cases"][0]))
    command("list").complains(2, "values.json /cases/", "is here twice; rename the newer one")


def test_an_empty_folder_is_2(command, fixtures: Path) -> None:
    for file in fixtures.rglob("*"):
        if file.is_file() and file.parent != fixtures:
            file.unlink()
    command("list").complains(2, "cases: there are no cases; reinstall, or restore the folder")


class TestLock:
    def test_adds_nothing_to_a_locked_corpus(self, command, fixtures: Path) -> None:
        before = (fixtures / "ids.lock").read_bytes()
        ended = command("corpus", "lock")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == f"0 lines added to {fixtures / 'ids.lock'}\n"
        assert (fixtures / "ids.lock").read_bytes() == before

    def test_adds_a_new_case(self, command, fixtures: Path) -> None:
        edit(fixtures / "cases/quality/values.json", add)
        before = (fixtures / "ids.lock").read_bytes()
        assert command("corpus", "lock").out.startswith("1 lines added")
        after = (fixtures / "ids.lock").read_bytes()
        assert after.startswith(before)
        line = json.loads(after.removeprefix(before))
        assert line == {"id": "quality/values/planted", "hash": line["hash"], "since": __version__}

    @pytest.mark.parametrize("reason", [(), ("--reason", "")])
    def test_wants_a_reason_for_a_dropped_case(self, command, fixtures: Path, reason) -> None:
        edit(fixtures / "cases/quality/values.json", lambda content: content["cases"].pop())
        before = (fixtures / "ids.lock").read_bytes()
        command("corpus", "lock", *reason).complains(2, " was dropped; restore it, or say why with --reason")
        assert (fixtures / "ids.lock").read_bytes() == before

    def test_writes_a_reason_down(self, command, fixtures: Path) -> None:
        edit(fixtures / "cases/quality/values.json", lambda content: content["cases"].pop())
        assert command("corpus", "lock", "--reason", "It was wrong.").code == 0
        assert json.loads((fixtures / "ids.lock").read_text().splitlines()[-1])["reason"] == "It was wrong."


def test_pairs_tells_that_none_is_missing(command, fixtures: Path) -> None:
    ended = command("corpus", "pairs")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "imagegen-conformance: every pair of values stands in an accepted case\n"


def test_pairs_prints_cases_for_what_is_missing(command, fixtures: Path) -> None:
    edit(fixtures / "cases/payload/pairwise.json", lambda content: content["cases"].pop(20))
    ended = command("corpus", "pairs")
    printed = [json.loads(line) for line in ended.out.splitlines()]
    assert {case["requirement"] for case in printed} == {"payload.combinations"}
    assert ended.err == "imagegen-conformance: to be looked at, named and described\n"
    edit(fixtures / "cases/payload/pairwise.json", lambda content: content["cases"].extend(_named(printed)))
    assert "no accepted case has" not in command("corpus", "check").err
    assert command("corpus", "pairs").out == ""


def _named(cases):
    return [{**case, "name": f"more-{number}", "description": "more"} for number, case in enumerate(cases)]
