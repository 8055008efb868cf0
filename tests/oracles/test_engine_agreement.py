"""The comparison of validators: here with those that need only Python; `make engines` adds ajv."""

from __future__ import annotations

import pytest

import engine_agreement
from imagegen_conformance.corpus.cases import ExpectedOutcome
from random_payloads import payloads

COUNT = 3000


@pytest.fixture(params=engine_agreement.SCHEMAS, ids=str)
def level(request):
    return request.param


@pytest.fixture
def validators(level):
    return {"reference": engine_agreement.reference(level), **engine_agreement.python_engines(level)}


def test_validators_agree_on_random_payloads(validators):
    agreement = engine_agreement.Agreement(validators)
    agreement.compare(payloads(engine_agreement.SEED, COUNT))
    assert agreement.differences == []
    assert agreement.compared == COUNT
    assert COUNT / 4 < agreement.legal < COUNT * 4 / 5
    assert str(agreement).endswith("; reference, jsonschema, jsonschema-rs: no differences")


def test_random_payloads_break_every_rule_that_a_case_breaks(shipped):
    expected = [case.expected for case in shipped.cases if isinstance(case.expected, ExpectedOutcome)]
    broken_by_cases = {reason.rule for outcome in expected for reason in outcome.reasons}
    agreement = engine_agreement.Agreement({"reference": engine_agreement.reference("semantic")})
    agreement.compare(payloads(engine_agreement.SEED, COUNT))
    assert broken_by_cases - set(agreement.broken) == {"payload.type"}  # random payloads are objects


def test_same_seed_gives_same_payloads():
    assert list(payloads(7, 20)) == list(payloads(7, 20)) != list(payloads(8, 20))


def test_difference_is_reported_with_its_payload():
    def lenient(batch):
        return [frozenset() for _ in batch]

    agreement = engine_agreement.Agreement({"reference": engine_agreement.reference("semantic"), "lenient": lenient})
    agreement.compare([{"type": "image_generation"}, {"type": "image_generation", "size": "big"}])
    assert agreement.differences == [
        'reference finds size.grammar, lenient finds no broken rule: {"type":"image_generation","size":"big"}'
    ]
    assert str(agreement) == "2 payloads, 1 legal, 1 rules broken; reference, lenient: 1 differences"


def test_several_batches_are_compared(validators):
    agreement = engine_agreement.Agreement(validators)
    agreement.compare(payloads(1, engine_agreement.BATCH_SIZE + 1))
    assert agreement.compared == engine_agreement.BATCH_SIZE + 1


@pytest.mark.parametrize(
    ("count", "message"), [("0", "COUNT must be at least 1"), ("-1", "COUNT"), ("many", "COUNT: invalid int value")]
)
def test_invalid_count_exits_with_2(count, message, capsys):
    with pytest.raises(SystemExit, match="2"):
        engine_agreement.main([count])
    assert message in capsys.readouterr().err


def test_missing_node_exits_with_3(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert engine_agreement.main(["10"]) == 3
    assert capsys.readouterr().err == "the validators were not compared: Node is not installed\n"
