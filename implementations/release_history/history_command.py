"""The command line: compute the histories of packages, and write them to data files."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

from history import compute_history
from imagegen_conformance.errors import ConformanceError, UsageError, did_you_mean
from package import PACKAGES, Package
from package_index import PackageIndexError, iter_releases, read_modules
from release import Release

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Compute the history of each named package, or of all packages, and write it to a file.

    Returns:
        0 if every history was written, 2 if the arguments are invalid or a declaration is not supported, and 3 if the
        package index did not provide a page or a wheel.
    """
    parsed = _parser().parse_args(arguments)
    try:
        for package in _select(parsed.packages, parsed.until):
            _measure(package, parsed.until, parsed.out)
    except ConformanceError as error:
        print(f"imagegen-conformance: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python implementations/release_history",
        description="Compute which releases of a package changed its declaration of the image generation tool.",
    )
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="examine only these packages (default: all)")
    parser.add_argument(
        "--until", metavar="RELEASE", help="examine no release that is newer than RELEASE (default: the newest)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parent,
        metavar="FOLDER",
        help="write the data files to FOLDER (default: the folder of the command)",
    )
    return parser


def _select(names: list[str], until: str | None) -> list[Package]:
    """Return the packages with these names, or all packages. Raise UsageError for an unknown name."""
    known = f"The packages are {' and '.join(PACKAGES)}."
    for name in names:
        if name not in PACKAGES:
            raise UsageError(f"unknown package {name!r}", hint=did_you_mean(name, PACKAGES, known))
    if until is not None and len(names) != 1:
        raise UsageError("--until applies to a single package", hint="Name the package, or remove --until.")
    return [PACKAGES[name] for name in names or PACKAGES]


def _measure(package: Package, until: str | None, folder: Path) -> None:
    """Compute the history of a package and write it to the folder."""
    releases = _releases_until(package, until)
    print(f"{package.name}: {len(releases)} releases from {releases[0].version} to {releases[-1].version}", flush=True)
    history = compute_history(package, releases, read_modules)
    file = folder / f"{package.name}.json"
    file.write_text(history.to_text(datetime.now(timezone.utc).date()), encoding="utf-8")
    print(f"{package.name}: changes in {len(history.entries)} releases, written to {file}")


def _releases_until(package: Package, until: str | None) -> list[Release]:
    """Return the releases to examine.

    Raises:
        PackageIndexError: There are none.
        UsageError: The last one does not exist.
    """
    releases = list(iter_releases(package))
    versions = [str(release.version) for release in releases]
    if not releases:
        problem = f"{package.name} has no wheel of release {package.oldest} or later"
        raise PackageIndexError(problem, hint="Check the configuration of pip (pip config list).")
    if until is None:
        return releases
    if until not in versions:
        newest = f"The newest release is {versions[-1]}."
        raise UsageError(f"unknown release {until!r} of {package.name}", hint=did_you_mean(until, versions, newest))
    return releases[: versions.index(until) + 1]
