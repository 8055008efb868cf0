"""Which expectation of a source case applies in a revision, and the cases that are derived from it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.jsonlib.values import Json

QUALITY = "cases/quality/values.json"
TYPES = "cases/size/types.json"
NEWEST = ("openai", "2026-11-04")


def load(root: Path, profile: str | None = None, revision: str | None = None) -> dict[str, ExpectedOutcome]:
    """Return what the small corpus expects in a revision of payloads of quality, by the id of the case."""
    cases = Corpus.load(root, (), profile, revision).cases
    return {
        case.id: case.expected
        for case in cases
        if case.id.startswith("quality/values/low") and isinstance(case.expected, ExpectedOutcome)
    }


def bind(edit, root: Path, **keys: Json) -> None:
    """Add keys to the case quality/values/low."""
    edit(root / QUALITY, lambda content: content["cases"][0].update(keys))


def test_case_without_range_holds_in_all_revisions(root: Path) -> None:
    assert set(load(root)) == set(load(root, *NEWEST)) == {"quality/values/low", "quality/values/low:wire"}


def test_case_outside_its_range_is_rejected_or_returned_unchanged(root: Path, edit) -> None:
    bind(edit, root, profiles={"openai": {"since": "2026-11-04"}})
    tool = {"type": "image_generation", "quality": "low"}
    assert load(root) == {"quality/values/low:wire": ExpectedOutcome(True, True, (tool,))}
    (case,) = [case for case in Corpus.load(root).cases if case.source_id == "quality/values/low"]
    assert (case.requirement.id, case.level, case.strength) == ("wire.no-corruption", "wire", "must")
    assert set(load(root, *NEWEST)) == {"quality/values/low", "quality/values/low:wire"}
    assert load(root, "openai", "2026-10-26") == load(root)


def test_outputs_of_a_legal_payload_are_permitted_outside_its_range(root: Path, edit) -> None:
    bind(edit, root, profiles={"azure": {}}, outputs=[{"type": "image_generation"}])
    tools = {"type": "image_generation", "quality": "low"}, {"type": "image_generation"}
    assert load(root, *NEWEST) == {"quality/values/low:wire": ExpectedOutcome(True, True, tools)}


def test_case_of_level_wire_keeps_its_id_outside_its_range(root: Path, edit) -> None:
    edit(root / "cases/wire/plain.json", lambda content: content["cases"][0].update(profiles={"azure": {}}))
    case = Corpus.load(root, (), *NEWEST).by_id["wire/plain/bare"]
    assert case.requirement.id == "wire.no-corruption"
    assert case.expected == ExpectedOutcome(True, True, ({"type": "image_generation"},))


@pytest.mark.parametrize(
    ("file", "id_"), [("cases/model/items.json", "model/items/pop"), ("cases/wire/texts.json", "wire/texts/spaces")]
)
def test_calls_and_texts_are_left_out_outside_their_range(root: Path, edit, file, id_) -> None:
    edit(root / file, lambda content: content["cases"][0].update(profiles={"azure": {}}))
    assert id_ in Corpus.load(root).by_id
    assert id_ not in Corpus.load(root, (), *NEWEST).by_id


def test_case_does_not_hold_where_its_requirement_does_not(root: Path, edit) -> None:
    edit(root / "requirements.json", lambda content: content["requirements"][3].update(profiles={"azure": {}}))
    assert set(load(root)) == {"quality/values/low", "quality/values/low:wire"}
    assert set(load(root, *NEWEST)) == {"quality/values/low:wire"}


def test_other_expectation_replaces_everything_but_the_payload(root: Path, edit) -> None:
    other = {
        "profiles": {"openai": {}},
        "kind": "reject",
        "requirement": "quality.value",
        "strength": "should",
        "reasons": [{"path": "/quality", "rule": "quality.value"}],
        "repair": [{"op": "remove", "path": "/quality"}],
    }
    bind(edit, root, profiles={"azure": {}}, other_expectations=[other], outputs=[{"type": "image_generation"}])
    assert set(load(root)) == {"quality/values/low", "quality/values/low:wire"}
    ids = {"quality/values/low", "quality/values/low:repaired", "quality/values/low:wire"}
    expected = load(root, *NEWEST)
    assert set(expected) == ids
    assert expected["quality/values/low"].rejected
    assert expected["quality/values/low:wire"].outputs == ({"type": "image_generation", "quality": "low"},)
    assert Corpus.load(root, (), *NEWEST).by_id["quality/values/low"].strength == "should"


def test_reason_whose_rule_does_not_hold_is_left_out(root: Path, edit) -> None:
    def add_reason(content: Json) -> None:
        content["cases"][0]["reasons"].append({"path": "/size", "rule": "item.pop"})

    edit(root / TYPES, add_reason)
    edit(root / "requirements.json", lambda content: content["requirements"][5].update(profiles={"azure": {}}))
    for corpus, rules in (
        (Corpus.load(root), ["size.type", "item.pop"]),
        (Corpus.load(root, (), *NEWEST), ["size.type"]),
    ):
        expected = corpus.by_id["size/types/integer"].expected
        assert isinstance(expected, ExpectedOutcome)
        assert [reason.rule for reason in expected.reasons] == rules


def test_invalid_range_names_the_file_and_the_place(root: Path, edit) -> None:
    bind(edit, root, profiles={"azure": {"since": "2.4"}})
    with pytest.raises(CorpusError) as caught:
        Corpus.load(root)
    place = f"{root / QUALITY} /cases/0"
    assert (
        str(caught.value)
        == f"{place}: the profile azure has no revision '2.4'. It is a release with the revision 2.3: name this revision."
    )


def test_invalid_range_of_a_requirement_names_the_file_and_the_place(root: Path, edit) -> None:
    edit(root / "requirements.json", lambda content: content["requirements"][1].update(profiles={"azur": {}}))
    with pytest.raises(CorpusError) as caught:
        Corpus.load(root)
    place = f"{root / 'requirements.json'} /requirements/1"
    assert str(caught.value) == f"{place}: the profile 'azur' does not exist. Did you mean azure?"


def test_unknown_revision_is_a_usage_error(root: Path) -> None:
    with pytest.raises(UsageError, match=r"the profile azure has no revision '2\.0'"):
        Corpus.load(root, (), "azure", "2.0")


def test_case_of_another_revision_is_said_to_exist_there(root: Path, edit) -> None:
    edit(root / "cases/model/items.json", lambda content: content["cases"][0].update(profiles={"azure": {}}))
    with pytest.raises(UsageError) as caught:
        Corpus.load(root, (), *NEWEST).case("model/items/pop")
    message = "the case model/items/pop does not exist in openai 2026-11-04. It exists in azure."
    assert str(caught.value) == message


def test_suffix_that_a_case_never_has_is_not_said_to_exist_elsewhere(small: Corpus) -> None:
    with pytest.raises(UsageError) as caught:
        small.case("quality/values/low:repaired")
    assert str(caught.value).startswith("the case quality/values/low:repaired does not exist. Did you mean ")
