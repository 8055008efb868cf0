from __future__ import annotations

import re
from collections import Counter

import pytest

from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.catalogue import MUTANTS, TABLES
from imagegen_conformance.mutation.kill_matrix import KillMatrix, compute_kills

# Faults that were observed in published packages, and the mutants with the same faults.
OBSERVED_FAULTS = {
    "copy returns a bare mapping, and shares the data": {"copy-of-base", "copy-shared"},
    "strings of digits and booleans become integers": {"digits-to-integers", "booleans-to-integers"},
    "validation accepts strings of digits and booleans as integers": {"output_compression-digits", "partial_images-boolean"},
    "ranges are not checked": {"drops-output_compression.range", "drops-partial_images.range"},
    "null is accepted in every field": {"null-quality", "null-model", "null-tool_configs"},
    "unknown keys are dropped silently": {"loses-unknown", "loses-unknown-of-mask"},
    "fields of later revisions are dropped": {"loses-newer", "loses-name", "loses-input_fidelity", "loses-action"},
    "falsy values are dropped": {"loses-falsy", "loses-zero", "loses-empty-string"},
    "defaults are added": {"writes-quality", "writes-output_format", "writes-size", "writes-nulls"},
    "legal values are rejected": {"refuses-moderation-low", "moderation-refuses-low", "size-closed", "model-closed"},
    "nested objects are returned empty": {"empties-mask", "empties-configs"},
    "edges are parsed with int()": {"size-python-integers", "size-underscores", "size-digits-of-any-script"},
    "spaces, signs and leading zeros are accepted": {"size-trimmed", "size-line-feed", "size-plus", "size-leading-zeros"},
    "an upper-case X and 0x0 are accepted": {"size-capital", "size-zero"},
    "limits apply to models that begin with a known name": {"model-by-prefix", "model-by-prefix-and-hyphen"},
    "output formats are not checked": {"drops-background.transparent-format", "drops-output_compression.png"},
    "empty tokens are dropped from JSON Pointers": {"reasons-without-empty"},
    "values of quality of another API are accepted": {"quality-takes-hd", "quality-takes-xhigh", "quality-takes-max"},
}  # fmt: skip


@pytest.fixture(scope="module")
def smoke(shipped: Corpus) -> Corpus:
    """Return the shipped corpus with only the cases of its smoke list."""
    cases = tuple(case for case in shipped.cases if case.id in shipped.smoke)
    return Corpus(shipped.root, shipped.revision, shipped.documents, shipped.requirements, cases)


@pytest.fixture(scope="module")
def rejection_rules(shipped: Corpus) -> set[tuple[str, str]]:
    """Return the JSON Pointers and rules of all findings for which a case expects a rejection."""
    return {
        (reason.path, reason.rule)
        for case in shipped.cases
        if case.kind == "reject" and isinstance(case.expected, ExpectedOutcome)
        for reason in case.expected.reasons
    }


def test_catalogue_has_all_mutants_of_the_tables(shipped):
    names = [mutant.name for table in TABLES for mutant in table]
    assert list(MUTANTS) == names
    levels = Counter(shipped.requirements[mutant.requirement].level for mutant in MUTANTS.values())
    assert levels == {"wire": 223, "object": 219, "schema": 189, "semantic": 157}


def test_every_requirement_is_broken_by_a_mutant(shipped):
    broken = {mutant.requirement for mutant in MUTANTS.values()}
    assert broken == {id_ for id_, requirement in shipped.requirements.items() if not requirement.exclusion}


def test_fault_is_a_clause_that_begins_with_a_verb():
    for mutant in MUTANTS.values():
        first, *others = mutant.fault.split()
        assert re.fullmatch("[a-z]+s", first), mutant
        assert others, mutant
        assert not mutant.fault.endswith("."), mutant


def test_faults_differ():
    faults = Counter((mutant.requirement, mutant.fault) for mutant in MUTANTS.values())
    assert [fault for fault, count in faults.items() if count > 1] == []


@pytest.mark.parametrize("fault", OBSERVED_FAULTS)
def test_observed_fault_has_a_mutant(fault):
    assert OBSERVED_FAULTS[fault] <= MUTANTS.keys()


def test_every_rejection_rule_is_skipped_by_a_mutant(rejection_rules):
    skipped = {name.removeprefix("drops-") for name in MUTANTS if name.startswith("drops-")}
    assert {rule for _, rule in rejection_rules} - skipped == {"null.refused"}


def test_null_is_accepted_by_a_mutant_for_every_field(rejection_rules):
    fields = {path for path, rule in rejection_rules if rule == "null.refused"}
    mutants = [name for name in MUTANTS if name.startswith("null-") and name != "null-by-type"]
    assert len(mutants) >= len(fields) > 15


def test_smoke_list_kills_every_mutant(smoke):
    assert KillMatrix(smoke, compute_kills(smoke)).survivors == []


def test_smoke_list_is_short(shipped, smoke):
    assert 0 < len(smoke.cases) == len(shipped.smoke) <= len(shipped.cases) / 10


@pytest.mark.parametrize("name", ["get-none", "type-first", "size-trimmed", "quality-takes-hd"])
def test_mutant_fails_only_the_cases_about_its_fault(shipped, name):
    (killing_cases,) = compute_kills(shipped, [name]).values()
    assert 0 < len(killing_cases) < 60
    assert not [id_ for id_ in killing_cases if id_.startswith(("object/pickling/", "object/deepcopy/"))]
