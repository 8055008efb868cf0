"""Run every example whose toolchain is installed, and report the others as not run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parent
EXPORT = EXAMPLES.parent / "build" / "export"


class Toolchain(NamedTuple):
    """The toolchain of a language.

    Attributes:
        marker: The file that an example for this toolchain contains.
        programs: The programs that it needs.
        commands: The commands that run an example.
    """

    marker: str
    programs: tuple[str, ...]
    commands: tuple[str, ...]


TOOLCHAINS = (
    Toolchain("package.json", ("node", "npm"), ("npm ci --ignore-scripts --no-audit --no-fund", "npm test")),
    Toolchain("go.mod", ("go",), ("go vet ./...", "go test -count=1 -mod=readonly ./...")),
    Toolchain("Cargo.toml", ("cargo",), ("cargo test --quiet --locked",)),
    Toolchain("pom.xml", ("java", "javac", "mvn"), ("mvn --batch-mode --quiet test",)),
)


def main(folders: list[Path]) -> int:
    """Run the examples one after another.

    Returns:
        0 if all of them pass. An example that is not run counts as failed only if the environment variable CI is true.
    """
    outcomes = {folder.name: run(folder) for folder in folders}
    for name, outcome in outcomes.items():
        print(f"{name:<12}{outcome}", flush=True)
    unsuccessful = [outcome for outcome in outcomes.values() if outcome != "passed"]
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    return int(not outcomes or any(in_ci or not outcome.startswith("NOT RUN") for outcome in unsuccessful))


def run(folder: Path) -> str:
    """Run one example, and return the outcome."""
    toolchain = next((toolchain for toolchain in TOOLCHAINS if (folder / toolchain.marker).is_file()), None)
    if toolchain is None:
        return f"FAILED: it has none of {', '.join(toolchain.marker for toolchain in TOOLCHAINS)}"
    missing = [program for program in toolchain.programs if shutil.which(program) is None]
    if missing:
        return f"NOT RUN: {', '.join(missing)} not found"
    environment = {**os.environ, "IMAGEGEN_FIXTURES": str(EXPORT)}
    for command in toolchain.commands:
        print(f"{folder.name}: {command}", flush=True)
        words = command.split()
        words[0] = shutil.which(words[0]) or words[0]  # on Windows, npm and mvn are scripts with another suffix
        exit_code = subprocess.run(words, cwd=folder, env=environment, check=False).returncode
        if exit_code:
            return f"FAILED: {command} exited with code {exit_code}"
    return "passed"


if __name__ == "__main__":
    sys.exit(main(sorted(path for path in EXAMPLES.iterdir() if path.is_dir())))
