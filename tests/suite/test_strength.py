from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from imagegen_conformance.adapters import InProcess, adapt
from imagegen_conformance.cases import LEVELS, Answer
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.mutants import MUTANTS, TABLES
from imagegen_conformance.mutants.equivalents import EQUIVALENTS
from imagegen_conformance.reports.strength import describe_strength, problems
from imagegen_conformance.runner import run
from imagegen_conformance.strength import Strength, kills, smoke_text, wronged

# What was seen in packages that are published, and the mutants that do the same.
SEEN = {
    "copy() gives a bare model, and shares the data": {"copy-of-base", "copy-shared"},
    "strings of digits and booleans become integers": {"digits-to-integers", "booleans-to-integers"},
    "the same, where it is validated": {"output_compression-digits", "partial_images-boolean"},
    "no ranges": {"drops-output_compression.range", "drops-partial_images.range"},
    "null everywhere": {"null-quality", "null-model", "null-tool_configs"},
    "keys that are not known are dropped without a word": {"loses-unknown", "loses-unknown-of-mask"},
    "fields of later revisions are dropped": {"loses-newer", "loses-name", "loses-input_fidelity", "loses-action"},
    "what is falsy is left out": {"loses-falsy", "loses-zero", "loses-empty-string"},
    "defaults are written": {"writes-quality", "writes-output_format", "writes-size", "writes-nulls"},
    "legal values are refused": {"refuses-moderation-low", "moderation-refuses-low", "size-closed", "model-closed"},
    "nested objects come back empty": {"empties-mask", "empties-configs"},
    "edges are read by int()": {"size-python-integers", "size-underscores", "size-digits-of-any-script"},
    "spaces, signs and leading zeros pass": {"size-trimmed", "size-line-feed", "size-plus", "size-leading-zeros"},
    "a capital X passes, and 0x0": {"size-capital", "size-zero"},
    "limits bind what only begins like a known model": {"model-by-prefix", "model-by-prefix-and-hyphen"},
    "a transparent background with jpeg, compression with png": {
        "drops-background.transparent-format",
        "drops-output_compression.png",
    },
    "a name that is empty is left out of the path of an error": {"reasons-without-empty"},
    "a quality of another API is taken": {"quality-takes-hd", "quality-takes-xhigh", "quality-takes-max"},
}


@pytest.fixture(scope="module")
def smoke(shipped: Corpus) -> Corpus:
    """The shipped corpus with nothing but the cases of its smoke list."""
    cases = tuple(case for case in shipped.cases if case.id in shipped.smoke)
    return Corpus(shipped.root, shipped.revision, shipped.documents, shipped.requirements, cases)


class TestMutants:
    def test_there_are_many_and_names_are_of_one(self) -> None:
        assert len(MUTANTS) >= 150
        assert len(MUTANTS) == sum(len(table.MUTANTS) for table in TABLES)

    def test_every_requirement_is_broken_by_one(self, shipped: Corpus) -> None:
        broken = {mutant.requirement for mutant in MUTANTS.values()}
        assert broken == {id_ for id_, requirement in shipped.requirements.items() if not requirement.exclusion}

    def test_each_says_what_it_does_wrong(self) -> None:
        faults = [mutant.fault for mutant in MUTANTS.values()]
        assert all(len(fault.split()) > 2 for fault in faults)

    @pytest.mark.parametrize("fault", SEEN)
    def test_faults_of_real_implementations_are_among_them(self, fault: str) -> None:
        assert SEEN[fault] <= MUTANTS.keys()

    def test_every_rule_is_dropped_by_one(self, shipped: Corpus) -> None:
        rules = {
            (reason.path, reason.rule)
            for case in shipped.cases
            if case.kind == "reject" and isinstance(case.expected, Answer)
            for reason in case.expected.reasons
        }
        dropped = {name.removeprefix("drops-") for name in MUTANTS if name.startswith("drops-")}
        assert {rule for _, rule in rules} - dropped == {"null.refused"}
        fields = {path for path, rule in rules if rule == "null.refused"}
        assert (
            len([name for name in MUTANTS if name.startswith("null-") and name != "null-by-type"]) >= len(fields) > 15
        )

    def test_the_smoke_list_kills_them_all(self, smoke: Corpus) -> None:
        assert Strength(smoke, kills(smoke)).survivors == []

    def test_the_smoke_list_is_short(self, shipped: Corpus, smoke: Corpus) -> None:
        assert 0 < len(smoke.cases) == len(shipped.smoke) <= len(shipped.cases) / 10

    @pytest.mark.parametrize("name", ["get-none", "type-first", "size-trimmed", "quality-takes-hd"])
    def test_what_is_not_its_fault_is_right(self, shipped: Corpus, name: str) -> None:
        (killers,) = kills(shipped, [name]).values()
        assert 0 < len(killers) < 60
        assert not [id_ for id_ in killers if id_.startswith(("object/pickling/", "object/deepcopy/"))]

    def test_processes_find_the_same(self, shipped: Corpus) -> None:
        names = ["loses-unknown", "one-state", "remembers", "ratio-of-4", "crash-null"]
        assert kills(shipped, names, jobs=2) == kills(shipped, names)


class TestEquivalents:
    def test_there_are_enough(self) -> None:
        assert len(EQUIVALENTS) >= 8
        assert {level for equivalent in EQUIVALENTS for level in equivalent.levels} == set(LEVELS)

    def test_no_case_asks_too_much(self, shipped: Corpus) -> None:
        assert list(wronged(shipped)) == []

    def test_one_that_is_wronged_is_told(self, shipped: Corpus, small: Corpus) -> None:
        repaired = shipped.case("quality/near-miss/upper-case:repaired")
        wrong = repaired._replace(expected=shipped.case("quality/near-miss/upper-case").expected)
        corpus = Corpus(small.root, "2.3", {}, shipped.requirements, (wrong,))
        found = list(wronged(corpus))
        assert {name for name, _ in found} >= {"reference", "strict", "terse"}
        lines = list(problems(Strength(corpus, {}), found, frozenset()))
        assert any("reference is right in another way; the case asks for too much" in line for line in lines)

    def test_a_pydantic_model_is_one(self, shipped: Corpus) -> None:
        class Tool(BaseModel):
            model_config = ConfigDict(extra="allow", strict=True)
            type: str = "image_generation"
            quality: Any = None

        adapter = adapt(Tool)
        cases = [case for case in shipped.cases if case.level == "wire" and case.strength != "may"]
        failing = [result.case.id for result in run(cases, InProcess(adapter)) if result.verdict.result != "pass"]
        assert failing == []


class TestStrength:
    """Of the small corpus, with kills that are made up."""

    LOW, HUGE = "quality/values/low", "quality/values/huge"

    @pytest.fixture
    def measured(self, small: Corpus, monkeypatch):
        monkeypatch.setattr("imagegen_conformance.strength.COARSE", 0.2)

        def strength(**killers: list[str]) -> Strength:
            return Strength(small, {name.replace("_", "-"): frozenset(ids) for name, ids in killers.items()})

        return strength

    def test_survivors(self, measured) -> None:
        strength = measured(folds_keys=[], quality_empty=[self.HUGE])
        assert strength.survivors == ["folds-keys"]
        told = next(problems(strength, [], frozenset()))
        assert told == (
            "folds-keys survives: keys become lower case, and no case of wire.unknown-keys says so; write one"
        )

    def test_a_requirement_is_noticed_by_a_case_of_its_own(self, measured) -> None:
        assert "quality.value" not in measured(quality_empty=[self.HUGE]).unnoticed
        assert "quality.value" in measured(quality_empty=["size/types/integer"]).unnoticed
        assert "size.type" in measured(quality_empty=[self.HUGE]).unnoticed

    def test_what_a_case_is_run_as_counts_together(self, measured) -> None:
        assert self.HUGE not in measured(quality_empty=[f"{self.HUGE}:repaired"]).idle
        assert self.LOW in measured(quality_empty=[f"{self.HUGE}:repaired"]).idle

    def test_what_kills_only_what_breaks_everything_is_idle(self, measured, small: Corpus) -> None:
        assert self.LOW in measured(parses_nothing=[case.id for case in small.cases]).idle

    def test_a_control_may_be_idle_and_has_to_be(self, measured, small: Corpus, edit) -> None:
        controls = [{"cases": "*", "reason": "They show what is legal."}]
        strength = measured(quality_empty=[self.HUGE])
        assert self.LOW in strength.unexplained
        edit(small.root / "controls.json", lambda content: content.update(controls=controls))
        assert measured(quality_empty=[self.HUGE]).unexplained == []
        controls[0]["cases"] = "quality/values/huge"
        edit(small.root / "controls.json", lambda content: content.update(controls=controls))
        (stale,) = measured(quality_empty=[self.HUGE]).stale
        assert stale.cases == "quality/values/huge"

    def test_smoke_is_the_fewest_in_the_order_of_the_corpus(self, measured) -> None:
        pop, integer = "model/items/pop", "size/types/integer"
        strength = measured(get_none=[pop], trims=[self.LOW, self.HUGE], splits_keys=[integer, self.HUGE])
        assert strength.smoke == [pop, self.HUGE]

    def test_a_smoke_list_of_others_is_told(self, measured) -> None:
        strength = measured(trims=[self.LOW])
        assert any("smoke.json: other cases kill as much" in line for line in problems(strength, [], frozenset()))
        assert not any("smoke.json" in line for line in problems(strength, [], frozenset({self.LOW})))
        assert smoke_text(strength.smoke).splitlines()[2:4] == ['  "cases": [', f'    "{self.LOW}"']

    def test_the_report_counts(self, measured) -> None:
        lines = list(describe_strength(measured(quality_trimmed=[self.HUGE], quality_empty=[])))
        assert lines[0] == "2 mutants: 0 wire, 0 model, 2 schema, 0 semantic; 1 are killed"
        assert lines[2:] == [
            "16 cases of 10 that are written, of which 9 are idle",
            "1 cases kill as much as all of them: `imagegen-conformance list --smoke`",
        ]
