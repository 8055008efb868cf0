"""The action in a folder of its own, with the real command, an installed suite, and no network."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import stdio_server
from action_project import FAILING, KNOWN, Run
from command_line import python_command
from composite_action import ActionRun, run_action
from documents import CHECKOUT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner of these steps is that of POSIX systems")

HOSTILE = [
    "$(touch hacked)",
    "`touch hacked`",
    "; touch hacked #",
    '" && touch hacked "',
    "' ; touch hacked ; '",
    "--help",
    "-",
    "x\n::error::injected",
    "x\nexit-code=0\nEOF\n",
    "${{ github.token }}",
]
INPUTS = [
    "implementation",
    "command",
    "level",
    "fail-on",
    "expected-failures",
    "compare",
    "evidence",
    "args",
    "version",
]


def test_conforming_implementation_passes(run: Run, folder: Path) -> None:
    done = run()
    assert done.exit_code == 0, done.log
    assert done.outputs == {
        "exit-code": "0",
        "evidence": str(folder / "evidence.ndjson"),
        "markdown": str(folder / "evidence.md"),
        "junit": str(folder / "evidence.junit.xml"),
    }
    assert "83 selected cases pass" in done.log
    assert done.summary == (folder / "evidence.md").read_text(encoding="utf-8") + "\n"
    assert "<testsuites" in (folder / "evidence.junit.xml").read_text(encoding="utf-8")
    assert [command.partition(" ")[0] for command in done.commands] == ["::notice"]


def test_failing_implementation_fails_and_is_annotated(run: Run, folder: Path) -> None:
    (folder / "mine.py").write_text(FAILING, encoding="utf-8")
    done = run()
    assert (done.exit_code, done.outputs["exit-code"]) == (1, "1"), done.log
    assert "wire.no-corruption" in done.summary or "wire.round-trip" in done.summary
    assert done.commands
    assert all(command.startswith("::error title=") for command in done.commands)


def test_output_of_the_implementation_in_an_annotation_is_not_obeyed(run: Run, folder: Path) -> None:
    source = "def tool(payload):\n    return {**payload, '\\u2028::error::injected\\r::error::injected': 'é\\u0130'}\n"
    (folder / "mine.py").write_text(source, encoding="utf-8")
    done = run(args="--select\nquality/values/low:wire")
    assert done.exit_code == 1
    assert all(command.startswith("::error title=wire.") for command in done.commands), done.commands
    assert "é" in done.commands[0]


@pytest.mark.parametrize("level", ["wire schema", "wire\n\nschema\n"])
def test_levels_are_separated_by_spaces_or_lines(run: Run, folder: Path, level: str) -> None:
    done = run(implementation="imagegen_reference:ImageGenTool", level=level)
    header = json.loads((folder / "evidence.ndjson").read_text(encoding="utf-8").splitlines()[0])
    assert header["selection"]["levels"] == ["wire", "schema"]
    assert done.exit_code == 0, done.log


def test_options_are_passed_on(run: Run, folder: Path) -> None:
    (folder / "mine.py").write_text(FAILING, encoding="utf-8")
    (folder / "known failures.json").write_text(json.dumps({"expected_failures": [KNOWN]}), encoding="utf-8")
    args = "--select\nquality/values/low:wire\n\n  --repeat=2  \n"
    done = run(expected_failures="known failures.json", fail_on="should", evidence="a folder/mine.ndjson", args=args)
    header = json.loads((folder / "a folder" / "mine.ndjson").read_text(encoding="utf-8").splitlines()[0])
    assert (header["fail_on"], header["settings"]["repeat"]) == ("should", 2)
    assert done.outputs["markdown"] == str(folder / "a folder" / "mine.md")
    assert done.exit_code == 0, done.log
    assert "1 fails as expected" in done.log


@pytest.mark.slow
@pytest.mark.parametrize("name", ["types.py", "json.py", "select.py", "pip.py", "runpy.py"])
def test_module_with_the_name_of_another_is_not_imported(run: Run, folder: Path, name: str) -> None:
    """The implementation is still found in the current directory."""
    (folder / name).write_text("raise SystemExit('wrong module')\n", encoding="utf-8")
    done = run(args="--select\nquality/values/low:wire")
    assert done.exit_code == 0, done.log


@pytest.mark.parametrize("args", ["--area quality --smoke", "--no-variants\n--area quality", "-q --smoke"])
def test_line_with_several_arguments_is_rejected(run: Run, args: str) -> None:
    done = run(args=args)
    assert (done.exit_code, done.outputs["exit-code"], done.outputs["evidence"]) == (2, "2", "")
    message = (
        "A line of the input args has several arguments. Write each argument of the input args on a line of its own."
    )
    assert done.commands == [f"::error title=imagegen-conformance::{message}"]
    assert message in done.summary


def test_value_of_an_argument_may_have_spaces(run: Run, folder: Path) -> None:
    args = "--select=quality/values/low:wire\n--report=html=the report.html"
    assert run(args=args).exit_code == 0
    assert (folder / "the report.html").is_file()


def test_report_that_cannot_be_written_fails_the_step(run: Run, folder: Path) -> None:
    (folder / "evidence.md").mkdir()
    done = run()
    assert (done.exit_code, done.outputs["exit-code"], done.outputs["markdown"]) == (3, "3", ""), done.log
    problem = "The report in Markdown could not be written. The log of the step has the reason."
    assert problem in done.summary
    assert done.commands[0] == f"::error title=imagegen-conformance::{problem}"


def test_report_that_cannot_be_written_does_not_replace_the_exit_code(run: Run, folder: Path) -> None:
    (folder / "mine.py").write_text(FAILING, encoding="utf-8")
    (folder / "evidence.md").mkdir()
    assert run().exit_code == 1


def test_program_is_run(run: Run, folder: Path) -> None:
    program = python_command(stdio_server.__file__, "imagegen_reference:ImageGenTool")
    done = run(implementation="", command=program)
    assert (done.exit_code, done.outputs["exit-code"]) == (0, "0"), done.log
    assert "83 selected cases pass" in done.log


def test_run_that_does_not_start_is_reported(run: Run) -> None:
    done = run(implementation="missing.module:Tool")
    assert (done.exit_code, done.outputs["exit-code"]) == (3, "3")
    assert (done.outputs["evidence"], done.outputs["markdown"], done.outputs["junit"]) == ("", "", "")
    assert "The run ended with exit code 3 before it wrote evidence." in done.summary
    (command,) = done.commands
    assert command.startswith("::error title=imagegen-conformance::The run ended with exit code 3 before it wrote")


def test_evidence_of_an_earlier_run_is_not_reported(run: Run) -> None:
    assert run().outputs["evidence"]
    done = run(implementation="missing.module:Tool")
    assert done.outputs["evidence"] == ""
    assert "83" not in done.summary


def assert_harmless(done: ActionRun, folder: Path) -> None:
    assert not (folder / "hacked").exists()
    assert not any("injected" in command for command in done.commands), done.log
    assert done.outputs["exit-code"] in {"", str(done.exit_code)}


@pytest.mark.parametrize("value", HOSTILE)
def test_value_is_neither_script_nor_option_nor_command(run: Run, folder: Path, value: str) -> None:
    done = run(implementation=value, fail_on="must")
    assert_harmless(done, folder)
    assert done.exit_code in {2, 3}
    assert "usage:" not in done.log


@pytest.mark.parametrize("name", INPUTS)
def test_input_is_neither_script_nor_command(run: Run, folder: Path, name: str) -> None:
    done = run(**{name: "\n".join(HOSTILE)})
    assert_harmless(done, folder)
    assert done.exit_code in ({0, 2} if name == "evidence" else {2, 3})


def test_evidence_may_have_any_name(run: Run, folder: Path) -> None:
    done = run(evidence="--help; touch hacked\n::error::injected")
    assert_harmless(done, folder)
    assert done.exit_code == 0, done.log
    assert Path(done.outputs["evidence"]).name == "--help; touch hacked\n::error::injected"
    assert Path(done.outputs["markdown"]).is_file()


def test_option_that_replaces_the_run_is_not_a_success(run: Run) -> None:
    done = run(args="--help")
    assert (done.exit_code, done.outputs["exit-code"], done.outputs["evidence"]) == (3, "3", "")


def test_output_of_the_implementation_is_not_obeyed(run: Run, folder: Path) -> None:
    lines = ["::error::printed", "  ::set-env name=x::y", "##[error]printed", "::stop-commands::abc", "::abc::"]
    prints = "".join(
        f"    print({line!r}, flush=True)\n    print({line!r}, file=sys.stderr, flush=True)\n" for line in lines
    )
    (folder / "mine.py").write_text(f"import sys\ndef tool(payload):\n{prints}    return payload\n", encoding="utf-8")
    done = run(args="--select\nquality/values/low:wire")
    assert done.exit_code == 0, done.log
    assert not any("printed" in command or "set-env" in command for command in done.commands)


def test_without_files_of_the_runner_only_the_reports_are_written(folder: Path) -> None:
    script = CHECKOUT / "action" / "run_suite.py"
    environment = {"INPUT_IMPLEMENTATION": "mine:tool", "INPUT_ARGS": "--select\nquality/values/low:wire", "PATH": ""}
    done = subprocess.run([sys.executable, str(script)], cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert {file.name for file in folder.glob("evidence.*")} == {"evidence.ndjson", "evidence.md", "evidence.junit.xml"}


SLOW = """\
import pathlib, time
calls = []
def tool(payload):
    calls.append(payload)
    if len(calls) == 10:  # the first calls show whether the function validates
        pathlib.Path("started").touch()
    time.sleep(0.2)
    return payload
"""


def test_canceled_job_keeps_the_evidence_so_far(folder: Path) -> None:
    (folder / "mine.py").write_text(SLOW, encoding="utf-8")
    output = folder / "output"
    environment = {"INPUT_IMPLEMENTATION": "mine:tool", "INPUT_LEVEL": "wire", "GITHUB_OUTPUT": str(output), "PATH": ""}
    process = subprocess.Popen(
        [sys.executable, str(CHECKOUT / "action" / "run_suite.py")], cwd=folder, env=environment, stdout=subprocess.PIPE
    )
    while not (folder / "started").exists():
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    log, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT, log
    *_, footer = map(json.loads, (folder / "evidence.ndjson").read_text(encoding="utf-8").splitlines())
    assert footer["complete"] is False
    assert str(folder / "evidence.ndjson") in output.read_text(encoding="utf-8")


@pytest.fixture
def pip(tmp_path: Path) -> dict[str, str]:
    """Environment variables with which another pip runs, which only writes its arguments to a file."""
    package = tmp_path / "stub" / "pip"
    package.mkdir(parents=True)
    arguments = tmp_path / "arguments.json"
    source = f"import json, sys\njson.dump(sys.argv[1:], open({str(arguments)!r}, 'w'))\n"
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(source, encoding="utf-8")
    return {"PYTHONPATH": str(package.parent)}


@pytest.mark.parametrize(
    ("version", "requirement"),
    [
        ("", str(CHECKOUT)),
        ("0.1.0", "imagegen-conformance==0.1.0"),
        (" 1.0rc1\n", "imagegen-conformance==1.0rc1"),
    ],
)
def test_version_is_installed(folder: Path, pip, tmp_path: Path, version: str, requirement: str) -> None:
    for name in ("pip.py", "types.py"):
        (folder / name).write_text("raise SystemExit('wrong module')\n", encoding="utf-8")
    run_action(folder, {"args": "--help", "version": version}, **pip)
    arguments = json.loads((tmp_path / "arguments.json").read_text(encoding="utf-8"))
    assert arguments == ["install", "--quiet", "--disable-pip-version-check", requirement]


def test_failed_installation_is_reported(folder: Path) -> None:
    done = run_action(folder, {"implementation": "mine:tool", "version": "99"}, PIP_NO_INDEX="1")
    assert (done.exit_code, done.outputs["exit-code"], done.summary) == (3, "", "")
    (command,) = done.commands
    assert command.startswith("::error title=imagegen-conformance::pip could not install the suite, see the log. Use")


@pytest.mark.parametrize("version", ["0.1.0 --index-url https://example.com", "latest", "-r file", "0.1.0\nother"])
def test_invalid_version_is_rejected(run: Run, version: str) -> None:
    done = run(version=version)
    assert done.exit_code == 3
    assert done.log == (
        "::error title=imagegen-conformance::The input version is not a version. Write one such as 0.1.0, or `installed`.\n"
    )
