"""Contradictions in the model limits are found, with their places."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.authoring.limit_checks import limit_problems, load_checked_limits
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LimitsFile, ModelLimits
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
    "limit stronger than its rule in a revision": (
        lambda content: content["any_model"][1].update(profiles={"azure": {"since": "2.3"}}),
        "/any_model/1/strength",
        (
            "the limit is stronger than its rule: background.transparent-format has strength should "
            "in azure since 2.3, before 2.8"
        ),
        "Split the limit by range.",
    ),
    "limit weaker than its rule in a revision": (
        lambda content: content["any_model"][0].update(profiles={"azure": {}}),
        "/any_model/0/strength",
        "the limit is weaker than its rule: background.transparent-format has strength must in azure since 2.8",
        "Split the limit by range.",
    ),
    "limit weaker than its rule with several strengths": (
        lambda content: content["any_model"][2].update(strength="may"),
        "/any_model/2/strength",
        "the limit is weaker than its rule: background.transparent-format has strength must",
        "Correct one of the two strengths.",
    ),
    "two definitions of a rule": (
        change("sizes", 4, sizes=["1x1"]),
        "/families/4/limits/0/rule",
        "size.gpt-image-1 has another definition at /families/3/limits/0",
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
        lambda content: content["any_model"][10].update(fields=["nam"]),
        "/any_model/10/fields/0",
        "unknown field 'nam'",
        "Did you mean name",
    ),
    "unknown field that is similar to none": (
        lambda content: content["any_model"][10].update(fields=["zzz"]),
        "/any_model/10/fields/0",
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
        lambda content: content["families"][5]["models"].append("gpt-image-2"),
        "/families/5/models/1",
        "gpt-image-2 is already in the family gpt-image-2",
        "List each model in one family only.",
    ),
    "two families with a name": (
        lambda content: content["families"][5].update(family="gpt-image-1"),
        "/families/5/family",
        "the family gpt-image-1 is already defined at /families/3",
        "Merge the two, or rename one.",
    ),
    "two limits of a bound": (
        repeat("ratio"),
        "/families/0/limits/11",
        "ratio maximum is already limited at /families/0/limits/2",
        "Remove one of them.",
    ),
    "two limits of a feature": (
        repeat("feature", 3),
        "/families/3/limits/4",
        "feature input_fidelity is already limited at /families/3/limits/3",
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
        lambda content: content["families"][0]["limits"].append(limit_of(content, "sizes", 3)),
        "/families/0/limits/0",
        "the sizes of the family are calculated, and also listed at /families/0/limits/11",
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
    "feature and values of a field": (
        lambda content: content["families"][4]["limits"].append(
            {
                **limit_of(content, "feature", 3),
                "support": "none",
                "rule": "input_fidelity.model",
                "profiles": {"azure": {}},
            }
        ),
        "/families/4/limits/6",
        "feature input_fidelity is already limited at /families/4/limits/4",
        "Remove one of them.",
    ),
    "two limits of any model": (
        lambda content: content["any_model"].append(content["any_model"][4]),
        "/any_model/11",
        "not-with below output_compression gif output_format is already limited at /any_model/4",
        "Remove one of them.",
    ),
    "overlapping ranges": (
        lambda content: content["families"][0]["limits"][9]["profiles"]["openai"].update(until="2026-09-08"),
        "/families/0/limits/10",
        "feature background transparent is already limited at /families/0/limits/9 in openai since 2026-08-26, before 2026-09-08",
        "Remove one of them.",
    ),
    "two definitions of a rule in a family": (
        lambda content: content["families"][0]["limits"].append(
            {
                **limit_of(content, "values"),
                "field": "moderation",
                "values": ["auto"],
            }
        ),
        "/families/0/limits/11/rule",
        "quality.model has another definition at /families/0/limits/8",
        "Give each rule one definition.",
    ),
    "field of another revision": (
        lambda content: limit_of(content, "values").update(field="complexity", values=["low"]),
        "/families/0/limits/8/field",
        "unknown field 'complexity' in openai since 2026-09-08, before 2026-11-04",
        "See schemas/image_gen_tool.schema.json.",
    ),
    "value of another revision": (
        lambda content: content["any_model"][0].update(formats=["png", "webp", "gif"], profiles={"azure": {}}),
        "/any_model/0/formats/2",
        "'gif' is not a value of output_format",
        "Name one of png, webp, jpeg.",
    ),
    "every output format": (
        lambda content: content["any_model"][0].update(formats=["jpeg", "webp", "png"], profiles={"azure": {}}),
        "/any_model/0/formats",
        "the limit permits every output format",
        "Name only those that support the value.",
    ),
    "unknown legal value": (
        change("values", 4, values=["low", "hihg"]),
        "/families/4/limits/2/values/1",
        "'hihg' is not a value of quality",
        "Name one of low, medium, high, auto, xhigh, max.",
    ),
    "unknown value beside another field": (
        lambda content: content["any_model"][4].update(equals="tiff"),
        "/any_model/4/equals",
        "'tiff' is not a value of output_format",
        "Name one of png, webp, jpeg, gif, svg.",
    ),
    "number of a field without numbers": (
        lambda content: content["any_model"][5].update(field="quality"),
        "/any_model/5/field",
        "quality is not an integer",
        "Name a field such as partial_images.",
    ),
    "feature of a field without enumeration": (
        change("feature", 3, field="partial_images"),
        "/families/3/limits/3/field",
        "the values of partial_images are not enumerated",
        "Name a field such as quality.",
    ),
    "limit without its rule": (
        lambda content: limit_of(content, "values").update(profiles={"openai": {"since": "2026-05-06"}}),
        "/families/0/limits/8",
        "the limit holds in openai since 2026-05-06, before 2026-09-08, but its rule quality.model does not",
        "Correct `profiles` of one of the two.",
    ),
    "limit without its family": (
        lambda content: (
            limit_of(content, "values", 3).update(profiles={"azure": {}})
            or content["families"][3].update(profiles={"openai": {}})
        ),
        "/families/3/limits/2",
        "the limit holds in no revision, because its family does not hold where it does",
        "Correct one of the two ranges, or remove the limit.",
    ),
    "gap": (
        lambda content: (
            content["families"][4]["limits"].append(
                {
                    **limit_of(content, "values", 4),
                    "profiles": {"openai": {"since": "2026-11-04"}},
                }
            )
            or limit_of(content, "values", 4).update(
                profiles={"openai": {"since": "2026-09-08", "until": "2026-10-06"}}
            )
        ),
        "/families/4/limits/6",
        "values quality is limited in openai 2026-09-08 and openai 2026-11-04, but not between them",
        "Close the gap with `profiles`.",
    ),
    "gap between a feature and the values of a field": (
        lambda content: limit_of(content, "feature", 4)["profiles"]["openai"].update(until="2026-09-08"),
        "/families/4/limits/5",
        "values input_fidelity is limited in openai 2026-08-26 and openai 2026-10-06, but not between them",
        "Close the gap with `profiles`.",
    ),
    "date of a model that is not in the family": (
        lambda content: content["families"][5]["retired"]["openai"].update({"dall-e-3": "2026-05-12"}),
        "/families/5/retired/openai/dall-e-3",
        "dall-e-3 is not in the family dall-e-2",
        "Did you mean dall-e-2?",
    ),
    "date of an unknown profile": (
        lambda content: content["families"][5].update(released={"opnai": {"dall-e-2": "2022-11-03"}}),
        "/families/5/released/opnai",
        "unknown profile 'opnai'",
        "Did you mean openai?",
    ),
    "retired before it was released": (
        lambda content: content["families"][5].update(released={"openai": {"dall-e-2": "2026-11-03"}}),
        "/families/5/retired/openai/dall-e-2",
        "dall-e-2 was retired before it was released",
        "Correct one of the dates.",
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
    problems = list(limit_problems(LimitsFile.load(shipped.profiles, limits_file(change_content)), shipped))
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
    assert list(limit_problems(LimitsFile.load(shipped.profiles, shipped.root / "model_limits.json"), shipped)) == []
    assert load_json(shipped.root / "model_limits.json")["families"]
