"""The `implementation.json` of each folder: how an implementation is installed, and how it is run."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["IMPLEMENTATIONS", "PYPI", "Run", "load_runs"]

IMPLEMENTATIONS = Path(__file__).parents[1]
PYPI = "pypi"


class Run(NamedTuple):
    """One way of running one implementation.

    Attributes:
        folder: The folder of the implementation.
        name: The name of the run and of its evidence file.
        registry: The registry of its packages: `pypi`, `npm`, `go`, `maven` or `cargo`.
        levels: The levels that are run.
        implementation: The Python path `module:Name`, for PyPI only.
        command: The words of the command, for all other registries.
        profile: The profile by which the implementation is judged, or nothing for the default profile.
        revision: The revision of the profile, or a release that has it; nothing for the default revision.
        areas: The areas that are run, or all if there are none.
        expected_failures: The file of expected failures, or None if no failure is expected.
        requirements: The file that pins the packages, for PyPI only.
        package: The pinned package that the run adds to these, as `name==version`, or nothing. For PyPI only.
        npm_lock: The lock file of additional npm packages, for PyPI only.
        minimum_python: The oldest version of Python that the packages support, for PyPI only.
    """

    folder: Path
    name: str
    registry: str
    levels: tuple[str, ...]
    implementation: str = ""
    command: tuple[str, ...] = ()
    profile: str = ""
    revision: str = ""
    areas: tuple[str, ...] = ()
    expected_failures: Path | None = None
    requirements: Path | None = None
    package: str = ""
    npm_lock: Path | None = None
    minimum_python: str = ""

    @property
    def environment(self) -> str:
        """The name of the folder that it is installed into. Each release that a run adds has its own."""
        _, _, version = self.package.partition("==")
        return f"{self.folder.name}-{version}" if version else self.folder.name


def load_runs() -> list[Run]:
    """Return the runs of all folders, ordered by folder. Raise CorpusError for an invalid file."""
    runs: list[Run] = []
    for file in sorted(IMPLEMENTATIONS.glob("*/implementation.json")):
        manifest = load_json(file)
        try:
            runs += [_parse_run(file.parent, manifest, run) for run in manifest["runs"]]
        except (KeyError, TypeError) as error:
            raise invalid_shape_error(error, "an implementation", "implementation", file) from None
    return runs


def _parse_run(folder: Path, manifest: dict[str, Json], run: dict[str, Json]) -> Run:
    is_python = manifest["registry"] == PYPI
    return Run(
        folder=folder,
        name=run["name"],
        registry=manifest["registry"],
        levels=tuple(run["levels"]),
        implementation=run["implementation"] if is_python else "",
        command=() if is_python else tuple(run["command"]),
        profile=run.get("profile", ""),
        revision=run.get("revision", ""),
        areas=tuple(run.get("areas", ())),
        expected_failures=folder / run["expected_failures"] if "expected_failures" in run else None,
        requirements=folder / {**manifest, **run}["requirements"] if is_python else None,
        package=run.get("package", ""),
        npm_lock=folder / run["npm"] if "npm" in run else None,
        minimum_python=manifest.get("python", ""),
    )
