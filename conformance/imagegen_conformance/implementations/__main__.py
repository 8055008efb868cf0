"""Installs each real implementation into an environment of its own, runs it, and writes the evidence."""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.errors import ConformanceError, UsageError, misshapen
from imagegen_conformance.implementations import npm
from imagegen_conformance.json_value import Json

__all__ = ["Run", "main", "runs"]

HERE = Path(__file__).parent
NOT_RUN = 3


class Run(NamedTuple):
    """One way of running one implementation; the paths are those of files in its folder."""

    folder: str
    name: str
    implementation: str
    levels: tuple[str, ...]
    requirements: Path
    expected: Path | None = None
    areas: tuple[str, ...] = ()
    npm: Path | None = None


def runs() -> list[Run]:
    """Every run of every folder, in the order of their names. Raises `CorpusError`."""
    found: list[Run] = []
    for manifest in sorted(HERE.glob("*/implementation.json")):
        content = read_json(manifest)
        try:
            found += [_run(manifest.parent, content, run) for run in content["runs"]]
        except (KeyError, TypeError) as error:
            raise misshapen(error, "an implementation", "implementation", manifest) from None
    return found


def _run(folder: Path, content: dict[str, Json], run: dict[str, Json]) -> Run:
    expected, npm = (folder / run[key] if key in run else None for key in ("expected", "npm"))
    levels, areas = tuple(run["levels"]), tuple(run.get("areas", ()))
    requirements = folder / content["requirements"]
    return Run(folder.name, run["name"], run["implementation"], levels, requirements, expected, areas, npm)


def main(arguments: list[str] | None = None) -> int:
    """Run those that are named, or all; 0 when each behaves as its expected failures say."""
    parser = argparse.ArgumentParser(prog="python -m imagegen_conformance.implementations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these folders or runs (default: all)")
    parser.add_argument("--environments", type=Path, default=Path(".implementations"), help="where they are installed")
    parser.add_argument("--evidence", type=Path, default=Path("build/evidence"), help="where the evidence goes")
    parsed = parser.parse_args(arguments)
    try:
        chosen = _choose(parsed.names)
    except ConformanceError as error:
        print(f"imagegen-conformance: {error}", file=sys.stderr)
        return error.exit_code
    outcomes = {run.name: _install_and_run(run, parsed.environments, parsed.evidence) for run in chosen}
    for name, code in outcomes.items():
        told = {0: "as expected", NOT_RUN: "NOT RUN"}.get(code, f"exit {code}")
        print(f"{name}: {told}")
    return max(outcomes.values())


def _choose(names: list[str]) -> list[Run]:
    everything = runs()
    for name in names:
        if not any(name in {run.folder, run.name} for run in everything):
            known = ", ".join(run.name for run in everything)
            raise UsageError(f"there is no implementation {name!r}", mend=f"there are {known}")
    return [run for run in everything if not names or {run.folder, run.name} & set(names)]


def _install_and_run(run: Run, environments: Path, evidence: Path) -> int:
    print(f"== {run.name}", flush=True)
    environment = environments / run.folder
    python = _environment(environment, run.requirements)
    if python is None:
        return NOT_RUN
    try:
        if run.npm is not None:
            npm.install(run.npm, environment / "npm")
    except npm.NotInstalledError as reason:
        print(f"imagegen-conformance: {reason}", file=sys.stderr)
        return NOT_RUN
    command = [
        *(str(python), "-m", "imagegen_conformance", "run", run.implementation),
        *(option for level in run.levels for option in ("--level", level)),
        *(option for area in run.areas for option in ("--area", area)),
        *("--strength", "should", "--variants", "--repeat", "2"),
        *(("--expected", str(run.expected)) if run.expected else ()),
        *("--evidence", str(evidence / f"{run.name}.ndjson")),
    ]
    return subprocess.run(command, check=False).returncode


def _environment(folder: Path, requirements: Path) -> Path | None:
    """The interpreter of an environment with the suite and the pinned packages, or None where that fails."""
    python = folder.absolute() / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = folder / ".installed"
    wanted = requirements.read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    venv.create(folder, with_pip=True, clear=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for what in (["--requirement", str(requirements)], _suite()):
        if subprocess.run([*install, *what], check=False).returncode != 0:
            print(f"imagegen-conformance: {folder} could not be installed; see above", file=sys.stderr)
            return None
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _suite() -> list[str]:
    """The suite that is running: the checkout, or the release that is installed."""
    checkout = data("fixtures").parent
    if (checkout / "pyproject.toml").is_file():
        return ["--editable", str(checkout)]
    from imagegen_conformance import __version__

    return [f"imagegen-conformance=={__version__}"]


if __name__ == "__main__":
    raise SystemExit(main())
