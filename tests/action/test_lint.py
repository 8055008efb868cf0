"""The action, the workflows of the project, and those in the documents have no findings of the usual tools."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from documents import CHECKOUT
from workflow_lint import github_workflows, gitlab_pipelines, problems_of

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or sys.version_info < (3, 11), reason="the tools do not support this platform"
)
ACTION = CHECKOUT / "action.yml"
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
CONFIG = Path(__file__).with_name("zizmor.yml")
BLOCKS = {block.place: block for block in (*github_workflows(), *gitlab_pipelines())}
DANGEROUS = """\
name: Dangerous
on: pull_request_target
jobs:
  job:
    runs-on: ubuntu-latest
    timeout-minutes: often
    steps:
      - run: echo ${{ github.event.pull_request.title }}
      - run: echo ${{ matrix.missing }}
      - use: actions/checkout@v5
"""


@pytest.fixture
def file_of(tmp_path: Path):
    """Write a block of a document to a file with the name that the tools expect, and return it."""

    def write(place: str) -> Path:
        file = tmp_path / ".github" / "workflows" / "workflow.yml"
        file.parent.mkdir(parents=True)
        file.write_text(BLOCKS[place].text, encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize("tool", ["zizmor", "check-jsonschema"])
def test_action_has_no_findings(tool: str) -> None:
    assert problems_of(tool, ACTION, "action") == ""


@pytest.mark.parametrize("tool", ["actionlint", "zizmor", "check-jsonschema"])
@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_workflow_of_the_project_has_no_findings(tool: str, file: Path) -> None:
    assert problems_of(tool, file, "workflow") == ""


@pytest.mark.parametrize("tool", ["actionlint", "zizmor", "check-jsonschema"])
@pytest.mark.parametrize("place", [block.place for block in github_workflows()])
def test_workflow_of_a_document_has_no_findings(tool: str, place: str, file_of) -> None:
    assert problems_of(tool, file_of(place), "workflow", CONFIG) == ""


@pytest.mark.parametrize("place", [block.place for block in gitlab_pipelines()])
def test_pipeline_of_a_document_matches_the_schema(place: str, file_of) -> None:
    assert problems_of("check-jsonschema", file_of(place), "pipeline") == ""


@pytest.mark.parametrize("tool", ["actionlint", "zizmor", "check-jsonschema"])
def test_dangerous_workflow_has_findings(tool: str, tmp_path: Path) -> None:
    file = tmp_path / ".github" / "workflows" / "workflow.yml"
    file.parent.mkdir(parents=True)
    file.write_text(DANGEROUS, encoding="utf-8")
    assert problems_of(tool, file, "workflow", CONFIG) != ""


def test_documents_have_workflows_and_a_pipeline() -> None:
    documents = {block.document for block in github_workflows()}
    assert {"README.md", "docs/how-to/ci.md"} <= documents
    assert [block.document for block in gitlab_pipelines()] == ["docs/how-to/ci.md"]
