"""The comparison of two runs of one implementation: what changed, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import STRENGTHS
from imagegen_conformance.errors import EvidenceError, UsageError
from imagegen_conformance.results.case_change import CaseChange, ChangeKind, change_kind
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict, RecordedVerdicts
from imagegen_conformance.results.selected_cases import SelectedCases, verdicts_by_current_id
from imagegen_conformance.results.tally import NOTHING_JUDGED
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview, preview_repr

__all__ = ["Comparison", "check_comparable", "corpus_of"]


class Comparison:
    """The changes between two runs of one implementation.

    Attributes:
        before: The earlier run.
        after: The later run.
        corpus: The corpus that knows the cases: the current one, in the revision of the runs.
        changes: The change of each case that both runs select or that one corpus does not have: first the cases of the
            later run in the order of judging, then the others in the order of the earlier run.
        only_before: The verdicts on the cases that the later run does not select.
        only_after: The verdicts on the cases that the earlier run does not select.

    Raises:
        EvidenceError: The runs are of different implementations, profiles or revisions, or have no case in common.
    """

    def __init__(self, before: RecordedVerdicts, after: RecordedVerdicts, corpus: Corpus) -> None:
        """Compare two runs.

        Args:
            before: The earlier run.
            after: The later run.
            corpus: The current corpus, in the revision of the runs.
        """
        check_comparable(before, after)
        self.before = before
        self.after = after
        self.corpus = corpus
        self.only_before: list[RecordedVerdict] = []
        self.only_after: list[RecordedVerdict] = []
        self._gating = STRENGTHS[: STRENGTHS.index(after.settings.fail_on) + 1]
        self._was_selected = SelectedCases(before, corpus)
        self._is_selected = SelectedCases(after, corpus)
        self.changes: tuple[CaseChange, ...] = tuple(self._changes())
        if not any(change.before and change.after for change in self.changes):
            problem = f"the run has no case in common with that of {before.file}"
            raise EvidenceError(problem, file=after.file, hint="Compare runs that select the same cases.")

    def of_kind(self, kind: ChangeKind) -> list[CaseChange]:
        """Return the changes of one kind."""
        return self._by_kind.get(kind, [])

    @property
    def is_worse(self) -> bool:
        """Whether something got worse: a case, as `CaseChange.is_worse` defines it, or the later run has run errors."""
        return bool(self.run_errors) or any(change.is_worse for change in self.changes)

    @property
    def is_without_judgment(self) -> bool:
        """Whether the later run judged no case that could make it fail, according to its exit code."""
        return self.after.footer.get("exit_code") == NOTHING_JUDGED

    @property
    def run_errors(self) -> list[str]:
        """The errors of the later run that are not the outcome of a case, one line each."""
        return list(self.after.footer.get("run_errors", ()))

    @property
    def same_corpus(self) -> bool:
        """Whether both runs were judged with the same corpus."""
        return self.before.corpus_sha256 == self.after.corpus_sha256

    @cached_property
    def _by_kind(self) -> dict[ChangeKind, list[CaseChange]]:
        grouped: dict[ChangeKind, list[CaseChange]] = {}
        for change in self.changes:
            grouped.setdefault(change.kind, []).append(change)
        return grouped

    def _changes(self) -> Iterator[CaseChange]:
        earlier = verdicts_by_current_id(self.before, self.after.cases, self.corpus)
        for case_id, after in self.after.cases.items():
            before = earlier.pop(case_id, None)
            if before is not None or (self.same_corpus and self._was_selected.contains(case_id)):
                yield self._change(case_id, before, after)
            elif self._was_selected.contains(case_id):
                yield self._new_or_gone(case_id, "new-case", None, after)
            else:
                self.only_after.append(after)
        for case_id, before in earlier.items():
            if case_id not in self.corpus.by_id and not self.same_corpus:
                yield self._new_or_gone(case_id, "gone", before, None)
            elif self._is_selected.contains(case_id):
                yield self._change(case_id, before, None)
            else:
                self.only_before.append(before)

    def _change(self, case_id: str, before: RecordedVerdict | None, after: RecordedVerdict | None) -> CaseChange:
        case = self.corpus.by_id.get(case_id)
        required = {
            "required_before": case is not None and case.level in _required_levels(self.before),
            "required_after": case is not None and case.level in _required_levels(self.after),
        }
        kind = change_kind(before, after, **required)
        if kind == "new-failure" or (kind == "failing-differently" and _got_worse(before, after)):
            is_worse = self._gates(case, after) and not (after is not None and after.is_expected)
        else:
            is_worse = kind == "not-judged-any-more" and before is not None and before.passed
        return CaseChange(case_id, kind, before, after, case, is_worse)

    def _new_or_gone(
        self, case_id: str, kind: ChangeKind, before: RecordedVerdict | None, after: RecordedVerdict | None
    ) -> CaseChange:
        return CaseChange(case_id, kind, before, after, self.corpus.by_id.get(case_id))

    def _gates(self, case: Case | None, after: RecordedVerdict | None) -> bool:
        """Return whether the failure of a case makes a run fail. It does if its strength is unknown."""
        if after is not None and after.gates is not None:
            return after.gates
        return case is None or case.strength in self._gating


def check_comparable(before: RecordedVerdicts, after: RecordedVerdicts) -> None:
    """Raise EvidenceError if two runs are not of the same implementation, profile and revision."""
    old, new = before.identity.name, after.identity.name
    if old != new:
        problem = f"the run is of {preview_repr(new)}, but that of {before.file} is of {preview_repr(old)}"
        hint = "Compare runs of one implementation; for several ones, use `imagegen-conformance matrix`."
        raise EvidenceError(problem, file=after.file, hint=hint)
    places = [f"profile {run.profile}, revision {run.revision}" for run in (before, after)]
    if places[0] != places[1]:
        old, new = (preview(place, MAX_VALUE_LENGTH) for place in places)
        problem = f"the run was judged by {new}, but that of {before.file} by {old}"
        raise EvidenceError(problem, file=after.file, hint="Compare runs of the same profile and revision.")


def _got_worse(before: RecordedVerdict | None, after: RecordedVerdict | None) -> bool:
    """Return whether a failure gates and did not gate, or is an error or flaky in place of a wrong result."""
    if before is None or after is None:
        return False
    gates_now = before.gates is False and after.gates is True
    return gates_now or (before.verdict == "fail" and after.verdict in {"error", "flaky"})


def _required_levels(run: RecordedVerdicts) -> tuple[str, ...]:
    """Return the levels that the implementation claims, or that were requested instead."""
    return run.selection.levels or run.identity.levels


def corpus_of(run: RecordedVerdicts, corpus: Corpus) -> Corpus:
    """Return the current corpus in the revision of a run.

    Raises:
        EvidenceError: The corpus does not have this revision.
    """
    if run.run is not None:
        return run.run.corpus
    if (run.profile, run.revision) == corpus.revision[:2]:
        return corpus
    try:
        return Corpus.load(corpus.root, (), run.profile, run.revision)
    except UsageError as error:
        raise EvidenceError(error.problem, file=run.file, hint=error.hint) from None
