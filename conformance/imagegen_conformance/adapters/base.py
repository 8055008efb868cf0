"""The Adapter: the few lines that connect an implementation to the suite."""

from __future__ import annotations

from typing import Any, ClassVar

from imagegen_conformance.cases import Level
from imagegen_conformance.json_value import Json, is_pointer, loads

__all__ = ["Adapter", "UnsupportedError", "is_told", "told"]


class UnsupportedError(Exception):
    """Raised by an adapter for what its implementation does not do; the case is reported as unsupported."""


class Adapter:
    """Subclass it for what no ready adapter fits, and give the path of the subclass to the suite.

    Say the `levels` that are claimed, and override what they need: wire needs `parse` and `serialize`; schema
    needs `validate`, unless `parse` refuses what is illegal; model needs `construct`. Raise any of `rejections`,
    or any exception called ValidationError, to refuse a payload; any other exception counts as a crash.
    """

    levels: tuple[Level, ...] = ("wire",)
    kind: ClassVar[str] = "adapter"
    rejections: ClassVar[tuple[type[BaseException], ...]] = (ValueError, TypeError, KeyError, AttributeError)
    name = ""

    @property
    def able(self) -> tuple[Level, ...]:
        """The levels that can be asked; those of `levels` are asked when nobody says which."""
        return self.levels

    def parse(self, payload: Json) -> Any:
        """What the implementation makes of a payload."""
        raise UnsupportedError("payloads are not parsed")

    def serialize(self, parsed: Any) -> Json:
        """The JSON of what `parse` or `parse_text` made."""
        return parsed

    def parse_text(self, text: str) -> Any:
        """What it makes of a JSON text; unless overridden, `parse` gets what the standard library reads."""
        return self.parse(loads(text))

    def validate(self, payload: Json) -> object:
        """Refuse a payload that is illegal, by an exception or by returning False.

        Return None or True to accept it, or, where warnings are told, a list of them: mappings or objects with `path`
        and `rule`.
        """
        return self.parse(payload) is not False

    def construct(self, *args: Any, **keywords: Any) -> Any:
        """A tool with the documented methods and attributes."""
        raise UnsupportedError("there is no object to construct")

    def rejects(self, error: BaseException) -> bool:
        """Whether an exception is a refusal of the payload rather than a crash."""
        return isinstance(error, self.rejections) or any(
            kind.__name__ == "ValidationError" for kind in type(error).__mro__
        )

    def reasons(self, error: BaseException) -> list[dict[str, str]]:
        """Why a payload was refused: `path` (JSON Pointer), `rule` (requirement id), `message`.

        Reads them off an exception whose `errors` is a list of objects with attributes `path` and `rule`; where
        those say something else, nothing was told.
        """
        errors = getattr(error, "errors", None)
        if not isinstance(errors, (list, tuple)):
            return []
        return [told(item) for item in errors if is_told(item)]


def is_told(item: Any) -> bool:
    """Whether an object says, by its attributes, where it applies and which rule it is about."""
    return is_pointer(getattr(item, "path", None)) and isinstance(getattr(item, "rule", None), str)


def told(item: Any) -> dict[str, str]:
    """What such an object says."""
    return {"path": item.path, "rule": item.rule, "message": str(getattr(item, "message", ""))}
