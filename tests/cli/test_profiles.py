"""The options --profile and --revision, and adapters that state which revision they implement."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import stdio_server
from command_line import python_command
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.runner.options import find_option
from revisions import PROFILES

REFERENCE = "imagegen_reference:ImageGenTool"
IDENTITY = "def tool(payload):\n    return payload\n"
REJECTS = "def tool(payload):\n    raise ValueError('no')\n"
STATES = """
from imagegen_conformance import Adapter

class tool(Adapter):
    levels = ("wire",)
    profile = {!r}
    revision = {!r}

    def parse(self, payload):
        return payload
"""
OPENAI = ("--profile", "openai")
# Options that are unknown to every command that reads the corpus, and the error.
UNKNOWN = [
    (("--profile", "opnai"), "the profile 'opnai' does not exist. Did you mean openai?"),
    (("--profile", ""), "the profile '' does not exist. The profiles are azure and openai."),
    (("--revision", "2.33"), "the profile azure has no revision '2.33'. Did you mean 2.3"),
    (
        ("--revision", "2026-11-04"),
        "the profile azure has no revision '2026-11-04'. It is a revision of the profile openai: name this profile, ",
    ),
    ((*OPENAI, "--revision", "2.3"), "the profile openai has no revision '2.3'. It is a revision of the profile azure"),
]


def header_of(file: Path) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    Draft202012Validator(load_json(data_directory("schemas") / "evidence.schema.json")).validate(header)
    return header


@pytest.fixture(params=["worker", "in process", "program"])
def target(request: pytest.FixtureRequest, implementation: Callable[[str], str]) -> Callable[[str], list[str]]:
    """Write an implementation, and return the arguments that test it in one of three ways."""

    def arguments(source: str) -> list[str]:
        path = implementation(source)
        if request.param == "program":
            return ["--command", python_command(stdio_server.__file__, path, "wire")]
        return [path, "--in-process"] if request.param == "in process" else [path]

    return arguments


def test_help_names_the_profiles_and_their_defaults() -> None:
    azure, openai = PROFILES.by_name.values()
    assert find_option("profile").help.endswith(f": {azure.name} or {openai.name}")
    assert find_option("profile").default == PROFILES.default.name == azure.name
    assert find_option("revision").default == f"{azure.default.name} of {azure.name}, or the newest of {openai.name}"
    assert openai.default == openai.revisions[-1]


class TestRun:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("options", "profile", "revision"),
        [
            ((), "azure", "2.3"),
            (("--revision", "2.1"), "azure", "2.1"),
            (("--profile", "azure", "--revision", "2.4.0"), "azure", "2.3"),
            (OPENAI, "openai", "2026-11-04"),
            ((*OPENAI, "--revision", "2025-05-21"), "openai", "2025-05-21"),
            ((*OPENAI, "--revision", "3.25.0"), "openai", "2026-10-06"),
        ],
    )
    def test_profile_and_revision_are_reported_recorded_and_verified(
        self, command, modules: Path, options: tuple[str, ...], profile: str, revision: str
    ) -> None:
        completed = command("run", REFERENCE, *options, "--level", "wire", "--area", "name", "--evidence", "e.ndjson")
        assert f", profile {profile}, revision {revision}, variants off" in completed.out.splitlines()[1]
        header = header_of(modules / "e.ndjson")
        assert (header["profile"], header["revision"]) == (profile, revision)
        assert not {"profile", "revision"} & header["implementation"].keys()
        assert f" {profile} {revision}, " in command("verify", "e.ndjson").out

    @pytest.mark.slow
    def test_cases_are_those_of_the_revision(self, command, modules: Path) -> None:
        for revision in ("2.0", "2.3"):
            command("run", REFERENCE, "--revision", revision, "--evidence", f"{revision}.ndjson")
        lines = [(modules / f"{name}.ndjson").read_text(encoding="utf-8") for name in ("2.0", "2.3")]
        assert ['"name/types/integer"' in text for text in lines] == [False, True]

    @pytest.mark.parametrize(("options", "message"), UNKNOWN)
    @pytest.mark.parametrize(
        "words",
        [
            ("run", REFERENCE),
            ("list",),
            ("show", "quality.value"),
            ("coverage",),
            ("protocol", "check", "--command", "program"),
        ],
    )
    def test_unknown_profile_or_revision_is_an_error(self, command, words, options, message: str) -> None:
        command(*words, *options).assert_error(2, message)

    def test_rerun_command_names_profile_and_revision(self, command, implementation) -> None:
        path = implementation(REJECTS)
        first = command("run", path, *OPENAI, "--revision", "2026-02-05", "--area", "quality", "--level", "wire")
        rerun = next(line for line in first.out.splitlines() if line.strip().startswith("rerun "))
        assert f"run {path} --profile openai --revision 2026-02-05 --level wire --select " in rerun
        second = command(*shlex.split(rerun)[2:])
        assert "profile openai, revision 2026-02-05" in second.out

    def test_rerun_command_without_the_options_names_neither(self, command, implementation) -> None:
        out = command("run", implementation(REJECTS), "--area", "quality", "--level", "wire").out
        assert "--profile" not in out
        assert "--revision" not in out

    def test_reports_cite_no_document_of_another_profile(self, command, implementation) -> None:
        path = implementation(REJECTS)
        for options, document in ((OPENAI, "azure-ai-projects"), ((), "openai for Python")):
            arguments = (*options, "--level", "schema", "--area", "quality")
            for verbosity in ((), ("--verbose",)):
                out = " ".join(command("run", path, *arguments, *verbosity).out.split())
                assert "ource" in out
                assert document not in out

    def test_level_of_another_profile_is_an_error(self, command) -> None:
        completed = command("run", REFERENCE, *OPENAI, "--level", "object")
        completed.assert_error(2, "the level object does not exist in openai 2026-11-04. It exists in azure.")

    @pytest.mark.parametrize(
        ("filter_", "message"),
        [
            (("--requirement", "name.type"), "the requirement 'name.type' does not exist in openai 2026-11-04. "),
            (
                ("--select", "object/get/present"),
                "no case matches 'object/get/present' in openai 2026-11-04. It exists",
            ),
            (("--area", "object"), "the area 'object' does not exist in openai 2026-11-04. The areas are "),
        ],
    )
    def test_filter_that_matches_in_other_revisions_only_is_an_error(self, command, filter_, message: str) -> None:
        command("run", REFERENCE, *OPENAI, *filter_).assert_error(2, message)

    def test_expected_failure_of_another_profile_is_an_error(self, command, modules: Path) -> None:
        entry = {"cases": ["object/get/present"], "failure": "error", "reason": "It has no get()."}
        (modules / "expected.json").write_text(json.dumps({"expected_failures": [entry]}))
        completed = command("run", REFERENCE, *OPENAI, "--expected-failures", "expected.json")
        place = "expected.json /expected_failures/0/cases/0: "
        completed.assert_error(
            2, f"{place}the case object/get/present does not exist in openai 2026-11-04. It exists in azure."
        )


class TestStatedRevision:
    def test_stated_revision_of_the_run_is_recorded_only(self, command, modules: Path, target) -> None:
        arguments = target(STATES.format("azure", "2.4.0"))
        completed = command("run", *arguments, "--area", "quality", "--evidence", "e.ndjson")
        assert (completed.code, completed.err) == (0, "")
        assert "states" not in completed.out
        implementation = header_of(modules / "e.ndjson")["implementation"]
        assert (implementation["profile"], implementation["revision"]) == ("azure", "2.4.0")
        assert command("verify", "e.ndjson").code == 0

    def test_other_stated_revision_is_reported_in_one_line(self, command, target) -> None:
        completed = command("run", *target(STATES.format("openai", "3.46.0")), "--area", "quality")
        assert completed.code == 0
        text = "the adapter states that it implements openai 2026-11-04. Add --profile openai --revision 2026-11-04."
        assert " ".join(completed.out.split()).count(text) == 1

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("profile", "revision", "message"),
        [
            ("opnai", "2.3", "the profile 'opnai' does not exist. Did you mean openai?"),
            (
                "openai",
                "2.3",
                (
                    "the profile openai has no revision '2.3'. "
                    "It is a revision of the profile azure: name this profile, or another revision."
                ),
            ),
            ("azure", "9", "the profile azure has no revision '9'. "),
        ],
    )
    def test_unknown_stated_revision_exits_with_3(self, command, target, profile, revision, message: str) -> None:
        completed = command("run", *target(STATES.format(profile, revision)), "--area", "quality")
        completed.assert_error(3, f"the adapter of 'mine:tool' states an unknown revision: {message}")

    @pytest.mark.slow
    @pytest.mark.parametrize(("profile", "revision"), [("azure", None), (None, "2.3"), ("", "2.3"), (1, 2)])
    @pytest.mark.parametrize("option", [(), ("--in-process",)])
    def test_incomplete_statement_exits_with_3(self, command, implementation, option, profile, revision) -> None:
        completed = command("run", implementation(STATES.format(profile, revision)), *option, "--area", "quality")
        problem = f"'mine:tool': its profile is {profile!r}, and its revision {revision!r}"
        completed.assert_error(3, f"{problem}. Set both to strings, or neither.")


class TestProtocolCheck:
    def check(self, command, implementation, profile: str, revision: str, *options: str):
        path = implementation(STATES.format(profile, revision))
        return command("protocol", "check", "--command", python_command(stdio_server.__file__, path, "wire"), *options)

    def test_hello_names_the_revision_of_the_options(self, command, implementation) -> None:
        completed = self.check(command, implementation, "openai", "2026-11-04", *OPENAI)
        assert completed.code == 0
        assert '"profile":"openai","revision":"2026-11-04"' in completed.out
        assert "ok    the stated profile and revision exist: openai 2026-11-04\n" in completed.out

    def test_other_revision_is_advised(self, command, implementation) -> None:
        completed = self.check(command, implementation, "openai", "2026-11-04")
        assert completed.code == 0
        advice = "To test it with them, add --profile openai --revision 2026-11-04"
        assert f"ok    the stated profile and revision exist: openai 2026-11-04. {advice}\n" in completed.out

    def test_unknown_revision_is_a_violation(self, command, implementation) -> None:
        completed = self.check(command, implementation, "opnai", "2026-11-04")
        assert completed.code == 1
        problem = "the adapter of 'mine:tool' states an unknown revision: the profile 'opnai' does not exist. Did you mean openai?"
        assert f"WRONG the stated profile and revision exist\n      !  {problem}\n" in completed.out


class TestCorpusCommands:
    def output(self, completed) -> dict[str, Any]:
        output: dict[str, Any] = json.loads(completed.out)
        Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
        assert (output["profile"], output["revision"]) == ("openai", "2026-11-04")
        return output

    def test_list_has_the_cases_of_the_revision(self, command) -> None:
        levels = {case["level"] for case in self.output(command("list", *OPENAI, "--format", "json"))["cases"]}
        assert levels == {"wire", "schema", "semantic"}

    def test_coverage_is_that_of_the_revision(self, command) -> None:
        requirements = self.output(command("coverage", *OPENAI, "--format", "json"))["requirements"]
        ids = {entry["id"] for entry in requirements}
        assert "svg.type" in ids
        assert "name.type" not in ids

    @pytest.mark.parametrize(
        ("id_", "profiles"),
        [
            ("svg.type", {"openai": {"since": "2026-11-04"}}),
            ("quality.value", {"azure": {}, "openai": {}}),
            ("action.known", {"azure": {}, "openai": {"since": "2026-02-05"}}),
        ],
    )
    def test_requirement_has_the_ranges_in_which_it_holds(self, command, id_: str, profiles) -> None:
        output = self.output(command("show", id_, *OPENAI, "--format", "json"))
        assert output["requirement"]["profiles"] == profiles

    def test_range_that_has_ended_has_until(self, command) -> None:
        completed = command("show", "size.value", *OPENAI, "--revision", "2025-05-21", "--format", "json")
        entry = json.loads(completed.out)["requirement"]
        assert entry["profiles"] == {"azure": {"until": "2.3"}, "openai": {"until": "2026-05-06"}}

    def test_text_of_a_requirement_says_where_it_holds(self, command) -> None:
        lines = command("show", "action.known", *OPENAI).out.splitlines()
        assert "holds in: azure; openai since 2026-02-05" in lines
        options = "--profile openai --level schema --requirement action.known"
        assert lines[-1] == f"rerun: imagegen-conformance run IMPLEMENTATION {options}"

    @pytest.mark.parametrize("id_", ["quality.value", "quality/values/low"])
    def test_text_has_the_sources_of_the_profile_and_json_has_all(self, command, id_: str) -> None:
        azure, openai = (" ".join(command("show", id_, *options).out.split()) for options in ((), OPENAI))
        assert ("azure-ai-projects: " in azure, "openai for Python: " in azure) == (True, False)
        assert ("azure-ai-projects: " in openai, "openai for Python: " in openai) == (False, True)
        sources = self.output(command("show", id_, *OPENAI, "--format", "json"))["requirement"]["sources"]
        assert {source["document"] for source in sources} == {"imagegentool", "openai-python"}

    def test_text_of_a_case_says_where_it_holds(self, command) -> None:
        lines = command("show", "name/types/integer", "--revision", "2.1").out.splitlines()
        assert "holds in: azure since 2.1" in lines
        options = "--revision 2.1 --level schema --select name/types/integer"
        assert lines[-1] == f"rerun: imagegen-conformance run IMPLEMENTATION {options}"

    @pytest.mark.parametrize(
        ("id_", "message"),
        [
            (
                "name/types/integer",
                "the case name/types/integer does not exist in openai 2026-11-04. It exists in azure",
            ),
            (
                "name.type",
                "the requirement name.type does not exist in openai 2026-11-04. It exists in azure since 2.1.",
            ),
        ],
    )
    def test_id_that_exists_in_other_revisions_only_is_an_error(self, command, id_: str, message: str) -> None:
        command("show", id_, *OPENAI).assert_error(2, message)
