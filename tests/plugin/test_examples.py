"""--imagegen-examples and --imagegen-seed: an item for each kind of generated cases."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import settings

REFERENCE = "imagegen_reference:ImageGenTool"
ONLY = "--imagegen-select=quality/values/low"
FAULTS = ("payloads with one fault", "payloads with several faults")


@pytest.fixture(autouse=True)
def _forgetful():
    profile = settings.get_current_profile_name()
    settings.register_profile("forgetful", database=None)
    settings.load_profile("forgetful")
    yield
    settings.load_profile(profile)


def test_every_kind_is_an_item(run):
    few, more = run(REFERENCE, ONLY), run(REFERENCE, ONLY, "--imagegen-examples=5", "-v")
    assert more.ret == 0
    assert more.parseoutcomes()["passed"] == few.parseoutcomes()["passed"] + 5
    for kind in ("legal payloads", *FAULTS, "any payloads", "plays"):
        more.stdout.fnmatch_lines(f"*imagegen-conformance-examples::{kind}*PASSED*")


def test_what_is_found_fails_the_item_and_is_shown(run):
    result = run("wrong:drops_compression", ONLY, "--imagegen-examples=200", "--imagegen-seed=4")
    assert result.ret == 1
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(
        [
            "*FAIL generated/search/found * changed at /output_compression",
            "*alone   pytest --imagegen-impl *--imagegen-examples 200 --imagegen-seed 4 -k legal-payloads",
            '*written {"kind": "accept"*',
        ]
    )


def test_items_are_chosen_by_their_names(run):
    result = run(REFERENCE, "--imagegen-examples=5", "-k", "legal-payloads")
    assert result.parseoutcomes()["passed"] == 1


def test_every_seed_is_an_item(run):
    options = ("--imagegen-examples=3", "--imagegen-seed=5", "--imagegen-seeds=3")
    result = run(REFERENCE, ONLY, *options, "-v", "-k", "plays")
    for seed in (5, 6, 7):
        result.stdout.fnmatch_lines(f"*imagegen-conformance-examples::plays?{seed}?*PASSED*")
    assert result.parseoutcomes()["passed"] == 3


def test_seeds_are_shared_out_to_workers_and_failures_named_by_theirs(pytester, run):
    options = ("--imagegen-examples=200", "--imagegen-seed=4", "--imagegen-seeds=3")
    pytester.makeconftest(FORGETFUL)
    result = run("wrong:drops_compression", ONLY, *options, "-n2")
    assert result.parseoutcomes() == {"skipped": 1, "failed": 6}
    for seed in (4, 5, 6):
        result.stdout.fnmatch_lines(f"*alone*--imagegen-examples 200 --imagegen-seed {seed} -k any-payloads")


FORGETFUL = """
from hypothesis import settings

settings.register_profile("forgetful", database=None)
settings.load_profile("forgetful")
"""

FUZZING = (Path(__file__).parents[2] / "docs" / "fuzzing.md").read_text(encoding="utf-8")


def test_what_one_machine_found_another_finds_at_once(pytester, run):
    (profile,) = re.findall(r"^```python\n(.*?)^```$", FUZZING, flags=re.MULTILINE | re.DOTALL)
    pytester.makeconftest(profile)
    alone = ("wrong:drops_compression", ONLY, "-k", "legal-payloads")
    few = ("--imagegen-examples=1", "--imagegen-seed=6")
    assert run(*alone, *few).parseoutcomes() == {"passed": 1, "deselected": 2}
    assert run(*alone, "--imagegen-examples=300", "--imagegen-seed=5").parseoutcomes()["failed"] == 1
    again = run(*alone, *few)
    assert again.parseoutcomes()["failed"] == 1
    again.stdout.fnmatch_lines(["  before  it failed before, and was tried first"])
    assert (pytester.path / "shared").is_dir()


def test_written_cases_are_left_out_as_told(run):
    assert '-k "payloads or plays"' in FUZZING
    result = run(REFERENCE, "--imagegen-examples=2", "-k", "payloads or plays")
    assert result.parseoutcomes()["passed"] == 5


def test_variants_are_asked_where_ci_is_set(pytester, run, monkeypatch):
    def asked(*options: str) -> bool:
        assert run(REFERENCE, ONLY, *options, "--imagegen-evidence=e").ret == 0
        return json.loads((pytester.path / "e").read_text(encoding="utf-8").splitlines()[0])["asked"]["variants"]

    assert [asked(), asked("--imagegen-variants")] == [False, True]
    monkeypatch.setenv("CI", "true")
    assert [asked(), asked("--no-imagegen-variants")] == [True, False]
    assert run(None).ret == 5  # where nobody names an implementation, there is nothing to refuse


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--imagegen-examples=0"], "*--imagegen-examples is 0; it is a number of at least 1*"),
        (["--imagegen-examples=many"], "*invalid int value: 'many'*"),
        (["--imagegen-seed=1"], "*--imagegen-seed is of generated cases; add --imagegen-examples N*"),
        (["--imagegen-seeds=2"], "*--imagegen-seeds is of generated cases; add --imagegen-examples N*"),
        (["--imagegen-examples=2", "--imagegen-seeds=0"], "*--imagegen-seeds is 0; it is a number of at least 1*"),
    ],
)
def test_what_means_nothing_is_refused(run, options, message):
    result = run(REFERENCE, *options)
    assert result.ret == 4
    result.stderr.fnmatch_lines(message)
