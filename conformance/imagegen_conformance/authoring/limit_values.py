"""Checks of the values that model limits name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from imagegen_conformance.authoring.limit_problem import LimitProblem, child_pointer
from imagegen_conformance.corpus.model_limits import Limit
from imagegen_conformance.corpus.payload_schema import Schema

__all__ = ["value_problems"]
FORMAT = "output_format"


def value_problems(limit: Limit, fields: Sequence[Schema]) -> Iterator[LimitProblem]:
    """Yield values that are legal in no revision in which a limit holds, and limits that permit every output format.

    Args:
        limit: The limit.
        fields: The schemas of the fields in each revision in which the limit holds.
    """
    data = limit.data
    # The fields and values that are named, by the keys that lead to them.
    named: dict[tuple[str | int, ...], tuple[str, str]] = {}
    if "equals" in data:
        named["equals",] = str(data.get("other", data["field"])), data["equals"]
    named |= {("values", index): (data["field"], value) for index, value in enumerate(data.get("values", ()))}
    named |= {("formats", index): (FORMAT, name) for index, name in enumerate(data.get("formats", ()))}
    for path, (field, value) in named.items():
        legal = _legal_values(field, fields)
        if value not in legal and any(field in item for item in fields):
            hint = f"Name one of {', '.join(map(str, legal))}." if legal else "Remove it."
            yield LimitProblem(child_pointer(limit.pointer, *path), f"{value!r} is not a value of {field}", hint)
    if "formats" in data and fields and not set(_legal_values(FORMAT, fields)) - set(data["formats"]):
        message, hint = "the limit permits every output format", "Name only those that support the value."
        yield LimitProblem(child_pointer(limit.pointer, "formats"), message, hint)


def _legal_values(field: str, fields: Sequence[Schema]) -> list[str]:
    """Return the enumerated values of a field in all revisions together."""
    return list(dict.fromkeys(chain.from_iterable(item.get(field, {}).get("enum", ()) for item in fields)))
