"""Checks of workflows and actions with the tools that GitHub's users have for them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from documents import CHECKOUT, DOCUMENTS, Block, blocks
from missing_tools import report_not_run

__all__ = ["github_workflows", "gitlab_pipelines", "problems_of"]

BIN = Path(sys.executable).parent
SCHEMAS = {"action": "vendor.github-actions", "workflow": "vendor.github-workflows", "pipeline": "vendor.gitlab-ci"}
ZIZMOR = ["zizmor", "--offline", "--no-progress", "--quiet", "--strict-collection"]


def github_workflows() -> list[Block]:
    """Return the workflows for GitHub Actions in the documents."""
    return [block for block in _yaml_blocks() if "runs-on:" in block.text]


def gitlab_pipelines() -> list[Block]:
    """Return the pipelines for GitLab CI in the documents."""
    return [block for block in _yaml_blocks() if "script:" in block.text]


def _yaml_blocks() -> Iterator[Block]:
    for document in DOCUMENTS:
        yield from (block for block in blocks(document) if block.language == "yaml")


def problems_of(tool: str, file: Path, kind: str, config: Path | None = None) -> str:
    """Return what a tool reports about a file; nothing if it has no findings.

    Args:
        tool: `actionlint`, `zizmor` or `check-jsonschema`.
        file: The file.
        kind: `action`, `workflow` or `pipeline`.
        config: The configuration of zizmor; by default, its own rules.
    """
    commands = {
        "actionlint": ["actionlint", "-no-color", "-pyflakes=", f"-shellcheck={BIN / 'shellcheck'}", str(file)],
        "check-jsonschema": ["check-jsonschema", "--builtin-schema", SCHEMAS[kind], str(file)],
        "zizmor": [*ZIZMOR, *(["--config", str(config)] if config else ["--no-config"]), str(file)],
    }
    program, *arguments = commands[tool]
    path = shutil.which(program, path=str(BIN))
    if path is None:
        report_not_run(f"{program} is not installed")
    done = subprocess.run(
        [path, *arguments], cwd=CHECKOUT, capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    return f"{done.stdout}{done.stderr}exit code {done.returncode}" if done.returncode else ""
