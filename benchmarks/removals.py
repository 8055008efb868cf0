"""Which removals of source cases are noticed: by a criterion, or by the kill matrix.

A removal is noticed if a criterion requires a combination that no other source case has, or if a mutant is killed by
the cases of no other source case. The id registry, which notices every removal, does not count.

    python benchmarks/removals.py --sample 200 --seed 0 --kills /tmp/kills.json

`--kills` names a file in which the kills are stored, because they take minutes to compute. If the file exists, it is
read. Without the option, only the criteria are examined.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from imagegen_conformance.authoring.criteria.evaluation import Evaluation
from imagegen_conformance.corpus.cases import source_id_of
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.kill_matrix import compute_kills


def sole_by_criteria(corpus: Corpus) -> dict[str, set[str]]:
    """Return the criteria that notice the removal of a source case, by the id of the source case."""
    noticing: dict[str, set[str]] = {}
    for coverage in Evaluation.of(corpus):
        for source_id in coverage.sole_source_cases():
            noticing.setdefault(source_id, set()).add(coverage.criterion.name)
    return noticing


def sole_by_kills(kills: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return the mutants that only the cases of a source case kill, by the id of the source case."""
    noticing: dict[str, set[str]] = {}
    for mutant, case_ids in kills.items():
        source_ids = {source_id_of(case_id) for case_id in case_ids}
        if len(source_ids) == 1:
            noticing.setdefault(source_ids.pop(), set()).add(mutant)
    return noticing


def load_kills(corpora: Iterable[Corpus], file: Path | None, jobs: int) -> dict[str, list[str]]:
    """Return the kills of the mutants of all profiles; none without a file."""
    if file is None:
        return {}
    if not file.exists():
        kills = {name: sorted(ids) for corpus in corpora for name, ids in compute_kills(corpus, jobs=jobs).items()}
        file.write_text(json.dumps(kills), encoding="utf-8")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def parse_arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200, help="number of removals (default: %(default)s; 0: all)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the sample (default: %(default)s)")
    parser.add_argument("--kills", type=Path, help="file of the kills")
    parser.add_argument("--jobs", type=int, default=2, help="processes that compute the kills (default: %(default)s)")
    parser.add_argument("--verbose", action="store_true", help="print the source cases that nothing notices")
    return parser.parse_args()


def main() -> None:
    """Print how many removals are noticed, and by what."""
    arguments = parse_arguments()
    default = Corpus.load()
    corpora = [Corpus.load(profile=name) for name in default.profiles.by_name]
    source_ids = sorted({case.source_id for corpus in corpora for case in corpus.cases})
    if arguments.sample:
        source_ids = sorted(random.Random(arguments.seed).sample(source_ids, arguments.sample))
    by_criteria = sole_by_criteria(default)
    by_kills = sole_by_kills(load_kills(corpora, arguments.kills, arguments.jobs))
    outcomes = Counter((id_ in by_criteria, id_ in by_kills) for id_ in source_ids)
    print(f"{len(source_ids)} removals")
    print(f"noticed by a criterion only: {outcomes[True, False]}")
    print(f"noticed by the kill matrix only: {outcomes[False, True]}")
    print(f"noticed by both: {outcomes[True, True]}")
    print(f"not noticed: {outcomes[False, False]}")
    criteria = Counter(name for id_ in source_ids for name in by_criteria.get(id_, ()))
    print("criteria:", ", ".join(f"{name} {count}" for name, count in criteria.most_common()))
    unnoticed = [id_ for id_ in source_ids if id_ not in by_criteria and id_ not in by_kills]
    areas = Counter(id_.rpartition("/")[0] for id_ in unnoticed)
    print("topics:", ", ".join(f"{topic} {count}" for topic, count in areas.most_common()))
    if arguments.verbose:
        print("\n".join(unnoticed))


if __name__ == "__main__":
    main()
