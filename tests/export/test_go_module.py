"""The Go module of an export contains the cases with long texts in full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.export.writer import write_export
from missing_tools import report_not_run

MODULE = """module example

go 1.21

require imagegen-conformance/fixtures v0.0.0

replace imagegen-conformance/fixtures => ./package
"""
PROGRAM = """package main

import (
	"encoding/json"
	"os"

	fixtures "imagegen-conformance/fixtures"
)

func main() {
	cases, err := fixtures.Cases()
	if err != nil {
		panic(err)
	}
	contents := map[string]any{}
	for _, c := range cases {
		contents[c.ID] = []any{c.Content, c.Expected.Outputs}
	}
	lone, err := fixtures.ExpandLongTexts([]byte(`{"content":"$1","long_texts":{"$1":["\\ud800",2,"\\"\\n",1]}}`))
	if err != nil {
		panic(err)
	}
	contents["lone"] = json.RawMessage(lone)
	json.NewEncoder(os.Stdout).Encode(contents)
}
"""


def test_module_inserts_long_texts(tmp_path: Path, parametrized: Corpus) -> None:
    go = shutil.which("go")
    if go is None:
        report_not_run("go is not installed")
    write_export(build_package(CorpusSubset(parametrized)), tmp_path / "package", "top")
    (tmp_path / "go.mod").write_text(MODULE, encoding="utf-8")
    (tmp_path / "main.go").write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    process = subprocess.run([go, "run", "."], cwd=tmp_path, env=environment, capture_output=True, check=True)
    contents = json.loads(process.stdout)
    case = parametrized.by_id["values/more/b:long"]
    assert contents["values/more/b:long"] == [case.request.content, [case.request.content]]
    assert contents["lone"]["content"] == '\ud800\ud800"\n'
