"""Packages of npm, installed as a lock file says."""

from __future__ import annotations

from pathlib import Path

from imagegen_conformance.implementations import toolchains
from imagegen_conformance.implementations.toolchains import NotInstalledError

__all__ = ["NotInstalledError", "install"]


def install(lock: Path, folder: Path) -> None:
    """Install what a `package-lock.json`, beside its `package.json`, says into a folder, unless it is there already.

    Raises `NotInstalledError` where Node or npm are missing, or npm fails; it has then told why.
    """
    toolchains.install("npm", {file.name: file for file in (lock, lock.with_name("package.json"))}, folder)
