"""Packages of npm, installed as a lock file says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

__all__ = ["NotInstalledError", "install"]


class NotInstalledError(Exception):
    """Packages could not be installed; says why."""


def install(lock: Path, folder: Path) -> None:
    """Install what a `package-lock.json`, beside its `package.json`, says into a folder, unless it is there already.

    Raises `NotInstalledError` where Node or npm are missing, or npm fails; it has then told why.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotInstalledError(f"{'Node' if npm else 'npm'} is not installed")
    stamp, wanted = folder / ".installed", lock.read_bytes()
    if stamp.is_file() and stamp.read_bytes() == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for file in (lock, lock.with_name("package.json")):
        shutil.copy(file, folder / file.name)
    call = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(call, cwd=folder, check=False, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise NotInstalledError(f"npm ci in {folder} ended with {done.returncode}; see above")
    stamp.write_bytes(wanted)
