"""Templates: JSON values with placeholders, which are replaced by the elements of dimensions.

| in a template | stands for |
|---|---|
| `"${field}"` | the name of the element of the variable `field` |
| `"${field.value}"` | the attribute `value` of this element, of any type |
| `"beside ${field}"` | a text that contains the name |
| `{"${field}": 1}` | an object whose key is the name |
| `["${*state.steps}"]` | an array that contains the items of the attribute `steps` |
| `{"$add": [A, B]}` | the members of both objects; there is no value if they share a key |
| `{"$replace": [A, B]}` | the members of A, of which those of B replace some, and further ones of B |
| `{"$repeat": ["text", 8192]}` | the text, repeated |
| `{"$repeat": ["head", 1, "text", 8192]}` | several repeated texts, joined |

Attributes are templates, too, in which the variables that precede the variable of the element may occur. A placeholder
with any other name is plain text in an attribute, because strings such as `${HOME}` are data, and an error elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias

from imagegen_conformance.corpus.dimensions import Element
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.jsonlib.long_texts import repeat
from imagegen_conformance.jsonlib.values import Json

__all__ = ["NO_SCOPE", "REPETITION", "NotCombinableError", "Scope", "Template", "compile_template", "evaluate"]
PLACEHOLDER = re.compile(r"\$\{(\*?)([a-z_]+)(?:\.([a-z_]+))?\}")
REPETITION: Final = "$repeat"


class NotCombinableError(Exception):
    """Two objects that are added share a key, so that a combination of elements has no value."""


class Scope:
    """The elements to which the variables of a template refer.

    Args:
        outer: The scope of the variables that precede the last one; None if there are no variables.
        variable: The name of the last variable.
        element: The element of the last variable.

    Attributes:
        variables: The names of all variables, in their order.
    """

    __slots__ = ("_element", "_outer", "_values", "_variable", "variables")

    def __init__(self, outer: Scope | None = None, variable: str = "", element: Element | None = None) -> None:
        self._outer = outer
        self._variable = variable
        self._element = element
        self._values: dict[str, Json] = {}  # attributes are evaluated once for all templates in this scope
        self.variables: tuple[str, ...] = (*outer.variables, variable) if outer is not None else ()

    def value(self, variable: str, attribute: str) -> Json:
        """Return an attribute of the element of a variable, which exists.

        Raises:
            CorpusError: The element has no such attribute. The error names no file; the caller adds it.
            NotCombinableError: The attribute has no value in this scope.
        """
        outer, element = self._outer, self._element
        if outer is None or element is None:
            raise KeyError(variable)
        if variable != self._variable:
            return outer.value(variable, attribute)
        if attribute not in self._values:
            template = _attribute_template(element, attribute, variable, outer.variables)
            self._values[attribute] = template(outer)
        return self._values[attribute]


NO_SCOPE: Final = Scope()
Template: TypeAlias = Callable[[Scope], Json]
"""Returns the value that a template stands for. Values may share parts with each other."""


class _Constant:
    """A template without variables."""

    __slots__ = ("value",)

    def __init__(self, value: Json) -> None:
        self.value = value

    def __call__(self, _: Scope) -> Json:
        return self.value


def evaluate(template: Json, scope: Scope, *, is_data: bool = False) -> Json:
    """Return the value that a template stands for in a scope; see `compile_template`.

    Raises:
        CorpusError, NotCombinableError, TypeError, ValueError: As for `compile_template`.
    """
    return compile_template(template, scope.variables, is_data=is_data)(scope)


def compile_template(template: Json, variables: Sequence[str], *, is_data: bool = False) -> Template:
    """Return a function from scopes to the value that a template stands for.

    Args:
        template: The template.
        variables: The names of the variables of the scopes.
        is_data: Whether placeholders of other variables are plain text.

    Raises:
        CorpusError: A placeholder names no variable. The function also raises it if a placeholder names no attribute.
            The error names no file; the caller adds it.
        NotCombinableError: Raised by the function: two objects that are added share a key.
        TypeError, ValueError: Raised by the function: an operation has the wrong arguments.
    """
    return _Compiler(variables, is_data=is_data).compile(template)


def _attribute_template(element: Element, attribute: str, variable: str, outer: tuple[str, ...]) -> Template:
    """Return the template of an attribute, which is compiled once for all scopes with the same variables."""
    templates = element.templates
    if (attribute, outer) not in templates:
        if attribute not in element.attributes:
            problem = f"the element {element.name} of ${{{variable}}} has no attribute {attribute}"
            hint = did_you_mean(attribute, element.attributes, "Add the attribute, or correct the placeholder.")
            raise CorpusError(problem, hint=hint)
        templates[attribute, outer] = compile_template(element.attributes[attribute], outer, is_data=True)
    template: Template = templates[attribute, outer]
    return template


class _Compiler:
    """The compilation of a template; see `compile_template`."""

    def __init__(self, variables: Sequence[str], *, is_data: bool) -> None:
        self._variables = variables
        self._is_data = is_data

    def compile(self, template: Json) -> Template:
        """Return the function of a template or of a part of one."""
        if isinstance(template, str):
            return self._compile_text(template)
        if isinstance(template, list):
            return self._compile_array(template)
        return self._compile_object(template) if isinstance(template, dict) else _Constant(template)

    def _compile_text(self, text: str) -> Template:
        if "${" not in text:
            return _Constant(text)
        whole = PLACEHOLDER.fullmatch(text)
        if whole is not None and self._refers(whole):
            return _reference(whole[2], whole[3] or "name")
        parts: list[Template] = []
        end = 0
        for match in PLACEHOLDER.finditer(text):
            if self._refers(match):
                parts += (_Constant(text[end : match.start()]), _reference(match[2], match[3] or "name"))
                end = match.end()
        parts.append(_Constant(text[end:]))
        if len(parts) == 1:
            return parts[0]
        return lambda scope: "".join(str(part(scope)) for part in parts)

    def _refers(self, placeholder: re.Match[str]) -> bool:
        """Return whether a placeholder refers to a variable; otherwise, it is plain text or an error."""
        if placeholder[2] in self._variables:
            return True
        if self._is_data:
            return False
        hint = did_you_mean(placeholder[2], self._variables, "Name a variable of `each`.")
        raise CorpusError(f"the placeholder {placeholder[0]} refers to no variable", hint=hint)

    def _compile_array(self, array: list[Json]) -> Template:
        items = [self.compile(item) for item in array]
        if all(isinstance(item, _Constant) for item in items):
            return _Constant(array if not items else [item(NO_SCOPE) for item in items])
        inserted = [isinstance(item, str) and item.startswith("${*") for item in array]

        def function(scope: Scope) -> list[Json]:
            result: list[Json] = []
            for item, is_inserted in zip(items, inserted, strict=True):
                value = item(scope)
                if is_inserted and isinstance(value, list):
                    result += value
                else:
                    result.append(value)
            return result

        return function

    def _compile_object(self, template: dict[str, Json]) -> Template:
        if len(template) == 1:
            ((name, arguments),) = template.items()
            if name in OPERATIONS:
                return _operation(OPERATIONS[name], self.compile(arguments))
        keys = [self._compile_text(key) for key in template]
        items = [self.compile(item) for item in template.values()]
        if all(isinstance(part, _Constant) for part in (*keys, *items)):
            return _Constant({str(key(NO_SCOPE)): item(NO_SCOPE) for key, item in zip(keys, items, strict=True)})
        return lambda scope: {str(key(scope)): item(scope) for key, item in zip(keys, items, strict=True)}


def _reference(variable: str, attribute: str) -> Template:
    return lambda scope: scope.value(variable, attribute)


def _operation(operation: Callable[[Json], Json], arguments: Template) -> Template:
    """Return the template of an operation. If its arguments are constant, its value is computed once."""
    if not isinstance(arguments, _Constant):
        return lambda scope: operation(arguments(scope))

    @cache
    def value() -> Json:
        return operation(arguments.value)

    return lambda _: value()


def _add(objects: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for item in objects:
        if not result.keys().isdisjoint(item):
            raise NotCombinableError
        result.update(item)
    return result


def _replace(objects: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for item in objects:
        result.update(item)
    return result


OPERATIONS: Final[Mapping[str, Callable[[Json], Json]]] = {"$add": _add, "$replace": _replace, REPETITION: repeat}
