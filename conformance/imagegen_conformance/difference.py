"""Where two JSON values differ."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.json_value import Json, canonical, escape

__all__ = ["MISSING", "Difference", "difference", "same", "same_in_any_order"]


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


class Difference(NamedTuple):
    """The first place at which two values differ: `wanted` or `got` is `MISSING` where one has nothing."""

    path: tuple[str, ...]
    wanted: Json
    got: Json

    @property
    def at(self) -> str:
        """The place as a JSON Pointer."""
        return "".join("/" + escape(part) for part in self.path)


def difference(wanted: Json, got: Json, *, exact: bool) -> Difference | None:
    """The first difference between two JSON values of plain types, or None.

    Key order is free, and true is never 1. `exact` tells 1 from 1.0, as level model does; otherwise numbers
    are doubles, as RFC 8259 (section 6) lets every receiver hold them.
    """
    if type(wanted) is dict:
        return _object(wanted, got, exact) if type(got) is dict else Difference((), wanted, got)
    if type(wanted) is list:
        return _array(wanted, got, exact) if type(got) is list else Difference((), wanted, got)
    if type(wanted) is type(got):
        equal = wanted == got or (not exact and _number(wanted) and _double(wanted) == _double(got))
    else:
        equal = not exact and _number(wanted) and _number(got) and _double(wanted) == _double(got)
    return None if equal else Difference((), wanted, got)


def _object(wanted: dict[str, Json], got: dict[str, Json], exact: bool) -> Difference | None:  # noqa: FBT001
    for key, value in wanted.items():
        if key not in got:
            return Difference((key,), value, MISSING)
        found = difference(value, got[key], exact=exact)
        if found is not None:
            return Difference((key, *found.path), found.wanted, found.got)
    if len(got) > len(wanted):
        extra = next(key for key in got if key not in wanted)
        return Difference((extra,), MISSING, got[extra])
    return None


def _array(wanted: list[Json], got: list[Json], exact: bool) -> Difference | None:  # noqa: FBT001
    for index, (value, item) in enumerate(zip(wanted, got)):  # noqa: B905 - the lengths are compared below
        found = difference(value, item, exact=exact)
        if found is not None:
            return Difference((str(index), *found.path), found.wanted, found.got)
    if len(wanted) == len(got):
        return None
    index = min(len(wanted), len(got))
    return Difference(
        (str(index),),
        wanted[index] if index < len(wanted) else MISSING,
        got[index] if index < len(got) else MISSING,
    )


def _number(value: Json) -> bool:
    return type(value) is int or type(value) is float


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def same(wanted: Json, got: Json, *, exact: bool) -> bool:
    """Whether there is no difference."""
    return difference(wanted, got, exact=exact) is None


def same_in_any_order(wanted: list[Json], got: Json) -> bool:
    """Whether `got` is an array of just the wanted items, in whatever order; 1 is not 1.0."""
    if type(got) is not list or len(got) != len(wanted):
        return False
    return same(sorted(wanted, key=canonical), sorted(got, key=canonical), exact=True)
