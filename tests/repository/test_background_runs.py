"""The tests pass in the background, where `nohup` and the `&` of a shell leave signals ignored."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parents[1] / "support"
TEST = """
import signal, subprocess, sys

CHILD = "import signal; print(*map(repr, map(signal.getsignal, (signal.SIGHUP, signal.SIGQUIT, signal.SIGINT))))"

def test_child():
    output = subprocess.check_output([sys.executable, "-c", CHILD], text=True)
    assert output == "<Handlers.SIG_DFL: 0> <Handlers.SIG_DFL: 0> <built-in function default_int_handler>\\n"
    assert signal.getsignal(signal.SIGHUP) is not signal.SIG_DFL
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it ignores POSIX signals")
def test_child_processes_of_tests_in_the_background_have_the_default_signals(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SUPPORT))
    pytester.makeconftest("from processes import default_signals")
    pytester.makepyfile(TEST)
    shell = shutil.which("sh") or "sh"
    result = pytester.run(
        shell, "-c", 'trap "" HUP INT QUIT; exec "$0" "$@"', sys.executable, "-m", "pytest", "-p", "no:cacheprovider"
    )
    result.assert_outcomes(passed=1)
