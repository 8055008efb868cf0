"""What else one could do: draw payloads from the public schema, and call what fits it legal. Against the same mutants.

hypothesis-jsonschema draws in an environment of its own, with the versions that it works with. It gets as many calls as
our cases make, and more than it could know: what the schema calls legal and the reference refuses, for rules that no
plain schema states, is left out, so that nobody right is called wrong.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.adapters import Adapter, DocumentedClass, observe
from imagegen_conformance.cases import LEVELS, Request
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.difference import same
from imagegen_conformance.mutants import MUTANTS
from imagegen_conformance.strength import kills
from imagegen_reference import ImageGenTool

HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENT = ROOT / "build" / "alternative"
REQUIREMENTS = HERE / "drawn" / "requirements.txt"
DRAW = HERE / "drawn" / "draw.py"
CALLS_OF_LEGAL = 2  # parsed, and validated


class Drawn(NamedTuple):
    """Payloads that the schema calls legal and illegal, and the seconds that drawing took."""

    legal: list[Any]
    illegal: list[Any]
    seconds: float


def draw(calls: int) -> Drawn:
    """Payloads for so many calls, half of them of legal ones."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.is_file():
        venv.create(ENVIRONMENT, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", str(REQUIREMENTS)]
    subprocess.run([str(python), *install], check=True)
    schema = str(ROOT / "schemas" / "image_gen_tool.schema.json")
    counts = (str(calls // 2 // CALLS_OF_LEGAL), str(calls // 2))
    done = subprocess.run([str(python), str(DRAW), schema, *counts], check=True, stdout=subprocess.PIPE)
    return Drawn(**json.loads(done.stdout))


def killed(drawn: Drawn) -> Iterator[str]:
    """The names of the mutants that some payload tells from what is right."""
    reference = DocumentedClass(ImageGenTool)
    legal = [payload for payload in drawn.legal if _accepts(reference, payload)]
    for name, mutant in MUTANTS.items():
        adapter = mutant.make()
        if any(_wronged(adapter, payload) for payload in legal) or any(
            _answer(adapter, "validate", payload)["outcome"] != "rejected" for payload in drawn.illegal
        ):
            yield name


def _wronged(adapter: Adapter, payload: Any) -> bool:
    parsed = _answer(adapter, "parse", payload)
    kept = parsed["outcome"] == "accepted" and same(payload, parsed["output"], exact=False)
    return not (kept and _accepts(adapter, payload))


def _accepts(adapter: Adapter, payload: Any) -> bool:
    return bool(_answer(adapter, "validate", payload)["outcome"] == "accepted")


def _answer(adapter: Adapter, operation: Any, payload: Any) -> Any:
    return observe(adapter, Request(operation, payload))


def main() -> int:
    corpus = Corpus.load()
    calls = len(corpus.cases)
    drawn = draw(calls)
    if not same_to_the_reference(drawn):
        raise SystemExit("the reference accepts what the schema calls illegal: one of them is wrong")
    ours = {name for name, killers in kills(corpus).items() if killers}
    theirs = set(killed(drawn))
    print(
        f"{calls:,} calls each; drawing {len(drawn.legal) + len(drawn.illegal):,} payloads took {drawn.seconds:.1f} s"
    )
    print(f"{'level':<10}{'mutants':>9}{'our cases':>11}{'the schema':>12}")
    of = {name: corpus.requirements[mutant.requirement].level for name, mutant in MUTANTS.items()}
    for level in (*LEVELS, None):
        counts = [Counter(of[name] for name in names) for names in (MUTANTS, ours, theirs)]
        mutants, found, other = (count[level] if level else count.total() for count in counts)
        print(f"{level or 'all':<10}{mutants:>9}{found:>11}{other:>12}")
    only = sorted(theirs - ours)
    print(f"killed by the schema alone: {', '.join(only) or 'none'}")
    return 0


def same_to_the_reference(drawn: Drawn) -> bool:
    """Whether the reference refuses whatever is illegal to the schema."""
    reference = DocumentedClass(ImageGenTool)
    return not any(_accepts(reference, payload) for payload in drawn.illegal)


if __name__ == "__main__":
    raise SystemExit(main())
