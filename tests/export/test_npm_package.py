"""The npm package of an export compares JSON values by value."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.export.writer import write_export
from missing_tools import report_not_run

# The values of each row are JSON texts, because a value such as -0 has no notation that all languages share.
EQUAL = [
    ("0", "-0"),
    ("0", "-0.0"),
    ("1", "1.0"),
    ("100", "1e2"),
    ("null", "null"),
    ('{"a": 1, "b": [0]}', '{"b": [-0.0], "a": 1.0}'),
    ('{"__proto__": {"a": 1}}', '{"__proto__": {"a": 1}}'),
    ('"\\ud800"', '"\\ud800"'),
    ("[]", "[]"),
]
DIFFERENT = [
    ("1", "true"),
    ("0", "false"),
    ("0", "null"),
    ('"1"', "1"),
    ("[]", "{}"),
    ("{}", "[]"),
    ("null", "{}"),
    ('{"a": null}', "{}"),
    ('{"a": null}', '{"b": null}'),
    ("{}", '{"a": null}'),
    ("[1, 2]", "[2, 1]"),
    ("[1]", "[1, 1]"),
    ('{"__proto__": {"a": 1}}', '{"__proto__": {"a": 2}}'),
    ('{"toString": 1}', '{"other": 1}'),
]
PROGRAM = """
import {{ cases, equalJson, lenientCases, manifest }} from "{package}";
const rows = {rows};
const results = rows.map(([a, b]) => equalJson(JSON.parse(a), JSON.parse(b)));
console.log(JSON.stringify({{ results, counts: [cases.length, lenientCases.length, manifest.counts.lenient_cases] }}));
"""
LONG_TEXTS = """
import {{ cases, expandLongTexts, read }} from "{package}";
const [exported] = read("./cases.json").cases.filter(({{ long_texts }}) => long_texts !== undefined);
console.log(JSON.stringify([cases.find(({{ id }}) => id === exported.id), expandLongTexts(exported)]));
"""


def test_package_reads_both_files_and_compares_by_value(tmp_path: Path, package_of) -> None:
    node = shutil.which("node")
    if node is None:
        report_not_run("node is not installed")
    files = package_of(None, None, "wire")
    write_export(files, tmp_path / "package", "top")
    program = tmp_path / "compare.mjs"
    rows = json.dumps(EQUAL + DIFFERENT)
    program.write_text(PROGRAM.format(package="./package/index.js", rows=rows), encoding="utf-8")
    output = json.loads(subprocess.run([node, program], capture_output=True, check=True).stdout)
    assert output["results"] == [True] * len(EQUAL) + [False] * len(DIFFERENT)
    cases, lenient, counted = output["counts"]
    assert (cases + lenient, lenient) == (json.loads(files["manifest.json"])["counts"]["cases"], counted)


def test_package_inserts_long_texts(tmp_path: Path, parametrized: Corpus) -> None:
    node = shutil.which("node")
    if node is None:
        report_not_run("node is not installed")
    subset = CorpusSubset(parametrized)
    write_export(build_package(subset), tmp_path / "package", "top")
    program = tmp_path / "expand.mjs"
    program.write_text(LONG_TEXTS.format(package="./package/index.js"), encoding="utf-8")
    read, expanded = json.loads(subprocess.run([node, program], capture_output=True, check=True).stdout)
    case = parametrized.by_id["values/more/b:long"]
    assert read == expanded
    assert read["content"] == case.request.content == read["expected"]["outputs"][0]
    assert "long_texts" not in read
