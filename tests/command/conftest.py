"""The command as a user starts it, and as a function for what needs no process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from imagegen_conformance import corpus
from imagegen_conformance.cli import main

PROGRAM = [sys.executable, "-m", "imagegen_conformance"]


class Ended(NamedTuple):
    """How the command ended."""

    code: int
    out: str
    err: str

    def complains(self, code: int, *parts: str) -> None:
        """One line on stderr, as promised, and nothing on stdout."""
        assert self.code == code, self
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("imagegen-conformance: "), self.err
        for part in parts:
            assert part in self.err, self.err


@pytest.fixture
def modules(tmp_path: Path, monkeypatch) -> Path:
    """The current folder, out of which the command imports."""
    monkeypatch.delenv("CI", raising=False)  # it turns variants on
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def process(modules: Path) -> Callable[..., Ended]:
    """Run the command in a process of its own, in the folder of `modules`."""

    def run(*arguments: object, **environment: str) -> Ended:
        ended = subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            cwd=modules,
            env={**os.environ, "PYTHONWARNINGS": "error", **environment},
            capture_output=True,
            encoding="utf-8",
            errors="replace",  # a test may ask for another encoding
            check=False,
            timeout=60,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def command(modules: Path, capsys, monkeypatch) -> Callable[..., Ended]:
    """Call `main`; a wrong call leaves it by SystemExit, as argparse has it."""
    monkeypatch.setattr(sys, "path", list(sys.path))

    def call(*arguments: object) -> Ended:
        before = set(sys.modules)
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        finally:
            for name in set(sys.modules) - before:
                if str(getattr(sys.modules[name], "__file__", "")).startswith(str(modules)):
                    del sys.modules[name]
        return Ended(code, *capsys.readouterr())

    return call


@pytest.fixture
def fixtures(tmp_path: Path, monkeypatch) -> Path:
    """A copy of the corpus that the command reads instead of its own."""
    data = corpus.data
    root = tmp_path / "fixtures"
    shutil.copytree(data("fixtures"), root)
    monkeypatch.setattr(corpus, "data", lambda name: root if name == "fixtures" else data(name))
    return root


@pytest.fixture
def implementation(modules: Path) -> Callable[[str], str]:
    """Write a module that has a `tool`, and give its path."""

    def write(source: str) -> str:
        (modules / "mine.py").write_text(source, encoding="utf-8")
        return "mine:tool"

    return write
