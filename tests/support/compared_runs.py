"""Runs with chosen verdicts, for comparisons that need no evidence file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.results.comparison import Comparison
from imagegen_conformance.results.evidence import RunSettings
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict, RecordedVerdicts

OTHER_CORPUS = "0" * 64
IDENTITY = Identity("mine:tool", "1.0", "Python", "function", ("wire", "schema"))
VERDICTS: Mapping[str, tuple[str, str | None, str | None]] = {
    "pass": ("pass", None, None),
    "fail": ("fail", "wrong-output", "/quality"),
    "fail elsewhere": ("fail", "wrong-output", "/size"),
    "fail otherwise": ("fail", "wrongly-rejected", None),
    "flaky": ("flaky", "flaky", None),
    "error": ("error", "error", None),
    "unsupported": ("unsupported", "unsupported", None),
    "not applicable": ("not-applicable", None, None),
    "blocked": ("blocked", None, None),
}
"""The verdict, the kind of the failure, and its place, by a name for tests."""


def compare(runs: Iterable[RecordedVerdicts], corpus: Corpus) -> Comparison:
    """Return the comparison of two runs."""
    before, after = runs
    return Comparison(before, after, corpus)


def recorded_verdict(case_id: str, name: str, **members: Any) -> RecordedVerdict:
    """Return a verdict by its name in `VERDICTS`."""
    blocker = "a/b/c" if name == "blocked" else None
    return RecordedVerdict(case_id, *VERDICTS[name], **{"blocked_by": blocker, **members})


def recorded_run(
    corpus: Corpus, verdicts: Mapping[str, str | RecordedVerdict], file: str = "run.ndjson", **changes: Any
) -> RecordedVerdicts:
    """Return a run with verdicts, or their names, by the ids of the cases. Its verdicts are not confirmed."""
    digest = changes.get("corpus_sha256", corpus.digest)
    header = {"suite": "0.1.0", "started": "2026-11-26T12:00:00Z", "corpus_sha256": digest}
    run = RecordedVerdicts(
        Path(file),
        header,
        {"run_errors": []},
        IDENTITY,
        corpus.revision.profile,
        corpus.revision.name,
        digest,
        Selection(),
        RunSettings("must"),
        {
            case_id: recorded_verdict(case_id, verdict) if isinstance(verdict, str) else verdict
            for case_id, verdict in verdicts.items()
        },
    )
    return run._replace(**changes)
