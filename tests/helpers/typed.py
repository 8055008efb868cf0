"""Has TypeScript check that everything in an export is of the types that its package declares.

Every case and requirement becomes a constant of its type, as a literal. Run by `make examples`, which installs the compiler.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from imagegen_conformance.json_value import Json

CHECKOUT = Path(__file__).parents[2]
COMPILER = CHECKOUT / "examples" / "typescript" / "node_modules" / "typescript" / "bin" / "tsc"
OPTIONS = ("--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2022")
DEEPEST = 60  # beyond, the compiler compares no types


def constants(export: Path) -> Iterator[str]:
    """The lines of the program."""
    yield f'import type {{ Case, Manifest, Requirement }} from "./{export.name}/index.js";'
    cases = read(export / "cases.json")["cases"]
    shallow = [case for case in cases if depth(case) <= DEEPEST]
    if len(shallow) < 0.99 * len(cases):
        raise SystemExit(f"{len(cases) - len(shallow)} cases are too deep to be checked")
    requirements = read(export / "fixtures" / "requirements.json")["requirements"]
    manifest = {key: value for key, value in read(export / "manifest.json").items() if key != "$schema"}
    for kind, values in (("Case", shallow), ("Requirement", requirements), ("Manifest", [manifest])):
        for index, value in enumerate(values):
            yield f"export const {kind}{index}: {kind} = {json.dumps(value)};"


def depth(value: Json) -> int:
    """How many arrays and objects stand in one another."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if items is None else 1 + max(map(depth, items), default=0)


def read(file: Path) -> Json:
    """The value of a file."""
    return json.loads(file.read_text(encoding="utf-8"))


def main(export: Path) -> int:
    """The exit code: that of the compiler; where there is none, 1 if CI is true."""
    node = shutil.which("node")
    if node is None or not COMPILER.is_file():
        print("types       NOT RUN: node or tsc not found")
        return int(os.environ.get("CI", "").lower() in {"1", "true"})
    program = export.parent / "typed.ts"
    lines = list(constants(export))
    program.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([node, COMPILER, *OPTIONS, program], capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines()[:10]:
        print(line[:400])
    outcome = f"FAILED: tsc ended with {done.returncode}" if done.returncode else f"passed: {len(lines) - 1} values"
    print(f"types       {outcome}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
