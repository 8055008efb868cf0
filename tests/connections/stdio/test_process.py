"""Child processes: command lines, output in chunks, and the summary of standard error."""

from __future__ import annotations

import sys
from queue import SimpleQueue

import pytest

from imagegen_conformance.connections.stdio.process import ChildProcess, Inbox, split_command


def run(script: str) -> tuple[ChildProcess, int | None]:
    """Run a Python script to its end, and return the process and its exit code."""
    process = ChildProcess([sys.executable, "-S", "-c", script], SimpleQueue())
    assert process.wait(20)
    return process, process.end()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows splits command lines itself")
class TestSplitCommand:
    def test_command_is_split_like_a_shell_does(self):
        assert split_command("node 'my adapter.mjs' --flag") == ["node", "my adapter.mjs", "--flag"]

    @pytest.mark.parametrize(
        ("command", "message"), [("", "it is empty"), ("  ", "it is empty"), ("a 'b", "quotation")]
    )
    def test_invalid_command_is_an_error(self, command: str, message: str):
        with pytest.raises(ValueError, match=message):
            split_command(command)


class TestStderrSummary:
    @pytest.mark.parametrize(
        ("stderr", "summary"),
        [
            ("", ""),
            ("first\nsecond\n\n", "second"),
            ("TypeError: no\n    at line 5\n    at line 6\n", "TypeError: no"),
            ("panic: first\nfatal: second\ntrace\n", "fatal: second"),
            ("Died at adapter.pl line 5.\n", "Died at adapter.pl line 5"),
            ("Waiting ...\n", "Waiting ..."),
            ("x" * 5000 + "\nERROR " + "y" * 400, "ERROR " + "y" * 294),
        ],
    )
    def test_last_line_about_an_error_is_preferred(self, stderr: str, summary: str):
        process, _ = run(f"import sys; sys.stderr.write({stderr!r})")
        assert process.stderr_summary == summary


class TestEnd:
    def test_exit_code_is_returned(self):
        assert run("raise SystemExit(3)")[1] == 3

    def test_running_process_is_killed(self):
        process = ChildProcess([sys.executable, "-S", "-c", "import time; time.sleep(3600)"], SimpleQueue())
        assert not process.exited
        assert not process.wait(0.01)
        assert process.end() != 0
        assert process.exited
        assert process.end() != 0


def test_output_arrives_in_chunks_that_end_with_an_empty_one():
    inbox: Inbox = SimpleQueue()
    process = ChildProcess([sys.executable, "-S", "-c", "print(input())"], inbox)
    process.write(b"hello\n")
    process.close_input()
    output = b""
    while chunk := inbox.get(timeout=20)[1]:
        process.chunk_consumed()
        output += chunk
    assert output.split() == [b"hello"]
    assert process.end() == 0
