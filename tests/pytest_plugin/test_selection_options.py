"""The options that select cases, and --imagegen-fail-on: which cases run, and which of them gate."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"


def count_with_prerequisites(selection: Selection) -> int:
    """Return the number of selected cases and their prerequisites."""
    corpus = Corpus.load()
    return len(corpus.in_run_order(corpus.select(selection)))


@pytest.mark.parametrize(
    ("options", "selection"),
    [
        (["--imagegen-level=wire", "--imagegen-area=size"], Selection(levels=("wire",), areas=("size",))),
        (
            ["--imagegen-level=wire", "--imagegen-level=schema", "--imagegen-area=name"],
            Selection(levels=("wire", "schema"), areas=("name",)),
        ),
        (["--imagegen-select=quality/values"], Selection(patterns=("quality/values",))),
        (["--imagegen-select=quality/values/low"], Selection(patterns=("quality/values/low",))),
        (["--imagegen-select=*/values/low*"], Selection(patterns=("*/values/low*",))),
        (["--imagegen-select=size/values", "--imagegen-select=name"], Selection(patterns=("size/values", "name"))),
        (["--imagegen-area=name", "--imagegen-area=action"], Selection(areas=("name", "action"))),
        (["--imagegen-requirement=quality.value"], Selection(requirements=("quality.value",))),
    ],
)
def test_filters_select_the_cases_that_the_corpus_selects(run: Run, options: list[str], selection: Selection) -> None:
    result = run(REFERENCE, *options)
    result.assert_outcomes(passed=count_with_prerequisites(selection))
    assert result.ret == 0


def test_smoke_selects_the_smoke_list(run: Run) -> None:
    result = run(REFERENCE, "--imagegen-smoke", "--imagegen-level=schema", "--imagegen-fail-on=should")
    result.assert_outcomes(passed=count_with_prerequisites(Selection(levels=("schema",), smoke=True)))


def test_corpus_since_selects_the_cases_that_were_registered_until_then(run: Run) -> None:
    result = run(REFERENCE, VALUES, "--imagegen-corpus-since=0.1.0")
    result.assert_outcomes(
        passed=count_with_prerequisites(Selection(patterns=("quality/values",), corpus_since="0.1.0"))
    )


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--imagegen-corpus-since=99", "ERROR: the version 99 is newer than this suite, *"),
        ("--imagegen-select=quality/value", "ERROR: no case matches 'quality/value'. Did you mean *"),
        (
            "--imagegen-area=qualities",
            "ERROR: the area 'qualities' does not exist. Did you mean quality? The areas are *quality*",
        ),
        (
            "--imagegen-requirement=quality.values",
            "ERROR: the requirement 'quality.values' does not exist. Did you mean quality.value*",
        ),
    ],
)
def test_filter_that_matches_nothing_is_a_usage_error(run: Run, option: str, message: str) -> None:
    result = run(REFERENCE, option)
    result.stderr.fnmatch_lines([message])
    result.stderr.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("levels", [["object"], ["wire", "object"]])
def test_level_without_selected_cases_is_a_usage_error(run: Run, levels: list[str]) -> None:
    result = run(REFERENCE, *(f"--imagegen-level={level}" for level in levels), "--imagegen-area=quality")
    result.stderr.fnmatch_lines(["ERROR: no case *level object. *wire, schema*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_id_selects_one_case_and_its_prerequisite(run: Run) -> None:
    result = run(REFERENCE, "--imagegen-select=quality/values/low")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["2 selected cases pass; no level was run completely"])


def test_requested_level_that_is_unsupported_fails(run: Run) -> None:
    result = run("faulty:validator", VALUES, "--imagegen-level=wire")
    result.assert_outcomes(failed=5)
    result.stdout.fnmatch_lines(["UNSUPPORTED quality/values/low:wire *", "nothing was judged: *"])
    assert result.ret == 1


def test_claimed_level_without_operation_fails(run: Run) -> None:
    result = run("faulty:WithoutParse", VALUES)
    result.assert_outcomes(failed=5, skipped=5)
    result.stdout.fnmatch_lines(
        [
            "  actual    unsupported: the adapter does not parse payloads",
            "level wire is claimed, but 5 cases are unsupported: the adapter does not parse",
        ]
    )
    assert result.ret == 1


def test_class_without_validate_runs_level_schema_only_if_it_is_requested(run: Run) -> None:
    run("faulty:WithoutValidate", VALUES).assert_outcomes(passed=5, skipped=5)
    result = run("faulty:WithoutValidate", "--imagegen-area=quality", "--imagegen-level=schema")
    result.assert_outcomes(passed=count_with_prerequisites(Selection(levels=("schema",), areas=("quality",))))
    assert result.ret == 0


def test_unclaimed_level_is_skipped(run: Run) -> None:
    result = run("faulty:identity", VALUES, "-rs")
    result.assert_outcomes(passed=5, skipped=5)
    result.stdout.fnmatch_lines(["SKIPPED [[]5[]] imagegen-conformance*: level schema is not claimed"])
    assert result.ret == 0


def test_run_without_judged_case_fails(run: Run) -> None:
    result = run("faulty:validator", "--imagegen-select=quality/values/*:wire")
    result.assert_outcomes(skipped=5)
    result.stdout.fnmatch_lines(["nothing was judged: all cases are unsupported"])
    assert result.ret == 1


SHOULD_CASE = "--imagegen-select=model/open/empty:wire"


def test_advisory_failure_is_xfailed(run: Run) -> None:
    result = run("faulty:rejects_empty_model", SHOULD_CASE, "--imagegen-select=quality/values/low:wire", "-rx")
    result.assert_outcomes(passed=2, xfailed=1)
    result.stdout.fnmatch_lines(
        ["XFAIL imagegen-conformance::model/open/empty:wire - advisory failure: wrongly rejected"]
    )
    assert result.ret == 0


def test_lost_value_fails_although_the_payload_may_be_rejected(run: Run) -> None:
    result = run("faulty:drops_empty_model", SHOULD_CASE)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAIL model/open/empty:wire [[]wire, must[]]: wrong-output at /model"])


def test_failure_of_strength_should_fails_with_fail_on_should(run: Run) -> None:
    result = run("faulty:rejects_empty_model", SHOULD_CASE, "--imagegen-fail-on=should")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*--imagegen-fail-on should imagegen-conformance::model/open/empty:wire"])
    assert result.ret == 1
