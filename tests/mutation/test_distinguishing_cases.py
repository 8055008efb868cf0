from __future__ import annotations

import random

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.mutation.catalogue import MUTANTS, mutants_of
from imagegen_conformance.mutation.distinguishing_cases import DistinguishingCases
from imagegen_conformance.mutation.kill_matrix import compute_kills, failures
from imagegen_conformance.mutation.mutant import MembersFactory, Mutant, Scope, with_members, with_text_parser

SEED, SAMPLE_SIZE = 0, 20


@pytest.fixture(scope="module")
def distinguishing(shipped: Corpus) -> DistinguishingCases:
    return DistinguishingCases(shipped)


def ids_of(distinguishing: DistinguishingCases, make: object, **attributes: object) -> set[str]:
    mutant = Mutant("m", "get.present", "is wrong", make, **attributes)  # type: ignore[arg-type]
    return {case.id for case in distinguishing.of(mutant)}


def operations_of(shipped: Corpus, ids: set[str]) -> set[str]:
    return {shipped.by_id[id_].request.operation for id_ in ids}


def sample(profile: str) -> list[str]:
    """Return the names of some mutants of a profile, drawn with a seed: half of them systematic ones."""
    generator = random.Random(SEED)  # noqa: S311 - nothing is secret
    mutants = mutants_of(profile)
    systematic = [name for name, mutant in mutants.items() if mutant.dimension]
    by_hand = [name for name, mutant in mutants.items() if not mutant.dimension]
    return generator.sample(systematic, SAMPLE_SIZE // 2) + generator.sample(by_hand, SAMPLE_SIZE // 2)


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["azure", "openai"])
def test_cases_that_are_left_out_kill_no_mutant(profile, shipped, shipped_openai):
    corpus = shipped if profile == "azure" else shipped_openai
    names = sample(profile)
    kills = compute_kills(corpus, names)
    for name in names:
        results = failures(corpus, corpus.in_run_order(corpus.cases), MUTANTS[name].make(), LEVELS)
        assert {result.case.id for result in results} == kills[name], name


def test_cases_that_use_no_replaced_member_are_left_out(distinguishing, shipped):
    get = ids_of(distinguishing, with_members(get=None))
    assert operations_of(shipped, get) == {"call"}
    assert 0 < len(get) < len(shipped.cases) / 10
    assert operations_of(shipped, ids_of(distinguishing, with_members(validate_payload=None))) == {"validate"}
    assert operations_of(shipped, ids_of(distinguishing, with_text_parser(str))) == {"parse-text"}


def test_case_must_use_a_member_of_each_needed_set(distinguishing):
    members = {"get": None, "clear": None}
    either = ids_of(distinguishing, MembersFactory(members))
    both = ids_of(distinguishing, MembersFactory(members, [frozenset({"get"}), frozenset({"clear"})]))
    assert either == ids_of(distinguishing, with_members(get=None)) | ids_of(distinguishing, with_members(clear=None))
    assert both == ids_of(distinguishing, with_members(get=None)) & ids_of(distinguishing, with_members(clear=None))


def test_member_that_is_not_recorded_leaves_no_case_out(distinguishing, shipped):
    assert len(ids_of(distinguishing, with_members(__or__=None))) == len(shipped.cases)


def test_factory_without_members_leaves_no_case_out(distinguishing, shipped):
    assert len(ids_of(distinguishing, with_members()().__class__)) == len(shipped.cases)


def test_member_of_the_reference_replaces_nothing(distinguishing):
    assert ids_of(distinguishing, with_members(__hash__=None)) == set()


def test_requests_that_do_not_differ_are_left_out(distinguishing):
    scope = Scope("pickling", lambda request: "pickle-round-trip" in str(request.content))
    every = ids_of(distinguishing, with_members(get=None))
    in_scope = ids_of(distinguishing, with_members(get=None), scope=scope)
    assert 0 < len(in_scope) < len(every)
    assert ids_of(distinguishing, with_members(get=None), differs=scope.contains) == in_scope


def test_cases_are_in_the_order_in_which_they_are_run(distinguishing, shipped):
    cases = distinguishing.of(MUTANTS["get-none"])
    order = {case.id: position for position, case in enumerate(shipped.in_run_order(shipped.cases))}
    assert [order[case.id] for case in cases] == sorted(order[case.id] for case in cases)
