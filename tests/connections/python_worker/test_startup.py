"""Python implementations that cannot be loaded: the message is the one in process, or says how the import ended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from imagegen_conformance.adapters.resolve import load_adapter
from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError
from processes import has_ended

OPTIONS = StdioOptions(timeout=5.0, startup_timeout=20.0)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the fault is one of POSIX")

# Modules whose import ends with a message of the adapter, in both ways.
UNLOADABLE = {
    "syntax error": "def",
    "missing module": "import no_such_module_anywhere",
    "exception": "raise RuntimeError('not today')",
    "exit": "import sys; sys.exit(0)",
    "generator exit": "raise GeneratorExit",
    "no adapter": "tool = 5",
    "no attribute": "other = 5",
    "name that is no string": ("from imagegen_conformance import Adapter\nclass tool(Adapter):\n    name = object()\n"),
    "attribute that raises": (
        "from imagegen_conformance import Adapter\n"
        "class tool(Adapter):\n    @property\n    def levels(self): raise SystemExit(0)\n"
    ),
    "invalid levels": ("from imagegen_conformance import Adapter\nclass tool(Adapter):\n    levels = ('everything',)"),
}
# Modules whose import ends the process, and a part of the message.
FATAL = {
    "exit-0": ("import os; os._exit(0)", "it ended its process with exit code 0 while it was loaded"),
    "exit-3": (
        "import os, sys; print('fatal: no license', file=sys.stderr, flush=True); os._exit(3)",
        "it ended its process with exit code 3 while it was loaded; on standard error: fatal: no license",
    ),
    "segmentation-fault": (
        "import ctypes; ctypes.string_at(0)",
        "it crashed: SIGSEGV ended its process while it was loaded; on standard error: Fatal Python error: ",
    ),
    "kill": (
        "import os; os.kill(os.getpid(), 9)",
        "it crashed: SIGKILL ended its process, maybe because memory was short while it was loaded",
    ),
}


@pytest.fixture
def module(tmp_path: Path, monkeypatch):
    """Write a module, and return the path of its `tool`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    names: list[str] = []

    def write(source: str) -> str:
        names.append(f"loaded_{len(names)}")
        (tmp_path / f"{names[-1]}.py").write_text(source, encoding="utf-8")
        return f"{names[-1]}:tool"

    yield write
    for name in names:
        sys.modules.pop(name, None)


def startup_error(path: str, options: StdioOptions = OPTIONS) -> ConformanceError:
    with pytest.raises(ConformanceError) as caught:
        PythonWorkerConnection(path, options=options)
    return caught.value


@pytest.mark.parametrize("source", UNLOADABLE.values(), ids=UNLOADABLE.keys())
def test_message_is_that_in_process(module, source: str) -> None:
    path = module(source)
    actual = startup_error(path)
    with pytest.raises(ConformanceError) as expected:
        load_adapter(path)
    assert str(actual) == str(expected.value)
    assert type(actual) is type(expected.value) is ImplementationError
    assert actual.exit_code == 3


@pytest.mark.parametrize("path", ["mine", "mine.py", "a/b.py:tool", "no_such_module_anywhere:tool", "mine:", ""])
def test_message_about_the_path_is_that_in_process(path: str) -> None:
    actual = startup_error(path)
    with pytest.raises(ConformanceError) as expected:
        load_adapter(path)
    assert (type(actual), str(actual)) == (type(expected.value), str(expected.value))


def test_class_that_is_no_rejection_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as expected:
        load_adapter("imagegen_reference:ImageGenTool", ("builtins:len",))
    with pytest.raises(UsageError) as actual:
        PythonWorkerConnection("imagegen_reference:ImageGenTool", rejections=("builtins:len",))
    assert str(actual.value) == str(expected.value)


def test_keyboard_interrupt_on_import_is_an_error_of_the_start(module) -> None:
    path = module("raise KeyboardInterrupt")
    error = startup_error(path)
    assert (
        str(error) == f"{path!r}: loading it raised KeyboardInterrupt. Run python -c 'import {path[:-5]}' to see where."
    )
    assert error.exit_code == 3


@posix_only
def test_process_that_is_forked_on_import_takes_no_request(module) -> None:
    path = module("import os; os.fork()\ndef tool(payload): return payload")
    connection = PythonWorkerConnection(path, options=OPTIONS)
    for number in range(200):
        connection.send(number, Request("parse", number))
        assert connection.receive() == (number, {"outcome": "accepted", "output": number})
    assert connection.close() == []


@posix_only
def test_process_that_is_forked_on_import_writes_nothing(module) -> None:
    wait = "parent = os.getpid()\nif os.fork() == 0:\n    while os.getppid() == parent: time.sleep(0.01)\n"
    path = module(f"import os, time\n{wait}def tool(payload): return payload")
    connection = PythonWorkerConnection(path, options=OPTIONS)
    connection.send(1, Request("parse", 1))
    assert connection.receive() == (1, {"outcome": "accepted", "output": 1})
    assert connection.close() == []


@posix_only
@pytest.mark.parametrize(("source", "message"), FATAL.values(), ids=FATAL.keys())
def test_import_that_ends_the_process_says_how(module, source: str, message: str) -> None:
    path = module(source)
    error = startup_error(path)
    assert f"{path!r}: {message}" in str(error)
    assert str(error).endswith(f". Run python -c 'import {path.partition(':')[0]}' to see where.")
    assert "hello" not in str(error)
    assert error.exit_code == 3


def test_import_that_takes_too_long_names_the_option(module) -> None:
    path = module("import time; time.sleep(61)")
    error = startup_error(path, OPTIONS._replace(startup_timeout=0.5))
    assert str(error) == f"{path!r}: loading it took longer than 0.5 s. Increase --startup-timeout."
    assert error.exit_code == 3


def test_import_within_the_startup_timeout_is_waited_for(module) -> None:
    path = module("import time; time.sleep(1.5)\ndef tool(payload): return payload")
    connection = PythonWorkerConnection(path, options=OPTIONS._replace(timeout=0.5))
    assert connection.identity.name == path
    assert connection.close() == []


def test_output_of_an_import_reaches_no_response(module) -> None:
    path = module("print('{}'); import os; os.write(1, b'x' * 1_000_000)\ndef tool(payload): return payload")
    assert PythonWorkerConnection(path, options=OPTIONS).close() == []


def test_module_that_cannot_be_imported_again_keeps_the_result(module, tmp_path: Path) -> None:
    path = module(
        "import os, pathlib\n"
        "marker = pathlib.Path('imported')\n"
        "if marker.exists(): raise RuntimeError('only once')\n"
        "marker.touch()\n"
        "def tool(payload): os._exit(0)\n"
    )
    connection = PythonWorkerConnection(path, options=OPTIONS)
    connection.send(0, Request("parse", 0))
    assert connection.receive()[1]["outcome"] == "error"
    with pytest.raises(ImplementationError, match="raised RuntimeError: only once"):
        connection.receive()
    connection.end()


def test_implementation_with_another_name_in_each_process_ends_the_run(module) -> None:
    path = module(
        "import os\nfrom imagegen_conformance import Adapter\n"
        "class tool(Adapter):\n    name = f'tool {os.getpid()}'\n    def parse(self, payload): return payload\n"
    )
    with pytest.raises(ImplementationError) as caught:
        PythonWorkerConnection(path, jobs=2, options=OPTIONS)
    problem = "has another name, version or other levels in each process. Make these attributes constant."
    assert str(caught.value) == f"{path!r} {problem}"


def test_module_of_the_current_directory_hides_no_module_of_the_suite(module, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError('not the standard library')\n", encoding="utf-8")
    (tmp_path / "atexit.py").write_text("raise RuntimeError('not the standard library')\n", encoding="utf-8")
    assert PythonWorkerConnection(module("def tool(payload): return payload"), options=OPTIONS).close() == []


def test_missing_interpreter_suggests_to_run_in_process(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ImplementationError) as caught:
        PythonWorkerConnection("mine:tool")
    assert str(caught.value) == (
        "'mine:tool': its worker process cannot be started (No such file or directory). "
        "Add --in-process to run the implementation in the process of the suite."
    )


@posix_only
def test_process_of_an_unloadable_implementation_is_ended(module, monkeypatch) -> None:
    connection = PythonWorkerConnection(module("import time; time.sleep(60)"), options=OPTIONS, await_hello=False)
    pid = connection._workers[0].process._child.pid
    connection.end()
    assert has_ended(pid)


def test_failures_beyond_the_limit_name_the_first_one() -> None:
    path = "misbehaving_implementations:always_exits"
    connection = PythonWorkerConnection(path, options=OPTIONS._replace(max_restarts=1, max_in_flight=1))
    for number in range(2):
        connection.send(number, Request("parse", number))
        assert connection.receive()[1]["outcome"] == "error"
    with pytest.raises(ImplementationError) as caught:
        connection.receive()
    assert str(caught.value) == (
        f"{path!r} failed 2 times, the first time with the request parse 0: the implementation ended its process with "
        "exit code 7. Fix the first failure, or allow more restarts with --max-restarts."
    )
