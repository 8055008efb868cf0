"""--imagegen-examples and --imagegen-seed: an item for each kind of generated cases."""

from __future__ import annotations

import pytest

REFERENCE = "imagegen_reference:ImageGenTool"
ONLY = "--imagegen-select=quality/values/low"


def test_every_kind_is_an_item(run):
    few, more = run(REFERENCE, ONLY), run(REFERENCE, ONLY, "--imagegen-examples=5", "-v")
    assert more.ret == 0
    assert more.parseoutcomes()["passed"] == few.parseoutcomes()["passed"] + 4
    for kind in ("legal payloads", "payloads with one fault", "any payloads", "plays"):
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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--imagegen-examples=0"], "*--imagegen-examples is 0; it is a number of at least 1*"),
        (["--imagegen-examples=many"], "*invalid int value: 'many'*"),
        (["--imagegen-seed=1"], "*--imagegen-seed is of generated cases; add --imagegen-examples N*"),
    ],
)
def test_what_means_nothing_is_refused(run, options, message):
    result = run(REFERENCE, *options)
    assert result.ret == 4
    result.stderr.fnmatch_lines(message)
