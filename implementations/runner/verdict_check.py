"""The check that fresh evidence has the verdicts of the published evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.reports.layout import count
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict, RecordedVerdicts
from imagegen_conformance.results.result import failure_and_place
from imagegen_conformance.text import escape_control_characters
from published_results import PublishedResults

__all__ = ["verdict_problems"]

MAX_CASES = 20  # differences of one run that are named
REPUBLISH = "Run `make matrix`, and read the change."


def verdict_problems(results: PublishedResults, fresh: Path) -> Iterator[str]:
    """Yield one line for each difference between published and fresh evidence.

    If the corpus has changed, only the cases that both have are compared. Optional runs without fresh evidence are not
    compared.

    Args:
        results: The published results.
        fresh: The folder with the fresh evidence.
    """
    for file in results.files():
        if file not in map(results.evidence, results.names):
            yield f"{file.name}: no implementation has this name. Run `make matrix`."
    kept = results.kept(fresh)
    for name in results.names:
        if name in kept:
            continue
        try:
            before = RecordedVerdicts.read(results.evidence(name))
            after = RecordedVerdicts.read(fresh / f"{name}.ndjson")
        except ConformanceError as error:
            yield f"{name}: {error}"
        else:
            yield from (f"{name}: {problem}" for problem in _differences(before, after))


def _differences(before: RecordedVerdicts, after: RecordedVerdicts) -> Iterator[str]:
    for label, old, new in (
        ("version", before.identity.version, after.identity.version),
        ("profile", f"{before.profile} {before.revision}", f"{after.profile} {after.revision}"),
        ("levels", before.identity.levels, after.identity.levels),
        ("threshold", before.settings.fail_on, after.settings.fail_on),
        ("variants", before.settings.variants, after.settings.variants),
        ("repeat", before.settings.repeat, after.settings.repeat),
        ("run errors", tuple(before.footer.get("run_errors", ())), tuple(after.footer.get("run_errors", ()))),
    ):
        if old != new:
            yield f"{label}: {_text(new)}, but in the published evidence {_text(old)}. {REPUBLISH}"
    has_same_corpus = before.corpus_sha256 == after.corpus_sha256
    ids = before.cases.keys() | after.cases.keys() if has_same_corpus else before.cases.keys() & after.cases.keys()
    if len(ids) * 2 < len(before.cases):
        yield f"only {len(ids)} of the {count(len(before.cases), 'published case')} can be compared. {REPUBLISH}"
    pairs = [(id_, _verdict(before.cases.get(id_)), _verdict(after.cases.get(id_))) for id_ in sorted(ids)]
    different = [(id_, old, new) for id_, old, new in pairs if old != new]
    for id_, old, new in different[:MAX_CASES]:
        yield escape_control_characters(f"{id_}: published as {old}, now {new}")
    old_code, new_code = before.footer.get("exit_code"), after.footer.get("exit_code")
    if not different and old_code != new_code:
        yield f"exit code: {new_code}, but in the published evidence {old_code}. {REPUBLISH}"
    if different:
        number = f"{count(len(different), 'case')} {'has' if len(different) == 1 else 'have'}"
        left_out = f" ({len(different) - MAX_CASES} of them are left out)" if len(different) > MAX_CASES else ""
        yield f"{number} another verdict than in the published evidence{left_out}. {REPUBLISH}"


def _verdict(verdict: RecordedVerdict | None) -> str:
    """Return a verdict in words: with the failure and its place, or with the failed prerequisite."""
    if verdict is None:
        return "without a verdict"
    if verdict.blocked_by is not None:
        return f"blocked by {verdict.blocked_by}"
    if verdict.failure is None or verdict.failure == verdict.verdict:
        return verdict.verdict
    return f"{verdict.verdict} ({failure_and_place(verdict.failure, verdict.pointer)})"


def _text(value: object) -> str:
    text = (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)
    return escape_control_characters(text)
