"""A runner of the action in `action.yml`, which does for its steps what the runner of GitHub Actions does.

It knows only the expressions that the action uses: inputs in environment variables, and an input that is not empty.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from documents import CHECKOUT

__all__ = ["ActionRun", "action_definition", "run_action"]

INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
CONDITION = re.compile(r"inputs\.([a-z-]+) != ''")
DELIMITED = re.compile(r"^(?P<name>[a-z-]+)<<(?P<end>\S+)\n(?P<value>.*?)\n(?P=end)\n", re.MULTILINE | re.DOTALL)


class ActionRun(NamedTuple):
    """The result of the action.

    Attributes:
        exit_code: The exit code of the last step that was run.
        log: The output of the steps.
        outputs: The outputs of the action.
        summary: The summary of the job.
    """

    exit_code: int
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def commands(self) -> list[str]:
        """The lines that the runner of GitHub Actions obeys, apart from those that stop and resume commands."""
        obeyed, token = [], None
        for line in self.log.splitlines():
            text = line.lstrip()
            if token is not None:
                token = None if text == f"::{token}::" else token
            elif text.startswith("::stop-commands::"):
                token = text.removeprefix("::stop-commands::")
            elif text.startswith("::") or "##[" in text:
                obeyed.append(text)
        return obeyed


def action_definition() -> dict[str, Any]:
    """Return the content of `action.yml`."""
    content: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
    return content


def run_action(folder: Path, inputs: dict[str, str], **environment: str) -> ActionRun:
    """Run the steps of the action in a folder.

    Args:
        folder: The current directory of the steps.
        inputs: The inputs. A step with `uses` must not be due.
        environment: More environment variables.
    """
    definition = action_definition()
    unknown = set(inputs) - set(definition["inputs"])
    if unknown:
        raise ValueError(f"the action has no inputs {sorted(unknown)}")
    values = {name: inputs.get(name, entry.get("default", "")) for name, entry in definition["inputs"].items()}
    files = folder.with_name(f"{folder.name}-runner")
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    python = files / "python"  # not a link, with which an environment would not be found
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    paths = {
        "GITHUB_OUTPUT": files / "output",
        "GITHUB_STEP_SUMMARY": files / "summary",
        "GITHUB_ACTION_PATH": CHECKOUT,
    }
    variables = {name: str(path) for name, path in paths.items()}
    variables["PATH"] = os.pathsep.join([str(files), os.environ["PATH"]])
    variables["GITHUB_ACTIONS"] = "true"
    log, exit_code = "", 0
    for step in definition["runs"]["steps"]:
        if not _is_due(step, values):
            continue
        env = {name: _evaluate(text, values) for name, text in step["env"].items()}
        exit_code, output = _run_script(step["run"], folder, {**os.environ, **variables, **environment, **env})
        log += output
        if exit_code:
            break
    return ActionRun(exit_code, log, _outputs(definition, files / "output"), _text(files / "summary"))


def _is_due(step: dict[str, Any], values: dict[str, str]) -> bool:
    if "if" not in step:
        return True
    condition = CONDITION.fullmatch(step["if"])
    assert condition, step["if"]
    return values[condition[1]] != ""


def _evaluate(text: str, values: dict[str, str]) -> str:
    expression = INPUT.fullmatch(text)
    assert expression, text
    return values[expression[1]]


def _run_script(script: str, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run a script as `shell: bash` does, and return its exit code and its output."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout


def _outputs(definition: dict[str, Any], file: Path) -> dict[str, str]:
    """Return the outputs of the action, which are those of its last step."""
    written = {match["name"]: match["value"] for match in DELIMITED.finditer(_text(file))}
    names = {name: output["value"] for name, output in definition["outputs"].items()}
    assert all(value == f"${{{{ steps.run.outputs.{name} }}}}" for name, value in names.items())
    return {name: written.get(name, "") for name in names}


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
