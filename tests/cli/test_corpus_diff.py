"""The command `corpus diff`, and the argument that names a revision."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.cli.revision_argument import find_revision
from imagegen_conformance.resources import data_directory, load_json
from revisions import PROFILES


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        ("azure", "azure 2.3"),
        ("openai", "openai 2026-11-04"),
        ("2.0", "azure 2.0"),
        ("2026-05-06", "openai 2026-05-06"),
        ("azure:2.2", "azure 2.2"),
        ("openai:2.2.0", "openai 2025-10-06"),
        ("azure:2.6.1", "azure 2.3"),
        ("3.57.0", "openai 2026-11-04"),
        ("azure:2.4.0", "azure 2.3"),
        ("openai:2.4.0", "openai 2025-10-06"),
        ("1.80", "openai 2025-05-21"),
    ],
)
def test_argument_names_a_revision(text: str, revision: str) -> None:
    assert str(find_revision(PROFILES, text)) == revision


USAGE = "Name a profile, a revision such as 2.3 or 2026-11-04, a release such as 2.4.0, or PROFILE:REVISION."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2.4.0", "2.3"), "the profiles azure and openai both have '2.4.0'. Write azure:2.4.0 or openai:2.4.0.\n"),
        (("2.3", "2.4"), "the profiles azure and openai both have '2.4'. Write azure:2.4 or openai:2.4.\n"),
        (("2026-05-05", "2.3"), "no profile has the revision '2026-05-05'. Did you mean 2026-05-06"),
        (("azur", "2.3"), "no profile has the revision 'azur'. Did you mean azure?\n"),
        (("", "2.3"), f"no profile has the revision ''. {USAGE}\n"),
        (("nothing", "2.3"), f"no profile has the revision 'nothing'. {USAGE}\n"),
        (("openia:2.3", "2.3"), "the profile 'openia' does not exist. Did you mean openai?\n"),
        (("openai:2.2", "2.3"), "the profile openai has no revision '2.2'. It is a revision of the profile azure"),
        (("azure:", "2.3"), "the profile azure has no revision ''. "),
        (("2.3", "azure:2026-11-04"), "the profile azure has no revision '2026-11-04'. It is a revision of the profile openai"),
    ],
)  # fmt: skip
def test_unknown_or_ambiguous_revision_is_an_error(command, arguments, message: str) -> None:
    command("corpus", "diff", *arguments).assert_error(2, message)


@pytest.mark.parametrize("arguments", [(), ("2.3",)])
def test_missing_revision_is_an_error(command, arguments) -> None:
    command("corpus", "diff", *arguments).assert_usage_error("the following arguments are required: ")


def test_neighboring_revisions_are_compared(command) -> None:
    completed = command("corpus", "diff", "2.0", "2.1")
    assert (completed.code, completed.err) == (0, "")
    assert completed.out.startswith(
        """\
from  azure 2.0, of 2026-03-05: azure-ai-projects 2.0.0 to 2.0.1
to    azure 2.1, of 2026-04-20: azure-ai-projects 2.1.0

Fields
  new in 2.1:
    `name`: any string
    `description`: any string

Requirements
  new in 2.1:
    name.type [schema, must]
      `name` is a string.
"""
    )
    assert completed.out.endswith("  Add --verbose to list the ids of the cases.\n")
    assert max(map(len, completed.out.splitlines())) <= 80


def test_verbose_lists_the_cases(command) -> None:
    out = command("corpus", "diff", "2.0", "2.1", "-v").out
    assert "\n    name/types/integer [schema, must]\n" in out


def test_profiles_are_compared_by_their_default_revisions(command) -> None:
    out = command("corpus", "diff", "azure", "openai").out
    assert "to    openai 2026-11-04, of 2026-11-04: openai 3.46.0 to 3.57.0\n" in out
    assert "    all requirements of level object: " in out


def test_releases_of_one_revision_do_not_differ(command) -> None:
    completed = command("corpus", "diff", "azure:2.4.0", "azure:2.6.1")
    assert (completed.code, completed.out) == (0, "both are azure 2.3: nothing differs\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [("azure", "openai"), ("2.0", "2.8"), ("2026-11-04", "2025-05-21"), ("2.3", "2.3")]
)
def test_json_output_matches_its_schema(command, arguments) -> None:
    completed = command("corpus", "diff", *arguments, "--format", "json")
    output = json.loads(completed.out)
    Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
    assert (output["command"], output["profile"]) == ("corpus diff", output["to"]["profile"])
    assert output["revision"] == output["to"]["revision"]
    assert str(find_revision(PROFILES, arguments[0])) == f"{output['from']['profile']} {output['from']['revision']}"


def test_malformed_file_is_an_error(command, fixtures) -> None:
    (fixtures / "payload_schema.json").write_text("[]", encoding="utf-8")
    command("corpus", "diff", "2.0", "2.1").assert_error(2, "payload_schema.json: ", "payload_schema.schema.json.")
