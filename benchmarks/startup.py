"""The time until one case is judged, and the modules that commands import."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from ratio import IMPLEMENTATION, Ratio, measure_alternately, print_table, suite_command, time_process

SLOW_IMPORTS = {"pytest", "hypothesis", "jsonschema", "rich"}
PRINT_MODULES = """
import contextlib, io, json, sys
from imagegen_conformance.cli.main import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)))
"""


def ratios() -> Sequence[Ratio]:
    cases = [case for case in Corpus.load().cases if case.strength == "must"]
    case = cases[len(cases) // 2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = partial(time_process, *suite_command(), "run", IMPLEMENTATION, "--select", case.id, folder=folder)
        theirs = partial(time_process, sys.executable, "-c", "pass", folder=folder)
        run, python = measure_alternately([ours, theirs], rounds=15)
    return [Ratio("run of one case : python -c pass", run, python, 6, at_least=False, unit="ms")]


def imports() -> Sequence[str]:
    """Return a line for each command: the number of modules that it imports, and the slow ones among them."""
    return [_imports(*arguments) for arguments in (("--help",), ("list",), ("run", IMPLEMENTATION))]


def _imports(*arguments: str) -> str:
    process = subprocess.run([sys.executable, "-c", PRINT_MODULES, *arguments], check=True, stdout=subprocess.PIPE)
    modules = set(json.loads(process.stdout))
    slow = ", ".join(sorted(SLOW_IMPORTS & modules)) or f"none of {', '.join(sorted(SLOW_IMPORTS))}"
    return f"{' '.join(arguments)}: {len(modules)} modules, {slow}"


if __name__ == "__main__":
    print_table(ratios())
    print("\n".join(imports()))
