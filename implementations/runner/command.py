"""The command line: install each real implementation into its own folder, run it, and write its evidence."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import toolchains
import virtual_environment
from imagegen_conformance.errors import ConformanceError, UsageError
from manifest import Run, load_runs
from summary import EXIT_AS_EXPECTED, EXIT_NOT_RUN, Summary, count_verdicts, render_table
from toolchains import MissingToolError, NotInstalledError

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run the named implementations, or all of them.

    Returns:
        0 if every implementation behaves as its expected failures state. A failed installation always fails the
        command. A missing toolchain fails it only with --require-all, or if no implementation was run at all.
    """
    parsed = _parser().parse_args(arguments)
    try:
        selected = _select(parsed.names)
    except ConformanceError as error:
        print(f"imagegen-conformance: {error}", file=sys.stderr)
        return error.exit_code
    exit_code_if_missing = EXIT_NOT_RUN if parsed.require_all else EXIT_AS_EXPECTED
    summaries = {
        run.name: _run(run, parsed.environments.absolute(), parsed.evidence.absolute(), exit_code_if_missing)
        for run in selected
    }
    print("== all")
    for line in render_table(summaries):
        print(line)
    if not any(summary.was_run for summary in summaries.values()):
        return EXIT_NOT_RUN
    return max(summary.exit_code for summary in summaries.values())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python implementations/runner",
        description="Install real implementations, run them, and compare the failures with the expected ones.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="run only these folders or runs (default: all)")
    parser.add_argument(
        "--environments",
        type=Path,
        default=Path(".implementations"),
        metavar="FOLDER",
        help="install the implementations below FOLDER (default: %(default)s)",
    )
    parser.add_argument(
        "--evidence",
        type=Path,
        default=Path("build/evidence"),
        metavar="FOLDER",
        help="write the evidence files to FOLDER (default: %(default)s)",
    )
    parser.add_argument("--require-all", action="store_true", help="fail if a toolchain is missing")
    return parser


def _select(names: list[str]) -> list[Run]:
    """Return the runs with these names or in these folders, or all runs. Raise UsageError for an unknown name."""
    every_run = load_runs()
    for name in names:
        if not any(name in {run.folder.name, run.name} for run in every_run):
            known = ", ".join(run.name for run in every_run)
            raise UsageError(f"unknown implementation {name!r}", hint=f"The implementations are {known}.")
    return [run for run in every_run if not names or {run.folder.name, run.name} & set(names)]


def _run(run: Run, environments: Path, evidence: Path, exit_code_if_missing: int) -> Summary:
    """Install an implementation and run it, with `exit_code_if_missing` if its toolchain is missing."""
    print(f"== {run.name}", flush=True)
    environment = environments / run.environment
    try:
        python = _install(run, environment)
    except NotInstalledError as error:
        print(f"imagegen-conformance: {error}", file=sys.stderr)
        exit_code = exit_code_if_missing if isinstance(error, MissingToolError) else EXIT_NOT_RUN
        return Summary(exit_code, was_run=False, detail=str(error))
    file = evidence / f"{run.name}.ndjson"
    modified_before = _modified(file)
    # A program runs where it was installed. A Python adapter is imported from its folder, which the suite takes as the
    # current one.
    folder = environment if run.command else run.folder
    exit_code = subprocess.run(_suite_call(run, python, environment, file), cwd=folder, check=False).returncode
    # An evidence file that was not written belongs to an earlier run.
    detail = count_verdicts(file) if _modified(file) != modified_before else "no evidence"
    return Summary(exit_code, was_run=True, detail=detail)


def _install(run: Run, environment: Path) -> Path:
    """Install an implementation and return the interpreter that runs the suite. Raise NotInstalledError if it fails."""
    if run.requirements is None:
        toolchains.install(run.registry, toolchains.files_to_copy(run.folder, run.registry), environment)
        return Path(sys.executable)
    python = virtual_environment.install(run.requirements, environment, run.package, run.minimum_python)
    if run.npm_lock is not None:
        toolchains.install_npm(run.npm_lock, environment / "npm")
    return python


def _modified(file: Path) -> int | None:
    """Return the time of the last modification, or None if the file does not exist."""
    return file.stat().st_mtime_ns if file.is_file() else None


def _suite_call(run: Run, python: Path, environment: Path, evidence: Path) -> list[str]:
    """Return the call of the suite, as a list of arguments."""
    expected_failures = run.expected_failures
    return [
        *(str(python), "-m", "imagegen_conformance", "run"),
        *(("--command", _command_line(run.command, environment)) if run.command else (run.implementation,)),
        "--no-config",
        *(("--profile", run.profile) if run.profile else ()),
        *(("--revision", run.revision) if run.revision else ()),
        *(option for level in run.levels for option in ("--level", level)),
        *(option for area in run.areas for option in ("--area", area)),
        *("--fail-on", "should", "--variants", "--repeat", "2"),
        *(("--expected-failures", str(expected_failures.absolute())) if expected_failures else ()),
        *("--evidence", str(evidence)),
    ]


def _command_line(command: tuple[str, ...], environment: Path) -> str:
    """Return the command as one string for --command, for a process that runs in the environment.

    A path in it stays relative, because evidence contains the command, and must not depend on the machine.
    """
    program, *arguments = command
    if "/" in program:
        found = shutil.which(str(environment / program))  # adds the suffix on Windows
        program = Path(program).with_suffix(Path(found).suffix).as_posix() if found else program
        program = program if "/" in program else f"./{program}"
    words = [program, *arguments]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
