"""The validator ajv in a process of Node that lives as long as its owner."""

from __future__ import annotations

import json
import subprocess
import weakref
from contextlib import suppress
from pathlib import Path
from threading import Timer

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.oracles.schema_errors import finding_of

__all__ = ["AjvProcess"]

NODE = ["node"]
PROGRAM = Path(__file__).with_name("validate.mjs")
BATCH_TIMEOUT = 60.0  # seconds; a batch of a thousand payloads takes a few milliseconds
EXIT_TIMEOUT = 5.0  # seconds to wait for the exit after the input was closed
MAX_SHOWN_CHARACTERS = 80


class AjvProcess:
    """A process of Node that validates batches of payloads.

    Attributes:
        timeout: The seconds to wait for the response to a batch.
        close: The function that ends the process. It is called automatically when the object is collected.

    Args:
        schema: The file of the schema.
        packages: The folder in which npm installed ajv.
        program: The script that Node runs.
        timeout: The seconds to wait for the response to a batch.

    Raises:
        OSError: Node is not installed.
    """

    def __init__(
        self, schema: Path, packages: Path, *, program: Path = PROGRAM, timeout: float = BATCH_TIMEOUT
    ) -> None:
        self.timeout = timeout
        self._process = subprocess.Popen(
            [*NODE, str(program.absolute()), str(schema.absolute())],
            cwd=packages,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.close = weakref.finalize(self, _terminate, self._process)

    def errors(self, payloads: list[Json]) -> list[list[Finding]]:
        """Return the errors of each payload. Raise RuntimeError if Node does not send a valid response."""
        line = self._exchange(dumps(payloads))
        try:
            findings = [[_to_finding(*error) for error in errors] for errors in json.loads(line)]
        except (ValueError, TypeError, AttributeError):
            shown = line[:MAX_SHOWN_CHARACTERS]
            raise RuntimeError(f"the response of Node is not a list of errors: {shown!r}") from None
        if len(findings) != len(payloads):
            raise RuntimeError(f"the response of Node has errors for {len(findings)} of {len(payloads)} payloads")
        return findings

    def _exchange(self, batch: str) -> str:
        """Send a line and return the response. If the response is late, kill the process, which closes its pipes."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("Node has no pipes")
        timer = Timer(self.timeout, process.kill)
        timer.start()
        try:
            process.stdin.write(batch + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # a broken pipe means that the process has exited, and its exit code says more
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            raise RuntimeError(f"Node sent no response and exited with code {process.wait(EXIT_TIMEOUT)}")
        return line


def _to_finding(path: str, location: str, is_null: bool) -> Finding:  # noqa: FBT001 - the order of the line
    return finding_of(parse_pointer(path), parse_pointer(location.removeprefix("#")), of_null=is_null)


def _terminate(process: subprocess.Popen[str]) -> None:
    """Close the input of the process, and kill the process if it does not exit by itself."""
    if process.stdin is not None and not process.stdin.closed:
        with suppress(OSError):  # the process exited before it read everything
            process.stdin.close()
    try:
        process.wait(EXIT_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
