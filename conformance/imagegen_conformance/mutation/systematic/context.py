"""Contexts: conditions on the rest of a payload under which a fault shows, or a rule is not checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Payload

__all__ = [
    "COUNTS",
    "Context",
    "field_contexts",
    "model_contexts",
    "position_contexts",
    "shape_contexts",
    "value_context",
]
COUNTS: Final = (5, 9, 13)  # numbers of keys, from a small payload to one with every field that a model supports


class Context(NamedTuple):
    """A condition on the rest of a payload.

    Attributes:
        name: The end of the names of mutants.
        clause: The end of the description of a fault; `{field}` stands for the field that it is about.
        holds: Returns whether a payload fulfills the condition. The second argument names the fields that the fault is
            about: the one where it shows, followed by those that a payload with the fault must have.
    """

    name: str
    clause: str
    holds: Callable[[Payload, Sequence[str]], bool]


def field_contexts(fields: Sequence[str]) -> Iterator[Context]:
    """Yield a context for each field: it is present."""
    for other in fields:
        yield Context(f"beside-{other}", f"beside {other}", _has(other))


def value_context(field: str, value: Json) -> Context:
    """Return a context for a value of a field: it is present."""

    def holds(payload: Payload, _: Sequence[str]) -> bool:
        return type(payload.get(field)) is type(value) and payload[field] == value

    return Context(f"beside-{field}-{value}", f"beside {field} {value}", holds)


def model_contexts(families: Mapping[str, Sequence[str]]) -> Iterator[Context]:
    """Yield a context for each family of models, one for other models, and one for payloads without a model."""
    for family, models in families.items():
        yield Context(f"for-{family}", f"for {family}", _has_model(frozenset(models)))
    known = frozenset(model for models in families.values() for model in models)
    yield Context("for-other-models", "for models without documented limits", _has_other_model(known))
    yield Context("without-model", "if model is omitted", lambda payload, _: "model" not in payload)


def shape_contexts(documented: Sequence[str]) -> Iterator[Context]:
    """Yield the contexts that concern all keys: few or many of them, unknown ones, and nulls."""
    known = frozenset(documented)
    yield Context("alone", "in a payload with no other key except type", _is_alone)
    yield Context("beside-unknown-key", "beside an unknown key", lambda payload, _: not known.issuperset(payload))
    yield Context("beside-null", "beside a null", _has_null_besides)
    for count in COUNTS:
        yield Context(f"in-{count}-keys", f"in a payload of at least {count} keys", _has_keys(count))


def position_contexts() -> Iterator[Context]:
    """Yield the contexts that concern the position of the field itself."""
    yield Context("first", "if {field} is the first key", lambda payload, fields: next(iter(payload)) == fields[0])
    yield Context("last", "if {field} is the last key", lambda payload, fields: next(reversed(payload)) == fields[0])


def _has(field: str) -> Callable[[Payload, Sequence[str]], bool]:
    return lambda payload, _: field in payload


def _has_model(models: frozenset[str]) -> Callable[[Payload, Sequence[str]], bool]:
    def holds(payload: Payload, _: Sequence[str]) -> bool:
        model = payload.get("model")
        return isinstance(model, str) and model in models

    return holds


def _has_other_model(models: frozenset[str]) -> Callable[[Payload, Sequence[str]], bool]:
    def holds(payload: Payload, _: Sequence[str]) -> bool:
        model = payload.get("model")
        return isinstance(model, str) and model not in models

    return holds


def _has_keys(count: int) -> Callable[[Payload, Sequence[str]], bool]:
    return lambda payload, _: len(payload) >= count


def _is_alone(payload: Payload, fields: Sequence[str]) -> bool:
    return all(key == "type" or key in fields for key in payload)


def _has_null_besides(payload: Payload, fields: Sequence[str]) -> bool:
    return any(value is None and key not in fields for key, value in payload.items())
