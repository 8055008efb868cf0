"""The profile and the revision: the options, the attributes of a test class, and adapters that state a revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Mine = Callable[..., None]
Records = Callable[[str], list[dict[str, Any]]]
Verify = Callable[[str], pytest.RunResult]
EVIDENCE = "--imagegen-evidence=run.ndjson"
OPENAI = ("--imagegen-profile=openai",)
QUALITY = ("--imagegen-select=quality/values", "--imagegen-level=wire")
STATES = """
from faulty import IdentityAdapter

class Openai(IdentityAdapter):
    profile = "openai"
    revision = "3.46.0"

class Unknown(IdentityAdapter):
    profile = "openai"
    revision = "2026-11-05"
"""
PROBLEM = (
    "the adapter of 'states:Unknown' states an unknown revision: the profile openai has no revision '2026-11-05'. "
)


@pytest.fixture(autouse=True)
def _states(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(states=STATES)


class TestOptions:
    @pytest.mark.slow
    @pytest.mark.parametrize("processes", ["-n0", "-n2"])
    def test_profile_and_revision_are_reported_recorded_and_verified(
        self, run: Run, records: Records, verify: Verify, processes: str
    ) -> None:
        options = (*OPENAI, "--imagegen-revision=3.25.0", *QUALITY, EVIDENCE, processes)
        result = run("faulty:identity", *options)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["imagegen-conformance: profile openai, revision 2026-10-06"])
        result.stdout.fnmatch_lines(["imagegen-conformance *, profile openai, revision 2026-10-06, variants off, *"])
        header = records("run.ndjson")[0]
        assert (header["profile"], header["revision"]) == ("openai", "2026-10-06")
        assert verify("run.ndjson").ret == 0

    def test_default_is_azure_2_3(self, run: Run) -> None:
        result = run("faulty:identity", *QUALITY)
        result.stdout.fnmatch_lines(["imagegen-conformance: profile azure, revision 2.3"])

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--imagegen-profile=opnai"], "the profile 'opnai' does not exist. Did you mean openai?"),
            (["--imagegen-revision=2.33"], "the profile azure has no revision '2.33'. Did you mean 2.3"),
            (
                [*OPENAI, "--imagegen-level=object"],
                "the level object does not exist in openai 2026-11-04. It exists in ",
            ),
        ],
    )
    def test_unknown_name_is_a_usage_error(self, run: Run, options: list[str], message: str) -> None:
        result = run("faulty:identity", *options)
        assert result.errlines[0].startswith(f"ERROR: {message}")
        assert result.ret == pytest.ExitCode.USAGE_ERROR

    def test_options_need_an_implementation(self, run: Run) -> None:
        result = run(None, *OPENAI)
        assert result.errlines[0].startswith("ERROR: --imagegen-profile needs an implementation. ")

    def test_rerun_command_names_profile_and_revision(self, run: Run) -> None:
        result = run("faulty:rejects_all", *OPENAI, "--imagegen-revision=2026-02-05", "--imagegen-area=quality")
        options = "--imagegen-profile openai --imagegen-revision 2026-02-05"
        result.stdout.fnmatch_lines([f"*pytest --imagegen-impl faulty:rejects_all {options} imagegen-conformance::*"])

    def test_failure_cites_no_document_of_another_profile(self, run: Run) -> None:
        result = run("faulty:rejects_all", *OPENAI, "--imagegen-select=quality/values/low", "--imagegen-level=schema")
        source = next(line for line in result.outlines if line.lstrip("E ").startswith("source "))
        assert "openai for Python" in source

    def test_other_stated_revision_is_reported_in_one_line(self, run: Run) -> None:
        result = run("states:Openai", *QUALITY)
        assert result.ret == 0
        advice = "Add --imagegen-profile openai --imagegen-revision 2026-11-04."
        text = f"the adapter states that it implements openai 2026-11-04. {advice}"
        assert " ".join(result.stdout.str().split()).count(text) == 1

    def test_unknown_stated_revision_is_a_usage_error(self, run: Run) -> None:
        result = run("states:Unknown", *QUALITY)
        assert result.errlines[0].startswith(f"ERROR: {PROBLEM}")
        assert result.ret == pytest.ExitCode.USAGE_ERROR


class TestAttributes:
    def test_cases_are_those_of_the_revision(self, run: Run, mine: Mine) -> None:
        mine("implementation = faulty.identity", 'profile = "openai"', 'select = ["quality/values"]')
        result = run(None, "--collect-only", "-q")
        assert any(
            "[quality/values/xhigh:wire]" in line or "[quality/values/low:wire]" in line for line in result.outlines
        )
        mine("implementation = faulty.identity", 'profile = "openai"', 'select = ["name/"]', 'levels = ["wire"]')
        totals = run(None)
        totals.stdout.fnmatch_lines(["imagegen-conformance *, profile openai, revision 2026-11-04, *"])
        assert totals.ret == 0

    @pytest.mark.slow
    def test_release_is_resolved_by_all_processes(self, run: Run, mine: Mine) -> None:
        mine(
            "implementation = faulty.drops_low",
            'profile = "openai"',
            'revision = "3.25"',
            'select = ["quality/values"]',
        )
        one_process, two_processes = run(None), run(None, "-n2")
        assert two_processes.parseoutcomes() == one_process.parseoutcomes()
        two_processes.stdout.fnmatch_lines(["imagegen-conformance *, profile openai, revision 2026-10-06, *"])

    @pytest.mark.parametrize(
        ("attributes", "message"),
        [
            (['profile = "opnai"'], "TestMine: the profile 'opnai' does not exist. Did you mean openai?"),
            (
                ['revision = "2.33"'],
                "TestMine: the profile azure has no revision '2.33'. Did you mean 2.3*",
            ),
            (
                ['profile = "openai"', 'revision = "2.3"'],
                "TestMine: the profile openai has no revision '2.3'. It is a revision of the profile azure*",
            ),
            (["profile = 1"], "TestMine: `profile` is 1. Set it to the name of a profile as a string."),
            (["revision = 2.3"], "TestMine: `revision` is 2.3. Set it to the name of a revision as a string."),
            (["profiel = 'openai'"], "TestMine: unknown attribute `profiel`. Did you mean profile?"),
        ],
    )
    def test_invalid_attribute_is_a_collection_error(self, run: Run, mine: Mine, attributes, message: str) -> None:
        mine("implementation = faulty.identity", *attributes)
        result = run(None)
        result.stdout.fnmatch_lines([f"*{message.replace('[', '[[]')}"])
        assert result.ret == pytest.ExitCode.INTERRUPTED

    @pytest.mark.slow
    def test_other_stated_revision_is_reported_in_one_line(self, run: Run, mine: Mine) -> None:
        mine("implementation = states.Openai", 'select = ["quality/values"]', before="import states")
        advice = 'Set `profile = "openai"` and `revision = "2026-11-04"`.'
        text = f"the adapter states that it implements openai 2026-11-04. {advice}"
        for processes in ("-n0", "-n2"):
            result = run(None, processes)
            assert result.ret == 0
            assert " ".join(result.stdout.str().split()).count(text) == 1

    def test_unknown_stated_revision_is_a_collection_error(self, run: Run, mine: Mine) -> None:
        mine("implementation = states.Unknown", before="import states")
        result = run(None)
        result.stdout.fnmatch_lines([f"*TestMine: {PROBLEM}*"])

    def test_expected_failure_of_another_revision_is_a_collection_error(
        self, run: Run, mine: Mine, expect: Callable[..., Path]
    ) -> None:
        expect("name/types/integer", failure="wrongly-accepted")
        mine("implementation = faulty.identity", 'revision = "2.0"', 'expected_failures = "expected.json"')
        problem = "the case name/types/integer does not exist in azure 2.0. It exists in azure since 2.1."
        run(None).stdout.fnmatch_lines([f"*{problem}*"])
