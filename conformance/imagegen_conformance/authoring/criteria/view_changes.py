"""The subject of view changes: a method of a view, and the exact change of the tool since the view was returned.

The subject `views` merges methods that compare a view, and changes by the same method.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import VIEWS, Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import REPLACING, SOURCES, View
from imagegen_conformance.authoring.criteria.views import OPERATIONS
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ViewChanges"]
REMOVALS = ("set-attribute-null", "delete-item", "pop", "popitem", "clear")
UNCHANGED, SEVERAL, BOTH = "unchanged", "several", "-both"


class ViewChanges(CallSubject):
    """The views, their methods, and the changes of the tool.

    A change with `-both` adds an item and replaces another one. It is `several` if there were different ones.
    """

    name = "view-changes"

    def __init__(self) -> None:
        writes = [source for source in SOURCES if "-" in source or source == "setdefault"]
        changes = [f"{write}{ending}" for write in writes for ending in ("", REPLACING, BOTH)]
        self.dimensions = {
            "view": VIEWS,
            "method": tuple(OPERATIONS),
            "change": (UNCHANGED, *changes, *REMOVALS, SEVERAL),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the methods of views in a call sequence whose results are compared."""
        for call in calls:
            view = call.target
            if isinstance(view, View) and call.method in OPERATIONS and not call.is_plain:
                yield view.kind, call.method, _merged(call.changes)

    def proposal(self, combination: Combination) -> Json:
        """Return None: the change and the operation are given as steps."""
        del combination


def _merged(changes: Sequence[str]) -> str:
    """Return the one change that changes of a tool are."""
    if len(changes) < 2:  # noqa: PLR2004 - not several
        return changes[0] if changes else UNCHANGED
    methods = {change.removesuffix(REPLACING) for change in changes}
    return f"{methods.pop()}{BOTH}" if len(methods) == 1 else SEVERAL
