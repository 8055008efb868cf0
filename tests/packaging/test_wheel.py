"""What users install is the wheel: it is built, installed into an empty environment, and run from another folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DATA = {
    "cases",
    "snapshots",
    "requirements.json",
    "specification.json",
    "ids.lock",
    "models.json",
    "smoke.json",
    "controls.json",
}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def distributions(tmp_path_factory) -> Path:
    """The folder of an sdist, and of a wheel that was built from it, as an index would."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT, cwd=folder)
    return folder


@pytest.fixture(scope="session")
def installed(distributions, tmp_path_factory) -> Path:
    """The scripts of an environment that has the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    (wheel,) = distributions.glob("*.whl")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    return scripts


def test_wheel_holds_the_data_and_nothing_of_the_checkout(distributions):
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {
        "imagegen_conformance",
        "imagegen_reference",
    }
    assert {name.split("/")[2] for name in names if name.startswith("imagegen_conformance/fixtures/")} == DATA
    schemas = {Path(name).name for name in names if name.startswith("imagegen_conformance/schemas/")}
    assert schemas == {file.name for file in (CHECKOUT / "schemas").iterdir()}
    assert "imagegen_conformance/implementations/strict_schema/validate.mjs" in names
    packages = {name.split("/")[-1] for name in names if name.startswith("imagegen_conformance/packages/")}
    assert packages == {"LICENSE", "README.md", "package.json", "index.js", "index.d.ts", "go.mod", "fixtures.go"}
    assert {"imagegen_conformance/py.typed", "imagegen_reference/py.typed"} <= set(names)


def test_sdist_can_be_tested_and_built(distributions):
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "README.md", "LICENSE", "tests/packaging/test_wheel.py"} <= names


def test_installed_suite_judges_the_reference_from_another_folder(installed, tmp_path):
    report = run(installed / "imagegen-conformance", "run", "imagegen_reference:ImageGenTool", cwd=tmp_path)
    assert report.splitlines()[-1] == "conforms at wire, model, schema"


def test_installed_suite_judges_an_implementation_in_the_current_folder(installed, tmp_path):
    (tmp_path / "mine.py").write_text("def same(payload):\n    return payload\n", encoding="utf-8")
    report = run(installed / "imagegen-conformance", "run", "mine:same", cwd=tmp_path)
    assert report.splitlines()[-1] == "conforms at wire"


def test_installed_coverage_is_whole(installed, tmp_path):
    assert "sentences" in run(installed / "imagegen-conformance", "coverage", cwd=tmp_path)


def test_installed_suite_exports_what_the_checkout_exports(installed, tmp_path):
    run(installed / "imagegen-conformance", "export", "--out", "installed.tar.gz", cwd=tmp_path)
    run(sys.executable, "-m", "imagegen_conformance", "export", "--out", "checkout.tar.gz", cwd=tmp_path)
    assert (tmp_path / "installed.tar.gz").read_bytes() == (tmp_path / "checkout.tar.gz").read_bytes()
