"""The data of the page of the matrix: the cases that do not pass in every column, in a compact form.

A text is stored once, and named by its number. A text with JSON is a list of the numbers of its parts, because most
payloads occur in several texts. The id of a case is stored as the number of characters that it shares with the id
before it, and the rest. Equal observations of one case are stored once, with the columns that made them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.matrix import Matrix, MatrixCase, MatrixRow
from imagegen_conformance.reports.matrix_column import MatrixFailure

__all__ = ["matrix_data"]

NO_STATE = "-"  # in the string of the states of a case
JSON_OBJECT = re.compile(r"(\{.*\})")


def matrix_data(matrix: Matrix) -> Mapping[str, Json]:
    """Return the data: the columns, the cases of each requirement, the texts, and the ids of renamed cases."""
    texts = _Texts()
    rows = {row.requirement.id: _row(matrix, row, texts) for row in matrix.rows if row.cases}
    columns = [{"name": column.name, "rerun": column.rerun} for column in matrix.columns]
    return {"columns": columns, "rows": rows, "texts": texts.entries, "renamed": dict(matrix.renamed)}


class _Texts:
    """Numbered texts.

    Attributes:
        entries: The texts, and the lists of the parts of texts, in the order of their numbers.
    """

    def __init__(self) -> None:
        self.entries: list[str | list[int]] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text, which is added if it is new."""
        if text not in self._numbers:
            parts = [part for part in JSON_OBJECT.split(text) if part]
            entry = [self.number(part) for part in parts] if len(parts) > 1 else text
            self._numbers[text] = len(self.entries)
            self.entries.append(entry)
        return self._numbers[text]


def _row(matrix: Matrix, row: MatrixRow, texts: _Texts) -> list[Json]:
    entries: list[Json] = []
    previous = ""
    for case in row.cases:
        shared = _shared_length(previous, case.id)
        states = "".join(state or NO_STATE for state in case.states)
        # A case that is only blocked is not described: its prerequisite is.
        description = case.description if states.strip(f"PB{NO_STATE}") else ""
        number = texts.number(description)
        entries.append([shared, case.id[shared:], states, number, *_observations(matrix, case, texts)])
        previous = case.id
    return entries


def _observations(matrix: Matrix, case: MatrixCase, texts: _Texts) -> list[Json]:
    """Return the different observations of a case: the columns that made it, and the numbers of its texts.

    A blocked case has only the failed prerequisite, and the reason why it is listed.
    """
    columns: dict[MatrixFailure, list[int]] = {}
    for index, (column, state) in enumerate(zip(matrix.columns, case.states, strict=True)):
        if state not in {None, "P"}:
            columns.setdefault(column.failures[case.id], []).append(index)
    return [
        [indices, *map(texts.number, failure if failure.sent else (failure.actual, failure.reason))]
        for failure, indices in columns.items()
    ]


def _shared_length(left: str, right: str) -> int:
    length = 0
    while length < min(len(left), len(right)) and left[length] == right[length]:
        length += 1
    return length
