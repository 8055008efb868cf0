from __future__ import annotations

import random
from collections import Counter

import pytest

from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.mutation.catalogue import MUTANTS as ALL_MUTANTS
from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.systematic.table import MUTANTS
from imagegen_conformance.runner.execution import execute

DIMENSIONS = {
    "azure": {
        "count × place": 138,
        "field × field": 266,
        "field × model": 144,
        "field × shape of the payload": 208,
        "input × operation": 92,
        "integer × field": 210,
        "legality × field": 572,
        "legality × model": 96,
        "legality × position": 56,
        "length × place": 526,
        "number × field": 148,
        "rule × field": 738,
        "rule × member": 59,
        "rule × model": 342,
        "rule × shape of the payload": 484,
        "rule × value": 239,
        "state × operation": 34,
        "string × place": 1201,
        "value × field": 302,
    },
    "openai": {
        "field × field": 145,
        "field × model": 40,
        "field × shape of the payload": 106,
        "legality × field": 249,
        "legality × model": 18,
        "legality × position": 16,
        "number × field": 56,
        "rule × field": 441,
        "rule × member": 18,
        "rule × model": 19,
        "rule × shape of the payload": 180,
        "value × field": 100,
    },
}
SEED = 0


@pytest.fixture
def corpus_of(shipped: Corpus, shipped_openai: Corpus):
    return {"azure": shipped, "openai": shipped_openai}


def sample() -> list[Mutant]:
    """Return a mutant of each dimension of each profile, drawn with a seed."""
    generator = random.Random(SEED)  # noqa: S311 - nothing is secret
    return [
        generator.choice([mutant for mutant in MUTANTS if (mutant.profile, mutant.dimension) == (profile, dimension)])
        for profile, counts in DIMENSIONS.items()
        for dimension in counts
    ]


@pytest.mark.parametrize("profile", DIMENSIONS)
def test_mutants_of_each_dimension_are_counted(profile):
    assert Counter(mutant.dimension for mutant in MUTANTS if mutant.profile == profile) == DIMENSIONS[profile]


def test_names_are_unique_in_the_catalogue():
    assert [name for name, count in Counter(mutant.name for mutant in MUTANTS).items() if count > 1] == []
    assert all(ALL_MUTANTS[mutant.name] is mutant for mutant in MUTANTS)


def test_every_requirement_holds_in_the_profile(corpus_of):
    for mutant in MUTANTS:
        requirement = corpus_of[mutant.profile].requirements[mutant.requirement]
        assert requirement.level != "object"
        assert not requirement.exclusion


def test_mutants_of_another_profile_have_its_name():
    for mutant in MUTANTS:
        assert mutant.name.startswith("openai-") is (mutant.profile == "openai")


def test_scope_contains_the_requests_that_differ(corpus_of):
    for mutant in sample():
        assert mutant.differs is not None
        assert mutant.scope is not None
        for case in corpus_of[mutant.profile].cases:
            assert mutant.scope.contains(case.request) or not mutant.differs(case.request)


@pytest.mark.slow
@pytest.mark.parametrize("mutant", sample(), ids=lambda mutant: mutant.name)
def test_mutant_passes_the_cases_whose_requests_do_not_differ(mutant, corpus_of):
    assert mutant.differs is not None
    corpus = corpus_of[mutant.profile]
    # Prerequisites are run, too. Those whose requests differ may fail.
    cases = corpus.in_run_order([case for case in corpus.cases if not mutant.differs(case.request)])
    failures = [
        result.case.id
        for result in execute(cases, InProcessConnection(mutant.make(), LEVELS))
        if result.verdict.result not in {"pass", "not-applicable"} and not mutant.differs(result.case.request)
    ]
    assert failures == []
