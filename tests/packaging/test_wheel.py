"""The wheel that users install: it is built, installed into an empty environment, and run from another directory."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
FIXTURES = {
    "cases",
    "criteria.json",
    "dimensions",
    "snapshots",
    "requirements.json",
    "specification_index.json",
    "case_ids.ndjson",
    "model_limits.json",
    "payload_schema.json",
    "profiles.json",
    "smoke.json",
    "redundant_cases.json",
    "prerequisites.json",
}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that succeeds, and return its output."""
    completed = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout


@pytest.fixture(scope="session")
def distributions(tmp_path_factory) -> Path:
    """The directory of an sdist, and of a wheel that is built from it."""
    directory = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", directory, CHECKOUT, cwd=directory)
    return directory


@pytest.fixture(scope="session")
def installed(distributions, tmp_path_factory) -> Path:
    """The scripts directory of an environment that contains the wheel only."""
    directory = tmp_path_factory.mktemp("environment")
    venv.create(directory, with_pip=True)
    scripts = directory / ("Scripts" if sys.platform == "win32" else "bin")
    (wheel,) = distributions.glob("*.whl")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=directory)
    return scripts


@pytest.fixture(scope="session")
def wheel_names(distributions) -> list[str]:
    """The names of the files in the wheel."""
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_wheel_contains_the_packages_only(wheel_names):
    tops = {name.split("/")[0] for name in wheel_names if ".dist-info/" not in name}
    assert tops == {"imagegen_conformance", "imagegen_reference"}
    assert {"imagegen_conformance/py.typed", "imagegen_reference/py.typed"} <= set(wheel_names)
    assert not [name for name in wheel_names if name.startswith("imagegen_conformance/implementations/")]


def test_wheel_contains_fixtures_and_schemas(wheel_names):
    prefix = "imagegen_conformance/fixtures/"
    assert {name.split("/")[2] for name in wheel_names if name.startswith(prefix)} == FIXTURES
    schemas = {Path(name).name for name in wheel_names if name.startswith("imagegen_conformance/schemas/")}
    assert schemas == {file.name for file in (CHECKOUT / "schemas").iterdir()}


def test_installed_suite_prints_the_protocol(wheel_names, installed, tmp_path):
    docs = [name for name in wheel_names if name.startswith("imagegen_conformance/docs/")]
    assert docs == ["imagegen_conformance/docs/reference/protocol.md"]
    contract = run(installed / "imagegen-conformance", "protocol", "contract", cwd=tmp_path)
    assert contract == (CHECKOUT / "docs" / "reference" / "protocol.md").read_text(encoding="utf-8")


def test_wheel_contains_the_templates_of_the_export(wheel_names):
    prefix = "imagegen_conformance/export/templates/"
    templates = {name.removeprefix(prefix) for name in wheel_names if name.startswith(prefix)}
    assert templates == {
        "LICENSE",
        "README.md",
        "npm/package.json",
        "npm/index.js",
        "npm/index.d.ts",
        "go/go.mod",
        "go/fixtures.go",
    }


def test_wheel_contains_the_assets_of_the_pages(wheel_names):
    assets = {file.name for file in (CHECKOUT / "conformance/imagegen_conformance/reports/assets").iterdir()}
    prefix = "imagegen_conformance/reports/assets/"
    assert {name.removeprefix(prefix) for name in wheel_names if name.startswith(prefix)} == assets


def test_sdist_contains_what_tests_and_builds_need(distributions):
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "README.md", "LICENSE", "tests/packaging/test_wheel.py"} <= names


def test_installed_suite_runs_the_reference_from_another_directory(installed, tmp_path):
    report = run(installed / "imagegen-conformance", "run", "imagegen_reference:ImageGenTool", cwd=tmp_path)
    assert report.splitlines()[-1] == "conforms at levels wire, object and schema"


def test_installed_suite_runs_an_implementation_in_the_current_directory(installed, tmp_path):
    (tmp_path / "mine.py").write_text("def same(payload):\n    return payload\n", encoding="utf-8")
    report = run(installed / "imagegen-conformance", "run", "mine:same", cwd=tmp_path)
    assert report.splitlines()[-1] == "conforms at level wire"


def test_installed_suite_reports_the_coverage(installed, tmp_path):
    assert "sentences" in run(installed / "imagegen-conformance", "coverage", cwd=tmp_path)


@pytest.mark.slow
def test_installed_suite_exports_the_same_bytes_as_the_checkout(installed, tmp_path):
    run(installed / "imagegen-conformance", "export", "--out", "installed.tar.gz", cwd=tmp_path)
    run(sys.executable, "-m", "imagegen_conformance", "export", "--out", "checkout.tar.gz", cwd=tmp_path)
    assert (tmp_path / "installed.tar.gz").read_bytes() == (tmp_path / "checkout.tar.gz").read_bytes()
