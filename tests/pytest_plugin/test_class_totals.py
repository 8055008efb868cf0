"""The totals of test classes at the end of a session: a table and a conclusion for each class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., pytest.RunResult]
Write = Callable[..., None]
SELECT = "select = ('quality/values',)"
TITLE = "=* image generation tool conformance: test_mine.py::{} =*"
WORKERS = pytest.mark.parametrize("workers", ["-n0", "-n2"])


@pytest.mark.slow
@WORKERS
def test_every_class_has_a_section_with_its_totals(run: Run, mine: Write, workers: str) -> None:
    mine("implementation = faulty.drops_low", SELECT)
    with Path("test_mine.py").open("a", encoding="utf-8") as file:
        file.write("\n\nclass TestOther(ImageGenToolConformance):\n    implementation = faulty.identity\n")
        file.write("    select = ('quality/values',)\n\n    def test_of_its_own(self): pass\n")
    result = run(None, workers)
    sections = [
        [TITLE.format("TestMine"), "faulty:drops_low (Python, function)*", "level *", "wire *4 *1 *", "does not conform: 1 failure"],
        [TITLE.format("TestOther"), "faulty:identity (Python, function)*", "level *", "wire *5 *", "5 selected cases pass; no level was run completely"],
    ]  # fmt: skip
    for section in sections:  # under xdist, the class whose result arrives first is the first
        result.stdout.fnmatch_lines(section)


@pytest.mark.slow
def test_complete_level_is_named(run: Run, mine: Write) -> None:
    mine("implementation = faulty.identity")
    run(None).stdout.fnmatch_lines([TITLE.format("TestMine"), "conforms at level wire"])


@WORKERS
def test_run_stopped_by_x_is_incomplete(run: Run, mine: Write, workers: str) -> None:
    mine("implementation = faulty.drops_quality", "select = ('quality',)")
    result = run(None, workers, "-x")
    result.stdout.fnmatch_lines([TITLE.format("TestMine"), "incomplete run: stopped after * of * cases"])
    assert result.ret != 0


@WORKERS
def test_expected_failures_are_counted(run: Run, mine: Write, expect: Callable[..., Path], workers: str) -> None:
    expect("quality/values/low:wire")
    mine("implementation = faulty.drops_low", SELECT, "expected_failures = 'expected.json'")
    result = run(None, workers)
    result.stdout.fnmatch_lines(["4 selected cases pass and 1 fails as expected; no level was run completely"])
    assert result.ret == 0


def test_class_without_results_has_no_section(run: Run, mine: Write) -> None:
    mine("implementation = faulty.identity", SELECT)
    for options in (["--collect-only"], ["-k", "nothing"]):
        run(None, *options).stdout.no_fnmatch_line("*image generation tool conformance*")


def test_class_in_a_directory_is_named_by_its_node_id(run: Run, mine: Write, pytester: pytest.Pytester) -> None:
    mine("implementation = faulty.identity", SELECT, name="tests/test_mine")
    pytester.syspathinsert()
    title = "=* image generation tool conformance: tests/test_mine.py::TestMine =*"
    run(None).stdout.fnmatch_lines([title])


@WORKERS
def test_class_whose_cases_are_all_unsupported_fails(
    run: Run, mine: Write, pytester: pytest.Pytester, workers: str
) -> None:
    pytester.makepyfile(
        late="""
        from imagegen_conformance import Adapter
        from imagegen_conformance.adapters.base import UnsupportedError

        class Late(Adapter):
            levels = ("wire",)
            supported_levels = ("wire", "schema")

            def parse(self, payload):
                return payload

            def validate(self, payload):
                raise UnsupportedError("not today")
        """
    )
    mine("implementation = late.Late", "select = ('quality/values',)", "levels = ('schema',)", before="import late")
    result = run(None, workers)
    result.stdout.fnmatch_lines(["nothing was judged: all cases are unsupported"])
    assert result.ret == 1
