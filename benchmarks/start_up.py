"""How soon one case is judged, and what is imported on the way to a list or to the help."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from figure import IMPLEMENTATION, Figure, command, in_turns, process, show
from imagegen_conformance.corpus import Corpus

HEAVY = {"pytest", "hypothesis", "jsonschema", "rich"}
IMPORTED = """
import contextlib, io, json, sys
from imagegen_conformance.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)))
"""


def figures() -> Sequence[Figure]:
    cases = [case for case in Corpus.load().cases if case.strength == "must"]
    one = cases[len(cases) // 2]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        ours = partial(process, *command(), "run", IMPLEMENTATION, "--select", one.id, folder=here)
        python = partial(process, sys.executable, "-c", "pass", folder=here)
        run, nothing = in_turns([ours, python], rounds=15)
    return [Figure("run of one case : python -c pass", run, nothing, 6, at_least=False, unit="ms")]


def imports() -> Sequence[str]:
    """A line for each command: how much it imports, and what of it is too heavy."""
    return [_imports(*arguments) for arguments in (("--help",), ("list",), ("run", IMPLEMENTATION))]


def _imports(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", IMPORTED, *arguments], check=True, stdout=subprocess.PIPE)
    modules = set(json.loads(done.stdout))
    heavy = ", ".join(sorted(HEAVY & modules)) or f"none of {', '.join(sorted(HEAVY))}"
    return f"{' '.join(arguments)}: {len(modules)} modules, {heavy}"


if __name__ == "__main__":
    show(figures())
    print("\n".join(imports()))
