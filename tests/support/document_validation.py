"""Checks of code blocks that are not run: commands with effects outside the workspace, JSON values, workflows."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from documents import CHECKOUT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["check_command", "is_only_checked", "named_schema", "schema_problems", "workflow_commands"]

# Scripts that take minutes, or need the network.
SLOW_SCRIPTS = ("benchmarks/", "implementations/runner", "implementations/release_history")
OTHER_PACKAGES = {".", "pytest-xdist"}
ACTION = "imagegen-conformance/imagegen-conformance@"


def is_only_checked(words: list[str]) -> bool:
    """Return whether a command is checked instead of run."""
    return words[0] in {"pip", "make", "git", "cd"} or any(word.startswith(SLOW_SCRIPTS) for word in words)


def check_command(words: list[str]) -> None:
    """Raise ValueError if a command that is not run names something that does not exist."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        unknown = [word for word in words[1:] if "=" not in word and word not in targets]
    elif words[:2] == ["pip", "install"]:
        extras = {f"{project['name']}[{extra}]" for extra in project["optional-dependencies"]}
        known = extras | OTHER_PACKAGES | {project["name"], f"{project['name']}=={project['version']}"}
        unknown = [word for word in words[2:] if word not in known]
    elif words[:2] == ["git", "clone"]:
        unknown = [word for word in words[2:] if word != project["urls"]["Repository"]]
    elif words[0].endswith("python"):
        unknown = [word for word in words[1:2] if not (CHECKOUT / word).exists()]
    else:
        unknown = [] if words[0] == "cd" else words[1:2]
    if unknown:
        raise ValueError(f"`{shlex.join(words)}`: {unknown[0]} does not exist")


def named_schema(value: Any) -> str | None:
    """Return the name of the schema that a JSON value names as its own, if any."""
    name = value.get("$schema", "") if isinstance(value, dict) else ""
    match = re.search(r"schemas/(\w+)\.schema\.json$", name)
    return match[1] if match else None


def schema_problems(name: str, value: Any, definition: str | None = None) -> Iterator[str]:
    """Yield the errors of a JSON value.

    Args:
        name: The name of the schema in `schemas/`, without the ending.
        value: The value.
        definition: The definition in the schema that describes the value; the whole schema if there is none.
    """
    schema = json.loads((CHECKOUT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    if definition:
        schema["oneOf"] = [{"$ref": f"#/$defs/{definition}"}]
    for error in Draft202012Validator(schema).iter_errors(value):
        yield f"{name}.schema.json, {error.json_path}: {error.message[:300]}"


def workflow_commands(content: Any) -> Iterator[str | dict[str, Any]]:
    """Yield the commands in the steps of GitHub Actions and in the scripts of GitLab.

    A step that uses the action of this project is yielded as it is.
    """
    if isinstance(content, dict):
        if str(content.get("uses")).startswith(ACTION):
            yield content
        for key, value in content.items():
            if key == "run" and isinstance(value, str):
                yield from value.replace("\\\n", " ").splitlines()
            elif key == "script" and isinstance(value, list):
                yield from value
            else:
                yield from workflow_commands(value)
    elif isinstance(content, list):
        for item in content:
            yield from workflow_commands(item)
