from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.catalogue import MUTANTS, TABLES, mutants_of
from imagegen_conformance.mutation.kill_matrix import KillMatrix, compute_kills
from imagegen_conformance.runner.execution import execute
from imagegen_reference import ImageGenTool

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
    "values of later revisions are rejected": {"openai-parses-no-quality-xhigh", "openai-output_format-refuses-gif"},
}  # fmt: skip


def smoke_of(corpus: Corpus) -> Corpus:
    """Return a corpus with only the cases of its smoke list."""
    cases = tuple(case for case in corpus.cases if case.id in corpus.smoke)
    return Corpus(corpus.root, corpus.documents, corpus.definition, cases)


@pytest.fixture(scope="module")
def rejection_rules(shipped: Corpus) -> set[tuple[str, str]]:
    """Return the JSON Pointers and rules of all findings for which a case expects a rejection."""
    return {
        (reason.path, reason.rule)
        for case in shipped.cases
        if case.kind == "reject" and isinstance(case.expected, ExpectedOutcome)
        for reason in case.expected.reasons
    }


def test_catalogue_has_all_mutants_of_the_tables():
    assert list(MUTANTS) == [mutant.name for table in TABLES for mutant in table]
    assert mutants_of("azure") | mutants_of("openai") == MUTANTS


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("azure", {"wire": 220, "object": 224, "schema": 188, "semantic": 158}),
        ("openai", {"wire": 75, "schema": 229, "semantic": 179}),
    ],
)
def test_mutants_of_no_dimension_are_counted_by_level(shipped, shipped_openai, profile, expected):
    requirements = (shipped if profile == "azure" else shipped_openai).requirements
    mutants = [mutant for mutant in mutants_of(profile).values() if not mutant.dimension]
    assert Counter(requirements[mutant.requirement].level for mutant in mutants) == expected


def test_every_requirement_is_broken_by_a_mutant(shipped, shipped_openai):
    broken = {mutant.requirement for mutant in MUTANTS.values()}
    requirements = {**shipped.requirements, **shipped_openai.requirements}
    assert broken == {id_ for id_, requirement in requirements.items() if not requirement.exclusion}


def test_every_rule_of_openai_alone_is_broken_by_a_mutant_of_openai(shipped, shipped_openai):
    broken = {mutant.requirement for mutant in mutants_of("openai").values()}
    alone = shipped_openai.requirements.keys() - shipped.requirements.keys()
    assert {id_ for id_ in alone if not shipped_openai.requirements[id_].exclusion} <= broken


def test_fault_is_a_clause_that_begins_with_a_verb():
    for mutant in MUTANTS.values():
        first, *others = mutant.fault.split()
        assert re.fullmatch("[a-z]+s", first), mutant
        assert others, mutant
        assert not mutant.fault.endswith("."), mutant


def test_faults_differ():
    faults = Counter((mutant.profile, mutant.requirement, mutant.fault) for mutant in MUTANTS.values())
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


@pytest.mark.slow
def test_smoke_list_kills_every_mutant_of_no_dimension(shipped, shipped_openai):
    for corpus in (shipped, shipped_openai):
        smoke = smoke_of(corpus)
        names = [name for name, mutant in mutants_of(corpus.revision.profile).items() if not mutant.dimension]
        assert KillMatrix(smoke, compute_kills(smoke, names)).survivors == []


def test_smoke_list_kills_most_mutants_of_dimensions(shipped, shipped_openai):
    generator = random.Random(0)  # noqa: S311 - nothing is secret
    for corpus in (shipped, shipped_openai):
        smoke = smoke_of(corpus)
        names = [name for name, mutant in mutants_of(corpus.revision.profile).items() if mutant.dimension]
        sample = generator.sample(names, 300)
        assert len(KillMatrix(smoke, compute_kills(smoke, sample)).survivors) < 60


def test_smoke_list_is_short(shipped, shipped_openai):
    for corpus in (shipped, shipped_openai):
        assert 0 < len(smoke_of(corpus).cases) <= len(corpus.cases) / 10
    assert all(id_ in shipped.by_id or id_ in shipped_openai.by_id for id_ in shipped.smoke)


def test_class_of_azure_fails_the_smoke_list_of_openai(shipped_openai):
    cases = shipped_openai.in_run_order(smoke_of(shipped_openai).cases)
    results = execute(cases, InProcessConnection(DocumentedClassAdapter(ImageGenTool)))
    failures = [result.case for result in results if result.verdict.result != "pass"]
    assert {case.requirement.id for case in failures if case.strength == "must"} >= {
        "quality.value", "complexity.value", "frame_count.type", "svg.type", "quality.model",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["get-none", "type-first", "size-trimmed", "quality-takes-hd"])
def test_mutant_fails_only_the_cases_about_its_fault(shipped, name):
    (killing_cases,) = compute_kills(shipped, [name]).values()
    assert 0 < len(killing_cases) < 0.03 * len(shipped.cases)
    assert not [id_ for id_ in killing_cases if id_.startswith(("object/pickling/", "object/deepcopy/"))]
