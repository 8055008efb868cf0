"""Fixtures for tests of the action."""

from __future__ import annotations

from pathlib import Path

import pytest

from action_project import CONFORMING, Run
from composite_action import ActionRun, run_action


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a project with a module `mine`."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "mine.py").write_text(CONFORMING, encoding="utf-8")
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch) -> Run:
    """Run the action with few cases, unless other inputs are given."""
    monkeypatch.delenv("CI", raising=False)  # it switches variants on
    defaults = {"implementation": "mine:tool", "level": "wire", "args": "--area\nquality", "version": "installed"}

    def call(**inputs: str) -> ActionRun:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run_action(folder, {name: value for name, value in {**defaults, **given}.items() if value})

    return call
