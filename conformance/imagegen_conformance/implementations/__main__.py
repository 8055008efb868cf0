"""Installs each real implementation into a folder of its own, runs it, and writes the evidence."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.implementations import environment, npm, toolchains
from imagegen_conformance.implementations.manifest import Run, runs
from imagegen_conformance.implementations.outcome import AS_EXPECTED, NOT_RUN, Outcome, counted, table
from imagegen_conformance.implementations.toolchains import MissingToolError, NotInstalledError

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run those that are named, or all; 0 when each behaves as its expected failures say.

    One that cannot be installed fails the command. One whose toolchain is missing is told as not run, and fails it
    only where all are required, or where none was run.
    """
    parser = argparse.ArgumentParser(prog="python -m imagegen_conformance.implementations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these folders or runs (default: all)")
    parser.add_argument("--environments", type=Path, default=Path(".implementations"), help="where they are installed")
    parser.add_argument("--evidence", type=Path, default=Path("build/evidence"), help="where the evidence goes")
    parser.add_argument("--require-all", action="store_true", help="fail where a toolchain is missing")
    parsed = parser.parse_args(arguments)
    try:
        chosen = _choose(parsed.names)
    except ConformanceError as error:
        print(f"imagegen-conformance: {error}", file=sys.stderr)
        return error.exit_code
    missing = NOT_RUN if parsed.require_all else AS_EXPECTED
    outcomes = {
        run.name: _outcome(run, parsed.environments.absolute(), parsed.evidence.absolute(), missing) for run in chosen
    }
    print("== all")
    for line in table(outcomes):
        print(line)
    if not any(outcome.ran for outcome in outcomes.values()):
        return NOT_RUN
    return max(outcome.code for outcome in outcomes.values())


def _choose(names: list[str]) -> list[Run]:
    everything = runs()
    for name in names:
        if not any(name in {run.folder.name, run.name} for run in everything):
            known = ", ".join(run.name for run in everything)
            raise UsageError(f"there is no implementation {name!r}", mend=f"there are {known}")
    return [run for run in everything if not names or {run.folder.name, run.name} & set(names)]


def _outcome(run: Run, environments: Path, evidence: Path, missing: int) -> Outcome:
    """Install it, and run it; `missing` is the code where its toolchain is not there."""
    print(f"== {run.name}", flush=True)
    folder = environments / run.folder.name
    try:
        python = _install(run, folder)
    except NotInstalledError as reason:
        print(f"imagegen-conformance: {reason}", file=sys.stderr)
        code = missing if isinstance(reason, MissingToolError) else NOT_RUN
        return Outcome(code, ran=False, detail=str(reason))
    file = evidence / f"{run.name}.ndjson"
    before = _written(file)
    code = subprocess.run(_call(run, python, folder, file), cwd=_where(run, folder), check=False).returncode
    detail = counted(file) if _written(file) != before else "no evidence"
    return Outcome(code, ran=True, detail=detail)


def _install(run: Run, folder: Path) -> Path:
    """The interpreter that runs the suite, after all that is run is installed. Raises `NotInstalledError`."""
    if run.requirements is None:
        toolchains.install(run.registry, toolchains.files_of(run.folder), folder)
        return Path(sys.executable)
    python = environment.install(run.requirements, folder, run.python)
    if run.npm is not None:
        npm.install(run.npm, folder / "npm")
    return python


def _where(run: Run, folder: Path) -> Path | None:
    """A program is run where it is installed."""
    return folder if run.command else None


def _written(file: Path) -> int | None:
    """When a file was written: an older one tells nothing of this run."""
    return file.stat().st_mtime_ns if file.is_file() else None


def _call(run: Run, python: Path, folder: Path, evidence: Path) -> list[str]:
    return [
        *(str(python), "-m", "imagegen_conformance", "run"),
        *(("--command", _command_line(run.command, folder)) if run.command else (run.implementation,)),
        *(option for level in run.levels for option in ("--level", level)),
        *(option for area in run.areas for option in ("--area", area)),
        *("--strength", "should", "--variants", "--repeat", "2"),
        *(("--expected", str(run.expected.absolute())) if run.expected else ()),
        *("--evidence", str(evidence)),
    ]


def _command_line(command: tuple[str, ...], folder: Path) -> str:
    """The command in one string, as `--command` takes it; a program of the folder by its absolute path."""
    program, *arguments = command
    if "/" in program:
        program = shutil.which(str(folder / program)) or str(folder / program)  # on Windows, with its ending
    words = [program, *arguments]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


if __name__ == "__main__":
    raise SystemExit(main())
