"""The command `schema`: the plain schema, the strict schema, and contradictions in model limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory


def shipped_schema(name: str) -> str:
    return (data_directory("schemas") / name).read_text(encoding="utf-8")


@pytest.fixture
def model_limits(modules: Path) -> Callable[[Callable[[Json], None]], str]:
    """Write the shipped model limits with a change to a file, and return its path."""

    def write(change: Callable[[Json], None]) -> str:
        content = json.loads((data_directory("fixtures") / "model_limits.json").read_text(encoding="utf-8"))
        change(content)
        (modules / "model_limits.json").write_text(json.dumps(content), encoding="utf-8")
        return "model_limits.json"

    return write


def test_plain_schema_is_the_shipped_one(command) -> None:
    completed = command("schema")
    assert (completed.code, completed.out, completed.err) == (0, shipped_schema("image_gen_tool.schema.json"), "")


def test_strict_schema_is_the_shipped_one(command) -> None:
    completed = command("schema", "--strict")
    shipped = shipped_schema("image_gen_tool.strict.schema.json")
    assert (completed.code, completed.out, completed.err) == (0, shipped, "")


def test_schema_is_that_of_the_profile_and_revision(command) -> None:
    schema = json.loads(command("schema", "--profile", "openai", "--revision", "2026-11-04").out)
    assert schema["$id"] == "urn:imagegen-conformance:image_gen_tool:openai:2026-11-04"
    assert schema["title"] == "Image generation tool, openai 2026-11-04"
    assert "gif" in schema["properties"]["output_format"]["enum"]
    assert "name" not in schema["properties"]


def test_strict_schema_is_that_of_the_profile_and_revision(command) -> None:
    newest = json.loads(command("schema", "--strict", "--profile", "openai").out)
    assert newest["title"] == "Image generation tool, openai 2026-11-04, strict"
    assert "partial_images.gif" in newest["$defs"]
    oldest = json.loads(command("schema", "--strict", "--revision", "2.0").out)
    assert oldest["$id"] == "urn:imagegen-conformance:image_gen_tool:azure:2.0.strict"
    assert "size.grammar" not in oldest["$defs"]


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_default_profile_and_revision_can_be_named(command, strict: list[str]) -> None:
    assert command("schema", *strict, "--profile", "azure", "--revision", "2.4.0").out == command("schema", *strict).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--profile", "opena"], "the profile 'opena' does not exist. Did you mean openai?"),
        (["--revision", "2.33"], "the profile azure has no revision '2.33'. Did you mean 2.3?"),
        (
            ["--revision", "2026-11-04"],
            "the profile azure has no revision '2026-11-04'. It is a revision of the profile openai: name this profile,",
        ),
    ],
)
def test_unknown_profile_or_revision_is_an_error(command, arguments: list[str], message: str) -> None:
    command("schema", *arguments).assert_error(2, message)


def test_out_writes_the_schema_and_prints_its_size(command, modules: Path) -> None:
    completed = command("schema", "--strict", "--out", "strict.json")
    content = (modules / "strict.json").read_bytes()
    assert content.decode() == shipped_schema("image_gen_tool.strict.schema.json")
    assert completed.out == f"strict.json: {len(content):,} bytes\n"
    assert len(content) < 64 * 1024


def test_out_that_cannot_be_written_is_an_error(command, modules: Path) -> None:
    command("schema", "--out", modules).assert_error(2, f"{modules}: the file cannot be written (", "). Name another file.")  # fmt: skip


def test_models_without_strict_is_an_error(command, model_limits) -> None:
    message = "--models applies only to the strict schema. Add --strict, or remove --models."
    command("schema", "--models", model_limits(lambda _: None)).assert_error(2, message)


def test_added_model_is_in_the_strict_schema(command, model_limits) -> None:
    def add(content: Json) -> None:
        content["families"][0]["models"].append("gpt-image-2-2026-12-24")

    completed = command("schema", "--strict", "--models", model_limits(add))
    assert completed.code == 0
    assert completed.out.count('"gpt-image-2-2026-12-24"') == completed.out.count('"gpt-image-2-2026-04-21"') == 2


def limit(content: Json, kind: str, family: int = 0, *, skip: int = 0) -> Json:
    return [limit for limit in content["families"][family]["limits"] if limit["kind"] == kind][skip]


def setting(select: Callable[[Json], Json], **values: Json) -> Callable[[Json], None]:
    return lambda content: select(content).update(values)


def without(kind: str) -> Callable[[Json], None]:
    def drop(content: Json) -> None:
        family = content["families"][0]
        family["limits"] = [limit for limit in family["limits"] if limit["kind"] != kind]

    return drop


def duplicating(kind: str, family: int = 0) -> Callable[[Json], None]:
    return lambda content: content["families"][family]["limits"].append(limit(content, kind, family))


CONTRADICTIONS = {
    "missing families": (lambda content: content.pop("families"), ("model_limits.json: 'families' is a required property", "See schemas/model_limits.schema.json.")),
    "unknown kind": (setting(lambda c: limit(c, "ratio"), kind="rato"), ("/families/0/limits/2/kind: 'rato' is not one of",)),
    "number as text": (setting(lambda c: limit(c, "ratio"), maximum="3"), ("/families/0/limits/2/maximum: '3' is not of type 'integer'",)),
    "unknown rule": (setting(lambda c: limit(c, "ratio"), rule="size.gpt-image-2.rato"), ("/families/0/limits/2/rule: unknown rule 'size.gpt-image-2.rato'. Did you mean size.gpt-image-2.ratio",)),
    "unknown document": (setting(lambda c: limit(c, "ratio"), source={"document": "imagegentol", "section": "x"}), ("/families/0/limits/2/source/document: unknown document 'imagegentol'. Did you mean imagegentool",)),
    "strength above the rule": (setting(lambda c: limit(c, "edge"), strength="must"), ("/families/0/limits/1/strength: the limit is stronger than its rule: size.gpt-image-2.edge has strength should. ",)),
    "minimum above maximum": (setting(lambda c: limit(c, "edge"), minimum=4000), ("/families/0/limits/1/minimum: the minimum 4000 is greater than the maximum 3840. Swap the two.",)),
    "minimum above maximum of another limit": (setting(lambda c: limit(c, "pixels"), minimum=9_000_000), ("/families/0/limits/3/minimum: the minimum 9000000 is greater than the maximum 8294400",)),
    "model in two families": (lambda c: c["families"][5]["models"].append("gpt-image-2"), ("/families/5/models/1: gpt-image-2 is already in the family gpt-image-2. ",)),
    "duplicate family": (lambda c: c["families"][5].update(family="gpt-image-1"), ("/families/5/family: the family gpt-image-1 is already defined at /families/3. ",)),
    "decimal point": (setting(lambda c: limit(c, "edge"), maximum=3840.0), ("/families/0/limits/1/maximum: 3840.0 is written with a decimal point. Write 3840.",)),
    "invalid date": (setting(lambda c: limit(c, "edge"), date="2026-13-45"), ("/families/0/limits/1/date: '2026-13-45' does not match",)),
    "unknown section": (setting(lambda c: limit(c, "ratio")["source"], section="variables.sise"), ("/families/0/limits/2/source/section: unknown section 'variables.sise'. Did you mean variables.size",)),
    "unknown sentence": (setting(lambda c: limit(c, "ratio")["source"], sentences=[99]), ("/families/0/limits/2/source: variables.size has no sentence 99. Name some of the sentences 0 to ",)),
    "missing sentence": (lambda c: limit(c, "ratio")["source"].pop("sentences"), ("/families/0/limits/2/source: the source names no sentence of variables.size. Name some of the sentences 0 to ",)),
    "every format": (setting(lambda c: c["any_model"][0], formats=["png", "webp", "jpeg"]), ("/any_model/0/formats: the limit permits every output format. Name only those that support the value.",)),
    "too many edges": (setting(lambda c: limit(c, "multiple"), of=1), ("/families/0: 3,840 edges are legal, but sizes can be compiled from at most 1,000. ",)),
    "duplicate limit": (duplicating("ratio"), ("/families/0/limits/11: ratio maximum is already limited at /families/0/limits/2. Remove one of them.",)),
    "duplicate feature": (duplicating("feature", 3), ("feature input_fidelity is already limited at /families/3/limits/3. ",)),
    "no maximum of edges": (without("edge"), ("/families/0: the sizes of the family are calculated, but their edges have no maximum. Add a limit of kind edge",)),
    "no legal size": (setting(lambda c: limit(c, "multiple"), of=3000), ("/families/0: no size is legal. ",)),
    "listed and calculated": (lambda c: c["families"][0]["limits"].append(limit(c, "sizes", 3)), ("/families/0/limits/0: the sizes of the family are calculated, and also listed at /families/0/limits/11. ",)),
    "rule with two definitions": (setting(lambda c: limit(c, "sizes", 4), sizes=["1x1"]), ("/families/4/limits/0/rule: size.gpt-image-1 has another definition at /families/3/limits/0. ",)),
    "unreachable warning": (setting(lambda c: limit(c, "experimental"), above=8_294_400), ("/families/0/limits/5/above: no legal size has more than 8294400 pixels. Use a smaller number.",)),
    "unknown value": (setting(lambda c: c["any_model"][0], equals="transparant"), ("/any_model/0/equals: 'transparant' is not a value of background. Name one of transparent, opaque, auto.",)),
    "unknown field": (setting(lambda c: c["any_model"][10], fields=["nam"]), ("/any_model/10/fields/0: unknown field 'nam'. Did you mean name",)),
    "malformed size": (setting(lambda c: limit(c, "sizes", 5), sizes=["256X256"]), ("/families/5/limits/0/sizes/0: '256X256' does not match",)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradiction_is_an_error_with_its_location(command, model_limits, name: str) -> None:
    change, parts = CONTRADICTIONS[name]
    command("schema", "--strict", "--models", model_limits(change)).assert_error(2, *parts)


def test_long_value_is_shortened_in_the_error(command, modules: Path) -> None:
    (modules / "list.json").write_text(json.dumps([["models"] * 100]))
    completed = command("schema", "--strict", "--models", "list.json")
    parts = ("list.json: [['models', ", "… is not of type 'object'. See schemas/model_limits.schema.json.")
    completed.assert_error(2, *parts)


def test_missing_file_is_an_error(command, modules: Path) -> None:
    message = "none.json: the file does not exist. Name a file like model_limits.json."
    command("schema", "--strict", "--models", "none.json").assert_error(2, message)


def test_file_that_is_not_json_is_an_error(command, modules: Path) -> None:
    (modules / "half.json").write_text("{")
    completed = command("schema", "--strict", "--models", "half.json")
    completed.assert_error(2, "half.json line 1 column 2: ", "Correct the file.")
