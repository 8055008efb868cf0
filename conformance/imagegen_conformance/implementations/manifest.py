"""What the `implementation.json` of each folder says: how an implementation is installed, and the ways it is run."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus import read_json
from imagegen_conformance.errors import misshapen
from imagegen_conformance.json_value import Json

__all__ = ["PYPI", "Run", "runs"]

HERE = Path(__file__).parent
PYPI = "pypi"


class Run(NamedTuple):
    """One way of running one implementation, in Python by its `implementation`, elsewhere by a `command`.

    The paths are those of files in its folder; `python` is the oldest version that its packages take.
    """

    folder: Path
    name: str
    registry: str
    levels: tuple[str, ...]
    implementation: str = ""
    command: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    expected: Path | None = None
    requirements: Path | None = None
    npm: Path | None = None
    python: str = ""


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
    python = content["registry"] == PYPI
    return Run(
        folder=folder,
        name=run["name"],
        registry=content["registry"],
        levels=tuple(run["levels"]),
        implementation=run["implementation"] if python else "",
        command=() if python else tuple(run["command"]),
        areas=tuple(run.get("areas", ())),
        expected=folder / run["expected"] if "expected" in run else None,
        requirements=folder / content["requirements"] if python else None,
        npm=folder / run["npm"] if "npm" in run else None,
        python=content.get("python", ""),
    )
