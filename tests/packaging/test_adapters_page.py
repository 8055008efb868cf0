"""The page about adapters: its programs are taken from it and run, by the commands that stand below them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "adapters.md").read_text(encoding="utf-8")
SECTIONS = re.compile(
    r"^## (\w+)\n\n`(adapter\.\w+)`.*?^```\w+\n(.*?)^```\n\n^```\n(.*?)^```", re.MULTILINE | re.DOTALL
)
WRONG = re.search(r"^```\n(WRONG .*?)^```", PAGE, re.MULTILINE | re.DOTALL)


class Program(NamedTuple):
    """A program of the page, and the commands below it."""

    language: str
    file: str
    text: str
    commands: tuple[str, ...]

    @property
    def tool(self) -> str:
        """What runs it."""
        return shlex.split(shlex.split(self.commands[0])[-1])[0]


PROGRAMS = [
    Program(language, file, text, tuple(commands.splitlines()))
    for language, file, text, commands in SECTIONS.findall(PAGE)
]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As it stands on the page, with this suite and this Python."""
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside, os.environ["PATH"]])
    # CI turns variants on; the last would flush whatever the program does.
    environment = os.environ | {"PATH": path, "CI": "", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": ""}
    call = [sys.executable, "-m", "imagegen_conformance", *shlex.split(command)[1:]]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def needs(tool: str) -> None:
    """Without the toolchain there is nothing to run: in CI that is a failure."""
    if tool != "python" and shutil.which(tool) is None:
        told = f"{tool} is not installed: the program of docs/adapters.md was NOT RUN"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)


def test_there_are_programs_in_three_languages():
    assert [program.language for program in PROGRAMS] == ["Python", "JavaScript", "Go"]
    assert PAGE.count("```python") + PAGE.count("```js") + PAGE.count("```go") == len(PROGRAMS)
    for program in PROGRAMS:
        assert [command.split()[1] for command in program.commands] == ["protocol", "run"]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.language)
def test_program_of_the_page_is_right(program, tmp_path):
    needs(program.tool)
    (tmp_path / program.file).write_text(program.text, encoding="utf-8")
    check, everything = program.commands
    done = run(check, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"all \d+ exchanges are as they should be", done.stdout.splitlines()[-1])
    done = run(f"{everything} --level wire --variants --strength should", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"({program.language}, program)" in done.stdout
    assert done.stdout.splitlines()[-1] == "conforms at wire"
    assert run(everything, tmp_path).returncode == 0


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.language)
def test_its_implementation_refuses_what_is_wrong_and_is_told_apart_from_one_that_does_not(program, tmp_path):
    """So that it is the implementation that is judged: with another name of the type, it fails."""
    needs(program.tool)
    wrong = program.text.replace("image_generation", "image_generator")
    assert wrong != program.text
    (tmp_path / program.file).write_text(wrong, encoding="utf-8")
    done = run(f"{program.commands[1]} --select quality/values", tmp_path)
    assert done.returncode == 1
    assert "rejected" in done.stdout


@pytest.mark.skipif(
    shutil.which("gofmt") is None, reason="gofmt is not installed: the form of the program is NOT CHECKED"
)
def test_program_in_go_has_the_usual_form(tmp_path):
    (program,) = [program for program in PROGRAMS if program.language == "Go"]
    (tmp_path / program.file).write_text(program.text, encoding="utf-8")
    done = subprocess.run(["gofmt", "-l", program.file], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_example_of_a_mistake_is_what_the_command_says(tmp_path):
    program = PROGRAMS[0]
    wrong = re.sub(r"^    except Refused.*\n.*\n", "", program.text, flags=re.MULTILINE)
    assert wrong.count("\n") == program.text.count("\n") - 2
    (tmp_path / program.file).write_text(wrong, encoding="utf-8")
    done = run(program.commands[0], tmp_path)
    assert done.returncode == 1
    assert WRONG
    assert WRONG[1] in done.stdout


# What makes the program in Python go wrong, by what the page says is then told.
MISTAKES = {
    "does it flush what it writes?": ("answers.flush()", "pass"),
    "it wrote a line that is no JSON": ("request = json", "answers.write(b'asked\\n'); request = json"),
    "it wrote a line that is no UTF-8": ("text.encode()", 'text.replace("low", "\\xe9").encode("latin-1")'),
    "its seq is 3, and that of the request is 4": (
        "    answers.flush()",
        "    if request['seq'] == 3: answers.write(text.encode() + b'\\n')\n    answers.flush()",
    ),
    "changed": ("json.loads(line)", "json.loads(line, parse_float=str)"),
    "unsupported": ('"levels": ["wire"], "features": []', '"levels": ["wire", "schema"], "features": ["validate"]'),
}


def test_every_mistake_of_the_page_is_made():
    assert re.findall(r"^\| `([^`]+)`", PAGE, re.MULTILINE) == list(MISTAKES)


@pytest.mark.parametrize("told", MISTAKES)
def test_mistake_is_told_as_the_page_says(told, tmp_path):
    program = PROGRAMS[0]
    wrong = program.text.replace(*MISTAKES[told])
    assert wrong != program.text
    (tmp_path / program.file).write_text(wrong, encoding="utf-8")
    command = program.commands[told in {"changed", "unsupported"}]
    done = run(f"{command} --start-deadline 2" if "flush" in told else command, tmp_path)
    assert done.returncode == 1
    assert told in done.stdout


def links_within(page):
    """A path and an anchor each, either of which may be empty; what is on the web is not asked for."""
    return re.findall(r"\]\((?!https?:)([^)#\s]+)?(#[^)\s]+)?\)", page.read_text(encoding="utf-8"))


def test_pages_have_links():
    assert any(map(links_within, DOCS.glob("*.md")))


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = links_within(page)
    for path, anchor in links:
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor[1:] in {heading.lower().replace(" ", "-") for heading in headings}, anchor
