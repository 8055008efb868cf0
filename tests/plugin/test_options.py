"""--imagegen-level, -strength, -select, -area, -requirement: which cases run, and which of them gate."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.corpus import Corpus, Selection

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"


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
def test_filters_take_what_the_corpus_selects(run: Run, options: list[str], selection: Selection) -> None:
    result = run(REFERENCE, *options)
    result.assert_outcomes(passed=len(Corpus.load().select(selection)))
    assert result.ret == 0


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--imagegen-select=quality/value", "*no case matches 'quality/value'; did you mean *"),
        ("--imagegen-area=qualities", "*there is no area 'qualities'; there are *quality*"),
        (
            "--imagegen-requirement=quality.values",
            "*there is no requirement 'quality.values'; did you mean quality.value*",
        ),
        ("--imagegen-level=wires", "*--imagegen-level: invalid choice: 'wires'*"),
        ("--imagegen-strength=may", "*--imagegen-strength: invalid choice: 'may'*"),
    ],
)
def test_a_wrong_value_is_told_without_a_traceback(run: Run, option: str, message: str) -> None:
    result = run(REFERENCE, option)
    result.stderr.fnmatch_lines([message])
    result.stderr.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("levels", [["model"], ["wire", "model"]])
def test_a_level_that_the_other_filters_leave_nothing_of_is_refused(run: Run, levels: list[str]) -> None:
    result = run(REFERENCE, *(f"--imagegen-level={level}" for level in levels), "--imagegen-area=quality")
    result.stderr.fnmatch_lines(
        ["ERROR: no case passes all the filters together at level model; without * there are cases at wire, schema"]
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_an_id_selects_its_case_alone(run: Run) -> None:
    result = run(REFERENCE, "--imagegen-select=quality/values/low")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 selected cases pass; that says nothing of a whole level"])


def test_a_level_asked_for_by_name_and_not_done_fails(run: Run) -> None:
    result = run("wrong:validator", VALUES, "--imagegen-level=wire")
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["UNSUPPORTED quality/values/low:wire *", "nothing was judged*"])
    assert result.ret == 1


def test_a_level_that_is_claimed_and_not_done_fails(run: Run) -> None:
    result = run("wrong:Silent", VALUES)
    result.assert_outcomes(failed=4, skipped=4)
    result.stdout.fnmatch_lines(
        [
            "  came    unsupported: payloads are not parsed",
            "level wire is claimed, and 4 cases were answered as unsupported: payloads are not parsed",
        ]
    )
    assert result.ret == 1


def test_a_class_without_validate_is_asked_about_schema_by_name_only(run: Run) -> None:
    run("wrong:Bare", VALUES).assert_outcomes(passed=4, skipped=4)
    result = run("wrong:Bare", "--imagegen-area=quality", "--imagegen-level=schema")
    result.assert_outcomes(passed=len(Corpus.load().select(Selection(levels=("schema",), areas=("quality",)))))
    assert result.ret == 0


def test_a_level_that_is_not_claimed_is_skipped(run: Run) -> None:
    result = run("wrong:keeps", VALUES, "-rs")
    result.assert_outcomes(passed=4, skipped=4)
    result.stdout.fnmatch_lines(["SKIPPED [[]4[]] imagegen-conformance*: level schema is not claimed"])
    assert result.ret == 0


def test_a_run_that_judges_nothing_is_not_green(run: Run) -> None:
    result = run("wrong:validator", "--imagegen-select=quality/values/*:wire")
    result.assert_outcomes(skipped=4)
    result.stdout.fnmatch_lines(["nothing was judged: every case is unsupported"])
    assert result.ret == 1


SHOULD = ("--imagegen-select=output_compression/values/most:wire",)


def test_a_weak_failure_is_xfailed_where_must_gates(run: Run) -> None:
    result = run("wrong:drops_compression", *SHOULD, "--imagegen-select=quality/values/low:wire", "-rx")
    result.assert_outcomes(passed=1, xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL imagegen-conformance::output_compression/values/most:wire - weaker than*FAIL*"])
    assert result.ret == 0


@pytest.mark.parametrize(
    ("implementation", "outcomes"), [("wrong:keeps", {"passed": 1}), ("wrong:drops_compression", {"xfailed": 1})]
)
def test_a_run_that_nothing_gates_is_not_green(run: Run, implementation: str, outcomes: dict[str, int]) -> None:
    result = run(implementation, *SHOULD)
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(["nothing that gates was judged: all of it is weaker than must"])
    assert result.ret == 1


def test_a_weak_failure_fails_where_should_gates(run: Run) -> None:
    result = run("wrong:drops_compression", *SHOULD, "--imagegen-strength=should")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*--imagegen-strength should imagegen-conformance::output_compression/values/most:wire"]
    )
    assert result.ret == 1
