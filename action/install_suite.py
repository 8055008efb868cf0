"""Installs the suite for the GitHub Action, into the environment of the Python that runs this script.

The environment variable INPUT_VERSION has the version to install from the package index, the word `installed` to
install nothing, or nothing to install the checkout of the action.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

from annotations import annotation
from module_command import module_command

PACKAGE = "imagegen-conformance"
CHECKOUT = Path(__file__).resolve().parents[1]
INSTALLED = "installed"
VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc|\.post|\.dev)[0-9]+)*")
EXIT_CODE = 3  # the suite did not run, as if the implementation could not be started
MIN_PYTHON = (3, 10)


def main() -> int:
    """Install the suite, and return the exit code of the step."""
    if sys.version_info < MIN_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        return fail(f"`python` is Python {found}, but the suite needs 3.10 or later. Set the input python-version.")
    version = os.environ.get("INPUT_VERSION", "").strip()
    if version == INSTALLED:
        if importlib.util.find_spec("imagegen_conformance") is None:
            return fail("The suite is not installed. Install it in an earlier step, or remove the input version.")
        return 0
    if version and not VERSION.fullmatch(version):
        return fail("The input version is not a version. Write one such as 0.1.0, or `installed`.")
    return install(f"{PACKAGE}=={version}" if version else str(CHECKOUT))


def install(requirement: str) -> int:
    """Install a requirement with pip, and return the exit code of the step."""
    command = module_command("pip", "install", "--quiet", "--disable-pip-version-check", requirement)
    if subprocess.run(command, check=False).returncode == 0:
        return 0
    hint = "Use actions/setup-python in an earlier step, set the input python-version, or install the suite yourself."
    return fail(f"pip could not install the suite, see the log. {hint}")


def fail(message: str) -> int:
    """Print an error that GitHub shows on the page of the run, and return the exit code of the step."""
    print(annotation("error", message), flush=True)
    return EXIT_CODE


if __name__ == "__main__":
    sys.exit(main())
