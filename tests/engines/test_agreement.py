"""Engines that need nothing but Python; ajv joins them in the command, `make engines`."""

from __future__ import annotations

import pytest

import agreement
from imagegen_conformance.cases import Answer
from imagegen_conformance.corpus import Corpus
from payloads import payloads

COUNT = 3000


@pytest.fixture(params=agreement.SCHEMAS, ids=str)
def level(request):
    return request.param


@pytest.fixture
def validators(level):
    return {"reference": agreement.reference(level), **agreement.python_engines(level)}


def test_engines_agree_on_generated_payloads(level, validators):
    compared = agreement.Agreement(validators)
    compared.compare(payloads(agreement.SEED, COUNT))
    assert compared.differences == []
    assert compared.compared == COUNT
    assert COUNT / 4 < compared.legal < COUNT * 4 / 5


def test_generated_payloads_break_every_rule_that_a_case_breaks():
    answers = [case.expected for case in Corpus.load().cases if isinstance(case.expected, Answer)]
    broken = {reason.rule for answer in answers for reason in answer.reasons}
    compared = agreement.Agreement({"reference": agreement.reference("semantic")})
    compared.compare(payloads(agreement.SEED, COUNT))
    assert broken - set(compared.broken) == {"payload.type"}  # what is generated is an object


def test_the_same_seed_gives_the_same_payloads():
    assert list(payloads(7, 20)) == list(payloads(7, 20)) != list(payloads(8, 20))


def test_one_that_answers_otherwise_is_told():
    def careless(batch):
        return [frozenset() for _ in batch]

    compared = agreement.Agreement({"reference": agreement.reference("semantic"), "careless": careless})
    compared.compare([{"type": "image_generation"}, {"type": "image_generation", "size": "big"}])
    assert compared.differences == [
        'reference says size.grammar, careless says legal: {"type":"image_generation","size":"big"}'
    ]
    assert str(compared).endswith("reference, careless: 1 answers differ")


def test_more_than_one_batch_is_compared(validators):
    compared = agreement.Agreement(validators)
    compared.compare(payloads(1, agreement.BATCH + 1))
    assert compared.compared == agreement.BATCH + 1


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_comparing_nothing_is_refused(count, capsys):
    with pytest.raises(SystemExit, match="2"):
        agreement.main([count])
    assert "COUNT" in capsys.readouterr().err


def test_missing_node_is_told_and_is_no_agreement(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert agreement.main(["10"]) == 3
    assert capsys.readouterr().err == "the engines were not compared: Node is not installed\n"
