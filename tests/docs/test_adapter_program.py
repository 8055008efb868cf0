"""The tutorial about adapter programs: its programs are judged by the suite, and its mistakes have the shown messages."""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from document_runner import MissingToolError, Runner
from documents import blocks, prose
from imagegen_conformance.connections.stdio.options import StdioOptions
from missing_tools import report_not_run

PAGE = "docs/tutorials/adapter_program.md"
STEP_7 = next(number for number, line in prose(PAGE) if line.startswith("## 7. "))
# The programs of step 6, in each language, and the program of step 7, in Python.
FILES = {
    block.options["file"]: block.text
    for block in blocks(PAGE)
    if "file" in block.options and (block.line < STEP_7 or block.language != "python")
}
FILES_OF_STEP_7 = {
    block.options["file"]: block.text
    for block in blocks(PAGE)
    if "file" in block.options and block.line > STEP_7 and block.language == "python"
}
PROGRAMS = {
    "Python": ("toy.py", "python adapter.py"),
    "JavaScript": ("adapter.mjs", "node adapter.mjs"),
    "Go": ("adapter.go", "go run adapter.go"),
}
ROWS = re.findall(r"^\| `([^`]+)`", "\n".join(line for _, line in prose(PAGE)), re.MULTILINE)
# The change of the program in Python that causes the message, by the message, in the order of the rows.
MISTAKES = {
    "no response within … s": ("adapter.py", "    responses.flush()", "    pass"),
    "it wrote a line that is not JSON": ("adapter.py", "request = json", "responses.write(b'x\\n'); request = json"),
    "it wrote a line that is only the beginning of a JSON value": ("adapter.py", "allow_nan=False", "indent=2"),
    "it wrote a line that is not UTF-8": (
        "adapter.py",
        "text.encode()",
        "text.replace('low', '\\xe9').encode('latin-1')",
    ),
    'its "seq" is 3; expected 4': (
        "adapter.py",
        "    responses.flush()",
        "    if request['seq'] == 3: responses.write(text.encode() + b'\\n')\n    responses.flush()",
    ),
    "wrong-output": ("adapter.py", "json.loads(line)", "json.loads(line, parse_float=str)"),
    "unsupported": (
        "adapter.py",
        '"levels": ["wire"], "capabilities": []',
        '"levels": ["wire", "schema"], "capabilities": ["validate"]',
    ),
}
MISTAKES_OF_RUN = {"wrong-output", "unsupported"}  # `protocol check` does not find them

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX shell")


@pytest.fixture
def runner(tmp_path) -> Runner:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Runner(tmp_path)


def change(runner: Runner, name: str, before: str, after: str) -> None:
    file = runner.folder / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def run(runner: Runner, command: str) -> tuple[int | None, str]:
    try:
        return runner.run(command)
    except MissingToolError as error:
        report_not_run(str(error))


@pytest.mark.slow
@pytest.mark.parametrize("language", PROGRAMS)
def test_program_conforms_with_variants(runner, language):
    code, output = run(
        runner, f"imagegen-conformance run --command '{PROGRAMS[language][1]}' --variants --fail-on should"
    )
    assert code == 0, output
    assert f"({language}, program)" in output
    assert output.splitlines()[-1] == "conforms at level wire"


@pytest.mark.parametrize("language", PROGRAMS)
def test_fault_of_the_implementation_is_found(runner, language):
    """The suite judges the implementation inside the program: with another type, legal payloads are rejected."""
    file, command = PROGRAMS[language]
    change(runner, file, "image_generation", "image_generator")
    code, output = run(runner, f"imagegen-conformance run --command '{command}' --select quality/values")
    assert code == 1
    assert "wrongly-rejected" in output


def test_go_program_has_the_usual_format(tmp_path):
    import subprocess

    if shutil.which("gofmt") is None:
        report_not_run("gofmt is not installed")
    (tmp_path / "adapter.go").write_text(FILES["adapter.go"], encoding="utf-8")
    done = subprocess.run(["gofmt", "-l", "adapter.go"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.fixture
def runner_of_step_7(tmp_path) -> Runner:
    for name, text in FILES_OF_STEP_7.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Runner(tmp_path)


def test_program_with_a_validator_preserves_payloads(runner_of_step_7):
    options = "--level wire --variants --fail-on should"
    code, output = run(runner_of_step_7, f"imagegen-conformance run --command 'python adapter.py' {options}")
    assert code == 0, output
    assert output.splitlines()[-1] == "conforms at level wire"


def test_program_with_a_validator_reports_every_reason(runner_of_step_7):
    options = "--level schema --area quality --area type --fail-on should"
    code, output = run(runner_of_step_7, f"imagegen-conformance run --command 'python adapter.py' {options}")
    assert code == 0, output
    correct, total = output.splitlines()[-2].split()[-1].split("/")
    assert int(correct) == int(total) > 50


def test_number_of_exchanges_is_the_one_of_the_check():
    first_check = next(block for block in blocks(PAGE) if "$ imagegen-conformance protocol check" in block.text)
    (number,) = re.findall(r"^1 of (\d+) exchanges", first_check.text, re.MULTILINE)
    assert any(line.startswith(f"There are {number} exchanges") for _, line in prose(PAGE))


def test_every_mistake_of_the_table_is_tested():
    assert list(MISTAKES) == ROWS


def test_time_limits_are_the_defaults():
    defaults = StdioOptions()
    (row,) = [line for _, line in prose(PAGE) if line.startswith("| `no response within")]
    assert f"waits {defaults.startup_timeout:g} seconds for the response to `hello`" in row
    assert f"and {defaults.timeout:g} seconds for any other" in row


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_has_the_shown_message(runner, mistake):
    change(runner, *MISTAKES[mistake])
    command = "imagegen-conformance run --command 'python adapter.py'"
    if mistake not in MISTAKES_OF_RUN:
        command = "imagegen-conformance protocol check --command 'python adapter.py' --timeout 2 --startup-timeout 2"
    code, output = run(runner, command)
    assert code == 1
    assert re.search(".*".join(map(re.escape, mistake.split("…"))), output)
