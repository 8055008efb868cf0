"""What `action.yml` and the documents say about the action, without running it."""

from __future__ import annotations

import re
import sys

import pytest
import yaml

from composite_action import action_definition
from documents import CHECKOUT, DOCUMENTS, blocks, read
from workflow_lint import github_workflows

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFINITION = action_definition()
STEPS = DEFINITION["runs"]["steps"]
SCRIPTS = [step for step in STEPS if "run" in step]
VERSION = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
GUIDE = read("docs/how-to/ci.md")
PINS = re.compile(r"imagegen-conformance(?:@v|==)([\w.]+)|^ *version: (\S+)", re.MULTILINE)


def rows_below(heading: str) -> dict[str, str]:
    """Return the last cell of each row of the table in the guide whose heading starts with a word."""
    table = GUIDE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return {
        name: cells.rsplit(" | ", 1)[-1].strip()
        for name, cells in re.findall(r"^\| `(.+?)` \| (.+) \|$", table, re.MULTILINE)
    }


@pytest.mark.parametrize("step", SCRIPTS, ids=lambda step: step["name"])
def test_script_has_a_shell_and_no_expression(step) -> None:
    assert step["shell"] == "bash"
    assert "${{" not in step["run"]


def test_every_input_reaches_the_scripts_as_an_environment_variable() -> None:
    scripts = "".join(file.read_text(encoding="utf-8") for file in (CHECKOUT / "action").glob("*.py"))
    variables = {name: text for step in SCRIPTS for name, text in step["env"].items()}
    expected = {
        name: f"INPUT_{name.upper().replace('-', '_')}" for name in DEFINITION["inputs"] if name != "python-version"
    }
    assert variables == {variable: f"${{{{ inputs.{name} }}}}" for name, variable in expected.items()}
    for variable in variables:
        assert f'"{variable.removeprefix("INPUT_")}"' in scripts or f'"{variable}"' in scripts


def test_python_is_set_up_only_on_request() -> None:
    (step,) = [step for step in STEPS if "uses" in step]
    assert step["if"] == "inputs.python-version != ''"
    assert "default" not in DEFINITION["inputs"]["python-version"]
    assert STEPS[0] is step


def test_guide_describes_every_input_and_output() -> None:
    inputs = rows_below("input")
    assert list(inputs) == list(DEFINITION["inputs"])
    assert list(rows_below("output")) == list(DEFINITION["outputs"])
    for name, entry in DEFINITION["inputs"].items():
        assert entry["description"]
        assert not entry.get("required")
        if "default" in entry:
            assert inputs[name] == f"`{entry['default']}`"


def test_workflows_pin_the_version_of_the_suite() -> None:
    """A suite that is not pinned can fail a job whose project did not change."""
    pins = {
        block.place: ["".join(pin) for pin in PINS.findall(block.text)]
        for document in DOCUMENTS
        for block in blocks(document)
        if block.language == "yaml" and re.search(r"runs-on:|script:", block.text)
    }
    assert sum(place.startswith("README.md") for place in pins) == 1
    assert len(pins) >= 5
    assert {place for place, versions in pins.items() if set(versions) != {VERSION}} == set()


def test_workflows_use_only_inputs_of_the_action() -> None:
    """GitHub only warns of an unknown input."""
    used = {
        (block.place, name)
        for block in github_workflows()
        for job in yaml.safe_load(block.text)["jobs"].values()
        for step in job["steps"]
        if step.get("uses", "").startswith("imagegen-conformance/imagegen-conformance@")
        for name in step.get("with", {})
    }
    assert len({place for place, _ in used}) >= 4
    assert {(place, name) for place, name in used if name not in DEFINITION["inputs"]} == set()
