"""The revisions in which a case of an export holds."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import NO_VOCABULARY, Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.subset import CorpusSubset


def revisions_of(corpus: Corpus, id_: str) -> dict[str, list[str]] | None:
    return CorpusSubset(corpus).case_revisions.of(corpus.by_id[id_])


def test_case_of_all_revisions_has_none(ranges: Corpus) -> None:
    assert revisions_of(ranges, "quality/values/low") is None


def test_requirement_limits_the_revisions(ranges: Corpus) -> None:
    assert revisions_of(ranges, "model/items/pop") == {"azure": ["2.3", "2.8"]}


def test_other_expectation_limits_the_revisions(ranges: Corpus) -> None:
    assert revisions_of(ranges, "quality/values/huge") == {"azure": ["2.3"]}
    later = Corpus.load(ranges.root, revision="2.8")
    assert revisions_of(later, "quality/values/huge") == {"azure": ["2.8"]}


def test_derived_case_with_the_same_expectation_holds_in_all_revisions(ranges: Corpus) -> None:
    assert revisions_of(ranges, "quality/values/huge:wire") is None


def test_repaired_payload_holds_where_the_illegal_one_is_rejected(ranges: Corpus) -> None:
    assert revisions_of(ranges, "quality/values/huge:repaired") == {"azure": ["2.3"]}


@pytest.mark.parametrize(("value", "other"), [(1, True), (1, 1.0), (None, False)])
def test_values_of_different_types_are_different_expectations(small: Corpus, edit, value, other) -> None:
    def change(content) -> None:
        source_case = next(entry for entry in content["cases"] if entry["name"] == "unknown")
        expectation = {"kind": "either", "requirement": "wire.no-corruption"}
        source_case |= {
            "profiles": {"azure": {}},
            "outputs": [{"hue": value}],
            "other_expectations": [{**expectation, "profiles": {"openai": {}}, "outputs": [{"hue": other}]}],
        }

    edit(small.root / "cases/wire/plain.json", change)
    assert revisions_of(Corpus.load(small.root), "wire/plain/unknown") == {"azure": ["2.3", "2.8"]}


def comparable(case: Case) -> str:
    """Return all that an implementation and the judge learn of a case; repr distinguishes 1, 1.0 and True."""
    expected = case.expected
    if isinstance(expected, ExpectedOutcome):
        expected = expected._replace(vocabulary=NO_VOCABULARY, related_fields=frozenset())
    return repr((case.level, case.strength, case.requirement.id, case.request, expected))


@pytest.mark.slow
def test_case_holds_in_the_revisions_that_have_the_same_case(shipped: Corpus, corpora) -> None:
    subset = CorpusSubset(shipped)
    comparable_cases = [(case, subset.case_revisions.of(case), comparable(case)) for case in shipped.cases]
    for revision, corpus in corpora.items():
        same_cases = {case.id: comparable(case) for case in corpus.cases}
        for case, names, content in comparable_cases:
            holds = names is None or revision.name in names.get(revision.profile, ())
            assert holds == (same_cases.get(case.id) == content), (case.id, revision)
