"""Mutate the source of the reference and of the judge with mutmut, and run the tests that should detect the mutants.

`python tests/mutmut [--max-children N] [reference] [judge]`. The authors of the cases also defined the mutants of the
command `mutation`; mutmut's mutants are independent of them. Every mutant that survives must be listed in
survivors.json with a reason. The command fails for a survivor that is not listed, and for an entry that matches no
survivor, and it updates the counts in the file.
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

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
SURVIVORS = Path(__file__).with_name("survivors.json")
PACKAGES = (ROOT / "conformance" / "imagegen_conformance", ROOT / "reference_impl" / "imagegen_reference")
# mutmut's exit codes. Any other code means that the tests gave no result.
KILLED = {1, 3, 24, -24, 36}  # a test failed, or the tests took far too long
SURVIVED = {0, 33}  # every test passed, or no test reached the mutant

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
python_files = test_*.py reference_conforms.py
"""


class Target(NamedTuple):
    """A part of the source, and the tests that should detect its mutants.

    Attributes:
        mutated: The glob patterns of the mutated files.
        tests: The files in `tests` that are run. They are copied into one folder.
    """

    mutated: tuple[str, ...]
    tests: tuple[str, ...]


JUDGE_MODULES = ("judging/judge", "jsonlib/difference", "corpus/derivation", "corpus/step_expectations")
TARGETS = {
    "reference": Target(("imagegen_reference/*",), ("mutmut/reference_conforms.py",)),
    "judge": Target(
        tuple(f"imagegen_conformance/{module}.py" for module in JUDGE_MODULES),
        (
            "conftest.py",
            "support/small_corpus.py",
            "judging/test_judge.py",
            "jsonlib/test_difference.py",
            "corpus/test_derivation.py",
            "corpus/test_step_expectations.py",
        ),
    ),
}


class Survivor(NamedTuple):
    """A mutant that no test detected.

    Attributes:
        function: The qualified name of the function.
        original: The original lines.
        mutated: The changed lines.
    """

    function: str
    original: str
    mutated: str

    def __str__(self) -> str:
        return f"{self.function}\n    - {self.original}\n    + {self.mutated}"


def main() -> int:
    """Run the targets, and return 0 if all survivors are listed."""
    parser = argparse.ArgumentParser(description="Mutate the source with mutmut, and list the mutants that survive.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{' or '.join(TARGETS)} (default: all)")
    parser.add_argument(
        "--max-children",
        metavar="N",
        type=int,
        default=os.cpu_count() or 1,
        help="number of mutants to test at the same time (default: the number of cores)",
    )
    options = parser.parse_args()
    targets = options.targets or list(TARGETS)
    for name in set(targets) - set(TARGETS):
        parser.error(f"unknown target {name!r}. The targets are {', '.join(TARGETS)}.")
    if len(targets) > 1:  # mutmut reads its settings only once in a process
        command = [sys.executable, str(Path(__file__).parent), f"--max-children={options.max_children}"]
        return max(subprocess.run([*command, name], check=False).returncode for name in targets)
    (name,) = targets
    known = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    problems = list(_run_target(name, known[name], options.max_children))
    SURVIVORS.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(problems))
    return 1 if problems else 0


def _run_target(name: str, known: dict[str, Any], max_children: int) -> Iterator[str]:
    """Run a target, update the counts of its entries, and yield the problems."""
    with _temporary_current_folder() as folder:
        _prepare(folder, TARGETS[name])
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(max_children)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        exit_codes = dict(_exit_codes(Path("mutants")))
        survivors = [_survivor(mutant) for mutant, exit_code in exit_codes.items() if exit_code in SURVIVED]
    without_result = [mutant for mutant, exit_code in exit_codes.items() if exit_code not in KILLED | SURVIVED]
    entries = known["survivors"]
    counts: Counter[int] = Counter()
    for survivor in survivors:
        index = next((index for index, entry in enumerate(entries) if _matches(entry, survivor)), None)
        if index is None:
            yield f"{name}: this survivor is not listed: {survivor}"
        else:
            counts[index] += 1
    for index, entry in enumerate(entries):
        entry["count"] = counts[index]
        if not counts[index]:
            yield f"{name}: no survivor matches {entry['function']}, with the reason: {entry['reason']}"
    killed = len(exit_codes) - len(survivors) - len(without_result)
    known.update(mutants=len(exit_codes), killed=killed, survived=len(survivors))
    print(f"{name}: {killed} of {len(exit_codes)} mutants killed, {len(survivors)} survived")
    yield from (f"{name}: the tests gave no result for {mutant}" for mutant in without_result)


@contextlib.contextmanager
def _temporary_current_folder() -> Iterator[Path]:
    """Change to a temporary folder, because mutmut works in the current one."""
    previous = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(previous)


def _prepare(folder: Path, target: Target) -> None:
    """Copy the packages with their data as they are installed, so that Python imports these copies, and the tests."""
    for package in PACKAGES:
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    for data in ("fixtures", "schemas"):
        shutil.copytree(ROOT / data, folder / "imagegen_conformance" / data)
    (folder / "tests").mkdir()
    for test in target.tests:
        shutil.copy(TESTS / test, folder / "tests")
    mutated = "\n".join(f"    {pattern}" for pattern in target.mutated)
    (folder / "setup.cfg").write_text(SETTINGS.format(mutated=mutated), encoding="utf-8")


def _exit_codes(folder: Path) -> Iterator[tuple[str, int | None]]:
    """Yield the name of each mutant and the exit code of its tests."""
    for file in sorted(folder.rglob("*.meta")):
        yield from json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items()


def _survivor(mutant: str) -> Survivor:
    # The function is called directly, because each call of the command `mutmut show` would take a second.
    diff = importlib.import_module("mutmut.mutation.diff_apply").get_diff_for_mutant(mutant).splitlines()[2:]
    original, mutated = ("\n".join(line[1:].strip() for line in diff if line[0] == sign) for sign in "-+")
    module, _, mangled = mutant.rpartition("__mutmut_")[0].rpartition(".")
    function = mangled.removeprefix("x").replace("ǁ", ".").removeprefix("_").removeprefix(".")
    return Survivor(f"{module}.{function}", original, mutated)


def _matches(entry: dict[str, str], survivor: Survivor) -> bool:
    patterns = (entry["function"], entry.get("original", "*"), entry.get("mutated", "*"))
    return all(map(fnmatch.fnmatchcase, survivor, patterns))


if __name__ == "__main__":
    sys.exit(main())
