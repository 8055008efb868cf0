"""Mutants that payloads generated from the public schema detect, compared with those that the corpus detects.

hypothesis-jsonschema generates the payloads, in an environment of its own with the versions that it supports. It gets
as many calls as the corpus makes, and its oracle knows more than the schema: each payload is also sent as JSON text,
and must be returned unchanged, or rejected if it is illegal. A payload that the schema accepts and the reference
rejects, because of a rule that the plain schema cannot express, is not used, so that no correct implementation fails.
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

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import dumps
from imagegen_conformance.mutation.catalogue import mutants_of
from imagegen_conformance.mutation.kill_matrix import compute_kills
from imagegen_reference import ImageGenTool

# The public schema that is compared describes this profile. The mutants of dimensions are left out: they take too long,
# and their number would decide the result.
MUTANTS = {name: mutant for name, mutant in mutants_of("azure").items() if not mutant.dimension}
HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENT = ROOT / "build" / "schema_fuzzing"
REQUIREMENTS = HERE / "schema_fuzzing_env" / "requirements.txt"
GENERATE = HERE / "schema_fuzzing_env" / "generate.py"
CALLS_PER_PAYLOAD = 2  # it is sent as text, and it is validated
SURPLUS = 1.5  # the factor by which more legal payloads are generated than used


class NotGeneratedError(Exception):
    """The payloads could not be generated, or contradict the reference."""


class GeneratedPayloads(NamedTuple):
    """The generated payloads.

    Attributes:
        legal: The legal payloads.
        illegal: The illegal payloads, each with whether the reference rejects it or returns it unchanged.
        seconds: The time that the generation took.
    """

    legal: list[Any]
    illegal: list[tuple[Any, bool]]
    seconds: float


def generate(calls: int, seed: int) -> GeneratedPayloads:
    """Return payloads for so many calls, half of them legal. Raise NotGeneratedError if that fails."""
    count = calls // CALLS_PER_PAYLOAD // 2
    schema = str(ROOT / "schemas" / "image_gen_tool.schema.json")
    call = [str(_interpreter()), str(GENERATE), schema, str(int(count * SURPLUS)), str(count), str(seed)]
    process = subprocess.run(call, check=False, stdout=subprocess.PIPE)
    if process.returncode:
        raise NotGeneratedError("hypothesis-jsonschema generated no payloads. See its output above.")
    generated = json.loads(process.stdout)
    selected = select_payloads(generated["legal"], generated["illegal"], count)
    return selected._replace(seconds=generated["seconds"])


def select_payloads(legal: Iterable[Any], illegal: Iterable[Any], count: int) -> GeneratedPayloads:
    """Return so many legal and illegal payloads on which the schema and the reference agree.

    Raises:
        NotGeneratedError: There are too few payloads, or the reference accepts an illegal one.
    """
    reference = DocumentedClassAdapter(ImageGenTool)
    accepted = [payload for payload in legal if _validation_outcome(reference, payload) == "accepted"][:count]
    rejected = [(payload, _is_preserved(reference, payload)) for payload in illegal][:count]
    if any(_validation_outcome(reference, payload) != "rejected" for payload, _ in rejected):
        raise NotGeneratedError("the reference accepts a payload that the schema rejects: one of them is wrong")
    if min(len(accepted), len(rejected)) < count:
        raise NotGeneratedError(
            f"{len(accepted)} legal and {len(rejected)} illegal payloads were generated instead of {count} each"
        )
    return GeneratedPayloads(accepted, rejected, 0)


def detected_mutants(payloads: GeneratedPayloads, names: Iterable[str] = MUTANTS) -> Iterator[str]:
    """Yield the names of the mutants that fail at least one payload."""
    for name in names:
        adapter = MUTANTS[name].make()
        passes_legal = all(_passes_legal(adapter, payload) for payload in payloads.legal)
        if not (passes_legal and all(_passes_illegal(adapter, *payload) for payload in payloads.illegal)):
            yield name


def _passes_legal(adapter: Adapter, payload: Any) -> bool:
    observation = _parse(adapter, payload)
    return _is_unchanged(observation, payload) and _validation_outcome(adapter, payload) == "accepted"


def _passes_illegal(adapter: Adapter, payload: Any, must_be_preserved: bool) -> bool:  # noqa: FBT001 - of a pair
    is_rejected = _validation_outcome(adapter, payload) == "rejected"
    return is_rejected and (not must_be_preserved or _is_preserved(adapter, payload))


def _is_preserved(adapter: Adapter, payload: Any) -> bool:
    """Return whether the payload is rejected when it is parsed, or returned unchanged."""
    observation = _parse(adapter, payload)
    return observation["outcome"] == "rejected" or _is_unchanged(observation, payload)


def _is_unchanged(observation: Any, payload: Any) -> bool:
    return observation["outcome"] == "accepted" and equal(payload, observation["output"], exact=False)


def _parse(adapter: Adapter, payload: Any) -> Any:
    return observe(adapter, Request("parse-text", dumps(payload)))


def _validation_outcome(adapter: Adapter, payload: Any) -> str:
    return observe(adapter, Request("validate", payload))["outcome"]


def _interpreter() -> Path:
    """Return the interpreter of an environment with the pinned packages. Raise NotGeneratedError if pip fails."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    marker, content = ENVIRONMENT / ".installed", REQUIREMENTS.read_text(encoding="utf-8")
    if marker.is_file() and marker.read_text(encoding="utf-8") == content:
        return python
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", str(REQUIREMENTS)]
    if subprocess.run([str(python), *install], check=False).returncode:
        raise NotGeneratedError(f"pip could not install the packages in {ENVIRONMENT}. See its output above.")
    marker.write_text(content, encoding="utf-8")
    return python


def render_table(seed: int = 0) -> Iterator[str]:
    """Yield the lines of a table: the mutants of each level that the cases and the generated payloads detect.

    Raises:
        NotGeneratedError: The payloads could not be generated.
    """
    corpus = Corpus.load()
    calls = len(corpus.cases)
    payloads = generate(calls, seed)
    by_cases = {name for name, killers in compute_kills(corpus, list(MUTANTS)).items() if killers}
    by_schema = set(detected_mutants(payloads))
    count = len(payloads.legal) + len(payloads.illegal)
    yield f"{calls:,} calls each; generating {count:,} payloads with seed {seed} took {payloads.seconds:.1f} s"
    yield f"{'level':<10}{'mutants':>9}{'by cases':>11}{'by schema':>12}"
    levels = {name: corpus.requirements[mutant.requirement].level for name, mutant in MUTANTS.items()}
    counts = [Counter(levels[name] for name in names) for names in (MUTANTS, by_cases, by_schema)]
    for level in LEVELS:
        yield _row(level, [counter[level] for counter in counts])
    yield _row("all", [counter.total() for counter in counts])
    yield f"detected by the schema only: {', '.join(sorted(by_schema - by_cases)) or 'none'}"


def _row(name: str, counts: list[int]) -> str:
    mutants, by_cases, by_schema = counts
    return f"{name:<10}{mutants:>9}{by_cases:>11}{by_schema:>12}"


def main(arguments: list[str]) -> int:
    try:
        print("\n".join(render_table(*map(int, arguments[:1]))))
    except NotGeneratedError as error:
        print(f"schema_fuzzing: not measured: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
