"""Parametrized cases: source cases that stand for one source case for each combination of elements of dimensions.

The key `each` names a dimension for each variable. The other keys are templates. The combinations are formed in the
order of the variables and elements. The name of a resulting source case ends with the names of its elements:
`NAME:ELEMENT`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from imagegen_conformance.corpus.definition import REQUEST_KEYS
from imagegen_conformance.corpus.dimensions import Dimensions, Element
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.templates import (
    NO_SCOPE,
    NotCombinableError,
    Scope,
    Template,
    compile_template,
)
from imagegen_conformance.jsonlib.values import Json

__all__ = ["EACH", "Combination", "ParametrizedCase"]
EACH = "each"
EXCEPTIONS = "exceptions"
RANGE = "profiles"
NOWHERE: Mapping[str, Json] = {}  # the range without any revision
OWN_KEYS = frozenset({EACH, EXCEPTIONS, "name", RANGE})  # of a parametrized case; the other keys are templates
SEPARATOR = ":"


class Combination(NamedTuple):
    """One element for each variable.

    Attributes:
        elements: The elements, in the order of the variables.
        scope: The scope of templates.
    """

    elements: tuple[Element, ...]
    scope: Scope

    @property
    def name(self) -> str:
        """The names of the elements, separated by colons."""
        return SEPARATOR.join(element.name for element in self.elements)


class ParametrizedCase:
    """A source case with the key `each`.

    Args:
        data: The source case, as written in a case file.
        dimensions: The dimensions.
        profiles: The profiles that ranges refer to.

    Raises:
        CorpusError: A dimension does not exist, or is malformed. The error may name no file; the caller adds it.
        KeyError, TypeError, AttributeError: The source case is malformed.
    """

    def __init__(self, data: dict[str, Json], dimensions: Dimensions, profiles: Profiles) -> None:
        self._data = data
        self._exceptions: Sequence[dict[str, Json]] = data.get(EXCEPTIONS, ())
        self._elements = {variable: dimensions.find(name).elements for variable, name in data[EACH].items()}
        self._profiles = profiles
        own = {key: value for key, value in data.items() if key not in OWN_KEYS}
        self._templates = self._compile(own)
        self._others = [self._templates_instead(own, exception) for exception in self._exceptions]

    def source_cases(self) -> Iterator[dict[str, Json]]:
        """Yield the source case of each combination.

        There is none if an exception leaves it out, if objects that are added share a key, or if the ranges of the
        case and of the elements have no revision in common.

        Raises:
            CorpusError: A placeholder or a range is invalid. The error names no file; the caller adds it.
            KeyError, TypeError, ValueError, AttributeError: The source case or an element is malformed.
        """
        for combination in self._combinations((), NO_SCOPE, [*self._elements]):
            templates = self._templates_of(combination.name)
            if templates is None:
                continue
            try:
                source_case = self._source_case(combination, templates)
            except NotCombinableError:
                continue
            if source_case.get(RANGE) != NOWHERE:
                yield source_case

    def unmatched_exceptions(self) -> Iterator[str]:
        """Yield each pattern of an exception that matches no combination."""
        names = [combination.name for combination in self._combinations((), NO_SCOPE, [*self._elements])]
        for exception in self._exceptions:
            for pattern in exception["combinations"]:
                if not any(fnmatchcase(name, pattern) for name in names):
                    yield pattern

    def _combinations(
        self, elements: tuple[Element, ...], scope: Scope, variables: Sequence[str]
    ) -> Iterator[Combination]:
        """Yield the combinations that begin with some elements, given the variables that have none yet."""
        if not variables:
            yield Combination(elements, scope)
            return
        for element in self._elements[variables[0]]:
            inner = Scope(scope, variables[0], element)
            yield from self._combinations((*elements, element), inner, variables[1:])

    def _templates_instead(
        self, own: Mapping[str, Json], exception: Mapping[str, Json]
    ) -> Mapping[str, Template] | None:
        """Return the templates of an exception; None if it leaves out its combinations.

        The expectation of a payload is replaced as a whole, as `other_expectations` do.
        """
        if "instead" not in exception:
            return None
        kept = [key for key in own if key in REQUEST_KEYS or "payload" not in own]
        return self._compile({**{key: own[key] for key in kept}, **exception["instead"]})

    def _compile(self, templates: Mapping[str, Json]) -> dict[str, Template]:
        variables = [*self._elements]
        return {key: compile_template(template, variables) for key, template in templates.items()}

    def _templates_of(self, name: str) -> Mapping[str, Template] | None:
        """Return the templates of the keys of a combination; None if an exception leaves it out."""
        for exception, templates in zip(self._exceptions, self._others, strict=True):
            if any(fnmatchcase(name, pattern) for pattern in exception["combinations"]):
                return templates
        return self._templates

    def _source_case(self, combination: Combination, templates: Mapping[str, Template]) -> dict[str, Json]:
        values = {key: template(combination.scope) for key, template in templates.items()}
        source_case = {key: value for key, value in values.items() if value is not None}
        source_case["name"] = f"{self._data['name']}{SEPARATOR}{combination.name}"
        stated = self._range(combination, source_case)
        if stated is not None:
            source_case[RANGE] = stated
        return source_case

    def _range(self, combination: Combination, source_case: Mapping[str, Json]) -> Json:
        """Return the range in which a combination holds, as it is written in files; None if it holds everywhere."""
        owners = (self._data, source_case, *(element.attributes for element in combination.elements))
        ranges: list[Json] = []
        for owner in owners:
            stated = owner.get(RANGE)
            if stated is not None and stated not in ranges:
                ranges.append(stated)
        return ranges[0] if len(ranges) == 1 else self._profiles.intersection(ranges)
