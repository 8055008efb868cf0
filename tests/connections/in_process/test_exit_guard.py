"""The guard against `os._exit` in the process of the suite."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

import pytest

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.in_process.exit_guard import ExitGuard, ImplementationExit
from imagegen_conformance.corpus.cases import Request


def test_exit_raises_and_is_restored_afterwards() -> None:
    original = os._exit
    with pytest.raises(ImplementationExit) as caught, ExitGuard():
        os._exit(3)
    assert os._exit is original
    assert caught.value.code == 3
    assert str(caught.value) == "the implementation called os._exit(3)"


def test_exit_that_the_implementation_catches_raises_at_the_end() -> None:
    with pytest.raises(ImplementationExit), ExitGuard(), contextlib.suppress(BaseException):
        os._exit(0)


def test_exit_in_a_thread_raises_at_the_end() -> None:
    def leave() -> None:
        with contextlib.suppress(ImplementationExit):
            os._exit(0)

    thread = threading.Thread(target=leave)
    with pytest.raises(ImplementationExit), ExitGuard():
        _run(thread)


def _run(thread: threading.Thread) -> None:
    thread.start()
    thread.join()


def test_exception_that_replaces_the_exit_is_no_result() -> None:
    with pytest.raises(ImplementationExit), ExitGuard():
        _exit_and_reject()


def _exit_and_reject() -> None:
    try:
        os._exit(0)
    except KeyboardInterrupt:
        raise ValueError("rejected") from None


def test_exit_while_a_case_runs_is_no_result_of_the_case() -> None:
    connection = InProcessConnection(adapter_for(lambda payload: os._exit(0) if payload == 5 else payload, "mine:tool"))
    guard = ExitGuard()
    with guard:
        connection.send(0, Request("parse", 4))
    assert connection.receive() == (0, {"outcome": "accepted", "output": 4})
    with pytest.raises(ImplementationExit), guard:
        connection.send(1, Request("parse", 5))


@pytest.mark.skipif(sys.platform == "win32", reason="the test forks")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(("call", "code"), [(lambda: os._exit(7), 7), (lambda: None, 0)])
def test_forked_process_exits_as_usual_and_at_the_end(call, code: int) -> None:
    with ExitGuard():
        child = os.fork()
        if child == 0:
            call()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == code
