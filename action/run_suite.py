"""Runs the suite for the GitHub Action, and reports the result: summary of the job, annotations, outputs, files.

The environment variables INPUT_… have the inputs of the action. They become single arguments of a process that no
shell starts. The script writes files only, so that it needs no token.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from annotations import TITLE, Comparison, annotation, annotations_of_run, warnings_of_run
from module_command import module_command

MAX_SUMMARY_SIZE = 1_000_000  # bytes; GitHub rejects a summary of more than 1 MiB, and the job stays green
INVALID_ARGUMENTS = 2  # exit codes of the suite
NOTHING_JUDGED = 3
ONE_ARGUMENT = (
    "A line of the input args has several arguments. Write each argument of the input args on a line of its own."
)
SEVERAL_ARGUMENTS = re.compile(r"-[^=\s]*\s")
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


class Outcome(NamedTuple):
    """The outcome of the action.

    Attributes:
        exit_code: The exit code of the step.
        problems: What went wrong apart from the cases, as sentences.
        annotations: The annotations for the page of the run.
        summary: The files for the summary of the job.
    """

    exit_code: int
    problems: list[str]
    annotations: list[str]
    summary: list[Path]


def main() -> int:
    """Run the suite, report the result, and return the exit code of the run."""
    files = Files.beside(Path(read_input("EVIDENCE") or "evidence.ndjson"))
    before = [identity(file) for file in files]
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(files, Path(folder))
        for line in [*(annotation("error", problem) for problem in outcome.problems), *outcome.annotations]:
            sys.stdout.buffer.write(f"{line}\n".encode())  # the console of Windows has another encoding
        sys.stdout.flush()
        write_summary(outcome)
    written = [identity(file) not in {None, earlier} for file, earlier in zip(files, before, strict=True)]
    paths = [str(file) if is_written else "" for file, is_written in zip(files, written, strict=True)]
    write_outputs(dict(zip(("exit-code", *Files._fields), (str(outcome.exit_code), *paths), strict=True)))
    return outcome.exit_code


def run(files: Files, folder: Path) -> Outcome:
    """Run the suite and write its reports.

    Args:
        files: The files that are kept.
        folder: A folder for the others.
    """
    if any(SEVERAL_ARGUMENTS.match(argument) for argument in more_arguments()):
        return Outcome(INVALID_ARGUMENTS, [ONE_ARGUMENT], [], [])
    before, annotations = identity(files.evidence), folder / "annotations.txt"
    exit_code = run_suite("run", *arguments(files, annotations))
    if identity(files.evidence) in {None, before}:
        exit_code = exit_code or NOTHING_JUDGED  # an option such as --help has replaced the run
        problem = (
            f"The run ended with exit code {exit_code} before it wrote evidence. The log of the step has the reason."
        )
        return Outcome(exit_code, [problem], [], [])
    problems, summary, comparison = write_reports(files, folder)
    if comparison is not None:
        lines = [*comparison.annotations(exit_code), *warnings_of_run(annotations)]
    elif annotations.is_file():
        lines = annotations_of_run(annotations, exit_code)
    else:
        text = f"The run ended with exit code {exit_code} after it wrote evidence. The log of the step has the reason."
        lines = [annotation("error", text)] if exit_code else []
    return Outcome(exit_code or (NOTHING_JUDGED if problems else 0), problems, lines, summary)


def write_reports(files: Files, folder: Path) -> tuple[list[str], list[Path], Comparison | None]:
    """Write the reports on the evidence, and return the problems, the files for the summary, and the comparison."""
    problems, summary, comparison = [], [], None
    earlier, evidence, changes = read_input("COMPARE"), str(files.evidence), folder / "comparison"
    limit = f"--max-bytes={MAX_SUMMARY_SIZE // 2 if earlier else MAX_SUMMARY_SIZE}"
    if earlier:
        names, json_file, markdown = ["--", earlier, evidence], changes.with_suffix(".json"), changes.with_suffix(".md")
        run_suite("compare", "--format=json", f"--out={json_file}", *names)
        run_suite("compare", "--format=markdown", limit, f"--out={markdown}", *names)
        if json_file.is_file() and markdown.is_file():
            comparison = Comparison.of(json.loads(json_file.read_text(encoding="utf-8")))
            summary.append(markdown)
        else:
            problems.append("The comparison could not be written. The log of the step has the reason.")
    if run_suite("report", "--format=markdown", limit, f"--out={files.markdown}", "--", evidence) == 0:
        summary.append(files.markdown)
    else:
        problems.append("The report in Markdown could not be written. The log of the step has the reason.")
    return problems, summary, comparison


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
    yield from more_arguments()
    yield f"--evidence={files.evidence}"
    yield f"--report=junit={files.junit}"
    yield f"--report=github={annotations}"
    if implementation := read_input("IMPLEMENTATION"):
        yield from ("--", implementation)


def more_arguments() -> list[str]:
    """Return the lines of the input args that are not empty."""
    return list(filter(None, map(str.strip, read_input("ARGS").splitlines())))


def run_suite(*arguments: str) -> int:
    """Run a command of the suite whose output cannot contain commands for the runner, and return its exit code.

    The output contains texts of the implementation. The runner obeys no command until it reads the token. Both streams
    of the process become one, because the runner reads two streams in any order. The suite itself stops commands if it
    knows of the runner; here, the lines for that would be a part of the output.
    """
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    process = subprocess.Popen(
        module_command("imagegen_conformance", *arguments), env=environment, stderr=subprocess.STDOUT
    )
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


def write_summary(outcome: Outcome) -> None:
    """Append the problems and the reports to the summary of the job."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    problems = "".join(f"\n{problem}\n" for problem in outcome.problems)
    texts = [f"## {TITLE}\n{problems}".encode()] if problems else []
    texts += [report.read_bytes() for report in outcome.summary]
    with Path(file).open("ab") as summary:
        summary.writelines(text + b"\n" for text in texts)


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
