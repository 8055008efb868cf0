"""Mutations: pure functions of a payload that change what the reference does with it, and the payloads that they affect.

The adapter of a mutant applies a mutation exactly if its domain contains the payload that it received. The other
payloads are passed to the reference. Therefore the domain, asked about the request of a case, also says whether the
case can tell the mutant from the reference: a call sequence and a payload that is not an object never can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.corpus.cases import Operation, Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import AdapterFactory, Payload, Scope
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts, facts_of
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.errors import Error
from imagegen_reference.model_limits import limits_in
from imagegen_reference.revision import Revision
from imagegen_reference.schema_rules import check_schema_rules
from imagegen_reference.semantic_rules import check_semantic_rules
from imagegen_reference.validation import validate_payload

__all__ = [
    "PARSING",
    "VALIDATION",
    "Domain",
    "ErrorsChange",
    "InputChange",
    "Mutation",
    "OutputChange",
    "Test",
    "changing_errors",
    "changing_input",
    "changing_output",
    "rejecting_in_parse",
]
Test: TypeAlias = Callable[[PayloadFacts], bool]
"""A condition on a payload."""
OutputChange: TypeAlias = Callable[[Payload, Payload], None]
"""A function of the received payload and the output, which it changes in place."""
ErrorsChange: TypeAlias = Callable[[Payload, list[Error]], list[Error]]
"""A function of a payload and its errors to the errors that are found instead."""
InputChange: TypeAlias = Callable[[Payload], None]
"""A change of the payload of the caller, in place."""
PARSING: frozenset[Operation] = frozenset({"parse", "parse-text"})
VALIDATION: frozenset[Operation] = frozenset({"validate"})


class Domain(NamedTuple):
    """The payloads that a mutation affects.

    Attributes:
        scope: The name of the condition that many mutants share.
        may_contain: Returns whether a payload fulfills this condition.
        contains: Returns whether a payload that fulfills this condition is affected.
    """

    scope: str
    may_contain: Test
    contains: Test = lambda _: True


class Mutation(NamedTuple):
    """A change of the reference for some payloads.

    Attributes:
        make: Returns a new adapter of the changed reference.
        differs: Returns whether a request may tell the changed reference from the reference.
        scope: Requests outside of which `differs` is false.
    """

    make: AdapterFactory
    differs: Callable[[Request], bool]
    scope: Scope


class _Output(NamedTuple):
    """The output of a payload that was parsed."""

    content: Json


class _SystematicAdapter(DocumentedClassAdapter):
    """An adapter for the reference in a revision, apart from the fault of the mutant.

    Args:
        revision: The revision.
        domain: The payloads that the mutant treats in another way.
    """

    def __init__(self, revision: Revision, domain: Domain) -> None:
        super().__init__(ImageGenTool)
        self._revision = revision
        self._domain = domain

    def validate(self, payload: Json) -> object:
        """Return the warnings of the reference, or raise its ValidationError."""
        return validate_payload(payload, profile=self._revision.profile, revision=self._revision.name)

    def _is_affected(self, payload: Json) -> bool:
        if not isinstance(payload, dict):
            return False
        facts = PayloadFacts(payload)
        return self._domain.may_contain(facts) and self._domain.contains(facts)


class _OutputAdapter(_SystematicAdapter):
    def __init__(self, revision: Revision, domain: Domain, change: OutputChange) -> None:
        super().__init__(revision, domain)
        self._change = change

    def parse(self, payload: Json) -> Any:
        is_affected = self._is_affected(payload)
        output = super().parse(payload).as_dict()
        if is_affected:
            self._change(payload, output)
        return _Output(output)

    def serialize(self, parsed: Any) -> Json:
        return parsed.content if isinstance(parsed, _Output) else super().serialize(parsed)


class _RejectingAdapter(_SystematicAdapter):
    def parse(self, payload: Json) -> Any:
        if self._is_affected(payload):
            raise ValueError("the mutant rejects this payload")
        return super().parse(payload)


class _ErrorsAdapter(_SystematicAdapter):
    def __init__(self, revision: Revision, domain: Domain, change: ErrorsChange) -> None:
        super().__init__(revision, domain)
        self._change = change

    def validate(self, payload: Json) -> object:
        if not self._is_affected(payload):
            return super().validate(payload)
        errors = check_schema_rules(payload, self._revision)
        broken = {error[0].split("/")[1] for error in errors}
        semantic_errors, warnings = check_semantic_rules(payload, broken, limits_in(self._revision))
        errors = self._change(payload, [*errors, *semantic_errors])
        if errors:
            raise ValidationError(errors)
        return tuple(warnings)


class _InputAdapter(_SystematicAdapter):
    def __init__(self, revision: Revision, domain: Domain, operation: Operation, change: InputChange) -> None:
        super().__init__(revision, domain)
        self._operation = operation
        self._change = change

    def _process(self, operation: Operation, payload: Json, process: Callable[[Json], object]) -> Any:
        is_affected = operation == self._operation and self._is_affected(payload)
        try:
            return process(payload)
        finally:
            if is_affected:
                self._change(payload)

    def parse(self, payload: Json) -> Any:
        return self._process("parse", payload, super().parse)

    def validate(self, payload: Json) -> object:
        return self._process("validate", payload, super().validate)


def _mutation(operations: frozenset[Operation], domain: Domain, make: AdapterFactory) -> Mutation:
    def is_in_scope(request: Request) -> bool:
        if request[0] not in operations:
            return False
        facts = facts_of(request)
        return facts is not None and domain.may_contain(facts)

    def differs(request: Request) -> bool:
        if request[0] not in operations:
            return False
        facts = facts_of(request)
        return facts is not None and domain.may_contain(facts) and domain.contains(facts)

    return Mutation(make, differs, Scope(f"{'/'.join(sorted(operations))} {domain.scope}", is_in_scope))


def changing_output(revision: Revision, domain: Domain, change: OutputChange) -> Mutation:
    """Return a mutation that changes the output of a payload which is parsed."""
    return _mutation(PARSING, domain, lambda: _OutputAdapter(revision, domain, change))


def rejecting_in_parse(revision: Revision, domain: Domain) -> Mutation:
    """Return a mutation that rejects payloads when they are parsed."""
    return _mutation(PARSING, domain, lambda: _RejectingAdapter(revision, domain))


def changing_errors(revision: Revision, domain: Domain, change: ErrorsChange) -> Mutation:
    """Return a mutation that changes the errors which validation finds."""
    return _mutation(VALIDATION, domain, lambda: _ErrorsAdapter(revision, domain, change))


def changing_input(revision: Revision, operation: Operation, domain: Domain, change: InputChange) -> Mutation:
    """Return a mutation that changes the payload of the caller after it was processed correctly.

    A text is not affected, because the caller has no payload.
    """
    operations: frozenset[Operation] = frozenset({operation})
    return _mutation(operations, domain, lambda: _InputAdapter(revision, domain, operation, change))
