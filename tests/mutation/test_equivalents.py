from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.mutation.equivalents import EQUIVALENTS
from imagegen_conformance.mutation.kill_matrix import false_positives
from imagegen_conformance.runner.execution import execute


def test_every_level_has_equivalent_mutants():
    assert len(EQUIVALENTS) == 17
    assert {level for equivalent in EQUIVALENTS for level in equivalent.levels} == set(LEVELS)


def test_names_and_differences_are_unique():
    assert len({equivalent.name for equivalent in EQUIVALENTS}) == len(EQUIVALENTS)
    assert len({equivalent.difference for equivalent in EQUIVALENTS}) == len(EQUIVALENTS)


def test_adapter_supports_the_levels():
    for equivalent in EQUIVALENTS:
        assert set(equivalent.levels) <= set(equivalent.make().supported_levels), equivalent.name


def test_shipped_corpus_has_no_false_positives(shipped):
    assert list(false_positives(shipped)) == []


def test_pydantic_model_is_correct_at_level_wire(shipped):
    class Tool(BaseModel):
        model_config = ConfigDict(extra="allow", strict=True)
        type: str = "image_generation"
        quality: Any = None

    cases = [case for case in shipped.cases if case.level == "wire" and case.strength != "may"]
    results = execute(cases, InProcessConnection(adapter_for(Tool)))
    assert [result.case.id for result in results if result.verdict.result != "pass"] == []
