"""The annotation of a field: the JSON values that it permits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.text import preview

__all__ = ["Annotation", "DeclarationError", "Definitions", "last_name", "read_definitions"]

# The classes and the type aliases of modules, by their names.
Definitions: TypeAlias = Mapping[str, "ast.ClassDef | ast.expr"]

PRIMITIVES = {"int": "integer", "float": "number", "bool": "boolean", "None": "null", "object": "any", "Any": "any"}
MAPPINGS = frozenset({"dict", "Dict", "Mapping"})
SEQUENCES = frozenset({"list", "List", "Iterable", "Sequence"})
MAX_SHOWN_CHARACTERS = 80


class DeclarationError(ConformanceError):
    """A declaration uses a form that is not supported."""

    def __init__(self, problem: str, *, file: str | None = None) -> None:
        super().__init__(problem, file=file, hint="Extend implementations/release_history/annotation.py.")


def read_definitions(sources: Iterable[str]) -> Definitions:
    """Return the classes and type aliases of modules. Raise DeclarationError if a source is not valid Python."""
    definitions: dict[str, ast.ClassDef | ast.expr] = {}
    for source in sources:
        try:
            body = ast.parse(source).body
        except SyntaxError as error:
            raise DeclarationError(f"a module of the package cannot be parsed ({error})") from None
        for statement in body:
            if isinstance(statement, ast.ClassDef):
                definitions[statement.name] = statement
            elif isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
                definitions[statement.target.id] = statement.value
    return definitions


class Annotation:
    """The values that an annotation permits.

    Attributes:
        types: The JSON types.
        values: The literal strings, in the order of the source.
        is_open: Whether any other string is permitted.
        is_required: Whether the key is required, or None if the annotation does not say it.
        classes: The classes of the permitted objects.
        elements: The annotations of the elements of the permitted arrays and mappings.

    Args:
        node: The expression.
        definitions: The classes and aliases that it may refer to.

    Raises:
        DeclarationError: The expression has an unsupported form, or an unknown name.
    """

    def __init__(self, node: ast.expr, definitions: Definitions) -> None:
        self.types: set[str] = set()
        self.values: dict[str, None] = {}
        self.is_open = False
        self.is_required: bool | None = None
        self.classes: list[ast.ClassDef] = []
        self.elements: list[ast.expr] = []
        self._node = node
        self._definitions = definitions
        self._read(node)

    def _read(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=None):
                self.types.add("null")
            case ast.Constant(value=str(text)):  # a reference to a class that is defined later
                self._read(ast.parse(text, mode="eval").body)
            case ast.BinOp(op=ast.BitOr()):
                self._read(node.left)
                self._read(node.right)
            case ast.Subscript():
                arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                self._read_subscript(last_name(node.value), arguments)
            case ast.Name() | ast.Attribute():
                self._read_name(node)
            case _:
                raise self._unsupported()

    def _read_subscript(self, name: str, arguments: list[ast.expr]) -> None:
        if name in {"Required", "NotRequired"}:
            self.is_required = name == "Required"
        if name == "Optional":
            self.types.add("null")
        if name == "Literal":
            self._add_strings(value for argument in arguments for value in self._literal(argument))
        elif name in {"Optional", "Union", "Required", "NotRequired"}:
            for argument in arguments:
                self._read(argument)
        elif name == "Annotated":
            self._read(arguments[0])
        elif name in MAPPINGS | SEQUENCES:
            self.types.add("object" if name in MAPPINGS else "array")
            self.elements.append(arguments[-1])
        else:
            raise self._unsupported()

    def _read_name(self, node: ast.expr) -> None:
        name = last_name(node)
        definition = self._definitions.get(name)
        if name == "str":
            self.types.add("string")
            self.is_open = True
        elif name in PRIMITIVES:
            self.types.add(PRIMITIVES[name])
        elif isinstance(definition, ast.ClassDef):
            if _is_enumeration(definition):
                self._add_strings(_members(definition).values())
            else:
                self.types.add("object")
                self.classes.append(definition)
        elif definition is not None:
            self._read(definition)
        else:
            raise self._unsupported()

    def _add_strings(self, values: Iterable[str]) -> None:
        self.types.add("string")
        self.values.update(dict.fromkeys(values))

    def _literal(self, node: ast.expr) -> Iterator[str]:
        """Yield the string of an element of Literal: a constant, or a member of an enumeration."""
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Attribute(value=owner, attr=member):
                definition = self._definitions.get(last_name(owner))
                members = _members(definition) if isinstance(definition, ast.ClassDef) else {}
                if member not in members:
                    raise self._unsupported()
                yield members[member]
            case _:
                raise self._unsupported()

    def _unsupported(self) -> DeclarationError:
        text = preview(ast.unparse(self._node), MAX_SHOWN_CHARACTERS)
        return DeclarationError(f"the annotation {text} is not supported")


def last_name(node: ast.expr) -> str:
    """Return the last part of a dotted name, or an empty string for any other expression."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _is_enumeration(definition: ast.ClassDef) -> bool:
    return any(last_name(base).endswith("Enum") for base in definition.bases)


def _members(definition: ast.ClassDef) -> dict[str, str]:
    """Return the values of an enumeration by the names of its members."""
    return {
        target.id: statement.value.value
        for statement in definition.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    }
