"""An export says what the corpus says, and what is left of it holds together."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.cases import Answer, Case, Reason, Request, Script
from imagegen_conformance.corpus import Corpus, Selection, data, read_json, written_cases
from imagegen_conformance.corpus_check import shape_problems
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export import MANIFEST, SUMS, Extract, deliver, package
from imagegen_conformance.json_value import Json
from imagegen_conformance.ledger import Ledger
from imagegen_conformance.models import Models

CHECKOUT = Path(__file__).parents[2]
PARTS: list[tuple[str | None, tuple[str, ...]]] = [
    (None, ()),
    (None, ("wire",)),
    (None, ("semantic",)),
    (None, ("model", "schema")),
    ("2.0", ()),
    ("2.1", ("wire",)),
    ("2.2", ("schema", "semantic")),
]


def reason(told: dict[str, str]) -> Reason:
    return Reason(told["path"], told["rule"])


def case_of(told: Json, corpus: Corpus, like: Case) -> Case:
    """A case, read back; kind and authored id are of no use to who runs it, and not told."""
    expected = told["expected"]
    answer: Answer | Script
    if "steps" in expected:
        answer = Script(tuple(expected["steps"]))
    else:
        answer = Answer(
            expected["accepted"],
            expected["rejected"],
            tuple(expected["outputs"]) if "outputs" in expected else None,
            tuple(map(reason, expected.get("reasons", ()))),
            tuple(map(reason, expected["warnings"])) if "warnings" in expected else None,
        )
    return Case(
        told["id"],
        like.authored,
        like.kind,
        told["level"],
        told["strength"],
        corpus.requirements[told["requirement"]],
        told["description"],
        Request(told["operation"], told["content"]),
        answer,
        told.get("why", ""),
    )


@pytest.fixture(scope="module")
def whole(shipped: Corpus) -> dict[str, bytes]:
    return package(Extract(shipped))


class TestWhole:
    def test_cases_are_those_that_are_run(self, whole, shipped: Corpus) -> None:
        told = json.loads(whole["cases.json"])["cases"]
        assert tuple(case_of(*both) for both in zip_with(told, shipped)) == shipped.cases

    def test_fixtures_and_schemas_are_as_they_are(self, whole, shipped: Corpus) -> None:
        for folder, root in (("fixtures", shipped.root), ("schemas", data("schemas"))):
            files = {f"{folder}/{path.relative_to(root).as_posix()}": path for path in root.rglob("*.*")}
            files = {name: path for name, path in files.items() if path.is_file()}
            assert {name for name in whole if name.startswith(f"{folder}/")} == set(files)
            assert all(whole[name] == path.read_bytes() for name, path in files.items())

    @pytest.mark.parametrize(("file", "schema"), [("cases.json", "exported-cases"), (MANIFEST, "manifest")])
    def test_fits_the_schema_that_it_names(self, whole, file: str, schema: str) -> None:
        content = json.loads(whole[file])
        assert content["$schema"] == f"schemas/{schema}.schema.json"
        assert content["$schema"] in whole
        Draft202012Validator(json.loads(whole[content["$schema"]])).validate(content)

    def test_manifest_counts_and_lists(self, whole, shipped: Corpus) -> None:
        manifest = json.loads(whole[MANIFEST])
        assert manifest["corpus"] == shipped.digest
        assert manifest["revision"] == shipped.revision
        assert manifest["counts"]["cases"] == sum(manifest["counts"]["levels"].values()) == len(shipped.cases)
        assert manifest["counts"]["written"] == len(list(written_cases(shipped.root)))
        assert manifest["counts"]["requirements"] == len(shipped.requirements)
        assert [file["path"] for file in manifest["files"]] == [name for name in whole if name not in {MANIFEST, SUMS}]
        for file in manifest["files"]:
            content = whole[file["path"]]
            assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())

    def test_checksums_hold(self, whole, tmp_path: Path) -> None:
        deliver(whole, tmp_path / "out", "top")
        lines = (tmp_path / "out" / SUMS).read_text(encoding="ascii").splitlines()
        for line in lines:
            told, name = line.split("  ")
            assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == told
        assert len(lines) == len(whole) - 1

    def test_has_no_python(self, whole) -> None:
        assert not [name for name in whole if name.endswith((".py", ".pyc"))]

    def test_says_which_version_it_is(self, whole) -> None:
        from imagegen_conformance import __version__

        content = json.loads(whole["package.json"])
        assert (content["name"], content["version"]) == ("imagegen-conformance-fixtures", __version__)

    def test_has_the_licence(self, whole) -> None:
        assert whole["LICENSE"] == (CHECKOUT / "LICENSE").read_bytes()

    def test_npm_takes_every_file_that_is_needed(self, whole) -> None:
        content = json.loads(whole["package.json"])
        tops = {name.partition("/")[0] for name in whole}
        # package.json, README and LICENSE are always taken, and what Go needs is not.
        assert {*content["files"], "package.json", "README.md", "LICENSE"} == tops - {"go.mod", "fixtures.go"}


def zip_with(told: list[Json], corpus: Corpus) -> list[tuple[Json, Corpus, Case]]:
    return [(one, corpus, corpus.by_id[one["id"]]) for one in told]


def names(schema: Json) -> set[str]:
    """Every property that a schema speaks of."""
    if isinstance(schema, list):
        return set().union(*map(names, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*(names(value) for key, value in schema.items() if key != "examples"))


def test_types_of_typescript_have_every_property_and_no_other(whole) -> None:
    declared = set(re.findall(r"readonly (\w+)\??:", whole["index.d.ts"].decode()))
    schemas = [json.loads(whole[f"schemas/{name}.schema.json"]) for name in ("exported-cases", "manifest")]
    requirement = json.loads(whole["schemas/requirements.schema.json"])["properties"]["requirements"]
    assert declared == names(schemas) - {"$schema"} | names(requirement)


def test_types_of_go_have_every_property_and_no_other(whole) -> None:
    declared = set(re.findall(r'json:"(\w+)"', whole["fixtures.go"].decode()))
    assert declared == names(json.loads(whole["schemas/exported-cases.schema.json"])) - {"$schema"}


@pytest.fixture(scope="module", params=PARTS, ids=str)
def part(request, shipped: Corpus, tmp_path_factory) -> tuple[Extract, Path]:
    """A part of the corpus, and the folder of its export."""
    extract = Extract(shipped, *request.param)
    folder = tmp_path_factory.mktemp("export") / "out"
    deliver(package(extract), folder, "top")
    return extract, folder


class TestPart:
    def test_fixtures_are_a_corpus_of_the_cases_that_are_told(self, part) -> None:
        extract, folder = part
        corpus = Corpus.load(folder / "fixtures")
        told = json.loads((folder / "cases.json").read_bytes())["cases"]
        cases = corpus.select(Selection(levels=extract.levels))
        assert tuple(case_of(*both) for both in zip_with(told, corpus)) == cases == extract.cases
        assert corpus.revision == extract.revision
        assert corpus.digest == json.loads((folder / MANIFEST).read_bytes())["corpus"]

    def test_holds_together(self, part) -> None:
        _, folder = part
        corpus = Corpus.load(folder / "fixtures")
        assert list(shape_problems(corpus.root)) == []
        assert list(Ledger.load(corpus.root).problems(corpus)) == []
        assert corpus.smoke <= corpus.by_id.keys()
        assert Models.load(corpus)
        pinned = {id_ for file in (corpus.root / "snapshots").glob("*/*.json") for id_ in read_json(file)}
        accepted = {case.id for case in written_cases(corpus.root) if case.content["kind"] == "accept"}
        assert pinned == accepted

    def test_requirements_are_those_that_held(self, part, shipped: Corpus) -> None:
        extract, folder = part
        found = Corpus.load(folder / "fixtures").requirements
        assert found == {
            id_: requirement
            for id_, requirement in shipped.requirements.items()
            if float(requirement.since) <= float(extract.revision)
        }

    def test_payload_schemas_are_those_of_the_newest_revision_alone(self, part, shipped: Corpus) -> None:
        extract, folder = part
        there = (folder / "schemas" / "image_gen_tool.strict.schema.json").is_file()
        assert there == (extract.revision == shipped.revision)

    def test_a_file_is_as_it_is_where_nothing_of_it_is_left_out(self, part, shipped: Corpus) -> None:
        _, folder = part
        for file in (folder / "fixtures").rglob("*.json"):
            before = shipped.root / file.relative_to(folder / "fixtures")
            if read_json(file) == read_json(before):
                assert file.read_bytes() == before.read_bytes()


class TestRevision:
    def test_nothing_is_asked_about_what_came_later(self, shipped: Corpus) -> None:
        fields = {
            "2.0": ["name", "description", "tool_configs", "size"],
            "2.1": ["tool_configs", "size"],
            "2.2": ["size"],
        }
        for revision, later in fields.items():
            asked = json.dumps([[case.request.content, case.expected] for case in Extract(shipped, revision).cases])
            assert [field for field in later if re.search(rf"\W{field}\W", asked)] == []

    def test_what_is_asked_grows(self, shipped: Corpus) -> None:
        asked = [{case.id for case in Extract(shipped, revision).cases} for revision in ("2.0", "2.1", "2.2", "2.3")]
        assert asked[0] < asked[1] < asked[2] < asked[3]

    def test_every_rule_that_may_be_named_held(self, shipped: Corpus) -> None:
        extract = Extract(shipped, "2.2")
        for case in extract.cases:
            if isinstance(case.expected, Answer):
                told = {reason.rule for reason in (*case.expected.reasons, *(case.expected.warnings or ()))}
                assert {case.requirement.id, *told} <= extract.requirements

    def test_an_unknown_one_is_answered_with_those_that_are_known(self, shipped: Corpus) -> None:
        with pytest.raises(UsageError, match=r"there is no revision '2\.9'; there are 2\.0, 2\.1, 2\.2, 2\.3"):
            Extract(shipped, "2.9")


def test_a_part_without_a_case_is_refused(small: Corpus) -> None:
    with pytest.raises(UsageError, match=r"no case of level semantic held in revision 2\.3; ask for another level"):
        package(Extract(small, levels=["semantic"]))


def test_controls_are_those_of_cases_that_are_kept(small: Corpus, edit) -> None:
    controls = [{"cases": pattern, "reason": "nothing else"} for pattern in ("quality/*", "model/items/pop")]
    edit(small.root / "controls.json", lambda content: content.update(controls=controls))
    kept = dict(Extract(small, levels=["model"]).files())["controls.json"]
    assert [one["cases"] for one in json.loads(kept)["controls"]] == ["model/items/pop"]


def test_a_field_in_the_escapes_of_a_text_is_found(small: Corpus) -> None:
    extract = Extract(small)
    extract.__dict__["_later_fields"] = re.compile(r"\bsize\b")
    for text, found in (
        ('{"\\u0073ize": 1}', True),
        ('{"sizes": 1}', False),
        ('{"size', True),
        ('{"\\u0073ize', False),
    ):
        assert extract._has_later_field({"text": text}) is found, text
