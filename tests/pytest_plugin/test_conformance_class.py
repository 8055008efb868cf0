"""The test class: `class TestMine(ImageGenToolConformance): implementation = ...`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection

Run = Callable[..., pytest.RunResult]
Write = Callable[..., None]
LOW = "quality/values/low:wire"
SELECT = "select = ('quality/values',)"
DROPS_LOW = "implementation = faulty.drops_low"


def count_with_prerequisites(selection: Selection) -> int:
    """Return the number of selected cases and their prerequisites."""
    corpus = Corpus.load()
    return len(corpus.in_run_order(corpus.select(selection)))


@pytest.mark.slow
def test_class_with_implementation_runs_every_case_of_the_claimed_levels(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_mine="""
        from imagegen_conformance import ImageGenToolConformance
        from imagegen_reference import ImageGenTool

        class TestMine(ImageGenToolConformance):
            implementation = ImageGenTool
        """
    )
    count = count_with_prerequisites(Selection(levels=("wire", "object", "schema")))
    result = run(None)
    result.assert_outcomes(passed=count)
    result.stdout.fnmatch_lines([f"collected {count} items"])


def test_ids_of_tests_contain_ids_of_cases(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    result = run(None, "--collect-only", "-q")
    assert f"test_mine.py::TestMine::test_case[{LOW}]" in result.outlines


PYDANTIC = """
import pydantic

class Model(pydantic.BaseModel, extra="allow"):
    type: str
"""


@pytest.mark.parametrize(
    ("implementation", "before", "passed"),
    [
        ("faulty.ImageGenTool", "", 10),
        ("faulty.identity", "", 5),
        ("lambda payload: payload", "", 5),
        ("staticmethod(faulty.identity)", "", 5),
        ("faulty.IdentityAdapter", "", 5),
        ("faulty.IdentityAdapter()", "", 5),
        ("faulty.validator", "", 5),
        ("Model", PYDANTIC, 10),
    ],
)
def test_every_kind_of_implementation_is_adapted(
    run: Run, mine: Write, implementation: str, before: str, passed: int
) -> None:
    mine(f"implementation = {implementation}", SELECT, before=before)
    result = run(None)
    result.assert_outcomes(passed=passed)
    assert result.ret == 0


def test_function_is_inherited_as_a_function(run: Run, mine: Write) -> None:
    mine("implementation = faulty.identity", SELECT)
    with Path("test_mine.py").open("a", encoding="utf-8") as file:
        file.write("\n\nclass TestHigh(TestMine):\n    select = ['quality/values/high:wire']\n")
    run(None).assert_outcomes(passed=5 + 2)


def test_failure_has_the_description_and_a_rerun_command(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    result = run(None)
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            f"*TestMine.test_case[[]{LOW}[]]*",
            f"FAIL {LOW} [[]wire, must[]]: wrong-output at /quality",
            '  sent      {"type": "image_generation", "quality": "low"} (to parse)',
            f"  rerun     pytest 'test_mine.py::TestMine::test_case[[]{LOW}[]]'",
        ]
    )
    result.stdout.no_fnmatch_line("*conformance_class.py*")


@pytest.mark.parametrize("directory", [".", "tests"])
def test_rerun_command_runs_the_failing_case_only(
    run: Run, mine: Write, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, directory: str
) -> None:
    pytester.makeini("[pytest]")
    attributes = ("implementation = faulty.rejects_all", "select = ('quality/types', 'deprecated')")
    mine(*attributes, name=f"{directory}/test_mine")
    pytester.syspathinsert()
    monkeypatch.chdir(pytester.path / directory)
    first = run(None)
    summary = next(line for line in first.outlines if line.startswith("FAIL "))
    command = next(line for line in first.outlines if line.startswith("  rerun ")).split(maxsplit=1)[1]
    second = run(None, *shlex.split(command)[1:])
    second.assert_outcomes(failed=1)
    second.stdout.fnmatch_lines([summary.replace("[", "[[]")])


def test_levels_and_select_filter_the_cases(run: Run, mine: Write) -> None:
    mine("implementation = faulty.ImageGenTool", "levels = ['wire', 'schema']", "select = ['name', 'quality/values']")
    selection = Selection(levels=("wire", "schema"), patterns=("name", "quality/values"))
    run(None).assert_outcomes(passed=count_with_prerequisites(selection))


@pytest.mark.parametrize(
    ("fail_on", "outcomes"), [("must", {"passed": 2, "xfailed": 1}), ("should", {"passed": 2, "failed": 1})]
)
def test_fail_on_is_the_threshold_of_failures(run: Run, mine: Write, fail_on: str, outcomes: dict[str, int]) -> None:
    select = "select = ('model/open/empty:wire', 'quality/values/low:wire')"
    mine("implementation = faulty.rejects_empty_model", select, f"fail_on = {fail_on!r}")
    run(None).assert_outcomes(**outcomes)


def test_unclaimed_level_is_collected_only_if_it_is_requested(run: Run, mine: Write) -> None:
    mine("implementation = faulty.WithoutValidate", SELECT)
    run(None).assert_outcomes(passed=5)
    mine("implementation = faulty.WithoutValidate", "select = ('quality',)", "levels = ('schema',)")
    selection = Selection(levels=("schema",), areas=("quality",))
    run(None).assert_outcomes(passed=count_with_prerequisites(selection))


def test_id_selects_one_case_and_its_prerequisite(run: Run, mine: Write) -> None:
    mine("implementation = faulty.ImageGenTool", "select = ('quality/values/low',)")
    run(None).assert_outcomes(passed=2)


def test_claimed_level_without_operation_fails(run: Run, mine: Write) -> None:
    mine("implementation = faulty.WithoutParse", SELECT)
    result = run(None)
    result.assert_outcomes(failed=5)
    result.stdout.fnmatch_lines(["UNSUPPORTED *", "  actual    unsupported: the adapter does not parse payloads"])


def test_listed_failure_is_xfailed_with_its_reason(run: Run, mine: Write, expect: Callable[..., Path]) -> None:
    expect(LOW)
    mine(DROPS_LOW, SELECT, "expected_failures = 'expected.json'")
    result = run(None, "-rx")
    result.assert_outcomes(passed=4, xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL test_mine.py::TestMine::test_case* - *quality is lost"])


def test_listed_failure_that_passes_fails(run: Run, mine: Write, expect: Callable[..., Path]) -> None:
    expect(LOW)
    mine("implementation = faulty.identity", SELECT, "expected_failures = 'expected.json'")
    result = run(None)
    result.assert_outcomes(passed=4, failed=1)
    problem = f"the listed failure of {LOW} did not occur: the case passes. Delete it from the list."
    result.stdout.fnmatch_lines([f"*expected.json /expected_failures/0: {problem}"])


def test_file_of_expected_failures_is_relative_to_the_class(
    run: Run, mine: Write, expect: Callable[..., Path], pytester: pytest.Pytester
) -> None:
    pytester.mkdir("sub")
    pytester.syspathinsert()
    expect(LOW).rename("sub/expected.json")
    mine(DROPS_LOW, SELECT, "expected_failures = 'expected.json'", name="sub/test_mine")
    run(None).assert_outcomes(passed=4, xfailed=1)


def test_inherited_file_of_expected_failures_is_relative_to_the_base_class(
    run: Run, expect: Callable[..., Path], pytester: pytest.Pytester
) -> None:
    expect(LOW)
    pytester.makepyfile(
        base="""
        from imagegen_conformance import ImageGenToolConformance

        class Base(ImageGenToolConformance):
            select = ("quality/values",)
            expected_failures = "expected.json"
        """
    )
    pytester.mkdir("sub").joinpath("test_mine.py").write_text(
        "import base, faulty\nclass TestMine(base.Base):\n    implementation = faulty.drops_low\n", encoding="utf-8"
    )
    pytester.syspathinsert()
    run(None).assert_outcomes(passed=4, xfailed=1)


def test_two_classes_in_one_module_run_their_own_cases(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    with Path("test_mine.py").open("a", encoding="utf-8") as file:
        file.write("\n\nclass TestOther(ImageGenToolConformance):\n    implementation = faulty.identity\n")
        file.write("    select = ('quality/values',)\n\n    def test_of_its_own(self): pass\n")
    run(None).assert_outcomes(passed=4 + 5 + 1, failed=1)


def test_marks_and_fixtures_apply_to_the_tests(run: Run, mine: Write) -> None:
    fixture = "@pytest.fixture(autouse=True)\ndef noisy(): print('set up')\n"
    mine(DROPS_LOW, SELECT, before=f"import pytest\n{fixture}\n@pytest.mark.skipif(True, reason='not here')")
    run(None).assert_outcomes(skipped=5)
    mine(DROPS_LOW, SELECT, before=f"import pytest\n{fixture}\n@pytest.mark.xfail(strict=False)")
    result = run(None, "-m", "xfail", "-s")
    result.assert_outcomes(xpassed=4, xfailed=1)
    assert result.stdout.str().count("set up") == 5


def test_k_lf_and_workers_apply_to_the_tests(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    run(None, "-k", "TestMine and low").assert_outcomes(failed=1, deselected=4)
    run(None, "-n2").assert_outcomes(passed=4, failed=1)
    run(None, "--lf").assert_outcomes(failed=1)


def test_class_runs_beside_the_option_impl(run: Run, mine: Write, verify: Callable[[str], pytest.RunResult]) -> None:
    mine(DROPS_LOW, SELECT)
    options = ("--imagegen-select=quality/values", "--imagegen-level=wire", "--imagegen-evidence=run.ndjson")
    result = run("faulty:identity", *options)
    result.assert_outcomes(passed=9, failed=1)
    result.stdout.fnmatch_lines(["5 selected cases pass; *"])
    verify("run.ndjson").stdout.fnmatch_lines(["*5 cases, 5 pass*exit code 0"])


@pytest.mark.parametrize(
    ("implementation", "outcomes", "line"),
    [
        ("crashes", {"failed": 1, "skipped": 4}, "  actual    error: RuntimeError: the disk is full"),
        ("raises_system_exit", {"failed": 1, "skipped": 4}, "  actual    error: SystemExit: 0"),
        ("warns", {"failed": 1, "skipped": 4}, "  actual    error: DeprecationWarning: that is old"),
        ("raises_lone_surrogate", {"failed": 1, "skipped": 4}, "  actual    rejected: *ud83d is a lone surrogate*"),
        ("returns_errors", {"failed": 1, "skipped": 4}, "  actual    rejected*"),
        ("prints", {"failed": 1, "passed": 4}, "text on stdout"),
        ("replaces_stdout", {"passed": 5}, "*5 passed*"),
        ("changes_input", {"xfailed": 5}, "*5 xfailed*"),
    ],
)
def test_behavior_of_the_implementation_is_contained(
    run: Run, mine: Write, implementation: str, outcomes: dict[str, int], line: str
) -> None:
    mine(f"implementation = faulty.{implementation}", SELECT)
    result = run(None)
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines([line])


def test_interrupt_ends_the_session(pytester: pytest.Pytester, mine: Write) -> None:
    mine("implementation = faulty.interrupts", SELECT)
    result = pytester.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED
