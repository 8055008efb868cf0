"""Signals end a command within two seconds, with a report of the results so far and without a process left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_signals import HANGING_SOURCE, start_and_signal
from command_line import python_command
from imagegen_conformance.cli.signals import SignalInterrupt, exit_on_signal
from processes import has_ended

SLEEPER = "import os, sys, time; open(sys.argv[1], 'w').write(f'{os.getpid()}\\n'); time.sleep(3600)"
SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
HANGS = ("busy_loop", "sleep", "lock", "swallowing", "swallowing_loop", "rejecting", "in_c")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it sends POSIX signals")


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("words", [["run"], ["protocol", "check"]])
def test_signal_ends_the_program_and_sets_the_exit_code(tmp_path: Path, words: list[str], number: str) -> None:
    program = python_command("-S", "-c", SLEEPER, tmp_path / "pid")
    ended = start_and_signal([*words, "--command", program], tmp_path, number)
    assert ended.code == 128 + signal.Signals[number]
    assert ended.seconds < 2.5
    assert ended.err == f"imagegen-conformance: interrupted by {number}\n"
    assert has_ended(ended.pid)


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "mine.py").write_text(HANGING_SOURCE, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("where", [[], ["--in-process"]], ids=["worker", "in-process"])
@pytest.mark.parametrize("hang", HANGS)
def test_signal_ends_a_hanging_implementation_with_a_report(
    hanging: Path, hang: str, where: list[str], number: str
) -> None:
    arguments = ["run", f"mine:{hang}", *where, "--timeout", "60"] if not where else ["run", f"mine:{hang}", *where]
    ended = start_and_signal([*arguments, "--area", "quality", "--evidence", "e.ndjson"], hanging, number)
    assert ended.code == 128 + signal.Signals[number]
    assert ended.seconds < 2.5
    assert "incomplete run: " in ended.out
    assert f"({number} at" in ended.out
    assert f"imagegen-conformance: interrupted by {number} at " in ended.err
    assert "SystemExit" not in ended.out
    assert has_ended(ended.pid)
    footer = (hanging / "e.ndjson").read_text().splitlines()[-1]
    assert '"complete":false' in footer
    assert f'"reason":"{number}"' in footer


@pytest.mark.slow
@pytest.mark.parametrize("hang", ["busy_loop", "swallowing_loop", "in_c"])
@pytest.mark.parametrize("where", [[], ["--in-process"]], ids=["worker", "in-process"])
def test_second_signal_ends_the_run_at_once(hanging: Path, hang: str, where: list[str]) -> None:
    ended = start_and_signal(["run", f"mine:{hang}", *where], hanging, "SIGINT", again=0.3)
    assert ended.code == 128 + signal.SIGINT
    assert ended.seconds < 1.3
    assert has_ended(ended.pid)


def test_case_in_progress_is_the_one_that_hangs(hanging: Path) -> None:
    """Not the first one without a confirmed response: the processes receive many requests at once."""
    for where in ([], ["--in-process"]):
        ended = start_and_signal(["run", "mine:hangs_at_low", *where, "--area", "quality"], hanging, "SIGTERM")
        assert "interrupted by SIGTERM at quality/values/low:wire, after " in ended.err, where
        (hanging / "pid").unlink()


@pytest.mark.slow
def test_ignored_signals_do_not_end_the_run(hanging: Path) -> None:
    """As after nohup, and in the background of a shell without job control."""
    script = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'imagegen_conformance', *sys.argv[1:]])\n"
    )
    command = [sys.executable, "-c", script, "run", "mine:slow", "--select", "quality/values/low:wire"]
    with subprocess.Popen(command, cwd=hanging, stdout=subprocess.DEVNULL) as suite:
        deadline = time.monotonic() + 30
        while not (hanging / "pid").is_file() and time.monotonic() < deadline:
            time.sleep(0.02)
        suite.send_signal(signal.SIGHUP)
        assert suite.wait(30) == 0


def test_signal_during_generation_keeps_the_report(hanging: Path) -> None:
    arguments = ["run", "mine:slow_later", "--select", "quality/values/low:wire", "--generate", "100000"]
    ended = start_and_signal(arguments, hanging, "SIGTERM", after=1.0)
    assert ended.code == 128 + signal.SIGTERM
    assert "2 selected cases pass" in ended.out
    assert "imagegen-conformance: interrupted by SIGTERM after the last case" in ended.err


@pytest.fixture
def ignored_hang_up() -> Iterator[None]:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGHUP, before)


def test_handlers_are_restored_and_ignored_signals_stay_ignored(ignored_hang_up) -> None:
    interrupt = signal.getsignal(signal.SIGINT)
    with exit_on_signal():
        assert callable(signal.getsignal(signal.SIGTERM))
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is interrupt


def test_signal_raises_in_the_main_thread_unless_it_is_deferred() -> None:
    with exit_on_signal() as signals:
        signals.deferred = True
        signal.raise_signal(signal.SIGTERM)
        assert signals.received == signal.SIGTERM
        with pytest.raises(SignalInterrupt) as caught:
            signals.check()
    assert (caught.value.name, caught.value.exit_code, str(caught.value)) == ("SIGTERM", 143, "interrupted by SIGTERM")
    with exit_on_signal(), pytest.raises(SignalInterrupt):
        signal.raise_signal(signal.SIGTERM)


def test_signal_that_a_launcher_sends_twice_counts_once(hanging: Path) -> None:
    ended = start_and_signal(["run", "mine:busy_loop", "--in-process"], hanging, "SIGINT", again=0.0)
    assert ended.code == 128 + signal.SIGINT
    assert "incomplete run: " in ended.out
