from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from documents import read
from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.badge import FIXED_TEXTS, render_badge
from imagegen_conformance.reports.run_report import RunReport
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.conclusion import ConclusionKind
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.verification import verify
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun

Observe = Callable[[Case], Observation]
IDENTITY = Identity("mine:tool", "1.0", "Python", "function", ("wire", "schema"))
UNSUPPORTED: Observation = {"outcome": "unsupported", "message": "no validation"}
SCHEMA = Draft202012Validator(load_json(data_directory("schemas") / "badge.schema.json"))


def correct(case: Case) -> Observation:
    """Return an observation that passes; call sequences are unsupported."""
    if case.request.operation == "call":
        return UNSUPPORTED
    if case.expected.rejected:  # type: ignore[union-attr]
        return {"outcome": "rejected", "message": "no"}
    outputs = case.expected.outputs  # type: ignore[union-attr]
    return {"outcome": "accepted", "output": outputs[0]} if outputs else {"outcome": "accepted"}


def failing(*ids: str) -> Observe:
    """Return a function whose observations pass, except those of the cases with these ids."""
    return lambda case: {"outcome": "accepted", "output": {}} if case.id in ids else correct(case)


def known(folder: Path, *cases: str) -> Path:
    """Write a file of expected failures that lists these cases."""
    file = folder / "known.json"
    entry = {"cases": list(cases), "failure": "wrong-output", "reason": "It is known."}
    file.write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
    return file


@pytest.fixture
def badge(small: Corpus, tmp_path: Path):
    """Return the label, the message and the color of the badge of a run, or of a part of it."""

    def render(
        observe: Observe = correct, interrupted_after: int | None = None, corpus: Corpus = small, **options
    ) -> tuple[str, str, str]:
        file = tmp_path / "evidence.ndjson"
        run = ConformanceRun(corpus, IDENTITY, RunOptions(evidence=file, **options))
        run.start(len(run.cases))
        for case in run.cases[:interrupted_after]:
            run.record(Result.judge(case, observe(case)))
        if interrupted_after is None:
            run.finish([])
        else:
            run.interrupt("signal 15", run.cases[interrupted_after].id, [], fails=False)
        text = render_badge(RunReport(verify(file, corpus, allow_interrupted=True)))
        content = json.loads(text)
        SCHEMA.validate(content)
        assert text.isascii()
        assert text.endswith("}\n")
        assert "%" not in text
        return content["label"], content["message"], content["color"]

    return render


def test_run_that_conforms_names_its_levels(badge) -> None:
    assert badge() == ("imagegen-conformance azure 2.3", "wire, schema", "brightgreen")


def test_requested_level_is_the_only_one_named(badge) -> None:
    assert badge(levels=("wire",))[1:] == ("wire", "brightgreen")


def test_known_failures_are_counted_and_change_the_color(badge, tmp_path: Path) -> None:
    file = known(tmp_path, "wire/plain/unknown")
    listed = badge(failing("wire/plain/unknown"), levels=("wire",), expected_failures=file)
    assert listed[1:] == ("wire, 1 known failure", "yellow")


def test_failure_names_no_level(badge) -> None:
    assert badge(failing("wire/plain/unknown"))[1:] == ("does not conform", "red")


def test_stale_expectation_names_no_level(badge, tmp_path: Path) -> None:
    assert badge(expected_failures=known(tmp_path, "wire/plain/unknown"))[1:] == ("stale known failures", "orange")


def test_partial_selection_names_no_level(badge) -> None:
    assert badge(patterns=("wire/plain/unknown",))[1:] == ("1 selected case passes", "lightgrey")


def test_partial_selection_counts_known_failures(badge, tmp_path: Path) -> None:
    file = known(tmp_path, "wire/plain/unknown")
    options = {"patterns": ("wire/plain",), "expected_failures": file}
    message, color = badge(failing("wire/plain/unknown"), **options)[1:]
    assert message.endswith(", 1 known failure")
    assert color == "lightgrey"


def test_unsupported_cases_only_are_nothing_judged(badge) -> None:
    assert badge(levels=("object",))[1:] == ("nothing judged", "lightgrey")


def test_interrupted_run_is_incomplete(badge) -> None:
    assert badge(interrupted_after=3)[1:] == ("incomplete", "lightgrey")


def test_interrupted_run_with_a_failure_does_not_conform(badge) -> None:
    everything_fails: Observe = lambda _: {"outcome": "accepted", "output": {}}  # noqa: E731
    assert badge(everything_fails, interrupted_after=3)[1:] == ("does not conform", "red")


def test_label_names_the_profile_and_the_revision(root: Path, badge) -> None:
    corpus = Corpus.load(root, (), "openai", "2026-10-26")
    assert badge(corpus=corpus)[0] == "imagegen-conformance openai 2026-10-26"


@pytest.fixture
def blocking(root: Path, edit) -> Corpus:
    """The small corpus, in which every case that is parsed has the prerequisite wire/plain/bare."""
    edit(root / "prerequisites.json", lambda content: content["operations"].update(parse="wire/plain/bare"))
    return Corpus.load(root)


def test_level_that_known_failures_block_is_not_named(badge, blocking: Corpus, tmp_path: Path) -> None:
    file = known(tmp_path, "wire/plain/bare")
    found = badge(failing("wire/plain/bare"), corpus=blocking, expected_failures=file)
    assert found[1:] == ("nothing judged at wire", "lightgrey")


def test_blocked_cases_are_counted(badge, root: Path, edit, tmp_path: Path) -> None:
    edit(root / "prerequisites.json", lambda content: content["fields"].update(quality="quality/values/low"))
    field = "quality/values/low:wire"
    options = {"corpus": Corpus.load(root), "levels": ("wire",), "expected_failures": known(tmp_path, field)}
    assert badge(failing(field), **options)[1:] == ("wire, 1 known failure, 1 blocked case", "yellow")


def test_every_conclusion_has_a_text() -> None:
    """The types do not show it: the table has only the conclusions that need no numbers."""
    computed = {ConclusionKind.CONFORMS, ConclusionKind.CONFORMS_PARTLY, ConclusionKind.LEVELS_BLOCKED}
    assert set(FIXED_TEXTS) == set(ConclusionKind) - computed


def test_guide_describes_every_text() -> None:
    rows = dict(re.findall(r"^\| `(.+?)` \| (\w+) \|", read("docs/how-to/ci.md"), re.MULTILINE))
    computed = {
        "wire, schema": "brightgreen",
        "wire, 17 known failures": "yellow",
        "wire, 17 known failures, 5 blocked cases": "yellow",
        "nothing judged at wire": "lightgrey",
        "83 selected cases pass": "lightgrey",
        "incomplete": "lightgrey",
    }
    assert rows == {**computed, **dict(FIXED_TEXTS.values())}
