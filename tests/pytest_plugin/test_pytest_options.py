"""pytest's own options apply to cases as they do to tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"
WIRE = (VALUES, "--imagegen-level=wire")


def run_cases(result: pytest.RunResult) -> list[str]:
    """Return the cases that the option -v lists, in order."""
    prefix = "imagegen-conformance::"
    return [line.split()[0].removeprefix(prefix) for line in result.outlines if line.startswith(prefix)]


def test_k_selects_cases_by_id(run: Run) -> None:
    result = run(REFERENCE, VALUES, "-k", "low or auto", "-v")
    result.assert_outcomes(passed=4, deselected=6)
    assert [id_.removesuffix(":wire") for id_ in run_cases(result)[::2]] == [
        "quality/values/low",
        "quality/values/auto",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", [["-k", "quality/values"], ["-k", "quality/values", "-n2"], ["imagegen-conformance::quality/values/low"]]
)
def test_partial_run_does_not_name_a_level(run: Run, options: list[str]) -> None:
    result = run(REFERENCE, *options)
    passed = 10 if "-k" in options else 2  # with the prerequisites
    result.stdout.fnmatch_lines([f"{passed} selected cases pass; no level was run completely"])
    assert result.ret == 0


def test_k_that_matches_no_case_runs_the_tests_of_the_user(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    result = run(REFERENCE, VALUES, "-k", "test_one")
    result.assert_outcomes(passed=1, deselected=10)
    assert result.ret == 0


def test_k_that_matches_nothing_fails(run: Run) -> None:
    assert run(REFERENCE, VALUES, "-k", "nothing").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_m_treats_cases_as_tests_without_marks(run: Run) -> None:
    run(REFERENCE, VALUES, "-m", "not slow").assert_outcomes(passed=10)
    run(REFERENCE, VALUES, "-m", "slow").assert_outcomes(deselected=10)


def test_deselect_accepts_the_id_of_an_item(run: Run) -> None:
    result = run(REFERENCE, VALUES, "--deselect", "imagegen-conformance::quality/values/low")
    result.assert_outcomes(passed=8, deselected=2)  # pytest deselects every id that begins with the given one


def test_id_of_an_item_selects_it_once(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    low = "imagegen-conformance::quality/values/low"
    result = run(REFERENCE, low, low, "-v")
    result.assert_outcomes(passed=1)
    assert run_cases(result) == ["quality/values/low"]


def test_ids_of_items_and_of_tests_can_be_combined(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass\ndef test_two(): pass")
    run(REFERENCE, "test_own.py::test_one", "imagegen-conformance::quality/values/low").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("quality/values/lows", "the case quality/values/lows does not exist. Did you mean quality/values/low*"),
        (
            "size/values/auto",
            "size/values/auto is not among the selected cases. Remove it, or change the options that select cases.",
        ),
    ],
)
def test_unusable_id_is_a_usage_error(run: Run, id_: str, message: str) -> None:
    result = run(REFERENCE, VALUES, f"imagegen-conformance::{id_}")
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_lf_runs_the_last_failures(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    run("faulty:drops_low", *WIRE).assert_outcomes(passed=5, failed=1)
    result = run("faulty:drops_low", *WIRE, "--lf", "-v")
    result.stdout.fnmatch_lines(["run-last-failure: rerun previous 1 failure*"])
    result.assert_outcomes(failed=1, deselected=5)
    assert run_cases(result)[0] == "quality/values/low:wire"


def test_lf_runs_everything_after_the_failures_are_fixed(run: Run) -> None:
    run("faulty:drops_low", *WIRE).assert_outcomes(passed=4, failed=1)
    run("faulty:identity", *WIRE, "--lf").assert_outcomes(passed=1, deselected=4)
    run("faulty:identity", *WIRE, "--lf").assert_outcomes(passed=5)


def test_ff_runs_the_last_failures_first(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    run("faulty:drops_quality", *WIRE, "imagegen-conformance::quality/values/auto:wire").assert_outcomes(failed=1)
    result = run("faulty:drops_quality", *WIRE, "--ff", "-v")
    assert run_cases(result)[0] == "quality/values/auto:wire"
    result.assert_outcomes(failed=4, passed=2)


def test_stepwise_continues_with_the_last_failure(run: Run) -> None:
    run("faulty:drops_low", *WIRE, "--sw").assert_outcomes(passed=1, failed=1)
    run("faulty:identity", *WIRE, "--sw").assert_outcomes(passed=4, deselected=1)


@pytest.mark.parametrize(("option", "failed"), [("-x", 1), ("--maxfail=3", 3), ("--maxfail=9", 4)])
def test_maxfail_stops_after_this_number_of_failures(run: Run, option: str, failed: int) -> None:
    result = run("faulty:drops_quality", *WIRE, option)
    result.assert_outcomes(passed=1, failed=failed)
    assert result.ret == 1


def test_x_tears_down_the_fixtures_of_the_user(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("print('fixture torn down')"))
    run("faulty:drops_quality", *WIRE, "-x", "-s").stdout.fnmatch_lines(["*fixture torn down*"])


SESSION_FIXTURE = """
import pytest

@pytest.fixture(scope="session")
def server():
    yield
    {}

def test_one(server): pass
"""


def test_error_in_the_teardown_of_a_fixture_is_an_error_of_a_test(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("raise RuntimeError('the server does not stop')"))
    result = run(REFERENCE, VALUES)
    result.assert_outcomes(passed=11, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of *", "E*RuntimeError: the server does not stop"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")


def test_last_case_after_tests_of_the_user_is_judged(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("pass"))
    result = run("faulty:drops_quality", *WIRE, "-k", "test_one or auto")
    result.assert_outcomes(passed=1, failed=1, deselected=4)
    result.stdout.fnmatch_lines(["FAIL quality/values/auto:wire *", "does not conform: 1 failure"])


def test_v_and_ra_list_the_cases(run: Run) -> None:
    result = run("faulty:drops_low", VALUES, "-v", "-rA")
    result.stdout.fnmatch_lines(
        [
            "imagegen-conformance::quality/values/low SKIPPED (level schema is no*",
            "imagegen-conformance::quality/values/low:wire FAILED *",
            "PASSED imagegen-conformance::quality/values/medium:wire",
            "SKIPPED [[]5[]] imagegen-conformance*: level schema is not claimed",
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
def test_other_options_do_not_change_the_verdicts(run: Run, pytester: pytest.Pytester, options: list[str]) -> None:
    pytester.makepyfile(test_own=SESSION_FIXTURE.format("pass"))
    result = run("faulty:drops_low", *WIRE, *options, "--junitxml=report.xml")
    text = (pytester.path / "report.xml").read_text(encoding="utf-8")
    assert 'errors="0" failures="1" skipped="0" tests="6"' in text
    assert result.ret == 1
    assert not result.errlines or result.errlines == [""]


def test_setup_show_runs_every_case(run: Run) -> None:
    run(REFERENCE, VALUES, "--setup-show").assert_outcomes(passed=10)


def test_collect_only_shows_the_tree_of_nodes(run: Run) -> None:
    result = run(REFERENCE, VALUES, "--collect-only")
    result.stdout.fnmatch_lines(
        ["<Cases imagegen-conformance>", "  <CaseItem quality/values/low>", "*10 tests collected*"]
    )


def test_collection_error_runs_no_case(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="1 / 0")
    result = run(REFERENCE, VALUES)
    result.assert_outcomes(errors=1)
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_hooks_of_the_user_receive_the_reports(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_runtest_logreport(report): print(report.when, report.outcome, report.nodeid)")
    result = run("faulty:drops_low", *WIRE, "-s")
    result.stdout.fnmatch_lines(["*call failed imagegen-conformance::quality/values/low:wire"])
