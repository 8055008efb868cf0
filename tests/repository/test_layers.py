"""The import rules between the packages, as ARCHITECTURE.md states them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "conformance" / "imagegen_conformance"
BASE = {"errors", "jsonlib", "resources", "text", "version"}
RUN_PATH = {"corpus", "judging", "adapters", "connections", "results", "runner", "reports"}
TOOLS = {"oracles", "authoring", "mutation", "generation", "strict_schema", "export"}
ALLOWED = {
    "jsonlib": set(),
    "text": set(),
    "errors": {"text"},
    "version": set(),
    "resources": {"errors", "jsonlib"},
    "corpus": BASE,
    "judging": BASE | {"corpus"},
    "adapters": BASE | {"corpus"},
    "oracles": BASE | {"corpus", "strict_schema"},
    "strict_schema": BASE | {"corpus"},
    "export": BASE | {"corpus", "strict_schema"},
    "connections": BASE | {"corpus", "judging", "adapters"},
    "results": BASE | {"corpus", "judging", "connections"},
    "runner": BASE | {"corpus", "judging", "connections", "results"},
    "reports": BASE | {"corpus", "judging", "connections", "results", "runner"},
    "authoring": BASE | (RUN_PATH - {"reports"}) | {"oracles"},
    "mutation": BASE | (RUN_PATH - {"reports"}),
    "generation": BASE | (RUN_PATH - {"adapters"}) | {"oracles"},
    "library": BASE | RUN_PATH,
    "cli": BASE | RUN_PATH | TOOLS,
    "pytest_plugin": BASE | RUN_PATH | {"generation"},
}
TRANSPORTS = tuple(f"connections.{name}" for name in ("http_service", "in_process", "python_worker", "relay", "stdio"))
# Modules that a package must not import, although it may import the package that contains them.
FORBIDDEN = {
    "results": TRANSPORTS,
    "runner": TRANSPORTS,
}
# Modules of the standard library for the network, and the packages that may import them. A run without a server or a
# gateway opens no socket, and does not spend the time to import them.
NETWORK = ("http.client", "http.server", "socket", "socketserver", "ssl", "urllib.request")
NETWORK_PACKAGES = ("connections/http_service/", "connections/relay/")
THIRD_PARTY = {
    "pytest": {"pytest_plugin"},
    "hypothesis": {"generation"},
    "rich": {"cli"},
    "tomli": {"runner"},
    "tomllib": {"runner"},
    "jsonschema": {"corpus", "oracles", "authoring"},
    "covertable": {"authoring"},
    "imagegen_reference": {"oracles", "authoring", "mutation", "generation"},
}


def imported_names(file: Path) -> set[str]:
    """Return every name that a file imports, including imports inside functions and for type checkers."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def part_of(file: Path) -> str:
    """Return the package or module below the package root to which a file belongs."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def uses_network(name: str) -> bool:
    """Return whether an imported name is a module for the network, or from one."""
    return any(f"{name}.".startswith(f"{module}.") for module in NETWORK)


def violations(file: Path) -> list[str]:
    """Return one line for each import of a file that the rules do not allow."""
    here, problems = part_of(file), []
    for name in sorted(imported_names(file)):
        if uses_network(name) and not relative(file).startswith(NETWORK_PACKAGES):
            problems.append(f"{relative(file)} must not import {name}, which is for the network")
        first, _, rest = name.partition(".")
        if first == "imagegen_conformance":
            target = rest.split(".")[0]
            if target not in ALLOWED[here] | {here} or rest.startswith(FORBIDDEN.get(here, ("\0",))):
                problems.append(f"{here} must not import {name}")
        elif first in THIRD_PARTY:
            if here not in THIRD_PARTY[first]:
                problems.append(f"{here} must not import {first}")
        elif first not in sys.stdlib_module_names:
            problems.append(f"{here} imports {first}, which no rule mentions")
    return problems


FILES = [
    file
    for file in sorted(PACKAGE.rglob("*.py"))
    if part_of(file) not in {"__init__", "__main__"} and "templates" not in file.parts
]


def relative(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_imports_follow_the_layers(file):
    assert violations(file) == []


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_package_root_is_not_imported(file):
    names = {name for name in imported_names(file) if name.count(".") <= 1 and name.startswith("imagegen_conformance")}
    packages = {f"imagegen_conformance.{name}" for name in ALLOWED}
    assert names <= packages


def test_every_package_has_a_rule():
    assert {part_of(file) for file in FILES} == set(ALLOWED)


@pytest.mark.parametrize(
    ("place", "statement", "problem"),
    [
        ("corpus/cases.py", "import imagegen_conformance.authoring.lint", "corpus must not import imagegen_conformance.authoring.lint"),
        ("judging/judge.py", "from imagegen_conformance.runner import run", "judging must not import imagegen_conformance.runner.run"),
        ("runner/run.py", "from imagegen_conformance.connections.stdio import connection", "runner must not import imagegen_conformance.connections.stdio.connection"),
        ("runner/run.py", "from imagegen_conformance.connections.http_service import client", "runner must not import imagegen_conformance.connections.http_service.client"),
        ("results/result.py", "from imagegen_conformance.connections.relay import notes", "results must not import imagegen_conformance.connections.relay.notes"),
        ("connections/stdio/process.py", "import socket", "connections/stdio/process.py must not import socket, which is for the network"),
        ("cli/run.py", "def f():\n    from urllib.request import urlopen", "cli/run.py must not import urllib.request.urlopen, which is for the network"),
        ("reports/case.py", "from http import client", "reports/case.py must not import http.client, which is for the network"),
        ("reports/case.py", "import rich", "reports must not import rich"),
        ("cli/run.py", "def f():\n    import pytest", "cli must not import pytest"),
        ("text.py", "import attrs", "text imports attrs, which no rule mentions"),
    ],
)  # fmt: skip
def test_forbidden_import_is_found(monkeypatch, tmp_path, place, statement, problem):
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(statement, encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    assert violations(file) == [problem]


@pytest.mark.parametrize("package", sorted(path.parent for path in PACKAGE.rglob("__init__.py")), ids=relative)
def test_init_holds_a_docstring_and_nothing_else(package):
    body = ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(body[0], ast.Expr)
    if relative(package) not in {".", "generation"}:
        assert len(body) == 1


MODULES = [
    "imagegen_conformance." + relative(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for file in FILES
]


@pytest.mark.slow
def test_each_module_can_be_imported_first():
    """No import cycle: a fresh interpreter imports each module before any other of the suite."""
    script = (
        "import importlib, sys\n"
        "known = set(sys.modules)\n"
        f"for name in {MODULES!r}:\n"
        "    importlib.import_module(name)\n"
        "    for loaded in set(sys.modules) - known:\n"
        "        if loaded.startswith('imagegen_conformance'): del sys.modules[loaded]\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
