"""pytest's own options work on cases as they do on tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"
WIRE = (VALUES, "--imagegen-level=wire")


def ran(result: pytest.RunResult) -> list[str]:
    """The cases that -v tells of, in order."""
    prefix = "imagegen-conformance::"
    return [line.split()[0].removeprefix(prefix) for line in result.outlines if line.startswith(prefix)]


def test_k_selects_by_id(run: Run) -> None:
    result = run(REFERENCE, VALUES, "-k", "low or auto", "-v")
    result.assert_outcomes(passed=4, deselected=4)
    assert [id_.removesuffix(":wire") for id_ in ran(result)[::2]] == ["quality/values/low", "quality/values/auto"]


@pytest.mark.parametrize(
    "options", [["-k", "quality/values"], ["-k", "quality/values", "-n2"], ["imagegen-conformance::quality/values/low"]]
)
def test_a_part_of_the_cases_is_no_level(run: Run, options: list[str]) -> None:
    result = run(REFERENCE, *options)
    passed = 8 if "-k" in options else 1
    result.stdout.fnmatch_lines([f"{passed} selected cases pass; that says nothing of a whole level"])
    assert result.ret == 0


def test_k_that_leaves_own_tests_only_runs_no_case(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    result = run(REFERENCE, VALUES, "-k", "test_one")
    result.assert_outcomes(passed=1, deselected=8)
    assert result.ret == 0


def test_k_that_leaves_nothing_is_not_green(run: Run) -> None:
    assert run(REFERENCE, VALUES, "-k", "nothing").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_m_takes_cases_as_tests_without_marks(run: Run) -> None:
    run(REFERENCE, VALUES, "-m", "not slow").assert_outcomes(passed=8)
    run(REFERENCE, VALUES, "-m", "slow").assert_outcomes(deselected=8)


def test_deselect_takes_the_id_of_an_item(run: Run) -> None:
    result = run(REFERENCE, VALUES, "--deselect", "imagegen-conformance::quality/values/low")
    result.assert_outcomes(passed=6, deselected=2)  # like pytest with any other id, all that begin with it


def test_the_id_of_an_item_selects_it(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    low = "imagegen-conformance::quality/values/low"
    result = run(REFERENCE, low, low, "-v")
    result.assert_outcomes(passed=1)
    assert ran(result) == ["quality/values/low"]


def test_ids_of_items_stand_beside_files(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass\ndef test_two(): pass")
    run(REFERENCE, "test_own.py::test_one", "imagegen-conformance::quality/values/low").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("quality/values/lows", "there is no case quality/values/lows; did you mean quality/values/low*"),
        ("size/values/auto", "size/values/auto is not among the cases that the options select; *"),
    ],
)
def test_an_id_that_fits_nothing_is_one_line(run: Run, id_: str, message: str) -> None:
    result = run(REFERENCE, VALUES, f"imagegen-conformance::{id_}")
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_lf_runs_what_failed_last(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    run("wrong:drops_low", *WIRE).assert_outcomes(passed=4, failed=1)
    result = run("wrong:drops_low", *WIRE, "--lf", "-v")
    result.stdout.fnmatch_lines(["run-last-failure: rerun previous 1 failure*"])
    result.assert_outcomes(failed=1, deselected=4)
    assert ran(result)[0] == "quality/values/low:wire"


def test_lf_forgets_what_was_mended(run: Run) -> None:
    run("wrong:drops_low", *WIRE).assert_outcomes(passed=3, failed=1)
    run("wrong:keeps", *WIRE, "--lf").assert_outcomes(passed=1, deselected=3)
    run("wrong:keeps", *WIRE, "--lf").assert_outcomes(passed=4)


def test_ff_runs_what_failed_first(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    run("wrong:drops", *WIRE, "imagegen-conformance::quality/values/auto:wire").assert_outcomes(failed=1)
    result = run("wrong:drops", *WIRE, "--ff", "-v")
    assert ran(result)[0] == "quality/values/auto:wire"
    result.assert_outcomes(failed=4, passed=1)


def test_stepwise_goes_on_where_it_stopped(run: Run) -> None:
    run("wrong:drops_low", *WIRE, "--sw").assert_outcomes(failed=1)
    run("wrong:keeps", *WIRE, "--sw").assert_outcomes(passed=4)


@pytest.mark.parametrize(("option", "failed"), [("-x", 1), ("--maxfail=3", 3), ("--maxfail=9", 4)])
def test_a_run_stops_at_as_many_failures_as_are_allowed(run: Run, option: str, failed: int) -> None:
    result = run("wrong:drops", *WIRE, option)
    result.assert_outcomes(failed=failed)
    assert result.ret == 1


def test_x_tears_own_tests_down(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("print('torn down')"))
    run("wrong:drops", *WIRE, "-x", "-s").stdout.fnmatch_lines(["*torn down*"])


SESSION_FIXTURE = """
import pytest

@pytest.fixture(scope="session")
def server():
    yield
    {}

def test_one(server): pass
"""


def test_fixtures_of_own_tests_that_break_in_tear_down_are_errors_of_a_test(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("raise RuntimeError('the server hangs')"))
    result = run(REFERENCE, VALUES)
    result.assert_outcomes(passed=9, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of *", "E*RuntimeError: the server hangs"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")


def test_the_last_case_is_judged_like_the_others_where_own_tests_ran(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("pass"))
    result = run("wrong:drops", *WIRE, "-k", "test_one or auto")
    result.assert_outcomes(passed=1, failed=1, deselected=3)
    result.stdout.fnmatch_lines(["FAIL quality/values/auto:wire *", "does not conform: 1 failing"])


def test_v_and_ra_name_the_cases(run: Run) -> None:
    result = run("wrong:drops_low", VALUES, "-v", "-rA")
    result.stdout.fnmatch_lines(
        [
            "imagegen-conformance::quality/values/low SKIPPED (level schema is no*",
            "imagegen-conformance::quality/values/low:wire FAILED *",
            "PASSED imagegen-conformance::quality/values/medium:wire",
            "SKIPPED [[]4[]] imagegen-conformance*: level schema is not claimed",
            "FAILED imagegen-conformance::quality/values/low:wire*",
        ]
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--durations=3", "-vv"],
        ["--setup-show"],
        ["-p", "no:terminal"],
        ["-p", "no:cacheprovider"],
        ["-p", "no:capture"],
        ["-p", "no:logging"],
        ["-p", "no:setuponly"],
        ["--tb=line"],
        ["--tb=no"],
        ["--no-summary"],
        ["-qq"],
        ["--import-mode=importlib"],
        ["--strict-markers", "--strict-config", "-o", "xfail_strict=true"],
    ],
    ids=" ".join,
)
def test_other_options_change_no_verdict(run: Run, pytester: pytest.Pytester, options: list[str]) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("pass"))
    result = run("wrong:drops_low", *WIRE, *options, "--junitxml=report.xml")
    text = (pytester.path / "report.xml").read_text(encoding="utf-8")
    assert 'errors="0" failures="1" skipped="0" tests="5"' in text
    assert result.ret == 1
    assert not result.errlines or result.errlines == [""]


def test_setup_show_names_no_phase_that_a_case_does_not_have(run: Run) -> None:
    run(REFERENCE, VALUES, "--setup-show").assert_outcomes(passed=8)


def test_collect_only_shows_the_tree(run: Run) -> None:
    result = run(REFERENCE, VALUES, "--collect-only")
    result.stdout.fnmatch_lines(
        ["<Cases imagegen-conformance>", "  <CaseItem quality/values/low>", "*8 tests collected*"]
    )


def test_a_collection_error_runs_nothing(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="1 / 0")
    result = run(REFERENCE, VALUES)
    result.assert_outcomes(errors=1)
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_hooks_of_the_user_see_the_reports(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_runtest_logreport(report): print(report.when, report.outcome, report.nodeid)")
    result = run("wrong:drops_low", *WIRE, "-s")
    result.stdout.fnmatch_lines(["*call failed imagegen-conformance::quality/values/low:wire"])
