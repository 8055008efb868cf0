"""Adapter for functions that take a payload and return one."""

from __future__ import annotations

from collections.abc import Callable

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["FunctionAdapter"]


class FunctionAdapter(Adapter):
    """An adapter for a function; it claims `wire`.

    A function that rejects illegal payloads can also be run at the levels `schema` and `semantic`.
    """

    kind = "function"

    def __init__(self, implementation: Callable[[Json], Json]) -> None:
        self.implementation = implementation

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """Every level except `object`."""
        return ("wire", "schema", "semantic")

    def parse(self, payload: Json) -> Json:
        """Return the result of the function."""
        return self.implementation(payload)
