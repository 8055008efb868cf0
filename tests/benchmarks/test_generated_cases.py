"""The count of the systematic mutants that generated cases find."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from imagegen_conformance.mutation.catalogue import MUTANTS

FILE = Path(__file__).parents[2] / "benchmarks" / "generated_cases.py"


@pytest.fixture(scope="module")
def generated_cases():
    """The script, as a module."""
    spec = spec_from_file_location(FILE.stem, FILE)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[FILE.stem] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[FILE.stem]


def test_same_seed_draws_the_same_systematic_mutants(generated_cases):
    names = generated_cases.draw_mutants(0, 20)
    assert names == generated_cases.draw_mutants(0, 20) != generated_cases.draw_mutants(1, 20)
    assert len(set(names)) == 20
    assert all(MUTANTS[name].dimension for name in names)


def test_mutants_can_be_those_of_one_level(generated_cases):
    names = generated_cases.draw_mutants(0, 5, "semantic")
    assert {generated_cases.requirement_of(name)[0] for name in names} == {"semantic"}


def test_found_mutants_are_counted_by_level(generated_cases):
    finding = generated_cases.Finding("drops-name-alone", "wire", "must", "legal payloads", 0.5)
    missed = finding._replace(mutant="drops-model-alone", kind=None, seconds=2.0)
    lines = generated_cases.describe([finding, missed])
    assert lines[:2] == ["level      mutants  found", "wire             2      1"]
    assert "all              2      1" in lines
    assert "first found by legal payloads: 1" in lines
    assert "processor time of a search without a failure: 2.0 s on average" in lines
    assert lines[-1].startswith("not found: drops-model-alone [must]: drops model ")
