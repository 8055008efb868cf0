"""Model limits in words."""

from __future__ import annotations

from collections.abc import Callable

from imagegen_conformance.corpus.model_limits import Limit

__all__ = ["describe_limit"]


def describe_limit(limit: Limit) -> str:
    """Return a limit in words, with the names of fields and values in backquotes."""
    return DESCRIPTIONS[limit.kind](limit)


def _values(names: list[str], separator: str = ", ") -> str:
    return separator.join(f"`{name}`" for name in names)


def _range(limit: Limit) -> str:
    parts = [f"at least {limit.data['minimum']:,}"] if "minimum" in limit.data else []
    return " and ".join(parts + ([f"at most {limit.data['maximum']:,}"] if "maximum" in limit.data else []))


def _field(limit: Limit) -> str:
    """Return the field of a limit, and the value or the range to which the limit applies."""
    data = limit.data
    if "equals" in data and "other" not in data:
        return f"`{data['field']}` `{data['equals']}`"
    for bound in ("below", "above"):
        if bound in data:
            return f"`{data['field']}` {bound} {data[bound]:,}"
    return f"`{data['field']}`"


DESCRIPTIONS: dict[str, Callable[[Limit], str]] = {
    "multiple": lambda limit: f"width and height are multiples of {limit.data['of']}",
    "edge": lambda limit: f"width and height in pixels: {_range(limit)}",
    "pixels": lambda limit: f"pixels: {_range(limit)}",
    "ratio": lambda limit: f"ratio of the long edge to the short edge: {_range(limit)}",
    "experimental": lambda limit: f"sizes of more than {limit.data['above']:,} pixels are experimental",
    "sizes": lambda limit: f"sizes: {_values(limit.data['sizes'])}",
    "auto": lambda limit: f"`auto` is {'legal' if limit.data['legal'] else 'illegal'} as `size`",
    "feature": lambda limit: f"support for {_field(limit)}: {limit.data['support']}",
    "values": lambda limit: f"legal values of `{limit.data['field']}`: {_values(limit.data['values'])}",
    "format": lambda limit: f"{_field(limit)} requires `output_format` {_values(limit.data['formats'], ' or ')}",
    "not-with": lambda limit: f"{_field(limit)} is illegal with `{limit.data['other']}` `{limit.data['equals']}`",
    "deprecated": lambda limit: f"deprecated fields: {_values(limit.data['fields'])}",
}
