"""The package index that pip is configured to use: the releases of a package, and the modules in their wheels."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from json import JSONDecodeError
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin
from zipfile import ZipFile

from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from rich.text import Text

from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.text import preview
from package import Package
from release import Release

__all__ = ["PackageIndexError", "iter_releases", "read_modules"]

JSON_PAGE = "application/vnd.pypi.simple.v1+json"
NOT_FOUND = 404
CONFIGURATION_HINT = "Check the network and the configuration of pip (pip config list), and run the command again."
MAX_SHOWN_CHARACTERS = 200
PIP_DOWNLOAD = ("download", "--quiet", "--no-deps", "--no-index", "--no-cache-dir", "--ignore-requires-python")


class PackageIndexError(ConformanceError):
    """The package index did not provide a page or a wheel."""

    exit_code = 3


def iter_releases(package: Package) -> Iterator[Release]:
    """Yield the releases that have a wheel, from the oldest that is examined to the newest, with pre-releases.

    Raises:
        PackageIndexError: The index is unreachable, does not have the package, or does not provide the upload times.
    """
    address, page = _page(package.name)
    wheels: dict[str, Release] = {}
    for file in page["files"]:
        try:
            version = parse_wheel_filename(file["filename"])[1]
        except InvalidWheelFilename:
            continue  # a source distribution
        if version < package.oldest:
            continue
        try:
            uploaded = _parse_time(file["upload-time"])
            release = Release(version, uploaded, urljoin(address, file["url"]), file["hashes"]["sha256"])
        except KeyError as error:
            problem = f"the package index does not provide {error} of {file['filename']}"
            raise PackageIndexError(
                problem, hint="Configure pip to use an index with version 1.1 of its API."
            ) from None
        # A wheel for another platform may be uploaded later.
        wheels[str(version)] = min(wheels.get(str(version), release), release, key=lambda wheel: wheel.uploaded)
    yield from sorted(wheels.values())


def _parse_time(text: str) -> datetime:
    # Python 3.10 parses neither a fraction of one digit nor the suffix Z.
    return datetime.fromisoformat(re.sub(r"\.[0-9]+", "", text).replace("Z", "+00:00"))


def _page(name: str) -> tuple[str, Any]:
    """Return the address of the page of a package, and its content."""
    # pip is asked, because its configuration determines the index, the certificates, the proxy and the credentials.
    from pip._internal.commands import create_command
    from pip._internal.exceptions import PipError

    command: Any = create_command("download")
    options, _ = command.parser.parse_args([])
    try:
        with command.main_context():
            session = command.get_default_session(options)
            response = session.get(f"{options.index_url.rstrip('/')}/{name}/", headers={"Accept": JSON_PAGE})
            if response.status_code != NOT_FOUND:
                response.raise_for_status()
                return response.url, response.json()
    except JSONDecodeError:
        problem = "the package index does not provide its pages as JSON"
        raise PackageIndexError(problem, hint="Configure pip to use an index with version 1.1 of its API.") from None
    except (PipError, OSError) as error:
        # pip marks up the messages of its own errors, and their string is only a code.
        message = Text.from_markup(str(getattr(error, "message", error))).plain
        problem = f"the package index cannot be read ({preview(message, MAX_SHOWN_CHARACTERS)})"
        raise PackageIndexError(problem, hint=CONFIGURATION_HINT) from None
    raise PackageIndexError(f"the package index has no package {name!r}", hint=CONFIGURATION_HINT)


def read_modules(package: Package, release: Release) -> list[str]:
    """Return the sources of the modules of a release that hold the declaration. The list is empty if there are none.

    Raises:
        PackageIndexError: pip cannot download the wheel, or its content does not have the digest of the index.
    """
    with TemporaryDirectory() as folder:
        wheel = _download(release, Path(folder))
        with ZipFile(wheel) as archive:
            names = set(archive.namelist()).intersection(package.modules)
            return [archive.read(name).decode() for name in package.modules if name in names]


def _download(release: Release, folder: Path) -> Path:
    # pip compares the content with the digest in the address.
    arguments = [*PIP_DOWNLOAD, "--dest", str(folder), f"{release.url}#sha256={release.sha256}"]
    process = subprocess.run(
        [sys.executable, "-m", "pip", *arguments], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if process.returncode != 0:
        name = release.url.rpartition("/")[2]
        message = preview(" ".join(process.stderr.split()), MAX_SHOWN_CHARACTERS)
        raise PackageIndexError(f"pip cannot download {name} ({message})", hint=CONFIGURATION_HINT)
    return next(folder.iterdir())
