"""The prerequisites of cases: the plain cases of the operation and of the fields that a case uses.

A plain case tests an operation with the smallest payload, or a field with one simple value. If an implementation fails
it, every case that uses the operation or the field fails for the same reason, whatever that case is about.

| request of the case | its prerequisites |
|---|---|
| validate | the plain case to validate a payload, and the plain case to validate each field |
| parse | the plain case to parse a payload, and the plain case to parse each field |
| parse-text, call | the plain case of the operation, and those of the equivalent request to parse a payload |

If a field has several plain cases, the first one that exists in the revision counts. The fields `type`, `model`,
`quality` and `size` have no plain cases: every implementation supports them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from imagegen_conformance.corpus.cases import Case, Operation, Request
from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["PREREQUISITES_FILE", "PlainCases", "Prerequisites"]
PREREQUISITES_FILE = "prerequisites.json"
PARSING: frozenset[Operation] = frozenset({"parse-text", "call"})  # the operations that also parse a payload
ROUND_TRIP_SUFFIX = ":wire"  # of the derived case that parses the payload of a source case


class PlainCases:
    """The ids of the plain cases, as listed in `prerequisites.json`.

    Attributes:
        operations: The plain case of each operation.
        fields: The source cases of the plain cases of each field; several if none of them exists in all revisions.
        ids: The ids of all plain cases.
    """

    def __init__(self, operations: Mapping[str, str], fields: Mapping[str, tuple[str, ...]]) -> None:
        self.operations = operations
        self.fields = fields
        source_ids = [id_ for ids in fields.values() for id_ in ids]
        self.ids = frozenset((*operations.values(), *source_ids, *(id_ + ROUND_TRIP_SUFFIX for id_ in source_ids)))
        names = "|".join(map(re.escape, fields)) or "(?!)"
        # The text of a case need not be JSON: a name in any quotation marks, or in none, counts if a colon follows it.
        self._member_pattern = re.compile(rf"\b({names})\b[\"'`]?\s*:")

    @classmethod
    def load(cls, root: Path) -> PlainCases:
        """Load the list of a corpus.

        Raises:
            CorpusError: The file is missing or malformed.
        """
        file = root / PREREQUISITES_FILE
        content = load_json(file)
        try:
            operations = {str(name): str(id_) for name, id_ in content["operations"].items()}
            fields = {
                str(field): tuple(map(str, [ids] if isinstance(ids, str) else ids))
                for field, ids in content["fields"].items()
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a list of prerequisites", "prerequisites", file) from None
        return cls(operations, fields)

    def existing(self, ids: Container[str]) -> PlainCases:
        """Return the plain cases that exist in a revision: of several of a field, the first one.

        A field that is unknown in the revision has the plain case that parses it.

        Args:
            ids: The ids of the cases in the revision.
        """
        fields: dict[str, tuple[str, ...]] = {}
        for field, source_ids in self.fields.items():
            found = [id_ for id_ in source_ids if id_ in ids] or [
                id_ for id_ in source_ids if id_ + ROUND_TRIP_SUFFIX in ids
            ]
            fields[field] = tuple(found[:1])
        return PlainCases(self.operations, fields)

    def required_by(self, request: Request) -> Iterator[str]:
        """Yield the ids of the plain cases of the operation and of the fields of a request, in this order."""
        operation = request.operation
        operations = ("parse", operation) if operation in PARSING else (operation,)
        for name in operations:
            if name in self.operations:
                yield self.operations[name]
        suffix = "" if operation == "validate" else ROUND_TRIP_SUFFIX
        used = self._used_fields(request)
        for field, source_ids in self.fields.items():
            if field in used:
                yield from (source_id + suffix for source_id in source_ids)

    def _used_fields(self, request: Request) -> set[str]:
        operation, content = request
        if operation == "parse-text":
            return set(self._member_pattern.findall(content))
        if operation == "call":
            return set(self._names_in(content))
        return self.fields.keys() & content.keys() if isinstance(content, dict) else set()

    def _names_in(self, value: Json) -> Iterator[str]:
        """Yield the keys and strings that are names of fields: methods take names of fields as arguments."""
        if isinstance(value, str):
            if value in self.fields:
                yield value
        elif isinstance(value, dict):
            for key, item in value.items():
                if key in self.fields:
                    yield key
                yield from self._names_in(item)
        elif isinstance(value, list):
            for item in value:
                yield from self._names_in(item)


class Prerequisites:
    """The prerequisites of the cases of a corpus. They are computed when they are asked for.

    Attributes:
        plain_cases: The plain cases.
        by_id: The cases of the corpus by id. A plain case that it does not contain is no prerequisite.
    """

    def __init__(self, plain_cases: PlainCases, by_id: Mapping[str, Case]) -> None:
        self.plain_cases = plain_cases.existing(by_id)
        self.by_id = by_id

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all cases that may be prerequisites."""
        return self.plain_cases.ids & self.by_id.keys()

    def of(self, case: Case) -> tuple[str, ...]:
        """Return the ids of all prerequisites of a case, each after its own prerequisites."""
        found: dict[str, None] = {}
        self._add(case, found, {case.id})
        return tuple(found)

    def _add(self, case: Case, found: dict[str, None], visited: set[str]) -> None:
        for id_ in self.plain_cases.required_by(case.request):
            if id_ not in visited and id_ in self.by_id:
                visited.add(id_)
                self._add(self.by_id[id_], found, visited)
                found[id_] = None
