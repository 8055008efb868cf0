"""The report of one case: its request, its expected outcome, the requirement behind it, and how to run it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.jsonlib.long_texts import name_long_texts
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.layout import MAX_WIDTH, NO_BREAK_SPACE, wrap
from imagegen_conformance.reports.long_texts import insert_summaries
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.runner.profile_options import revision_arguments
from imagegen_conformance.text import escape_control_characters

__all__ = ["describe_case"]


def describe_case(case: Case, prerequisites: Sequence[str], links: SourceLinks, corpus: Corpus) -> Iterator[str]:
    """Yield the lines of the report.

    Args:
        case: The case.
        prerequisites: The ids of its prerequisites.
        links: The addresses of the sources of its requirement.
        corpus: The corpus that contains it.
    """
    yield f"{case.id}  [{case.level}, {case.strength}, {case.kind}]"
    yield from wrap(f"{case.description}.")
    yield ""
    yield f"request: {case.request.operation}"
    yield from _json(case.request.content)
    yield "expected:"
    if isinstance(case.expected, ExpectedOutcome):
        yield from _expected_outcome(case.expected)
    else:
        yield from _expected_steps(case.request.content["steps"], case.expected)
    if case.rationale:
        yield from wrap(f"rationale: {case.rationale}", hanging="  ")
    if prerequisites:
        yield from wrap(f"prerequisites: {', '.join(prerequisites)}", hanging="  ")
    yield from _revisions(case, corpus)
    yield ""
    requirement = case.requirement
    yield from wrap(f"{requirement.id}: {requirement.statement}", hanging="  ")
    yield from ReportedSources(corpus.profiles, corpus.revision).lines(requirement, links)
    yield ""
    arguments = [*revision_arguments(corpus.profiles, corpus.revision), f"--level {case.level}", f"--select {case.id}"]
    yield f"rerun: imagegen-conformance run IMPLEMENTATION {' '.join(arguments)}"


def _revisions(case: Case, corpus: Corpus) -> Iterator[str]:
    """Yield where the case holds, and where its source case has another expectation."""
    here_first = sorted(corpus.expectations_of(case.id), key=lambda item: corpus.revision not in item[1])
    for expectation, revisions in here_first:
        where = corpus.profiles.describe(revisions)
        if corpus.revision in revisions:
            yield from wrap(f"holds in: {where}", hanging="  ")
        else:
            strength = (
                expectation.get("strength") or corpus.definition.all_requirements[expectation["requirement"]].strength
            )
            yield from wrap(f"otherwise, in {where}: {expectation['kind']} ({strength})", hanging="  ")


def _expected_steps(steps: list[dict[str, Json]], expected: ExpectedSteps) -> Iterator[str]:
    for number, (step, expectation) in enumerate(zip(steps, expected.steps, strict=True), 1):
        content = expectation.to_json()
        start = f"  {number}. {step['method']}: "
        yield from _json(content, start) if content else [f"{start}succeeds"]


def _expected_outcome(expected: ExpectedOutcome) -> Iterator[str]:
    if expected.rejected:
        yield "  rejected"
        yield from (f"    for {_finding(reason)}" for reason in expected.reasons)
    if expected.warnings:
        yield "  accepted with the warnings"
        yield from (f"    {_finding(warning)}" for warning in expected.warnings)
    elif expected.warnings is not None:
        yield "  accepted without warnings"
    elif expected.accepted and expected.outputs is None:
        yield "  accepted"
    elif expected.accepted:
        for output in expected.outputs or ():
            yield from _json(output, "  accepted with output ")
    if expected.acceptance_strength is not None:
        yield f"  a rejection is a failure of strength {expected.acceptance_strength}"


def _finding(finding: Finding) -> str:
    return escape_control_characters(str(finding))


def _json(value: Json, start: str = "") -> Iterator[str]:
    """Yield a value as JSON on one line, or indented on several lines if it is too long for one."""
    named, long_texts = name_long_texts(value)
    line = start + insert_summaries(json.dumps(named, ensure_ascii=False), long_texts)
    if len(line) <= MAX_WIDTH and line.isprintable():
        yield line
    else:
        indent = " " * (len(start) - len(start.lstrip()))
        first, *others = insert_summaries(json.dumps(named, indent=2), long_texts).split("\n")
        lines = (start + first, *(indent + other for other in others))
        yield from (line.replace(NO_BREAK_SPACE, " ") for line in lines)
