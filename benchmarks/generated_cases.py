"""The systematic mutants that generated cases find, by level.

`generated_cases.py [--seed S] [--mutants N] [--generate N] [--generate-seed S] [--fail-on must|should] [--level LEVEL]
[--jobs N]`. A seed draws the mutants from those that are generated from dimensions. Each is tested with generated cases
alone: the cases of the corpus kill all of them, so that no failure would be new. The exit code is 0.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from random import Random
from typing import NamedTuple

from hypothesis import settings

from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, Level, Strength
from imagegen_conformance.generation.search import Search
from imagegen_conformance.mutation.catalogue import MUTANTS


class Finding(NamedTuple):
    """What a search finds in a mutant.

    Attributes:
        mutant: The name of the mutant.
        level: The level of the requirement that it breaks.
        strength: The strength of this requirement.
        kind: The first kind of cases that fail, or None.
        seconds: The processor time of the search.
    """

    mutant: str
    level: Level
    strength: Strength
    kind: str | None
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the systematic mutants that generated cases find.")
    parser.add_argument("--seed", type=int, default=0, help="seed that draws the mutants (default: 0)")
    parser.add_argument("--mutants", type=int, default=100, help="number of mutants (default: 100)")
    parser.add_argument("--generate", type=int, default=100, help="draws of each kind (default: 100)")
    parser.add_argument("--generate-seed", type=int, default=0, help="seed of the generated cases (default: 0)")
    parser.add_argument("--fail-on", choices=("must", "should"), default="should", help="threshold (default: should)")
    parser.add_argument("--level", choices=LEVELS, help="draw only mutants of this level")
    parser.add_argument("--jobs", type=int, default=2, help="number of processes (default: 2)")
    parsed = parser.parse_args()
    names = draw_mutants(parsed.seed, parsed.mutants, parsed.level)
    find = partial(find_failure, draw_count=parsed.generate, seed=parsed.generate_seed, fail_on=parsed.fail_on)
    with ProcessPoolExecutor(parsed.jobs) as pool:
        findings = list(pool.map(find, names, chunksize=2))
    for line in describe(findings):
        print(line)


def draw_mutants(seed: int, count: int, level: Level | None = None) -> list[str]:
    """Return the names of systematic mutants, drawn by a seed."""
    names = sorted(name for name, mutant in MUTANTS.items() if mutant.dimension)
    if level is not None:
        names = [name for name in names if requirement_of(name)[0] == level]
    return Random(seed).sample(names, min(count, len(names)))


@cache
def corpus_of(profile: str) -> Corpus:
    return Corpus.load(profile=profile)


def requirement_of(name: str) -> tuple[Level, Strength]:
    """Return the level and the strength of the requirement that a mutant breaks."""
    requirement = corpus_of(MUTANTS[name].profile).requirements[MUTANTS[name].requirement]
    return requirement.level, requirement.strength


def search_for(name: str, fail_on: Strength) -> Search:
    """Return the search in a mutant, whose failures no earlier run has shown."""
    mutant = MUTANTS[name]
    connection = InProcessConnection(mutant.make(), LEVELS)
    return Search(corpus_of(mutant.profile), connection, LEVELS, fail_on, "benchmark")


def find_failure(name: str, draw_count: int, seed: int, fail_on: Strength) -> Finding:
    """Search in a mutant until a case fails."""
    settings.register_profile("benchmark", database=None)
    settings.load_profile("benchmark")
    corpus_of(MUTANTS[name].profile)  # it is not a part of the time
    start = time.process_time()
    failure = next(search_for(name, fail_on).failures(draw_count, seed), None)
    seconds = time.process_time() - start
    return Finding(name, *requirement_of(name), None if failure is None else failure.kind, seconds)


def describe(findings: list[Finding]) -> list[str]:
    """Return the results as lines: a table of the levels, the kinds of cases, and the mutants that were not found."""
    lines = ["level      mutants  found"]
    for level in LEVELS:
        own = [finding for finding in findings if finding.level == level]
        lines.append(f"{level:<10} {len(own):>7} {sum(finding.kind is not None for finding in own):>6}")
    found = [finding for finding in findings if finding.kind is not None]
    lines.append(f"{'all':<10} {len(findings):>7} {len(found):>6}")
    kinds = Counter(finding.kind for finding in found)
    lines += [f"first found by {kind}: {count}" for kind, count in kinds.most_common()]
    seconds = [finding.seconds for finding in findings if finding.kind is None]
    if seconds:
        lines.append(f"processor time of a search without a failure: {sum(seconds) / len(seconds):.1f} s on average")
    lines += [
        f"not found: {finding.mutant} [{finding.strength}]: {MUTANTS[finding.mutant].fault}"
        for finding in findings
        if finding.kind is None
    ]
    return lines


if __name__ == "__main__":
    main()
