"""ajv in a process of Node that lives as long as its owner: batches of payloads in, errors out."""

from __future__ import annotations

import json
import subprocess
import weakref
from contextlib import suppress
from pathlib import Path
from threading import Timer

from imagegen_conformance.cases import Reason
from imagegen_conformance.json_value import Json, dumps
from imagegen_conformance.schema_errors import reason_of

__all__ = ["AjvProcess"]

COMMAND = ["node"]
PROGRAM = Path(__file__).with_name("validate.mjs")
DEADLINE = 60.0  # seconds for a batch; a thousand payloads take a few milliseconds
PATIENCE = 5.0  # seconds to end by itself when its input is closed


class AjvProcess:
    """`schema` is the file that is compiled; `packages` the folder where npm has installed ajv.

    Raises `OSError` where Node is not installed.
    """

    def __init__(self, schema: Path, packages: Path, *, program: Path = PROGRAM, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self._process = subprocess.Popen(
            [*COMMAND, str(program.absolute()), str(schema.absolute())],
            cwd=packages,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.close = weakref.finalize(self, _end, self._process)

    def errors(self, payloads: list[Json]) -> list[list[Reason]]:
        """For each payload, what is wrong with it. Raises `RuntimeError` where no such answer comes."""
        line = self._ask(dumps(payloads))
        try:
            found = [[_reason(*error) for error in errors] for errors in json.loads(line)]
        except (ValueError, TypeError, AttributeError):
            raise RuntimeError(f"Node answered with what is no list of errors: {line[:80]!r}") from None
        if len(found) != len(payloads):
            raise RuntimeError(f"Node answered {len(found)} of {len(payloads)} payloads")
        return found

    def _ask(self, batch: str) -> str:
        """Send a line, and read one. A process that is late is ended, and its pipe with it."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("Node has no pipes")
        watch = Timer(self.deadline, process.kill)
        watch.start()
        try:
            process.stdin.write(batch + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # the pipe is gone, and tells nothing that its end does not
            line = ""
        finally:
            watch.cancel()
        if not line.endswith("\n"):
            raise RuntimeError(f"Node gave no answer, and ended with {process.wait(PATIENCE)}")
        return line


def _reason(path: str, location: str, of_null: bool) -> Reason:  # noqa: FBT001 - as it stands in the line
    return reason_of(_parts(path), _parts(location.removeprefix("#")), of_null=of_null)


def _parts(pointer: str) -> list[str]:
    """The parts of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _end(process: subprocess.Popen[str]) -> None:
    """Close its input, and end it where it does not end by itself."""
    if process.stdin is not None and not process.stdin.closed:
        with suppress(OSError):  # it has ended before it was read
            process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
