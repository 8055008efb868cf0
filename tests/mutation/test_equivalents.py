from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.mutation.equivalents import EQUIVALENTS, equivalents_of
from imagegen_conformance.mutation.kill_matrix import false_positives
from imagegen_conformance.runner.execution import execute


def test_every_level_has_equivalent_mutants():
    assert len(EQUIVALENTS) == len(equivalents_of("azure")) + len(equivalents_of("openai")) == 49 + 8
    assert {level for equivalent in equivalents_of("azure") for level in equivalent.levels} == set(LEVELS)
    assert {level for equivalent in equivalents_of("openai") for level in equivalent.levels} == {*LEVELS} - {"object"}


def test_names_and_differences_are_unique():
    assert len({equivalent.name for equivalent in EQUIVALENTS}) == len(EQUIVALENTS)
    assert len({(equivalent.profile, equivalent.difference) for equivalent in EQUIVALENTS}) == len(EQUIVALENTS)


def test_adapter_supports_the_levels():
    for equivalent in EQUIVALENTS:
        assert set(equivalent.levels) <= set(equivalent.make().supported_levels), equivalent.name


def test_equivalent_passes_cases_of_its_levels_and_strength(shipped):
    equivalents = {equivalent.name: equivalent for equivalent in EQUIVALENTS}
    cases = {(case.level, case.strength): case for case in shipped.cases}
    assert equivalents["sorted"].passes(cases["object", "must"])
    assert equivalents["sorted"].passes(cases["object", "should"])
    assert not equivalents["sorted"].passes(cases["semantic", "may"])
    assert equivalents["plain-enum"].passes(cases["object", "must"])
    assert not equivalents["plain-enum"].passes(cases["object", "should"])
    assert not equivalents["plain-enum"].passes(cases["schema", "must"])


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("null-items-rejected", "object/items/read-null"),
        ("null-items-dropped", "object/setdefault/missing-default-null"),
        ("mask-object", "object/attributes/read-input-image-mask"),
        ("plain-enum", "object/attributes/read-action"),
        ("eager", "object/update/mapping-null"),
        ("type-keyword-reserved", "object/construction/type-keyword"),
        ("mapping-only", "object/construction/nothing"),
        ("pairs-accepted", "object/construction/positional-pairs"),
        ("type-protected", "object/pop/present-type"),
        ("type-added", "object/as_dict/after-clear"),
        ("update-first-value", "object/update/keywords-over-mapping"),
        ("blanks-rejected", "model/open/empty"),
        ("size-auto-rejected", "size/auto/gpt-image-1"),
        ("printable-ascii-only", "strings/unicode/accents"),
        ("empty-tool-configs-only", "tool_configs/values/pin-true"),
        ("transparency-needs-model", "background/transparent-format/png"),
        ("larger-minimum", "size/gpt-image-2-minimum/least-landscape"),
        ("infinities-read", "raw/lenient/infinity"),
        ("copy-typed", "object/copy/empty"),
    ],
)
def test_case_that_demands_a_choice_is_not_a_must(shipped, name, case):
    [equivalent] = [equivalent for equivalent in EQUIVALENTS if equivalent.name == name]
    assert equivalent.strength == "must"
    [result] = execute([shipped.by_id[case]], InProcessConnection(equivalent.make(), equivalent.levels))
    assert (result.verdict.result != "pass", result.strength) == (True, "should")


@pytest.mark.slow
def test_shipped_corpus_has_no_false_positives(shipped, shipped_openai):
    assert list(false_positives(shipped)) == []
    assert list(false_positives(shipped_openai)) == []


def test_pydantic_model_is_correct_at_level_wire(shipped):
    class Tool(BaseModel):
        model_config = ConfigDict(extra="allow", strict=True)
        type: str = "image_generation"
        quality: Any = None

    cases = [case for case in shipped.cases if case.level == "wire" and case.strength != "may"]
    results = execute(cases, InProcessConnection(adapter_for(Tool)))
    assert [result.case.id for result in results if result.verdict.result != "pass"] == []
