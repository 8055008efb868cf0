"""The subclass door: `class TestMine(ImageGenToolConformance): implementation = ...`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus, Selection

Run = Callable[..., pytest.RunResult]
Write = Callable[..., None]
LOW = "quality/values/low:wire"


@pytest.fixture
def mine(pytester: pytest.Pytester) -> Write:
    """Write `test_mine.py` with a test class of these attributes, each a line of Python."""

    def write(*attributes: str, name: str = "test_mine", before: str = "") -> None:
        lines = "\n".join(f"    {attribute}" for attribute in attributes)
        source = "import wrong\nfrom imagegen_conformance import ImageGenToolConformance\n"
        pytester.makepyfile(
            **{name: f"{source}{before}\nclass TestMine(ImageGenToolConformance):\n{lines or '    pass'}\n"}
        )

    return write


SELECT = "select = ('quality/values',)"
WIRE = "levels = ('wire',)"
DROPS_LOW = "implementation = wrong.drops_low"
MOST = "select = ('output_compression/values/most:wire',)"


def test_three_lines_run_every_case_that_is_claimed(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_mine="""
        from imagegen_conformance import ImageGenToolConformance
        from imagegen_reference import ImageGenTool

        class TestMine(ImageGenToolConformance):
            implementation = ImageGenTool
        """
    )
    count = len(Corpus.load().select(Selection(levels=("wire", "model", "schema"))))
    result = run(None)
    result.assert_outcomes(passed=count)
    result.stdout.fnmatch_lines([f"collected {count} items"])


def test_ids_of_tests_hold_ids_of_cases(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    result = run(None, "--collect-only", "-q")
    assert result.outlines[0] == f"test_mine.py::TestMine::test_case[{LOW}]"


PYDANTIC = """
import pydantic

class Model(pydantic.BaseModel, extra="allow"):
    type: str
"""


@pytest.mark.parametrize(
    ("implementation", "before", "passed"),
    [
        ("wrong.ImageGenTool", "", 8),
        ("wrong.keeps", "", 4),
        ("lambda payload: payload", "", 4),
        ("staticmethod(wrong.keeps)", "", 4),
        ("wrong.Keeping", "", 4),
        ("wrong.Keeping()", "", 4),
        ("wrong.validator", "", 4),
        ("Model", PYDANTIC, 8),
    ],
)
def test_every_kind_of_implementation_is_adapted(
    run: Run, mine: Write, implementation: str, before: str, passed: int
) -> None:
    mine(f"implementation = {implementation}", SELECT, before=before)
    result = run(None)
    result.assert_outcomes(passed=passed)
    assert result.ret == 0


def test_a_function_is_inherited_as_a_function(run: Run, mine: Write) -> None:
    mine("implementation = wrong.keeps", SELECT)
    with Path("test_mine.py").open("a", encoding="utf-8") as file:
        file.write("\n\nclass TestHigh(TestMine):\n    select = ['quality/values/high:wire']\n")
    run(None).assert_outcomes(passed=5)


def test_a_failure_reads_as_it_does_with_the_plugin(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    result = run(None)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            f"*TestMine.test_case[[]{LOW}[]]*",
            f"FAIL {LOW} [[]wire, must[]]: changed at /quality",
            '  sent    {"type": "image_generation", "quality": "low"} (to parse)',
            f"  alone   pytest 'test_mine.py::TestMine::test_case[[]{LOW}[]]'",
        ]
    )
    result.stdout.no_fnmatch_line("*testing.py*")


@pytest.mark.parametrize("folder", [".", "tests"])
def test_the_command_of_a_failure_runs_that_case_alone(
    run: Run, mine: Write, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    pytester.makeini("[pytest]")
    mine("implementation = wrong.refuses", "select = ('quality/types', 'deprecated')", name=f"{folder}/test_mine")
    pytester.syspathinsert()
    monkeypatch.chdir(pytester.path / folder)
    first = run(None)
    headline = next(line for line in first.outlines if line.startswith("FAIL "))
    command = next(line for line in first.outlines if line.startswith("  alone ")).split(maxsplit=1)[1]
    again = run(None, *shlex.split(command)[1:])
    again.assert_outcomes(failed=1)
    again.stdout.fnmatch_lines([headline.replace("[", "[[]")])


def test_levels_and_select_filter(run: Run, mine: Write) -> None:
    mine("implementation = wrong.ImageGenTool", "levels = ['wire', 'schema']", "select = ['name', 'quality/values']")
    selection = Selection(levels=("wire", "schema"), patterns=("name", "quality/values"))
    run(None).assert_outcomes(passed=len(Corpus.load().select(selection)))


@pytest.mark.parametrize(
    ("strength", "outcomes"), [("must", {"passed": 1, "xfailed": 1}), ("should", {"passed": 1, "failed": 1})]
)
def test_strength_says_what_gates(run: Run, mine: Write, strength: str, outcomes: dict[str, int]) -> None:
    select = "select = ('output_compression/values/most:wire', 'quality/values/low:wire')"
    mine("implementation = wrong.drops_compression", select, f"strength = {strength!r}")
    run(None).assert_outcomes(**outcomes)


def test_what_is_not_claimed_is_not_collected_but_where_it_is_asked_for(run: Run, mine: Write) -> None:
    mine("implementation = wrong.Bare", SELECT)
    run(None).assert_outcomes(passed=4)
    mine("implementation = wrong.Bare", "select = ('quality',)", "levels = ('schema',)")
    selection = Selection(levels=("schema",), areas=("quality",))
    run(None).assert_outcomes(passed=len(Corpus.load().select(selection)))


def test_an_id_selects_its_case_alone(run: Run, mine: Write) -> None:
    mine("implementation = wrong.ImageGenTool", "select = ('quality/values/low',)")
    run(None).assert_outcomes(passed=1)


def test_what_is_claimed_and_not_done_fails(run: Run, mine: Write) -> None:
    mine("implementation = wrong.Silent", SELECT)
    result = run(None)
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["UNSUPPORTED *", "  came    unsupported: payloads are not parsed"])


def test_expected_failures_are_xfailed_with_their_reason(run: Run, mine: Write, expect: Callable[..., Path]) -> None:
    expect(LOW)
    mine(DROPS_LOW, SELECT, "expected = 'expected.json'")
    result = run(None, "-rx")
    result.assert_outcomes(passed=3, xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL test_mine.py::TestMine::test_case* - *quality is lost"])


def test_expected_failures_that_pass_fail(run: Run, mine: Write, expect: Callable[..., Path]) -> None:
    expect(LOW)
    mine("implementation = wrong.keeps", SELECT, "expected = 'expected.json'")
    result = run(None)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines([f"*expected.json /expected/0: {LOW} passes; delete it from the list"])


def test_the_file_of_expected_failures_is_found_beside_the_class_that_names_it(
    run: Run, mine: Write, expect: Callable[..., Path], pytester: pytest.Pytester
) -> None:
    pytester.mkdir("sub")
    pytester.syspathinsert()
    expect(LOW).rename("sub/expected.json")
    mine(DROPS_LOW, SELECT, "expected = 'expected.json'", name="sub/test_mine")
    run(None).assert_outcomes(passed=3, xfailed=1)


def test_an_inherited_file_of_expected_failures_is_found_beside_the_base(
    run: Run, expect: Callable[..., Path], pytester: pytest.Pytester
) -> None:
    expect(LOW)
    pytester.makepyfile(
        base="""
        from imagegen_conformance import ImageGenToolConformance

        class Base(ImageGenToolConformance):
            select = ("quality/values",)
            expected = "expected.json"
        """
    )
    pytester.mkdir("sub").joinpath("test_mine.py").write_text(
        "import base, wrong\nclass TestMine(base.Base):\n    implementation = wrong.drops_low\n", encoding="utf-8"
    )
    pytester.syspathinsert()
    run(None).assert_outcomes(passed=3, xfailed=1)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ([SELECT], "TestMine: nothing to check; set the attribute `implementation`"),
        (["implementation = 3"], "TestMine: *no adapter fits this int; *"),
        ([DROPS_LOW, "levels = 'wire'"], "TestMine: `levels` is 'wire'; it is a tuple of strings"),
        ([DROPS_LOW, "levels = ('wires',)"], "TestMine: there is no level 'wires'; there are wire, *"),
        ([DROPS_LOW, "strength = 'may'"], "TestMine: `strength` is 'may'; it is one of must, should"),
        ([DROPS_LOW, "strength = ['must']"], "TestMine: `strength` is [[]'must'[]]; it is one of must, should"),
        ([DROPS_LOW, "select = 'quality'"], "TestMine: `select` is 'quality'; it is a tuple of strings"),
        ([DROPS_LOW, "select = ('qualities',)"], "TestMine: no case matches 'qualities'; *"),
        ([DROPS_LOW, SELECT, "levels = ('model',)"], "TestMine: no case passes all the filters together at level model; *"),
        (["implementation = wrong.tool"], "TestMine: *this is an instance of ImageGenTool; name the class"),
        (["implementation = wrong.Modest"], "TestMine: 'wrong:Modest': its levels are (); *"),
        (["implementation = wrong.validator", f"select = ({LOW!r},)"],
         "TestMine: nothing would be judged; it claims schema: set `levels`, or another `select`"),
        ([DROPS_LOW, MOST], "TestMine: nothing that gates would be judged: all of it is weaker than must; *"),
        ([DROPS_LOW, "expected = 'nowhere.json'"], "TestMine: *nowhere.json: it cannot be read (*); name *"),
    ],
)  # fmt: skip
def test_wrong_attributes_are_told_in_one_line_and_are_not_green(
    run: Run, mine: Write, attributes: list[str], message: str
) -> None:
    mine(*attributes)
    result = run(None)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting*", message, "*short test summary info*"], consecutive=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_two_classes_stand_in_one_module(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    with Path("test_mine.py").open("a", encoding="utf-8") as file:
        file.write("\n\nclass TestOther(ImageGenToolConformance):\n    implementation = wrong.keeps\n")
        file.write("    select = ('quality/values',)\n\n    def test_of_its_own(self): pass\n")
    run(None).assert_outcomes(passed=8, failed=1)


def test_marks_and_fixtures_work_as_on_any_class(run: Run, mine: Write) -> None:
    fixture = "@pytest.fixture(autouse=True)\ndef noisy(): print('set up')\n"
    mine(DROPS_LOW, SELECT, before=f"import pytest\n{fixture}\n@pytest.mark.skipif(True, reason='not here')")
    run(None).assert_outcomes(skipped=4)
    mine(DROPS_LOW, SELECT, before=f"import pytest\n{fixture}\n@pytest.mark.xfail(strict=False)")
    result = run(None, "-m", "xfail", "-s")
    result.assert_outcomes(xpassed=3, xfailed=1)
    assert result.stdout.str().count("set up") == 4


def test_k_lf_and_workers_work_as_on_any_class(run: Run, mine: Write) -> None:
    mine(DROPS_LOW, SELECT)
    run(None, "-k", "TestMine and low").assert_outcomes(failed=1, deselected=3)
    run(None, "-n2").assert_outcomes(passed=3, failed=1)
    run(None, "--lf").assert_outcomes(failed=1)


def test_it_runs_beside_the_plugin(run: Run, mine: Write, verify: Callable[[str], pytest.RunResult]) -> None:
    mine(DROPS_LOW, SELECT)
    options = ("--imagegen-select=quality/values", "--imagegen-level=wire", "--imagegen-evidence=run.ndjson")
    result = run("wrong:keeps", *options)
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(["4 selected cases pass; *"])
    verify("run.ndjson").stdout.fnmatch_lines(["*4 cases, 4 pass*exit 0"])


@pytest.mark.parametrize(
    ("implementation", "outcomes", "told"),
    [
        ("crashes", {"failed": 4}, "  came    error: RuntimeError: the disk is full"),
        ("exits", {"failed": 4}, "  came    error: SystemExit: 0"),
        ("warns", {"failed": 4}, "  came    error: DeprecationWarning: that is old"),
        ("half_a_pair", {"failed": 4}, "  came    refused: *ud83d is half of something*"),
        ("listing", {"failed": 4}, "  came    error: validate returned a list: *"),
        ("prints", {"failed": 1, "passed": 3}, "chatter"),
        ("replaces_stdout", {"passed": 4}, "*4 passed*"),
        ("spoils", {"passed": 4}, "*4 passed*"),
    ],
)
def test_what_an_implementation_does_is_contained(
    run: Run, mine: Write, implementation: str, outcomes: dict[str, int], told: str
) -> None:
    mine(f"implementation = wrong.{implementation}", SELECT)
    result = run(None)
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines([told])


def test_an_interrupt_is_the_users(pytester: pytest.Pytester, mine: Write) -> None:
    mine("implementation = wrong.interrupts", SELECT)
    result = pytester.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED
