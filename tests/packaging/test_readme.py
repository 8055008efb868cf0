"""The commands of the README do what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import served

IMPLEMENTATION = "imagegen_reference:ImageGenTool"
CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.split(" #")[0].strip()
    for language, block in BLOCKS
    if not language
    for line in block.replace("\\\n", " ").splitlines()
    if re.match(r"(make|pip|pytest|imagegen-conformance) ", line)
]

# The program that the README speaks of serves the reference.
ADAPTER = f"import runpy, sys\nsys.argv[1:] = {[IMPLEMENTATION]!r}\nrunpy.run_path({served.__file__!r}, run_name='__main__')\n"


def ours(program: str) -> list[str]:
    return [command for command in COMMANDS if command.startswith(program)]


@pytest.fixture
def project(tmp_path) -> Path:
    """The project that the README speaks of, whose class is the reference."""
    package = tmp_path / "mypackage"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tools.py").write_text("from imagegen_reference import ImageGenTool as ImageGenTool\n", encoding="utf-8")
    (tmp_path / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    (tmp_path / "known-failures.json").write_text(json.dumps({"expected": []}), encoding="utf-8")
    return tmp_path


def run(command: list[str], project: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where `python` is this one
    environment = os.environ | {"PYTHONPATH": str(project), "PATH": path, "CI": ""}  # CI turns variants on
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def test_every_kind_of_command_is_there():
    assert {command.split()[0] for command in COMMANDS} == {"make", "pip", "pytest", "imagegen-conformance"}


@pytest.mark.parametrize("command", [command.split()[1] for command in ours("make")])
def test_make_target_is_there(command):
    done = subprocess.run(
        [shutil.which("make") or "make", "--dry-run", command],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_options_of_the_tables_are_there(project):
    told = [line.split(" | ") for line in README.splitlines() if line.startswith(("| `--", "| | `--"))]
    assert len(told) > 10
    columns = [
        set(re.findall(r"--[a-z-]+", " ".join(cells))) for cells in ([row[0] for row in told], [row[1] for row in told])
    ]
    helps = run(["imagegen_conformance", "run", "--help"], project).stdout, run(["pytest", "--help"], project).stdout
    for help_, options in zip(helps, [columns[0], {it for it in columns[1] if "imagegen" in it}], strict=True):
        assert options <= set(re.findall(r"--[a-z-]+", help_))


def test_commands_end_well(project):
    for command in ours("imagegen-conformance"):
        done = run(["imagegen_conformance", *shlex.split(command)[1:]], project)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert done.stdout


def test_pytest_runs_an_item_per_case(project):
    (command,) = ours("pytest")
    done = run([*shlex.split(command), "-q", "-p", "no:cacheprovider", "--imagegen-area", "quality"], project)
    assert done.returncode == 0, done.stdout
    assert "selected cases pass" in done.stdout


def test_three_lines_are_a_test(project):
    (lines,) = [block for language, block in BLOCKS if language == "python"]
    assert len(lines.splitlines()) == 3
    (project / "test_mine.py").write_text(lines, encoding="utf-8")
    done = run(["pytest", "-q", "-p", "no:cacheprovider", "-k", "quality", "test_mine.py"], project)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ passed", done.stdout)


def test_example_of_a_failure_is_what_the_command_says(project):
    (project / "mypackage" / "tools.py").write_text(
        "def ImageGenTool(payload):\n"
        "    value = payload.get('output_compression')\n"
        "    return payload | {'output_compression': int(value)} if value == '80' else payload\n",
        encoding="utf-8",
    )
    done = run(["imagegen_conformance", "run", "mypackage.tools:ImageGenTool"], project)
    (example,) = [block for _, block in BLOCKS if block.startswith("FAIL ")]
    assert done.returncode == 1
    assert example in done.stdout
