"""Public names, imports and typing of the package."""

from __future__ import annotations

import ast
import inspect
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import imagegen_reference
from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask, ToolConfig

MODULES = sorted(Path(str(files(imagegen_reference))).glob("*.py"))


def test_public_names_exist_and_are_sorted() -> None:
    assert imagegen_reference.__all__ == sorted(imagegen_reference.__all__)
    for name in imagegen_reference.__all__:
        assert inspect.getdoc(getattr(imagegen_reference, name))


def test_package_is_typed() -> None:
    assert (files(imagegen_reference) / "py.typed").is_file()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_modules_import_only_the_standard_library_and_the_package(path: Path) -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])

    assert names <= {*sys.stdlib_module_names, "imagegen_reference"}


@pytest.mark.parametrize("cls", [ImageGenTool, ImageGenToolInputImageMask, ToolConfig])
def test_public_methods_have_docstrings(cls: type[Any]) -> None:
    for name, member in inspect.getmembers(cls):
        if not name.startswith("_") and callable(member):
            assert inspect.getdoc(member), name
