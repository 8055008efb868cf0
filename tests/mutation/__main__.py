"""Mutates the source of the reference and of the judge, and asks the cases, and the judge's tests, to notice.

`python tests/mutation [--max-children N] [reference] [judge]`. The mutants that `strength` kills were thought of by those
who wrote the cases; these were not. What survives stands in survivors.json with the reason why, and this fails on what
does not, and on a reason that nothing is left of. How many there were and are is written there too.
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
SURVIVORS = Path(__file__).with_name("survivors.json")
PACKAGES = (ROOT / "conformance" / "imagegen_conformance", ROOT / "reference_impl" / "imagegen_reference")
KILLED = {1, 3, 24, -24, 36}  # a test failed, or took far too long; everything else but 0 is no answer
UNNOTICED = {0, 33}  # every test passed, or none came by

SETTINGS = """\
[mutmut]
source_paths=
    imagegen_conformance
    imagegen_reference
only_mutate=
{mutated}
pytest_add_cli_args_test_selection=
    tests

[tool:pytest]
addopts = -p no:cacheprovider -p no:xdist
python_files = test_*.py conforms.py
"""


class Target(NamedTuple):
    """What is mutated (globs of files), and by which tests it has to be noticed."""

    mutated: tuple[str, ...]
    tests: tuple[str, ...]


TARGETS = {
    "reference": Target(("imagegen_reference/*",), ("mutation/conforms.py",)),
    "judge": Target(
        tuple(f"imagegen_conformance/{name}.py" for name in ("judge", "difference", "derivation")),
        tuple(f"suite/{name}.py" for name in ("conftest", "test_judge", "test_difference", "test_derivation")),
    ),
}


class Survivor(NamedTuple):
    """A mutant that nobody noticed: the function that was changed, and the change."""

    function: str
    line: str
    changed: str

    def __str__(self) -> str:
        return f"{self.function}\n    - {self.line}\n    + {self.changed}"


def main() -> int:
    """0 when all that survives is known."""
    parser = argparse.ArgumentParser(description="Mutation of the source, with mutmut.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{' or '.join(TARGETS)}; all when none is named")
    every = os.cpu_count() or 1
    parser.add_argument("--max-children", metavar="N", type=int, default=every, help="how many to try at a time")
    asked = parser.parse_args()
    targets = asked.targets or list(TARGETS)
    for name in set(targets) - set(TARGETS):
        parser.error(f"there is no target {name!r}; there are {', '.join(TARGETS)}")
    if len(targets) > 1:  # mutmut looks once for what it mutates
        each = [sys.executable, str(Path(__file__).parent), f"--max-children={asked.max_children}"]
        return max(subprocess.run([*each, name], check=False).returncode for name in targets)
    (name,) = targets
    known = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    complaints = list(_mutate(name, known[name], asked.max_children))
    SURVIVORS.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(complaints))
    return 1 if complaints else 0


def _mutate(name: str, known: dict[str, Any], children: int) -> Iterator[str]:
    """Run a target, count, and complain of what is not known or known in vain."""
    with _inside_a_folder() as folder:
        _prepare(folder, TARGETS[name])
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        ends = dict(_ends(Path("mutants")))
        survivors = [_survivor(mutant) for mutant, end in ends.items() if end in UNNOTICED]
    unanswered = [mutant for mutant, end in ends.items() if end not in KILLED | UNNOTICED]
    counts: Counter[int] = Counter()
    for survivor in survivors:
        place = next((place for place, entry in enumerate(known["survivors"]) if _fits(entry, survivor)), None)
        if place is None:
            yield f"{name}: nobody notices {survivor}"
        else:
            counts[place] += 1
    for place, entry in enumerate(known["survivors"]):
        entry["count"] = counts[place]
        if not counts[place]:
            yield f"{name}: nothing survives any more of what is unnoticed because: {entry['reason']}"
    known.update(mutants=len(ends), killed=len(ends) - len(survivors) - len(unanswered), survived=len(survivors))
    print(f"{name}: {known['killed']} of {known['mutants']} mutants killed, {known['survived']} survived")
    yield from (f"{name}: there is no answer for {mutant}" for mutant in unanswered)


@contextlib.contextmanager
def _inside_a_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; mutmut works in the current one."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def _prepare(folder: Path, target: Target) -> None:
    # As they are installed, so that what is mutated is found before any other.
    for package in PACKAGES:
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    for data in ("fixtures", "schemas"):
        shutil.copytree(ROOT / data, folder / "imagegen_conformance" / data)
    (folder / "tests").mkdir()
    for test in target.tests:
        shutil.copy(ROOT / "tests" / test, folder / "tests")
    mutated = "\n".join(f"    {glob}" for glob in target.mutated)
    (folder / "setup.cfg").write_text(SETTINGS.format(mutated=mutated), encoding="utf-8")


def _ends(folder: Path) -> Iterator[tuple[str, int | None]]:
    """Every mutant's name, and how the tests ended."""
    for file in sorted(folder.rglob("*.meta")):
        yield from json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items()


def _survivor(mutant: str) -> Survivor:
    # Asking the command for each would take a second each.
    diff = importlib.import_module("mutmut.mutation.diff_apply").get_diff_for_mutant(mutant).splitlines()[2:]
    before, after = ("\n".join(line[1:].strip() for line in diff if line[0] == sign) for sign in "-+")
    module, _, function = mutant.rpartition("__mutmut_")[0].rpartition(".")
    plain = function.removeprefix("x").replace("ǁ", ".").removeprefix("_").removeprefix(".")
    return Survivor(f"{module}.{plain}", before, after)


def _fits(entry: dict[str, str], survivor: Survivor) -> bool:
    wanted = (entry["in"], entry.get("line", "*"), entry.get("changed", "*"))
    return all(map(fnmatch.fnmatchcase, survivor, wanted))


if __name__ == "__main__":
    sys.exit(main())
