"""The README: its first screen, its options, and its links. `test_blocks.py` runs its commands."""

from __future__ import annotations

import re
import sys

import pytest

from document_runner import Runner
from documents import CHECKOUT, blocks, prose, read

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

README = read("README.md")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_first_screen_shows_a_run():
    first_screen = README.splitlines()[:40]
    assert "$ imagegen-conformance run mypackage.tools:ImageGenTool" in first_screen
    assert "## What it finds" in first_screen


def test_checkout_commands_are_those_of_the_makefile():
    commands = [line for block in blocks("README.md") for line in block.text.splitlines() if line.startswith("$ make")]
    assert commands == ["$ make run", "$ make test"]


def test_three_lines_are_a_test_class():
    (block,) = [block for block in blocks("README.md") if block.language == "python"]
    assert block.text.count("\n") == 3


@pytest.mark.parametrize("option", sorted(set(re.findall(r"--[a-z][a-z-]+", README))))
def test_option_exists(option, tmp_path):
    if option.startswith("--imagegen"):
        helps = ["pytest --help"]
    else:
        helps = [f"imagegen-conformance {command} --help" for command in ("run", "protocol check", "export")]
    known = set().union(*(re.findall(r"--[a-z][a-z-]+", Runner(tmp_path).run(command)[1]) for command in helps))
    assert option in known


def test_links_are_absolute():
    """The README is also the page of the package on the index, where relative links do not work."""
    links = [link for _, line in prose("README.md") for link in re.findall(r"\]\(([^)]+)\)", line)]
    assert len(links) > 15
    known = (PROJECT["urls"]["Documentation"], PROJECT["urls"]["Repository"])
    assert [link for link in links if not link.startswith(known)] == []


def test_supported_versions_are_those_of_the_package():
    minors = re.findall(r"Python :: 3\.(\d+)", " ".join(PROJECT["classifiers"]))
    assert f"Python 3.{minors[0]} to 3.{minors[-1]}" in README
    (pytest_requirement,) = PROJECT["optional-dependencies"]["pytest"]
    assert f"pytest {pytest_requirement.removeprefix('pytest>=')} or later" in README


def test_findings_are_those_of_the_runs():
    """Each package of the table is run, in the same version, by `make implementations`."""
    table = README.partition("## What it finds")[2].partition("The [matrix]")[0]
    packages = [row.split(" for ")[0] for row in re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[1:]]
    runs = [
        " ".join(file.read_text(encoding="utf-8").split())
        for file in CHECKOUT.glob("implementations/*/implementation.json")
    ]
    assert len(packages) == 8
    for package in packages:
        assert any(f'"name": "{package}' in run for run in runs), package
