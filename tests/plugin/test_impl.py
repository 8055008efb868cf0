"""--imagegen-impl: an item per case, beside the user's own tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.cases import LEVELS
from imagegen_conformance.corpus import Corpus

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"


def test_every_case_is_an_item_and_the_reference_passes_all(run: Run) -> None:
    count = len(Corpus.load().cases)
    result = run(REFERENCE, *(f"--imagegen-level={level}" for level in LEVELS))
    result.assert_outcomes(passed=count)
    result.stdout.fnmatch_lines([f"collected {count} items", "conforms at wire, model, schema, semantic*"])
    assert result.ret == 0


def test_ids_of_items_are_ids_of_cases(run: Run) -> None:
    result = run(REFERENCE, "--collect-only", "-q")
    told = [line for line in result.outlines if line.startswith("imagegen-conformance::")]
    assert told == [f"imagegen-conformance::{case.id}" for case in Corpus.load().cases]


def test_own_tests_run_beside_the_cases(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass\ndef test_two(): assert False")
    result = run(REFERENCE, VALUES)
    result.assert_outcomes(passed=9, failed=1)
    result.stdout.fnmatch_lines(["collected 10 items", "8 selected cases pass; *"])
    assert result.ret == 1


def test_without_an_implementation_there_are_no_cases(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    result = run(None)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*image generation tool conformance*")


def test_an_implementation_is_found_in_the_current_folder(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-impl", "wrong:keeps", VALUES, "--imagegen-level=wire")
    result.assert_outcomes(passed=4)
    assert result.ret == 0


def test_an_implementation_is_found_on_the_pythonpath_of_the_configuration(run: Run, pytester: pytest.Pytester) -> None:
    pytester.mkdir("src").joinpath("mine.py").write_text("def keeps(payload): return payload\n")
    pytester.makeini("[pytest]\npythonpath = src")
    run("mine:keeps", VALUES, "--imagegen-level=wire").assert_outcomes(passed=4)


def test_options_may_stand_in_the_configuration(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\naddopts = --imagegen-impl {REFERENCE} {VALUES}")
    run(None).assert_outcomes(passed=8)


@pytest.mark.parametrize(
    ("implementation", "message"),
    [
        ("nowhere:Tool", "*there is no module 'nowhere'*"),
        ("wrong:drop", "*wrong has no drop; did you mean drops*"),
        ("wrong", "*'wrong' names no implementation; the form is*"),
        ("broken:Tool", "*importing broken raised ZeroDivisionError*"),
        ("wrong:sys", "*no adapter fits this module; *"),
        ("wrong:tool", "*this is an instance of ImageGenTool; name the class"),
        ("wrong:Modest", "'wrong:Modest': its levels are (); *"),
    ],
)
def test_what_cannot_be_imported_is_one_line(
    run: Run, pytester: pytest.Pytester, implementation: str, message: str
) -> None:
    pytester.makepyfile(broken="1 / 0")
    result = run(implementation)
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert [line for line in result.errlines if line] == result.errlines[:1]
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("option", ["level=wire", "strength=must", "select=x", "area=x", "requirement=x"])
def test_an_option_without_an_implementation_is_refused(run: Run, option: str) -> None:
    result = run(None, f"--imagegen-{option}")
    name = option.partition("=")[0]
    result.stderr.fnmatch_lines([f"ERROR: --imagegen-{name} needs --imagegen-impl or --imagegen-command; *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("option", ["evidence", "expected"])
def test_a_file_without_an_implementation_is_refused(run: Run, pytester: pytest.Pytester, option: str) -> None:
    result = run(None, f"--imagegen-{option}=file.json")
    result.stderr.fnmatch_lines([f"ERROR: --imagegen-{option} needs --imagegen-impl or --imagegen-command; *"])
    assert not (pytester.path / "file.json").exists()


def test_the_id_of_a_case_without_an_implementation_is_refused(run: Run) -> None:
    result = run(None, "imagegen-conformance::quality/values/low")
    result.stderr.fnmatch_lines(
        ["ERROR: imagegen-conformance::quality/values/low needs --imagegen-impl or --imagegen-command; *"]
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
