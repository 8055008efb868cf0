"""Faults in the call with a plain payload that chooses the adapter of a function, and damage to the exchange."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.judging.observation import Observation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the faults are those of POSIX")
OPTIONS = StdioOptions(timeout=5.0, startup_timeout=20.0)
PLAIN = {"type": "image_generation", "model": "gpt-image-1"}
CHECK_HINT = "Check that it uses only its own descriptors, and does not change the json module."
DAMAGE_HINT = "The implementation wrote to descriptors that are not its own, or changed the json module."
WRITE_GARBAGE = """\
import os
def write():
    for descriptor in range(3, 20):
        try: os.write(descriptor, b"garbage\\n")
        except OSError: pass
"""
CRASHES = {
    "exit-in-c": ("import ctypes; ctypes.CDLL(None)._exit(3)", "the implementation ended its process with exit code 3"),
    "exit-in-a-thread": (
        "import os, threading; t = threading.Thread(target=os._exit, args=(4,)); t.start(); t.join()",
        "the implementation ended its process with exit code 4",
    ),
    "segmentation-fault": (
        "import ctypes; ctypes.string_at(0)",
        "the implementation crashed: SIGSEGV ended its process; on standard error: Fatal Python error: ",
    ),
    "closed-descriptors": (
        "import os; os.closerange(0, 256)",
        "the implementation damaged its process, or ended it with exit code 70",
    ),
    "signal": ("import os; os.kill(os.getpid(), 15)", "the implementation crashed: SIGTERM ended its process"),
    "keyboard-interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
}


@pytest.fixture
def module(tmp_path: Path, monkeypatch):
    """Write a module, and return the path of its `tool`."""
    monkeypatch.chdir(tmp_path)

    def write(source: str) -> str:
        (tmp_path / "mine.py").write_text(source, encoding="utf-8")
        return "mine:tool"

    return write


def observations(path: str, *payloads: object, jobs: int = 1) -> list[Observation]:
    connection = PythonWorkerConnection(path, jobs=jobs, options=OPTIONS)
    results = []
    for number, payload in enumerate(payloads):
        connection.send(number, Request("parse", payload))
        results.append(connection.receive()[1])
    assert connection.identity.adapter == "function"
    assert connection.close() == []
    return results


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("call", "message"), CRASHES.values(), ids=CRASHES.keys())
def test_crash_in_the_first_call_is_an_error_of_each_case(module, call: str, message: str, jobs: int) -> None:
    path = module(f"def tool(payload):\n    {call}\n    return payload\n")
    for observation in observations(path, PLAIN, 5, jobs=jobs):
        assert observation["outcome"] == "error"
        assert observation["message"].startswith(message)
        assert "_InterruptedError" not in observation["message"]


def test_crash_for_the_plain_payload_alone_fails_no_other_case(module) -> None:
    path = module(f"import os\ndef tool(payload):\n    if payload == {PLAIN}: os.abort()\n    return payload\n")
    other, plain = observations(path, 5, PLAIN)
    assert other == {"outcome": "accepted", "output": 5}
    assert plain["outcome"] == "error"


def test_crash_on_import_is_not_repeated(module, tmp_path: Path) -> None:
    path = module("import os\nopen('imports', 'a').write('x')\nos.abort()\n")
    with pytest.raises(ImplementationError, match="SIGABRT ended its process while it was loaded"):
        PythonWorkerConnection(path, options=OPTIONS)
    assert (tmp_path / "imports").read_text() == "x"


def test_hang_in_c_of_the_first_call_is_an_error_of_its_case(module) -> None:
    path = module(
        "import signal\ndef tool(payload):\n    signal.sigwait([]) if payload else None\n    return payload\n"
    )
    connection = PythonWorkerConnection(path, options=OPTIONS._replace(timeout=0.5, startup_timeout=3.0))
    connection.send(0, Request("parse", PLAIN))
    assert connection.receive()[1] == {"outcome": "error", "message": "the implementation did not return within 0.5 s"}
    connection.end()


@pytest.mark.parametrize(("result", "kind"), [("payload", "function"), ("None", "validator")])
def test_restarted_process_does_not_call_the_function_first(module, tmp_path: Path, result: str, kind: str) -> None:
    path = module(
        "import os\n"
        "def tool(payload):\n"
        "    open('calls', 'a').write('x')\n"
        "    if payload == 'exit': os._exit(1)\n"
        f"    return {result}\n"
    )
    connection = PythonWorkerConnection(path, options=OPTIONS)
    for number, payload in enumerate(["exit", "exit", 5]):
        connection.send(number, Request("validate", payload))
        assert connection.receive()[1]["outcome"] == ("accepted" if payload == 5 else "error")
    assert connection.identity.adapter == kind
    assert connection.close() == []
    # One call before the first case, and one for each case.
    assert (tmp_path / "calls").read_text() == "x" * 4


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (WRITE_GARBAGE + "write()\n", "it wrote a line that is not JSON: 'garbage'"),
        (
            "import json\njson.JSONEncoder.iterencode = lambda *_, **__: ['{}']\n",
            'its response has no "seq"; expected 0',
        ),
        (
            "import json\njson.JSONEncoder.iterencode = lambda *_, **__: ['{\"seq\": 0}']\n",
            "its response to hello is incomplete",
        ),
    ],
    ids=["garbage", "no number", "no content"],
)
def test_damage_on_import_gives_no_advice_for_adapter_programs(module, source: str, problem: str) -> None:
    path = module(source + "def tool(payload): return payload\n")
    with pytest.raises(ImplementationError) as caught:
        PythonWorkerConnection(path, options=OPTIONS)
    assert str(caught.value) == f"{path!r}: the exchange with the worker process is damaged: {problem}. {DAMAGE_HINT}"


@pytest.mark.parametrize(
    "source", ["import os; os.closerange(0, 256)", "import json; json.JSONEncoder.iterencode = None"]
)
def test_damage_that_ends_the_worker_process_is_named(module, source: str) -> None:
    path = module(f"{source}\ndef tool(payload): return payload\n")
    with pytest.raises(ImplementationError) as caught:
        PythonWorkerConnection(path, options=OPTIONS)
    message = str(caught.value)
    assert message.startswith(f"{path!r}: it damaged its process, or ended it with exit code 70 while it was loaded")
    assert message.endswith(f". {CHECK_HINT}")


def test_garbage_in_a_response_is_an_error_of_its_case(module) -> None:
    path = module(f"{WRITE_GARBAGE}\ndef tool(payload):\n    if payload == 'write': write()\n    return payload\n")
    first, second = observations(path, 5, "write")
    assert first == {"outcome": "accepted", "output": 5}
    problem = "the exchange with the worker process is damaged: it wrote a line that is not JSON: 'garbage'"
    assert second == {"outcome": "error", "message": f"{problem}. {DAMAGE_HINT}"}
