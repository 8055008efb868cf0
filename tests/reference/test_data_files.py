"""The data files are found in a checkout, and in the installed package of the suite."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "reference_impl" / "imagegen_reference"
FILES = ("model_limits.json", "profiles.json")
PROGRAM = """
from imagegen_reference import ImageGenTool
print(*ImageGenTool.validate_payload({"type": "image_generation", "name": "n"}))
print(ImageGenTool.validate_payload({"type": "image_generation", "output_format": "gif"}, profile="openai"))
"""


def run(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-B", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{PROGRAM}"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def copy_package(root: Path, fixtures: Path) -> None:
    shutil.copytree(PACKAGE, root / "imagegen_reference", ignore=shutil.ignore_patterns("__pycache__"))
    fixtures.mkdir(parents=True)
    for name in FILES:
        shutil.copy(CHECKOUT / "fixtures" / name, fixtures)


@pytest.mark.parametrize(
    ("root", "fixtures"),
    [("reference_impl", "fixtures"), ("site-packages", "site-packages/imagegen_conformance/fixtures")],
)
def test_data_files_are_found(tmp_path: Path, root: str, fixtures: str) -> None:
    copy_package(tmp_path / root, tmp_path / fixtures)
    completed = run(tmp_path / root)
    assert completed.stderr == ""
    assert completed.stdout.splitlines()[0].startswith("RuleWarning(path='/name', rule='deprecated.warning'")
    assert completed.stdout.splitlines()[1:] == ["()"]


@pytest.mark.parametrize("name", FILES)
def test_missing_data_file_stops_the_import(tmp_path: Path, name: str) -> None:
    copy_package(tmp_path / "reference_impl", tmp_path / "fixtures")
    (tmp_path / "fixtures" / name).unlink()
    completed = run(tmp_path / "reference_impl")
    assert completed.returncode == 1
    assert completed.stderr.splitlines()[-1].startswith("FileNotFoundError: ")
    assert name in completed.stderr.splitlines()[-1]


def test_reference_does_not_read_the_payload_schema() -> None:
    for module in PACKAGE.glob("*.py"):
        assert "payload_schema" not in module.read_text(encoding="utf-8")
