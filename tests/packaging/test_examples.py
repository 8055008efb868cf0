"""The examples in other languages, and the script that runs them; that they pass, `make examples` shows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted(path for path in EXAMPLES.iterdir() if path.is_dir())
SOURCES = {".ts", ".go", ".rs", ".java"}
BUILT = {"node_modules", "dist", "target"}


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not BUILT & {*path.relative_to(folder).parts}]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
class TestExample:
    def test_has_at_most_120_lines(self, folder):
        sources = [path.read_text(encoding="utf-8") for path in files(folder) if path.suffix in SOURCES]
        assert len(sources) >= 2
        assert sum(text.count("\n") for text in sources) <= 120

    def test_claims_requirements_that_have_cases(self, folder):
        tests = "".join(path.read_text(encoding="utf-8") for path in files(folder) if path.suffix in SOURCES)
        claimed = set(re.findall(r'"((?:quality|output_compression)\.[a-z]+)"', tests))
        cases = Corpus.load(patterns=["quality/", "output_compression/"]).cases
        assert len(claimed) >= 4
        assert claimed <= {case.requirement.id for case in cases if case.request.operation == "validate"}

    def test_names_no_host_of_a_registry(self, folder):
        for path in files(folder):
            text = path.read_text(encoding="utf-8").replace("registry+https://github.com/rust-lang/crates.io-index", "")
            assert not re.search(r"registry\.|resolved\": \"http|proxy\.", text), path

    def test_is_told_as_not_run_without_its_toolchain(self, folder, tmp_path):
        code, out = run_examples(folder, tmp_path)
        assert re.search(rf"^{folder.name} +NOT RUN: .+ not found$", out, re.MULTILINE), out
        assert code == 0

    def test_fails_without_its_toolchain_in_ci(self, folder, tmp_path):
        code, out = run_examples(folder, tmp_path, CI="true")
        assert "NOT RUN" in out
        assert code == 1


def run_examples(folder: Path, tmp_path: Path, **environment: str) -> tuple[int, str]:
    """The script beside one example alone, where no program is found."""
    examples = tmp_path / "examples"
    ignored = shutil.ignore_patterns(*BUILT)
    shutil.copytree(folder, examples / folder.name, ignore=ignored)
    shutil.copy(EXAMPLES / "run.py", examples)
    keep = {"SYSTEMROOT": "C:\\Windows"} if sys.platform == "win32" else {}
    done = subprocess.run(
        [sys.executable, examples / "run.py"],
        env={"PATH": str(tmp_path), **keep, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_a_folder_of_no_known_kind_fails(tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "README.md").touch()
    code, out = run_examples(tmp_path / "odd", tmp_path / "copy")
    assert "FAILED: it has none of package.json, go.mod" in out
    assert code == 1


def test_no_example_at_all_fails(tmp_path):
    shutil.copy(EXAMPLES / "run.py", tmp_path)
    assert subprocess.run([sys.executable, tmp_path / "run.py"], check=False).returncode == 1
