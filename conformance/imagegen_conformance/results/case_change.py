"""The change of one case between two runs."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict

__all__ = ["CHANGE_KINDS", "CaseChange", "ChangeKind", "change_kind"]

ChangeKind: TypeAlias = Literal[
    "new-failure",
    "not-judged-any-more",
    "failing-differently",
    "fixed",
    "judged-now",
    "new-case",
    "gone",
    "unchanged",
]
"""How a case of the later run differs from the same case of the earlier one.

new-failure: it did not fail before, and fails now.
not-judged-any-more: it was judged before, and is now unsupported, not applicable, blocked, or not in the run although
the selection of the run selects it.
failing-differently: the kind or the place of the failure is another one.
fixed: it failed before, and passes now.
judged-now: it was not judged before, and passes now.
new-case: the corpus of the earlier run does not have it.
gone: the corpus of the later run does not have it.
unchanged: it passes, fails in the same way, or is not judged, as before.
"""
CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)


class CaseChange(NamedTuple):
    """The change of one case.

    Attributes:
        case_id: The id of the case: if it was renamed, the current one.
        kind: The kind of the change.
        before: The verdict of the earlier run, or None if the run has none.
        after: The verdict of the later run, or None if the run has none.
        case: The case in the current corpus, or None if the corpus does not have it.
        is_worse: Whether the change makes a comparison fail: a new failure, a failure that was advisory, or an error
            or a flaky result in place of a wrong result, unless it is expected or advisory; or a case that passed and
            is not judged any more.
    """

    case_id: str
    kind: ChangeKind
    before: RecordedVerdict | None
    after: RecordedVerdict | None
    case: Case | None = None
    is_worse: bool = False

    @property
    def fails_now(self) -> bool:
        """Whether the later run judged the case, and it did not pass."""
        return self.after is not None and self.after.failed

    @property
    def former_id(self) -> str | None:
        """The id of the case in the earlier run if it was renamed since, or None."""
        return self.before.case_id if self.before is not None and self.before.case_id != self.case_id else None


def change_kind(
    before: RecordedVerdict | None, after: RecordedVerdict | None, *, required_before: bool, required_after: bool
) -> ChangeKind:
    """Return how a case that the selections of both runs select has changed.

    Args:
        before: The verdict of the earlier run, or None if the run has none.
        after: The verdict of the later run, or None if the run has none.
        required_before: Whether the earlier run had to judge the level of the case: it was claimed or requested.
        required_after: Whether the later run had to judge the level.
    """
    if after is not None and after.passed:
        if before is not None and before.passed:
            return "unchanged"
        return "fixed" if before is not None and before.failed else "judged-now"
    if after is not None and after.failed:
        if before is None or not before.failed:
            return "new-failure"
        is_same = (before.failure, before.pointer) == (after.failure, after.pointer)
        return "unchanged" if is_same else "failing-differently"
    if before is not None and (before.passed or before.failed):
        return "not-judged-any-more"
    # An unsupported case of a level that is claimed or requested makes a run fail.
    is_unsupported = after is not None and after.verdict == "unsupported" and required_after
    was_unsupported = before is not None and before.verdict == "unsupported" and required_before
    return "new-failure" if is_unsupported and not was_unsupported else "unchanged"
