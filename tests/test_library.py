"""The function `run_suite`, for authors who build their own gate."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

import stdio_server
from command_line import python_command
from imagegen_conformance import Adapter, CaseResult, SuiteOptions, SuiteResult, run_suite
from imagegen_conformance.errors import ImplementationError, UsageError
from imagegen_reference import ImageGenTool

FIELD = "output_format/values/png"


def without_format(payload: Any) -> Any:
    """Return the payload without `output_format`."""
    print("dropping")  # noqa: T201 - the output of an implementation
    return (
        {key: value for key, value in payload.items() if key != "output_format"} if type(payload) is dict else payload
    )


def expected_failures(folder: Path) -> Path:
    """Return a file that lists the loss of `output_format`."""
    entry = {"cases": [f"{FIELD}:wire"], "failure": "wrong-output", "reason": "it is dropped"}
    file = folder / "expected.json"
    file.write_text(json.dumps({"implementation": "mine", "expected_failures": [entry]}), encoding="utf-8")
    return file


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "mine_for_library.py").write_text("import os\ndef quits(payload):\n    os._exit(0)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "mine_for_library"


class TestTargets:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("arguments", "levels"),
        [
            ({"implementation": ImageGenTool}, ("wire", "object", "schema")),
            ({"implementation": "imagegen_reference:ImageGenTool"}, ("wire", "object", "schema")),
            (
                {"implementation": "imagegen_reference:ImageGenTool", "options": SuiteOptions(isolated=False)},
                ("wire", "object", "schema"),
            ),
            (
                {"command": python_command(stdio_server.__file__, "imagegen_reference:ImageGenTool")},
                ("wire", "object", "schema"),
            ),
        ],
        ids=["object", "path", "path-in-process", "command"],
    )
    def test_correct_implementation_conforms(self, arguments, levels):
        arguments = dict(arguments)
        options = arguments.pop("options", SuiteOptions())._replace(smoke=True)
        result = run_suite(options=options, **arguments)
        assert isinstance(result, SuiteResult)
        assert result.conforms
        assert result.exit_code == 0
        assert result.failures == ()
        assert set(levels) <= set(result.implementation.levels)
        assert result.report.endswith("; no level was run completely")

    def test_crash_at_a_path_is_contained(self, module: str):
        result = run_suite(f"{module}:quits", SuiteOptions(select=["payload/omitted/all-but-type"]))
        assert result.exit_code == 1
        (failure,) = result.failures
        assert (failure.failure, failure.observation["outcome"]) == ("error", "error")

    def test_exit_in_the_process_of_the_caller_ends_the_run_as_a_failure(self, tmp_path: Path):
        def quits(payload: dict[str, object]) -> object:
            return os._exit(0) if payload.get("quality") == "low" else payload

        evidence = tmp_path / "evidence.ndjson"
        result = run_suite(quits, SuiteOptions(["wire"], select=["quality/values"], evidence=evidence))
        assert result.exit_code == 1
        assert result.interruption == "the implementation called os._exit(0)"
        assert result.run_errors == ("the implementation called os._exit(0) at quality/values/low:wire",)
        assert result.counts() == {"pass": 1}
        assert "exits, hangs and crashes" in result.report
        assert b'"complete":false' in evidence.read_bytes()

    def test_exit_while_an_adapter_is_constructed_is_an_implementation_error(self):
        class Quits(Adapter):
            def __init__(self) -> None:
                os._exit(0)

        with pytest.raises(ImplementationError, match=r"when it was loaded, the implementation called os\._exit\(0\)"):
            run_suite(Quits)

    def test_results_before_the_restart_limit_are_returned(self, module: str, tmp_path: Path):
        evidence = tmp_path / "evidence.ndjson"
        result = run_suite(f"{module}:quits", SuiteOptions(["wire"], evidence=evidence))
        assert result.exit_code == 1
        assert "failed 21 times" in result.interruption
        assert result.counts() == {"fail": 1, "blocked": 20}
        assert "incomplete run: 21 of " in result.report
        assert result.interruption.endswith("Fix the first failure, or allow more restarts with max_restarts.")
        assert b'"complete":false' in evidence.read_bytes()

    def test_exit_on_the_first_case_is_a_run_error_in_the_report(self):
        def quits(payload: object) -> object:
            os._exit(0)

        result = run_suite(quits, SuiteOptions(["wire"]))
        assert (result.exit_code, result.counts()) == (1, {})
        assert "called os._exit(0) at " in result.run_errors[0]
        assert result.report.endswith("does not conform: 1 run error")

    def test_unknown_path_is_an_implementation_error(self):
        with pytest.raises(ImplementationError, match="no_such_module"):
            run_suite("no_such_module:Name")


class TestProcessOptions:
    def test_maximum_of_restarts_ends_the_run_after_the_next_failure(self, module: str):
        result = run_suite(f"{module}:quits", SuiteOptions(["wire"], max_restarts=1))
        assert "failed 2 times" in result.interruption

    def test_hint_for_a_slow_import_names_the_option_of_the_library(self, tmp_path: Path, module: str):
        (tmp_path / f"slow_{module}.py").write_text("import time\ntime.sleep(30)\n", encoding="utf-8")
        with pytest.raises(ImplementationError) as caught:
            run_suite(f"slow_{module}:tool", SuiteOptions(startup_timeout=0.2))
        assert str(caught.value).endswith("loading it took longer than 0.2 s. Increase startup_timeout.")


def test_seed_changes_the_order_of_requests_but_not_of_results():
    requests: list[list[object]] = [[], []]

    def recording(number: int) -> Any:
        def tool(payload: dict[str, object]) -> object:
            requests[number].append(dict(payload))
            return payload

        return tool

    results = [
        run_suite(recording(number), SuiteOptions(["wire"], areas=["quality"], seed=seed))
        for number, seed in enumerate([None, 1])
    ]
    assert requests[0] != requests[1]
    assert [case.id for case in results[0].cases] == [case.id for case in results[1].cases]


class TestResults:
    def test_failure_has_its_kind_place_and_requirement(self, capsys: pytest.CaptureFixture[str]):
        result = run_suite(without_format)
        assert not result.conforms
        assert capsys.readouterr().out == ""
        (failure,) = result.failures
        assert isinstance(failure, CaseResult)
        assert failure.id == f"{FIELD}:wire"
        assert failure.level == "wire"
        assert failure.strength == "must"
        assert failure.requirement == "wire.round-trip"
        assert failure.disposition == "fail"
        assert failure.failure == "wrong-output"
        assert failure.pointer == "/output_format"
        assert failure.observation == {"outcome": "accepted", "output": {"type": "image_generation"}}

    def test_cases_that_use_the_lost_field_are_blocked(self):
        result = run_suite(without_format)
        blocked = result.with_disposition("blocked")
        assert blocked
        assert {case.blocked_by for case in blocked} == {f"{FIELD}:wire"}
        assert {case.failure for case in blocked} == {None}

    def test_counts_are_those_of_a_level(self):
        result = run_suite(ImageGenTool, SuiteOptions(select=["quality/"]))
        assert result.counts("schema") == {"pass": sum(case.level == "schema" for case in result.cases)}
        assert sum(result.counts().values()) == len(result.cases)

    def test_levels_strength_and_files_are_those_of_the_command_line(self, tmp_path: Path):
        evidence = tmp_path / "evidence.ndjson"
        expected = expected_failures(tmp_path)
        options = SuiteOptions(["wire"], fail_on="should", evidence=evidence, expected_failures=str(expected))
        result = run_suite(without_format, options)
        assert result.exit_code == 0
        assert [case.id for case in result.with_disposition("xfail")] == [f"{FIELD}:wire"]
        assert evidence.read_bytes().startswith(b'{"record":"header"')

    def test_stale_expectation_is_listed(self, tmp_path: Path):
        expected = expected_failures(tmp_path)
        result = run_suite(ImageGenTool, SuiteOptions(["wire"], expected_failures=expected))
        assert result.exit_code == 2
        assert len(result.stale_expectations) == 1

    def test_rejections_replace_the_types_of_the_adapter(self):
        def rejects(payload: object) -> object:
            raise LookupError("no")

        options = SuiteOptions(select=["payload/omitted/all-but-type"], rejections=["builtins:LookupError"])
        result = run_suite(rejects, options)
        assert result.failures[0].failure == "wrongly-rejected"


class StatesOpenai(Adapter):
    """An adapter that states which revision it implements."""

    profile = "openai"
    revision = "3.46.0"

    def parse(self, payload: Any) -> Any:
        return payload


class TestProfiles:
    @pytest.mark.parametrize("implementation", [ImageGenTool, "imagegen_reference:ImageGenTool"])
    def test_run_is_judged_by_the_profile_and_the_revision(self, implementation: object):
        options = SuiteOptions(levels=("wire",), areas=("quality",), profile="openai", revision="3.25.0")
        result = run_suite(implementation, options)
        assert (result.profile, result.revision) == ("openai", "2026-10-06")
        assert "profile openai, revision 2026-10-06" in result.report

    def test_other_stated_revision_is_reported_in_one_line(self):
        result = run_suite(StatesOpenai, SuiteOptions(areas=("quality",)))
        assert (result.implementation.profile, result.implementation.revision) == ("openai", "3.46.0")
        advice = 'Pass profile="openai" and revision="2026-11-04".'
        text = f"the adapter states that it implements openai 2026-11-04. {advice}"
        assert " ".join(result.report.split()).count(text) == 1

    def test_unknown_stated_revision_is_an_implementation_error(self):
        adapter = type("Unknown", (StatesOpenai,), {"revision": "2026-11-05"})
        with pytest.raises(ImplementationError, match="states an unknown revision: the profile openai has no revision"):
            run_suite(adapter)


class TestArguments:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({}, "no implementation is given. Pass a Python object, a path such as package.module:Name, or a command."),
            (
                {"implementation": "a:B", "command": "c"},
                "the arguments implementation and command name two implementations. Pass one of them.",
            ),
        ],
    )
    def test_other_than_one_implementation_is_a_usage_error(self, arguments, message: str):
        with pytest.raises(UsageError) as caught:
            run_suite(**arguments)
        assert str(caught.value) == message

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"levels": ["wires"]}, "the option levels has the unknown value 'wires'. Did you mean wire?"),
            ({"levels": "wire"}, "the option levels is a string. Pass a list of strings."),
            ({"select": "quality/"}, "the option select is a string. Pass a list of strings."),
            ({"fail_on": "may"}, "the option fail_on has the unknown value 'may'. The values are must, should."),
            ({"profile": 1}, "the option profile is 1. Pass a name as a string, or None."),
            ({"revision": 2.3}, "the option revision is 2.3. Pass a name as a string, or None."),
            ({"profile": "opnai"}, "the profile 'opnai' does not exist. Did you mean openai?"),
            ({"revision": "2.33"}, "the profile azure has no revision '2.33'. Did you mean 2.3"),
            ({"repeat": 0}, "the option repeat is 0. Pass a positive number."),
            ({"jobs": 0}, "the option jobs is 0. Pass a positive number."),
            ({"timeout": -1}, "the option timeout is -1. Pass a positive number."),
            ({"startup_timeout": 0}, "the option startup_timeout is 0. Pass a positive number."),
            ({"max_restarts": -1}, "the option max_restarts is -1. Pass 0 or a positive number."),
            ({"corpus_since": 1}, "the option corpus_since is 1. Pass a version of the suite as a string, or None."),
            ({"corpus_since": "99"}, "the version 99 is newer than this suite, "),
            ({"seed": "1"}, "the option seed is '1'. Pass an integer or None."),
            ({"timeout": float("nan")}, "the option timeout is nan. Pass a positive number."),
            ({"select": ["no/such/case"]}, "no case matches 'no/such/case'"),
            ({"areas": ["qualty"]}, "the area 'qualty' does not exist. Did you mean quality?"),
            ({"requirements": ["quality.valu"]}, "the requirement 'quality.valu' does not exist"),
        ],
    )
    def test_invalid_option_is_a_usage_error(self, options, message: str):
        with pytest.raises(UsageError) as caught:
            run_suite(ImageGenTool, SuiteOptions(**options))
        assert str(caught.value).startswith(message)

    def test_missing_file_of_expected_failures_is_an_error(self, tmp_path: Path):
        with pytest.raises(UsageError, match=r"missing\.json"):
            run_suite(ImageGenTool, SuiteOptions(expected_failures=tmp_path / "missing.json"))


def test_public_names_are_imported_on_first_use():
    import imagegen_conformance

    assert {"CaseResult", "SuiteOptions", "SuiteResult", "run_suite"} <= set(imagegen_conformance.__all__)
    assert imagegen_conformance.run_suite is sys.modules["imagegen_conformance.library.suite"].run_suite
