"""Packages of PyPI, each set of them pinned and installed into a virtual environment together with the suite."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from imagegen_conformance.corpus import data
from imagegen_conformance.implementations.toolchains import STAMP, MissingToolError, NotInstalledError

__all__ = ["install"]


def install(requirements: Path, folder: Path, oldest: str = "") -> Path:
    """The interpreter of an environment with the suite and the pinned packages, made unless it is there already.

    Raises `MissingToolError` where this Python is too old for them, and `NotInstalledError` where pip fails; it has
    then told why.
    """
    if oldest and sys.version_info < tuple(map(int, oldest.split("."))):
        raise MissingToolError(f"it needs Python {oldest} or later")
    python = folder.absolute() / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, wanted = folder / STAMP, requirements.read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    venv.create(folder, with_pip=True, clear=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for what in (["--requirement", str(requirements)], _suite()):
        if subprocess.run([*pip, *what], check=False).returncode != 0:
            raise NotInstalledError(f"{folder} could not be installed; see above")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _suite() -> list[str]:
    """The suite that is running: the checkout, or the release that is installed."""
    checkout = data("fixtures").parent
    if (checkout / "pyproject.toml").is_file():
        return ["--editable", str(checkout)]
    from imagegen_conformance import __version__

    return [f"imagegen-conformance=={__version__}"]
