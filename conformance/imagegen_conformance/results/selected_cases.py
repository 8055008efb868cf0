"""The cases that a recorded run selects, as the current corpus knows them."""

from __future__ import annotations

from collections.abc import Container

from imagegen_conformance.corpus.case_aliases import CaseAliases
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import UsageError
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict, RecordedVerdicts

__all__ = ["SelectedCases", "verdicts_by_current_id"]


class SelectedCases:
    """The cases that the selection of a run selects in the current corpus, with their prerequisites."""

    def __init__(self, run: RecordedVerdicts, corpus: Corpus) -> None:
        self._selection = run.selection
        self._corpus = corpus
        try:
            cases = corpus.in_run_order(corpus.select(run.selection))
        except UsageError:  # a run with another corpus may have selected what this corpus does not have
            cases = ()
        self._ids = frozenset(case.id for case in cases)

    def contains(self, case_id: str) -> bool:
        """Return whether the run selects a case. Without filters, it also selects one that the corpus does not have."""
        if case_id in self._corpus.by_id:
            return case_id in self._ids
        return not self._selection.levels and not self._selection.is_partial


def verdicts_by_current_id(
    run: RecordedVerdicts, current_ids: Container[str], corpus: Corpus
) -> dict[str, RecordedVerdict]:
    """Return the verdicts of a run by the ids that their cases have now: aliases of the id registry are followed.

    Args:
        run: The run.
        current_ids: The ids that a later run has, which are not aliases.
        corpus: The current corpus.
    """
    cases = run.cases
    if run.corpus_sha256 == corpus.digest:
        return dict(cases)
    aliases = CaseAliases.load(corpus.root)
    verdicts: dict[str, RecordedVerdict] = {}
    for case_id, verdict in cases.items():
        current = case_id if case_id in current_ids else aliases.current_id(case_id)
        # Two cases may have become one: that with the same id is compared, the other one is gone.
        is_free = current not in cases and current not in verdicts
        verdicts[current if is_free else case_id] = verdict
    return verdicts
