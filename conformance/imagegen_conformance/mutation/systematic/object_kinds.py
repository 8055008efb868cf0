"""Mutants of level object: the truth value and the text representation of a tool, and the deletion of attributes.

That a tool is a mapping cannot be changed by replacing members of its class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms.operations import attribute
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = ["object_kind_mutants"]


def _fail(_: ImageGenTool) -> Any:
    raise NotImplementedError("the tool has no such form")


KINDS: Final[tuple[tuple[str, str, str, Callable[[ImageGenTool], Any]], ...]] = (
    ("always-true", "is true if it is empty", "__bool__", lambda _: True),
    ("always-false", "is false if it has items", "__bool__", lambda _: False),
    ("true-with-type", "is false if it has no type", "__bool__", lambda tool: "type" in tool),
    ("true-with-fields", "is false if it has no item except type", "__bool__", lambda tool: len(tool) > 1),
    ("without-truth", "has no truth value", "__bool__", _fail),
    ("without-representation", "has no text representation", "__repr__", _fail),
    ("represented-by-null", "has null as its text representation", "__repr__", lambda _: None),
    ("represented-by-dict", "has an object as its text representation", "__repr__", lambda tool: tool.as_dict()),
    (
        "represented-by-type",
        "fails in its text representation if it has no type",
        "__repr__",
        lambda tool: tool["type"],
    ),
)
DELETIONS: Final[tuple[tuple[str, str, Callable[[dict[str, Any], str], None]], ...]] = (
    ("removes", "removes the item", lambda items, field: items.pop(field, None)),
    ("nullifies", "sets the item to null", lambda items, field: items.update({field: None})),
    ("ignores", "does nothing", lambda _, __: None),
)


def object_kind_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for name, fault, special, method in KINDS:
        make = MembersFactory({special: method})
        yield Mutant(f"kind-{name}", "mapping.kind", fault, make, dimension="kind", scope=CALLS)
    for field in FIELDS:
        for name, fault, change in DELETIONS:
            text = f"{fault} when the attribute {field} is deleted"
            make = MembersFactory({field: _with_deletion(field, change)})
            yield Mutant(
                f"attribute-deletion-{field}-{name}",
                "attribute.delete",
                text,
                make,
                dimension="operation × field",
                scope=CALLS,
            )


def _with_deletion(field: str, change: Callable[[dict[str, Any], str], None]) -> property:
    def delete(tool: ImageGenTool) -> None:
        change(tool._data, field)  # noqa: SLF001  # a mutant of the reference knows its internals

    return attribute(field).deleter(delete)
