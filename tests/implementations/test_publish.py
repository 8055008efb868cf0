"""The command that publishes the results of real implementations, and checks fresh verdicts against them."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest

import publish
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.resources import data_directory
from published_results import EXCERPT_BEGINNING, EXCERPT_END, with_excerpt
from recorded_runs import passing, write_run

MARKER = EXCERPT_BEGINNING.format("two, one")
FAILING = "wire/plain/unknown"


def losing(case):
    return {"outcome": "accepted", "output": {"type": "image_generation"}} if case.id == FAILING else passing(case)


class Workspace:
    """A folder with fresh evidence of the runs `one` and `two`, and a document.

    Attributes:
        root: The directory of the corpus.
    """

    def __init__(self, folder: Path, root: Path, capsys) -> None:
        self.fresh, self.results, self.readme = folder / "fresh", folder / "results", folder / "README.md"
        self.root = root
        self._capsys = capsys
        self.fresh.mkdir()
        self.readme.write_text(f"# Title\n\n{MARKER}{EXCERPT_END}\nThe end.\n", encoding="utf-8")
        self.run("one", passing)
        self.run("two", losing)

    def run(self, name: str, observe, **options) -> None:
        write_run(self.fresh / f"{name}.ndjson", Corpus.load(self.root), observe, **options)

    def call(self, *arguments: str) -> tuple[int, list[str], str]:
        """Call the command. Return the exit code, the lines of the output, and the errors."""
        folders = ("--evidence", str(self.fresh), "--results", str(self.results), "--readme", str(self.readme))
        code = publish.main([*folders, *arguments])
        out, err = self._capsys.readouterr()
        return code, out.splitlines(), err


@pytest.fixture
def workspace(tmp_path: Path, root: Path, monkeypatch, capsys) -> Workspace:
    runs = [SimpleNamespace(name=name, is_large=False) for name in ("two", "one")]
    monkeypatch.setattr(publish, "load_runs", lambda: runs)
    monkeypatch.setattr(
        "imagegen_conformance.corpus.corpus.data_directory",
        lambda name: root if name == "fixtures" else data_directory(name),
    )
    return Workspace(tmp_path, root, capsys)


def change_corpus(root: Path) -> None:
    file = root / "requirements.json"
    file.write_bytes(file.read_bytes() + b"\n")


def test_evidence_and_pages_are_published(workspace):
    assert workspace.call() == (0, ["2 of 2 runs have verdicts"], "")
    results = workspace.results
    assert sorted(file.name for file in results.rglob("*.*")) == [
        "matrix.html",
        "matrix.md",
        "one.ndjson.gz",
        "two.ndjson.gz",
    ]
    content = (results / "evidence" / "one.ndjson.gz").read_bytes()
    assert gzip.decompress(content) == (workspace.fresh / "one.ndjson").read_bytes()
    assert (content[3], content[4:8]) == (0, b"\0\0\0\0")  # no name and no time
    table = (results / "matrix.md").read_text(encoding="utf-8")
    assert [line.split("|")[1].strip() for line in table.splitlines()[2:]] == ["`two`", "`one`"]
    text = workspace.readme.read_text(encoding="utf-8")
    assert text == f"# Title\n\n{MARKER}\n{table}\n{EXCERPT_END}\nThe end.\n"


def test_publishing_again_changes_nothing(workspace):
    contents = []
    for arguments in ((), (), ("--pages",)):
        workspace.call(*arguments)
        files = [workspace.readme, *sorted(workspace.results.rglob("*.*"))]
        contents.append([file.read_bytes() for file in files])
    assert contents[0] == contents[1] == contents[2]


def test_evidence_of_a_former_run_is_removed(workspace):
    workspace.call()
    former = workspace.results / "evidence" / "former.ndjson.gz"
    former.write_bytes(b"")
    assert workspace.call("--check")[:2] == (
        1,
        ["former.ndjson.gz: no implementation has this name. Run `make matrix`."],
    )
    workspace.call()
    assert not former.exists()


def test_missing_evidence_is_an_error_that_changes_nothing(workspace):
    (workspace.fresh / "one.ndjson").unlink()
    code, out, err = workspace.call()
    assert (code, out) == (2, [])
    assert err.endswith("one.ndjson: the file cannot be read (No such file or directory). Name an evidence file.\n")
    assert not workspace.results.exists()


WHY_KEPT = "because it has a large installation and was not run. Run `make implementations-large`."


class TestLargeRun:
    @pytest.fixture(autouse=True)
    def large(self, workspace, monkeypatch):
        """Publish both runs. The run `one` is large, and is not run again."""
        runs = [SimpleNamespace(name="two", is_large=False), SimpleNamespace(name="one", is_large=True)]
        monkeypatch.setattr(publish, "load_runs", lambda: runs)
        assert workspace.call()[:2] == (0, ["2 of 2 runs have verdicts"])
        (workspace.fresh / "one.ndjson").unlink()

    def test_published_evidence_is_kept(self, workspace):
        file = workspace.results / "evidence" / "one.ndjson.gz"
        before = file.read_bytes()
        lines = [f"one: the published evidence is kept, {WHY_KEPT}", "2 of 2 runs have verdicts"]
        assert workspace.call() == (0, lines, "")
        assert file.read_bytes() == before

    def test_verdicts_are_not_compared(self, workspace):
        confirmed = "the verdicts of 1 runs are those of the published evidence"
        assert workspace.call("--check") == (0, [f"one: not compared, {WHY_KEPT}", confirmed], "")

    def test_fresh_evidence_is_published_and_compared(self, workspace):
        workspace.run("one", losing)
        code, out, _ = workspace.call("--check")
        assert (code, out[0].partition(":")[0]) == (1, "one")
        assert workspace.call()[:2] == (0, ["2 of 2 runs have verdicts"])
        assert workspace.call("--check")[1] == ["the verdicts of 2 runs are those of the published evidence"]

    def test_run_without_any_evidence_is_an_error(self, workspace):
        (workspace.results / "evidence" / "one.ndjson.gz").unlink()
        code, out, err = workspace.call()
        assert (code, out) == (2, [])
        assert "one.ndjson: the file cannot be read" in err
        assert workspace.call("--check")[0] == 1


@pytest.mark.parametrize("content", [b"garbage", b""])
def test_invalid_evidence_replaces_nothing(workspace, content):
    workspace.call()
    before = {file: file.read_bytes() for file in workspace.results.rglob("*.*")}
    (workspace.fresh / "two.ndjson").write_bytes(content)
    workspace.run("one", losing)
    code, out, err = workspace.call()
    assert (code, out) == (2, [])
    assert "two.ndjson" in err
    assert {file: file.read_bytes() for file in workspace.results.rglob("*.*")} == before


def test_stale_evidence_is_said(workspace):
    workspace.call()
    change_corpus(workspace.root)
    code, out, _ = workspace.call("--pages")
    assert (code, out[-1]) == (0, "0 of 2 runs have verdicts")
    assert out[0].startswith("two is stale: judged with corpus ")


def test_document_without_markers_is_an_error(workspace):
    workspace.readme.write_text("# Title\n", encoding="utf-8")
    code, _, err = workspace.call()
    assert code == 2
    hint = "Add the two comments between which the table stands."
    assert err.endswith(f"README.md: the document has no markers of the table. {hint}\n")


def test_excerpt_with_special_characters_is_inserted_as_it_is():
    marker = EXCERPT_BEGINNING.format(r"a \1")
    table = "| run |\n|---|\n| `other` |\n| `a \\1` \\g<0> |\n".replace("` \\g", "` | \\g")
    text = with_excerpt(f"a\n{marker}old\n{EXCERPT_END}b\n", table, Path("x.md"))
    assert text == f"a\n{marker}\n| run |\n|---|\n| `a \\1` | \\g<0> |\n\n{EXCERPT_END}b\n"
    with pytest.raises(ConformanceError, match="no markers"):
        with_excerpt(EXCERPT_END + marker, "", Path("x.md"))


def test_unknown_run_in_a_document_is_reported_with_the_nearest_name():
    text = f"{EXCERPT_BEGINNING.format('openai-gi')}{EXCERPT_END}"
    with pytest.raises(ConformanceError) as caught:
        with_excerpt(text, "| run |\n|---|\n| `openai-go` | x |\n", Path("x.md"))
    assert str(caught.value) == (
        "x.md: the marker of the table names the unknown run 'openai-gi'. Did you mean openai-go?"
    )


class TestCheck:
    def test_equal_verdicts_are_confirmed(self, workspace):
        workspace.call()
        assert workspace.call("--check") == (0, ["the verdicts of 2 runs are those of the published evidence"], "")

    def test_each_difference_is_named(self, workspace):
        workspace.call()
        workspace.run("one", losing)
        code, out, _ = workspace.call("--check")
        assert code == 1
        assert out == [
            f"one: {FAILING}: published as pass, now fail (wrong-output at /hue)",
            "one: 1 case has another verdict than in the published evidence. Run `make matrix`, and read the change.",
        ]

    def test_missing_fresh_evidence_fails(self, workspace):
        workspace.call()
        (workspace.fresh / "one.ndjson").unlink()
        code, [line], _ = workspace.call("--check")
        assert code == 1
        assert line.startswith("one: ")
        assert "one.ndjson: the file cannot be read" in line

    def test_missing_published_evidence_fails(self, workspace):
        code, lines, _ = workspace.call("--check")
        assert code == 1
        assert [line.partition(":")[0] for line in lines] == ["two", "one"]

    def test_interrupted_fresh_evidence_fails(self, workspace):
        workspace.call()
        file = workspace.fresh / "one.ndjson"
        file.write_bytes(file.read_bytes()[:-100])
        code, [line], _ = workspace.call("--check")
        assert code == 1
        assert "The file is incomplete." in line

    def test_common_cases_are_compared_if_the_corpus_has_changed(self, workspace):
        workspace.call()
        change_corpus(workspace.root)
        for name in ("one", "two"):
            workspace.run(name, losing)
        code, out, _ = workspace.call("--check")
        assert code == 1
        assert out[0].startswith(f"one: {FAILING}: published as pass")
        workspace.run("one", passing)
        assert workspace.call("--check")[0] == 0

    def test_other_corpus_without_common_cases_fails(self, workspace):
        workspace.call()
        change_corpus(workspace.root)
        workspace.run("one", passing, patterns=["quality"])
        code, out, _ = workspace.call("--check")
        assert code == 1
        assert out[0].startswith("one: only ")
        assert " published cases can be compared. Run `make matrix`" in out[0]

    def test_run_errors_are_named(self, workspace):
        workspace.call()
        workspace.run("one", passing, run_errors=["it crashed at its end"])
        code, out, _ = workspace.call("--check")
        assert code == 1
        assert out[0].startswith("one: run errors: it crashed at its end, but in the published evidence none. Run")

    def test_many_differences_are_counted(self, workspace, monkeypatch):
        monkeypatch.setattr("verdict_check.MAX_CASES", 2)
        workspace.call()
        workspace.run("one", lambda case: {"outcome": "error", "message": "x"})
        *lines, last = workspace.call("--check")[1]
        assert len(lines) == 2
        assert all(line.endswith(", now error") for line in lines)
        number = len(Corpus.load(workspace.root).cases)
        assert last.startswith(
            f"one: {number} cases have another verdict than in the published evidence ({number - 2} of "
        )

    def test_another_version_is_named(self, workspace, monkeypatch):
        workspace.call()
        for file in workspace.fresh.iterdir():
            file.unlink()
        from imagegen_conformance.connections.connection import Identity

        monkeypatch.setattr("recorded_runs.Identity", lambda name, version, *rest: Identity(name, "2.0", *rest))
        workspace.run("one", passing)
        workspace.run("two", losing)
        code, out, _ = workspace.call("--check")
        assert code == 1
        assert out[0].startswith("two: version: 2.0, but in the published evidence 1.0. Run `make matrix`")
