"""The cases that differ between the corpora of two revisions."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json, canonical

__all__ = ["CaseChange", "CaseChanges", "case_changes"]


class CaseChange(NamedTuple):
    """A case of both corpora whose request, expected outcome or strength differs.

    Attributes:
        before: The case in the first corpus.
        after: The case in the second corpus.
    """

    before: Case
    after: Case


class CaseChanges(NamedTuple):
    """The cases of two corpora, compared by their ids.

    Attributes:
        former: The cases that only the first corpus has.
        new: The cases that only the second corpus has.
        changed: The cases of both that differ.
        unchanged: The number of the other cases.
    """

    former: tuple[Case, ...]
    new: tuple[Case, ...]
    changed: tuple[CaseChange, ...]
    unchanged: int


def case_changes(before: Corpus, after: Corpus) -> CaseChanges:
    """Return the cases that differ between two corpora."""
    common = [CaseChange(case, after.by_id[case.id]) for case in before.cases if case.id in after.by_id]
    changed = tuple(change for change in common if _content(change.before) != _content(change.after))
    return CaseChanges(
        former=tuple(case for case in before.cases if case.id not in after.by_id),
        new=tuple(case for case in after.cases if case.id not in before.by_id),
        changed=changed,
        unchanged=len(common) - len(changed),
    )


def _content(case: Case) -> str:
    """Return the request, the expected outcome and the strength of a case as a text.

    The vocabulary is left out: it consists of the names that the revision defines, and the same case has another one in
    each revision.
    """
    expected = case.expected
    if isinstance(expected, ExpectedOutcome):
        content: Json = [expected.accepted, expected.rejected, expected.outputs, expected.reasons, expected.warnings]
        content.append(expected.acceptance_strength)
    else:
        content = [step.to_json() for step in expected.steps]
    return canonical([case.request, content, case.strength])
