"""The reasons that an implementation reports for a rejection, compared with the faults of the payload.

| reason | meaning |
|---|---|
| an expected reason | right |
| a rule that is no requirement, at or in a member at fault | right |
| a rule that is no requirement, at the root | right if the payload as a whole is at fault, otherwise none |
| at a member that is no field: an unknown key, or a word of the validator such as the name of a union's branch | none |
| at a field that is not at fault, unless a rule relates it to a member at fault | wrong |
| any other | not right |

The rejection has a wrong reason if a reason is wrong, or if it has reasons with a meaning and none is right.
"""

from __future__ import annotations

from collections.abc import Mapping

from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.jsonlib.pointer import parse_pointer

__all__ = ["ReportedReasons"]


class ReportedReasons:
    """The reasons of one rejection.

    Attributes:
        reasons: The reasons, each with a `path` and a `rule`. There is at least one.
        right: How many of them are right.
    """

    def __init__(self, expected: ExpectedOutcome, reasons: list[dict[str, str]]) -> None:
        """Compare reasons with an expected outcome.

        Args:
            expected: The expected outcome of the case. It has reasons.
            reasons: The reported reasons, at least one.
        """
        self.reasons = reasons
        self._expected = expected
        # A rule that relates fields to each other is broken by each of them, and by the payload as a whole.
        self._faults = {_member(reason.path) for reason in expected.reasons}.union(expected.related_fields)
        if expected.related_fields:
            self._faults.add(None)
        self.right = sum(map(self._is_right, reasons))

    @property
    def mistake(self) -> str | None:
        """The path of a reason for a legal field; otherwise of the first reason if none is right; otherwise None."""
        for reason in self.reasons:
            if self._points_to_legal_field(reason):
                return reason["path"]
        meaningful = list(filter(self._has_meaning, self.reasons))
        return None if self.right or not meaningful else meaningful[0]["path"]

    def _has_meaning(self, reason: Mapping[str, str]) -> bool:
        member = _member(reason["path"])
        if member in self._faults or reason["rule"] in self._expected.vocabulary.rules:
            return True
        return member in self._expected.vocabulary.fields

    def _is_right(self, reason: Mapping[str, str]) -> bool:
        if reason["rule"] in self._expected.vocabulary.rules:
            return (reason["path"], reason["rule"]) in self._expected.reasons
        return self._points_to_fault(reason)

    def _points_to_fault(self, reason: Mapping[str, str]) -> bool:
        return _member(reason["path"]) in self._faults

    def _points_to_legal_field(self, reason: Mapping[str, str]) -> bool:
        """Return whether the reason is about a field that is not at fault, whether or not the payload has the field."""
        member = _member(reason["path"])
        if member in self._faults or member not in self._expected.vocabulary.fields:
            return False
        # A rule that relates the field to one at fault may be broken, too: the illegal value decides about it.
        return self._faults.isdisjoint(self._expected.vocabulary.related_fields.get(reason["rule"], ()))


def _member(path: str) -> str | None:
    """Return the member of the payload that a path points to or into, or None for the payload itself."""
    tokens = parse_pointer(path)
    return tokens[0] if tokens else None
