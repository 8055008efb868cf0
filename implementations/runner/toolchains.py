"""Installing programs in other languages from the packages that their folders pin."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "MARKER",
    "MissingToolError",
    "NotInstalledError",
    "Toolchain",
    "check_programs",
    "files_to_copy",
    "install",
    "install_npm",
]

MARKER = ".installed"
SHARED = Path(__file__).parents[1] / "shared"
# These files say how an implementation is run and judged. A change of them needs no new installation.
NOT_COPIED = ("implementation.json", "expected-failures*.json", "__pycache__/*")


class NotInstalledError(Exception):
    """An implementation could not be installed."""


class MissingToolError(NotInstalledError):
    """A program that the installation needs is missing, or too old."""


class Toolchain(NamedTuple):
    """The toolchain of a registry.

    Attributes:
        programs: The programs that it needs, with the names that messages give them.
        command: The command that installs the content of the current folder.
        shared: The folder in `implementations/shared` whose files are copied beside the adapter, or an empty string.
    """

    programs: Mapping[str, str]
    command: tuple[str, ...]
    shared: str = ""


TOOLCHAINS = {
    "npm": Toolchain(
        {"node": "Node", "npm": "npm"},
        ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
        shared="node",
    ),
    "go": Toolchain({"go": "Go"}, ("go", "build", "-mod=readonly", "-o", "adapter", ".")),
    "maven": Toolchain(
        {"java": "Java", "javac": "a JDK", "mvn": "Maven"}, ("mvn", "--batch-mode", "--quiet", "package")
    ),
    "cargo": Toolchain({"cargo": "Cargo"}, ("cargo", "build", "--release", "--locked", "--quiet")),
}


def check_programs(programs: Mapping[str, str]) -> None:
    """Raise MissingToolError if one of these programs is not installed."""
    for program, name in programs.items():
        if shutil.which(program) is None:
            raise MissingToolError(f"{name} is not installed")


def files_to_copy(folder: Path, registry: str) -> dict[str, Path]:
    """Return the files that an installation needs, by their relative paths in its folder.

    Args:
        folder: The folder of the implementation.
        registry: The registry of its packages, which determines the shared files.
    """
    shared = TOOLCHAINS[registry].shared
    files = {**_files_below(SHARED / shared), **_files_below(folder)} if shared else _files_below(folder)
    return {
        path.as_posix(): file
        for path, file in sorted(files.items())
        if not any(path.match(pattern) for pattern in NOT_COPIED)
    }


def _files_below(folder: Path) -> dict[Path, Path]:
    return {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}


def install(registry: str, files: Mapping[str, Path], folder: Path) -> None:
    """Replace the content of a folder by these files and install them, unless exactly these files are installed.

    Args:
        registry: The registry of the packages.
        files: The files, by their relative paths in the folder.
        folder: The folder to install into.

    Raises:
        MissingToolError: The toolchain of the registry is missing.
        NotInstalledError: The toolchain failed, after it printed its own messages.
    """
    toolchain = TOOLCHAINS[registry]
    check_programs(toolchain.programs)
    marker, digest = folder / MARKER, _digest(files)
    if marker.is_file() and marker.read_text(encoding="utf-8") == digest:
        return
    if folder.is_dir():
        shutil.rmtree(folder)
    for path, file in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / path)
    _execute(toolchain.command, folder)
    marker.write_text(digest, encoding="utf-8")


def install_npm(lock: Path, folder: Path) -> None:
    """Install the npm packages of a `package-lock.json` and the `package.json` beside it, as `install` does."""
    install("npm", {file.name: file for file in (lock, lock.with_name("package.json"))}, folder)


def _execute(command: tuple[str, ...], folder: Path) -> None:
    program = shutil.which(command[0]) or command[0]  # on Windows, npm and mvn are scripts with another suffix
    process = subprocess.run([program, *command[1:]], cwd=folder, check=False, stdout=subprocess.DEVNULL)
    if process.returncode != 0:
        name = " ".join(command[:2])
        raise NotInstalledError(f"{name} in {folder} exited with code {process.returncode}. See its output above.")


def _digest(files: Mapping[str, Path]) -> str:
    """Return a digest of the paths and contents of the files."""
    digest = hashlib.sha256()
    for path, file in sorted(files.items()):
        content = file.read_bytes()
        digest.update(f"{len(path.encode())} {path} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()
