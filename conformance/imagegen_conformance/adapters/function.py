"""Adapter for functions payload -> payload."""

from __future__ import annotations

from collections.abc import Callable

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.cases import Level
from imagegen_conformance.json_value import Json

__all__ = ["Function"]


class Function(Adapter):
    """Claims wire; a function that also refuses what is illegal can be asked about schema and semantic."""

    kind = "function"

    def __init__(self, implementation: Callable[[Json], Json]) -> None:
        self.implementation = implementation

    @property
    def able(self) -> tuple[Level, ...]:
        """Every level that payloads have."""
        return ("wire", "schema", "semantic")

    def parse(self, payload: Json) -> Json:
        """What the function returns."""
        return self.implementation(payload)
