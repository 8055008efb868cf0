"""The command line: install each real implementation into its own folder, run it, and write its evidence."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import toolchains
import virtual_environment
from imagegen_conformance.errors import ConformanceError, UsageError
from manifest import PYPI, Run, load_runs
from suite_call import suite_call, variables
from summary import EXIT_AS_EXPECTED, EXIT_NOT_RUN, Summary, count_verdicts, render_table
from toolchains import MissingToolError, NotInstalledError

__all__ = ["main"]

EXIT_CONFORMS_UNEXPECTEDLY = 1
LEFT_OUT = Summary(
    EXIT_AS_EXPECTED, was_run=False, detail="its installation is large. Run `make implementations-large`."
)


def main(arguments: list[str] | None = None) -> int:
    """Run the named implementations, or all of them.

    Returns:
        0 if every implementation behaves as its expected failures state. A failed installation always fails the
        command. A missing toolchain fails it only with --require-all, or if no implementation was run at all.
    """
    parsed = _parser().parse_args(arguments)
    try:
        selected = _select(parsed.names, large=parsed.large)
    except ConformanceError as error:
        print(f"imagegen-conformance: {error}", file=sys.stderr)
        return error.exit_code
    exit_code_if_missing = EXIT_NOT_RUN if parsed.require_all else EXIT_AS_EXPECTED
    summaries = {
        run.name: LEFT_OUT
        if run.is_large and not (parsed.large or parsed.names)
        else _run(run, parsed.environments.absolute(), parsed.evidence.absolute(), exit_code_if_missing)
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
    parser.add_argument(
        "--large",
        action="store_true",
        help="run only the implementations with a large installation (default: those that are named, or none of them)",
    )
    return parser


def _select(names: list[str], *, large: bool) -> list[Run]:
    """Return the runs with these names or in these folders, or all runs; only the large ones on request.

    Raises:
        UsageError: No run or folder has one of the names, or none of the runs is large.
    """
    every_run = load_runs()
    for name in names:
        if not any(name in {run.folder.name, run.name} for run in every_run):
            known = ", ".join(run.name for run in every_run)
            raise UsageError(f"unknown implementation {name!r}", hint=f"The implementations are {known}.")
    runs = [run for run in every_run if not names or {run.folder.name, run.name} & set(names)]
    if not large:
        return runs
    if not any(run.is_large for run in runs):
        raise UsageError("--large leaves no implementation to run", hint="Omit it, or name a large implementation.")
    return [run for run in runs if run.is_large]


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
    # A program runs where its files were copied to. Those of a Python package are not copied, because an adapter is
    # imported from its folder, which the suite takes as the current one.
    folder = run.folder if run.registry == PYPI else environment
    call = suite_call(run, python, environment, file)
    exit_code = subprocess.run(call, cwd=folder, env=variables(run, environment), check=False).returncode
    # An evidence file that was not written belongs to an earlier run.
    detail = count_verdicts(file) if _modified(file) != modified_before else "no evidence"
    return Summary(_as_expected(exit_code, run), was_run=True, detail=detail)


def _as_expected(exit_code: int, run: Run) -> int:
    """Return the exit code of the summary: that of the suite, or 0 if it is the one that the run expects.

    A run that is expected to fail, but does not, fails.
    """
    if exit_code == run.exit_code:
        return EXIT_AS_EXPECTED
    return exit_code or EXIT_CONFORMS_UNEXPECTEDLY


def _install(run: Run, environment: Path) -> Path:
    """Install an implementation and return the interpreter that runs the suite. Raise NotInstalledError if it fails."""
    if run.requirements is None:
        toolchains.install(run.registry, toolchains.files_to_copy(run.folder, run.registry), environment)
        return Path(sys.executable)
    python = virtual_environment.install(
        run.requirements, environment, run.package, run.minimum_python, with_suite=run.has_suite
    )
    if run.npm_lock is not None:
        toolchains.install_npm(run.npm_lock, environment / "npm")
    return python if run.implementation else Path(sys.executable)


def _modified(file: Path) -> int | None:
    """Return the time of the last modification, or None if the file does not exist."""
    return file.stat().st_mtime_ns if file.is_file() else None
