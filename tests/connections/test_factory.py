"""Opening a connection from a path or a command."""

from __future__ import annotations

import subprocess
import sys

import pytest

import stdio_server
from command_line import python_command
from imagegen_conformance.connections.factory import open_connection
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.errors import ImplementationError, UsageError
from revisions import AZURE

REFERENCE = "imagegen_reference:ImageGenTool"


def test_path_opens_a_connection_in_process():
    connection = open_connection(REFERENCE, None, AZURE, requested_levels=("semantic",))
    assert isinstance(connection, InProcessConnection)
    assert connection.identity.name == REFERENCE
    assert connection.identity.version is None
    assert connection.supports("semantic")
    assert open_connection("pydantic:BaseModel", None, AZURE, with_version=True).identity.version is not None


def test_exit_on_import_in_process_is_an_implementation_error(tmp_path, monkeypatch):
    (tmp_path / "exits_on_import.py").write_text("import os\nos._exit(0)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    with pytest.raises(ImplementationError) as caught:
        open_connection("exits_on_import:tool", None, AZURE)
    assert str(caught.value) == (
        "'exits_on_import:tool': it called os._exit(0) while it was loaded. "
        "Run python -c 'import exits_on_import' to see where."
    )


def test_isolated_path_opens_a_connection_to_a_worker_process():
    connection = open_connection(REFERENCE, None, AZURE, isolated=True, jobs=2, options=StdioOptions(max_in_flight=3))
    try:
        assert isinstance(connection, PythonWorkerConnection)
        assert connection.identity == open_connection(REFERENCE, None, AZURE).identity
        assert connection.max_in_flight == 6
    finally:
        connection.close()


@pytest.mark.parametrize("isolated", [False, True])
def test_rejections_are_those_of_the_user(isolated: bool):
    rejections = ("builtins:len",)
    with pytest.raises(UsageError, match="builtins:len"):
        open_connection(REFERENCE, None, AZURE, rejections=rejections, isolated=isolated)


def test_command_opens_a_connection_over_stdio():
    command = python_command(stdio_server.__file__, REFERENCE, "wire")
    connection = open_connection(None, command, AZURE, jobs=2, options=StdioOptions(max_in_flight=3))
    try:
        assert isinstance(connection, StdioConnection)
        assert connection.identity.name == REFERENCE
        assert connection.identity.levels == ("wire",)
        assert connection.max_in_flight == 6
    finally:
        connection.close()


def test_invalid_path_is_a_usage_error():
    with pytest.raises(UsageError, match="'x' does not name an implementation"):
        open_connection("x", None, AZURE)


def test_command_that_cannot_be_started_is_an_implementation_error():
    with pytest.raises(ImplementationError, match="'no-such-program' cannot be started"):
        open_connection(None, "no-such-program", AZURE)


def test_missing_path_and_command_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="needs a path or a command"):
        open_connection(None, None, AZURE)


def test_import_of_the_factory_loads_no_connection():
    script = "import sys, imagegen_conformance.connections.factory as f; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "imagegen_conformance.connections.factory" in loaded
    assert not [
        name for name in loaded if "stdio" in name or "worker" in name or "in_process" in name or "adapters" in name
    ]
