"""Servers that a run starts: their end, also after a signal, and what happens if they do not start."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import chaos_server
from chaos_server import ChaosServer
from command_line import python_command
from processes import has_ended

CASES = ("model/closed/gpt-image-1", "moderation/types/integer")
EXIT_CODES = {"SIGINT": 130, "SIGTERM": 143}


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def is_open(port: int) -> bool:
    with closing(socket.socket()) as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class Started:
    """A command that starts the chaos server at a free port."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1/responses"
        self._pid_file = directory / "pids"

    def command(self, *options: object) -> str:
        return python_command(chaos_server.__file__, "--port", self.port, "--pid-file", self._pid_file, *options)

    def pids(self) -> list[int]:
        """Return the numbers of the processes that have started."""
        return [int(line) for line in self._pid_file.read_text().splitlines()] if self._pid_file.exists() else []

    def assert_ended(self, count: int = 1) -> None:
        assert len(self.pids()) == count
        assert all(map(has_ended, self.pids()))
        assert not is_open(self.port)


@pytest.fixture
def started(tmp_path: Path) -> Started:
    return Started(tmp_path)


@pytest.fixture
def start(run, started: Started, monkeypatch) -> Callable[..., object]:
    """Run cases against a chaos server that the run starts with some options."""
    monkeypatch.setattr("imagegen_conformance.connections.http_service.server_process.END_TIMEOUT", 0.3)

    def call(*options: object, arguments: tuple[str, ...] = ()):
        return run(started.url, CASES, "--start", started.command(*options), *arguments, timeout=5.0)

    return call


class TestEnd:
    @pytest.mark.parametrize(
        "options",
        [(), ("--ignore-sigterm",), ("--in-child",), ("--in-child", "--ignore-sigterm"), ("--print-bytes", 1_000_000)],
        ids=["healthy", "ignores-sigterm", "in-child", "child-ignores-sigterm", "fills-its-pipes"],
    )
    def test_server_is_started_tested_and_ended(self, start, started, options):
        result = start(*options)
        assert (result.code, result.err, {*result.verdicts.values()}) == (0, "", {"pass"})
        started.assert_ended(2 if "--in-child" in options else 1)

    def test_server_is_ended_after_a_failed_control(self, start, started):
        result = start("--misbehavior", "rejects-everything")
        assert result.code == 3
        assert 'the control "the plain tool is accepted" does not hold' in result.err
        started.assert_ended()

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for other processes")
    @pytest.mark.parametrize(
        ("name", "option", "when"),
        [
            ("SIGINT", None, "cases"),
            ("SIGTERM", "--in-child", "cases"),
            ("SIGTERM", "--ignore-sigterm", "cases"),
            ("SIGINT", "--ignore-sigterm", "controls"),
            ("SIGTERM", None, "controls"),
        ],
    )
    def test_signal_leaves_no_server(self, started, tmp_path, name, option, when):
        options = () if option is None else (option,)
        with self.suite(started, tmp_path, "--misbehavior", "delay", "--seconds", 0.1, *options) as suite:
            self.wait_until(lambda: is_open(started.port))
            time.sleep(1.0 if when == "cases" else 0.1)
            began = time.monotonic()
            suite.send_signal(signal.Signals[name])
            out, err = suite.communicate(timeout=20)
            assert time.monotonic() - began < 3
        assert suite.returncode == EXIT_CODES[name], (out, err)
        assert f"interrupted by {name}" in err
        started.assert_ended(2 if option == "--in-child" else 1)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for other processes")
    def test_signal_during_the_startup_leaves_no_server(self, started, tmp_path):
        with self.suite(started, tmp_path, "--misbehavior", "slow-start", "--seconds", 60) as suite:
            self.wait_until(started.pids)
            time.sleep(0.2)
            suite.send_signal(signal.SIGTERM)
            suite.communicate(timeout=20)
        assert suite.returncode == EXIT_CODES["SIGTERM"]
        started.assert_ended()

    def suite(self, started: Started, directory: Path, *options: object) -> subprocess.Popen[str]:
        words = ["run", "--no-config", "--url", started.url, "--start", started.command(*options), "--level", "schema"]
        return subprocess.Popen(
            [sys.executable, "-m", "imagegen_conformance", *words],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)


class TestStartup:
    def test_port_that_is_taken_starts_nothing(self, run, tmp_path):
        started = Started(tmp_path)
        with ChaosServer(port=started.port) as server:
            result = run(started.url, CASES, "--start", started.command())
        assert (result.code, result.out) == (3, "")
        assert result.err == (
            f"imagegen-conformance: 127.0.0.1:{started.port} answers before the server is started, "
            "so that another one would be tested. End the process that has the port, or choose another port.\n"
        )
        assert (started.pids(), server.requests) == ([], [])

    def test_server_that_exits_at_once_is_shown_with_its_output(self, start, started):
        result = start("--exit-code", 4)
        assert (result.code, result.out) == (3, "")
        assert "ended with exit code 4 before it accepted connections; its output: " in result.err
        assert "configuration error: no such model. Run the command by itself to see why." in result.err
        started.assert_ended()

    def test_server_that_never_listens_ends_with_the_startup_timeout(self, start, started):
        result = start("--misbehavior", "slow-start", "--seconds", 60, arguments=("--startup-timeout", "1.5"))
        assert (result.code, result.out) == (3, "")
        assert f"does not accept connections at 127.0.0.1:{started.port} within 1.5 s" in result.err
        assert "or allow more time with --startup-timeout." in result.err
        assert result.seconds < 5
        started.assert_ended()

    def test_server_that_listens_late_is_awaited(self, start, started):
        assert start("--misbehavior", "slow-start", "--seconds", 0.5).code == 0
        started.assert_ended()

    def test_server_on_another_machine_cannot_be_started(self, run, started):
        words = ("--start", started.command(), "--max-requests", "100")
        result = run("http://192.0.2.1/v1/responses", CASES, *words)
        assert (result.code, result.out) == (2, "")
        assert "--start starts a server on this machine, but 192.0.2.1 is another." in result.err
        assert started.pids() == []


class TestCrash:
    def test_server_that_ends_within_the_run_is_shown_with_its_output(self, run, started, tmp_path, monkeypatch):
        monkeypatch.setenv("CHAOS_KEY", "hunter2hunter2")
        words = ("--start", crashing(started, tmp_path, after=4), "--header", "X-Key=CHAOS_KEY")
        result = run(started.url, CASES, *words, timeout=5.0)
        assert result.code == 3
        assert {outcome.outcome for outcome in result.outcomes.values()} == {"error"}
        assert 'the control "the plain tool is accepted" does not hold: the server cannot be reached' in result.err
        assert "ended with exit code 7; its output: out of memory [CHAOS_KEY]" in result.err.splitlines()[-1]
        assert "hunter2" not in result.out + result.err


def crashing(started: Started, directory: Path, after: int) -> str:
    """Return the command of a server that ends when it has got some requests."""
    program = directory / "crashing.py"
    program.write_text(
        f"""\
import os, sys, time
sys.path.insert(0, {str(Path(chaos_server.__file__).parent)!r})
from chaos_server import ChaosServer
with ChaosServer(port={started.port}) as server:
    while len(server.requests) < {after}:
        time.sleep(0.001)
    sys.stderr.write("out of memory " + os.environ.get("CHAOS_KEY", "") + "\\n")
    sys.stderr.flush()
    os._exit(7)
""",
        encoding="utf-8",
    )
    return python_command(program)
