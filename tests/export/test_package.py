"""The files of an export: they contain what the corpus contains, and fit together."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.authoring.file_shapes import shape_problems
from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.corpus.cases import Case, ExpectedSteps, Vocabulary
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.corpus.revisions import load_revisions
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.export.package import CHECKSUM_FILE, MANIFEST_FILE, TEMPLATES
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.export.writer import write_export
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.version import __version__

CHECKOUT = Path(__file__).parents[2]
EXPORTS: list[tuple[str | None, str | None, tuple[str, ...]]] = [
    (None, None, ()),
    (None, None, ("wire",)),
    ("azure", "2.0", ()),
    ("azure", "2.2", ("object", "schema")),
    ("openai", None, ()),
    ("openai", "2025-05-21", ("schema", "semantic")),
]


class TestWholeExport:
    def test_fixtures_and_schemas_are_copied_unchanged(self, whole, shipped: Corpus) -> None:
        for folder, root in (("fixtures", shipped.root), ("schemas", data_directory("schemas"))):
            paths = {f"{folder}/{path.relative_to(root).as_posix()}": path for path in root.rglob("*.*")}
            paths = {name: path for name, path in paths.items() if path.is_file()}
            names = {name for name in whole if name.startswith(f"{folder}/")}
            assert {name for name in names if not name.startswith("schemas/payload/")} == set(paths)
            assert [name for name, path in paths.items() if whole[name] != path.read_bytes()] == []

    def test_every_template_is_included(self, whole) -> None:
        names = {path.name for path in TEMPLATES.rglob("*") if path.is_file()}
        assert names == {"README.md", "LICENSE", "package.json", "index.js", "index.d.ts", "go.mod", "fixtures.go"}
        assert names <= set(whole)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("file", "schema"),
        [
            ("cases.json", "exported_cases"),
            ("cases-lenient.json", "exported_cases"),
            (MANIFEST_FILE, "export_manifest"),
        ],
    )
    def test_file_matches_the_schema_that_it_names(self, whole, file: str, schema: str) -> None:
        content = json.loads(whole[file])
        assert content["$schema"] == f"schemas/{schema}.schema.json"
        Draft202012Validator(json.loads(whole[content["$schema"]])).validate(content)

    def test_manifest_lists_and_counts_the_content(self, whole, shipped: Corpus) -> None:
        manifest = json.loads(whole[MANIFEST_FILE])
        assert manifest["suite"] == __version__
        assert manifest["corpus_sha256"] == shipped.digest
        assert (manifest["profile"], manifest["revision"]) == ("azure", "2.3")
        assert manifest["counts"]["cases"] == sum(manifest["counts"]["levels"].values()) == len(shipped.cases)
        assert manifest["counts"]["source_cases"] == len(list(iter_source_cases(shipped.root)))
        assert manifest["counts"]["requirements"] == len(shipped.requirements)
        assert [file["path"] for file in manifest["files"]] == [
            name for name in whole if name not in {MANIFEST_FILE, CHECKSUM_FILE}
        ]
        for file in manifest["files"]:
            content = whole[file["path"]]
            assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())

    def test_checksums_are_those_of_the_written_files(self, whole, tmp_path: Path) -> None:
        write_export(whole, tmp_path / "out", "top")
        lines = (tmp_path / "out" / CHECKSUM_FILE).read_text(encoding="ascii").splitlines()
        for line in lines:
            checksum, name = line.split("  ")
            assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == checksum
        assert len(lines) == len(whole) - 1

    def test_export_contains_no_python(self, whole) -> None:
        assert not [name for name in whole if name.endswith((".py", ".pyc"))]

    def test_npm_package_has_name_and_version(self, whole) -> None:
        content = json.loads(whole["package.json"])
        assert (content["name"], content["version"]) == ("imagegen-conformance-fixtures", __version__)

    def test_license_is_that_of_the_suite(self, whole) -> None:
        assert whole["LICENSE"] == (CHECKOUT / "LICENSE").read_bytes()

    def test_npm_package_contains_every_file_but_those_for_go(self, whole) -> None:
        content = json.loads(whole["package.json"])
        top_level_names = {name.partition("/")[0] for name in whole}
        # npm always includes package.json, README and LICENSE.
        included = {*content["files"], "package.json", "README.md", "LICENSE"}
        assert included == top_level_names - {"go.mod", "fixtures.go"}


class TestDeclaredTypes:
    def property_names(self, schema: Json) -> set[str]:
        """Return every property that a schema mentions."""
        if isinstance(schema, list):
            return set().union(*map(self.property_names, schema))
        if not isinstance(schema, dict):
            return set()
        own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
        return own.union(*(self.property_names(value) for key, value in schema.items() if key != "examples"))

    def test_typescript_declares_exactly_the_properties_of_the_schemas(self, whole) -> None:
        declared = set(re.findall(r"readonly (\w+)\??:", whole["index.d.ts"].decode()))
        schemas = [json.loads(whole[f"schemas/{name}.schema.json"]) for name in ("exported_cases", "export_manifest")]
        requirement = json.loads(whole["schemas/requirements.schema.json"])["properties"]["requirements"]
        assert declared == self.property_names(schemas) - {"$schema"} | self.property_names(requirement)

    def test_go_declares_exactly_the_properties_of_the_schema(self, whole) -> None:
        declared = set(re.findall(r'json:"(\w+)"', whole["fixtures.go"].decode()))
        schema = json.loads(whole["schemas/exported_cases.schema.json"])
        assert declared == self.property_names(schema) - {"$schema"}

    @pytest.mark.parametrize("name", ["level", "strength", "raises"])
    def test_typescript_declares_the_values_of_the_schema(self, whole, name: str) -> None:
        declarations = {"level": "Level", "strength": "Strength", "raises": "ErrorName"}
        (values,) = re.findall(rf"type {declarations[name]} = (.*);", whole["index.d.ts"].decode())
        schema = whole["schemas/exported_cases.schema.json"].decode()
        pattern = rf'"{name}": {{.*?"enum": (\[.*?\])'
        enum = re.search(pattern, schema, flags=re.DOTALL)
        assert enum is not None
        assert re.findall(r'"([^"]+)"', values) == json.loads(enum[1])


@pytest.fixture(scope="module", params=EXPORTS, ids=str)
def exported(request, package_of, subset_of, tmp_path_factory) -> tuple[CorpusSubset, Path]:
    """A subset of the corpus, and the folder of its export."""
    profile, revision, levels = request.param
    subset = subset_of(profile, revision, *levels)
    folder = tmp_path_factory.mktemp("export") / "out"
    write_export(package_of(profile, revision, *levels), folder, "top")
    return subset, folder


def comparable(case: Case) -> Case:
    """Return a case without what belongs to a corpus: two corpora have equal cases, but different requirements."""
    if isinstance(case.expected, ExpectedSteps):
        return case
    return case._replace(expected=case.expected._replace(vocabulary=Vocabulary()))


class TestExportedSubset:
    @pytest.mark.slow
    def test_fixtures_are_a_corpus_with_the_cases_of_the_subset(self, exported) -> None:
        subset, folder = exported
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        corpus = Corpus.load(folder / "fixtures", (), manifest["profile"], manifest["revision"])
        cases = tuple(case for case in corpus.cases if case.level in subset.levels)
        assert tuple(map(comparable, cases)) == tuple(map(comparable, subset.cases))
        assert corpus.revision == subset.corpus.revision
        assert corpus.digest == manifest["corpus_sha256"]

    @pytest.mark.slow
    def test_fixtures_have_the_cases_of_the_levels_in_every_revision(self, exported, corpora) -> None:
        subset, folder = exported
        has_all_levels = not subset.excluded_ids
        levels = LEVELS if has_all_levels else subset.levels
        for corpus in load_revisions(Corpus.load(folder / "fixtures"), corpora):
            expected = corpora[corpus.revision]
            ids = [case.id for case in corpus.cases if case.level in levels]
            assert ids == [case.id for case in expected.cases if case.level in levels]
            assert corpus.requirements == expected.requirements

    @pytest.mark.slow
    def test_exported_cases_are_those_of_the_subset(self, exported) -> None:
        subset, folder = exported
        cases = [case for name in ("cases.json", "cases-lenient.json") for case in load_json(folder / name)["cases"]]
        assert {case["id"] for case in cases} == subset.case_ids
        assert len(cases) == len(subset.case_ids)

    @pytest.mark.slow
    def test_manifest_names_the_revision_and_counts_the_content(self, exported) -> None:
        subset, folder = exported
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        Draft202012Validator(load_json(folder / "schemas/export_manifest.schema.json")).validate(manifest)
        assert (manifest["profile"], manifest["revision"]) == subset.corpus.revision[:2]
        assert manifest["levels"] == list(subset.levels)
        assert manifest["counts"]["requirements"] == len(subset.corpus.requirements)
        source_cases = list(iter_source_cases(folder / "fixtures"))
        assert manifest["counts"]["source_cases"] == len(source_cases)
        assert manifest["counts"]["cases"] == len(subset.cases)

    @pytest.mark.slow
    def test_files_are_consistent(self, exported) -> None:
        subset, folder = exported
        corpus = Corpus.load(folder / "fixtures")
        assert list(shape_problems(corpus.root)) == []
        assert list(IdRegistry.load(corpus.root).problems(corpus)) == []
        defaults = [profile.default for profile in corpus.profiles.by_name.values()]
        ids = [Corpus.load(None, (), revision.profile, revision.name).by_id for revision in defaults]
        assert corpus.smoke <= set().union(*ids)
        snapshots = {id_ for file in (corpus.root / "snapshots").glob("*/*.json") for id_ in load_json(file)}
        original = {id_ for file in (subset.corpus.root / "snapshots").glob("*/*.json") for id_ in load_json(file)}
        assert snapshots == original & subset.source_ids

    def test_every_file_is_listed_in_the_manifest(self, exported) -> None:
        _, folder = exported
        paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        assert {file["path"] for file in manifest["files"]} == paths - {MANIFEST_FILE, CHECKSUM_FILE}

    def test_file_of_which_everything_is_kept_is_copied_unchanged(self, exported, shipped: Corpus) -> None:
        _, folder = exported
        for file in (folder / "fixtures").rglob("*.json"):
            original = shipped.root / file.relative_to(folder / "fixtures")
            if load_json(file) == load_json(original):
                assert file.read_bytes() == original.read_bytes()
