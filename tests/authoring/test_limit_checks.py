"""Contradictions in the model limits are found, with their places."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.authoring.limit_checks import limit_problems, load_checked_limits
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json


def limit_of(content: Json, kind: str, family: int = 0) -> Json:
    """Return the first limit of a kind in a family."""
    return next(limit for limit in content["families"][family]["limits"] if limit["kind"] == kind)


def change(kind: str, family: int = 0, **values: Json) -> Callable[[Json], None]:
    return lambda content: limit_of(content, kind, family).update(values)


def change_source(**values: Json) -> Callable[[Json], None]:
    return lambda content: limit_of(content, "ratio")["source"].update(values)


def repeat(kind: str, family: int = 0) -> Callable[[Json], None]:
    return lambda content: content["families"][family]["limits"].append(limit_of(content, kind, family))


def remove(kind: str) -> Callable[[Json], None]:
    def change_content(content: Json) -> None:
        family = content["families"][0]
        family["limits"] = [limit for limit in family["limits"] if limit["kind"] != kind]

    return change_content


CONTRADICTIONS: dict[str, tuple[Callable[[Json], object], str, str, str]] = {
    "unknown rule": (
        change("ratio", rule="size.gpt-image-2.rato"),
        "/families/0/limits/2/rule",
        "unknown rule 'size.gpt-image-2.rato'",
        "Did you mean size.gpt-image-2.ratio",
    ),
    "unknown rule that is similar to none": (
        change("ratio", rule="zzz"),
        "/families/0/limits/2/rule",
        "unknown rule 'zzz'",
        "Add it to requirements.json.",
    ),
    "limit stronger than its rule": (
        change("edge", strength="must"),
        "/families/0/limits/1/strength",
        "the limit is stronger than its rule: size.gpt-image-2.edge has strength should",
        "Correct one of the two strengths.",
    ),
    "two definitions of a rule": (
        change("sizes", 2, sizes=["1x1"]),
        "/families/2/limits/0/rule",
        "size.gpt-image-1 has another definition at /families/1/limits/0",
        "Give each rule one definition.",
    ),
    "unknown document": (
        change_source(document="imagegentol"),
        "/families/0/limits/2/source/document",
        "unknown document 'imagegentol'",
        "Did you mean imagegentool?",
    ),
    "unknown section": (
        change_source(section="variables.sise"),
        "/families/0/limits/2/source/section",
        "unknown section 'variables.sise'",
        "Did you mean variables.size",
    ),
    "unknown document that is similar to none": (
        change_source(document="zzz"),
        "/families/0/limits/2/source/document",
        "unknown document 'zzz'",
        "Add it to the documents of requirements.json.",
    ),
    "unknown section that is similar to none": (
        change_source(section="zzz"),
        "/families/0/limits/2/source/section",
        "unknown section 'zzz'",
        "See the sections in specification_index.json.",
    ),
    "unknown sentence": (
        change_source(sentences=[1, 99]),
        "/families/0/limits/2/source",
        "variables.size has no sentence 99",
        "Name some of the sentences 0 to ",
    ),
    "no sentence": (
        lambda content: limit_of(content, "ratio")["source"].pop("sentences"),
        "/families/0/limits/2/source",
        "the source names no sentence of variables.size",
        "Name some of the sentences 0 to ",
    ),
    "unknown field": (
        lambda content: content["any_model"][2].update(fields=["nam"]),
        "/any_model/2/fields/0",
        "unknown field 'nam'",
        "Did you mean name",
    ),
    "unknown field that is similar to none": (
        lambda content: content["any_model"][2].update(fields=["zzz"]),
        "/any_model/2/fields/0",
        "unknown field 'zzz'",
        "See schemas/image_gen_tool.schema.json.",
    ),
    "unknown value": (
        lambda content: content["any_model"][0].update(equals="transparant"),
        "/any_model/0/equals",
        "'transparant' is not a value of background",
        "Name one of transparent, opaque, auto.",
    ),
    "model in two families": (
        lambda content: content["families"][3]["models"].append("gpt-image-2"),
        "/families/3/models/1",
        "gpt-image-2 is already in the family gpt-image-2",
        "List each model in one family only.",
    ),
    "two families with a name": (
        lambda content: content["families"][3].update(family="gpt-image-1"),
        "/families/3/family",
        "the family gpt-image-1 is already defined at /families/1",
        "Merge the two, or rename one.",
    ),
    "two limits of a bound": (
        repeat("ratio"),
        "/families/0/limits/9",
        "ratio maximum is already limited at /families/0/limits/2",
        "Remove one of them.",
    ),
    "two limits of a feature": (
        repeat("feature", 1),
        "/families/1/limits/3",
        "feature input_fidelity is already limited at /families/1/limits/2",
        "Remove one of them.",
    ),
    "minimum over maximum": (
        change("edge", minimum=4000),
        "/families/0/limits/1/minimum",
        "the minimum 4000 is greater than the maximum 3840",
        "Swap the two.",
    ),
    "minimum over the maximum of another limit": (
        change("pixels", minimum=9_000_000),
        "/families/0/limits/3/minimum",
        "the minimum 9000000 is greater than the maximum 8294400",
        "Swap the two.",
    ),
    "listed and calculated sizes": (
        lambda content: content["families"][0]["limits"].append(limit_of(content, "sizes", 1)),
        "/families/0/limits/0",
        "the sizes of the family are calculated, and also listed at /families/0/limits/9",
        "Either list the sizes or calculate them.",
    ),
    "no maximum edge": (
        remove("edge"),
        "/families/0",
        "the sizes of the family are calculated, but their edges have no maximum",
        "Add a limit of kind edge with a maximum.",
    ),
    "too many edges": (
        change("multiple", of=1),
        "/families/0",
        "3,840 edges are legal, but sizes can be compiled from at most 1,000",
        "Use a larger multiple, or a smaller maximum of the edges.",
    ),
    "no legal size": (
        change("multiple", of=3000),
        "/families/0",
        "no size is legal",
        "Check the limits of the family together.",
    ),
    "warning about illegal sizes": (
        change("experimental", above=8_294_400),
        "/families/0/limits/5/above",
        "no legal size has more than 8294400 pixels",
        "Use a smaller number.",
    ),
}


@pytest.fixture
def limits_file(shipped: Corpus, tmp_path: Path) -> Callable[[Callable[[Json], object]], Path]:
    """Write the shipped model limits with a change to a file, and return its path."""

    def write(change_content: Callable[[Json], object]) -> Path:
        content = json.loads((shipped.root / "model_limits.json").read_text(encoding="utf-8"))
        change_content(content)
        file = tmp_path / "model_limits.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradiction_is_found_with_its_place(shipped: Corpus, limits_file, name: str) -> None:
    change_content, pointer, message, hint = CONTRADICTIONS[name]
    problems = list(limit_problems(ModelLimits.load(shipped, limits_file(change_content)), shipped))
    assert (pointer, message) in {(problem.pointer, problem.message) for problem in problems}, problems
    assert next(problem for problem in problems if problem.message == message).hint.startswith(hint)


def test_first_contradiction_is_an_error_with_file_and_place(shipped: Corpus, limits_file) -> None:
    file = limits_file(change("edge", minimum=4000))
    fact = "the minimum 4000 is greater than the maximum 3840. Swap the two."
    with pytest.raises(CorpusError) as caught:
        load_checked_limits(shipped, file)
    assert str(caught.value) == f"{file} /families/0/limits/1/minimum: {fact}"


def test_shipped_limits_have_no_contradictions(shipped: Corpus) -> None:
    assert load_checked_limits(shipped) == ModelLimits.load(shipped)
    assert list(limit_problems(ModelLimits.load(shipped), shipped)) == []
    assert load_json(shipped.root / "model_limits.json")["families"]
