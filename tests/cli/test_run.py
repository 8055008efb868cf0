"""The command `run`: reports, exit codes, invalid arguments, evidence."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.step_expectations import Returns
from imagegen_conformance.version import __version__

REFERENCE = "imagegen_reference:ImageGenTool"
IDENTITY = "def tool(payload):\n    return payload\n"
LOSES_QUALITY = "def tool(payload):\n    return {} if payload.get('quality') else payload\n"


@pytest.fixture
def should_case() -> str:
    """The id of a reject case of a requirement of strength should."""
    return next(
        case.id
        for case in Corpus.load().cases
        if case.level == "schema" and case.strength == "should" and case.kind == "reject" and ":" not in case.id
    )


class TestReference:
    def test_without_level_conforms_at_the_claimed_levels(self, process) -> None:
        completed = process("run", REFERENCE)
        assert (completed.code, completed.err) == (0, "")
        assert completed.out.splitlines()[0] == f"{REFERENCE} (Python, documented class)"
        assert completed.out.splitlines()[1].startswith(
            f"imagegen-conformance {__version__}, profile azure, revision 2.3,"
        )
        assert completed.out.splitlines()[-1] == "conforms at levels wire, object and schema"

    @pytest.mark.parametrize("level", ["wire", "object", "schema"])
    def test_with_level_conforms_at_that_level(self, command, level: str) -> None:
        completed = command("run", REFERENCE, "--level", level, "--fail-on", "should")
        assert completed.code == 0
        assert completed.out.splitlines()[-1] == f"conforms at level {level}"

    def test_with_repeated_level_conforms_at_each_level_once(self, command) -> None:
        completed = command("run", REFERENCE, "--level", "wire", "--level", "schema", "--level", "wire")
        assert completed.out.splitlines()[-1] == "conforms at levels wire and schema"


class TestFailureReport:
    def test_of_a_payload_has_every_field(self, command, implementation) -> None:
        path = implementation(
            "def tool(payload):\n    return {**payload, 'more': 1} if payload.get('quality') else payload\n"
        )
        completed = command("run", path, "--select", "quality/values/low:wire", "--verbose")
        assert completed.code == 1
        assert completed.err == ""
        summary, *lines = completed.out.splitlines()
        assert summary == "FAIL quality/values/low:wire [wire, must]: wrong-output at /more"
        fields = dict(line.split(maxsplit=1) for line in lines if line.startswith("  ") and len(line.split()) > 1)
        assert fields["sent"].endswith("(to parse)")
        assert fields["expected"].startswith("accepted with output {")
        assert fields["actual"].startswith("accepted with output {")
        assert fields["rule"].startswith("wire.round-trip: ")
        assert fields["source"].startswith("Definitions of the levels of this suite: wire")
        assert fields["rerun"] == "imagegen-conformance run mine:tool --level wire --select quality/values/low:wire"
        assert "/more: unexpected 1" in completed.out
        assert completed.out.splitlines()[-1] == "does not conform: 1 failure"

    def test_of_a_call_sequence_names_the_step(self, command, implementation) -> None:
        path = implementation(
            "from imagegen_reference import ImageGenTool\n"
            "class tool(ImageGenTool):\n"
            "    def pop(self, *a, **k): return 5\n"
        )
        calls = [case for case in Corpus.load(None, ["object/*"]).cases if case.request.operation == "call"]
        popped = [case for case in calls if case.request.content["steps"][0]["method"] == "pop"]
        case_id = next(case.id for case in popped if isinstance(case.expected.steps[0], Returns))  # type: ignore[union-attr]
        completed = command("run", path, "--level", "object", "--select", case_id, "--fail-on", "should")
        assert completed.code == 1
        assert re.search(r"  1 case: wrong-step in \w+\n", completed.out)

    def test_rerun_command_runs_the_failing_case_only(self, command, implementation) -> None:
        path = implementation(LOSES_QUALITY)
        first = command("run", path, "--area", "quality")
        rerun = next(line for line in first.out.splitlines() if line.startswith("    rerun "))
        second = command(*shlex.split(rerun)[2:])
        assert second.code == 1
        assert second.out.splitlines()[-1] == "does not conform: 1 failure"

    def test_rerun_command_repeats_threshold_and_attempts(self, command, implementation) -> None:
        options = ("--fail-on", "should", "--variants", "--repeat", "2")
        out = command("run", implementation(LOSES_QUALITY), "--select", "quality/values/low:wire", *options).out
        rerun = "imagegen-conformance run mine:tool --level wire --fail-on should --variants --repeat 2 --select quality/values/low:wire"
        assert rerun in out


class TestExitCode:
    def test_without_supported_case_is_3(self, command, implementation) -> None:
        completed = command("run", implementation(IDENTITY), "--level", "object")
        assert completed.code == 3
        assert completed.out.splitlines()[-1] == "nothing was judged: all cases are unsupported"

    def test_with_unclaimed_levels_is_0(self, command, implementation) -> None:
        completed = command("run", implementation(IDENTITY))
        assert completed.code == 0
        assert completed.out.splitlines()[-1] == "conforms at level wire"

    def test_of_selected_cases_is_0_without_naming_a_level(self, command, implementation) -> None:
        completed = command("run", implementation(IDENTITY), "--select", "quality/values/low:wire")
        assert completed.code == 0
        assert completed.out.splitlines()[-1].endswith(" pass; no level was run completely")

    def test_with_requested_level_that_is_unsupported_is_1(self, command, implementation) -> None:
        calls = next(case.id for case in Corpus.load().cases if case.level == "object" and case.strength == "must")
        levels = ("--level", "wire", "--level", "object")
        completed = command("run", implementation(IDENTITY), *levels, "--select", "quality/*", "--select", calls)
        assert completed.code == 1
        assert "level object was requested, but is unsupported: this function claims level wire" in completed.out
        assert completed.out.splitlines()[-1] == "does not conform: 1 failure"

    @pytest.mark.parametrize(("fail_on", "code"), [("must", 3), ("should", 1)])
    def test_with_failure_of_strength_should_depends_on_fail_on(
        self, command, implementation, should_case: str, fail_on: str, code: int
    ) -> None:
        """A function that accepts everything fails the weak requirement, and passes the other selected cases."""
        path = implementation(IDENTITY)
        completed = command("run", path, "--level", "schema", "--select", should_case, "--fail-on", fail_on)
        assert completed.code == code
        assert completed.out.startswith("ADVISORY " if fail_on == "must" else "FAIL ")
        assert "    expected  rejected" in completed.out

    def test_with_implementation_that_cannot_be_imported_is_3(self, command) -> None:
        command("run", "no_such_module_x:tool").assert_error(3, "there is no module 'no_such_module_x'. ")


class TestInvalidImplementation:
    @pytest.mark.parametrize("path", ["", "mine", "mine:", ":tool", "mine.tool"])
    def test_malformed_path_exits_with_2(self, command, path: str) -> None:
        command("run", path).assert_error(2, f"{path!r} does not name an implementation. ", "package.module:Name")

    @pytest.mark.parametrize(
        "command_line", ["perl adapter.pl", "adapter.pl", "./adapter", "bin/adapter", "java Main:x", "adapter.mjs"]
    )
    def test_program_exits_with_2_and_names_the_option(self, command, command_line: str) -> None:
        problem = f"{command_line!r} does not name an implementation. "
        command("run", command_line).assert_error(2, f'{problem}For a program, write --command "{command_line}"')

    def test_level_exits_with_2_and_names_the_option(self, command) -> None:
        hint = "Repeat the option: --level wire --level schema"
        command("run", "--level", "wire", "schema").assert_error(2, f"'schema' does not name an implementation. {hint}")

    def test_file_exits_with_3_and_names_the_module(self, command) -> None:
        hint = "Write the module with dots and without .py: tests.adapter:Name"
        command("run", "tests/adapter.py:Name").assert_error(3, f"does not name a Python object. {hint}")

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("source", "parts"),
        [
            ("raise RuntimeError('a\\nb')", ("importing mine raised RuntimeError: a b. Run python -c 'import mine'",)),
            ("import sys; sys.exit(0)", ("importing mine raised SystemExit: 0",)),
            ("import no_such_x", ("there is no module 'no_such_x'. ",)),
            ("def (", ("importing mine raised SyntaxError",)),
            ("class Tool: pass", ("mine has no attribute tool. Did you mean Tool?",)),
            (
                "class tool: pass",
                ("no adapter fits this class. A class needs as_dict, from_dict and to_dict, model_validate",),
            ),
            ("tool = 5", ("no adapter fits this ", "int")),
            ("", ("mine has no attribute tool. ",)),
        ],
    )
    def test_unusable_implementation_exits_with_3(self, command, implementation, source: str, parts) -> None:
        command("run", implementation(source)).assert_error(3, "'mine:tool': ", *parts)

    def test_import_error_prints_no_traceback(self, process, implementation) -> None:
        completed = process("run", implementation("raise RuntimeError('boom')"))
        completed.assert_error(3, "importing mine raised RuntimeError: boom")


class TestInvalidFilter:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("options", "parts"),
        [
            (("--select", "qualty/values/low"), ("no case matches 'qualty/values/low'. Did you mean ", "quality/values/low")),
            (("--select", ""), ("no case matches ''",)),
            (("--area", "qualty"), ("the area 'qualty' does not exist. Did you mean quality? The areas are action, ")),
            (
                ("--requirement", "quality.valeu"),
                ("the requirement 'quality.valeu' does not exist. Did you mean quality.value",),
            ),
            (("--area", "quality", "--level", "object"), ("no case ", "level object. ", "wire, schema")),
        ],
    )  # fmt: skip
    def test_exits_with_2(self, command, options, parts) -> None:
        command("run", REFERENCE, *options).assert_error(2, *parts)


class TestEvidence:
    def test_is_written_and_verified(self, command, modules: Path) -> None:
        assert command("run", REFERENCE, "--area", "quality", "--evidence", "new/directory/e.ndjson").code == 0
        header = json.loads((modules / "new/directory/e.ndjson").read_text().splitlines()[0])
        assert header["selection"] == {
            "levels": [],
            "select": [],
            "areas": ["quality"],
            "requirements": [],
            "smoke": False,
            "corpus_since": None,
        }
        assert command("verify", "new/directory/e.ndjson").code == 0

    @pytest.mark.parametrize("place", [".", "file/e.ndjson"])
    def test_that_cannot_be_written_exits_with_2(self, command, implementation, modules: Path, place: str) -> None:
        (modules / "file").write_text("")
        completed = command("run", implementation(IDENTITY), "--evidence", place)
        completed.assert_error(2, "the evidence cannot be written (")
