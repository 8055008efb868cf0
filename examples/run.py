"""Runs every example whose toolchain is here, and says which one it has not run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parent
EXPORT = EXAMPLES.parent / "build" / "export"


class Toolchain(NamedTuple):
    """The file by which an example is known to be for it, the programs it needs, and the commands."""

    mark: str
    needs: tuple[str, ...]
    commands: tuple[str, ...]


TOOLCHAINS = (
    Toolchain("package.json", ("node", "npm"), ("npm ci --ignore-scripts --no-audit --no-fund", "npm test")),
    Toolchain("go.mod", ("go",), ("go vet ./...", "go test -count=1 -mod=readonly ./...")),
    Toolchain("Cargo.toml", ("cargo",), ("cargo test --quiet --locked",)),
    Toolchain("pom.xml", ("java", "javac", "mvn"), ("mvn --batch-mode --quiet test",)),
)


def main(folders: list[Path]) -> int:
    """Run them one after another; 1 where one fails, or is not run though CI is true, or there is none."""
    outcomes = {folder.name: run(folder) for folder in folders}
    for name, outcome in outcomes.items():
        print(f"{name:<12}{outcome}", flush=True)
    bad = [outcome for outcome in outcomes.values() if outcome != "passed"]
    demanded = os.environ.get("CI", "").lower() in {"1", "true"}
    return int(not outcomes or any(demanded or not outcome.startswith("NOT RUN") for outcome in bad))


def run(folder: Path) -> str:
    """Run one; what came of it."""
    toolchain = next((known for known in TOOLCHAINS if (folder / known.mark).is_file()), None)
    if toolchain is None:
        return f"FAILED: it has none of {', '.join(known.mark for known in TOOLCHAINS)}"
    missing = [program for program in toolchain.needs if shutil.which(program) is None]
    if missing:
        return f"NOT RUN: {', '.join(missing)} not found"
    for command in toolchain.commands:
        print(f"{folder.name}: {command}", flush=True)
        words = command.split()
        words[0] = shutil.which(words[0]) or words[0]  # on Windows, npm and mvn are scripts with another ending
        code = subprocess.run(words, cwd=folder, env=dict(environment()), check=False).returncode
        if code:
            return f"FAILED: {command} ended with {code}"
    return "passed"


def environment() -> Iterator[tuple[str, str]]:
    """Ours, and where the fixtures are."""
    yield from os.environ.items()
    yield "IMAGEGEN_FIXTURES", str(EXPORT)


if __name__ == "__main__":
    sys.exit(main(sorted(path for path in EXAMPLES.iterdir() if path.is_dir())))
