"""The option --imagegen-impl: an item for each case, beside the tests of the user."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"
NEEDS_IMPLEMENTATION = (
    "needs an implementation. Name one with --imagegen-impl or --imagegen-command; in a test class, set its attributes"
    " instead."
)


@pytest.mark.slow
def test_every_case_is_an_item_and_the_reference_passes_all(run: Run) -> None:
    count = len(Corpus.load().cases)
    result = run(REFERENCE, *(f"--imagegen-level={level}" for level in LEVELS))
    result.assert_outcomes(passed=count)
    result.stdout.fnmatch_lines([f"collected {count} items", "conforms at levels wire, object, schema and semantic*"])
    assert result.ret == 0


def test_ids_of_items_are_ids_of_cases(run: Run) -> None:
    result = run(REFERENCE, "--collect-only", "-q")
    ids = [line for line in result.outlines if line.startswith("imagegen-conformance::")]
    corpus = Corpus.load()
    assert ids == [f"imagegen-conformance::{case.id}" for case in corpus.in_run_order(corpus.cases)]


def test_tests_of_the_user_run_beside_the_cases(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass\ndef test_two(): assert False")
    result = run(REFERENCE, VALUES)
    result.assert_outcomes(passed=11, failed=1)
    result.stdout.fnmatch_lines(["collected 12 items", "10 selected cases pass; *"])
    assert result.ret == 1


def test_without_implementation_there_are_no_cases(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    result = run(None)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*image generation tool conformance*")


def test_implementation_is_found_in_the_current_directory(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--imagegen-impl", "faulty:identity", VALUES, "--imagegen-level=wire")
    result.assert_outcomes(passed=5)
    assert result.ret == 0


def test_implementation_is_found_on_the_configured_pythonpath(run: Run, pytester: pytest.Pytester) -> None:
    pytester.mkdir("src").joinpath("mine.py").write_text("def identity(payload): return payload\n")
    pytester.makeini("[pytest]\npythonpath = src")
    run("mine:identity", VALUES, "--imagegen-level=wire").assert_outcomes(passed=5)


def test_options_in_addopts_are_used(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\naddopts = --imagegen-impl {REFERENCE} {VALUES}")
    run(None).assert_outcomes(passed=10)


@pytest.mark.parametrize(
    ("implementation", "message"),
    [
        ("nowhere:Tool", "*there is no module 'nowhere'*"),
        ("faulty:drop", "*faulty has no attribute drop. Did you mean drops*"),
        ("faulty", "*'faulty' does not name an implementation. *package.module:Name*"),
        ("broken:Tool", "*importing broken raised ZeroDivisionError*"),
        ("faulty:sys", "*no adapter fits this *"),
        ("faulty:tool", "*instance of ImageGenTool. Name the class instead."),
        ("faulty:WithoutLevels", "'faulty:WithoutLevels': invalid levels (). Use a tuple of *"),
    ],
)
def test_unusable_implementation_is_a_usage_error_on_one_line(
    run: Run, pytester: pytest.Pytester, implementation: str, message: str
) -> None:
    pytester.makepyfile(broken="1 / 0")
    result = run(implementation)
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert [line for line in result.errlines if line] == result.errlines[:1]
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize(
    "option",
    [
        "level=wire",
        "fail-on=must",
        "select=x",
        "area=x",
        "requirement=x",
        "smoke",
        "corpus-since=0.1.0",
        "variants",
        "repeat=1",
        "generate=1",
        "seed=0",
        "seed-count=1",
    ],
)
def test_option_without_implementation_is_a_usage_error(run: Run, option: str) -> None:
    result = run(None, f"--imagegen-{option}")
    name = option.partition("=")[0]
    assert result.errlines[0] == f"ERROR: --imagegen-{name} {NEEDS_IMPLEMENTATION}"
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("option", ["evidence", "expected-failures"])
def test_file_without_implementation_is_a_usage_error(run: Run, pytester: pytest.Pytester, option: str) -> None:
    result = run(None, f"--imagegen-{option}=file.json")
    assert result.errlines[0] == f"ERROR: --imagegen-{option} {NEEDS_IMPLEMENTATION}"
    assert not (pytester.path / "file.json").exists()


def test_id_of_a_case_without_implementation_is_a_usage_error(run: Run) -> None:
    result = run(None, "imagegen-conformance::quality/values/low")
    assert result.errlines[0] == f"ERROR: imagegen-conformance::quality/values/low {NEEDS_IMPLEMENTATION}"
    assert result.ret == pytest.ExitCode.USAGE_ERROR
