"""Mutants, and the factories that derive one from the reference by changing one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.payload_difference import (
    Differs,
    errors_differ,
    input_differs,
    output_differs,
    validated_payload_differs,
)
from imagegen_conformance.mutation.picklable_tool import PicklableTool
from imagegen_reference import ImageGenTool, RuleWarning, ValidationError
from imagegen_reference.errors import Error
from imagegen_reference.model_limits import Limits, limits_in
from imagegen_reference.revision import DEFAULT_PROFILE, DEFAULT_REVISION, Revision
from imagegen_reference.schema_rules import check_schema_rules, is_object, not_an_object
from imagegen_reference.semantic_rules import check_semantic_rules
from imagegen_reference.validation import validate_payload

__all__ = [
    "AdapterFactory",
    "Condition",
    "ErrorMutation",
    "MembersFactory",
    "Mutant",
    "Payload",
    "PayloadChange",
    "Scope",
    "TextParserFactory",
    "mutate_constructor_input",
    "mutate_errors",
    "mutate_output",
    "mutate_validated_payload",
    "validating",
    "with_members",
    "with_text_parser",
]
AdapterFactory: TypeAlias = Callable[[], Adapter]
Payload: TypeAlias = dict[str, Json]
PayloadChange: TypeAlias = Callable[[Payload], None]
"""A change of a payload in place."""
Condition: TypeAlias = Callable[[Payload], bool]
"""A property of a payload."""
ErrorMutation: TypeAlias = Callable[[Json, list[Error]], list[Error]]
"""A function from a payload and its errors to the errors that the mutant finds instead."""


class Scope(NamedTuple):
    """A set of requests that many mutants share, so that the cases with such requests are determined once.

    Attributes:
        name: The name. Scopes with the same name contain the same requests.
        contains: Returns whether a request is in the scope.
    """

    name: str
    contains: Callable[[Request], bool]


class Mutant(NamedTuple):
    """The reference with one deliberate fault.

    Attributes:
        name: The name of the mutant, unique among all mutants.
        requirement: The id of the requirement that the mutant breaks. Its level is the level of the mutant.
        fault: What the mutant does wrong: a clause that begins with a verb, such as "drops unknown keys".
        make: Returns a new adapter, which supports every level.
        profile: The profile whose default revision the mutant implements, apart from the fault.
        dimension: The dimension from which the mutant is generated, such as "rule × field"; empty if there is none.
        differs: Returns whether the mutant may respond to a request in another way than the reference; None if
            that is unknown, so that every request may tell the two apart. It never raises and changes no request.
        scope: Requests outside of which `differs` is false; None for all requests.
    """

    name: str
    requirement: str
    fault: str
    make: AdapterFactory
    profile: str = DEFAULT_PROFILE
    dimension: str = ""
    differs: Differs | None = None
    scope: Scope | None = None


def _subclass(members: dict[str, Any]) -> Any:
    return type("Mutant", (PicklableTool,), members)


class MembersFactory:
    """A factory of the reference in which methods and properties are replaced.

    Attributes:
        members: The replacements by name.
        needed: Sets of names of members. A request can show the fault only if the reference uses at least one member of
            each set. By default, there is one set with the replaced members.
        differs: As `Mutant.differs`.
    """

    def __init__(
        self,
        members: Mapping[str, Any],
        needed: Iterable[frozenset[str]] | None = None,
        differs: Differs | None = None,
    ) -> None:
        self.members = members
        self.needed = (frozenset(members),) if needed is None else tuple(needed)
        self.differs = differs

    def __call__(self) -> Adapter:
        """Return an adapter of a new class."""
        return DocumentedClassAdapter(_subclass(dict(self.members)))


def with_members(**members: Any) -> MembersFactory:
    """Return a factory of the reference in which these methods and properties are replaced."""
    return MembersFactory(members)


def validating(validate: Callable[[Json], object]) -> AdapterFactory:
    """Return a factory of the reference that validates payloads with `validate`."""
    return with_members(validate_payload=staticmethod(validate))


def mutate_errors(
    mutation: ErrorMutation, limits: Limits | None = None, revision: Revision = DEFAULT_REVISION
) -> AdapterFactory:
    """Return a factory of the reference that changes the errors it has found.

    Args:
        mutation: Returns the changed errors.
        limits: The model limits that the errors are found with; those of the revision by default.
        revision: The revision.
    """
    applied_limits = limits_in(revision) if limits is None else limits

    def validate(payload: Json) -> tuple[RuleWarning, ...]:
        errors, warnings = _check(payload, applied_limits, revision)
        errors = mutation(payload, errors)
        if errors:
            raise ValidationError(errors)
        return tuple(warnings)

    # Other limits change warnings, too, so that the errors alone do not say whether a payload differs.
    differs = None if limits is not None else errors_differ(mutation, lambda payload: _cached_errors(payload, revision))
    return MembersFactory({"validate_payload": staticmethod(validate)}, differs=differs)


_ERRORS: dict[tuple[int, Revision], tuple[Json, tuple[Error, ...]]] = {}  # by the identity of the payload


def _cached_errors(payload: Json, revision: Revision) -> tuple[Error, ...]:
    """Return the errors of the reference for the payload of a case, which nothing changes."""
    key = (id(payload), revision)
    if key not in _ERRORS:
        _ERRORS[key] = (payload, tuple(_check(payload, limits_in(revision), revision)[0]))
    return _ERRORS[key][1]


def _check(payload: Json, limits: Limits, revision: Revision) -> tuple[list[Error], list[RuleWarning]]:
    if not is_object(payload):
        return list(not_an_object(payload).args[0]), []
    errors = check_schema_rules(payload, revision)
    semantic_errors, warnings = check_semantic_rules(payload, {error[0].split("/")[1] for error in errors}, limits)
    return errors + semantic_errors, warnings


def mutate_validated_payload(change: PayloadChange, revision: Revision = DEFAULT_REVISION) -> AdapterFactory:
    """Return a factory of the reference that validates a changed copy of each object."""

    def validate(payload: Json) -> object:
        if is_object(payload):
            payload = dict(payload)
            change(payload)
        return validate_payload(payload, profile=revision.profile, revision=revision.name)

    members = {"validate_payload": staticmethod(validate)}
    return MembersFactory(members, differs=validated_payload_differs(change))


def _validating_in(revision: Revision) -> dict[str, Any]:
    """Return the members of a class that validates by a revision. The reference validates by the default revision."""

    def validate(payload: Json) -> object:
        return validate_payload(payload, profile=revision.profile, revision=revision.name)

    return {} if revision == DEFAULT_REVISION else {"validate_payload": staticmethod(validate)}


def mutate_constructor_input(change: PayloadChange, revision: Revision = DEFAULT_REVISION) -> AdapterFactory:
    """Return a factory of the reference whose constructor changes a copy of the mapping that it receives."""

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        if args and isinstance(args[0], Mapping):
            payload = dict(args[0])
            change(payload)
            args = (payload, *args[1:])
        ImageGenTool.__init__(self, *args, **kwargs)

    return MembersFactory({"__init__": construct, **_validating_in(revision)}, differs=input_differs(change))


def mutate_output(
    change: PayloadChange, revision: Revision = DEFAULT_REVISION, *, has_memory: bool = False
) -> AdapterFactory:
    """Return a factory of the reference whose `as_dict` changes the result.

    Args:
        change: The change.
        revision: The revision.
        has_memory: Whether the change depends on earlier payloads, so that a payload alone does not decide its effect.
    """

    def as_dict(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
        payload = ImageGenTool.as_dict(self, exclude_readonly=exclude_readonly)
        change(payload)
        return payload

    differs = None if has_memory else output_differs(change)
    return MembersFactory({"as_dict": as_dict, **_validating_in(revision)}, differs=differs)


class TextParserFactory:
    """A factory of the reference that reads JSON text in another way.

    Attributes:
        parse: Returns the value that a text encodes.
    """

    def __init__(self, parse: Callable[[str], Json]) -> None:
        self.parse = parse

    def __call__(self) -> Adapter:
        """Return an adapter of a new class."""
        parse_text = self.parse

        class TextParserAdapter(DocumentedClassAdapter):
            def parse_text(self, text: str) -> Any:
                return self.parse(parse_text(text))

        return TextParserAdapter(_subclass({}))


def with_text_parser(parse: Callable[[str], Json]) -> TextParserFactory:
    """Return a factory of the reference that reads JSON text with `parse`."""
    return TextParserFactory(parse)
