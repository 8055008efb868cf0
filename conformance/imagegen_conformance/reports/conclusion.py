"""The conclusion of a run as a sentence."""

from __future__ import annotations

from imagegen_conformance.reports.layout import count, enumeration, levels, verb
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind
from imagegen_conformance.results.tally import Tally

__all__ = ["describe_conclusion", "describe_stale_expectations"]

LIST = "the list of expected failures"  # its file is unknown if the run was read from evidence
PRUNE = "imagegen-conformance expected-failures prune EVIDENCE FILE"


def describe_conclusion(conclusion: Conclusion, tally: Tally, *, interrupted: bool = False) -> str:
    """Return the sentence.

    Args:
        conclusion: The conclusion.
        tally: The counts of the run.
        interrupted: Whether the run ended before its last case.
    """
    kind = conclusion.kind
    if kind is ConclusionKind.FAILS:
        counts = (conclusion.failures, "failure"), (conclusion.run_errors, "run error")
        return f"does not conform: {enumeration([count(number, noun) for number, noun in counts if number])}"
    if kind is ConclusionKind.STALE_EXPECTATIONS:
        return describe_stale_expectations(conclusion)
    if kind is ConclusionKind.CONFORMS:
        return f"conforms at {levels(conclusion.levels)}{_exceptions(conclusion)}"
    if kind is ConclusionKind.CONFORMS_PARTLY:
        return _partial(conclusion)
    if interrupted and not tally.judged:
        return "nothing was judged: the run ended before its first judgment"
    return _without_conclusion(conclusion, tally)


def describe_stale_expectations(conclusion: Conclusion) -> str:
    """Return how many expected failures are stale, and how to correct the list."""
    stale = count(conclusion.stale_expectations, "expected failure")
    return f"{stale} did not occur as listed: edit {conclusion.expected_failures_file or LIST}, or run {PRUNE}"


def _without_conclusion(conclusion: Conclusion, tally: Tally) -> str:
    """Return why nothing is known about the implementation, or about one of its levels."""
    if conclusion.kind is ConclusionKind.NOTHING_GATING_JUDGED:
        return f"no gating case was judged: all judged cases have a strength below {conclusion.fail_on}"
    if conclusion.kind is ConclusionKind.LEVELS_BLOCKED:
        return f"nothing was judged at {levels(conclusion.blocked_levels)}: expected failures block all gating cases"
    return f"nothing was judged: {_without_judgment(conclusion, tally)}"


def _without_judgment(conclusion: Conclusion, tally: Tally) -> str:
    """Return what happened to the cases, none of which was judged."""
    not_applicable, blocked = conclusion.not_applicable, sum(conclusion.blocked.values())
    numbers = {
        "unsupported": tally.counts.total() - not_applicable - blocked,
        "not applicable": not_applicable,
        "blocked": blocked,
    }
    words = [word for word, number in numbers.items() if number]
    return f"all cases are {' or '.join(words)}"


def _exceptions(conclusion: Conclusion) -> str:
    failures, blocked = conclusion.expected_failures, sum(conclusion.blocked.values())
    exceptions = [count(failures, "expected failure")] * bool(failures)
    exceptions += [count(blocked, "blocked case")] * bool(blocked)
    return f", apart from {enumeration(exceptions)}" if exceptions else ""


def _partial(conclusion: Conclusion) -> str:
    passes, failures, blocked = conclusion.passes, conclusion.expected_failures, sum(conclusion.blocked.values())
    parts = [f"{count(passes, 'selected case')} {verb(passes, 'passes')}"]
    if failures:
        parts.append(f"{failures} {verb(failures, 'fails')} as expected")
    if blocked:
        parts.append(f"{blocked} {verb(blocked, 'is')} blocked")
    return f"{enumeration(parts)}; no level was run completely"
