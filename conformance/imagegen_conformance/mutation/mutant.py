"""Mutants, and the factories that derive one from the reference by changing one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeAlias

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.jsonlib.values import Json
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
    "Mutant",
    "Payload",
    "PayloadChange",
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


class Mutant(NamedTuple):
    """The reference with one deliberate fault.

    Attributes:
        name: The name of the mutant, unique among all mutants.
        requirement: The id of the requirement that the mutant breaks. Its level is the level of the mutant.
        fault: What the mutant does wrong: a clause that begins with a verb, such as "drops unknown keys".
        make: Returns a new adapter, which supports every level.
        profile: The profile whose default revision the mutant implements, apart from the fault.
    """

    name: str
    requirement: str
    fault: str
    make: AdapterFactory
    profile: str = DEFAULT_PROFILE


class _PicklableTool(ImageGenTool):
    """A tool whose subclasses can be pickled, although they are created at run time and have no importable name."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _new_instance, (_ClassReference(type(self)),), vars(self)


class _ClassReference:
    """A reference to a class that can be pickled, and unpickled in the same process."""

    classes: ClassVar[dict[int, type[ImageGenTool]]] = {}

    def __init__(self, referenced: type[ImageGenTool]) -> None:
        self.key = id(referenced)
        self.classes[self.key] = referenced

    def __deepcopy__(self, memo: object) -> _ClassReference:
        return self


def _new_instance(reference: _ClassReference) -> ImageGenTool:
    referenced = _ClassReference.classes[reference.key]
    return referenced.__new__(referenced)


def _subclass(members: dict[str, Any]) -> Any:
    return type("Mutant", (_PicklableTool,), members)


def with_members(**members: Any) -> AdapterFactory:
    """Return a factory of the reference in which these methods and properties are replaced."""

    def make() -> Adapter:
        return DocumentedClassAdapter(_subclass(members))

    return make


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

    return validating(validate)


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

    return validating(validate)


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

    return with_members(__init__=construct, **_validating_in(revision))


def mutate_output(change: PayloadChange, revision: Revision = DEFAULT_REVISION) -> AdapterFactory:
    """Return a factory of the reference whose `as_dict` changes the result."""

    def as_dict(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
        payload = ImageGenTool.as_dict(self, exclude_readonly=exclude_readonly)
        change(payload)
        return payload

    return with_members(as_dict=as_dict, **_validating_in(revision))


def with_text_parser(parse: Callable[[str], Json]) -> AdapterFactory:
    """Return a factory of the reference that reads JSON text with `parse`."""

    class TextParserAdapter(DocumentedClassAdapter):
        def parse_text(self, text: str) -> Any:
            return self.parse(parse(text))

    def make() -> Adapter:
        return TextParserAdapter(_subclass({}))

    return make
