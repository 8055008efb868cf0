"""Runs the suite for the GitHub Action, and reports the result: summary of the job, annotations, outputs, files.

The environment variables INPUT_… have the inputs of the action. They become single arguments of a process that no
shell starts. The script writes files only, so that it needs no token.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SUITE = [sys.executable, "-m", "imagegen_conformance"]
TITLE = "imagegen-conformance"
MAX_SUMMARY_SIZE = 1_000_000  # bytes; GitHub rejects a summary of more than 1 MiB, and the job stays green
NOTHING_JUDGED = 3  # an exit code of the suite
VALUE_OPTIONS = {
    "COMMAND": "--command",
    "FAIL_ON": "--fail-on",
    "EXPECTED_FAILURES": "--expected-failures",
    "COMPARE": "--compare",
}


class Files(NamedTuple):
    """The files that a run writes.

    Attributes:
        evidence: The evidence.
        markdown: The report for the summary of the job.
        junit: The report as JUnit XML.
    """

    evidence: Path
    markdown: Path
    junit: Path

    @classmethod
    def beside(cls, evidence: Path) -> Files:
        """Return the files of a run with this evidence. Absolute paths do not look like options."""
        evidence = evidence.absolute()
        name = evidence.name.removesuffix(".ndjson")
        return cls(evidence, evidence.parent / f"{name}.md", evidence.parent / f"{name}.junit.xml")


def main() -> int:
    """Run the suite, report the result, and return the exit code of the run."""
    files = Files.beside(Path(read_input("EVIDENCE") or "evidence.ndjson"))
    with tempfile.TemporaryDirectory() as folder:
        annotations = Path(folder) / "annotations.txt"
        before = [identity(file) for file in files]
        exit_code = run_contained([*SUITE, "run", *arguments(files, annotations)])
        is_recorded = identity(files.evidence) not in {None, before[0]}
        if not is_recorded:
            exit_code = exit_code or NOTHING_JUDGED  # an option such as --help has replaced the run
        else:
            limit = f"--max-bytes={MAX_SUMMARY_SIZE}"
            report = ["report", "--format=markdown", limit, f"--out={files.markdown}", "--", str(files.evidence)]
            run_contained([*SUITE, *report])
        written = [identity(file) not in {None, earlier} for file, earlier in zip(files, before, strict=True)]
        print_annotations(annotations, exit_code, is_recorded=is_recorded)
    write_summary(files.markdown if written[1] else None, exit_code)
    paths = [str(file) if is_written else "" for file, is_written in zip(files, written, strict=True)]
    write_outputs(dict(zip(("exit-code", *Files._fields), (str(exit_code), *paths), strict=True)))
    return exit_code


def read_input(name: str) -> str:
    """Return an input of the action; the empty string if it is not set."""
    return os.environ.get(f"INPUT_{name}", "").strip()


def arguments(files: Files, annotations: Path) -> Iterator[str]:
    """Yield the arguments of the command `run`. A value is joined to its option, so that it cannot be an option."""
    for level in read_input("LEVEL").split():
        yield f"--level={level}"
    for name, option in VALUE_OPTIONS.items():
        if value := read_input(name):
            yield f"{option}={value}"
    yield from filter(None, map(str.strip, read_input("ARGS").splitlines()))
    yield f"--evidence={files.evidence}"
    yield f"--report=junit={files.junit}"
    yield f"--report=github={annotations}"
    if implementation := read_input("IMPLEMENTATION"):
        yield from ("--", implementation)


def run_contained(command: list[str]) -> int:
    """Run a command whose output cannot contain commands for the runner, and return its exit code.

    The output contains texts of the implementation. The runner obeys no command until it reads the token. Both streams
    of the process become one, because the runner reads two streams in any order. The suite itself stops commands if it
    knows of the runner; here, the lines for that would be a part of the output.
    """
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    process = subprocess.Popen(command, env=environment, stderr=subprocess.STDOUT)
    forward_signals(process)
    exit_code = process.wait()
    print(f"\n::{token}::", flush=True)
    return exit_code if exit_code >= 0 else 128 - exit_code  # a signal has ended the process


def forward_signals(process: subprocess.Popen[bytes]) -> None:
    """Let the suite end the run if the job is canceled, so that it writes the evidence of the cases so far."""
    if sys.platform == "win32":
        return  # the runner sends the event to all processes of the console
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: process.send_signal(received))


def identity(file: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written, or None if there is no file."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def print_annotations(annotations: Path, exit_code: int, *, is_recorded: bool) -> None:
    """Print the annotations of the run, or one that says where to look."""
    if annotations.is_file():
        sys.stdout.write(annotations.read_text(encoding="utf-8"))
    elif exit_code:
        end = "after" if is_recorded else "before"
        message = (
            f"The run ended with exit code {exit_code} {end} it wrote evidence. The log of the step has the reason."
        )
        print(f"::error title={TITLE}::{message}")
    sys.stdout.flush()


def write_summary(markdown: Path | None, exit_code: int) -> None:
    """Append the report to the summary of the job."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    if markdown is not None:
        content = markdown.read_bytes()
    else:
        text = f"The run ended with exit code {exit_code} without a report. The log of the step has the reason."
        content = f"## {TITLE}\n\n{text}\n".encode()
    with Path(file).open("ab") as summary:
        summary.write(content + b"\n")


def write_outputs(values: dict[str, str]) -> None:
    """Write the outputs of the step. A value may have several lines; it cannot contain the random delimiter."""
    file = os.environ.get("GITHUB_OUTPUT")
    if not file:
        return
    with Path(file).open("a", encoding="utf-8", newline="\n") as outputs:
        for name, value in values.items():
            delimiter = f"END_{secrets.token_hex(16)}"
            outputs.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


if __name__ == "__main__":
    sys.exit(main())
