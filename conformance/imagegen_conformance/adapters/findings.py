"""Findings in the forms in which implementations report them: their own objects, and the errors of common libraries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from imagegen_conformance.jsonlib.pointer import format_pointer, is_valid
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, preview

__all__ = ["finding_of", "group_members", "reasons_of"]
TAG = "image_generation"  # the `type` of the tool, which selects its model in a discriminated union
TAG_ERRORS = frozenset({"union_tag_invalid", "union_tag_not_found"})


def finding_of(item: Any) -> dict[str, str] | None:
    """Return the finding of an object as `path`, `rule` and `message`, or None if the object has another form.

    The error of a pydantic validator for a whole model is no finding, because it does not say which field is at fault.
    For a discriminated union, `type` is the place of a wrong tag, and the tag is no part of the other places.

    | object | path | rule |
    |---|---|---|
    | object or mapping with `path`, a JSON Pointer, and `rule`, a string | `path` | `rule` |
    | entry of `errors()` of a pydantic error: a mapping with `loc` and `type` | `loc` | `type` |
    | error of jsonschema, with `absolute_path` and `validator` | `absolute_path` | `validator` |
    | error of jsonschema-rs, with `instance_path` and `kind` | `instance_path` | the name of `kind` |
    """
    path, rule = getattr(item, "path", None), getattr(item, "rule", None)
    if isinstance(path, str) and isinstance(rule, str) and is_valid(path):
        return _finding(path, rule, getattr(item, "message", None))
    if isinstance(item, Mapping):
        return _mapping_finding(item)
    for attribute, keyword in (("absolute_path", "validator"), ("instance_path", "kind")):
        location, rule = getattr(item, attribute, None), getattr(item, keyword, None)
        if _is_path(location) and rule is not None:
            name = rule if isinstance(rule, str) else type(rule).__name__
            return _finding(_pointer(location), name, getattr(item, "message", None))
    return None


def _mapping_finding(item: Mapping[str, Any]) -> dict[str, str] | None:
    path, rule = item.get("path"), item.get("rule")
    if isinstance(path, str) and isinstance(rule, str) and is_valid(path):
        return _finding(path, rule, item.get("message"))
    return _pydantic_finding(item)


def _pydantic_finding(entry: Mapping[str, Any]) -> dict[str, str] | None:
    location, rule = entry.get("loc"), entry.get("type")
    if not (_is_path(location) and isinstance(rule, str)):
        return None
    tokens = _pydantic_location(list(location or ()), rule)
    # The error of a validator of the whole model does not say which field is at fault.
    if not tokens and rule in {"value_error", "assertion_error"}:
        return None
    return _finding(format_pointer(tokens), rule, entry.get("msg"))


def _pydantic_location(location: list[Any], rule: str) -> list[Any]:
    """Return the place in the payload that a location of pydantic stands for.

    In a discriminated union of tools, pydantic puts the tag before the fields, and reports a wrong tag at the root.
    """
    if not location and rule in TAG_ERRORS:
        return ["type"]
    return location[1:] if location[:1] == [TAG] else location


def _finding(path: str, rule: object, message: object) -> dict[str, str]:
    text = "" if message is None else preview(str(message), MAX_MESSAGE_LENGTH)
    return {"path": path, "rule": str(rule), "message": text}


def _is_path(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))


def _pointer(tokens: Any) -> str:
    return format_pointer(list(tokens))


def reasons_of(error: BaseException) -> list[dict[str, str]]:
    """Return the findings that an exception carries: in its attribute `errors`, by itself, or in its group.

    Items of `errors` of another form are ignored.
    """
    if members := group_members(error):
        return [reason for member in members for reason in reasons_of(member)]
    errors = getattr(error, "errors", None)
    if callable(errors) and type(error).__module__.partition(".")[0] in {"pydantic", "pydantic_core"}:
        errors = errors()
    if isinstance(errors, (list, tuple)):
        return [finding for item in errors if (finding := finding_of(item)) is not None]
    own = finding_of(error)
    return [own] if own is not None else []


def group_members(error: BaseException) -> tuple[BaseException, ...]:
    """Return the exceptions of an exception group, or nothing for any other exception."""
    # The class is built in since Python 3.11; before, the package exceptiongroup defines it.
    members = getattr(error, "exceptions", None)
    if members is None or not any(kind.__name__ == "BaseExceptionGroup" for kind in type(error).__mro__):
        return ()
    return tuple(member for member in members if isinstance(member, BaseException))
