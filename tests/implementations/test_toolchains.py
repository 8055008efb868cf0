"""The files of an installation, and the toolchains."""

from __future__ import annotations

import pytest

import toolchains
from manifest import PYPI, load_runs

NODE_FOLDERS = sorted({run.folder for run in load_runs() if run.registry == "npm" and run.command})


def test_every_registry_has_a_toolchain():
    registries = {run.registry for run in load_runs()} - {PYPI}
    assert registries <= set(toolchains.TOOLCHAINS) == {"npm", "go", "maven", "cargo"}


@pytest.mark.parametrize("folder", NODE_FOLDERS, ids=lambda folder: folder.name)
def test_node_adapter_gets_the_shared_files(folder):
    files = toolchains.files_to_copy(folder, "npm")
    assert {"adapter.mjs", "package.json", "package-lock.json", "protocol.mjs", "key_case.mjs"} <= set(files)


def test_changed_shared_file_needs_a_new_installation(tmp_path, monkeypatch):
    shared, folder = tmp_path / "shared" / "node", tmp_path / "node-example"
    for file in (shared / "protocol.mjs", folder / "adapter.mjs"):
        file.parent.mkdir(parents=True)
        file.touch()
    monkeypatch.setattr(toolchains, "SHARED", tmp_path / "shared")
    before = toolchains._digest(toolchains.files_to_copy(folder, "npm"))
    assert toolchains._digest(toolchains.files_to_copy(folder, "npm")) == before
    (shared / "protocol.mjs").write_text("// changed", encoding="utf-8")
    assert toolchains._digest(toolchains.files_to_copy(folder, "npm")) != before


def test_go_adapter_gets_no_shared_files(tmp_path):
    (tmp_path / "main.go").touch()
    (tmp_path / "implementation.json").touch()
    (tmp_path / "expected-failures-strict.json").touch()
    assert toolchains.files_to_copy(tmp_path, "go") == {"main.go": tmp_path / "main.go"}
