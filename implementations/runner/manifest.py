"""The `implementation.json` of each folder: how an implementation is installed, and how it is run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
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
        title: The name and version of the package, which evidence has as the name of a server.
        implementation: The Python path `module:Name`, for PyPI only.
        command: The words of the command that starts an adapter, or a client if it is a relay.
        url: The URL of a server, or of a gateway if it is a relay.
        start: The words of the command that starts the server.
        variables: The environment variables of the run.
        headers: From the name of each header to the variable that holds its value.
        is_relay: Whether the suite is the upstream of the gateway or of the client.
        upstream_port: The port of the upstream, or None for a free one.
        envelope: The file of the envelope, relative to the folder, or nothing for the default envelope.
        model: The model in the envelope, or nothing for its own.
        concurrency: The number of requests that are sent in parallel, or None for the default.
        has_variants: Whether it is run with variants and repetitions, unless each case is a request over HTTP.
        exit_code: The exit code that is expected: 1 if everything is lost, so that no failure can be listed.
        is_large: Whether the installation takes so much time or space that it is run only on request.
        profile: The profile by which the implementation is judged, or nothing for the default profile.
        revision: The revision of the profile, or a release that has it; nothing for the default revision.
        areas: The areas that are run, or all if there are none.
        expected_failures: The file of expected failures, or None if no failure is expected.
        requirements: The file that pins the packages, for PyPI only.
        package: The pinned package that the run adds to these, as `name==version`, or nothing. For PyPI only.
        npm_lock: The lock file of additional npm packages, for PyPI only.
        minimum_python: The oldest version of Python that the packages support, for PyPI only.
        has_suite: Whether the suite is installed beside the packages, because it imports a Python object of them.
    """

    folder: Path
    name: str
    registry: str
    levels: tuple[str, ...]
    title: str = ""
    implementation: str = ""
    command: tuple[str, ...] = ()
    url: str = ""
    start: tuple[str, ...] = ()
    variables: Mapping[str, str] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})
    is_relay: bool = False
    upstream_port: int | None = None
    envelope: str = ""
    model: str = ""
    concurrency: int | None = None
    has_variants: bool = True
    exit_code: int = 0
    is_large: bool = False
    profile: str = ""
    revision: str = ""
    areas: tuple[str, ...] = ()
    expected_failures: Path | None = None
    requirements: Path | None = None
    package: str = ""
    npm_lock: Path | None = None
    minimum_python: str = ""
    has_suite: bool = False

    @property
    def is_http(self) -> bool:
        """Whether each case is at least one request over HTTP."""
        return bool(self.url) or self.is_relay

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
    with_suite = {run.environment for run in runs if run.implementation}
    return [run._replace(has_suite=run.environment in with_suite) for run in runs]


def _parse_run(folder: Path, manifest: dict[str, Json], run: dict[str, Json]) -> Run:
    is_python = manifest["registry"] == PYPI
    is_program = "implementation" not in run and "url" not in run
    return Run(
        folder=folder,
        name=run["name"],
        registry=manifest["registry"],
        levels=tuple(run["levels"]),
        title=manifest["name"],
        implementation=run.get("implementation", ""),
        command=tuple(run["command"]) if is_program else (),
        url=run.get("url", ""),
        start=tuple(run["start"]) if "url" in run else (),
        variables=run.get("environment", {}),
        headers=run.get("headers", {}),
        is_relay=run.get("relay", False),
        upstream_port=run.get("upstream_port"),
        envelope=run.get("envelope", ""),
        model=run.get("model", ""),
        concurrency=run.get("concurrency"),
        has_variants=run.get("variants", True),
        exit_code=run.get("exit_code", 0),
        is_large=run.get("large", False),
        profile=run.get("profile", ""),
        revision=run.get("revision", ""),
        areas=tuple(run.get("areas", ())),
        expected_failures=folder / run["expected_failures"] if "expected_failures" in run else None,
        requirements=folder / {**manifest, **run}["requirements"] if is_python else None,
        package=run.get("package", ""),
        npm_lock=folder / run["npm"] if "npm" in run else None,
        minimum_python=manifest.get("python", ""),
    )
