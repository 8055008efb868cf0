from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports import terminal
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.reports.style import Style
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun
from imagegen_conformance.version import __version__

Observe = Callable[[Case], Observation]
IDENTITY = Identity("mine:tool", "1.0", "Python", "function", ("wire", "schema"))
PRUNE = "or run imagegen-conformance expected-failures prune EVIDENCE FILE"
UNSUPPORTED: Observation = {"outcome": "unsupported", "message": "no\x1b validation"}


def correct(case: Case) -> Observation:
    """Return an observation that passes; call sequences are unsupported."""
    if case.request.operation == "call":
        return {"outcome": "unsupported", "message": "level object is not claimed"}
    if case.expected.rejected:  # type: ignore[union-attr]
        return {"outcome": "rejected", "message": "no"}
    outputs = case.expected.outputs  # type: ignore[union-attr]
    return {"outcome": "accepted", "output": outputs[0]} if outputs else {"outcome": "accepted"}


def failing(*ids: str) -> Observe:
    """Return a function whose observations pass, except those of the cases with these ids."""
    return lambda case: {"outcome": "accepted", "output": {}} if case.id in ids else correct(case)


def report(
    corpus: Corpus,
    observe: Observe = correct,
    options: RunOptions = RunOptions(),  # noqa: B008 - it is immutable
    identity: Identity = IDENTITY,
    run_errors: tuple[str, ...] = (),
    **report_options,
) -> list[str]:
    run = ConformanceRun(corpus, identity, options)
    for case in run.cases:
        run.record(Result.judge(case, observe(case)))
    run.finish(run_errors)
    lines = list(describe_run(run, **{"rerun_command": lambda case: f"run {case.id}", **report_options}))
    assert not any("\n" in line for line in lines)
    return lines


def unwrapped(lines: list[str]) -> str:
    """Return the lines as one, with single spaces."""
    return " ".join(" ".join(lines).split())


def known(tmp_path: Path, *cases: str, **members: str) -> RunOptions:
    """Return options with a file of expected failures that lists these cases."""
    file = tmp_path / "known.json"
    entry = {"cases": list(cases), "failure": "wrong-output", "reason": "It is known.", **members}
    file.write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
    return RunOptions(expected_failures=file)


def test_report_of_a_conforming_run_has_context_table_and_conclusion(small: Corpus) -> None:
    counts = {level: len([case for case in small.cases if case.level == level]) for level in ("wire", "schema")}
    lines = report(small)
    assert lines[0] == "mine:tool 1.0 (Python, function)"
    assert lines[1] == f"imagegen-conformance {__version__}, profile azure, revision 2.3, variants off, repeat 1"
    assert lines[2].split() == ["level", "pass", "fail", "unsupported", "verdicts", "reasons"]
    wire, schema = str(counts["wire"]), str(counts["schema"])
    assert lines[3].split() == ["wire", wire, "0", "0", f"{wire}/{wire}", "-"]
    assert lines[4].split() == ["object", "0", "0", "2", "-", "-"]
    assert lines[5].split() == ["schema", schema, "0", "0", f"{schema}/{schema}", "0/2"]
    assert lines[6:] == ["conforms at levels wire and schema"]


def test_variants_and_repetitions_are_mentioned(small: Corpus) -> None:
    options = RunOptions(variants=True, repeat=3)
    assert report(small, options=options)[1].endswith(", variants on, repeat 3")


def test_identity_is_escaped_and_may_lack_a_version(small: Corpus) -> None:
    identity = IDENTITY._replace(name="a\x1b[31m", version=None)
    assert report(small, identity=identity)[0] == "a\\x1b[31m (Python, function)"


def test_run_that_is_not_contained_is_mentioned(small: Corpus) -> None:
    lines = report(small, settings=ReportSettings(contained=False))
    assert lines[2:4] == [
        "The implementation ran in the process of the suite: exits, hangs and crashes",
        "were not contained.",
    ]
    assert "not contained" not in unwrapped(report(small))


def test_failures_are_described_before_the_table(small: Corpus) -> None:
    lines = report(small, failing("wire/plain/unknown"))
    assert lines[:11] == [
        "FAIL wire.no-corruption [wire, must]: 1 case",
        "  wire.no-corruption holds.",
        "  Source: A page: all, sentence 2",
        "  1 case: wrong-output at /type",
        "    case      the payload contains an unknown key",
        '    sent      {"type": "image_generation", "hue": 1} (to parse)',
        '    expected  rejected, or accepted with output {"type": "image_generation",',
        '              "hue": 1}',
        "    actual    accepted with output {}",
        '              /type: missing, expected "image_generation"',
        "              /hue: missing, expected 1",
    ]
    assert lines[11:14] == [
        "    rationale The specification does not mention it.",
        "    rerun     run wire/plain/unknown",
        "",
    ]
    assert lines[-1] == "does not conform: 1 failure"


def test_failures_are_omitted_without_a_rerun_command(small: Corpus) -> None:
    lines = report(small, failing("wire/plain/unknown", "wire/texts/spaces"), rerun_command=None)
    assert lines[0].startswith("mine:tool")
    assert not any("wire/" in line for line in lines)


def test_advisory_failures_are_counted_by_kind_and_requirement(small: Corpus) -> None:
    lines = report(small, failing("wire/texts/spaces"))
    assert lines[:3] == [
        "1 advisory failure, of cases with a strength below must:",
        "  1 wrong-output: wire.text (1)",
        "",
    ]
    assert not any("FAIL" in line for line in lines)
    assert lines[-1] == "conforms at levels wire and schema"


def test_advisory_failures_of_selected_cases_are_described(small: Corpus) -> None:
    lines = report(small, failing("wire/texts/spaces"), RunOptions(patterns=("wire/texts/spaces",)))
    assert lines[0] == "ADVISORY wire.text [wire, should]: 1 case"
    assert "    rerun     run wire/texts/spaces" in lines
    assert not any("FAIL" in line for line in lines)
    assert lines[-1] == "no gating case was judged: all judged cases have a strength below must"


def test_quiet_report_is_the_conclusion(small: Corpus) -> None:
    settings = ReportSettings(verbosity="quiet")
    assert report(small, failing("wire/plain/unknown"), settings=settings) == ["does not conform: 1 failure"]


@pytest.mark.parametrize("verbosity", ["quiet", "normal"])
def test_entry_that_expires_soon_precedes_the_conclusion(small: Corpus, tmp_path: Path, verbosity) -> None:
    options = known(tmp_path, "wire/plain/unknown", expires="2026-07-10")
    settings = ReportSettings(verbosity=verbosity)
    lines = report(small, failing("wire/plain/unknown"), options, settings=settings, today=date(2026, 7, 1))
    assert lines[-3:-1] == [
        "expected failures that expire soon:",
        '  2026-07-10 (in 9 days): 1 expected failure with the reason "It is known."',
    ]
    assert len(lines) == 3 or verbosity == "normal"


def test_verbose_report_describes_every_failure_in_full(small: Corpus) -> None:
    ids = ("wire/plain/unknown", "wire/texts/spaces")
    lines = report(small, failing(*ids), settings=ReportSettings(verbosity="verbose"))
    assert "FAIL wire/plain/unknown [wire, must]: wrong-output at /type" in lines
    assert "ADVISORY wire/texts/spaces [wire, should]: wrong-output at /type" in lines
    assert lines.count("  source    A page: all, sentence 2") == 1


def test_interrupted_run_is_incomplete(small: Corpus) -> None:
    run = ConformanceRun(small, IDENTITY, RunOptions(levels=("wire",)))
    observe = failing("wire/plain/unknown")
    for case in run.cases[:2]:
        run.record(Result.judge(case, observe(case)))
    lines = list(describe_run(run, None, ReportSettings(interruption="--fail-fast")))
    assert lines[-2].startswith("incomplete run: 2 of ")
    assert lines[-2].endswith(" cases have results (--fail-fast)")


def test_run_without_results_judged_nothing(small: Corpus) -> None:
    run = ConformanceRun(small, IDENTITY, RunOptions())
    lines = list(describe_run(run, None, ReportSettings(verbosity="quiet", interruption="SIGTERM")))
    assert lines[-1] == "nothing was judged: the run ended before its first judgment"


def test_colors_mark_failures_and_the_conclusion(small: Corpus) -> None:
    settings = ReportSettings(style=Style(colored=True))
    lines = report(small, failing("wire/plain/unknown"), settings=settings)
    assert lines[0] == "\x1b[1;31mFAIL wire.no-corruption [wire, must]: 1 case\x1b[0m"
    assert lines[-1] == "\x1b[1;31mdoes not conform: 1 failure\x1b[0m"
    assert report(small, settings=settings)[-1] == "\x1b[1;32mconforms at levels wire and schema\x1b[0m"


def test_not_applicable_cases_are_counted_with_the_first_message(shipped: Corpus) -> None:
    def observe(case: Case) -> Observation:
        if isinstance(case.request.content, dict) and "type" not in case.request.content:
            return {"outcome": "not-applicable", "message": "the constructor\x1b sets type"}
        return correct(case)

    options = RunOptions(levels=("schema",), requirements=("type.required",))
    lines = report(shipped, observe, options)
    number = next(line for line in lines if line.startswith("schema")).split()[3]
    assert lines[-2] == f"{number} cases are not applicable: the constructor\\x1b sets type"
    assert int(number) > 1


def test_blocked_cases_have_a_line_for_each_blocker(shipped: Corpus) -> None:
    options = RunOptions(levels=("wire",), areas=("quality",))
    lines = report(shipped, lambda case: {"outcome": "error", "message": "x"}, options)
    (line,) = [line for line in lines if "blocked by" in line]
    assert re.fullmatch(r"\d+ cases are blocked by \S+", line)
    assert lines[-1] == "does not conform: 1 failure"


def test_stale_expectations_are_listed(small: Corpus, tmp_path: Path) -> None:
    options = known(tmp_path, "wire/plain/bare")
    lines = report(small, options=options)
    start = lines.index("stale expectations:")
    assert unwrapped(lines[start + 1 : -1]) == (
        f"{options.expected_failures} /expected_failures/0: the listed failure of wire/plain/bare did not occur: "
        "the case passes. Delete it from the list."
    )
    assert lines[-1] == f"1 expected failure did not occur as listed: edit {options.expected_failures}, {PRUNE}"


def test_list_of_many_stale_expectations_is_cut_unless_the_report_is_verbose(
    small: Corpus, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(terminal, "MAX_STALE_EXPECTATIONS", 1)
    options = known(tmp_path, "wire/plain/bare", "wire/plain/unknown")
    lines = report(small, options=options)
    assert lines[-2] == "  and 1 more"
    assert "wire/plain/unknown" not in unwrapped(lines)
    lines = report(small, options=options, settings=ReportSettings(verbosity="verbose"))
    assert "wire/plain/unknown" in unwrapped(lines)
    assert "  and 1 more" not in lines


def test_several_stale_expectations_are_counted(small: Corpus, tmp_path: Path) -> None:
    options = known(tmp_path, "wire/plain/bare", "wire/plain/unknown")
    line = f"2 expected failures did not occur as listed: edit {options.expected_failures}, {PRUNE}"
    assert report(small, options=options)[-1] == line


@pytest.mark.parametrize(
    ("ids", "line"),
    [
        (["wire/plain/bare"], "conforms at levels wire and schema, apart from 1 expected failure"),
        (
            ["wire/plain/bare", "wire/plain/unknown"],
            "conforms at levels wire and schema, apart from 2 expected failures",
        ),
    ],
)
def test_expected_failures_are_mentioned_in_the_conclusion(
    small: Corpus, tmp_path: Path, ids: list[str], line: str
) -> None:
    assert report(small, failing(*ids), known(tmp_path, *ids))[-1] == line


def test_run_errors_are_listed(small: Corpus) -> None:
    lines = report(small, run_errors=("the process did not end", "it wrote to standard error"))
    start = lines.index("run errors:")
    assert lines[start + 1 :] == [
        "  the process did not end",
        "  it wrote to standard error",
        "does not conform: 2 run errors",
    ]


def test_failures_and_run_errors_are_counted(small: Corpus) -> None:
    lines = report(small, failing("wire/plain/bare"), run_errors=("the process did not end",))
    assert lines[-1] == "does not conform: 1 failure and 1 run error"


def test_unsupported_cases_of_a_claimed_level_are_reported(small: Corpus) -> None:
    lines = report(small, lambda case: UNSUPPORTED if case.level == "schema" else correct(case))
    count = len([case for case in small.cases if case.level == "schema"])
    assert f"level schema is claimed, but {count} cases are unsupported: no\\x1b validation" in lines
    assert not any(line.startswith("UNSUPPORTED") for line in lines)


def test_single_unsupported_case_is_singular(small: Corpus) -> None:
    lines = report(small, lambda case: UNSUPPORTED if case.id == "quality/values/low" else correct(case))
    assert "level schema is claimed, but 1 case is unsupported: no\\x1b validation" in lines


@pytest.mark.parametrize(
    ("levels", "claims"),
    [(("wire",), "level wire"), (("wire", "schema"), "levels wire and schema"), ((), "no level")],
)
def test_unsupported_cases_of_a_requested_level_are_reported(small: Corpus, levels, claims: str) -> None:
    lines = report(small, options=RunOptions(levels=("wire", "object")), identity=IDENTITY._replace(levels=levels))
    text = f"level object was requested, but is unsupported: this function claims {claims}"
    assert text in unwrapped(lines)


def test_cases_without_warnings_are_reported(shipped: Corpus) -> None:
    ids = [case.id for case in shipped.cases if case.id.endswith(":warnings")][:2]
    for count, line in (
        (1, "1 case expects warnings, but the implementation reports no warnings"),
        (2, "2 cases expect warnings, but the implementation reports no warnings"),
    ):
        options = RunOptions(levels=("semantic",), patterns=tuple(ids[:count]), fail_on="may")
        assert line in report(shipped, lambda case: {"outcome": "accepted"}, options)


@pytest.mark.parametrize(
    ("levels", "line"),
    [
        (("wire",), "conforms at level wire"),
        (("wire", "schema"), "conforms at levels wire and schema"),
    ],
)
def test_conclusion_names_the_levels(small: Corpus, levels, line: str) -> None:
    assert report(small, options=RunOptions(levels=levels))[-1] == line


def test_conclusion_separates_three_levels_with_commas(shipped: Corpus) -> None:
    def observe(case: Case) -> Observation:
        if case.request.operation == "call":
            return {"outcome": "unsupported", "message": "x"}
        if case.expected.warnings is not None:  # type: ignore[union-attr]
            return {
                "outcome": "accepted",
                "warnings": [finding._asdict() for finding in case.expected.warnings],  # type: ignore[union-attr]
            }
        return correct(case)

    identity = IDENTITY._replace(levels=("wire", "schema", "semantic"))
    assert report(shipped, observe, identity=identity)[-1] == "conforms at levels wire, schema and semantic"


def test_conclusion_of_selected_cases_is_partial(small: Corpus) -> None:
    one, two = RunOptions(patterns=("wire/plain/bare",)), RunOptions(patterns=("wire/plain",))
    assert report(small, options=one)[-1] == "1 selected case passes; no level was run completely"
    assert report(small, options=two)[-1] == "2 selected cases pass; no level was run completely"


@pytest.mark.parametrize(
    ("ids", "line"),
    [
        (["wire/plain/bare"], "1 selected case passes and 1 fails as expected; no level was run completely"),
        (
            ["wire/plain/bare", "wire/plain/unknown"],
            "0 selected cases pass and 2 fail as expected; no level was run completely",
        ),
    ],
)
def test_partial_conclusion_mentions_expected_failures(
    small: Corpus, tmp_path: Path, ids: list[str], line: str
) -> None:
    options = known(tmp_path, *ids)._replace(patterns=("wire/plain",))
    assert report(small, failing(*ids), options)[-1] == line


def test_only_unsupported_cases_are_nothing_judged(small: Corpus) -> None:
    line = "nothing was judged: all cases are unsupported"
    assert report(small, options=RunOptions(levels=("object",)))[-1] == line


def test_unclaimed_levels_of_selected_cases_are_reported(small: Corpus) -> None:
    lines = report(
        small, lambda _: UNSUPPORTED, RunOptions(patterns=("quality/values/low",)), IDENTITY._replace(levels=("wire",))
    )
    assert lines[-2:] == [
        "the selected cases have level schema, but this function claims level wire",
        "nothing was judged: all cases are unsupported",
    ]


def test_unclaimed_levels_are_not_reported_if_a_claimed_level_was_selected(small: Corpus) -> None:
    lines = report(small, lambda _: UNSUPPORTED, identity=IDENTITY._replace(levels=("wire",)))
    assert lines[-1] == "nothing was judged: all cases are unsupported"
    assert not any(line.startswith("the selected cases have ") for line in lines)


def test_unclaimed_levels_are_not_reported_if_the_run_was_interrupted(small: Corpus) -> None:
    settings = ReportSettings(interruption="SIGINT")
    options = RunOptions(patterns=("quality/values/low",))
    lines = report(small, lambda _: UNSUPPORTED, options, IDENTITY._replace(levels=("wire",)), settings=settings)
    assert not any(line.startswith("the selected cases have ") for line in lines)


def test_unclaimed_levels_are_not_reported_if_cases_are_judged(small: Corpus) -> None:
    assert not any(line.startswith("the selected cases have ") for line in report(small))


def test_only_weak_cases_are_no_gating_case_judged(small: Corpus) -> None:
    options = RunOptions(patterns=("wire/texts",))
    line = "no gating case was judged: all judged cases have a strength below must"
    assert report(small, options=options)[-1] == line
