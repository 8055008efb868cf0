"""The options --imagegen-generate, --imagegen-seed and --imagegen-seed-count: an item for each kind and seed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import settings

REFERENCE = "imagegen_reference:ImageGenTool"
SELECT = "--imagegen-select=quality/values/low"
KINDS = ("legal payloads", "payloads with one fault", "payloads with several faults", "any payloads", "call sequences")
DOCUMENT = (Path(__file__).parents[2] / "docs" / "how-to" / "generate_cases.md").read_text(encoding="utf-8")
WITHOUT_DATABASE = """
from hypothesis import settings

settings.register_profile("without-database", database=None)
settings.load_profile("without-database")
"""


@pytest.fixture(autouse=True)
def _restored_profile():
    """Restore the hypothesis profile: the conftest files of some tests load another in this process."""
    profile = settings.get_current_profile_name()
    yield
    settings.load_profile(profile)


def test_every_kind_is_an_item(run):
    without, generated = run(REFERENCE, SELECT), run(REFERENCE, SELECT, "--imagegen-generate=5", "-v")
    assert generated.ret == 0
    assert generated.parseoutcomes()["passed"] == without.parseoutcomes()["passed"] + len(KINDS)
    for kind in KINDS:
        generated.stdout.fnmatch_lines(f"*imagegen-conformance-generated::{kind}*PASSED*")


def test_failing_case_fails_the_item_and_is_shown(run):
    result = run("faulty:drops_compression", SELECT, "--imagegen-generate=200", "--imagegen-seed=4")
    assert result.ret == 1
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(
        [
            "FAIL generated/search/case * wrong-output at /output_compression",
            "  rerun     pytest --imagegen-impl *--imagegen-generate 200 --imagegen-seed 4 -k legal-payloads",
            '*{"kind": "accept"*',
        ]
    )


def test_rerun_command_repeats_level_and_threshold(run):
    options = ("--imagegen-generate=200", "--imagegen-seed=4", "--imagegen-level=wire", "--imagegen-fail-on=should")
    result = run("faulty:drops_compression", SELECT + ":wire", *options)
    command = "pytest --imagegen-impl faulty:drops_compression --imagegen-level wire --imagegen-fail-on should --imagegen-generate 200 --imagegen-seed 4 -k "  # fmt: skip
    result.stdout.fnmatch_lines([f"  rerun     {command}*"])


def test_k_selects_items_by_kind(run):
    result = run(REFERENCE, "--imagegen-generate=5", "-k", "legal-payloads")
    assert result.parseoutcomes()["passed"] == 1


def test_every_seed_is_an_item(run):
    options = ("--imagegen-generate=3", "--imagegen-seed=5", "--imagegen-seed-count=3")
    result = run(REFERENCE, SELECT, *options, "-v", "-k", "call-sequences")
    for seed in (5, 6, 7):
        result.stdout.fnmatch_lines(f"*imagegen-conformance-generated::call sequences?{seed}?*PASSED*")
    assert result.parseoutcomes()["passed"] == 3


@pytest.mark.slow
def test_workers_share_the_seeds_and_failures_name_their_seed(pytester, run):
    options = ("--imagegen-generate=200", "--imagegen-seed=4", "--imagegen-seed-count=3")
    pytester.makeconftest(WITHOUT_DATABASE)
    result = run("faulty:drops_compression", SELECT, *options, "-n2")
    assert result.parseoutcomes() == {"skipped": 2, "failed": 6}
    for seed in (4, 5, 6):
        result.stdout.fnmatch_lines([f"  rerun *--imagegen-generate 200 --imagegen-seed {seed} -k any-payloads"])


def test_shared_failure_database_is_used_by_every_machine(pytester, run):
    programs = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    (profile,) = [program for program in programs if "DirectoryBasedExampleDatabase" in program]
    pytester.makeconftest(profile)
    target = ("faulty:drops_compression", SELECT, "-k", "legal-payloads")
    few = ("--imagegen-generate=1", "--imagegen-seed=4")
    assert run(*target, *few).parseoutcomes() == {"passed": 1, "deselected": 3}
    assert run(*target, "--imagegen-generate=300", "--imagegen-seed=5").parseoutcomes()["failed"] == 1
    second = run(*target, *few)
    assert second.parseoutcomes()["failed"] == 1
    second.stdout.fnmatch_lines(["*the case failed in an earlier search and was tried first"])
    assert (pytester.path / "shared").is_dir()


def test_documented_expression_for_k_selects_the_generated_cases_only(run):
    (expression,) = re.findall(r'`-k "([^"]*)"`', DOCUMENT)
    result = run(REFERENCE, "--imagegen-generate=2", "-k", expression)
    assert result.parseoutcomes()["passed"] == len(KINDS)


def test_missing_hypothesis_is_a_usage_error(pytester):
    pytester.makepyfile(hypothesis="raise ImportError('there is none')")
    arguments = ("--imagegen-impl", REFERENCE, "--imagegen-generate=5", "-p", "no:hypothesispytest")
    result = pytester.runpytest_subprocess(*arguments)
    result.stderr.fnmatch_lines(["ERROR: *hypothesis*imagegen-conformance[[]examples[]]*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
