"""The base class of adapters, which connect an implementation in Python to the suite."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.coroutines import awaited
from imagegen_conformance.adapters.findings import group_members, reasons_of
from imagegen_conformance.adapters.rejection import is_default_rejection
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.text import describe_exception

__all__ = ["Adapter", "InvalidTextError", "NotApplicableError", "UnsupportedError"]


class UnsupportedError(Exception):
    """The implementation does not offer the requested operation; the outcome of the case is unsupported."""


class NotApplicableError(Exception):
    """The question of a case cannot be asked; the outcome of the case is not applicable.

    It applies to `validate` only, for a payload whose `type` is missing or wrong, if the implementation has no place
    for such a value: for example, a constructor that sets `type` hides the one of the payload. In any other case, this
    outcome is a failure.
    """


class InvalidTextError(ValueError):
    """The JSON parser that an adapter supplies cannot read a text, so that the implementation never receives it.

    Such a text is rejected, whatever exceptions the implementation rejects payloads with.
    """


class Adapter:
    """The interface between the suite and one implementation.

    Subclass it if no built-in adapter fits, and give the path of the subclass to the suite. Set `levels`, and override
    the methods that these levels need: `wire` needs `parse` and `serialize`, `object` needs `construct`, `schema` and
    `semantic` need `validate` unless `parse` rejects illegal payloads. `parse`, `parse_text`, `serialize` and
    `validate` may be coroutine functions. To reject a payload, raise one of `rejection_types`. Any other exception
    counts as a crash.

    Attributes:
        levels: The levels that the implementation claims. They are run unless the user names others.
        kind: The kind of adapter, for reports.
        rejection_types: The types of exceptions that reject a payload. A subclass or an instance that sets them
            replaces the defaults, which `is_rejection` describes.
        reports_warnings: Whether `validate` reports warnings, so that an empty list means that there are none.
        name: The name of the implementation; without one, the suite uses its path.
        profile: The profile that the implementation is written for, such as "openai"; None to state none.
        revision: The revision of this profile, or a release that has it. Both are set, or neither.
    """

    levels: tuple[Level, ...] = ("wire",)
    kind: str = "adapter"
    rejection_types: tuple[type[BaseException], ...] = (ValueError, TypeError)
    reports_warnings: bool = False
    name = ""
    profile: str | None = None
    revision: str | None = None

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

        By default, the standard library reads the text, and `parse` receives the result. A text that it cannot read is
        rejected.
        """
        try:
            payload = loads(text)
        except (ValueError, RecursionError) as error:
            raise InvalidTextError(describe_exception(error)) from None
        return self.parse(payload)

    def validate(self, payload: Json) -> object:
        """Validate a payload: return None, True or an empty list to accept it, and raise or return False to reject it.

        A list of errors rejects the payload, too: strings, exceptions, or findings. A finding is a mapping with the
        keys `path` and `rule` and optionally `message`, or an object with these attributes. A list of findings whose
        rules only warn accepts the payload with these warnings. By default, `parse` decides.
        """
        return awaited(self.parse(payload)) is not False

    def construct(self, *args: Any, **kwargs: Any) -> Any:
        """Return a tool with the documented methods and attributes."""
        raise UnsupportedError("the adapter does not construct objects")

    def is_rejection(self, error: BaseException, payload: Json = None) -> bool:
        """Return whether an exception rejects the payload; otherwise it counts as a crash.

        Only the types in `rejection_types` reject if a subclass or an instance sets them. By default, ValueError,
        TypeError and any exception called ValidationError reject. AttributeError and KeyError reject only a payload
        that is not an object, because in other cases they are the sign of a misspelt name. For the same reason, a
        TypeError about a call of a function with wrong arguments does not reject an object, unless its members are the
        arguments.
        An exception group rejects if all its members do.
        """
        if members := group_members(error):
            return all(self.is_rejection(member, payload) for member in members)
        if self.rejection_types is not Adapter.rejection_types:
            return isinstance(error, self.rejection_types)
        return is_default_rejection(error, payload)

    def rejection_reasons(self, error: BaseException) -> list[dict[str, str]]:
        """Return the reasons of a rejection: `path` (a JSON Pointer), `rule` (the id of a requirement) and `message`.

        By default, they come from the exception's attribute `errors` if that is a list of objects with the attributes
        `path` and `rule`, from the exception itself if it has these attributes, and from the errors of pydantic,
        jsonschema and jsonschema-rs. Other items of the list are ignored.
        """
        return reasons_of(error)
