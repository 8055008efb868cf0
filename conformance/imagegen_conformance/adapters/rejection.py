"""Exceptions that reject a payload: the defaults, and the types that a user names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imagegen_conformance.adapters.documented_rules import documented_fields
from imagegen_conformance.adapters.object_path import PATH_FORMAT, import_object
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.jsonlib.values import Json

__all__ = ["UNDECLARED_HINT", "is_ambiguous", "is_default_rejection", "load_rejection_types"]

UNDECLARED_HINT = (
    "By default, this exception does not reject an object. If it does, declare its type with --rejection or "
    "rejection_types."
)
PATH_HINT = "Use the form package.module:Name, for example builtins:ValueError."
_AMBIGUOUS_TYPES = (AttributeError, KeyError, TypeError)
# The messages of the interpreter for a call with wrong arguments.
_WRONG_CALL = re.compile(r"([\w.<>]+)\(\) (takes|missing|got) ")
# Its message for a value that was looked up in a set, or in the keys of a mapping.
_UNHASHABLE = re.compile(r"(cannot use '[\w.]+' as an? .+ \()?unhashable type: '[\w.]+'\)?")


def is_default_rejection(error: BaseException, payload: Json) -> bool:
    """Return whether an exception rejects a payload if the author of the implementation declared no types.

    ValueError, TypeError and any exception called ValidationError reject. AttributeError and KeyError reject only a
    payload that is not an object, for example because it has no `get`: for an object, they are the sign of a misspelt
    name in the implementation. So is a TypeError about a call of a function with wrong arguments, unless the payload
    explains it. A TypeError about a value that cannot be hashed is a crash: the implementation looked it up in a set of
    legal values without a check of its type.
    """
    if isinstance(error, ValueError) or any(kind.__name__ == "ValidationError" for kind in type(error).__mro__):
        return True
    if not isinstance(payload, dict):
        return isinstance(error, _AMBIGUOUS_TYPES)
    message = str(error)
    return isinstance(error, TypeError) and not (_UNHASHABLE.fullmatch(message) or _is_wrong_call(message, payload))


def is_ambiguous(error: BaseException) -> bool:
    """Return whether an exception rejects payloads that are not objects only, unless its type is declared."""
    return isinstance(error, _AMBIGUOUS_TYPES) and not isinstance(error, ValueError)


def _is_wrong_call(message: str, payload: dict[str, Json]) -> bool:
    """Return whether the message of a TypeError is about a call whose arguments are wrong whatever the payload.

    A payload explains an unexpected keyword that is one of its keys, and missing arguments that are documented fields
    which it does not have: both come from a call such as `create(**payload)`. Constructors are no functions here,
    because their arguments usually come from the payload.
    """
    match = _WRONG_CALL.match(message)
    if match is None or match[1].endswith(("__init__", "__new__")):
        return False
    if match[2] == "missing":
        missing = set(re.findall(r"'([^']*)'", message))
        return not missing <= documented_fields() - payload.keys()
    return not any(f"argument '{key}'" in message for key in _keys(payload))


def _keys(value: Json) -> Iterator[str]:
    """Yield the keys of all objects in a value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _keys(item)


def load_rejection_types(paths: Sequence[str]) -> tuple[type[BaseException], ...]:
    """Return the exception classes that paths of the form `package.module:Name` name.

    Raises:
        UsageError: A path has another form, its object cannot be imported, or it is not an exception class.
    """
    return tuple(map(_load_rejection_type, paths))


def _load_rejection_type(path: str) -> type[BaseException]:
    try:
        rejection_type = import_object(path, BaseException)
    except ConformanceError as error:
        hint = PATH_HINT if error.hint == PATH_FORMAT else error.hint
        raise UsageError(f"invalid rejection type: {error.problem}", hint=hint) from None
    if isinstance(rejection_type, type) and issubclass(rejection_type, BaseException):
        return rejection_type
    raise UsageError(
        f"invalid rejection type: {path!r} is not an exception class",
        hint="Name the class of the exceptions that reject a payload.",
    )
