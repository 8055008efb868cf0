"""What else one could do: draw payloads from the public schema, and hold an implementation to it; on the same mutants.

hypothesis-jsonschema draws in an environment of its own, with the versions that it works with. It gets as many calls as
our cases make, and more than a schema tells: what is drawn is sent as JSON text too and has to come back as it went in,
or be refused where it is illegal; and what the schema calls legal and the reference refuses, for rules that no plain
schema states, is left out, so that nobody right is called wrong.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.adapters import Adapter, DocumentedClass, observe
from imagegen_conformance.cases import LEVELS, Request
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.difference import same
from imagegen_conformance.json_value import dumps
from imagegen_conformance.mutants import MUTANTS
from imagegen_conformance.strength import kills
from imagegen_reference import ImageGenTool

HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENT = ROOT / "build" / "alternative"
REQUIREMENTS = HERE / "drawn" / "requirements.txt"
DRAW = HERE / "drawn" / "draw.py"
CALLS = 2  # of a payload: sent as text, and validated
SPARE = 1.5  # how many more legal ones are drawn than asked, for some are left out


class NotDrawnError(Exception):
    """Nothing was drawn, or something that contradicts the reference; the message says why."""


class Drawn(NamedTuple):
    """Payloads that are legal and illegal, and whether each can be asked to come back; and the seconds of drawing."""

    legal: list[Any]
    illegal: list[tuple[Any, bool]]
    seconds: float


def draw(calls: int, seed: int) -> Drawn:
    """Payloads for so many calls, half of them legal. Raises `NotDrawnError`."""
    half = calls // CALLS // 2
    schema = str(ROOT / "schemas" / "image_gen_tool.schema.json")
    call = [str(_python()), str(DRAW), schema, str(int(half * SPARE)), str(half), str(seed)]
    done = subprocess.run(call, check=False, stdout=subprocess.PIPE)
    if done.returncode:
        raise NotDrawnError("hypothesis-jsonschema did not draw; see above")
    found = json.loads(done.stdout)
    return right(found["legal"], found["illegal"], half)._replace(seconds=found["seconds"])


def right(legal: Iterable[Any], illegal: Iterable[Any], count: int) -> Drawn:
    """So many of what the reference is right about: it takes what is legal, and refuses what is not."""
    reference = DocumentedClass(ImageGenTool)
    taken = [payload for payload in legal if _validated(reference, payload) == "accepted"][:count]
    refused = [(payload, _keeps(reference, payload)) for payload in illegal][:count]
    if any(_validated(reference, payload) != "rejected" for payload, _ in refused):
        raise NotDrawnError("the reference takes what the schema calls illegal: one of them is wrong")
    if min(len(taken), len(refused)) < count:
        raise NotDrawnError(f"{len(taken)} legal payloads and {len(refused)} others are fewer than {count} each")
    return Drawn(taken, refused, 0)


def killed(drawn: Drawn, names: Iterable[str] = MUTANTS) -> Iterator[str]:
    """The names of the mutants that some payload tells from what is right."""
    for name in names:
        adapter = MUTANTS[name].make()
        if not (all(_takes(adapter, it) for it in drawn.legal) and all(_refuses(adapter, *it) for it in drawn.illegal)):
            yield name


def _takes(adapter: Adapter, payload: Any) -> bool:
    sent = _sent(adapter, payload)
    return _same(sent, payload) and _validated(adapter, payload) == "accepted"


def _refuses(adapter: Adapter, payload: Any, comes_back: bool) -> bool:  # noqa: FBT001 - of a pair
    return _validated(adapter, payload) == "rejected" and not (comes_back and not _keeps(adapter, payload))


def _keeps(adapter: Adapter, payload: Any) -> bool:
    """Whether it is refused where it is parsed, or given back as it came."""
    sent = _sent(adapter, payload)
    return sent["outcome"] == "rejected" or _same(sent, payload)


def _same(sent: Any, payload: Any) -> bool:
    return sent["outcome"] == "accepted" and same(payload, sent["output"], exact=False)


def _sent(adapter: Adapter, payload: Any) -> Any:
    return observe(adapter, Request("parse-text", dumps(payload)))


def _validated(adapter: Adapter, payload: Any) -> str:
    return observe(adapter, Request("validate", payload))["outcome"]


def _python() -> Path:
    """The interpreter of an environment with the packages that are pinned. Raises `NotDrawnError`."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, wanted = ENVIRONMENT / ".installed", REQUIREMENTS.read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", str(REQUIREMENTS)]
    if subprocess.run([str(python), *install], check=False).returncode:
        raise NotDrawnError(f"{ENVIRONMENT} could not be installed; see above")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def table(seed: int = 0) -> Iterator[str]:
    """How many mutants of each level are killed by our cases, and by what the schema gives. Raises `NotDrawnError`."""
    corpus = Corpus.load()
    calls = len(corpus.cases)
    drawn = draw(calls, seed)
    ours = {name for name, killers in kills(corpus).items() if killers}
    theirs = set(killed(drawn))
    payloads = len(drawn.legal) + len(drawn.illegal)
    yield f"{calls:,} calls each; drawing {payloads:,} payloads with seed {seed} took {drawn.seconds:.1f} s"
    yield f"{'level':<10}{'mutants':>9}{'our cases':>11}{'the schema':>12}"
    of = {name: corpus.requirements[mutant.requirement].level for name, mutant in MUTANTS.items()}
    counted = [Counter(of[name] for name in names) for names in (MUTANTS, ours, theirs)]
    for level in LEVELS:
        yield _row(level, [count[level] for count in counted])
    yield _row("all", [count.total() for count in counted])
    yield f"killed by the schema alone: {', '.join(sorted(theirs - ours)) or 'none'}"


def _row(name: str, counts: list[int]) -> str:
    mutants, ours, theirs = counts
    return f"{name:<10}{mutants:>9}{ours:>11}{theirs:>12}"


def main(arguments: list[str]) -> int:
    try:
        print("\n".join(table(*map(int, arguments[:1]))))
    except NotDrawnError as reason:
        print(f"strength, side by side: not measured: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
