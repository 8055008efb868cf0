"""Mutants whose response to a payload depends on earlier calls: counters, caches with a wrong key, and shared values.

A mutant without state is a function of the payload, which the other dimensions cover. A mutant that responds to the
same payload in another way when it is asked again shows only if requests are repeated, so that none is generated.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.corpus.cases import Operation, Request
from imagegen_conformance.jsonlib.values import Json, deep_copy, dumps
from imagegen_conformance.mutation.mutant import Mutant, Payload, Scope
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import PARSING, VALIDATION, Mutation
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.revision import DEFAULT_REVISION

__all__ = ["state_mutants"]
CacheKey: TypeAlias = Callable[[Payload], Hashable]


class _Schedule(NamedTuple):
    """When a mutant validates, and what it does otherwise.

    Attributes:
        name: A part of the names of mutants.
        fault: What the mutants do.
        validates: Returns whether a payload is validated, for the number of earlier calls and of earlier rejections.
        rejects: Whether the other payloads are rejected.
    """

    name: str
    fault: str
    validates: Callable[[int, int], bool]
    rejects: bool = False


SCHEDULES: Final = (
    _Schedule("first-call", "validates only in the first call", lambda calls, _: calls == 0),
    _Schedule("second-call", "validates only from the second call on every second time", lambda calls, _: calls % 2 == 1),
    _Schedule("later-calls", "validates only from the third call on, and accepts everything after 20 calls", lambda calls, _: 2 <= calls < 20),
    _Schedule("first-10-calls", "accepts everything after 10 calls", lambda calls, _: calls < 10),
    _Schedule("until-rejection", "accepts everything after the first rejection", lambda _, rejections: rejections == 0),
    _Schedule("until-acceptance", "accepts everything after the first acceptance", lambda calls, rejections: calls == rejections),
    _Schedule("rejecting-again", "rejects everything after the first rejection", lambda _, rejections: rejections == 0, rejects=True),
    _Schedule("rejecting-later", "rejects everything after 50 calls", lambda calls, _: calls < 50, rejects=True),
)  # fmt: skip


def _items(payload: Payload) -> Hashable:
    """Return the items as a tuple, in which 1, 1.0 and true are equal."""
    return tuple((key, dumps(value) if isinstance(value, (dict, list)) else value) for key, value in payload.items())


# The name, a description, and the key.
CACHE_KEYS: Final[tuple[tuple[str, str, CacheKey], ...]] = (
    ("keys", "the keys of the payload", tuple),
    ("sorted-keys", "the sorted keys of the payload", lambda payload: tuple(sorted(payload))),
    ("count", "the number of keys", len),
    ("model", "the model", lambda payload: dumps(payload.get("model"))),
    ("model-and-size", "the model and the size", lambda payload: dumps([payload.get("model"), payload.get("size")])),
    ("items", "the items, in which 1 and true are equal", _items),
    ("beginning", "the first 64 characters of the JSON text", lambda payload: dumps(payload)[:64]),
    ("length", "the length of the JSON text", lambda payload: len(dumps(payload))),
    ("lower", "the JSON text in lower case", lambda payload: dumps(payload).lower()),
    ("no-space", "the JSON text without white space", lambda payload: "".join(dumps(payload).split())),
    ("words", "the strings of the payload", lambda payload: tuple(value for value in payload.values() if isinstance(value, str))),
    ("identity", "the identity of the payload", id),
    ("last", "the last item", lambda payload: dumps(list(payload.items())[-1:])),
)  # fmt: skip


def state_mutants() -> Iterator[Mutant]:
    """Yield the mutants of the default revision."""
    build = MutantBuilder(DEFAULT_REVISION, "state × operation")
    for schedule in SCHEDULES:
        mutation = _stateful(partial(_ScheduledAdapter, schedule), VALIDATION)
        yield build.mutant(f"validates-{schedule.name}", "quality.value", schedule.fault, mutation)
    for name, text, key in CACHE_KEYS:
        mutation = _stateful(partial(_CachingValidator, key), VALIDATION)
        fault = f"remembers the result of validation by {text}"
        yield build.mutant(f"caches-validation-by-{name}", _requirement(name), fault, mutation)
        mutation = _stateful(partial(_CachingParser, key), PARSING)
        fault = f"remembers the result of parsing by {text}"
        yield build.mutant(f"caches-parsing-by-{name}", "wire.no-corruption", fault, mutation)


def _requirement(name: str) -> str:
    """Return the requirement that a cache of validation breaks: types, or the case and white space of words."""
    return "action.value" if name in {"lower", "no-space"} else "output_compression.type"


def _stateful(make: Callable[[], Adapter], operations: frozenset[Operation]) -> Mutation:
    """Return a mutation that depends on earlier calls, so that every request of these operations may show it."""

    def differs(request: Request) -> bool:
        return request[0] in operations

    return Mutation(make, differs, Scope("/".join(sorted(operations)), differs))


class _ScheduledAdapter(DocumentedClassAdapter):
    def __init__(self, schedule: _Schedule) -> None:
        super().__init__(ImageGenTool)
        self._schedule = schedule
        self._calls = 0
        self._rejections = 0

    def validate(self, payload: Json) -> object:
        is_validated = self._schedule.validates(self._calls, self._rejections)
        self._calls += 1
        if not is_validated:
            return not self._schedule.rejects
        try:
            return super().validate(payload)
        except ValidationError:
            self._rejections += 1
            raise


class _CachingValidator(DocumentedClassAdapter):
    def __init__(self, key: CacheKey) -> None:
        super().__init__(ImageGenTool)
        self._key = key
        self._results: dict[Hashable, object] = {}

    def validate(self, payload: Json) -> object:
        if not isinstance(payload, dict):
            return super().validate(payload)
        key = self._key(payload)
        if key not in self._results:
            try:
                self._results[key] = super().validate(payload)
            except ValidationError as error:
                self._results[key] = error
        result = self._results[key]
        if isinstance(result, ValidationError):
            raise result
        return result


class _CachingParser(DocumentedClassAdapter):
    def __init__(self, key: CacheKey) -> None:
        super().__init__(ImageGenTool)
        self._key = key
        self._results: dict[Hashable, Any] = {}

    def parse(self, payload: Json) -> Any:
        if not isinstance(payload, dict):
            return super().parse(payload)
        key = self._key(payload)
        if key not in self._results:
            self._results[key] = super().parse(deep_copy(payload))
        return self._results[key]
