"""Prerequisites: a case is judged after its prerequisites, which run on demand if the session does not run their items."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Verify = Callable[[str], pytest.RunResult]
Records = Callable[[str], list[dict[str, Any]]]
PLAIN = "payload/omitted/all-but-type"
WIRE = ("--imagegen-select=quality/values", "--imagegen-level=wire")
EVIDENCE = "--imagegen-evidence=run.ndjson"
ITEM = "imagegen-conformance::quality/values/{}:wire"
WORKERS = pytest.mark.parametrize("workers", ["-n0", "-n2"])


@pytest.fixture(autouse=True)
def _implementation(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        picky="""
        CALLS = []

        def rejects_plain(payload):
            CALLS.append(dict(payload))
            if payload == {"type": "image_generation"}:
                raise ValueError("no field")
            return payload
        """
    )


@WORKERS
def test_case_whose_prerequisite_failed_is_skipped(run: Run, verify: Verify, workers: str) -> None:
    result = run("picky:rejects_plain", *WIRE, EVIDENCE, workers, "-rs")
    result.assert_outcomes(failed=1, skipped=4)
    result.stdout.fnmatch_lines([f"4 cases are blocked by {PLAIN}", f"SKIPPED [[]4] *: blocked by {PLAIN}"])
    assert result.ret == 1
    verify("run.ndjson").stdout.fnmatch_lines(["*5 cases, 0 pass, 1 fail, 4 blocked; exit code 1"])


@pytest.mark.slow
@WORKERS
@pytest.mark.parametrize("selection", [("-k", "low or high"), (ITEM.format("low"), ITEM.format("high"))])
def test_failed_prerequisite_that_is_no_item_fails_the_items_that_it_blocks(
    run: Run, verify: Verify, records: Records, selection: tuple[str, str], workers: str
) -> None:
    result = run("picky:rejects_plain", *WIRE, EVIDENCE, *selection, workers)
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(
        [
            f"its prerequisite {PLAIN} failed: wrongly rejected",
            f"FAIL {PLAIN} [[]wire, must]: wrongly-rejected",
            f"  rerun     pytest --imagegen-impl picky:rejects_plain * imagegen-conformance::{PLAIN}",
            f"2 cases are blocked by {PLAIN}",
            "does not conform: 1 failure",
        ]
    )
    assert result.ret == 1
    assert [record.get("case") for record in records("run.ndjson")][1] == PLAIN
    assert records("run.ndjson")[0]["cases"] == 3
    verify("run.ndjson").stdout.fnmatch_lines(["*3 of 5 cases, 0 pass, 1 fail, 2 blocked; exit code 1"])


@WORKERS
def test_prerequisite_that_passes_is_recorded_once(run: Run, verify: Verify, records: Records, workers: str) -> None:
    items = [ITEM.format(value) for value in ("low", "medium", "high", "auto")]
    run("faulty:identity", *WIRE, EVIDENCE, *items, workers).assert_outcomes(passed=4)
    cases = [record["case"] for record in records("run.ndjson") if record["record"] == "case"]
    assert cases[0] == PLAIN
    assert len(cases) == len(set(cases)) == 5
    assert verify("run.ndjson").ret == 0


def test_each_case_is_executed_once_in_any_order(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(items):
            items.reverse()

        def pytest_unconfigure():
            import picky
            print("calls:", sum(len(payload) == 1 for payload in picky.CALLS), len(picky.CALLS))
        """
    )
    result = run("picky:rejects_plain", *WIRE, "-s")
    result.assert_outcomes(failed=1, skipped=4)
    # The adapter calls a function once to find out what it returns.
    result.stdout.fnmatch_lines(["*calls: 1 6"])


def test_expected_failure_of_a_prerequisite_blocks_without_a_failure(run: Run, expect: Callable[..., Path]) -> None:
    expect(PLAIN, failure="wrongly-rejected", reason="one field is needed")
    result = run("picky:rejects_plain", *WIRE, "--imagegen-expected-failures=expected.json", "-k", "low", "-rs")
    result.assert_outcomes(skipped=1, deselected=4)
    result.stdout.fnmatch_lines([f"SKIPPED [[]1] *: blocked by {PLAIN}"])


def test_stale_expectation_of_a_prerequisite_that_is_no_item_fails_the_session(
    run: Run, expect: Callable[..., Path]
) -> None:
    expect(PLAIN, failure="wrongly-rejected")
    result = run("faulty:identity", *WIRE, "--imagegen-expected-failures=expected.json", "-k", "low")
    result.assert_outcomes(passed=1, deselected=4)
    result.stdout.fnmatch_lines(
        ["stale expectations:", "  expected.json *", "1 expected failure did not occur as listed: *"]
    )
    assert result.ret == 1


def test_failure_of_a_prerequisite_that_does_not_block_is_described_in_the_totals(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        mutating="def parse(payload):\n    copy = dict(payload)\n    if len(payload) == 1: payload.clear()\n    return copy\n"
    )
    result = run("mutating:parse", *WIRE, "--imagegen-fail-on=should", ITEM.format("low"))
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"prerequisite FAIL {PLAIN} [[]wire, should]: modified-input"])
    assert result.ret == 1


@pytest.mark.slow
@WORKERS
def test_class_has_the_same_rules(run: Run, mine: Callable[..., None], workers: str) -> None:
    mine("implementation = picky.rejects_plain", "select = ('quality/values',)", before="import picky")
    result = run(None, workers, "-rs")
    result.assert_outcomes(failed=1, skipped=4)
    result.stdout.fnmatch_lines(
        [f"4 cases are blocked by {PLAIN}", f"SKIPPED [[]4] test_mine.py:4: blocked by {PLAIN}"]
    )
    result = run(None, workers, "test_mine.py::TestMine::test_case[quality/values/low:wire]")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            f"its prerequisite {PLAIN} failed: wrongly rejected",
            f"  rerun     pytest 'test_mine.py::TestMine::test_case[[]{PLAIN}]'",
            "does not conform: 1 failure",
        ]
    )
    assert result.ret == 1


def test_case_that_is_not_applicable_is_skipped(run: Run, mine: Callable[..., None], pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        typed="""
        from imagegen_conformance import Adapter
        from imagegen_conformance.adapters.base import NotApplicableError

        class SetsType(Adapter):
            levels = ("schema",)

            def validate(self, payload):
                if payload.get("type") != "image_generation":
                    raise NotApplicableError("the class sets type")
        """
    )
    result = run("typed:SetsType", "--imagegen-select=type/required", "--imagegen-level=schema", "-rs")
    assert result.parseoutcomes().get("failed") is None
    result.stdout.fnmatch_lines(["SKIPPED *: not applicable: the class sets type"])
    mine("implementation = typed.SetsType", "select = ('type/required',)", before="import typed")
    run(None, "-rs").stdout.fnmatch_lines(["SKIPPED *: not applicable: the class sets type"])
