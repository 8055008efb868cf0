from __future__ import annotations

from collections import Counter

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.reports.style import PLAIN, Style
from imagegen_conformance.reports.table import DISPOSITIONS, describe_table
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.tally import Score, Tally


def tally(**counts: int) -> Tally:
    """Return a tally with counts of level wire."""
    tally = Tally(ExpectedFailures(), "must")
    tally.counts = Counter({("wire", name.replace("_", "-")): number for name, number in counts.items()})  # type: ignore[misc]
    return tally


def test_table_has_pass_fail_and_the_dispositions_that_occur() -> None:
    assert list(describe_table(tally(), PLAIN)) == ["level  pass  fail"]
    assert list(describe_table(tally(**{"pass": 3, "not_applicable": 12}), PLAIN)) == [
        "level  pass  fail  not-applicable",
        "wire      3     0              12",
    ]


def test_levels_without_cases_are_omitted() -> None:
    wire = tally(**{"pass": 1})
    wire.counts["semantic", "fail"] = 2
    assert [line.split()[0] for line in describe_table(wire, PLAIN)] == ["level", "wire", "semantic"]


def test_scores_that_no_level_has_are_omitted() -> None:
    wire = tally(**{"pass": 1})
    wire.verdicts["wire"] = Score(1, 1)
    wire.precision["wire"] = Score(2, 3)
    wire.counts["object", "unsupported"] = 1
    assert list(describe_table(wire, PLAIN)) == [
        "level   pass  fail  unsupported  verdicts  precision",
        "wire       1     0            0       1/1        2/3",
        "object     0     0            1         -          -",
    ]


def test_scores_are_a_table_of_their_own_if_one_table_is_too_wide() -> None:
    wide = tally(advisory=1, xfail=1, stale=1, unsupported=1)
    wide.verdicts["wire"] = wide.reasons["wire"] = wide.precision["wire"] = Score(1000, 1000)
    lines = list(describe_table(wide, PLAIN))
    assert [line.split()[:2] for line in lines] == [
        ["level", "pass"],
        ["wire", "0"],
        ["level", "verdicts"],
        ["wire", "1000/1000"],
    ]


def test_every_table_fits_80_columns() -> None:
    full = tally()
    for level in LEVELS:
        full.verdicts[level] = full.reasons[level] = full.precision[level] = Score(1330, 1330)
        for disposition in DISPOSITIONS:
            full.counts[level, disposition] = 1330
    lines = list(describe_table(full, PLAIN))
    assert len(lines) == 10
    assert max(map(len, lines)) <= 80


def test_colors_mark_numbers_that_make_a_run_fail() -> None:
    lines = list(describe_table(tally(**{"pass": 1, "fail": 2}), Style(colored=True)))
    assert lines[0] == "\x1b[1mlevel\x1b[0m  \x1b[1mpass\x1b[0m  \x1b[1mfail\x1b[0m"
    assert lines[1] == "wire      1  \x1b[1;31m   2\x1b[0m"
