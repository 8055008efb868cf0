"""The subject of shared values: a nested value, how it came into the tool, how it was obtained, and a write to it.

An implementation may convert a value where it comes in or where it is read, so that a write reaches the tool on some
ways only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.aliasing import READERS, WRITES, Aliasing
from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import SOURCES, Given, Value
from imagegen_conformance.jsonlib.values import Json

__all__ = ["SharedValues"]
METHODS = {method: way for way, method in READERS.items()} | {"popitem": "popitem"}
"""The ways to obtain a value, by method."""
UNKNOWN_SOURCE = "unknown"
"""The source of a value in a copy of all items, or in a list of them."""
UNKNOWN_PREFIX, INNER = "unknown-", "-member"


class SharedValues(CallSubject):
    """The sources of nested values, the ways to obtain them, their kinds, and the methods that write to them."""

    name = "shared-values"

    def __init__(self, values: RevisionValues) -> None:
        self._aliasing = Aliasing(values)
        kinds = self._aliasing.kinds
        inner = [f"{kind}{INNER}" for kind in kinds if kind.startswith(UNKNOWN_PREFIX)]
        self.dimensions = {
            "source": (*SOURCES, UNKNOWN_SOURCE),
            "way": tuple(METHODS.values()),
            "value": (*kinds, *inner),
            "write": tuple(WRITES),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the writes of a call sequence to nested values that were obtained from a tool."""
        last = max((index for index, call in enumerate(calls) if call.is_checked), default=-1)
        for call in calls[:last]:
            value = call.target
            if call.is_error or call.method not in WRITES or not isinstance(value, Value) or isinstance(value, Given):
                continue
            if value.path and value.accessor in METHODS:
                kind = self._kind(value.path, value.container)
                yield value.source or UNKNOWN_SOURCE, METHODS[value.accessor], kind, call.method

    def proposal(self, combination: Combination) -> Json:
        """Return None: the source, the way and the write are given as steps."""
        del combination

    def _kind(self, path: Sequence[str], container: Json) -> str:
        kind = self._aliasing.kind(path, container)
        return f"{kind}{INNER}" if kind.startswith(UNKNOWN_PREFIX) and len(path) > 1 else kind
