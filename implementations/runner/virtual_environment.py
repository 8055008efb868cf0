"""Virtual environments that hold the pinned packages of one folder, and the suite if it imports them."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from imagegen_conformance.resources import data_directory
from toolchains import MARKER, MissingToolError, NotInstalledError

__all__ = ["install", "programs"]


def install(
    requirements: Path, folder: Path, package: str = "", minimum_python: str = "", *, with_suite: bool = True
) -> Path:
    """Return the interpreter of an environment with the pinned packages, created unless it exists.

    Args:
        requirements: The file that pins the packages.
        folder: The folder of the environment.
        package: A package that is installed, too, as `name==version`.
        minimum_python: The oldest version of Python that the packages support, such as "3.11".
        with_suite: Whether the suite is installed, too. A server or a client does not need it.

    Raises:
        MissingToolError: This version of Python is too old for the packages.
        NotInstalledError: pip failed, after it printed its own messages.
    """
    if minimum_python and sys.version_info < tuple(map(int, minimum_python.split("."))):
        raise MissingToolError(f"the packages require Python {minimum_python} or later")
    python = programs(folder) / ("python.exe" if sys.platform == "win32" else "python")
    marker, content = folder / MARKER, requirements.read_text(encoding="utf-8") + package
    if not with_suite:
        content += "# without the suite\n"
    if marker.is_file() and marker.read_text(encoding="utf-8") == content:
        return python
    # The pip of this interpreter installs into the environment: to install pip there takes as long as the packages.
    # Most modules of the packages are never imported, so that their bytecode is not compiled in advance.
    venv.create(folder, with_pip=False, clear=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    options = ["--quiet", "--no-compile"]
    packages = ["--requirement", str(requirements), *([package] if package else [])]
    for arguments in (packages, _suite()) if with_suite else (packages,):
        if subprocess.run([*pip, "install", *options, *arguments], check=False).returncode != 0:
            raise NotInstalledError(f"pip could not install the packages in {folder}. See its output above.")
    marker.write_text(content, encoding="utf-8")
    return python


def programs(folder: Path) -> Path:
    """Return the absolute folder of the programs of an environment."""
    return folder.absolute() / ("Scripts" if sys.platform == "win32" else "bin")


def _suite() -> list[str]:
    """Return the arguments of pip for the suite that is running: the checkout, or the installed release."""
    checkout = data_directory("fixtures").parent
    if (checkout / "pyproject.toml").is_file():
        return ["--editable", str(checkout)]
    from imagegen_conformance.version import __version__

    return [f"imagegen-conformance=={__version__}"]
