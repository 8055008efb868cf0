"""The command that installs and runs real implementations, with programs that need no registry."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import command
import manifest
import suite_call
import toolchains
import virtual_environment
from command import main
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from manifest import Run, load_runs
from toolchains import Toolchain

RUNNER = Path(command.__file__).parent

# Builds the program as a compiler would: from the copied files, into the current folder.
BUILD = """
import pathlib, sys
if pathlib.Path("broken").exists():
    sys.exit("no such package")
with open("builds", "a") as file:
    file.write("built\\n")
pathlib.Path("adapter.py").write_text(pathlib.Path("source").read_text())
"""

# Returns payloads unchanged. It reads a file of its folder, so that it works only there.
SOURCE = """
import json, pathlib, sys
pathlib.Path("builds").read_text()

def read(request):
    return request["payload"] if "payload" in request else json.loads(request["text"])

for line in sys.stdin:
    request = json.loads(line)
    response = {"seq": request["seq"]}
    if request["op"] == "hello":
        response |= {"protocol": 1, "name": "echo", "version": None, "language": "Python", "levels": ["wire"]}
        response |= {"capabilities": []}
    elif request["op"] == "parse":
        try:
            response |= {"outcome": "accepted", "output": read(request)}
        except ValueError as error:
            response |= {"outcome": "rejected", "message": str(error)}
    elif request["op"] == "bye":
        response |= {"outcome": "bye"}
    print(json.dumps(response), flush=True)
"""


@pytest.fixture
def source(tmp_path) -> Path:
    """Create the folder of a program."""
    folder = tmp_path / "implementations" / "echo"
    folder.mkdir(parents=True)
    (folder / "build.py").write_text(BUILD, encoding="utf-8")
    (folder / "source").write_text(SOURCE, encoding="utf-8")
    (folder / "expected-failures.json").write_text('{"expected_failures": []}', encoding="utf-8")
    run = {
        "name": "echo",
        "command": [sys.executable, "adapter.py"],
        "levels": ["wire"],
        "areas": ["quality"],
        "expected_failures": "expected-failures.json",
    }
    content = {"name": "echo", "registry": "local", "runs": [run]}
    (folder / "implementation.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture
def installed(tmp_path) -> Path:
    """Return the folder that the program is installed into."""
    return tmp_path / "environments" / "echo"


@pytest.fixture
def call(source, tmp_path, monkeypatch):
    """Run the command on the program."""
    monkeypatch.setattr(manifest, "IMPLEMENTATIONS", source.parent)
    local = Toolchain({sys.executable: "Python"}, (sys.executable, "build.py"))
    monkeypatch.setitem(toolchains.TOOLCHAINS, "local", local)
    monkeypatch.chdir(tmp_path)  # the folders in the arguments are relative
    return lambda *arguments: main(["--environments", "environments", "--evidence", "evidence", *arguments])


def remove_toolchain(monkeypatch) -> None:
    monkeypatch.setitem(toolchains.TOOLCHAINS, "local", Toolchain({"no-such-program": "Local"}, ("no-such-program",)))


def count_builds(installed: Path) -> int:
    return len((installed / "builds").read_text(encoding="utf-8").splitlines())


def test_program_is_installed_and_run_and_its_verdicts_are_counted(call, tmp_path, capfd):
    assert call() == 0
    records = [json.loads(line) for line in (tmp_path / "evidence" / "echo.ndjson").read_text("utf-8").splitlines()]
    header, footer = records[0], records[-1]
    assert (header["implementation"]["name"], header["fail_on"]) == ("echo", "should")
    assert (header["selection"]["levels"], header["selection"]["areas"]) == (["wire"], ["quality"])
    assert header["settings"] == {"variants": True, "repeat": 2, "seed": None}
    assert footer["cases"] == len(records) - 2 > 10
    assert capfd.readouterr().out.splitlines()[-2:] == [
        "== all",
        f"echo  as expected  azure 2.3, {footer['cases']} pass",
    ]


@pytest.mark.parametrize("ci", ["true", ""])
def test_run_without_variants_is_made_without_repetitions(call, source, tmp_path, monkeypatch, ci):
    monkeypatch.setenv("CI", ci)  # turns variants on by default
    edit_run(source, variants=False)
    assert call() == 0
    header = json.loads((tmp_path / "evidence" / "echo.ndjson").read_text(encoding="utf-8").splitlines()[0])
    assert header["settings"] == {"variants": False, "repeat": 1, "seed": None}


def test_program_is_installed_again_only_if_a_file_changed(call, source, installed):
    assert [call(), call(), count_builds(installed)] == [0, 0, 1]
    (source / "source").write_text(f"{SOURCE}\n# changed\n", encoding="utf-8")
    (installed / "obsolete").touch()
    assert [call(), count_builds(installed)] == [0, 1]
    assert "# changed" in (installed / "adapter.py").read_text(encoding="utf-8")
    assert not (installed / "obsolete").exists()


def test_changed_expected_failures_need_no_installation(call, source, installed):
    assert call() == 0
    (source / "expected-failures.json").write_text('{"expected_failures":  []}', encoding="utf-8")
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "adapter.pyc").touch()
    (installed / "kept").touch()
    assert call() == 0
    assert (installed / "kept").exists()
    assert not (installed / "expected-failures.json").exists()


def test_files_in_subfolders_are_copied(call, source, installed):
    (source / "src" / "main").mkdir(parents=True)
    (source / "src" / "main" / "Adapter.java").touch()
    assert call() == 0
    assert (installed / "src" / "main" / "Adapter.java").is_file()


def test_installation_does_not_change_the_source_folder(call, source):
    before = sorted(source.rglob("*"))
    assert call() == 0
    assert sorted(source.rglob("*")) == before


def test_failed_installation_fails_and_is_not_run(call, source, tmp_path, installed, capfd):
    (source / "broken").touch()
    message = f"{sys.executable} build.py in {installed} exited with code 1. See its output above."
    for _ in range(2):  # the first attempt leaves nothing that looks installed
        assert call() == 3
        captured = capfd.readouterr()
        assert captured.out.splitlines()[-1] == f"echo  NOT RUN  {message}"
        assert captured.err.splitlines() == ["no such package", f"imagegen-conformance: {message}"]
    assert not (tmp_path / "evidence").exists()


def test_unexpected_failure_fails(call, source, capfd):
    (source / "source").write_text(SOURCE.replace('return request["payload"]', "return {}"), encoding="utf-8")
    assert call() == 1
    name, status, counts = capfd.readouterr().out.splitlines()[-1].split("  ")
    assert (name, status) == ("echo", "exit 1")
    assert " fail" in counts


def test_program_that_does_not_start_shows_no_counts_of_an_earlier_run(call, source, capfd):
    assert call() == 0
    (source / "source").write_text("raise SystemExit(7)", encoding="utf-8")
    assert call() == 3
    assert capfd.readouterr().out.splitlines()[-1] == "echo  exit 3  no evidence"


def test_missing_toolchain_is_not_run_and_fails_only_on_request(call, source, tmp_path, monkeypatch, capfd):
    other = source.parent / "other"
    other.mkdir()
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "implementation.json":
            text = text.replace('"name": "echo"', '"name": "other"').replace('"local"', '"other"')
        (other / file.name).write_text(text, encoding="utf-8")
    monkeypatch.setitem(toolchains.TOOLCHAINS, "other", toolchains.TOOLCHAINS["local"])
    remove_toolchain(monkeypatch)
    assert call() == 0
    captured = capfd.readouterr()
    first, second = captured.out.splitlines()[-2:]
    assert first == "echo   NOT RUN      Local is not installed"
    assert second.startswith("other  as expected  ")
    assert captured.err.splitlines()[0] == "imagegen-conformance: Local is not installed"
    assert not (tmp_path / "evidence" / "echo.ndjson").exists()
    assert call("--require-all") == 3


def test_missing_toolchain_fails_if_nothing_else_is_run(call, monkeypatch):
    remove_toolchain(monkeypatch)
    assert call() == 3


def test_manifest_without_a_command_is_invalid(call, source):
    file = source / "implementation.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"command"', '"commend"'), encoding="utf-8")
    with pytest.raises(
        CorpusError,
        match=r"implementation\.json: this is not an implementation .*'command'.* See schemas/implementation\.schema",
    ):
        load_runs()
    assert call() == 2


def test_unknown_name_exits_with_2(call, capsys):
    assert call("ecko") == 2
    error = "imagegen-conformance: unknown implementation 'ecko'. The implementations are echo.\n"
    assert capsys.readouterr().err == error


def test_folder_name_selects_its_runs(call, capfd):
    assert call("echo") == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("echo  as expected  ")


def edit_run(source: Path, **changes) -> None:
    """Change keys of the run in the manifest."""
    file = source / "implementation.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["runs"][0] |= changes
    file.write_text(json.dumps(content), encoding="utf-8")


def edit_output(source: Path) -> None:
    """Let the program lose every payload."""
    (source / "source").write_text(SOURCE.replace('return request["payload"]', "return None"), encoding="utf-8")


def test_run_that_is_expected_to_fail_is_as_expected_if_it_fails(call, source, capfd):
    edit_run(source, exit_code=1)
    edit_output(source)
    assert call() == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("echo  as expected  azure 2.3, ")


def test_run_that_is_expected_to_fail_fails_if_it_conforms(call, source, capfd):
    edit_run(source, exit_code=1)
    assert call() == 1
    assert capfd.readouterr().out.splitlines()[-1].startswith("echo  exit 1  azure 2.3, ")


class TestLarge:
    @pytest.fixture
    def with_large(self, source) -> Path:
        """Add a large program with the name `huge`."""
        large = source.parent / "huge"
        large.mkdir()
        for file in source.iterdir():
            (large / file.name).write_bytes(file.read_bytes())
        edit_run(large, name="huge", large=True)
        return large

    def test_large_one_is_left_out_and_the_table_says_so(self, call, with_large, tmp_path, capfd):
        assert call("--require-all") == 0
        first, second = capfd.readouterr().out.splitlines()[-2:]
        assert first.startswith("echo  as expected  azure 2.3, ")
        assert second == "huge  NOT RUN      its installation is large. Run `make implementations-large`."
        assert not (tmp_path / "environments" / "huge").exists()

    def test_only_large_ones_are_run_on_request(self, call, with_large, tmp_path, capfd):
        assert call("--large") == 0
        [line] = capfd.readouterr().out.partition("== all\n")[2].splitlines()
        assert line.startswith("huge  as expected  ")
        assert not (tmp_path / "environments" / "echo").exists()

    @pytest.mark.parametrize("arguments", [("huge",), ("huge", "--large"), ("huge", "echo", "--large")])
    def test_large_one_is_run_if_it_is_named(self, call, with_large, capfd, arguments):
        assert call(*arguments) == 0
        assert capfd.readouterr().out.splitlines()[-1].startswith("huge  as expected  ")

    def test_nothing_is_run_if_all_are_large(self, call, source, capfd):
        edit_run(source, large=True)
        assert call() == 3
        assert capfd.readouterr().out.splitlines()[-1].startswith("echo  NOT RUN  its installation is large.")

    def test_selection_without_a_large_one_exits_with_2(self, call, with_large, capsys):
        assert call("--large", "echo") == 2
        hint = "Omit it, or name a large implementation."
        assert capsys.readouterr().err == f"imagegen-conformance: --large leaves no implementation to run. {hint}\n"


def test_runner_starts_as_a_script(tmp_path):
    help_text = subprocess.run(
        [sys.executable, str(RUNNER), "--help"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert help_text.startswith("usage: python implementations/runner [-h]")


@pytest.mark.parametrize("program", ["./adapter", "target/release/adapter"])
def test_path_of_a_program_stays_relative(tmp_path, program):
    line = suite_call.command_line((program, "one two"), tmp_path / "a b")
    assert line == f"{program} " + ('"one two"' if sys.platform == "win32" else "'one two'")


def test_program_in_its_environment_is_run(call, source, installed, tmp_path):
    if sys.platform == "win32":
        pytest.skip("not run: a script with a shebang is no program on Windows")
    edit = json.loads((source / "implementation.json").read_text(encoding="utf-8"))
    edit["runs"][0]["command"] = ["./adapter.sh"]
    (source / "implementation.json").write_text(json.dumps(edit), encoding="utf-8")
    script = f"#!/bin/sh\nexec {sys.executable} adapter.py\n"
    build = f"{BUILD}\nscript = pathlib.Path('adapter.sh')\nscript.write_text({script!r})\nscript.chmod(0o755)\n"
    (source / "build.py").write_text(build, encoding="utf-8")
    assert call() == 0
    header = json.loads((tmp_path / "evidence" / "echo.ndjson").read_text(encoding="utf-8").splitlines()[0])
    assert "--command ./adapter.sh --" in header["rerun"]
    assert str(tmp_path) not in header["rerun"]


# The virtual environments of the following tests are real, but pip does not contact the index.


def test_failure_of_pip_is_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    environments, evidence = tmp_path / "environments", tmp_path / "evidence"
    assert main(["openai-lax", "--environments", str(environments), "--evidence", str(evidence)]) == 3
    last_line = capfd.readouterr().out.splitlines()[-1]
    message = f"pip could not install the packages in {environments / 'python-openai'}. See its output above."
    assert last_line == f"openai-lax  NOT RUN  {message}"
    assert not evidence.exists()


def test_old_python_is_a_missing_toolchain(tmp_path):
    with pytest.raises(toolchains.MissingToolError, match=r"the packages require Python 99\.1 or later"):
        virtual_environment.install(tmp_path / "requirements.txt", tmp_path, minimum_python="99.1")


@pytest.fixture
def write_wheel(tmp_path, monkeypatch):
    """Write a wheel of a package named `pinned` that pip finds without the index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(virtual_environment, "_suite", lambda: ["pinned"])

    def write(version: str) -> None:
        info = f"pinned-{version}.dist-info"
        with zipfile.ZipFile(folder / f"pinned-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("pinned.py", f"VERSION = {version!r}")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: pinned\nVersion: {version}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")

    return write


def test_package_of_a_run_is_installed_beside_the_pinned_ones(write_wheel, tmp_path):
    requirements, environment = tmp_path / "requirements.txt", tmp_path / "environment"
    requirements.write_text("# none\n", encoding="utf-8")
    for version in ("1.0", "2.0"):
        write_wheel(version)
    for version in ("1.0", "2.0"):  # another package is another installation
        python = virtual_environment.install(requirements, environment, f"pinned=={version}")
        code = "import pinned; print(pinned.VERSION)"
        assert (
            subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == version
        )
    (environment / "kept").touch()
    virtual_environment.install(requirements, environment, "pinned==2.0")
    assert (environment / "kept").exists()


def test_environment_of_a_server_does_not_have_the_suite(write_wheel, tmp_path, monkeypatch):
    write_wheel("1.0")
    requirements, environment = tmp_path / "requirements.txt", tmp_path / "environment"
    requirements.write_text("# none\n", encoding="utf-8")
    for with_suite in (False, True, False):  # the suite is another installation
        python = virtual_environment.install(requirements, environment, with_suite=with_suite)
        found = subprocess.run([python, "-c", "import pinned"], check=False, capture_output=True).returncode == 0
        assert found == with_suite
    (environment / "kept").touch()
    virtual_environment.install(requirements, environment, with_suite=False)
    assert (environment / "kept").exists()


def test_each_release_of_a_run_has_an_environment_of_its_own(source, monkeypatch):
    monkeypatch.setattr(manifest, "IMPLEMENTATIONS", source.parent)
    run = {"implementation": "x:X", "levels": ["wire"]}
    runs = [
        run | {"name": "old", "package": "x==1.0"},
        run | {"name": "new", "package": "x==2.0", "requirements": "requirements-2.txt"},
        run | {"name": "none"},
    ]
    content = {"name": "x", "registry": "pypi", "requirements": "requirements.txt", "runs": runs}
    (source / "implementation.json").write_text(json.dumps(content), encoding="utf-8")
    assert [(run.environment, run.package, run.requirements) for run in load_runs()] == [
        ("echo-1.0", "x==1.0", source / "requirements.txt"),
        ("echo-2.0", "x==2.0", source / "requirements-2.txt"),
        ("echo", "", source / "requirements.txt"),
    ]


def test_missing_npm_is_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(virtual_environment, "install", lambda *_, **_options: Path(sys.executable))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["strict-schema-ajv", "--environments", str(tmp_path), "--evidence", str(tmp_path / "evidence")]) == 3
    out, err = capfd.readouterr()
    assert out.splitlines()[-1] == "strict-schema-ajv  NOT RUN  Node is not installed"
    assert err == "imagegen-conformance: Node is not installed\n"
    assert not (tmp_path / "evidence").exists()


@pytest.fixture
def python_run(tmp_path, monkeypatch) -> Run:
    """Return a run of the reference, in the environment of the tests."""
    (tmp_path / "expected-failures.json").write_text('{"expected_failures": []}', encoding="utf-8")
    monkeypatch.setattr(virtual_environment, "install", lambda *_, **_options: Path(sys.executable))
    run = next(run for run in load_runs() if run.name == "azure-ai-projects-2.4.0")
    return run._replace(
        implementation="imagegen_reference:ImageGenTool", expected_failures=tmp_path / "expected-failures.json"
    )


@pytest.mark.slow
def test_python_object_is_run_and_judged(python_run, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(command, "load_runs", lambda: [python_run])
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    assert "conforms at levels wire and object" in capfd.readouterr().out
    assert (tmp_path / "evidence" / "azure-ai-projects-2.4.0.ndjson").is_file()


@pytest.mark.slow
def test_python_adapter_is_imported_from_its_folder(python_run, tmp_path, monkeypatch):
    (tmp_path / "adapter_in_folder.py").write_text("from imagegen_reference import ImageGenTool", encoding="utf-8")
    run = python_run._replace(folder=tmp_path, implementation="adapter_in_folder:ImageGenTool", levels=("wire",))
    monkeypatch.setattr(command, "load_runs", lambda: [run])
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0


def test_run_is_judged_by_its_profile_and_revision(python_run, tmp_path, monkeypatch, capfd):
    run = python_run._replace(profile="openai", revision="3.25.0", areas=("quality",), levels=("wire",))
    monkeypatch.setattr(command, "load_runs", lambda: [run])
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    lines = (tmp_path / "evidence" / "azure-ai-projects-2.4.0.ndjson").read_text(encoding="utf-8").splitlines()
    header = json.loads(lines[0])
    assert (header["profile"], header["revision"]) == ("openai", "2026-10-06")
    assert "azure-ai-projects-2.4.0  as expected  openai 2026-10-06, " in capfd.readouterr().out


def test_profile_and_revision_of_a_run_are_read(source, monkeypatch):
    monkeypatch.setattr(manifest, "IMPLEMENTATIONS", source.parent)
    file = source / "implementation.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["runs"][0] |= {"profile": "openai", "revision": "2026-11-04"}
    file.write_text(json.dumps(content), encoding="utf-8")
    [run] = manifest.load_runs()
    assert (run.profile, run.revision) == ("openai", "2026-11-04")


def test_only_the_areas_of_the_run_and_their_prerequisites_are_run(python_run, tmp_path, monkeypatch):
    monkeypatch.setattr(
        command, "load_runs", lambda: [python_run._replace(areas=("quality", "size"), levels=("wire",))]
    )
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    lines = (tmp_path / "evidence" / "azure-ai-projects-2.4.0.ndjson").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["selection"]["areas"] == ["quality", "size"]
    ids = {json.loads(line)["case"] for line in lines[1:-1]} - Corpus.load().prerequisites.ids
    assert {id_.partition("/")[0] for id_ in ids} == {"quality", "size"}
