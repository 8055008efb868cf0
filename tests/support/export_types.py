"""Check with the TypeScript compiler that the content of an export has the types that its npm package declares.

Every case, every requirement and the manifest become constants of their types. `make examples` runs this file, after it
has installed the compiler.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from imagegen_conformance.jsonlib.values import Json

CHECKOUT = Path(__file__).parents[2]
COMPILER = CHECKOUT / "examples" / "typescript" / "node_modules" / "typescript" / "bin" / "tsc"
OPTIONS = ("--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2022")
CASES_FILES = ("cases.json", "cases-lenient.json")
MAX_DEPTH = 60  # the compiler does not compare types of deeper values
MIN_CHECKED_SHARE = 0.99  # of the cases
MAX_SHOWN_LINES = 10
MAX_SHOWN_CHARACTERS = 400  # of a line


def constants(export: Path) -> Iterator[str]:
    """Yield the lines of the TypeScript program: the import, then one constant per line."""
    yield f'import type {{ CompactCase, Manifest, Requirement }} from "./{export.name}/index.js";'
    cases = [case for name in CASES_FILES for case in load(export / name)["cases"]]
    checked = [case for case in cases if depth(case) <= MAX_DEPTH]
    if len(checked) < MIN_CHECKED_SHARE * len(cases):
        raise SystemExit(f"{len(cases) - len(checked)} cases are too deep for the compiler")
    requirements = load(export / "fixtures" / "requirements.json")["requirements"]
    manifest = {key: value for key, value in load(export / "manifest.json").items() if key != "$schema"}
    for type_name, values in (("CompactCase", checked), ("Requirement", requirements), ("Manifest", [manifest])):
        for index, value in enumerate(values):
            yield f"export const {type_name}{index}: {type_name} = {json.dumps(value)};"


def depth(value: Json) -> int:
    """Return how many arrays and objects are nested in one another."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if items is None else 1 + max(map(depth, items), default=0)


def load(file: Path) -> Json:
    """Return the content of a JSON file."""
    return json.loads(file.read_text(encoding="utf-8"))


def main(export: Path) -> int:
    """Return the exit code of the compiler; without a compiler, 1 in CI and otherwise 0."""
    node = shutil.which("node")
    if node is None or not COMPILER.is_file():
        print("types       NOT RUN: node or tsc not found")
        return int(os.environ.get("CI", "").lower() in {"1", "true"})
    program = export.parent / "typed.ts"
    lines = list(constants(export))
    program.write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.run([node, COMPILER, *OPTIONS, program], capture_output=True, text=True, check=False)
    for line in process.stdout.splitlines()[:MAX_SHOWN_LINES]:
        print(line[:MAX_SHOWN_CHARACTERS])
    code = process.returncode
    print(f"types       FAILED: tsc exited with {code}" if code else f"types       passed: {len(lines) - 1} values")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
