"""Adapter for `msgspec.Struct` classes. It does not import msgspec: the module of such a class has done so."""

from __future__ import annotations

import sys
from typing import Any

from imagegen_conformance.adapters.base import InvalidTextError
from imagegen_conformance.adapters.constructed_class import ConstructedClassAdapter
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.text import describe_exception

__all__ = ["MsgspecStructAdapter"]


class MsgspecStructAdapter(ConstructedClassAdapter):
    """An adapter for a `msgspec.Struct`; it claims `wire` and `schema`.

    It parses with `msgspec.convert`, which checks the types of the fields, and serializes with `msgspec.to_builtins`.
    """

    kind = "msgspec struct"

    def __init__(self, implementation: Any) -> None:
        msgspec: Any = sys.modules["msgspec"]
        self._msgspec = msgspec
        super().__init__(implementation, lambda payload: msgspec.convert(payload, implementation))
        self.levels = ("wire", "schema")

    def parse_text(self, text: str) -> Any:
        """Return an instance that msgspec's own JSON parser has read."""
        try:
            return self._msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=self.implementation)
        except self._msgspec.ValidationError:
            raise
        except self._msgspec.DecodeError as error:  # the text is not JSON
            raise InvalidTextError(describe_exception(error)) from None

    def serialize(self, parsed: Any) -> Json:
        """Return the instance as JSON, as its class is configured."""
        return self._msgspec.to_builtins(parsed)
