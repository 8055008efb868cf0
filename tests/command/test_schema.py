"""schema: the plain one, the strict one, and what is said of a models file that makes no sense."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.corpus import data
from imagegen_conformance.json_value import Json


def shipped(name: str) -> str:
    return (data("schemas") / name).read_text(encoding="utf-8")


@pytest.fixture
def models(modules: Path) -> Callable[[Callable[[Json], None]], str]:
    """Write a models file that is ours but for a change, and give its path."""

    def write(change: Callable[[Json], None]) -> str:
        content = json.loads((data("fixtures") / "models.json").read_text(encoding="utf-8"))
        change(content)
        (modules / "models.json").write_text(json.dumps(content), encoding="utf-8")
        return "models.json"

    return write


def test_prints_the_plain_schema(command) -> None:
    ended = command("schema")
    assert (ended.code, ended.out, ended.err) == (0, shipped("image_gen_tool.schema.json"), "")


def test_prints_the_strict_schema_as_it_is_shipped(command) -> None:
    ended = command("schema", "--strict")
    assert (ended.code, ended.out, ended.err) == (0, shipped("image_gen_tool.strict.schema.json"), "")


def test_writes_it_and_says_how_long_it_is(command, modules: Path) -> None:
    ended = command("schema", "--strict", "--out", "strict.json")
    content = (modules / "strict.json").read_bytes()
    assert content.decode() == shipped("image_gen_tool.strict.schema.json")
    assert ended.out == f"strict.json: {len(content):,} bytes\n"
    assert len(content) < 64 * 1024


def test_a_folder_is_no_file(command, modules: Path) -> None:
    command("schema", "--out", modules).complains(2, str(modules), "it cannot be written", "name another file")


def test_the_plain_schema_takes_no_models(command, models) -> None:
    command("schema", "--models", models(lambda _: None)).complains(2, "add --strict")


def test_a_new_model_is_an_edit_of_the_file(command, models) -> None:
    def add(content: Json) -> None:
        content["families"][0]["models"].append("gpt-image-2-2026-12-24")

    ended = command("schema", "--strict", "--models", models(add))
    assert ended.code == 0
    assert ended.out.count('"gpt-image-2-2026-12-24"') == ended.out.count('"gpt-image-2-2026-04-21"') == 2


def limit(content: Json, kind: str, family: int = 0, *, skip: int = 0) -> Json:
    return [limit for limit in content["families"][family]["limits"] if limit["kind"] == kind][skip]


def put(place: Callable[[Json], Json], **values: Json) -> Callable[[Json], None]:
    return lambda content: place(content).update(values)


def without(kind: str) -> Callable[[Json], None]:
    def drop(content: Json) -> None:
        family = content["families"][0]
        family["limits"] = [limit for limit in family["limits"] if limit["kind"] != kind]

    return drop


def again(kind: str, family: int = 0) -> Callable[[Json], None]:
    return lambda content: content["families"][family]["limits"].append(limit(content, kind, family))


CONTRADICTIONS = {
    "no shape": (lambda content: content.pop("families"), ("models.json: 'families' is a required property", "see schemas/models")),
    "unknown kind": (put(lambda c: limit(c, "ratio"), kind="rato"), ("/families/0/limits/2/kind: 'rato' is not one of",)),
    "a number that is none": (put(lambda c: limit(c, "ratio"), maximum="3"), ("/families/0/limits/2/maximum: '3' is not of type 'integer'",)),
    "unknown rule": (put(lambda c: limit(c, "ratio"), rule="size.gpt-image-2.rato"), ("/families/0/limits/2/rule: there is no rule 'size.gpt-image-2.rato'", "did you mean size.gpt-image-2.ratio")),
    "unknown document": (put(lambda c: limit(c, "ratio"), source={"document": "imagegentol", "section": "x"}), ("/families/0/limits/2/source/document: there is no document", "did you mean imagegentool")),
    "too strong": (put(lambda c: limit(c, "edge"), strength="must"), ("/families/0/limits/1/strength: the limit is stronger than its rule", "size.gpt-image-2.edge itself is should")),
    "minimum over maximum": (put(lambda c: limit(c, "edge"), minimum=4000), ("/families/0/limits/1/minimum: the minimum 4000 is over the maximum 3840", "swap them")),
    "across two limits": (put(lambda c: limit(c, "pixels"), minimum=9_000_000), ("/families/0/limits/3/minimum: the minimum 9000000 is over the maximum 8294400",)),
    "a name in two families": (lambda c: c["families"][3]["models"].append("gpt-image-2"), ("/families/3/models/1: gpt-image-2 is in the family gpt-image-2 already",)),
    "a family twice": (lambda c: c["families"][3].update(family="gpt-image-1"), ("/families/3/family: the family gpt-image-1 stands at /families/1 already",)),
    "a number with a point": (put(lambda c: limit(c, "edge"), maximum=3840.0), ("/families/0/limits/1/maximum: 3840.0 has a point; write 3840",)),
    "a day that is none": (put(lambda c: limit(c, "edge"), date="2026-13-45"), ("/families/0/limits/1/date: '2026-13-45' does not match",)),
    "unknown section": (put(lambda c: limit(c, "ratio")["source"], section="variables.sise"), ("/families/0/limits/2/source/section: there is no section 'variables.sise'", "did you mean variables.size")),
    "unknown sentence": (put(lambda c: limit(c, "ratio")["source"], sentences=[99]), ("/families/0/limits/2/source: variables.size has no such sentences: [99]; name some of 0 to ",)),
    "no sentence": (lambda c: limit(c, "ratio")["source"].pop("sentences"), ("/families/0/limits/2/source: no sentence is named; name some of 0 to ",)),
    "every format": (put(lambda c: c["any_model"][0], formats=["png", "webp", "jpeg"]), ("/any_model/0/formats: ", "is too long")),
    "too many edges": (put(lambda c: limit(c, "multiple"), of=1), ("/families/0: 3,840 edges are legal, and sizes are compiled from 1,000 at most",)),
    "said twice": (again("ratio"), ("/families/0/limits/9: ratio maximum is said at /families/0/limits/2 already; drop one of them",)),
    "a feature twice": (again("feature", 1), ("feature input_fidelity is said at /families/1/limits/2 already",)),
    "no longest edge": (without("edge"), ("/families/0: its sizes are calculated, and no edge is too long; add an edge",)),
    "no size": (put(lambda c: limit(c, "multiple"), of=3000), ("/families/0: no size at all is legal",)),
    "listed and calculated": (lambda c: c["families"][0]["limits"].append(limit(c, "sizes", 1)), ("/families/0/limits/0: the family lists its sizes at /families/0/limits/9",)),
    "one rule, two limits": (put(lambda c: limit(c, "sizes", 2), sizes=["1x1"]), ("/families/2/limits/0/rule: size.gpt-image-1 is something else at /families/1/limits/0",)),
    "never warned of": (put(lambda c: limit(c, "experimental"), above=8_294_400), ("/families/0/limits/5/above: sizes end at 8294400 pixels already",)),
    "a value that is none": (put(lambda c: c["any_model"][0], equals="transparant"), ("/any_model/0/equals: 'transparant' is never legal; it is one of transparent, opaque, auto",)),
    "a field that is none": (put(lambda c: c["any_model"][2], fields=["nam"]), ("/any_model/2/fields/0: there is no field 'nam'; did you mean name",)),
    "a size that is none": (put(lambda c: limit(c, "sizes", 3), sizes=["256X256"]), ("/families/3/limits/0/sizes/0: '256X256' does not match",)),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_refused_with_its_place(command, models, name: str) -> None:
    change, parts = CONTRADICTIONS[name]
    command("schema", "--strict", "--models", models(change)).complains(2, *parts)


def test_what_is_long_is_told_in_short(command, modules: Path) -> None:
    (modules / "list.json").write_text(json.dumps([["models"] * 100]))
    ended = command("schema", "--strict", "--models", "list.json")
    ended.complains(2, "list.json: [['models', ", " ... is not of type 'object'; see schemas/models.schema.json")


def test_no_file_and_no_json(command, modules: Path) -> None:
    command("schema", "--strict", "--models", "none.json").complains(2, "none.json: there is no such file")
    (modules / "half.json").write_text("{")
    command("schema", "--strict", "--models", "half.json").complains(2, "half.json line 1 column 2: this is no JSON")
