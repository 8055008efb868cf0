"""Options of the plugin that do not exist, or whose values are invalid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("--imagegen-strength=should", "Did you mean --imagegen-fail-on?"),
        ("--imagegen-expected=file.json", "Did you mean --imagegen-expected-failures?"),
        ("--imagegen-examples=5", "Did you mean --imagegen-generate?"),
        ("--imagegen-seeds=5", "Did you mean --imagegen-seed or "),
        ("--imagegen-lev=wire", "Did you mean --imagegen-level"),
        ("--no-imagegen-variant", "Did you mean --imagegen-variants"),
        ("--imagegen-window=5", "Run pytest --help for the options."),
    ],
)
@pytest.mark.parametrize("implementation", [None, REFERENCE])
def test_unknown_option_is_a_usage_error_with_a_hint(run: Run, implementation, option: str, hint: str) -> None:
    result = run(implementation, option)
    assert result.errlines[0].startswith(f"ERROR: unknown option {option.partition('=')[0]}. {hint}")
    assert [line for line in result.errlines if line] == result.errlines[:1]
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_hint_for_seeds_names_seed_count(run: Run) -> None:
    assert "--imagegen-seed-count" in run(REFERENCE, "--imagegen-seeds=5").errlines[0]


def test_option_of_a_conftest_file_is_accepted(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_addoption(parser): parser.addoption('--imagegen-own')")
    pytester.makepyfile(test_own="def test_one(): pass")
    run(None, "--imagegen-own=x").assert_outcomes(passed=1)


def test_unknown_option_of_another_plugin_is_left_to_pytest(run: Run) -> None:
    result = run(None, "--zoom")
    result.stderr.fnmatch_lines(["*unrecognized arguments: --zoom*"])


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            "--imagegen-level=wire,schema",
            "'wire,schema' is a list of values. Repeat the option: --imagegen-level wire --imagegen-level schema",
        ),
        ("--imagegen-expected-failures=", "the path is empty. Name a file."),
        ("--imagegen-level=wires", "unknown value 'wires'. Did you mean wire?"),
        ("--imagegen-level=model", "unknown value 'model'. Did you mean object?"),
        ("--imagegen-fail-on=may", "unknown value 'may'. Choose from must, should."),
        ("--imagegen-repeat=0", "'0' is not a positive integer. Give a whole number of at least 1."),
        ("--imagegen-generate=0", "'0' is not a positive integer. Give a whole number of at least 1."),
        ("--imagegen-generate=many", "'many' is not a positive integer. Give a whole number of at least 1."),
        ("--imagegen-seed=x", "'x' is not an integer. Give a whole number."),
        ("--imagegen-seed-count=0", "'0' is not a positive integer. Give a whole number of at least 1."),
    ],
)
def test_invalid_value_is_a_usage_error_without_traceback(run: Run, option: str, message: str) -> None:
    result = run(REFERENCE, option)
    result.stderr.fnmatch_lines([f"*: error: argument {option.partition('=')[0]}: {message}"])
    result.stderr.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("name", ["seed", "seed-count"])
def test_option_of_generated_cases_without_generate_is_a_usage_error(run: Run, name: str) -> None:
    result = run(REFERENCE, f"--imagegen-{name}=0" if name == "seed" else f"--imagegen-{name}=1")
    hint = "Add --imagegen-generate N, or remove it."
    assert result.errlines[0] == f"ERROR: --imagegen-{name} applies only to generated cases. {hint}"
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_help_lists_every_option(run: Run) -> None:
    result = run(None, "--help")
    names = (
        "impl command isolate rejection profile revision level select area requirement smoke corpus-since fail-on"
        " expected-failures variants repeat evidence timeout startup-timeout generate seed seed-count config no-config"
    )
    result.stdout.fnmatch_lines(["image generation tool conformance:"])
    listed = [
        line.split()[0].partition("=")[0].rstrip(",") for line in result.outlines if line.startswith("  --imagegen-")
    ]
    assert listed == [f"--imagegen-{name}" for name in names.split()]
