"""Remarks on a comparison: in what the runs differ, and which cases are not compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.reports.layout import count, verb
from imagegen_conformance.results.comparison import Comparison
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict, RecordedVerdicts
from imagegen_conformance.text import MAX_DIGEST_LENGTH, MAX_MESSAGE_LENGTH, escape_control_characters, preview

__all__ = ["comparison_remarks", "run_facts"]

MAX_FACT_LENGTH = 80  # characters of a version that evidence states


def comparison_remarks(comparison: Comparison) -> list[str]:
    """Return the remarks, as sentences without a period and without control characters."""
    before, after = comparison.before, comparison.after
    remarks = [*_identity(before, after), *_corpora(before, after), *_settings(before, after)]
    remarks += _not_compared(comparison.only_before, "later")
    remarks += _not_compared(comparison.only_after, "earlier")
    return remarks


def run_facts(run: RecordedVerdicts) -> list[tuple[str, str]]:
    """Return what was tested, by what and when, as labeled texts of one line each."""
    return [
        ("file", escape_control_characters(str(run.file))),
        ("version", _short(run.identity.version or "unknown")),
        ("suite", _short(run.header["suite"])),
        ("corpus", _short(run.corpus_sha256[:MAX_DIGEST_LENGTH])),
        ("started", _short(run.header["started"])),
        ("cases", str(len(run.cases))),
    ]


def _identity(before: RecordedVerdicts, after: RecordedVerdicts) -> Iterator[str]:
    for label in ("version", "language", "adapter"):
        old, new = getattr(before.identity, label), getattr(after.identity, label)
        if old != new:
            yield f"the {label} of the implementation was {_short(old or 'unknown')}, and is {_short(new or 'unknown')}"


def _corpora(before: RecordedVerdicts, after: RecordedVerdicts) -> Iterator[str]:
    digests = [_short(run.corpus_sha256[:MAX_DIGEST_LENGTH]) for run in (before, after)]
    if before.corpus_sha256 != after.corpus_sha256:
        yield f"the corpus of the earlier run is {digests[0]}, that of the later run is {digests[1]}"
    for run, digest in zip((before, after), digests, strict=True):
        if run.run is None:
            file = preview(str(run.file), MAX_MESSAGE_LENGTH)
            suite = _short(run.header["suite"])
            yield f"the verdicts of {file} are not confirmed: they are of corpus {digest}, suite {suite}"


def _settings(before: RecordedVerdicts, after: RecordedVerdicts) -> Iterator[str]:
    for label in ("fail_on", "variants", "repeat"):
        old, new = (getattr(run.settings, label) for run in (before, after))
        if old != new:
            name, (old_text, new_text) = label.replace("_", " "), (_setting(value) for value in (old, new))
            yield f"the setting {name} was {old_text} in the earlier run, and is {new_text} in the later run"


def _not_compared(verdicts: Sequence[RecordedVerdict], other: str) -> Iterator[str]:
    number, failing = len(verdicts), sum(verdict.failed for verdict in verdicts)
    if number:
        failures = f" ({failing} of them {verb(failing, 'fails')})" if failing else ""
        subject = f"{count(number, 'case')}{failures} {verb(number, 'is')} not compared"
        yield f"{subject}, because the {other} run does not select {'it' if number == 1 else 'them'}"


def _setting(value: object) -> str:
    return _short({True: "on", False: "off"}[value] if isinstance(value, bool) else str(value))


def _short(text: object) -> str:
    return preview(str(text), MAX_FACT_LENGTH)
