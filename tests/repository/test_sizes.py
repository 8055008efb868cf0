"""The limits on the length of modules and functions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40
TABLES = ROOT / "conformance" / "imagegen_conformance" / "mutation" / "mutants"  # one entry after the other, no logic
FILES = sorted(
    file for folder in ("conformance", "reference_impl", "implementations") for file in (ROOT / folder).rglob("*.py")
)


def long_parts(text: str) -> list[str]:
    """Return one line for each function, and for the module, if it is too long."""
    parts = [f"module: {len(text.splitlines())} lines"] if len(text.splitlines()) > MAX_MODULE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                parts.append(f"{node.name}: {lines} lines")
    return parts


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_module_and_functions_are_short(file):
    parts = long_parts(file.read_text(encoding="utf-8"))
    if file.parent == TABLES:
        parts = [part for part in parts if not part.startswith("module: ")]
    assert parts == []


def test_long_module_and_function_are_found():
    text = "def f():\n" + "    pass\n" * 300
    assert long_parts(text) == ["module: 301 lines", "f: 301 lines"]
