"""Programs in other languages, installed by the toolchain of their registry from what their folder pins."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["MissingToolError", "NotInstalledError", "Toolchain", "files_of", "install", "require"]

STAMP = ".installed"
# Of a folder, what tells how it is run and judged: it can change without another installation.
NOT_COPIED = ("implementation.json", "expected*.json", "__init__.py", "__pycache__/*")


class NotInstalledError(Exception):
    """Something could not be installed; says why."""


class MissingToolError(NotInstalledError):
    """What it is installed with is not there; says what that is."""


class Toolchain(NamedTuple):
    """The programs that it needs, with their names for people, and the call that installs what is in a folder."""

    needs: Mapping[str, str]
    call: tuple[str, ...]


TOOLCHAINS = {
    "npm": Toolchain(
        {"node": "Node", "npm": "npm"},
        ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
    ),
    "go": Toolchain({"go": "Go"}, ("go", "build", "-mod=readonly", "-o", "adapter", ".")),
    "maven": Toolchain(
        {"java": "Java", "javac": "a JDK", "mvn": "Maven"}, ("mvn", "--batch-mode", "--quiet", "package")
    ),
    "cargo": Toolchain({"cargo": "Cargo"}, ("cargo", "build", "--release", "--locked", "--quiet")),
}


def require(needs: Mapping[str, str]) -> None:
    """Raise `MissingToolError` where a program is not installed."""
    for program, name in needs.items():
        if shutil.which(program) is None:
            raise MissingToolError(f"{name} is not installed")


def files_of(folder: Path) -> dict[str, Path]:
    """What is installed of the folder of an implementation, by its place in it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    places = {path.relative_to(folder): path for path in found}
    return {
        place.as_posix(): path
        for place, path in places.items()
        if not any(place.match(pattern) for pattern in NOT_COPIED)
    }


def install(registry: str, files: Mapping[str, Path], folder: Path) -> None:
    """Copy the files into a folder, where nothing else stays, and install them there; unless that was done already.

    Raises `MissingToolError` where the toolchain is missing, and `NotInstalledError` where it fails; it has then told
    why.
    """
    toolchain = TOOLCHAINS[registry]
    require(toolchain.needs)
    stamp, wanted = folder / STAMP, _digest(files)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if folder.is_dir():
        shutil.rmtree(folder)
    for place, file in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / place)
    _call(toolchain.call, folder)
    stamp.write_text(wanted, encoding="utf-8")


def _call(call: tuple[str, ...], folder: Path) -> None:
    program = shutil.which(call[0]) or call[0]  # on Windows, npm and mvn are scripts with another ending
    done = subprocess.run([program, *call[1:]], cwd=folder, check=False, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise NotInstalledError(f"{' '.join(call[:2])} in {folder} ended with {done.returncode}; see above")


def _digest(files: Mapping[str, Path]) -> str:
    """Tells a set of files from any other."""
    digest = hashlib.sha256()
    for place, file in sorted(files.items()):
        content = file.read_bytes()
        digest.update(f"{len(place.encode())} {place} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()
