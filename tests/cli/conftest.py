"""The command as a user starts it, and as a function for tests that need no process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from chaos_server import ChaosServer
from imagegen_conformance.cli.main import main
from imagegen_conformance.resources import data_directory

PROGRAM = [sys.executable, "-m", "imagegen_conformance"]


class Completed(NamedTuple):
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    def assert_error(self, code: int, *parts: str) -> None:
        """Assert that the command printed one line with these parts to stderr, and nothing to stdout."""
        assert self.code == code, self
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("imagegen-conformance: "), self.err
        for part in parts:
            assert part in self.err, self.err

    def assert_usage_error(self, *parts: str) -> None:
        """Assert that the parser rejected the command line with a message that has these parts."""
        assert (self.code, self.out) == (2, ""), self
        message, *more = self.err.splitlines()
        program, colon, _ = message.partition(": error: ")
        assert program.startswith("imagegen-conformance")
        assert colon
        topic = "commands" if "unknown command" in message or program == "imagegen-conformance" else "options"
        assert more == ([] if "--help" in message else [f"Run `{program} --help` for the {topic}."])
        for part in parts:
            assert part in message, message


@pytest.fixture
def modules(tmp_path: Path, monkeypatch) -> Path:
    """The current directory, from which the command imports."""
    monkeypatch.delenv("CI", raising=False)  # it switches variants on
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def process(modules: Path) -> Callable[..., Completed]:
    """Run the command in a process of its own, in the directory of `modules`."""

    def run(*arguments: object, **environment: str) -> Completed:
        completed = subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            cwd=modules,
            env={**os.environ, "PYTHONWARNINGS": "error", **environment},
            capture_output=True,
            encoding="utf-8",
            errors="replace",  # a test may request another encoding
            check=False,
            timeout=60,
        )
        return Completed(completed.returncode, completed.stdout, completed.stderr)

    return run


@pytest.fixture
def command(modules: Path, capsys, monkeypatch) -> Callable[..., Completed]:
    """Call `main`. For an invalid command line, argparse raises SystemExit."""
    monkeypatch.setattr(sys, "path", list(sys.path))

    def call(*arguments: object) -> Completed:
        before = set(sys.modules)
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        finally:
            for name in set(sys.modules) - before:
                if str(getattr(sys.modules[name], "__file__", "")).startswith(str(modules)):
                    del sys.modules[name]
        return Completed(code, *capsys.readouterr())

    return call


@pytest.fixture
def fixtures(tmp_path: Path, monkeypatch) -> Path:
    """A copy of the corpus, which the command reads instead of the shipped one."""
    root = tmp_path / "fixtures"
    shutil.copytree(data_directory("fixtures"), root)
    use_corpus(root, monkeypatch)
    return root


@pytest.fixture
def small_fixtures(root: Path, monkeypatch) -> Path:
    """The small corpus, which the command reads instead of the shipped one."""
    use_corpus(root, monkeypatch)
    return root


def use_corpus(root: Path, monkeypatch) -> None:
    """Let the command read the corpus in a directory."""
    monkeypatch.setattr(
        "imagegen_conformance.corpus.corpus.data_directory",
        lambda name: root if name == "fixtures" else data_directory(name),
    )


@pytest.fixture
def implementation(modules: Path) -> Callable[[str], str]:
    """Write a module that has a `tool`, and return its path."""

    def write(source: str) -> str:
        (modules / "mine.py").write_text(source, encoding="utf-8")
        return "mine:tool"

    return write


@pytest.fixture
def server() -> Iterator[ChaosServer]:
    """A server of this machine that validates payloads at level schema."""
    with ChaosServer() as started:
        yield started


@pytest.fixture
def port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])
