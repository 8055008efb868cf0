"""The command that installs and runs real implementations, on programs that need no registry."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from imagegen_conformance.errors import CorpusError
from imagegen_conformance.implementations import __main__ as command
from imagegen_conformance.implementations import environment, manifest, outcome, toolchains
from imagegen_conformance.implementations.__main__ import main
from imagegen_conformance.implementations.manifest import Run, runs
from imagegen_conformance.implementations.toolchains import Toolchain

# Builds a program as a compiler would: from what was copied, into the folder where it stands.
BUILD = """
import pathlib, sys
if pathlib.Path("broken").exists():
    sys.exit("no such package")
with open("builds", "a") as file:
    file.write("built\\n")
pathlib.Path("adapter.py").write_text(pathlib.Path("source").read_text())
"""

# Gives payloads back as they are; reads a file of its folder, to be run nowhere else.
SOURCE = """
import json, pathlib, sys
pathlib.Path("builds").read_text()

def given(request):
    return request["payload"] if "payload" in request else json.loads(request["text"])

for line in sys.stdin:
    request = json.loads(line)
    answer = {"seq": request["seq"]}
    if request["op"] == "hello":
        answer |= {"protocol": 1, "name": "here", "version": None, "language": "Python", "levels": ["wire"]}
        answer |= {"features": []}
    elif request["op"] == "parse":
        try:
            answer |= {"outcome": "accepted", "output": given(request)}
        except ValueError as error:
            answer |= {"outcome": "rejected", "message": str(error)}
    elif request["op"] == "bye":
        answer |= {"outcome": "bye"}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture
def source(tmp_path) -> Path:
    """The folder of a program."""
    folder = tmp_path / "implementations" / "here"
    folder.mkdir(parents=True)
    (folder / "build.py").write_text(BUILD, encoding="utf-8")
    (folder / "source").write_text(SOURCE, encoding="utf-8")
    (folder / "expected.json").write_text('{"expected": []}', encoding="utf-8")
    manifest = {
        "name": "here",
        "registry": "here",
        "runs": [
            {
                "name": "here",
                "command": [sys.executable, "adapter.py"],
                "levels": ["wire"],
                "areas": ["quality"],
                "expected": "expected.json",
            }
        ],
    }
    (folder / "implementation.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def call(source, tmp_path, monkeypatch):
    """Runs the command on it."""
    monkeypatch.setattr(manifest, "HERE", source.parent)
    here = Toolchain({sys.executable: "Here"}, (sys.executable, "build.py"))
    monkeypatch.setitem(toolchains.TOOLCHAINS, "here", here)
    monkeypatch.chdir(tmp_path)  # the folders are relative to it
    return lambda *arguments: main(["--environments", "there", "--evidence", "evidence", *arguments])


def missing(monkeypatch) -> None:
    monkeypatch.setitem(toolchains.TOOLCHAINS, "here", Toolchain({"no-such-program": "Here"}, ("no-such-program",)))


def builds(tmp_path) -> int:
    return len((tmp_path / "there" / "here" / "builds").read_text(encoding="utf-8").splitlines())


def test_program_is_installed_and_run_in_its_folder_and_its_verdicts_are_counted(call, tmp_path, capfd):
    assert call() == 0
    records = [json.loads(line) for line in (tmp_path / "evidence" / "here.ndjson").read_text("utf-8").splitlines()]
    header, footer = records[0], records[-1]
    assert (header["implementation"]["name"], header["strength"]) == ("here", "should")
    assert (header["selection"]["levels"], header["selection"]["areas"]) == (["wire"], ["quality"])
    assert header["asked"] == {"variants": True, "repeat": 2, "seed": None}
    assert footer["cases"] == len(records) - 2 > 10
    assert capfd.readouterr().out.splitlines()[-2:] == ["== all", f"here  as expected  {footer['cases']} pass"]


def test_it_is_installed_again_only_when_a_file_changed(call, source, tmp_path):
    assert [call(), call(), builds(tmp_path)] == [0, 0, 1]
    (source / "source").write_text(f"{SOURCE}\n# changed\n", encoding="utf-8")
    (tmp_path / "there" / "here" / "left over").touch()
    assert [call(), builds(tmp_path)] == [0, 1]
    assert "# changed" in (tmp_path / "there" / "here" / "adapter.py").read_text(encoding="utf-8")
    assert not (tmp_path / "there" / "here" / "left over").exists()


def test_what_tells_how_it_is_judged_needs_no_installation(call, source, tmp_path):
    assert call() == 0
    (source / "expected.json").write_text('{"expected":  []}', encoding="utf-8")
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "adapter.pyc").touch()
    (tmp_path / "there" / "here" / "left over").touch()
    assert call() == 0
    assert (tmp_path / "there" / "here" / "left over").exists()
    assert not (tmp_path / "there" / "here" / "expected.json").exists()


def test_files_in_folders_are_copied_too(call, source, tmp_path):
    (source / "src" / "main").mkdir(parents=True)
    (source / "src" / "main" / "Adapter.java").touch()
    assert call() == 0
    assert (tmp_path / "there" / "here" / "src" / "main" / "Adapter.java").is_file()


def test_nothing_is_written_into_the_folder_that_is_installed(call, source):
    before = sorted(source.rglob("*"))
    assert call() == 0
    assert sorted(source.rglob("*")) == before


def test_installation_that_fails_is_told_as_not_run_and_fails(call, source, tmp_path, capfd):
    (source / "broken").touch()
    for _ in range(2):  # nothing is left that looks installed
        assert call() == 3
        captured = capfd.readouterr()
        assert captured.out.splitlines()[-1].startswith("here  NOT RUN  ")
        assert "no such package" in captured.err
    assert not (tmp_path / "evidence").exists()


def test_program_that_fails_otherwise_than_expected_fails(call, source, capfd):
    (source / "source").write_text(SOURCE.replace('return request["payload"]', "return {}"), encoding="utf-8")
    assert call() == 1
    name, told, counts = capfd.readouterr().out.splitlines()[-1].split("  ")
    assert (name, told) == ("here", "exit 1")
    assert " fail" in counts


def test_program_that_does_not_start_leaves_no_counts_of_an_earlier_run(call, source, capfd):
    assert call() == 0
    (source / "source").write_text("raise SystemExit(7)", encoding="utf-8")
    assert call() == 3
    assert capfd.readouterr().out.splitlines()[-1] == "here  exit 3  no evidence"


def test_missing_toolchain_is_told_as_not_run(call, source, tmp_path, monkeypatch, capfd):
    beside = source.parent / "more"
    beside.mkdir()
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "implementation.json":
            text = text.replace('"name": "here"', '"name": "more"').replace('"registry": "here"', '"registry": "more"')
        (beside / file.name).write_text(text, encoding="utf-8")
    monkeypatch.setitem(toolchains.TOOLCHAINS, "more", toolchains.TOOLCHAINS["here"])
    missing(monkeypatch)
    assert call() == 0
    captured = capfd.readouterr()
    first, second = captured.out.splitlines()[-2:]
    assert first == "here  NOT RUN      Here is not installed"
    assert second.startswith("more  as expected  ")
    assert captured.err.splitlines()[0] == "imagegen-conformance: Here is not installed"
    assert not (tmp_path / "evidence" / "here.ndjson").exists()
    assert call("--require-all") == 3


def test_missing_toolchain_fails_where_nothing_else_is_run(call, monkeypatch):
    missing(monkeypatch)
    assert call() == 3


def test_manifest_without_a_command_is_told(call, source):
    file = source / "implementation.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"command"', '"commend"'), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"implementation\.json: .*'command'.* see schemas"):
        runs()
    assert call() == 2


def test_unknown_name_is_refused(call, capsys):
    assert call("hare") == 2
    assert capsys.readouterr().err == "imagegen-conformance: there is no implementation 'hare'; there are here\n"


def test_program_with_a_slash_is_one_of_the_folder(tmp_path):
    line = command._command_line(("./adapter", "one two"), tmp_path / "a b")
    assert str(tmp_path / "a b" / "adapter") in line
    assert line.endswith('"one two"' if sys.platform == "win32" else "'one two'")


@pytest.mark.parametrize("text", ["", '{"record": "case"}', "cut", None])
def test_evidence_without_a_footer_is_told(tmp_path, text):
    file = tmp_path / "evidence.ndjson"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert outcome.counted(file) == "no evidence to the end"


def test_every_registry_has_a_toolchain():
    registries = {run.registry for run in runs()} - {manifest.PYPI}
    assert registries <= set(toolchains.TOOLCHAINS) == {"npm", "go", "maven", "cargo"}


# Of PyPI: the environments are real, and the index is not asked.


def test_what_pip_cannot_install_is_told_as_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    code = main(["openai-lax", "--environments", str(tmp_path / "there"), "--evidence", str(tmp_path / "evidence")])
    assert code == 3
    assert capfd.readouterr().out.splitlines()[-1].startswith("openai-lax  NOT RUN  ")
    assert not (tmp_path / "evidence").exists()


def test_python_that_is_too_old_is_a_missing_toolchain(tmp_path):
    with pytest.raises(toolchains.MissingToolError, match=r"it needs Python 99\.1 or later"):
        environment.install(tmp_path / "requirements.txt", tmp_path, "99.1")


def test_npm_that_is_missing_is_told_as_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(environment, "install", lambda *_: Path(sys.executable))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["strict-schema-ajv", "--environments", str(tmp_path), "--evidence", str(tmp_path / "evidence")]) == 3
    out, err = capfd.readouterr()
    assert out.splitlines()[-1] == "strict-schema-ajv  NOT RUN  Node is not installed"
    assert err == "imagegen-conformance: Node is not installed\n"
    assert not (tmp_path / "evidence").exists()


@pytest.fixture
def azure(tmp_path, monkeypatch) -> Run:
    """A run of ours, of the reference and in this environment."""
    (tmp_path / "expected.json").write_text('{"expected": []}', encoding="utf-8")
    monkeypatch.setattr(environment, "install", lambda *_: Path(sys.executable))
    reference = "imagegen_reference:ImageGenTool"
    run = next(run for run in runs() if run.name == "azure-ai-projects")
    return run._replace(implementation=reference, expected=tmp_path / "expected.json")


def test_what_is_installed_is_run_and_judged(azure, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(command, "runs", lambda: [azure])
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    assert "conforms at wire, model" in capfd.readouterr().out
    assert (tmp_path / "evidence" / "azure-ai-projects.ndjson").is_file()


def test_only_areas_that_are_named_are_asked(azure, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "runs", lambda: [azure._replace(areas=("quality", "size"), levels=("wire",))])
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    lines = (tmp_path / "evidence" / "azure-ai-projects.ndjson").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["selection"]["areas"] == ["quality", "size"]
    assert {record["case"].partition("/")[0] for record in map(json.loads, lines[1:-1])} == {"quality", "size"}
