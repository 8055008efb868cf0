"""The declaration of the tool in the source of a package, which is parsed and not imported."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from annotation import Annotation, Definitions, last_name, read_definitions

__all__ = ["Declaration", "Field", "read_declaration"]

DIGEST_LENGTH = 16  # hexadecimal digits, enough to tell the texts of a field apart


class Field(NamedTuple):
    """The declaration of a field.

    Attributes:
        required: Whether the key is required.
        types: The JSON types of the permitted values, sorted.
        values: The named strings, in the order of the source.
        open: Whether any other string is permitted.
        documentation: The digest of the documentation, or an empty string if there is none.
    """

    required: bool
    types: tuple[str, ...]
    values: tuple[str, ...]
    open: bool
    documentation: str


# The fields by their paths: `svg.reasoning.effort` is a field of nested objects, `tool_configs.*` any element.
Declaration = dict[str, Field]


def read_declaration(sources: Iterable[str], class_name: str) -> Declaration:
    """Return the fields that a class declares. There are none if the modules do not have the class.

    Args:
        sources: The sources of the modules with the class, its nested objects and its enumerations.
        class_name: The name of the class.

    Raises:
        DeclarationError: A module cannot be parsed, or an annotation is not supported.
    """
    definitions = read_definitions(sources)
    tool = definitions.get(class_name)
    return dict(_FieldReader(definitions).fields_of(tool)) if isinstance(tool, ast.ClassDef) else {}


class _FieldReader:
    """A reader of the fields of classes and of their nested objects.

    Args:
        definitions: The classes and type aliases of the modules.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def fields_of(
        self, owner: ast.ClassDef, prefix: str = "", outer: tuple[ast.ClassDef, ...] = ()
    ) -> Iterator[tuple[str, Field]]:
        """Yield the fields of a class, with their paths.

        Args:
            owner: The class.
            prefix: The beginning of the paths.
            outer: The classes that it is nested in or derived from. One that contains itself is read once.
        """
        if owner in outer:
            return
        classes = (*outer, owner)
        for base in owner.bases:
            definition = self._definitions.get(last_name(base))
            if isinstance(definition, ast.ClassDef):
                yield from self.fields_of(definition, prefix, classes)
        for statement, following in pairwise([*owner.body, ast.Pass()]):
            if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
                continue
            if statement.target.id.startswith("__"):
                continue  # an attribute of the class, not of the payload
            path = prefix + _key(statement.value, statement.target.id)
            annotation = Annotation(statement.annotation, self._definitions)
            yield path, _field(annotation, self._is_required(annotation, owner), _digest(following))
            yield from self._nested_fields(annotation, path, classes)

    def _nested_fields(
        self, annotation: Annotation, path: str, classes: tuple[ast.ClassDef, ...]
    ) -> Iterator[tuple[str, Field]]:
        for nested in annotation.classes:
            yield from self.fields_of(nested, f"{path}.", classes)
        for node in annotation.elements:
            element = Annotation(node, self._definitions)
            yield f"{path}.*", _field(element, required=False, documentation="")
            yield from self._nested_fields(element, f"{path}.*", classes)

    def _is_required(self, annotation: Annotation, owner: ast.ClassDef) -> bool:
        """Return whether a key is required. In a class that is not a TypedDict, optional means that it can be null."""
        if annotation.is_required is not None:
            return annotation.is_required
        if self._is_typed_dict(owner):
            return not any(keyword.arg == "total" and _is_false(keyword.value) for keyword in owner.keywords)
        return "null" not in annotation.types

    def _is_typed_dict(self, owner: ast.ClassDef) -> bool:
        names = [last_name(base) for base in owner.bases]
        bases = [self._definitions.get(name) for name in names]
        return "TypedDict" in names or any(
            self._is_typed_dict(base) for base in bases if isinstance(base, ast.ClassDef) and base is not owner
        )


def _field(annotation: Annotation, required: bool, documentation: str) -> Field:  # noqa: FBT001
    types = tuple(sorted(annotation.types))
    return Field(required, types, tuple(annotation.values), annotation.is_open, documentation)


def _key(value: ast.expr | None, name: str) -> str:
    """Return the key of a field in the payload: the argument `name` of the call that creates the field, or its name."""
    keywords = value.keywords if isinstance(value, ast.Call) else []
    names = [keyword.value for keyword in keywords if keyword.arg == "name"]
    return next((str(node.value) for node in names if isinstance(node, ast.Constant)), name)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _digest(statement: ast.stmt) -> str:
    """Return the digest of the documentation if the statement is one. Line breaks and indentation do not matter."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
        return ""
    text = " ".join(str(statement.value.value).split())
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
