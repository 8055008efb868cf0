"""The base class of adapters, which connect an implementation in Python to the suite."""

from __future__ import annotations

from typing import Any, ClassVar

from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.pointer import is_valid
from imagegen_conformance.jsonlib.values import Json, loads

__all__ = ["Adapter", "UnsupportedError", "finding_dict", "has_finding"]


class UnsupportedError(Exception):
    """The implementation does not offer the requested operation; the outcome of the case is unsupported."""


class Adapter:
    """The interface between the suite and one implementation.

    Subclass it if no built-in adapter fits, and give the path of the subclass to the suite. Set `levels`, and override
    the methods that these levels need: `wire` needs `parse` and `serialize`, `object` needs `construct`, `schema` and
    `semantic` need `validate` unless `parse` rejects illegal payloads. To reject a payload, raise one of
    `rejection_types` or any exception called ValidationError. Any other exception counts as a crash.

    Attributes:
        levels: The levels that the implementation claims. They are run unless the user names others.
        kind: The kind of adapter, for reports.
        rejection_types: The types of exceptions that reject a payload.
        name: The name of the implementation; without one, the suite uses its path.
    """

    levels: tuple[Level, ...] = ("wire",)
    kind: ClassVar[str] = "adapter"
    rejection_types: ClassVar[tuple[type[BaseException], ...]] = (ValueError, TypeError, KeyError, AttributeError)
    name = ""

    @property
    def supported_levels(self) -> tuple[Level, ...]:
        """The levels that can be run if the user names them; by default, those that the implementation claims."""
        return self.levels

    def parse(self, payload: Json) -> Any:
        """Return the implementation's representation of a payload, or raise an exception to reject it."""
        raise UnsupportedError("the adapter does not parse payloads")

    def serialize(self, parsed: Any) -> Json:
        """Return the result of `parse` or `parse_text` as JSON."""
        return parsed

    def parse_text(self, text: str) -> Any:
        """Return the implementation's representation of a JSON text, or raise an exception to reject it.

        By default, the standard library reads the text, and `parse` receives the result.
        """
        return self.parse(loads(text))

    def validate(self, payload: Json) -> object:
        """Validate a payload: return None, True or a list of warnings to accept it; raise or return False to reject it.

        A warning is a mapping with the keys `path` and `rule` and optionally `message`, or an object with these
        attributes. An implementation that returns None or True is not judged on warnings. By default, `parse` decides.
        """
        return self.parse(payload) is not False

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        """Return a tool with the documented methods and attributes."""
        raise UnsupportedError("the adapter does not construct objects")

    def is_rejection(self, error: BaseException) -> bool:
        """Return whether an exception rejects the payload; otherwise it counts as a crash."""
        return isinstance(error, self.rejection_types) or any(
            kind.__name__ == "ValidationError" for kind in type(error).__mro__
        )

    def rejection_reasons(self, error: BaseException) -> list[dict[str, str]]:
        """Return the reasons of a rejection: `path` (a JSON Pointer), `rule` (the id of a requirement) and `message`.

        By default, they come from the exception's attribute `errors` if that is a list of objects with the attributes
        `path` and `rule`. Other items of the list are ignored.
        """
        errors = getattr(error, "errors", None)
        if not isinstance(errors, (list, tuple)):
            return []
        return [finding_dict(item) for item in errors if has_finding(item)]


def has_finding(item: Any) -> bool:
    """Return whether an object has the attributes of a finding: `path`, a JSON Pointer, and `rule`, a string."""
    return is_valid(getattr(item, "path", None)) and isinstance(getattr(item, "rule", None), str)


def finding_dict(item: Any) -> dict[str, str]:
    """Return the finding in the attributes of an object, for which `has_finding` is true."""
    return {"path": item.path, "rule": item.rule, "message": str(getattr(item, "message", ""))}
